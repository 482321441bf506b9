"""The journey through the real verbs."""

import pytest
from django.core.management import call_command

from funding import books, queries
from panlong.audit.models import AuditEntry
from panlong.notices.models import Message, Notice
from projects.models import LIGHTS
from projects.stages import Stage
from tests.factories import ON_THE_ROAD, Walk

pytestmark = pytest.mark.django_db


def test_a_project_goes_from_proposal_to_closed_with_all_five_lights(w):
    project = Walk(w).to(Stage.CLOSED)
    assert all(getattr(project, light) for light in LIGHTS)
    assert books.is_settled(project)
    money = queries.money_of(project)
    assert (money.received, money.paid, money.spent, money.left) == (2000, 8000, 8000, 0)


def test_each_move_writes_timeline_and_audit(w):
    project = Walk(w).to(Stage.CLOSED)
    moves = [(event.left, event.reached) for event in project.events.exclude(reached="")]
    assert [reached for _left, reached in moves] == list(ON_THE_ROAD[1:])
    audited = AuditEntry.objects.filter(
        target_type="project", target_id=project.pk, details__has_key="reached"
    )
    assert audited.count() == len(moves)


def test_the_notices_that_stages_call_for_are_published_and_untouched(w):
    project = Walk(w).to(Stage.CLOSED)
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds >= {
        "support_poll", "support_result", "meeting", "minutes", "pool", "round", "round_result", "resolution", "approval",
        "supplier", "acceptance", "satisfaction", "donations", "aftercare",
    }  # fmt: skip
    for notice in Notice.objects.all():
        assert notice.content_hash == notice.compute_hash()
        assert project.title in notice.title + notice.body


def test_the_people_concerned_are_told_once(w):
    Walk(w).to(Stage.CLOSED)
    resident = w.neighbours[5]
    topics = list(Message.objects.filter(person=resident).values_list("topic", flat=True))
    assert set(topics) >= {"support_poll", "meeting", "round", "publicity", "rate"}
    assert len(topics) == len(set(topics))


def test_migrations_are_complete(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
