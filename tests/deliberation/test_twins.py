"""Two entries that are one: found, merged by two people, with their voices; a doubled vote is told and stays."""

import importlib
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from deliberation import rounds, twins
from deliberation.households import polls, reviews
from deliberation.models import Rating, RollEntry, Support
from deliberation.rounds import roll
from panlong import clock
from panlong.accounts import people
from panlong.accounts.models import Household, Membership, RosterStep, User
from panlong.accounts.roster import twins as entries
from panlong.errors import NotPermitted, Refused
from panlong.notices.models import Message
from projects.models import Project
from projects.stages import Stage
from tests.admin.conftest import address, signed_in
from tests.factories import Walk, person, project_at
from tests.traces import audited, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(w) -> tuple[Household, Household]:
    """The first neighbour's home, and the second's as its twin from before there were keys."""
    first, second = (one.memberships.get().household for one in w.neighbours[:2])
    Household.objects.filter(pk=second.pk).update(twin_of=first, door_key=first.door_key)
    return first, Household.objects.get(pk=second.pk)


def merge_homes(w, kept, twin) -> RosterStep:
    step = entries.propose_homes(kept, twin, area=w.courtyard, by=w.staff)
    return twins.decide_merge(step, by=w.handler, accepted=True)


def merge_people(w, kept, twin) -> RosterStep:
    step = entries.propose_people(kept, twin, area=w.courtyard, by=w.staff)
    return twins.decide_merge(step, by=w.handler, accepted=True)


def found(step) -> list[str]:
    return [name for name, _facts in step.report]


def test_twins_are_found_by_the_command_and_in_the_admin(w, homes):
    out = io.StringIO()
    call_command("find_twins", stdout=out)
    assert f"{homes[0].pk} " in out.getvalue() and "1 pairs" in out.getvalue()
    page = signed_in(w.staff).get(address(Household), {"twins": "yes"})
    assert {one.pk for one in page.context["cl"].queryset} == {one.pk for one in homes}


def test_one_proposes_in_the_admin_and_another_one_merges(w, homes):
    data = {"action": "propose_merge", "_selected_action": [one.pk for one in homes]}
    assert signed_in(w.staff).post(address(Household), data).status_code == 302
    step = RosterStep.objects.get()
    with pytest.raises(NotPermitted):
        twins.decide_merge(step, by=w.staff, accepted=True)
    assert signed_in(w.handler).post(f"/desk/roster/{step.pk}/", {"accepted": "yes"}).status_code == 302
    homes[1].refresh_from_db()
    assert homes[1].merged_at and homes[0].memberships.current().count() == 2


def test_a_merged_home_is_counted_no_more_and_nobody_moves_into_it(w, homes):
    before = people.households_at(w.courtyard, moment=clock.now()).count()
    merge_homes(w, *homes)
    assert people.households_at(w.courtyard, moment=clock.now()).count() == before - 1
    with pytest.raises(Exception, match="merged"):
        Membership.objects.create(user=person("某某"), household=homes[1])


def test_an_open_poll_counts_the_two_homes_as_one_with_the_answer_that_was_given(w, homes):
    project = project_at(w, Stage.SUPPORT_POLL)
    poll = polls.open_poll(project)
    polls.answer_poll(project, by=w.neighbours[1], agrees=True)
    step = merge_homes(w, *homes)
    poll.refresh_from_db()
    assert (poll.households, poll.roll.count(), found(step)) == (5, 5, ["one_voice"])
    assert Support.objects.get(poll=poll).household == homes[0]


@pytest.mark.parametrize("later", [0, 1])
def test_of_two_answers_the_later_one_stays_and_both_are_told(w, homes, later):
    project = project_at(w, Stage.SUPPORT_POLL)
    for minute, number in enumerate((1 - later, later)):
        with clock.at(clock.now() + timedelta(minutes=minute)):
            polls.answer_poll(project, by=w.neighbours[number], agrees=number == 0)
    step = merge_homes(w, *homes)
    poll = polls.open_poll(project)
    (answer,) = poll.answers.all()
    assert (answer.household, answer.by, answer.agrees) == (homes[0], w.neighbours[later], later == 0)
    assert (poll.households, poll.roll.count()) == (5, 5)
    assert found(step) == ["later_answer_stays", "one_voice"]
    facts = audited("decide_roster_step").details["report"][0][1]
    assert {facts["gone"], facts["stays"]} == {"yes", "no"} and facts["stays"] == ("no" if later else "yes")
    assert told("twins_answered_twice") == {w.staff}
    for who in (w.handler, w.staff):
        page = signed_in(who).get(f"/desk/roster/{step.pk}/").text
        assert project.title in page and "同意" in page and "反对" in page


def test_own_words_stay_above_a_helpers_that_are_later(w, homes):
    project = project_at(w, Stage.SUPPORT_POLL)
    polls.answer_poll(project, by=w.neighbours[0], agrees=False)
    with clock.at(clock.now() + timedelta(minutes=1)):
        polls.answer_poll(project, by=w.organiser, agrees=True, household=homes[1])
    merge_homes(w, *homes)
    assert [one.agrees for one in polls.open_poll(project).answers.all()] == [False]


