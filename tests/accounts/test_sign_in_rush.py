"""An announced round brings everybody at once, many from one address; a flood brings as many and must not pass for it."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from deliberation.models import RollEntry
from deliberation.tasks import expect_sign_ins
from panlong import crypto
from panlong.accounts import signin
from panlong.accounts.models import OutgoingSms, SignInCode, User
from panlong.audit.models import AuditEntry
from tests.deliberation.rounds import open_secret

pytestmark = pytest.mark.django_db


def phone(number: int) -> str:
    return f"139{number:08d}"


def ask(numbers, address="1.1.1.1") -> int:
    """Ask for a code for each number from one address; return how many were not refused."""
    taken = 0
    for number in numbers:
        try:
            signin.send_code(phone(number), address=address)
        except signin.TooMany:
            continue
        taken += 1
    return taken


def use_all() -> None:
    SignInCode.objects.filter(used_at=None).update(used_at=timezone.now())


def flood(codes: int) -> None:
    """As many codes as that were asked for a moment ago, from everywhere."""
    SignInCode.objects.bulk_create(
        SignInCode(phone_hash=f"p{n}", address_hash=f"a{n}", code_hash="", expires_at=timezone.now())
        for n in range(codes)
    )


def texts_to(number: int) -> int:
    return sum(crypto.decrypt_text(text.phone_cipher) == phone(number) for text in OutgoingSms.objects.all())


def test_sixty_numbers_tried_from_one_address_are_mostly_refused():
    assert ask(range(60)) == settings.CODES_PER_ADDRESS


def test_a_thousand_neighbours_with_one_carrier_all_get_in():
    came, asked = 0, 0
    while asked < 300:
        came += ask(range(asked, asked + settings.CODES_PER_ADDRESS), "100.64.0.1")
        asked += settings.CODES_PER_ADDRESS
        use_all()
    assert came == asked


def test_every_code_that_was_used_makes_room_for_one_more():
    ask(range(30))
    SignInCode.objects.filter(pk__in=SignInCode.objects.values("pk")[:5]).update(used_at=timezone.now())
    assert ask(range(100, 160)) == 10


def test_addresses_of_one_ipv6_connection_are_one_place():
    assert (
        sum(ask([number], f"2001:db8::{number + 1:x}") for number in range(60)) == settings.CODES_PER_ADDRESS
    )
    assert ask([99], "2001:db8:1::1") == 1


def test_thirty_addresses_lock_no_resident_out(settings):
    settings.CODES_PER_HOUR = 100
    User.objects.create_user(phone=phone(1))
    for address in range(30):
        ask(range(1000 * address + 100, 1000 * address + 110), f"2.2.2.{address}")
    assert signin.site_limit_reached()
    assert ask([1]) == 1 and texts_to(1) == 1


def test_at_the_sites_limit_a_new_number_gets_the_same_answer_and_no_text(client, settings):
    settings.CODES_PER_HOUR = 20
    User.objects.create_user(phone=phone(1))
    flood(20)
    answers = [client.post("/sign-in/", {"phone": phone(number), "agrees": "on"}) for number in (1, 2)]
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {(302, "/sign-in/code/")}
    assert (texts_to(1), texts_to(2)) == (1, 0)
    assert "正有很多人获取验证码" in client.get("/sign-in/code/").text


def test_the_sites_limit_grows_with_the_people_who_may_vote(settings, w):
    settings.CODES_PER_HOUR = 20
    round = open_secret(w).round
    assert expect_sign_ins() == RollEntry.objects.filter(round=round).count() > 0
    flood(20)
    assert signin.site_limit_reached() is None
    cache.clear()  # an emptied Redis lowers it, and lifts none
    assert signin.site_limit_reached() == (20, 1)


def test_the_alarm_is_written_down_once_an_hour_and_the_limits_of_phones_hold_meanwhile(settings):
    settings.CODES_PER_HOUR = 20
    flood(20)
    assert ask([1, 1, 2, 3]) == 3
    assert AuditEntry.objects.get(act=signin.ALARM).details == {"limit": 20, "hours": 1}
