"""Lists on paper of a support poll: printed by building, signed, read by two, and nobody is counted twice."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from deliberation.households import polls, sheets
from deliberation.models import PollSheet, SheetReading, Support, VoteChannel
from panlong import clock
from panlong.accounts.models import Household, Role
from panlong.areas.models import Level
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from projects.stages import Stage
from tests.factories import Walk, area, jpeg_upload, person, resident, sign_in
from tests.together import together

pytestmark = pytest.mark.django_db
PHOTO = b"a photo of the signed list"


def photo(what: bytes = PHOTO) -> ContentFile:
    return ContentFile(what, name="list.jpg")


@pytest.fixture
def listed(w):
    """A poll about the courtyard, its one sheet printed, and another helper to check it."""
    w.project = Walk(w).to(Stage.SUPPORT_POLL)
    (w.sheet,) = sheets.print_sheets(w.project, by=w.organiser)
    w.checker = person("网格员", role=Role.GRID_WORKER, where=w.courtyard)
    w.third = person("志愿者", role=Role.VOLUNTEER, where=w.courtyard)
    return w


def marks(sheet, *said: str) -> dict[str, str]:
    """Return what is read on `sheet`: `said` on its first lines, nothing on the others."""
    lines = [str(line.number) for line in sheet.lines.all()]
    return {line: mark for line, mark in zip(lines, [*said, *["nothing"] * len(lines)], strict=False)}


def home_of(sheet, number: int) -> Household:
    return sheet.lines.get(number=number).household


class TestPrinting:
    def test_each_building_has_sheets_of_its_own_and_each_household_one_line(self, w):
        first = area(f"{w.courtyard.code}-001", "1栋", Level.BUILDING, w.courtyard)
        for _n in range(sheets.LINES + 1):
            resident(first)
        project = Walk(w).to(Stage.SUPPORT_POLL)
        made = sheets.print_sheets(project, by=w.organiser)
        assert [(one.area, one.number, one.lines.count()) for one in made] == [
            (w.courtyard, 1, 6), (first, 1, sheets.LINES), (first, 2, 1)
        ]  # fmt: skip
        assert sheets.print_sheets(project, by=w.staff) == made  # again the same ones
        head = person("楼长", role=Role.BUILDING_HEAD, where=first)
        assert sheets.print_sheets(project, by=head) == made[1:]

    def test_the_paper_is_a_pdf_with_its_number_in_every_language(self, client, listed):
        sign_in(client, listed.organiser)
        for language in ("zh-hans", "zh-hant", "en"):
            client.cookies["django_language"] = language
            answer = client.post(f"/rounds/lists/{listed.project.pk}/print/")
            assert answer["Content-Type"] == "application/pdf"
            assert answer.content.startswith(b"%PDF")
        assert PollSheet.objects.count() == 1

    def test_strangers_print_and_read_nothing(self, client, listed):
        for stranger in (
            listed.neighbours[3],
            person("代表", role=Role.DELEGATE, where=listed.courtyard),
            listed.handler,
        ):
            sign_in(client, stranger)
            for path in ("", f"{listed.sheet.pk}/", f"{listed.sheet.pk}/photo/"):
                assert client.get(f"/rounds/lists/{listed.project.pk}/{path}").status_code == 403
            assert client.post(f"/rounds/lists/{listed.project.pk}/print/").status_code == 403
            with pytest.raises(NotPermitted):
                sheets.read_sheet(listed.sheet, by=stranger, marks=marks(listed.sheet), scan=photo())

    def test_the_head_of_another_building_does_not_see_it(self, client, listed):
        other = area(f"{listed.courtyard.code}-009", "9栋", Level.BUILDING, listed.courtyard)
        sign_in(client, person("九栋", role=Role.BUILDING_HEAD, where=other))
        assert client.get(f"/rounds/lists/{listed.project.pk}/").context["sheets"] == []
        assert client.get(f"/rounds/lists/{listed.project.pk}/{listed.sheet.pk}/").status_code == 404


class TestReadByTwo:
    def test_what_one_reads_counts_nothing_what_two_read_alike_is_the_households_answer(self, listed):
        w, said = listed, marks(listed.sheet, "yes", "no", "abstains")
        sheets.read_sheet(w.sheet, by=w.organiser, marks=said, scan=photo())
        assert not Support.objects.exists()
        sheets.read_sheet(w.sheet, by=w.checker, marks=said)
        found = {one.household: one for one in Support.objects.all()}
        assert [found[home_of(w.sheet, n)].agrees for n in (1, 2, 3)] == [True, False, None]
        assert len(found) == 3
        assert {one.way for one in found.values()} == {VoteChannel.PAPER}
        assert {one.sheet for one in found.values()} == {w.sheet}
        signed = home_of(w.sheet, 1).memberships.get().user
        told = Message.objects.get(person=signed, topic="household_signed")
        assert w.checker.name in told.text

    def test_where_two_differ_a_third_reads_that_line_and_no_other(self, listed):
        w = listed
        sheets.read_sheet(w.sheet, by=w.organiser, marks=marks(w.sheet, "yes", "yes"), scan=photo())
        sheets.read_sheet(w.sheet, by=w.checker, marks=marks(w.sheet, "yes", "no"))
        assert [one.agrees for one in Support.objects.all()] == [True]
        left = sheets.lines_to_read(w.sheet, list(w.sheet.readings.all()))
        assert [line.number for line in left] == [2]
        with pytest.raises(Refused):
            sheets.read_sheet(w.sheet, by=w.third, marks=marks(w.sheet, "yes", "no"))
        sheets.read_sheet(w.sheet, by=w.third, marks={"2": "no"})
        assert Support.objects.get(household=home_of(w.sheet, 2)).agrees is False
        with pytest.raises(Refused):
            sheets.read_sheet(w.sheet, by=w.staff, marks={"2": "yes"})

    def test_nobody_checks_their_own_reading(self, listed):
        w, said = listed, marks(listed.sheet, "yes")
        first = sheets.read_sheet(w.sheet, by=w.organiser, marks=said, scan=photo())
        assert sheets.read_sheet(w.sheet, by=w.organiser, marks=said) == first
        with pytest.raises(Refused):
            sheets.read_sheet(w.sheet, by=w.organiser, marks=marks(w.sheet, "no"))
        with pytest.raises(DatabaseError), transaction.atomic():
            SheetReading.objects.create(sheet=w.sheet, by=w.organiser, marks=said)
        assert not Support.objects.exists()

    def test_the_first_one_needs_a_photo_and_no_photo_stands_for_two_lists(self, listed):
        w = listed
        with pytest.raises(Refused) as refused:
            sheets.read_sheet(w.sheet, by=w.organiser, marks=marks(w.sheet, "yes"))
        assert refused.value.field == "scan"
        sheets.read_sheet(w.sheet, by=w.organiser, marks=marks(w.sheet, "yes"), scan=photo())
        other = PollSheet.objects.create(
            poll=w.sheet.poll, area=w.courtyard, number=2, serial="AAAA-BBBB", printed_by=w.organiser
        )
        other.lines.create(number=1, household=home_of(w.sheet, 1))
        with pytest.raises(Refused, match=w.sheet.serial):
            sheets.read_sheet(other, by=w.organiser, marks={"1": "yes"}, scan=photo())
        sheets.read_sheet(w.sheet, by=w.checker, marks=marks(w.sheet, "yes"))
        for reader in (w.organiser, w.checker):  # photographed anew, on another sheet: still one answer
            sheets.read_sheet(other, by=reader, marks={"1": "yes"}, scan=photo(b"another"))
        assert Support.objects.count() == 1

    def test_what_a_household_said_itself_stands_above_its_list_and_no_helper_replaces_a_signature(
        self, listed
    ):
        w = listed
        spoke, signed = home_of(w.sheet, 1), home_of(w.sheet, 2)
        polls.answer_poll(w.project, by=spoke.memberships.get().user, agrees=False)
        for reader in (w.organiser, w.checker):
            sheets.read_sheet(w.sheet, by=reader, marks=marks(w.sheet, "yes", "yes"), scan=photo())
        assert Support.objects.get(household=spoke).agrees is False
        with pytest.raises(Refused):
            polls.answer_poll(w.project, by=w.organiser, agrees=False, household=signed)
        with pytest.raises(DatabaseError, match="its own answer"), transaction.atomic():
            Support.objects.filter(household=signed).update(way="assisted", helper=w.organiser, sheet=None)
        polls.answer_poll(w.project, by=signed.memberships.get().user, agrees=False)
        answer = Support.objects.get(household=signed)
        assert (answer.agrees, answer.way, answer.sheet) == (False, VoteChannel.ONLINE, None)

    def test_when_the_poll_is_closed_no_list_is_read_any_more(self, listed):
        w, poll = listed, listed.sheet.poll
        with clock.at(poll.closes_at + timedelta(minutes=1)):
            with pytest.raises(Refused):
                sheets.read_sheet(w.sheet, by=w.organiser, marks=marks(w.sheet, "yes"), scan=photo())
            polls.close_due()
        with pytest.raises(DatabaseError, match="closed"), transaction.atomic():
            SheetReading.objects.create(sheet=w.sheet, by=w.organiser, marks={})


class TestItsPages:
    def test_two_people_take_a_list_from_the_printer_to_the_count(self, client, listed):
        w = listed
        address = f"/rounds/lists/{w.project.pk}/{w.sheet.pk}/"
        said = {f"line_{line}": mark for line, mark in marks(w.sheet, "yes", "no").items()}
        sign_in(client, w.organiser)
        missing = client.post(address, {**said, "line_1": ""})
        assert missing.status_code == 422
        assert {"scan", "line_1"} <= set(missing.context["form"].errors)
        assert client.post(address, {**said, "scan": jpeg_upload()}).status_code == 302
        assert not client.get(address).context["form"].is_bound
        assert "另一人" in client.get(address).text
        sign_in(client, w.checker)
        page = client.get(address)
        assert "scan" not in page.context["form"].fields
        assert client.get(f"{address}photo/")["Content-Type"] == "image/jpeg"
        assert client.post(address, said).status_code == 302
        assert Support.objects.count() == 2
        states = [one.state for one in client.get(f"/rounds/lists/{w.project.pk}/").context["sheets"]]
        assert states == ["settled"]


@pytest.mark.django_db(transaction=True)
class TestAtTheSameSecond:
    def test_two_workers_who_enter_one_sheet_count_nobody_twice(self, listed):
        w, said = listed, marks(listed.sheet, "yes", "yes", "no")
        results = together(
            lambda: sheets.read_sheet(w.sheet, by=w.organiser, marks=said, scan=photo()),
            lambda: sheets.read_sheet(w.sheet, by=w.checker, marks=said, scan=photo(b"mine")),
        )
        assert all(isinstance(one, SheetReading) for one in results)
        assert SheetReading.objects.exclude(scan_digest="").count() == 1
        assert sorted(Support.objects.values_list("agrees", flat=True)) == [False, True, True]
