"""Whoever alters a record of money is found: any column of any table, a cut tail, even a past written anew."""

import json
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, IntegrityError, connection, transaction

from funding import ledger
from funding.cashbook import settlement
from funding.ledger import chain, totals
from funding.models import Entry, Link, Quotation, Seal
from funding.procurement import tenders
from funding.proof import verification
from funding.subsidies import budgets, grants
from funding.tasks import seal_ledger
from panlong import clock
from panlong.notices.models import Notice
from projects.stages import Stage
from tests.factories import Walk
from tests.funding.papers import walk_with_all_papers

pytestmark = pytest.mark.django_db
SUMS = ("funding_projecttotal", "funding_areatotal", "funding_envelopetotal")
TABLES = (
    *(model._meta.db_table for model in chain.LINKED),
    *("funding_posting", "funding_account", "funding_link", "funding_seal"),
    *SUMS,
)
NOT_TOLD = {(table, "id") for table in SUMS}  # made anew from postings at will: their keys say nothing


@contextmanager
def superuser():
    """Give a cursor with all triggers and foreign keys off, as only a superuser can have it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        try:
            yield cursor
        finally:
            cursor.execute("SET session_replication_role = DEFAULT")


@pytest.fixture
def walk(w, settings, tmp_path):
    settings.SEALS_FILE = tmp_path / "seals.txt"
    return walk_with_all_papers(w)


def wrong(*copies) -> list:
    return list(verification.verify_ledger(*copies))


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, table)]


def another(cursor, table: str, column: str) -> str:
    """Return the SQL of a value of `column` that differs from the one that is there."""
    cursor.execute(
        "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
        [table, column],
    )
    (kind,) = cursor.fetchone()
    return {
        "boolean": f"NOT {column}",
        "date": f"coalesce({column}, '2020-01-01') + 1",
        "timestamp with time zone": f"coalesce({column}, '2020-01-01') + interval '1 microsecond'",
        "uuid": "gen_random_uuid()",
        "jsonb": "'[\"x\"]'::jsonb",
        "numeric": f'"{column}" + 0.01',
        "character varying": f"left(coalesce({column}, '') || 'x', 1) || 'y'",
        "text": f"coalesce({column}, '') || ' '",
    }.get(kind, f"coalesce({column}, 0) + 1000")


class TestWhole:
    def test_a_ledger_that_nobody_touched_is_whole(self, walk):
        assert wrong() == []

    def test_every_road_to_the_end_leaves_it_whole(self, w, settings, tmp_path):
        settings.SEALS_FILE = tmp_path / "seals.txt"
        walk = Walk(w)
        walk.to(Stage.CLOSED)
        assert wrong() == []
        assert Link.objects.filter(chain=walk.project.pk).count() > 20

    def test_so_does_an_end_before_its_time(self, walk):
        with clock.at(walk.moment):
            grants.terminate_project(walk.project, by=walk.w.reviewer, reason="x")
            bill = walk.project.bills.get()
            walk.pay(bill, "370.00")
            walk.pay(bill, "30.00", is_retention=True)
            settlement.give_back(walk.project, by=walk.w.neighbours[2], operation=uuid4())
        assert wrong() == []

    def test_a_choice_by_the_street_is_linked_again(self, w):
        walk = Walk(w)
        walk.to(Stage.IN_PROGRESS)
        with clock.at(walk.moment):
            (one,) = walk.collect(9000)
            tenders.choose_supplier(
                walk.project, by=w.neighbours[2], quotation=one, reasons="x", too_few_because="y"
            )
            tenders.decide_choice(walk.project, by=w.reviewer, approved=True)
        assert wrong() == []

    def test_anybody_can_recompute_a_link_without_us(self, walk):
        import hashlib

        for link in Link.objects.all():
            at = f"{link.at:%Y-%m-%dT%H:%M:%S.%f}"
            parts = (link.previous, link.chain, link.number, link.kind, link.row_id, at, link.facts)
            text = "\n".join(map(str, parts))
            assert hashlib.sha256(text.encode()).hexdigest() == link.digest
            assert json.loads(link.facts)["id"] == link.row_id


class TestTampering:
    def test_every_column_of_every_table_is_watched(self, walk):
        """Each column of each table, one after the other, altered with the triggers off."""
        watched, missed = set(), []
        for table in TABLES:
            for column in columns(table):
                if (table, column) in NOT_TOLD:
                    continue
                try:
                    with transaction.atomic():
                        if not self.is_found(table, column):
                            missed.append((table, column))
                        watched.add(table)
                        transaction.set_rollback(True)
                except IntegrityError:
                    continue  # a constraint of the table refuses it even to a superuser
        assert not missed
        assert watched == set(TABLES)
        assert wrong() == []

    def is_found(self, table, column) -> bool:
        """Alter `column` of the newest row of `table` and return whether that is found."""
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            newest = f"(SELECT max(id) FROM {table})"
            cursor.execute(
                f'UPDATE {table} SET "{column}" = {another(cursor, table, column)} WHERE id = {newest}'
            )
            assert cursor.rowcount == 1
        return bool(wrong())

    def test_a_deleted_row_is_missed_in_every_table(self, walk):
        for table in TABLES:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
                cursor.execute(f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})")
                assert wrong(), table
                transaction.set_rollback(True)

    def test_a_row_slipped_in_is_found(self, walk):
        with superuser() as cursor:
            cursor.execute(
                "INSERT INTO funding_quotation (project_id, supplier, price, note, uscc, sealed, ties, offer, offer_digest, collected_by_id, at) "
                "SELECT project_id, '影子', 1, '', '', '', '', '', '', collected_by_id, at FROM funding_quotation WHERE collected_by_id IS NOT NULL LIMIT 1"
            )
        assert [one.table for one in wrong()] == ["funding_quotation"]

    def test_two_postings_slipped_in_are_found_though_they_balance(self, walk):
        with superuser() as cursor:
            for sign in ("1", "-1"):
                cursor.execute(
                    f"INSERT INTO funding_posting (entry_id, account_id, amount) SELECT entry_id, account_id, {sign} FROM funding_posting ORDER BY id LIMIT 1"
                )
        assert wrong()[0].table == "funding_entry"

    def test_it_names_the_row_and_the_column(self, walk):
        voucher = walk.project.vouchers.last()
        with superuser() as cursor:
            cursor.execute("UPDATE funding_voucher SET payee = '别人' WHERE id = %s", [voucher.pk])
        (found,) = wrong()
        assert (found.table, found.row) == ("funding_voucher", voucher.pk)
        assert "payee" in found.what

    def test_a_cut_tail_does_not_fit_its_seal(self, walk):
        with superuser() as cursor:
            entry = Entry.objects.last()
            cursor.execute("DELETE FROM funding_link WHERE id >= (SELECT min(id) FROM funding_link WHERE kind = 'entry' AND row_id = %s)", [entry.pk])  # fmt: skip
            cursor.execute("UPDATE funding_voucher SET is_reversed = false")
            for table in ("funding_posting", "funding_entry"):
                key = "entry_id" if table == "funding_posting" else "id"
                cursor.execute(f"DELETE FROM {table} WHERE {key} = %s", [entry.pk])
        totals.rebuild_totals()
        assert {one.table for one in wrong()} == {"funding_seal"}

    def test_a_past_written_anew_differs_from_the_copy_outside(self, walk):
        """The superuser alters an amount everywhere and computes all digests anew: only the outside tells."""
        copy = chain.read_copy(walk_file())
        with superuser() as cursor:
            cursor.execute("UPDATE funding_supplierchoice SET reasons = 'x'")
            cursor.execute("CREATE TEMP TABLE old ON COMMIT DROP AS SELECT * FROM funding_link ORDER BY id")
            cursor.execute("DELETE FROM funding_link")
            cursor.execute("SELECT kind, row_id, chain FROM old ORDER BY id")
            models = {model._meta.model_name: model for model in chain.LINKED}
            for kind, row, number in cursor.fetchall():
                chain.link_row(models[kind], row, number)
            cursor.execute("DELETE FROM funding_seal")
            cursor.execute("DELETE FROM notices_notice WHERE facts ? 'seal'")
        with clock.at(walk.moment):
            assert chain.seal_chain()
        assert wrong() == []  # inside, all fits together
        assert [one.table for one in wrong(copy)] == ["funding_seal"]


class TestLinkedAgain:
    """A superuser alters a row, links it again as a verb would, makes the sums and a seal anew: the links tell."""

    CHANGES = (
        ("voucher", "amount = 50"), ("voucher", "payee = '别人'"), ("grant", "amount = amount + 5000"), ("approval", "by_id = by_id + 1"),
        ("tranche", "paid_by_id = paid_by_id + 1000"), ("tranche", "bank_reference = bank_reference || 'x'"), ("entry", "memo = 'x'"),
        ("streetreview", "verdict = 'refused'"), ("quotation", "price = price - 1"), ("contract", "amount = amount + 1"),
    )  # fmt: skip

    def test_a_row_that_was_altered_is_found(self, walk):
        copy = chain.read_copy(walk_file())
        for table, change in self.CHANGES:
            model = apps.get_model("funding", table)
            with transaction.atomic():
                row = model._default_manager.order_by("pk").first()
                with superuser() as cursor:
                    cursor.execute(f"UPDATE funding_{table} SET {change} WHERE id = %s", [row.pk])
                    chain.link_row(model, row.pk, walk.project.pk)
                self.seal_anew(walk)
                found = wrong(copy)
                assert any((one.table, one.row) == (f"funding_{table}", row.pk) and "linked again" in one.what for one in found), change  # fmt: skip
                assert "funding_seal" not in {one.table for one in found}
                transaction.set_rollback(True)

    def test_so_are_postings_that_were_raised(self, walk):
        entry = Entry.objects.get(kind="receipt")
        with superuser() as cursor:
            cursor.execute("UPDATE funding_posting SET amount = amount * 2 WHERE entry_id = %s", [entry.pk])
            chain.link_row(Entry, entry.pk, walk.project.pk)
        self.seal_anew(walk)
        assert any("postings, and linked again" in one.what for one in wrong())

    def test_so_is_a_row_in_the_chain_of_another_project(self, walk):
        with superuser():
            chain.link_row(Entry, Entry.objects.get(kind="receipt").pk, walk.project.pk + 1)
        assert any("linked again" in one.what for one in wrong())

    def seal_anew(self, walk):
        totals.rebuild_totals()
        with clock.at(walk.moment + timedelta(days=1)):
            chain.seal_chain()


class TestAstray:
    """Money that came by no receipt and no payment, or went too early, with its links and sums in order."""

    def book(self, walk, kind: str, amount: int) -> int:
        """Move `amount` yuan from the envelope to the project's district money and return the entry."""
        with superuser() as cursor:
            cursor.execute(
                "INSERT INTO funding_entry (kind, project_id, at, memo, operation) VALUES (%s, %s, now(), 'x', gen_random_uuid()) RETURNING id",
                [kind, walk.project.pk],
            )
            (entry,) = cursor.fetchone()
            cursor.execute(
                "INSERT INTO funding_posting (entry_id, account_id, amount) SELECT %s, id, CASE kind WHEN 'cash' THEN %s ELSE -%s END "
                "FROM funding_account WHERE kind = 'envelope' OR kind = 'cash' AND source = 'district'",
                [entry, amount, amount],
            )
            chain.link_row(Entry, entry, walk.project.pk)
        totals.rebuild_totals()
        return entry

    def test_it_is_found(self, walk):
        for kind in ("allotment", "appropriation", "return", "release"):
            with transaction.atomic():
                entry = self.book(walk, kind, 90)
                assert ("funding_entry", entry) in {(one.table, one.row) for one in wrong()}, kind
                transaction.set_rollback(True)

    def test_so_is_what_was_given_back_while_under_way(self, walk):
        entry = self.book(walk, "return", -90)
        assert [(one.table, one.row) for one in wrong()] == [("funding_entry", entry)]


