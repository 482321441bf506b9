"""Appointments, accounts and settings."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from panlong import clock, policy
from panlong.accounts.models import Membership, Post, Role, RosterFile, RosterStep, User
from panlong.accounts.roster import reading, steps
from panlong.areas.models import Area
from panlong.audit.models import AuditEntry
from panlong.policy.models import CalendarYear, Parameter
from tests.admin.conftest import address, signed_in
from tests.factories import person, resident


def moment(value) -> str:
    return f"{timezone.localtime(value):%Y-%m-%dT%H:%M}"


def appoint(browser, user, role, area, **changes):
    data = {"user": user.pk, "role": role, "area": area.pk, "since": moment(clock.now()), "until": ""}
    return browser.post(address(Post, "add"), {**data, **changes})


def no_rows(*names) -> dict:
    return {f"{name}-{which}_FORMS": "0" for name in names for which in ("TOTAL", "INITIAL")}


def errors(response) -> str:
    assert response.status_code == 200
    form = response.context["adminform"].form
    return " ".join(text for texts in form.errors.values() for text in texts)


def test_staff_appoint_an_organiser_in_their_area_and_the_audit_knows(bare):
    answer = appoint(signed_in(bare.staff), bare.resident, Role.BUILDING_HEAD, bare.courtyard)
    assert answer.status_code == 302
    post = Post.objects.get(user=bare.resident)
    assert (post.role, post.area, post.appointed_by) == (Role.BUILDING_HEAD, bare.courtyard, bare.staff)
    entry = AuditEntry.objects.get(act="admin_add", target_type="post")
    assert (entry.actor, entry.target_id, entry.area_code) == (bare.staff, post.pk, bare.courtyard.code)
    assert bare.resident.name not in str(entry.details)


def test_nobody_appoints_themselves(bare):
    assert errors(appoint(signed_in(bare.staff), bare.staff, Role.BUILDING_HEAD, bare.courtyard))
    assert not Post.objects.filter(user=bare.staff, role=Role.BUILDING_HEAD).exists()
    assert errors(appoint(signed_in(bare.administrator), bare.administrator, Role.CO_LEADER, bare.district))
    assert not Post.objects.filter(user=bare.administrator, role=Role.CO_LEADER).exists()


@pytest.mark.parametrize(
    "role", [Role.COMMUNITY_STAFF, Role.STREET_REVIEWER, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_staff_do_not_fill_posts_of_their_own_power_or_above(bare, role):
    assert errors(appoint(signed_in(bare.staff), bare.resident, role, bare.community))
    assert not Post.objects.filter(user=bare.resident).exists()


def test_staff_do_not_appoint_in_larger_areas(bare):
    assert errors(appoint(signed_in(bare.staff), bare.resident, Role.BUILDING_HEAD, bare.street))


def test_the_administrator_fills_official_posts_at_their_level(bare):
    official = User.objects.create_user(username="jingban", password="Erste-Hilfe-1", name="经办")
    browser = signed_in(bare.administrator)
    assert errors(appoint(browser, official, Role.STREET_HANDLER, bare.community))
    assert appoint(browser, official, Role.STREET_HANDLER, bare.street).status_code == 302
    assert official.posts.get().appointed_by == bare.administrator


def test_there_are_two_co_leaders_at_most(bare):
    browser = signed_in(bare.administrator)
    for number in (2, 3):
        official = User.objects.create_user(
            username=f"zuzhang{number}", password="Erste-Hilfe-1", name="组长"
        )
        answer = appoint(browser, official, Role.CO_LEADER, bare.district)
        assert answer.status_code == (302 if number == 2 else 200)


def deputise(browser, bare, user, **changes):
    post = Post.objects.get(user=bare.resident, role=Role.BUILDING_HEAD)
    facts = {"deputy_for": post.pk, "until": moment(clock.now() + timedelta(days=9))} | changes
    return appoint(browser, user, Role.BUILDING_HEAD, bare.courtyard, **facts)


def test_a_deputy_stands_in_for_a_time_and_no_longer_than_the_post_lasts(bare):
    browser, deputy = signed_in(bare.staff), resident(bare.courtyard, "代班")
    appoint(browser, bare.resident, Role.BUILDING_HEAD, bare.courtyard)
    assert errors(deputise(browser, bare, deputy, until=""))
    assert errors(deputise(browser, bare, deputy, until=moment(clock.now() + timedelta(days=300))))
    assert errors(deputise(browser, bare, bare.resident))
    assert deputise(browser, bare, deputy).status_code == 302
    post = Post.objects.get(user=bare.resident)
    assert User.objects.get(pk=deputy.pk).holds({Role.BUILDING_HEAD}, bare.courtyard)
    browser.post(address(Post, "change", post.pk), {"until": moment(clock.now())})
    assert not User.objects.get(pk=deputy.pk).holds({Role.BUILDING_HEAD}, bare.courtyard)


def test_the_whole_number_stands_behind_a_reason(bare):
    browser = signed_in(bare.staff)
    page = browser.get(address(User, "change", bare.resident.pk)).text
    assert bare.resident.phone not in page and f"/people/{bare.resident.pk}/phone/" in page
    page = signed_in(bare.leader).get(address(User, "change", bare.resident.pk)).text
    assert f"/people/{bare.resident.pk}/phone/" not in page


def test_the_same_post_twice_is_a_message_and_not_an_error_page(bare):
    browser = signed_in(bare.staff)
    appoint(browser, bare.resident, Role.BUILDING_HEAD, bare.courtyard)
    assert errors(appoint(browser, bare.resident, Role.BUILDING_HEAD, bare.courtyard))
    assert Post.objects.filter(user=bare.resident).count() == 1


def test_a_post_ends_by_its_date_and_is_never_deleted(bare):
    browser = signed_in(bare.staff)
    appoint(browser, bare.resident, Role.BUILDING_HEAD, bare.courtyard)
    post = Post.objects.get(user=bare.resident)
    assert browser.post(address(Post, "delete", post.pk), {"post": "yes"}).status_code == 403
    past = {"until": moment(clock.now() - timedelta(days=9))}
    assert errors(browser.post(address(Post, "change", post.pk), past))
    now = {"until": moment(clock.now())}
    assert browser.post(address(Post, "change", post.pk), now).status_code == 302
    assert not bare.resident.posts.current().exists()
    assert browser.post(address(Post, "change", post.pk), {"until": ""}).status_code == 403


def test_what_only_the_database_refuses_is_told_at_the_form(bare, monkeypatch):
    from panlong.portal.admin.posts import PostForm

    monkeypatch.setattr(PostForm, "clean", lambda self: self.cleaned_data)
    browser = signed_in(bare.staff)
    monkeypatch.setattr(Post, "validate_constraints", lambda self, exclude=None: None)
    assert "nobody_appoints_themselves" in errors(
        appoint(browser, bare.staff, Role.BUILDING_HEAD, bare.courtyard)
    )
    assert not AuditEntry.objects.filter(act="admin_add").exists()


# --- Accounts -------------------------------------------------------------------------------------------------
def test_the_administrator_makes_an_account_with_a_good_password_only(bare):
    browser = signed_in(bare.administrator)
    data = {"username": "caiwu", "name": "财务"}
    assert errors(browser.post(address(User, "add"), {**data, "new_password": "12345678"}))
    assert browser.post(address(User, "add"), {**data, "new_password": "Kassen-Buch-7"}).status_code == 302
    made = User.objects.get(username="caiwu")
    assert made.check_password("Kassen-Buch-7")
    assert "Kassen" not in "".join(str(entry.details) for entry in AuditEntry.objects.all())
    assert errors(browser.post(address(User, "add"), {**data, "new_password": "Kassen-Buch-7"}))  # taken


def test_nobody_changes_their_own_account_in_the_admin(bare):
    data = {"username": "ich", "name": "我", "is_active": "on", "new_password": "Kassen-Buch-7"}
    assert (
        signed_in(bare.administrator).post(address(User, "change", bare.administrator.pk), data).status_code
        == 403
    )


def second(bare) -> User:
    """Make the worker who confirms what another one asks for."""
    return person("社区二", role=Role.COMMUNITY_STAFF, where=bare.community)


def confirm_steps(bare) -> None:
    """Confirm every change of the roster that waits, as a second person."""
    colleague = second(bare)
    for step in RosterStep.objects.filter(decided_at__isnull=True):
        steps.decide_step(step, by=colleague, accepted=True)


def test_staff_correct_a_resident_but_no_official_and_no_phone(bare):
    browser, phone = signed_in(bare.staff), bare.resident.phone
    data = {"name": "王乙", "birth_year": "1950", **no_rows("posts", "memberships")}
    data |= {"phone": "13900000000", "is_superuser": "on", "username": "x", "new_password": "Kassen-Buch-7"}
    assert browser.post(address(User, "change", bare.resident.pk), data).status_code == 302
    bare.resident.refresh_from_db()
    assert bare.resident.name == "王甲"  # it waits for a second person
    confirm_steps(bare)
    bare.resident.refresh_from_db()
    assert (bare.resident.name, bare.resident.birth_year, bare.resident.phone) == ("王乙", 1950, phone)
    assert not bare.resident.is_superuser and bare.resident.username is None
    assert not bare.resident.has_usable_password()
    Post.objects.create(user=bare.resident, role=Role.AUDITOR, area=bare.community)
    assert browser.post(address(User, "change", bare.resident.pk), data).status_code == 403


def test_a_lost_second_factor_is_removed_and_audited(bare):
    signed_in(bare.leader)
    data = {"action": "remove_second_factor", "_selected_action": [bare.leader.pk, bare.administrator.pk]}
    assert signed_in(bare.administrator).post(address(User), data).status_code == 302
    assert not TOTPDevice.objects.filter(user=bare.leader).exists()
    assert TOTPDevice.objects.filter(user=bare.administrator).exists()  # never one's own
    assert AuditEntry.objects.filter(act="admin_remove_second_factor", target_id=bare.leader.pk).count() == 1


def test_staff_have_no_power_over_second_factors(bare):
    signed_in(bare.leader)
    data = {"action": "remove_second_factor", "_selected_action": [bare.resident.pk, bare.leader.pk]}
    signed_in(bare.staff).post(address(User), data)
    assert TOTPDevice.objects.filter(user=bare.leader).exists()


# --- Members ----------------------------------------------------------------------------------------------------
def test_a_member_is_added_and_a_known_phone_is_the_same_person(bare):
    browser, home = signed_in(bare.staff), bare.resident.current_memberships[0].household
    data = {"household": home.pk, "name": "李乙", "phone": "139 0000 0001", "birth_year": "1980"}
    assert browser.post(address(Membership, "add"), data).status_code == 302
    assert User.objects.by_phone("13900000001") is None  # it waits for a second person
    reading.take_over(RosterFile.objects.get(), by=second(bare))
    assert User.objects.by_phone("13900000001").name == "李乙"
    assert errors(browser.post(address(Membership, "add"), data))  # on record already
    assert errors(browser.post(address(Membership, "add"), {**data, "phone": "12"}))
    assert Membership.objects.filter(household=home).count() == 2


def test_a_member_moves_out_by_date(bare):
    browser, home = signed_in(bare.staff), bare.resident.current_memberships[0]
    now = {"until": moment(clock.now())}
    assert browser.post(address(Membership, "change", home.pk), now).status_code == 302
    assert bare.resident.memberships.current().exists()
    confirm_steps(bare)
    assert not bare.resident.memberships.current().exists()
    assert browser.post(address(Membership, "delete", home.pk), {"post": "yes"}).status_code == 403


# --- Areas and settings -----------------------------------------------------------------------------------------
def test_staff_lay_out_courtyards_and_buildings_with_the_next_free_code(bare):
    browser = signed_in(bare.staff)
    assert (
        browser.post(address(Area, "add"), {"parent": bare.community.pk, "name": "新院"}).status_code == 302
    )
    made = Area.objects.get(name="新院")
    assert (made.code, made.level) == (f"{bare.community.code}-002", "courtyard")
    assert errors(
        browser.post(
            address(Area, "add"), {"parent": bare.street.pk, "code": "530103002009", "name": "新社区"}
        )
    )
    assert errors(
        browser.post(
            address(Area, "add"), {"parent": bare.courtyard.pk, "code": "530103003001-001", "name": "别处"}
        )
    )
    assert browser.post(address(Area, "change", bare.community.pk), {"name": "改名"}).status_code == 403
    assert browser.post(address(Area, "change", made.pk), {"name": "新院2"}).status_code == 302


def test_the_administrator_adds_a_community_by_its_official_code(bare):
    browser = signed_in(bare.administrator)
    data = {"parent": bare.street.pk, "code": "530103002009", "name": "新社区"}
    assert browser.post(address(Area, "add"), data).status_code == 302
    assert Area.objects.get(code="530103002009").level == "community"
    assert errors(browser.post(address(Area, "add"), data))


def test_a_parameter_changes_from_a_day_on_and_the_past_stays(bare):
    browser, today = signed_in(bare.administrator), clock.today()
    data = {"key": "cap_works", "value": "350000", "effective_from": f"{today:%Y-%m-%d}", "basis": "通知1号"}
    assert browser.post(address(Parameter, "add"), data).status_code == 302
    assert policy.number("cap_works") == 350000
    row = Parameter.objects.get()
    assert browser.post(address(Parameter, "change", row.pk), {**data, "value": "1"}).status_code == 403
    assert browser.post(address(Parameter, "delete", row.pk), {"post": "yes"}).status_code == 403
    yesterday = f"{today - timedelta(days=1):%Y-%m-%d}"
    assert errors(browser.post(address(Parameter, "add"), {**data, "effective_from": yesterday}))
    assert errors(browser.post(address(Parameter, "add"), {**data, "key": "nonsense"}))
    later = {**data, "effective_from": f"{today + timedelta(days=30):%Y-%m-%d}"}
    assert browser.post(address(Parameter, "add"), later).status_code == 302
    coming = Parameter.objects.latest("effective_from")
    assert browser.post(address(Parameter, "delete", coming.pk), {"post": "yes"}).status_code == 302
    assert AuditEntry.objects.filter(act="admin_delete", target_type="parameter").exists()
    assert signed_in(bare.leader).get(address(Parameter, "add")).status_code == 403


def test_the_calendar_of_a_year_is_kept_by_the_administrator(bare):
    browser = signed_in(bare.administrator)
    days = {
        "days-TOTAL_FORMS": "2", "days-INITIAL_FORMS": "0", "days-0-day": "2033-10-01", "days-0-note": "国庆",
        "days-1-day": "2033-10-08", "days-1-is_working": "on", "days-1-note": "调休",
    }  # fmt: skip
    data = {"year": "2033", "source": "国办发明电", **days}
    wrong = browser.post(address(CalendarYear, "add"), {**data, "days-1-day": "2034-10-08"})
    assert wrong.status_code == 200 and not CalendarYear.objects.filter(year=2033).exists()
    assert browser.post(address(CalendarYear, "add"), data).status_code == 302
    assert CalendarYear.objects.get(year=2033).days.count() == 2
    assert AuditEntry.objects.filter(act="admin_calendar").exists()
