"""Pages cost the same number of queries for one row as for thirty."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.models import Rating, SatisfactionReview, Support, SupportPoll
from funding.cashbook import receipts
from panlong import clock
from projects import comments, progress
from projects.stages import Stage
from tests.factories import Walk, resident, sign_in

pytestmark = pytest.mark.django_db


def queries(client, address) -> int:
    client.get(address)  # sessions and caches are warm
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def walk_many(w, stage, number):
    for index in range(number):
        Walk(w, title=f"项目{index}").to(stage)


@pytest.mark.parametrize(("address", "stage", "who"), [
    ("/", Stage.IN_PROGRESS, None),
    ("/projects/", Stage.POOLED, None),
    ("/money/", Stage.PUBLICITY, None),
    ("/notices/", Stage.SUPPORT_POLL, None),
    ("/district/", Stage.POOLED, None),
    ("/rounds/", Stage.VOTING, None),
    ("/desk/", Stage.SCREENING, "organiser"),
    ("/desk/", Stage.SELECTION, "committee"),
    ("/desk/", Stage.STREET_REVIEW, "handler"),
    ("/me/", Stage.SUPPORT_POLL, "resident"),
])  # fmt: skip
def test_lists_cost_the_same_for_one_row_as_for_thirty(client, w, address, stage, who):
    person = {
        "organiser": w.organiser,
        "committee": w.committee[0],
        "handler": w.handler,
        "resident": w.neighbours[1],
    }.get(who)
    sign_in(client, person)
    walk_many(w, stage, 1)
    with clock.at(clock.now() + timedelta(days=60)):
        for_one = queries(client, address)
        walk_many(w, stage, 29)
        assert queries(client, address) == for_one


def test_a_story_costs_the_same_however_much_happened(client, w):
    walk = Walk(w)
    project = walk.to(Stage.IN_PROGRESS)
    address = project.get_absolute_url()

    def happen(times):
        with clock.at(walk.moment):
            for number in range(times):
                progress.report_progress(
                    project, by=w.neighbours[1], percent=number, text="进展", operation=uuid4()
                )
                comments.post_comment(project, by=resident(w.courtyard), text="好", operation=uuid4())
                receipts.receive_contribution(
                    project, by=w.neighbours[2], source="self_raised", giver="邻居", amount=Decimal(10), received_on=clock.today(), operation=uuid4()
                )  # fmt: skip
                walk.spend("1.00", source="self_raised")

    happen(1)
    sign_in(client, w.neighbours[1])
    for_one = queries(client, address)
    happen(29)
    assert queries(client, address) == for_one


def test_counting_answers_is_one_row_each_not_one_query_each(w, django_assert_max_num_queries):
    from deliberation.households import polls, reviews
    from deliberation.rounds import roll

    people = [resident(w.courtyard) for _n in range(30)]
    project = Walk(w).to(Stage.SUPPORT_POLL)
    poll = SupportPoll.objects.get(project=project)
    Support.objects.bulk_create(
        Support(poll=poll, household=one.current_memberships[0].household, by=one, agrees=True)
        for one in people
    )
    with django_assert_max_num_queries(1):
        assert polls.count_answers(poll) == (30, 0, 0)
    review = SatisfactionReview.objects.create(project=project, closes_at=clock.now(), households=36)
    roll.freeze_review(review, [one.current_memberships[0].household for one in people])
    Rating.objects.bulk_create(
        Rating(review=review, household=one.current_memberships[0].household, by=one, grade="mostly")
        for one in people
    )
    with django_assert_max_num_queries(1):
        assert reviews.count_ratings(review) == (0, 30, 0)
