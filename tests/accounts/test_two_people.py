"""The roster changes by two people: by file and by hand, in the verbs and in the database."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from panlong import clock
from panlong.accounts import people
from panlong.accounts.models import Household, Membership, RosterFile, RosterStep, User
from panlong.accounts.roster import reading, steps
from panlong.errors import NotPermitted, Refused
from tests.admin.conftest import address, signed_in
from tests.factories import person

pytestmark = pytest.mark.django_db
HEAD = "area_code,room,name"


@pytest.fixture
def file(w) -> RosterFile:
    data = f"{HEAD}\n{w.courtyard.code},9901,张三".encode()
    return reading.read_file(reading.receive_file("r.csv", data, by=w.staff, codes=[w.community.code]))


@pytest.fixture
def colleague(w) -> User:
    return person("同事", role="community_staff", where=w.community)


@pytest.fixture
def member(w) -> Membership:
    return w.neighbours[0].memberships.get()


def test_who_handed_a_file_in_does_not_confirm_it(w, file):
    for one in (w.staff, w.organiser, w.leader, None):
        with pytest.raises(Refused):
            reading.take_over(file, by=one)
    assert not User.objects.filter(name="张三").exists()


@pytest.mark.parametrize("who", ["colleague", "handler"])
def test_a_colleague_or_the_streets_handler_confirms_it(w, file, colleague, who):
    reading.take_over(file, by={"colleague": colleague, "handler": w.handler}[who])
    assert User.objects.filter(name="张三").exists()


def test_the_database_wants_a_second_person_for_a_file(w, file):
    for by in ("by_id", "NULL"):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"UPDATE accounts_rosterfile SET state = 'taken', taken_by_id = {by} WHERE id = %s", [file.pk]
            )


def test_lines_that_changed_since_they_were_seen_are_not_taken(w, file):
    with pytest.raises(Refused):
        reading.take_over(file, by=w.handler, seen="of other lines")


def test_a_file_waits_on_the_desk_of_the_second_person(w, file):
    assert f"/import/{file.pk}/" in signed_in(w.handler).get("/desk/").text
    assert f"/import/{file.pk}/" not in signed_in(w.staff).get("/desk/").text


def test_a_household_typed_by_hand_waits(w):
    browser = signed_in(w.staff)
    data = {"area": w.courtyard.pk, "unit": "一单元", "room": "９９０１室", "floor_area": "78.5㎡"}
    assert browser.post(address(Household, "add"), data).status_code == 302
    assert not Household.objects.filter(room__contains="9901").exists()
    reading.take_over(RosterFile.objects.get(), by=w.handler)
    assert str(Household.objects.get(door_key="1/9901").floor_area) == "78.50"


def test_a_household_that_is_on_record_in_another_spelling_is_refused_at_the_form(w):
    Household.objects.create(area=w.courtyard, unit="1", room="901")
    page = signed_in(w.staff).post(
        address(Household, "add"), {"area": w.courtyard.pk, "unit": "一单元", "room": "901室"}
    )
    assert page.status_code == 200 and page.context["adminform"].form.errors


def test_who_speaks_for_a_household_changes_by_two_people(w, member, colleague):
    other = person("李四")
    Membership.objects.create(user=other, household=member.household)
    step = steps.propose_step(other.memberships.get(), {"is_head": True}, area=w.courtyard, by=w.staff)
    assert member.household.memberships.get(is_head=True) == member
    steps.decide_step(step, by=colleague, accepted=True)
    assert member.household.memberships.get(is_head=True).user == other


def test_nobody_decides_their_own_change_nor_one_about_themselves(w, member, colleague):
    step = steps.propose_step(w.neighbours[0], {"name": "王五"}, area=w.courtyard, by=w.staff)
    for one in (w.staff, w.neighbours[0], w.organiser, w.auditor):
        with pytest.raises(NotPermitted):
            steps.decide_step(step, by=one, accepted=True)
    assert signed_in(w.organiser).get(f"/desk/roster/{step.pk}/").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterStep.objects.filter(pk=step.pk).update(
            decided_by=w.staff, decided_at=clock.now(), accepted=True
        )


def test_a_change_is_decided_on_the_desk_and_keeps_no_value(w, colleague):
    step = steps.propose_step(
        w.neighbours[0], {"name": "王　五", "birth_year": 1950}, area=w.courtyard, by=w.staff
    )
    browser = signed_in(colleague)
    assert f"/desk/roster/{step.pk}/" in browser.get("/desk/").text
    assert "1950" in browser.get(f"/desk/roster/{step.pk}/").text
    assert browser.post(f"/desk/roster/{step.pk}/", {"accepted": "yes"}).status_code == 302
    step.refresh_from_db()
    assert step.accepted and step.changes == {"name": [], "birth_year": []}
    assert User.objects.get(pk=w.neighbours[0].pk).birth_year == 1950


def test_a_refused_change_changes_nothing_and_repeats_do_no_harm(w, colleague):
    step = steps.propose_step(w.neighbours[0], {"birth_year": 1950}, area=w.courtyard, by=w.staff)
    assert steps.propose_step(w.neighbours[0], {"birth_year": 1950}, area=w.courtyard, by=w.staff) == step
    with pytest.raises(Refused):
        steps.propose_step(w.neighbours[0], {"birth_year": 1951}, area=w.courtyard, by=w.staff)
    steps.decide_step(step, by=colleague, accepted=False)
    steps.decide_step(step, by=colleague, accepted=False)
    with pytest.raises(Refused):
        steps.decide_step(step, by=colleague, accepted=True)
    assert User.objects.get(pk=w.neighbours[0].pk).birth_year is None


def test_what_changed_meanwhile_is_not_overwritten(w, colleague):
    step = steps.propose_step(w.neighbours[0], {"birth_year": 1950}, area=w.courtyard, by=w.staff)
    User.objects.filter(pk=w.neighbours[0].pk).update(birth_year=1960)
    with pytest.raises(Refused):
        steps.decide_step(step, by=colleague, accepted=True)


def test_a_room_asked_for_in_another_spelling_is_found_and_no_second_home_is_made(w):
    home = Household.objects.create(area=w.courtyard, room="0101")
    asked = people.ask_to_join(w.courtyard, by=person("新人"), room="0101室")
    people.decide_request(asked, by=w.organiser, accepted=True)
    assert home.memberships.get().user == asked.user


def test_somebody_of_that_name_in_the_home_is_asked_about_before_a_second_one_moves_in(w, member, colleague):
    home = member.household
    newcomer = person(w.neighbours[0].name)
    asked = people.ask_to_join(w.courtyard, by=newcomer, unit=home.unit, room=home.room)
    desk = signed_in(w.organiser)
    page = desk.post(f"/desk/requests/{asked.pk}/", {"accepted": "yes"})
    assert page.status_code == 409 and "same_person" in page.context["form"].errors
    assert (
        desk.post(f"/desk/requests/{asked.pk}/", {"accepted": "yes", "same_person": "yes"}).status_code == 302
    )
    assert home.memberships.count() == 1
    assert RosterStep.objects.get().twin_person == w.neighbours[0]
