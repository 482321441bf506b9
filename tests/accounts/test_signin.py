"""Signing in: safe against guessing and flooding, the same answer for everybody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from panlong.accounts import phones
from panlong.accounts.models import OutgoingSms, PasswordAttempt, Role, SignInCode, User
from panlong.accounts.privacy import VERSION
from panlong.accounts.sms import sending
from panlong.audit.models import AuditEntry
from panlong.notices.models import Message
from panlong.portal.automation.tasks import remind
from tests.accounts.asking import PASSWORD, PHONE, ask, code_sent
from tests.factories import person

pytestmark = pytest.mark.django_db


class TestPhone:
    def test_the_code_on_the_phone_signs_in_and_renews_the_session(self, client):
        ask(client)
        before = client.session.session_key
        answer = client.post("/sign-in/code/", {"code": code_sent()})
        assert answer.status_code == 302
        assert client.session.session_key != before
        assert User.objects.by_phone(PHONE).pk == int(client.session["_auth_user_id"])

    def test_the_answer_does_not_tell_whether_the_phone_is_known(self, client):
        person()
        User.objects.create_user(phone="13900000002", name="某")
        known, unknown = ask(client, "13900000002"), ask(client, "13900000003")
        assert (known.status_code, known.headers["Location"]) == (
            unknown.status_code,
            unknown.headers["Location"],
        )

    @pytest.mark.parametrize(
        "typed",
        ["139 0000 0001", "+86 139-0000-0001", "008613900000001", "１３９００００００００１"[:11] + "1"],
    )
    def test_a_phone_is_understood_however_it_is_typed(self, client, typed):
        assert ask(client, typed).status_code in {302, 422}

    @pytest.mark.parametrize(
        "typed",
        ["", "1", "12900000001", "1390000000", "139000000011", "abc", "139000\x000001", "+1 5551234567"],
    )
    def test_what_is_no_phone_gets_a_message_at_the_field_and_stays_typed(self, client, typed):
        answer = ask(client, typed)
        assert answer.status_code == 422
        assert "invalid-feedback" in answer.text
        assert not SignInCode.objects.exists()

    def test_five_wrong_codes_kill_the_right_one(self, client):
        ask(client)
        right = code_sent()
        wrong = "000000" if right != "000000" else "111111"
        for _try in range(5):
            assert client.post("/sign-in/code/", {"code": wrong}).status_code == 422
        assert client.post("/sign-in/code/", {"code": right}).status_code == 422
        assert "_auth_user_id" not in client.session

    def test_a_code_holds_five_minutes(self, client):
        ask(client)
        SignInCode.objects.update(expires_at=timezone.now())
        assert client.post("/sign-in/code/", {"code": code_sent()}).status_code == 422

    def test_a_code_works_once(self, client):
        ask(client)
        code, session = code_sent(), client.session["sign_in"]
        client.post("/sign-in/code/", {"code": code})
        client.logout()
        held = client.session
        held["sign_in"] = session
        held.save()
        assert client.post("/sign-in/code/", {"code": code}).status_code == 422

    def test_a_code_works_only_in_the_browser_that_asked_for_it(self, client):
        ask(client)
        from django.test import Client

        stranger = Client()
        assert stranger.post("/sign-in/code/", {"code": code_sent()}).status_code == 302
        assert "_auth_user_id" not in stranger.session

    def test_a_second_code_at_once_is_refused_with_429(self, client):
        ask(client)
        assert ask(client).status_code == 429

    def test_the_administrators_are_told_when_the_sites_limit_is_reached(self, client, w, settings):
        settings.CODES_PER_HOUR = 1
        ask(client)
        ask(client, "13900000002")
        remind()
        remind()
        assert "1" in Message.objects.get(person=w.administrator, topic="sign_in_alarm").text

    def test_limits_hold_when_redis_is_emptied(self, client):
        from django.core.cache import cache

        ask(client)
        cache.clear()
        assert ask(client).status_code == 429

    def test_the_code_is_nowhere_in_clear_in_the_database(self, client):
        ask(client)
        code = code_sent()
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{code}%"])
                if table not in {"django_session"}:
                    assert cursor.fetchone()[0] == 0, table

    def test_a_phone_number_is_nowhere_in_clear_in_the_database(self, client):
        ask(client)
        client.post("/sign-in/code/", {"code": code_sent()})
        with connection.cursor() as cursor:
            for table in connection.introspection.table_names():
                cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{PHONE}%"])
                assert cursor.fetchone()[0] == 0, table

    def test_it_goes_on_to_our_own_pages_only(self, client):
        client.post("/sign-in/", {"phone": PHONE, "agrees": "on", "next": "https://evil.example/"})
        assert client.post("/sign-in/code/", {"code": code_sent()}).headers["Location"] == "/me/"


ODD = ["\x00", "a\x00b", "\x01\x02", "\u202e", "\uffff", "²²²²²²", "\n", "x" * 5000, "😀"]


class TestOddCharacters:
    """Every field of signing in answers them with a message at the form."""

    def refuses(self, client, address, **fields):
        answer = client.post(address, fields)
        assert answer.status_code == 422, fields
        assert "invalid-feedback" in answer.text or "alert" in answer.text

    def test_residents(self, client):
        for odd in ODD:
            self.refuses(client, "/sign-in/", phone=odd)
            SignInCode.objects.all().delete()
            assert (
                client.post("/sign-in/", {"phone": PHONE, "agrees": "on", "next": f"/{odd}"}).status_code
                == 302
            )
            self.refuses(client, "/sign-in/code/", code=odd)
            assert client.post("/sign-in/code/", {"code": code_sent()}).status_code == 302

    def test_officials(self, client):
        official = User.objects.create_user(username="ganbu", password=PASSWORD, notice_version=VERSION)
        for odd in ODD:
            PasswordAttempt.objects.all().delete()
            TOTPDevice.objects.update(confirmed=False)
            self.refuses(client, "/sign-in/official/", username=odd, password=odd)
            self.refuses(client, "/sign-in/official/", username="ganbu", password=odd)
            client.post("/sign-in/official/", {"username": "ganbu", "password": PASSWORD, "next": f"/{odd}"})
            self.refuses(client, "/sign-in/second-step/", token=odd)
            TOTPDevice.objects.filter(user=official).update(confirmed=True)
            self.refuses(client, "/sign-in/second-step/", token=odd)


class TestOutbox:
    def test_a_message_is_sent_once_and_its_failure_is_tried_again(self, monkeypatch):
        sent, fails = [], [True]

        class Provider:
            def send(self, phone, template, params, key):
                if fails.pop() if fails else False:
                    raise sending.SmsFailed("busy")
                sent.append((phone, key))

        monkeypatch.setattr(sending, "import_string", lambda path: Provider)
        for _twice in range(2):
            sending.queue_message(PHONE, "sign_in_code", {"code": "123456"}, key="k")
        assert OutgoingSms.objects.count() == 1
        assert sending.send_due() == 0
        assert OutgoingSms.objects.get().failure == "busy"
        OutgoingSms.objects.update(due_at=timezone.now())
        assert sending.send_due() == 1
        assert sending.send_due() == 0
        assert sent == [(PHONE, "k")]

    def test_a_broker_that_is_away_costs_the_request_nothing(
        self, client, django_capture_on_commit_callbacks, monkeypatch
    ):
        from panlong.accounts import tasks

        def away(*args, **kwargs):
            raise ConnectionRefusedError

        monkeypatch.setattr(tasks.send_due_sms, "apply_async", away)
        with django_capture_on_commit_callbacks(execute=True):
            assert ask(client).status_code == 302
        assert OutgoingSms.objects.filter(state="waiting").count() == 1


class TestOfficial:
    @pytest.fixture
    def official(self, w):
        official = person("干部", role=Role.COMMUNITY_STAFF, where=w.community)
        official.username, official.notice_version = "ganbu", VERSION
        official.set_password(PASSWORD)
        official.save()
        return official

    def password(self, client, password=PASSWORD):
        return client.post("/sign-in/official/", {"username": "ganbu", "password": password})

    def token(self, device):
        return f"{totp(device.bin_key):06d}"

    def test_password_alone_signs_nobody_in(self, client, official):
        assert self.password(client).headers["Location"] == "/sign-in/second-step/"
        assert "_auth_user_id" not in client.session

    def test_the_first_time_the_app_is_set_up_and_recovery_codes_are_shown_once(self, client, official):
        self.password(client)
        page = client.get("/sign-in/second-step/")
        assert "<svg" in page.text
        answer = client.post(
            "/sign-in/second-step/", {"token": self.token(TOTPDevice.objects.get(user=official))}
        )
        codes = list(StaticToken.objects.values_list("token", flat=True))
        assert len(codes) == 10
        assert all(code in answer.text for code in codes)
        assert client.get("/admin/").status_code == 200

    def test_a_recovery_code_works_once(self, client, official):
        self.test_the_first_time_the_app_is_set_up_and_recovery_codes_are_shown_once(client, official)
        code = StaticToken.objects.first().token
        for expected in (302, 422):
            client.post("/sign-out/")
            self.password(client)
            assert client.post("/sign-in/second-step/", {"token": code}).status_code == expected

    def test_five_failures_lock_the_account_even_for_the_right_password(self, client, official):
        for _try in range(5):
            assert self.password(client, "wrong").status_code == 422
        assert self.password(client).status_code == 429
        PasswordAttempt.objects.update(at=timezone.now() - timedelta(minutes=16))
        assert self.password(client).status_code == 302

    def test_an_official_who_comes_in_by_phone_has_no_official_power(self, client, official):
        client.force_login(official)
        assert client.get("/admin/").status_code == 302
        assert "社区" not in client.get("/desk/").context["posts"].__repr__()

    def test_idle_people_are_signed_out(self, client, official):
        client.force_login(official)
        client.get("/me/")
        session = client.session
        session["last_seen"] -= 31 * 60
        session.save()
        assert client.get("/me/").status_code == 302

    @pytest.mark.parametrize("weak", ["Ab1", "alllowercase", "password1", "12345678"])
    def test_weak_passwords_are_refused(self, weak):
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        with pytest.raises(ValidationError):
            validate_password(weak)

    def test_signing_in_is_audited(self, client, official):
        self.test_the_first_time_the_app_is_set_up_and_recovery_codes_are_shown_once(client, official)
        assert AuditEntry.objects.filter(act="set_up_second_factor", actor=official).exists()


def test_phones_are_masked():
    assert phones.mask_phone(PHONE) == "139****0001"
