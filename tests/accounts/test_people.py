"""Homes and numbers: who asks, who confirms, who may look."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from panlong import clock
from panlong.accounts import people
from panlong.accounts.models import Household, Membership, PhoneChange, Post, Role, RosterRequest, User
from panlong.audit.models import AuditEntry
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from tests.accounts.asking import code_sent
from tests.admin.conftest import signed_in
from tests.factories import area, person, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(w):
    return Household.objects.create(area=w.courtyard, unit="1单元", room="0501")


@pytest.fixture
def newcomer(w):
    return User.objects.create_user(phone="13900000500")


def ask(w, user, **facts) -> RosterRequest:
    return people.ask_to_join(
        w.courtyard, by=user, **({"unit": "1单元", "room": "0501", "name": "新人"} | facts)
    )


class TestJoining:
    def test_a_number_on_the_roster_leads_to_the_household_at_once(self, client, w):
        phone = w.neighbours[0].phone
        client.post("/sign-in/", {"phone": phone, "agrees": "on"})
        client.post("/sign-in/code/", {"code": code_sent()})
        page = client.get("/me/")
        assert page.context["user"] == w.neighbours[0]
        assert [one.household for one in page.context["memberships"]] == [
            w.neighbours[0].current_memberships[0].household
        ]

    def test_somebody_unknown_asks_and_an_organiser_confirms(self, w, home, newcomer):
        browser = signed_in(newcomer)
        address = f"/me/join/?area={w.courtyard.code}"
        data = {"name": "新人", "unit": "1单元", "room": "０５０１", "is_owner": "on"}
        assert browser.post(address, data).status_code == 302
        asked = RosterRequest.objects.get()
        assert not newcomer.memberships.exists()
        assert Message.objects.filter(person=w.organiser, topic="roster_request").exists()
        desk = signed_in(w.organiser)
        assert f"/desk/requests/{asked.pk}/" in desk.get("/desk/").text
        page = desk.get(f"/desk/requests/{asked.pk}/")
        assert newcomer.masked_phone in page.text and newcomer.phone not in page.text
        assert desk.post(f"/desk/requests/{asked.pk}/", {"accepted": "yes"}).status_code == 302
        membership = Membership.objects.get(user=newcomer)
        assert (membership.household, membership.is_owner, membership.is_head) == (home, True, True)
        assert Message.objects.filter(person=newcomer, topic="roster_accepted").exists()
        assert AuditEntry.objects.filter(act="confirm_resident", actor=w.organiser).exists()

    def test_nobody_confirms_themselves_and_nobody_elsewhere_confirms(self, w, home):
        asked = ask(w, w.organiser)
        other = world("530103003")
        for user in (w.organiser, w.neighbours[0], w.handler, w.auditor, other.staff, other.organiser):
            with pytest.raises(NotPermitted):
                people.decide_request(asked, by=user, accepted=True)
            assert signed_in(user).get(f"/desk/requests/{asked.pk}/").status_code == 404
        people.decide_request(asked, by=w.staff, accepted=True)

    def test_the_database_wants_another_person_too(self, w, home, newcomer):
        asked = ask(w, newcomer)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "UPDATE accounts_rosterrequest SET decided_by_id = user_id, decided_at = now(), accepted = true WHERE id = %s",
                [asked.pk],
            )

    def test_the_answer_does_not_tell_which_rooms_the_roster_has(self, w, home, newcomer):
        known, unknown = ask(w, newcomer), ask(w, newcomer, room="9999")
        assert known.decided_at is None and unknown.decided_at is None
        with pytest.raises(Refused):
            people.decide_request(unknown, by=w.organiser, accepted=True)
        assert not Household.objects.filter(room="9999").exists()

    def test_a_room_in_a_building_is_found_by_the_name_of_the_building(self, w, newcomer):
        building = area(f"{w.courtyard.code}-001", "院3栋", "building", w.courtyard)
        home = Household.objects.create(area=building, room="0101")
        asked = ask(w, newcomer, building="3栋", unit="", room="0101")
        people.decide_request(asked, by=w.organiser, accepted=True)
        assert newcomer.memberships.get().household == home

    def test_asking_twice_is_asking_once_and_asking_much_has_an_end(self, w, newcomer):
        assert ask(w, newcomer) == ask(w, newcomer)
        for room in ("1", "2"):
            ask(w, newcomer, room=room)
        with pytest.raises(Refused):
            ask(w, newcomer, room="3")

    def test_a_refusal_says_why(self, w, home, newcomer):
        asked = ask(w, newcomer)
        with pytest.raises(Refused):
            people.decide_request(asked, by=w.staff, accepted=False)
        answer = signed_in(w.staff).post(
            f"/desk/requests/{asked.pk}/", {"accepted": "no", "answer": "住在别处"}
        )
        assert answer.status_code == 302
        assert "住在别处" in Message.objects.get(person=newcomer).text
        assert "住在别处" in signed_in(newcomer).get("/me/").text

    def test_decided_once_it_stays_decided(self, w, home, newcomer):
        asked = ask(w, newcomer)
        people.decide_request(asked, by=w.staff, accepted=True)
        people.decide_request(asked, by=w.organiser, accepted=True)
        with pytest.raises(Refused):
            people.decide_request(asked, by=w.organiser, accepted=False, answer="x")
        assert newcomer.memberships.count() == 1

    def test_moving_ends_the_old_home_and_keeps_it_in_the_history(self, w, home):
        mover = w.neighbours[0]
        old = mover.memberships.get()
        people.decide_request(ask(w, mover, moves=True), by=w.staff, accepted=True)
        old.refresh_from_db()
        assert old.until is not None and mover.memberships.count() == 2
        page = signed_in(mover).get("/me/")
        assert [one.household for one in page.context["memberships"]] == [home]
        assert [one.household for one in page.context["past_homes"]] == [old.household]

    def test_an_owner_of_two_homes_keeps_both(self, w, home):
        owner = w.neighbours[0]
        people.decide_request(ask(w, owner, is_owner=True), by=w.staff, accepted=True)
        assert owner.memberships.current().count() == 2

    def test_several_people_live_in_one_household_and_one_speaks_for_it(self, w, home, newcomer):
        second = User.objects.create_user(phone="13900000501", name="二")
        for user in (newcomer, second):
            people.decide_request(ask(w, user), by=w.staff, accepted=True)
        assert home.memberships.current().count() == 2 and home.memberships.filter(is_head=True).count() == 1

    def test_moving_out_is_ones_own_act(self, w):
        membership, stranger = w.neighbours[0].memberships.get(), w.neighbours[1]
        assert signed_in(stranger).post(f"/me/homes/{membership.pk}/leave/").status_code == 404
        browser = signed_in(w.neighbours[0])
        for _twice in range(2):
            assert browser.post(f"/me/homes/{membership.pk}/leave/").status_code == 302
        assert not w.neighbours[0].memberships.current().exists()


class TestCorrections:
    def test_a_resident_checks_the_roster_and_asks_for_a_correction(self, w):
        resident = w.neighbours[0]
        membership, browser = resident.memberships.get(), signed_in(resident)
        assert "is_head" not in browser.get("/me/").text
        address = f"/me/homes/{membership.pk}/correct/"
        assert signed_in(w.neighbours[1]).get(address).status_code == 404
        assert browser.post(address, {"text": "面积不对，应为80平米"}).status_code == 302
        asked = RosterRequest.objects.get()
        with pytest.raises(NotPermitted):
            people.decide_request(asked, by=w.organiser, accepted=True)  # the roster is the community's
        assert "80平米" in signed_in(w.staff).get(f"/desk/requests/{asked.pk}/").text
        people.decide_request(asked, by=w.staff, accepted=True, answer="已改")


class TestNumbers:
    def test_a_number_is_shown_to_those_who_need_it_and_each_look_is_written_down(self, w):
        resident = w.neighbours[0]
        browser, address = signed_in(w.organiser), f"/people/{resident.pk}/phone/"
        assert resident.phone not in browser.get(address).text
        assert browser.post(address, {"reason": ""}).status_code == 422
        assert resident.phone in browser.post(address, {"reason": "停水通知"}).text
        entry = AuditEntry.objects.get(act="reveal_phone")
        assert (entry.actor, entry.target_id, entry.details) == (
            w.organiser,
            resident.pk,
            {"reason": "停水通知"},
        )

    def test_nobody_else_learns_it_or_that_there_is_one(self, w):
        other = world("530103003")
        for user in (
            w.neighbours[1],
            w.handler,
            w.leader,
            w.auditor,
            w.administrator,
            other.staff,
            other.organiser,
        ):
            for answer in (
                signed_in(user).get(f"/people/{w.neighbours[0].pk}/phone/"),
                signed_in(user).post(f"/people/{w.neighbours[0].pk}/phone/", {"reason": "x"}),
            ):
                assert answer.status_code == 404, user
        assert not AuditEntry.objects.filter(act="reveal_phone").exists()

    def test_a_post_that_ended_reveals_nothing_from_a_page_left_open(self, w):
        browser, address = signed_in(w.organiser), f"/people/{w.neighbours[0].pk}/phone/"
        assert browser.get(address).status_code == 200
        Post.objects.filter(user=w.organiser).update(until=clock.now())
        assert browser.post(address, {"reason": "x"}).status_code == 404

    def test_a_day_has_so_many_looks_and_no_more(self, w, monkeypatch):
        monkeypatch.setattr(people, "MAX_REVEALED_A_DAY", 2)
        for _time in range(2):
            people.reveal_phone(w.neighbours[0], by=w.staff, reason="x")
        with pytest.raises(Refused):
            people.reveal_phone(w.neighbours[0], by=w.staff, reason="x")

    def test_whom_it_concerns_may_confirm_another_number_from_the_old_one(self, w):
        resident = w.neighbours[0]
        fresh = User(name="x")
        fresh.set_phone("13900000888")
        change = PhoneChange.objects.create(
            user=resident,
            area=w.courtyard,
            asked_by=w.staff,
            phone_hash=fresh.phone_hash,
            phone_cipher=fresh.phone_cipher,
        )
        browser = signed_in(resident)
        assert "139****0888" in browser.get("/me/").text
        assert signed_in(w.staff).get(f"/desk/numbers/{change.pk}/").status_code == 404
        assert signed_in(w.neighbours[1]).get(f"/desk/numbers/{change.pk}/").status_code == 404
        browser.post(f"/desk/numbers/{change.pk}/", {"accepted": "yes"})
        assert User.objects.by_phone("13900000888") == resident
        assert browser.get("/me/").status_code == 302  # whoever was signed in by the old number is out

    def test_a_number_written_into_a_reason_is_masked_in_the_audit(self, w):
        people.reveal_phone(w.neighbours[0], by=w.staff, reason="回电 13912345678")
        assert "139****5678" in str(AuditEntry.objects.get(act="reveal_phone").details)


class TestPosts:
    def test_the_public_sees_who_serves_an_area_with_the_names_it_may_see(self, client, w):
        Post.objects.create(
            user=person("代班人", name_is_public=True), role=Role.BUILDING_HEAD, area=w.courtyard,
            deputy_for=w.organiser.posts.get(), until=clock.now() + timedelta(days=9), since=clock.now(),
        )  # fmt: skip
        Post.objects.filter(user=w.reviewer).update(until=clock.now())
        page = client.get(f"/areas/{w.courtyard.code}/people/").text
        assert "经办" in page  # an official: by name
        assert "楼栋长" not in page.replace("楼栋长 ·", "") or w.organiser.public_name in page
        assert "楼**" in page and "代班人" in page
        assert "审核" not in page  # ended
        assert "管理员" not in page  # looks after accounts, serves nobody here
        assert client.get(f"/areas/{w.community.code}/people/").status_code == 200
        assert client.get("/areas/530103999/people/").status_code == 404

    def test_a_deputy_has_the_power_for_the_time_only(self, w):
        deputy = person("代班")
        until = clock.now() + timedelta(days=7)
        Post.objects.create(
            user=deputy,
            role=Role.BUILDING_HEAD,
            area=w.courtyard,
            deputy_for=w.organiser.posts.get(),
            until=until,
            since=clock.now(),
        )
        assert User.objects.get(pk=deputy.pk).holds({Role.BUILDING_HEAD}, w.courtyard)
        with clock.at(until):
            assert not User.objects.get(pk=deputy.pk).holds({Role.BUILDING_HEAD}, w.courtyard)

    def test_a_deputy_without_an_end_is_refused_by_the_database(self, w):
        with pytest.raises(IntegrityError), transaction.atomic():
            Post.objects.create(
                user=person("x"),
                role=Role.BUILDING_HEAD,
                area=w.courtyard,
                deputy_for=w.organiser.posts.get(),
            )