def test_of_two_ratings_the_later_one_stays_and_both_are_told(w, homes):
    walk = Walk(w)
    walk.to(Stage.SATISFACTION_REVIEW)
    with clock.at(walk.moment):
        reviews.rate_project(walk.project, by=w.neighbours[0], grade="satisfied")
    with clock.at(walk.moment + timedelta(minutes=1)):
        reviews.rate_project(walk.project, by=w.neighbours[1], grade="dissatisfied", words="没修好")
        step = merge_homes(w, *homes)
    (rating,) = Rating.objects.all()
    assert (rating.grade, rating.household) == ("dissatisfied", homes[0])
    assert "later_rating_stays" in found(step)
    (sentence,) = [one for one in twins.told(step) if "不满意" in one]
    assert sentence.count("满意") == 3  # the one that went, and twice the one that counts


def test_reports_from_before_are_still_told(w, homes):
    step = merge_homes(w, *homes)
    step.report = [["answered_twice", {"what": "扶手"}]]
    assert "扶手" in twins.told(step)[0]


def test_a_closed_poll_stays_as_it_was_counted(w, homes):
    project = project_at(w, Stage.DELIBERATION)
    before = list(project.support_polls.values_list("households", "agreed"))
    assert found(merge_homes(w, *homes)) == ["counted_twice"]
    assert list(project.support_polls.values_list("households", "agreed")) == before


@pytest.fixture
def voted(w):
    """An open round, in which nobody has voted yet."""
    walk = Walk(w)
    walk.to(Stage.POOLED)
    return rounds.open_round(
        w.community, by=w.staff, title="评选", projects=[walk.project], closes_at=clock.now() + timedelta(days=30),
        budget=50000, operation=uuid4(), most_choices=1,
    )  # fmt: skip


def cast(round, voter):
    rounds.cast(round, voter=voter, candidates=[round.candidates.get().pk], operation=uuid4())


@pytest.mark.parametrize("who", [0, 1])
def test_of_two_people_who_are_one_the_vote_that_was_cast_stays_and_the_other_place_goes(w, voted, who):
    size = roll.roll_size(voted)
    cast(voted, w.neighbours[who])
    step = merge_people(w, *w.neighbours[:2])
    assert (roll.roll_size(voted), found(step)[0]) == (size - 1, "one_voice")
    entry = RollEntry.objects.get(round=voted, voter=w.neighbours[0])
    assert entry.marked_at and not entry.struck_by_id


def test_two_votes_of_one_person_stand_and_are_told(w, voted):
    for one in w.neighbours[:2]:
        cast(voted, one)
    size = roll.roll_size(voted)
    step = merge_people(w, *w.neighbours[:2])
    assert "voted_twice" in found(step) and roll.roll_size(voted) == size
    assert RollEntry.objects.filter(round=voted, marked_at__isnull=False).count() == 2


def test_a_person_keeps_the_number_the_homes_the_proposals_and_the_messages_of_both(w):
    project = project_at(w, Stage.SUPPORT_POLL)
    kept, twin = w.neighbours[1], w.proposer
    number, told = twin.phone, Message.objects.filter(person=twin).count()
    User.objects.filter(pk=kept.pk).update(phone_hash=None, phone_cipher="")
    step = merge_people(w, User.objects.get(pk=kept.pk), twin)
    kept = User.objects.by_phone(number)
    assert kept.pk == w.neighbours[1].pk and len(kept.current_memberships) == 2
    assert Project.objects.get(pk=project.pk).proposer == kept and "was_proposer" in found(step)
    assert Message.objects.filter(person=kept).count() >= told
    assert not User.objects.get(pk=twin.pk).is_active


def test_nobody_is_merged_who_is_an_official_or_oneself_or_twice(w):
    User.objects.filter(pk=w.neighbours[2].pk).update(username="ganbu")
    official = User.objects.get(pk=w.neighbours[2].pk)
    for pair in ((w.neighbours[0], w.staff), (w.neighbours[0], official), (w.neighbours[0], w.neighbours[0])):
        with pytest.raises(Refused):
            entries.propose_people(*pair, area=w.courtyard, by=w.staff)
    step = merge_people(w, *w.neighbours[:2])
    assert twins.decide_merge(step, by=w.handler, accepted=True).report == step.report
    with pytest.raises(Refused):
        entries.propose_people(*w.neighbours[:2], area=w.courtyard, by=w.staff)


def test_records_from_before_get_their_keys_and_twins_are_marked(w):
    one, other = (member.memberships.get().household for member in w.neighbours[:2])
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_household_per_door")
        cursor.execute("UPDATE accounts_household SET door_key = '', room = '901' WHERE id = %s", [one.pk])
        cursor.execute(
            "UPDATE accounts_household SET door_key = '', room = '９０１室' WHERE id = %s", [other.pk]
        )
    migration = importlib.import_module("panlong.accounts.migrations.0003_one_spelling_and_two_people")
    with connection.schema_editor() as editor:
        migration.fill_keys(apps, editor)
    other.refresh_from_db()
    assert (other.door_key, other.twin_of) == ("/901", one)
