"""All papers of money can be read in the admin, by those of the place, and typed over by nobody."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from funding.models import (
    Application,
    Approval,
    BankLine,
    BankStatement,
    Contract,
    GiftInKind,
    GrantChange,
    Link,
    Pledge,
    Quotation,
    QuotationRound,
    Seal,
    SupplierChoice,
    SupplierInvitation,
)
from panlong import clock
from tests.admin.conftest import address, signed_in
from tests.factories import world
from tests.funding.papers import walk_with_all_papers

OF_PROJECTS = (
    Application, Approval, GrantChange, Pledge, GiftInKind, QuotationRound, SupplierInvitation, Quotation, SupplierChoice, Contract,
)  # fmt: skip
OF_THE_BANK = (BankStatement, BankLine)
PROOFS = (Link, Seal)
UNIQUE = """SELECT i.indexrelid::regclass::text, c.conname FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u'
            WHERE i.indrelid = %s::regclass AND i.indisunique AND NOT i.indisprimary"""


@pytest.fixture
def papers(w, settings, tmp_path):
    """A row in every table of money."""
    settings.SEALS_FILE = tmp_path / "seals.txt"
    whole = walk_with_all_papers(w)
    statement = BankStatement.objects.create(
        area=w.street, name="对账单.csv", digest="d", uploaded_by=w.finance, uploaded_at=clock.now()
    )
    BankLine.objects.create(statement=statement, day=clock.today(), reference="B1", amount=5, payee="店")
    return whole


def make_thirty(cursor, model) -> None:
    """Copy the first row of `model` until there are thirty or more; what would refuse that is dropped first."""
    table = model._meta.db_table
    cursor.execute(UNIQUE, [table])
    for index, constraint in cursor.fetchall():
        cursor.execute(
            f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}" CASCADE'
            if constraint
            else f"DROP INDEX {index}"
        )
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields if not field.primary_key)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM (SELECT * FROM {table} ORDER BY id LIMIT 1) t, generate_series(1, 29)"
    )


@pytest.mark.django_db
class TestPapersOfMoney:
    def test_a_list_asks_as_often_for_thirty_rows_as_for_one(self, papers):
        browser = signed_in(papers.w.auditor)

        def queries(model) -> int:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(address(model)).status_code == 200
            return len(asked)

        every = (*OF_PROJECTS, *OF_THE_BANK, *PROOFS)
        before = {model: (queries(model), queries(model))[1] for model in every}
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET session_replication_role = replica")
            for model in every:
                make_thirty(cursor, model)
            cursor.execute("SET session_replication_role = DEFAULT")
        for model in every:
            assert model.objects.count() >= 30 and queries(model) <= before[model] + 1, model

    def test_those_of_the_place_read_and_search_and_nobody_types_over(self, papers):
        w, other = papers.w, world("530103003")
        for model in (*OF_PROJECTS, *OF_THE_BANK):
            pk = model.objects.first().pk
            mine, theirs = signed_in(w.finance), signed_in(other.finance)
            assert mine.get(address(model, "change", pk)).status_code == 200, model
            assert [one.pk for one in theirs.get(address(model)).context["cl"].result_list] == [], model
            assert theirs.get(address(model, "change", pk)).status_code in (302, 404), model
            assert mine.get(address(model), {"q": "不存在"}).context["cl"].result_count == 0, model
            assert mine.get(address(model, "add")).status_code == 403, model
            assert mine.post(address(model, "change", pk), {"amount": "1"}).status_code == 403, model
            assert mine.post(address(model, "delete", pk), {"post": "yes"}).status_code == 403, model
        for model in PROOFS:
            assert signed_in(w.finance).get(address(model)).status_code == 403
            assert (
                signed_in(w.auditor).get(address(model, "change", model.objects.last().pk)).status_code == 200
            )
        for model in OF_THE_BANK:
            assert signed_in(w.staff).get(address(model)).status_code == 403

    def test_what_opens_a_suppliers_page_is_shown_nowhere(self, papers):
        invitation = SupplierInvitation.objects.get()
        sealed = Quotation.objects.exclude(sealed="").first()
        page = signed_in(papers.w.auditor)
        assert (
            invitation.token_hash not in page.get(address(SupplierInvitation, "change", invitation.pk)).text
        )
        shown = page.get(address(Quotation, "change", sealed.pk)).text
        assert sealed.sealed not in shown and sealed.receipt_code in shown

    def test_they_are_exported_as_the_others_are(self, papers):
        auditor, handler = signed_in(papers.w.auditor), signed_in(papers.w.handler)
        for model in (Application, Pledge, GiftInKind, Quotation, Contract):
            answer = auditor.post(address(model, "export"), {"format": "0"})
            assert answer.status_code == 200 and answer.content.count(b"\n") > 1, model
            assert handler.post(address(model, "export"), {"format": "0"}).status_code == 403, model