class TestFollows:
    """What no link tells must follow from what links tell."""

    CHANGES = (
        "DELETE FROM funding_budgetline", "UPDATE funding_budgetline SET name = 'x'", "UPDATE funding_budgetline SET amount = amount + 1",
        "INSERT INTO funding_budgetline (project_id, name, amount) SELECT project_id, 'x', 1 FROM funding_budgetline",
        "DELETE FROM funding_plannedshare WHERE source = 'self_raised'", "DELETE FROM funding_plannedshare",
        "UPDATE funding_plannedshare SET amount = amount + 1", "UPDATE projects_project SET budget = budget + 1",
        "UPDATE projects_project SET subsidy_planned = 7999", "UPDATE projects_project SET subsidy_approved = 9000",
        "UPDATE projects_project SET subsidy_approved = 0", "UPDATE projects_project SET warranty_months = 11",
        "UPDATE projects_project SET warranty_months = NULL",
    )  # fmt: skip

    def test_a_plan_that_was_altered_is_found(self, walk):
        for change in self.CHANGES:
            with transaction.atomic():
                with superuser() as cursor:
                    cursor.execute(change)
                assert {(one.table, one.row) for one in wrong()} == {("projects_project", walk.project.pk)}, change  # fmt: skip
                transaction.set_rollback(True)

    def test_a_plan_of_other_lines_is_no_fault_before_the_subsidy(self, w):
        walk = Walk(w)
        walk.to(Stage.SELECTION)
        with clock.at(walk.moment):
            walk.apply()
            shares = {"self_raised": Decimal(100)}
            budgets.draw_up(
                walk.project, by=w.neighbours[1], lines=[("灯", Decimal(100))], shares=shares, reason="更省"
            )
        assert wrong() == []

    def test_a_paper_of_another_source_than_its_money_is_found(self, walk, monkeypatch):
        true = ledger.cash_account
        with clock.at(walk.moment):
            monkeypatch.setattr(ledger, "cash_account", lambda project, _source: true(project, "other"))
            receipt = walk.receive("5.00")
            monkeypatch.setattr(ledger, "cash_account", lambda project, _source: true(project, "district"))
            voucher = walk.spend("5.00", source="self_raised")
        assert {one.row for one in wrong()} == {receipt.entry_id, voucher.entry_id}


