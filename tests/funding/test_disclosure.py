"""What the public reads of the money: every figure derived, every file adding up to its page, nobody's secret in it."""

import csv
import io
import json
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from funding.cashbook import receipts, settlement
from funding.disclosure import exports
from funding.ledger import queries
from funding.models import Entry, Posting
from funding.subsidies import grants
from panlong import clock
from projects.stages import Stage
from tests.factories import Walk, draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def walks(w):
    """Two projects with all there is: one under way with a reversal and a debt, one ended early that gave money back."""
    under_way, ended = Walk(w), Walk(w, title="=1+1", theme="care")
    for walk in (under_way, ended):
        walk.to(Stage.IN_PROGRESS)
        with clock.at(walk.moment):
            walk.choose_supplier()
            walk.refresh()
            walk.receive("2000.55")
            walk.pay_next()
            walk.spend("400.10")
            bill = walk.bill("1000.00")
            walk.pay(bill, "300.30")
    with clock.at(under_way.moment):
        wrong = under_way.spend("77.77")
        settlement.reverse_entry(wrong.entry, by=w.neighbours[1], reason="记错", operation=uuid4())
    with clock.at(ended.moment + timedelta(days=400)):
        grants.terminate_project(ended.project, by=w.reviewer, reason="停")
        ended.pay(bill, "669.70")
        ended.pay(bill, "30.00", is_retention=True)
        settlement.give_back(ended.project, by=w.neighbours[2], operation=uuid4())
    return under_way, ended


def by_hand(postings=None) -> dict[str, Decimal]:
    """Return the figures summed posting by posting, in plain Python, from nothing but postings."""
    sums = defaultdict(Decimal)
    for posting in (postings or Posting.objects.all()).select_related("account", "entry__reverses"):
        kind = posting.entry.reverses.kind if posting.entry.reverses else posting.entry.kind
        account = posting.account
        if account.kind == "cash":
            sums["left"] += posting.amount
            public = account.source in {"district", "street"}
            if kind == Entry.Kind.RECEIPT and not public:
                sums["received"] += posting.amount
            if kind == Entry.Kind.PAYMENT and public:
                sums["paid"] += posting.amount
            if kind == Entry.Kind.SPENDING:
                sums["spent"] -= posting.amount
            if kind in {Entry.Kind.RETURN, Entry.Kind.RELEASE}:
                sums["returned"] -= posting.amount
        if account.kind in {"payable", "retention"}:
            sums[{"payable": "owed", "retention": "kept"}[account.kind]] -= posting.amount
        if account.kind == "grant" and kind in {Entry.Kind.GRANT, Entry.Kind.RELEASE}:
            sums["approved"] += posting.amount
    return sums


def transactions(package) -> list:
    """Return (contract, yuan) of each transaction in an Open Contracting package."""
    return [
        (contract["id"], Decimal(str(one["value"]["amount"])))
        for release in package["releases"]
        for contract in release.get("contracts", [])
        for one in contract.get("implementation", {}).get("transactions", [])
    ]


