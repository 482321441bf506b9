"""Reminders: what is still true, to those whom it concerns, one step at a time. The whole year is in test_year.py."""

from datetime import timedelta
from uuid import uuid4

import pytest

from deliberation.households import polls
from deliberation.models import SupportPoll
from deliberation.results import closing
from panlong import clock
from panlong.notices.models import Message
from panlong.portal.automation import reminders
from panlong.portal.automation.reminders import REMINDERS
from panlong.portal.automation.tasks import remind
from projects import progress
from projects.stages import Stage
from tests.factories import Walk
from tests.together import together

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def told(topic, **facts) -> set:
    rows = Message.objects.filter(topic=topic, **{f"facts__{name}": value for name, value in facts.items()})
    return set(rows.values_list("person_id", flat=True))


def test_steps_stand_in_order_of_time_and_names_are_unique():
    for reminder in REMINDERS:
        times = [step.after for step in reminder.steps]
        assert times == sorted(times), reminder.name
    assert len({reminder.name for reminder in REMINDERS}) == len(REMINDERS)


def test_after_three_days_without_beat_the_last_step_is_told_and_what_is_past_is_not(w):
    due = Walk(w).to(Stage.SCREENING).stage_due
    with clock.at(due + 3 * DAY):
        remind()
    assert told("due_soon") == told("late") == set()
    assert told("ignored") == {w.handler.pk, w.reviewer.pk}


def test_what_was_ignored_climbs_one_level_at_a_time(w):
    due = Walk(w).to(Stage.SCREENING).stage_due
    seen = []
    for after in (-DAY, 0 * DAY, 3 * DAY, 7 * DAY, 30 * DAY):
        with clock.at(due + after):
            before = set(Message.objects.values_list("pk", flat=True))
            remind()
            fresh = Message.objects.exclude(pk__in=before)
            seen.append(({one.topic for one in fresh}, {one.person_id for one in fresh}))
    first = {w.organiser.pk, w.staff.pk}
    assert seen == [
        ({"due_soon"}, first), ({"late"}, first), ({"ignored"}, {w.handler.pk, w.reviewer.pk}), ({"ignored"}, {w.leader.pk}), (set(), set()),
    ]  # fmt: skip


def test_what_was_done_in_time_is_never_reminded_of(w):
    walk = Walk(w)
    due = walk.to(Stage.SCREENING).stage_due
    walk.to(Stage.SUPPORT_POLL)
    with clock.at(due + DAY):
        remind()
    assert not Message.objects.filter(facts__task="screening").exists()


def test_a_poll_reminds_48_hours_before_its_end_the_households_that_are_silent(w):
    walk = Walk(w)
    project = walk.to(Stage.SUPPORT_POLL)
    with clock.at(walk.moment):
        polls.answer_poll(project, by=w.neighbours[0], agrees=True)
        polls.answer_poll(project, by=w.neighbours[1], agrees=False)
    closes = SupportPoll.objects.get().closes_at
    with clock.at(closes - 2 * DAY - timedelta(minutes=1)):
        assert remind() == 0
    with clock.at(closes - 2 * DAY):
        assert remind() == 4
        assert remind() == 0
    assert told("poll_ends") == {one.pk for one in w.neighbours[2:]}


def test_a_round_reminds_those_who_have_not_voted_and_says_nothing_of_the_others(w):
    walk = Walk(w)
    walk.to(Stage.POOLED)
    with clock.at(walk.moment):
        walk.vote()  # four of six
    with clock.at(walk.round.closes_at - DAY):
        remind()
    message = Message.objects.filter(topic="round_ends").first()
    assert told("round_ends") == {one.pk for one in w.neighbours[4:]}
    assert set(message.facts) == {"round", "due"}
    with clock.at(walk.round.closes_at):
        remind()
    assert Message.objects.filter(topic="round_ends").count() == 2


def test_a_round_that_is_over_reminds_nobody_though_it_is_not_counted_yet(w):
    walk = Walk(w)
    walk.to(Stage.VOTING)
    with clock.at(walk.round.closes_at + timedelta(minutes=1)):
        remind()
        assert told("round_ends") == set()
        closing.close_round(walk.round)


def test_progress_reported_meanwhile_begins_the_term_anew(w):
    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment + 9 * DAY):
        remind()
        assert told("late", task="progress") == {one.pk for one in w.neighbours[1:4]}
        progress.report_progress(project, by=w.neighbours[1], percent=20, text="x", operation=uuid4())
    with clock.at(walk.moment + 16 * DAY):
        remind()
    assert Message.objects.filter(topic="late", facts__task="progress").count() == 3
    with clock.at(walk.moment + 18 * DAY):
        remind()
    assert Message.objects.filter(topic="late", facts__task="progress").count() == 6


def test_money_without_a_voucher_is_asked_for(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.begin()
    with clock.at(walk.moment + 16 * DAY):
        remind()
    assert told("late", task="voucher") == {one.pk for one in w.neighbours[1:4]}


def test_one_row_that_breaks_holds_up_no_other(w, monkeypatch):
    first, second = Walk(w, title="一"), Walk(w, title="二")
    due = max(first.to(Stage.SCREENING).stage_due, second.to(Stage.SCREENING).stage_due)
    whole = reminders.tell

    def broken(people, topic, occasion, **facts):
        if facts["project"] == "一":
            raise RuntimeError
        return whole(people, topic, occasion, **facts)

    monkeypatch.setattr(reminders, "tell", broken)
    with clock.at(due):
        remind()
    assert told("late", project="二") and not told("late", project="一")


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_moment_remind_once(w):
    due = Walk(w).to(Stage.SCREENING).stage_due

    def act():
        with clock.at(due):
            remind()

    together(*[act] * 4)
    assert Message.objects.filter(topic="late").count() == 2
