"""What people agree to, what they can see, and how they are forgotten."""

import json

import pytest
from django.db import connection
from django.test import Client

from deliberation.models import Ballot, RollEntry
from panlong import clock, crypto
from panlong.accounts import privacy
from panlong.accounts.models import Membership, OutgoingSms, User
from panlong.audit.models import AuditEntry
from panlong.errors import NotPermitted, Refused
from panlong.portal.pages.own_data import close_account
from projects.models import Project
from tests.accounts.asking import PASSWORD, PHONE, ask, code_sent
from tests.admin.conftest import signed_in
from tests.factories import Walk, person, resident

pytestmark = pytest.mark.django_db


class TestNotice:
    def test_no_number_is_taken_before_the_notice_is_agreed_to(self, client):
        answer = client.post("/sign-in/", {"phone": PHONE})
        assert answer.status_code == 422 and not OutgoingSms.objects.exists()
        assert "/privacy/" in answer.text

    def test_it_can_be_read_by_everybody(self, client):
        assert client.get("/privacy/").status_code == 200

    def test_it_says_what_is_kept_of_network_and_device_and_how_long(self, client, settings):
        settings.KEEP_CODES_DAYS, settings.KEEP_ATTEMPTS_DAYS, settings.KEEP_TEXTS_DAYS = 71, 72, 73
        settings.KEEP_TRACES_DAYS, settings.KEEP_DEVICE_DAYS = 74, 75
        client.cookies["privacy"] = str(privacy.VERSION)
        client.post("/sign-in/", {"phone": PHONE})
        client.post("/sign-in/code/", {"code": code_sent()})
        for page in (client.get("/privacy/").text, client.get("/sign-in/agree/").text):
            assert "网络地址" in page and "报价" in page
            assert all(f"{days}天" in page for days in range(71, 76))

    def test_agreeing_is_written_down_with_its_version(self, client):
        ask(client)
        client.post("/sign-in/code/", {"code": code_sent()})
        user = User.objects.by_phone(PHONE)
        assert user.notice_version == privacy.VERSION
        assert AuditEntry.objects.get(act="agree_to_privacy_notice", actor=user).details == {
            "version": privacy.VERSION
        }

    def test_a_changed_notice_is_asked_again_before_anybody_is_signed_in(self, client, monkeypatch):
        ask(client)
        client.post("/sign-in/code/", {"code": code_sent()})
        client.post("/sign-out/")
        assert "agrees" not in client.get("/sign-in/").context["form"].fields  # this browser knows
        monkeypatch.setattr(privacy, "VERSION", privacy.VERSION + 1)
        assert "agrees" in client.get("/sign-in/").context["form"].fields

    def test_somebody_new_in_a_browser_where_another_agreed_is_asked_too(self, client):
        client.cookies["privacy"] = str(privacy.VERSION)
        client.post("/sign-in/", {"phone": PHONE})
        assert client.post("/sign-in/code/", {"code": code_sent()}).headers["Location"] == "/sign-in/agree/"
        assert "_auth_user_id" not in client.session
        assert client.get("/sign-in/agree/").status_code == 200
        assert client.post("/sign-in/agree/").headers["Location"] == "/me/"
        assert "_auth_user_id" in client.session

    def test_officials_are_asked_between_password_and_second_factor(self, client, w):
        User.objects.filter(pk=w.staff.pk).update(username="ganbu")
        w.staff.set_password(PASSWORD)
        User.objects.filter(pk=w.staff.pk).update(password=w.staff.password)
        client.post("/sign-in/official/", {"username": "ganbu", "password": PASSWORD})
        assert client.get("/sign-in/second-step/").headers["Location"] == "/sign-in/agree/"
        client.post("/sign-in/agree/")
        assert client.get("/sign-in/second-step/").status_code == 200
        assert "_auth_user_id" not in client.session

    def test_a_strangers_agreement_leads_nowhere(self, client):
        assert client.post("/sign-in/agree/").headers["Location"] == "/sign-in/"