class TestFigures:
    def test_all_published_figures_are_sums_of_postings(self, walks, client):
        truth = by_hand()
        total = client.get("/money/").context["total"]
        assert {name: getattr(total, name) for name in truth} == truth
        assert total.received + total.paid - total.spent - total.returned == total.left
        for walk in walks:
            page = client.get(reverse("funding:project", args=[walk.project.pk]))
            own = by_hand(Posting.objects.filter(account__project=walk.project))
            shown = {name: getattr(page.context["money"], name) for name in queries.NAMES}
            assert shown == {"returned": 0, **own}
            for name in (name for name, amount in own.items() if amount or name not in queries.OWING):
                assert f'href="#{name}"' in page.text and f'id="{name}"' in page.text
            for chapter in page.context["chapters"]:
                assert sum(one.shown for one in chapter["entries"]) == own[chapter["name"]]

    def test_what_was_undone_or_given_back_is_said_in_words(self, walks, client):
        under_way, ended = (client.get(f"/money/projects/{walk.project.pk}/").text for walk in walks)
        assert "−¥77.77" in under_way and "减号" in under_way and "冲销" in under_way
        assert "¥-" not in under_way + ended
        reversal = Entry.objects.get(reverses__isnull=False)
        assert "¥77.77" in client.get(reverse("funding:entry", args=[reversal.pk])).text

    @pytest.mark.parametrize("by", ["", "community", "year", "source", "theme"])
    def test_each_group_leads_closer(self, walks, client, by):
        page = client.get("/money/", {"by": by})
        for row in page.context["groups"]:
            closer = client.get(f"/money/{row['address']}")
            assert closer.context["total"].came == row["came"] and "仅显示" in closer.text

    @pytest.mark.parametrize("by", ["", "community", "year", "source", "theme"])
    def test_groups_add_up_to_the_total_and_it_is_the_same_for_all(self, walks, client, by):
        page, truth = client.get("/money/", {"by": by}).context, by_hand()
        for name in (*queries.FIGURES, "left"):
            assert getattr(page["total"], name) == truth[name]
            if by == "source" and name in {"owed", "kept"}:
                continue  # it has no source until it is paid
            assert sum(row[name] for row in page["groups"]) == getattr(page["total"], name)

    def test_a_source_has_its_approvals_too(self, walks, client):
        rows = {row["group"]: row for row in client.get("/money/", {"by": "source"}).context["groups"]}
        assert rows["district"]["approved"] == by_hand()["approved"]
        assert client.get("/money/", {"source": "district"}).context["total"].received == 0

    def test_a_new_booking_shows_at_once(self, walks, client):
        before = client.get("/money/").context["total"].received
        with clock.at(walks[0].moment):
            walks[0].receive("0.01")
        assert client.get("/money/").context["total"].received == before + Decimal("0.01")

    def test_what_one_reader_adds_to_the_address_is_in_nobody_elses_page(self, walks, client):
        for asked in ({"x": "fremd"}, {"year": ["fremd"]}, {"theme": ["", "fremd"]}, {"page": "fremd"}):
            client.get("/money/", asked)
            assert "fremd" not in client.get("/money/").content.decode()

    def test_read_again_it_is_the_same_page(self, walks, client):
        first, again = (client.get("/money/", {"by": "source"}).content.decode() for _n in range(2))
        assert first == again

    @pytest.mark.parametrize("page", ["0", "-1", "x", "2", "99999999999", "²"])
    def test_any_page_number_is_answered(self, walks, client, page):
        assert len(client.get("/money/", {"page": page}).context["page"].object_list) == 2


