"""Guesses at the same moment count as many as guesses one after the other. Each race has a twin without its guard."""

from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.test import RequestFactory

from panlong.accounts import signin
from panlong.accounts.models import PasswordAttempt, SignInCode, User
from panlong.errors import Refused
from tests.accounts.asking import PHONE, code_sent
from tests.factories import person
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
GUESSERS = 7  # one process has eight connections


class GuessingIsSlow:
    """Stands for the password hash: all guesses that were let in meet here, so that the race is certain."""

    def __init__(self, monkeypatch):
        self.guesses, self.meeting = 0, Barrier(GUESSERS)
        monkeypatch.setattr(signin, "authenticate", self)

    def __call__(self, request, **credentials):
        self.guesses += 1
        with suppress(BrokenBarrierError):
            self.meeting.wait(1)


def guess_together() -> list:
    request = RequestFactory().post("/sign-in/official/")
    return together(*[lambda: signin.check_password(request, "ganbu", "wrong")] * GUESSERS)


def test_passwords_guessed_at_the_same_moment_are_five_at_most(monkeypatch):
    slow = GuessingIsSlow(monkeypatch)
    results = guess_together()
    assert all(isinstance(result, Refused) for result in results), results
    assert slow.guesses == signin.LOCK_FAILURES
    assert PasswordAttempt.objects.count() == signin.LOCK_FAILURES


def test_without_the_queue_more_passwords_would_be_guessed(monkeypatch):
    """The twin: every guess looks at the failures before any of them is written."""
    meeting = Barrier(GUESSERS)
    require_unlocked = signin._require_unlocked

    def looked_at_together(*hashes):
        require_unlocked(*hashes)
        meeting.wait(10)

    monkeypatch.setattr(signin, "_one_at_a_time", lambda what: None)
    monkeypatch.setattr(signin, "_require_unlocked", looked_at_together)
    slow = GuessingIsSlow(monkeypatch)
    guess_together()
    assert slow.guesses == GUESSERS


def test_second_factors_guessed_at_the_same_moment_are_five_at_most(monkeypatch):
    official = person("干部", username="ganbu")
    guesses = []
    monkeypatch.setattr("panlong.accounts.signin.match_token", lambda user, token: guesses.append(token))
    request = RequestFactory().post("/sign-in/second-step/")
    together(*[lambda: signin.check_second_factor(request, official, "000000")] * GUESSERS)
    assert len(guesses) == signin.LOCK_FAILURES


def test_codes_guessed_at_the_same_moment_are_five_at_most(monkeypatch):
    row = signin.send_code(PHONE, address="x")
    right = code_sent()
    wrong = "000000" if right != "000000" else "111111"
    results = together(*[lambda: signin.check_code(row.pk, PHONE, wrong)] * GUESSERS)
    assert all(isinstance(result, Refused) for result in results), results
    assert SignInCode.objects.get().tries == signin.CODE_TRIES
    with pytest.raises(Refused):
        signin.check_code(row.pk, PHONE, right)


def test_a_code_used_twice_at_the_same_moment_signs_in_once():
    row = signin.send_code(PHONE, address="x")
    right = code_sent()
    results = together(*[lambda: signin.check_code(row.pk, PHONE, right)] * 6)
    assert sum(isinstance(result, User) for result in results) == 1, results


def test_two_codes_of_a_new_phone_at_the_same_moment_make_one_person():
    rows = []
    for _number in range(4):
        SignInCode.objects.update(created_at="2026-01-01T00:00Z")
        rows.append((signin.send_code(PHONE, address="x"), code_sent()))
    results = together(
        *[lambda row=row, code=code: signin.check_code(row.pk, PHONE, code) for row, code in rows]
    )
    assert {type(result) for result in results} == {User}, results
    assert User.objects.count() == 1


def test_codes_asked_for_at_the_same_moment_are_within_the_limits():
    results = together(*[lambda: signin.send_code(PHONE, address="x")] * GUESSERS)
    assert sum(isinstance(result, SignInCode) for result in results) == 1
    assert SignInCode.objects.count() == 1


def test_without_the_queue_more_codes_would_be_sent(monkeypatch):
    """The twin."""
    meeting, check = Barrier(GUESSERS), signin._check_limits

    def looked_at_together(*hashes):
        check(*hashes)
        meeting.wait(10)

    monkeypatch.setattr(signin, "_one_at_a_time", lambda what: None)
    monkeypatch.setattr(signin, "_check_limits", looked_at_together)
    together(*[lambda: signin.send_code(PHONE, address="x")] * GUESSERS)
    assert SignInCode.objects.count() == GUESSERS