class TestName:
    def test_the_whole_name_is_published_by_consent_only_and_it_can_be_taken_back(self, w):
        user, browser = w.neighbours[0], signed_in(w.neighbours[0])
        assert user.public_name == "邻**"
        browser.post("/me/name/", {"name_is_public": "on"})
        assert User.objects.get(pk=user.pk).public_name == "邻居0"
        browser.post("/me/name/", {})
        assert User.objects.get(pk=user.pk).public_name == "邻**"
        assert AuditEntry.objects.filter(act__in=["agree_to_publish_name", "take_back_name"]).count() == 2

    def test_who_is_on_the_roster_asks_for_a_correction_of_the_name(self, w):
        signed_in(w.neighbours[0]).post("/me/name/", {"name": "别名"})
        assert User.objects.get(pk=w.neighbours[0].pk).name == "邻居0"
        somebody = User.objects.create_user(phone=PHONE)
        signed_in(somebody).post("/me/name/", {"name": "某人"})
        assert User.objects.get(pk=somebody.pk).name == "某人"


class TestChildren:
    @pytest.fixture
    def child(self, w):
        child = User.objects.create_user(phone="13900000600", name="小明", birth_year=clock.today().year - 10)
        Membership.objects.create(user=child, household=w.neighbours[0].memberships.get().household)
        return child

    def test_a_child_is_signed_in_only_when_a_guardian_agreed(self, client, w, child):
        ask(client, child.phone)
        assert client.post("/sign-in/code/", {"code": code_sent()}).status_code == 403
        assert "_auth_user_id" not in client.session
        guardian = signed_in(w.neighbours[0])
        assert "小明" in guardian.get("/me/").text
        assert guardian.post(f"/me/children/{child.pk}/", {"agrees": "1"}).status_code == 302
        child.refresh_from_db()
        assert child.guardian == w.neighbours[0] and not child.needs_guardian
        browser = signed_in(child)
        guardian.post(f"/me/children/{child.pk}/", {"agrees": "0"})
        assert browser.get("/me/").status_code == 302  # taken back: signed out at once

    def test_only_an_adult_of_the_household_is_a_guardian(self, w, child):
        sibling = User.objects.create_user(phone="13900000601", name="姐", birth_year=clock.today().year - 16)
        Membership.objects.create(user=sibling, household=child.memberships.get().household)
        for user in (w.neighbours[1], sibling, child, w.staff):
            assert signed_in(user).post(f"/me/children/{child.pk}/", {"agrees": "1"}).status_code == 404
            with pytest.raises(NotPermitted):
                privacy.guard(child, by=user, agrees=True)


class TestData:
    def test_everything_about_me_is_shown_and_exported_without_secrets_and_without_others(self, w):
        Walk(w).to("selection")
        user, browser = w.proposer, signed_in(w.proposer)
        page = browser.get("/me/data/")
        assert page.status_code == 200
        found = json.loads(browser.get("/me/data.json").content)
        text = json.dumps(found, ensure_ascii=False)
        assert user.phone in text and user.name in text
        assert user.phone_hash not in text and user.password not in text and user.phone_cipher not in text
        assert all(other.name not in text and other.phone not in text for other in w.neighbours[1:])
        assert len(found["records"]) >= 5
        assert AuditEntry.objects.filter(act="export_own_data", actor=user).count() == 1

    def test_a_table_that_points_at_people_cannot_be_forgotten(self):
        from panlong.portal.pages.own_data import records_of

        somebody = person("某")
        AuditEntry.objects.create(at=clock.now(), actor=somebody, act="x", target_type="x")
        assert any("x" in str(rows) for _name, rows in records_of(somebody)[1:])


