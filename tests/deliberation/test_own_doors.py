"""One's own doors over all open polls and reviews: each door once, every question there, two taps a door; two homes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.households import named_results, polls, reviews
from deliberation.models import Support
from panlong import clock
from panlong.accounts.models import Household, Membership, Role, User
from panlong.areas.models import Level
from panlong.errors import NotPermitted
from projects.stages import Stage
from tests.factories import Walk, area, person, resident, sign_in
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(w):
    """A building of three doors in the courtyard, its head, and two open polls about the courtyard."""
    w.building = area(f"{w.courtyard.code}-001", "1栋", Level.BUILDING, w.courtyard)
    w.living = [resident(w.building, f"住户{n}") for n in range(3)]
    w.head = person("楼长", role=Role.BUILDING_HEAD, where=w.building)
    w.projects = [Walk(w, title=title).to(Stage.SUPPORT_POLL) for title in ("楼道扶手", "门前路灯")]
    return w


class TestList:
    def test_each_door_of_the_building_stands_there_once_with_both_questions(self, client, town):
        sign_in(client, town.head)
        page = client.get("/rounds/doors/")
        assert [len(one.questions) for one in page.context["doors"]] == [2, 2, 2]
        assert {one.household.area for one in page.context["doors"]} == {town.building}

    def test_every_answer_is_one_tap_and_the_next_door_follows_the_last_question(self, client, town):
        sign_in(client, town.head)
        begin = client.get("/rounds/doors/").context["next"]
        place, taps, visited = f"/rounds/doors/home/{begin.household.pk}/", 1, []
        while place != "/rounds/doors/":
            visited.append(place)
            page = client.get(place)
            question = next(one for one in page.context["here"].questions if one.is_open)
            place = client.post(place, {"project": question.project.pk, "voice": "yes"})["Location"]
            taps += 1
        assert Support.objects.filter(way="assisted").count() == 6
        assert len(set(visited)) == 3
        assert taps - 1 <= 2 * 3

    def test_others_see_nothing_and_take_nothing_down(self, client, town):
        home = town.living[0].current_memberships[0].household
        sign_in(client, town.neighbours[0])
        assert client.get("/rounds/doors/").status_code == 403
        assert client.get(f"/rounds/doors/home/{home.pk}/").status_code == 403
        other = area(f"{town.courtyard.code}-009", "9栋", Level.BUILDING, town.courtyard)
        sign_in(client, person("九栋", role=Role.BUILDING_HEAD, where=other))
        assert client.get("/rounds/doors/").context["doors"] == []
        assert client.get(f"/rounds/doors/home/{home.pk}/").status_code == 404

    def test_who_proposed_it_is_not_sent_to_its_doors(self, client, town):
        town.projects[0].__class__.objects.filter(pk=town.projects[0].pk).update(proposer=town.head)
        sign_in(client, town.head)
        assert [len(one.questions) for one in client.get("/rounds/doors/").context["doors"]] == [1, 1, 1]

    def test_closed_while_the_page_was_open_it_says_so_and_stores_nothing(self, client, town):
        sign_in(client, town.head)
        home = town.living[0].current_memberships[0].household
        for project in town.projects:
            polls.withdraw_proposal(project, by=town.proposer, reason="不做了")
        answer = client.post(
            f"/rounds/doors/home/{home.pk}/", {"project": town.projects[0].pk, "voice": "yes"}, follow=True
        )
        assert [str(one) for one in answer.context["messages"]]
        assert not Support.objects.exists()

    @pytest.mark.parametrize("sent", [{}, {"project": "x"}, {"project": "999999999999"}, {"voice": "yes"}])
    def test_odd_answers_are_refused(self, client, town, sent):
        sign_in(client, town.head)
        home = town.living[0].current_memberships[0].household
        assert client.post(f"/rounds/doors/home/{home.pk}/", sent).status_code == 409
        right = {"project": town.projects[0].pk, "voice": "maybe"}
        assert client.post(f"/rounds/doors/home/{home.pk}/", right).status_code == 409
        long = {**right, "voice": "yes", "words": "x" * 301}
        assert client.post(f"/rounds/doors/home/{home.pk}/", long).status_code == 409
        assert not Support.objects.exists()

    def test_it_takes_as_many_queries_for_two_polls_as_for_one(self, client, town):
        sign_in(client, town.head)
        counts = []
        for _one_less in range(2):
            client.get("/rounds/doors/")
            with CaptureQueriesContext(connection) as caught:
                client.get("/rounds/doors/")
            counts.append(len(caught))
            polls.withdraw_proposal(town.projects.pop(), by=town.proposer, reason="不做了")
        assert counts[0] == counts[1]


class TestTwoHomes:
    @pytest.fixture
    def landlord(self, w):
        """Somebody with two homes in the courtyard."""
        w.landlord = w.neighbours[2]
        second = Household.objects.create(area=w.courtyard, room="0909")
        Membership.objects.create(user=w.landlord, household=second, since=clock.now())
        w.landlord = User.objects.get(pk=w.landlord.pk)
        w.homes = w.landlord.households_in(w.courtyard)
        return w

    def test_they_speak_for_each_and_each_counts_once(self, client, landlord):
        w = landlord
        project = Walk(w).to(Stage.SUPPORT_POLL)
        sign_in(client, w.landlord)
        act = f"/projects/{project.pk}/do/support/"
        form = client.get(act).context["form"]
        assert len(form.fields["home"].choices) == 2
        for home, agrees in zip(w.homes, ("yes", "no"), strict=True):
            sent = {
                "operation": form.fields["operation"].initial(),
                "home": home.pk,
                "agrees": agrees,
                "words": "",
            }
            assert client.post(act, sent).status_code == 302
        assert {one.household: one.agrees for one in Support.objects.all()} == dict(
            zip(w.homes, (True, False), strict=True)
        )
        poll = polls.open_poll(project)
        assert len(named_results.own_answers(w.landlord, poll)) == 2

    def test_the_home_must_be_theirs(self, client, landlord):
        project = Walk(landlord).to(Stage.SUPPORT_POLL)
        foreign = landlord.neighbours[0].current_memberships[0].household
        with pytest.raises(NotPermitted):
            polls.answer_poll(project, by=landlord.landlord, agrees=True, home=foreign)
        sign_in(client, landlord.landlord)
        act = f"/projects/{project.pk}/do/support/"
        operation = client.get(act).context["form"].fields["operation"].initial()
        answer = client.post(act, {"operation": operation, "home": foreign.pk, "agrees": "yes"})
        assert "home" in answer.context["form"].errors

    def test_they_rate_for_each(self, landlord):
        walk = Walk(landlord)
        walk.to(Stage.SATISFACTION_REVIEW)
        with clock.at(walk.moment):
            for home in landlord.homes:
                reviews.rate_project(walk.project, by=landlord.landlord, grade="satisfied", home=home)
        assert reviews.current_review(walk.project).ratings.count() == 2


class TestRoughWeather:
    def test_who_moves_away_in_the_middle_speaks_no_more_and_what_was_said_stays(self, w):
        project = Walk(w).to(Stage.SUPPORT_POLL)
        leaver = w.neighbours[3]
        polls.answer_poll(project, by=leaver, agrees=True)
        Membership.objects.filter(user=leaver).update(until=clock.now())
        with pytest.raises(NotPermitted):
            polls.answer_poll(project, by=User.objects.get(pk=leaver.pk), agrees=False)
        assert Support.objects.get().agrees is True
        newcomer = person("新住户")
        Membership.objects.create(user=newcomer, household=Support.objects.get().household, since=clock.now())
        polls.answer_poll(project, by=newcomer, agrees=False)
        assert Support.objects.get().agrees is False


@pytest.mark.django_db(transaction=True)
def test_two_of_a_household_at_the_same_second_give_one_answer(w):
    project = Walk(w).to(Stage.SUPPORT_POLL)
    home = w.neighbours[4].current_memberships[0].household
    other = person("同户")
    Membership.objects.create(user=other, household=home, since=clock.now())
    found = together(
        lambda: polls.answer_poll(project, by=User.objects.get(pk=w.neighbours[4].pk), agrees=True),
        lambda: polls.answer_poll(project, by=User.objects.get(pk=other.pk), agrees=False),
    )
    assert not [one for one in found if isinstance(one, Exception)]
    assert Support.objects.filter(household=home).count() == 1