class TestFiles:
    def rows(self, client, form, **filters):
        answer = client.get(f"/money/export.{form}", filters)
        assert answer.status_code == 200
        if form == "csv":
            return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        if form == "json":
            return json.loads(answer.content)["rows"]
        head, *rest = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rest]

    @pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
    @pytest.mark.parametrize(
        "filters", [{}, {"theme": "care"}, {"source": "self_raised"}, {"source": "district"}]
    )
    def test_they_add_up_to_the_page_to_the_cent(self, walks, client, form, filters):
        total = client.get("/money/", filters).context["total"]
        sums = defaultdict(Decimal)
        for row in self.rows(client, form, **filters):
            sums[row["figure"]] += Decimal(str(row["amount"]))
        for name in queries.FIGURES:
            assert sums[name] == getattr(total, name)

    def test_a_year_is_the_year_of_the_booking(self, walks, client):
        year = (walks[1].moment + timedelta(days=400)).year
        assert {row["figure"] for row in self.rows(client, "csv", year=year)} >= {"returned"}

    def test_no_cell_runs_in_a_spreadsheet(self, walks, client):
        assert {row["title"] for row in self.rows(client, "csv")} == {"楼道扶手", "'=1+1"}

    def test_open_contracting_adds_up_to_the_page_whatever_is_asked(self, walks, client):
        year = (walks[1].moment + timedelta(days=400)).year
        for filters in (
            {},
            {"theme": "care"},
            {"source": "self_raised"},
            {"source": "district"},
            {"year": year},
        ):
            package = json.loads(client.get("/money/export.ocds", filters).content)
            total, sums = client.get("/money/", filters).context["total"], defaultdict(Decimal)
            for release in package["releases"]:
                for one in release["money"]:
                    sums[one["figure"]] += Decimal(str(one["value"]["amount"]))
                    assert ("source" in one) == (one["figure"] not in queries.OWING)
            assert {name: sums[name] for name in queries.FIGURES} == {
                name: getattr(total, name) for name in queries.FIGURES
            }
            assert sum((amount for _contract, amount in transactions(package)), Decimal(0)) == total.spent

    def test_open_contracting_keeps_to_its_standard(self, walks, client):
        package = json.loads(client.get("/money/export.ocds").content)
        assert package["version"] == "1.1" and len(package["releases"]) == 2
        for release in package["releases"]:
            assert {"ocid", "id", "date", "tag", "initiationType"} <= set(release)
            assert {"planning", "tender", "award", "contract", "implementation"} == set(release["tag"])
            names = {one["id"]: one["name"] for one in release["parties"]}
            assert names[release["buyer"]["id"]] == release["buyer"]["name"] == "院"
            assert len(names) == len(release["parties"]) and all(one["roles"] for one in release["parties"])
            awards = {one["id"] for one in release["awards"]}
            assert awards == {one["awardID"] for one in release["contracts"]} and len(awards) == 2
            for award in release["awards"]:
                assert {one["id"] for one in award["suppliers"]} <= set(names)
            for contract in release["contracts"]:
                for one in contract["implementation"]["transactions"]:
                    assert names[one["payee"]["id"]] == one["payee"]["name"] and one["payer"]["id"] in names
            shares = release["planning"]["budget"]["budgetBreakdown"]
            assert {one["id"]: one["amount"]["amount"] for one in shares} == {
                "self_raised": 2000,
                "district": 8000,
            }
        under_way, ended = package["releases"]
        assert {one["status"] for one in under_way["contracts"]} == {"active"}
        assert {one["status"] for one in ended["contracts"]} == {"terminated"}
        bought = next(
            one for one in under_way["contracts"] if "value" not in one
        )  # over the counter, of another shop
        amounts = [one["value"]["amount"] for one in bought["implementation"]["transactions"]]
        assert amounts == [400.10, 77.77, -77.77]

    def test_open_contracting_tells_what_was_bought_without_a_choice_and_each_change_anew(self, w, client):
        walk = Walk(w)
        walk.to(Stage.IN_PROGRESS)
        walk.moment += timedelta(minutes=1)
        with clock.at(walk.moment):
            walk.receive()
            walk.spend("500.00", source="self_raised")
            first = json.loads(client.get("/money/export.ocds").content)
            again = json.loads(client.get("/money/export.ocds").content)
        with clock.at(walk.moment + timedelta(minutes=1)):
            walk.spend("7.00", source="self_raised")
            later = json.loads(client.get("/money/export.ocds").content)
        assert sum(amount for _contract, amount in transactions(first)) == 500
        assert first["releases"] == again["releases"]
        (before,), (after,) = first["releases"], later["releases"]
        assert (
            before["ocid"] == after["ocid"] and before["id"] != after["id"] and before["date"] < after["date"]
        )

    def test_neither_phones_nor_hidden_givers_nor_bank_references_are_in_them(self, walks, client, w):
        with clock.at(walks[0].moment):
            receipts.receive_contribution(
                walks[0].project, by=w.neighbours[2], source="other", giver="王不愿", amount=Decimal(5), received_on=clock.today(), operation=uuid4()
            )  # fmt: skip
        phones = [one.phone for one in (*w.neighbours, w.handler, w.finance)]
        secret = [
            *phones,
            "王不愿",
            *walks[0].project.grants.get().tranches.values_list("bank_reference", flat=True)[:1],
        ]
        pages = ["/money/export.csv", "/money/export.json", "/money/export.ocds", "/money/",
                 reverse("funding:project", args=[walks[0].project.pk])]  # fmt: skip
        pages += [reverse("funding:entry", args=[entry.pk]) for entry in walks[0].project.entries.all()]
        for page in pages:
            text = client.get(page).content.decode()
            assert not [word for word in secret if word in text]

    def test_too_many_rows_are_asked_for_in_parts(self, walks, client, monkeypatch):
        monkeypatch.setattr(exports, "MAX_ROWS", 3)
        assert client.get("/money/export.csv").status_code == 413

    def test_an_unknown_kind_of_file_is_not_found(self, walks, client):
        assert client.get("/money/export.exe").status_code == 404


class TestPages:
    def test_each_booking_leads_to_its_paper(self, walks, client):
        page = client.get(reverse("funding:project", args=[walks[0].project.pk])).content.decode()
        for voucher in walks[0].project.vouchers.all():
            address = reverse("funding:entry", args=[voucher.entry_id])
            assert address in page
            assert voucher.invoice_number in client.get(address).content.decode()

    def test_a_reversal_and_what_it_undoes_lead_to_each_other(self, walks, client):
        reversal = Entry.objects.get(kind="reversal")
        one = client.get(reverse("funding:entry", args=[reversal.pk])).content.decode()
        other = client.get(reverse("funding:entry", args=[reversal.reverses_id])).content.decode()
        assert reverse("funding:entry", args=[reversal.reverses_id]) in one
        assert reverse("funding:entry", args=[reversal.pk]) in other

    def test_the_money_of_a_draft_is_nobodys_to_read(self, w, client):
        project = draft(w)
        for name, args in (("project", [project.pk]), ("export-project", [project.pk, "csv"])):
            assert client.get(reverse(f"funding:{name}", args=args)).status_code == 404
        assert client.get(reverse("funding:entry", args=[1])).status_code == 404

    def test_a_project_page_costs_the_same_for_many_bookings(self, walks, client, django_assert_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        address = reverse("funding:project", args=[walks[0].project.pk])

        def cost():
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            return len(captured)

        before = cost()
        with clock.at(walks[0].moment):
            for _n in range(20):
                walks[0].spend("1.00")
        assert cost() == before
