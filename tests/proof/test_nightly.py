"""The whole proof runs once a night, its result is public, and somebody is told when something is wrong."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from panlong.accounts.models import Role
from panlong.log import publishing
from panlong.log.models import Verification
from panlong.notices.models import Message
from panlong.portal.proof import nightly
from projects.stages import Stage
from tests.factories import Walk, person
from tests.log.attack import do
from tests.together import together

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, 30, tzinfo=SHANGHAI)


@pytest.fixture
def decided(w, settings, tmp_path):
    settings.LOG_KEY_FILE, settings.LOG_KEYS = tmp_path / "log.key", []
    settings.SEALS_FILE = tmp_path / "seals.txt"
    Walk(w).to(Stage.SELECTION)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    publishing.grow_log()
    return w


@pytest.mark.django_db
class TestWhenItRuns:
    def test_once_a_night_after_the_hour_and_by_day_when_no_worker_ran(self, w):
        assert nightly.is_due(at(28, 3))
        Verification.objects.create(at=at(28, 3), occasion="nightly", seconds=1, leaves=1)
        assert not nightly.is_due(at(28, 23))
        assert not nightly.is_due(at(29, 1))
        assert nightly.is_due(at(29, 2))
        assert nightly.is_due(at(30, 14))

    def test_a_run_by_hand_does_not_stand_for_the_nightly_one(self, w):
        Verification.objects.create(at=at(28, 3), occasion="by hand", seconds=1, leaves=1)
        assert nightly.is_due(at(28, 4))


@pytest.mark.django_db
class TestWhatItFinds:
    def test_nothing_wrong_is_published_and_nobody_is_told(self, decided, client):
        made = nightly.verify_if_due(at(28, 3))
        assert made.wrong == [] and made.leaves > 100
        assert nightly.verify_if_due(made.at) is None
        assert not Message.objects.filter(topic="proof_broken").exists()
        assert "没有发现问题" in client.get("/log/verified/").text

    def test_something_wrong_is_published_and_told_to_auditors_and_administrators(self, decided, client):
        auditor, neighbour = (
            person("审计员", role=Role.AUDITOR, where=decided.district),
            decided.neighbours[0],
        )
        do("UPDATE deliberation_candidate SET votes = 99")
        made = nightly.verify_if_due(at(28, 3))
        assert made.wrong[0].endswith("altered: votes")
        told = Message.objects.filter(topic="proof_broken")
        assert auditor in {one.person for one in told} and neighbour not in {one.person for one in told}
        page = client.get("/log/verified/").text
        assert "altered: votes" in page and "没有发现问题" not in page

    def test_a_run_by_hand_is_recorded_on_demand(self, decided, capsys):
        call_command("verify")
        assert not Verification.objects.exists()
        call_command("verify", "--record")
        assert Verification.objects.get().occasion == "by hand"
        do("DELETE FROM deliberation_score")
        do("UPDATE deliberation_candidate SET votes = 99")
        with pytest.raises(CommandError, match="Something was altered"):
            call_command("verify", "--record")
        assert Verification.objects.first().wrong

    def test_nobody_takes_a_finding_back(self, decided):
        nightly.verify_if_due(at(28, 3))
        for statement in (
            "UPDATE log_verification SET wrong = '[]'",
            "DELETE FROM log_verification",
            "TRUNCATE log_verification",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_run(w):
    made = together(*[lambda: nightly.verify_if_due(at(28, 3))] * 4)
    assert sum(one is not None for one in made) == Verification.objects.count() == 1