def walk_file():
    from django.conf import settings

    return settings.SEALS_FILE


class TestSeals:
    def test_one_a_day_however_often_it_is_asked_for(self, walk):
        with clock.at(walk.moment):
            seal_ledger()
        assert Seal.objects.count() == Notice.objects.filter(facts__has_key="seal").count() == 1
        assert len(walk_file().read_text().splitlines()) == 1

    def test_the_next_day_seals_what_is_new_and_nothing_when_nothing_is(self, walk):
        with clock.at(walk.moment + timedelta(days=1)):
            seal_ledger()
            assert Seal.objects.count() == 1
            walk.receive("5.00")
            seal_ledger()
        first, second = Seal.objects.all()
        assert (second.previous, second.links) == (first.digest, 2)
        assert wrong() == []

    def test_it_is_published_in_a_notice(self, walk):
        seal = Seal.objects.get()
        assert seal.digest in seal.notice.body

    def test_the_public_downloads_them(self, walk, client):
        text = client.get("/money/seals.txt").content.decode()
        assert text == walk_file().read_text()

    @pytest.mark.parametrize("statement", [
        "UPDATE funding_link SET facts = 'x'", "DELETE FROM funding_link", "TRUNCATE funding_link", "UPDATE funding_seal SET digest = 'x'",
        "DELETE FROM funding_seal", "TRUNCATE funding_seal", "UPDATE funding_seal SET notice_id = NULL",
    ])  # fmt: skip
    def test_the_database_keeps_links_and_seals(self, walk, statement):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    def test_an_entry_outside_of_the_chain_is_refused_by_the_database(self, walk):
        with (
            pytest.raises(DatabaseError, match="in its chain"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO funding_entry (kind, at, memo, operation) VALUES ('appropriation', now(), 'x', gen_random_uuid()) RETURNING id"
            )
            (entry,) = cursor.fetchone()
            cursor.execute("SELECT id FROM funding_account WHERE kind = 'outside' LIMIT 1")
            (account,) = cursor.fetchone()
            cursor.execute("INSERT INTO funding_posting (entry_id, account_id, amount) VALUES (%s, %s, 1), (%s, %s, -1)", [entry, account, entry, account])  # fmt: skip
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.django_db(transaction=True)
class TestCommand:
    def test_it_says_that_nothing_is_wrong_or_names_the_row(self, w, settings, tmp_path, capsys):
        settings.SEALS_FILE = tmp_path / "seals.txt"
        walk = Walk(w)
        walk.to(Stage.PUBLICITY)
        call_command("seal_ledger")
        call_command("verify_ledger", copy=[settings.SEALS_FILE])
        assert "Nothing is wrong" in capsys.readouterr().out
        with transaction.atomic(), superuser() as cursor:
            cursor.execute("UPDATE funding_grant SET amount = amount + 1")
        with pytest.raises(CommandError, match="funding_grant"):
            call_command("verify_ledger")

    def test_a_file_that_is_no_copy_is_refused(self, tmp_path):
        (tmp_path / "x").write_text("hello")
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("verify_ledger", copy=[tmp_path / "x"])


def test_a_swapped_photo_of_an_offer_is_found(walk):
    with open(Quotation.objects.exclude(offer="").get().offer.path, "ab") as file:
        file.write(b"x")
    assert [one.table for one in wrong()] == ["funding_quotation"]
