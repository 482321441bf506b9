"""The first page remembers what its reader has done already, and tells it to nobody else."""

import pytest

from deliberation.households import polls, reviews
from deliberation.households.previous_answers import answer_of, rating_of
from panlong import clock
from projects.stages import Stage
from tests.factories import Walk, sign_in

pytestmark = pytest.mark.django_db
NOTHING: dict[str, set] = {"voted": set(), "answered": set(), "rated": set()}


def spoken(client, who):
    sign_in(client, who)
    return client.get("/").context["spoken"]


def test_what_was_answered_is_remembered_for_the_household_and_begins_the_form_anew(client, w):
    project = Walk(w).to(Stage.SUPPORT_POLL)
    polls.answer_poll(project, by=w.neighbours[1], agrees=False)
    assert spoken(client, w.neighbours[1])["answered"] == {project.pk}
    assert answer_of(w.neighbours[1], project).agrees is False
    form = client.get(f"/projects/{project.pk}/do/support/").context["form"]
    assert form.fields["agrees"].initial == "no"
    assert spoken(client, w.neighbours[2]) == NOTHING
    assert spoken(client, None) == {}


def test_what_was_rated_is_remembered(client, w):
    project = Walk(w).to(Stage.SATISFACTION_REVIEW)
    reviews.rate_project(project, by=w.neighbours[1], grade="mostly", words="还行")
    assert spoken(client, w.neighbours[1])["rated"] == {project.pk}
    form = client.get(f"/projects/{project.pk}/do/rate/").context["form"]
    assert (form.fields["grade"].initial, form.fields["words"].initial) == ("mostly", "还行")
    assert rating_of(w.neighbours[2], project) is None


def test_that_somebody_voted_is_remembered_but_not_how(client, w):
    walk = Walk(w)
    walk.to(Stage.VOTING)
    voted = walk.round.roll.filter(marked_at__isnull=False).first().voter
    with clock.at(walk.moment):
        assert spoken(client, voted) == {**NOTHING, "voted": {walk.round.pk}}
        assert spoken(client, w.neighbours[5]) == NOTHING