def places_that_hold(*words: str) -> set[str]:
    """Return the tables in which one of `words` stands in any row."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            for word in words:
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.add(table)
    return found


class TestGoodbye:
    def test_name_and_number_are_gone_everywhere_and_no_count_changes(self, w):
        """Five people proposed, voted, rated, built and kept the accounts, with their whole names published."""
        gone = w.neighbours[:5]
        for user in gone:
            user.name, user.name_is_public = "欧阳无双", True
            user.save(update_fields=["name", "name_is_public"])
        Walk(w).to("aftercare")
        browser = signed_in(User.objects.get(pk=w.proposer.pk))
        browser.get("/me/data.json")
        Project.objects.update(implementing_person=w.neighbours[4], implementer="欧阳无双")
        assert places_that_hold("欧阳无双") == {"accounts_user", "projects_project"}
        before = RollEntry.objects.count(), Ballot.objects.count(), Membership.objects.current().count()
        money, numbers = _money(), []
        for user in gone:
            numbers += [user.phone, user.phone_hash, user.phone_cipher]
            close_account(User.objects.get(pk=user.pk))
        assert places_that_hold("欧阳无双", *numbers) == set()
        assert (
            RollEntry.objects.count(),
            Ballot.objects.count(),
            Membership.objects.current().count(),
        ) == before
        assert _money() == money
        assert browser.get("/me/").status_code == 302
        assert not OutgoingSms.objects.filter(key__startswith=f"message:{w.proposer.pk}:").exists()

    def test_codes_sent_to_the_number_are_gone_too(self, client):
        ask(client)
        client.post("/sign-in/code/", {"code": code_sent()})
        user = User.objects.by_phone(PHONE)
        client.post("/me/close/", {"sure": "on"})
        assert not OutgoingSms.objects.exists()
        assert places_that_hold(crypto.keyed_hash(PHONE)) == set()
        user.refresh_from_db()
        assert not user.is_active and str(user).endswith(str(user.pk))

    def test_the_number_can_begin_anew_as_somebody_else(self, client):
        self.test_codes_sent_to_the_number_are_gone_too(client)
        closed = User.objects.get(is_active=False)
        ask(client)
        client.post("/sign-in/code/", {"code": code_sent()})
        assert User.objects.by_phone(PHONE) != closed

    def test_an_officials_account_is_not_closed_by_themselves(self, w):
        for user in (w.staff, w.handler, w.administrator):
            with pytest.raises(Refused):
                close_account(user)
        assert signed_in(w.staff).post("/me/close/", {"sure": "on"}).status_code == 409

    def test_it_is_not_closed_without_being_sure(self, w):
        assert signed_in(w.proposer).post("/me/close/", {}).status_code == 422
        assert User.objects.get(pk=w.proposer.pk).is_active

    def test_posts_end_with_the_account(self, w):
        somebody = resident(w.courtyard, "某")
        from panlong.accounts.models import Post

        Post.objects.create(user=somebody, role="building_head", area=w.courtyard)
        close_account(somebody)
        assert not somebody.posts.current().exists()


def _money() -> list:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), sum(amount) FROM funding_posting")
        return cursor.fetchall()


class TestSessions:
    def test_signing_out_everywhere_ends_every_session(self, w):
        browsers = [signed_in(w.proposer) for _number in range(3)]
        other = signed_in(w.neighbours[1])
        assert all(browser.get("/me/").status_code == 200 for browser in browsers)
        browsers[0].post("/sign-out/everywhere/")
        assert all(browser.get("/me/").status_code == 302 for browser in browsers)
        assert other.get("/me/").status_code == 200

    def test_pages_warn_before_somebody_is_signed_out_for_idleness(self, w, settings):
        page = signed_in(w.proposer).get("/me/").text
        assert 'data-seconds="900"' in page and "idle.js" in page  # with a second factor: 15 minutes
        browser = Client()
        browser.force_login(w.proposer)
        assert f'data-seconds="{settings.RESIDENT_IDLE_SECONDS}"' in browser.get("/me/").text
        assert "idle.js" not in Client().get("/").text

    def test_a_click_on_still_here_keeps_the_session(self, w):
        browser = signed_in(w.proposer)
        browser.get("/me/")
        session = browser.session
        session["last_seen"] -= 14 * 60
        session.save()
        assert browser.get("/sign-in/stay/").status_code == 204
        assert browser.session["last_seen"] > session["last_seen"]
        assert Client().get("/sign-in/stay/").status_code == 403

    def test_who_comes_back_too_late_is_led_to_the_same_page_after_signing_in(self, w):
        browser = signed_in(w.proposer)
        browser.get("/me/")
        session = browser.session
        session["last_seen"] -= 31 * 60
        session.save()
        assert browser.post("/me/name/", {}).headers["Location"] == "/sign-in/?next=%2Fme%2Fname%2F"
