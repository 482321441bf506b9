"""Minutes count from the roster; where common parts are touched, the owners decide (民法典 §278)."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from deliberation import pooling
from deliberation.council import meetings, minutes
from deliberation.models import Meeting, OwnersDecision
from funding.subsidies import budgets
from panlong import clock
from panlong.accounts.models import Household
from panlong.errors import Refused
from projects.stages import Stage
from tests.factories import Walk, resident, sign_in

pytestmark = pytest.mark.django_db

SAID = {"minutes": "讨论。", "decision": "同意。"}


def hold(walk) -> Meeting:
    """Call a meeting and let its day come."""
    w = walk.w
    starts_at = walk.moment + timedelta(days=4)
    with clock.at(walk.moment):
        walk.form_group()
        budgets.draw_up(
            walk.project, by=w.neighbours[1], lines=[("屋面", Decimal(10000))], shares={"self_raised": Decimal(2000), "district": Decimal(8000)}
        )  # fmt: skip
        meeting = meetings.call_meeting(
            walk.project, by=w.organiser, platform="all_households", starts_at=starts_at, place="院里", agenda="方案", operation=uuid4()
        )  # fmt: skip
    walk.moment = starts_at + timedelta(hours=2)
    return meeting


def write(walk, meeting, **counts) -> Meeting:
    with clock.at(walk.moment):
        return meetings.write_minutes(meeting, by=walk.w.neighbours[1], **{**SAID, **counts})


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.DELIBERATION)
    return walk


class TestEntitled:
    def test_they_are_the_households_of_the_roster(self, walk):
        meeting = write(walk, hold(walk), present=4, in_favour=3, against=1)
        assert meeting.entitled == 6
        assert meeting.agreed

    def test_two_thirds_of_them_must_have_come(self, walk):
        assert not write(walk, hold(walk), present=3, in_favour=3, against=0).agreed

    def test_no_more_than_they_can_be_present(self, walk):
        with pytest.raises(Refused) as refused:
            write(walk, hold(walk), present=7, in_favour=7, against=0)
        assert refused.value.field == "present"

    def test_who_moves_in_after_the_meeting_does_not_count(self, walk):
        meeting = hold(walk)
        with clock.at(walk.moment):
            late = resident(walk.w.courtyard)
            late.memberships.update(since=walk.moment)
        assert write(walk, meeting, present=4, in_favour=4, against=0).entitled == 6

    def test_the_form_shows_them_and_does_not_ask(self, client, walk):
        hold(walk)
        sign_in(client, walk.w.organiser)
        with clock.at(walk.moment):
            form = client.get(f"/projects/{walk.project.pk}/do/minutes/", follow=True).context["form"]
        assert "entitled" not in form.fields
        assert "6" in str(form.fields["present"].help_text)

    def test_the_project_is_locked_before_the_meeting(self, walk):
        """As every verb does: else two could wait for each other for ever."""
        meeting = hold(walk)
        with CaptureQueriesContext(connection) as captured:
            write(walk, meeting, present=4, in_favour=3, against=1)
        locks = [query["sql"] for query in captured if "FOR UPDATE" in query["sql"]]
        assert "projects_project" in locks[0]
        assert "deliberation_meeting" in locks[1]


@pytest.fixture
def owners(w):
    """Six owners with 600 m² together, and a project that touches what they own in common."""
    for number, household in enumerate(Household.objects.order_by("pk")):
        household.floor_area = Decimal(50 + 20 * number)
        household.save()
    walk = Walk(w, touches_common_parts=True)
    walk.to(Stage.DELIBERATION)
    OwnersDecision.objects.create(project=walk.project, by_vote=False)  # from before there was a vote
    return walk


class TestOwners:
    def test_both_counts_decide_and_are_on_record(self, owners):
        meeting = write(
            owners, hold(owners), present=4, in_favour=3, against=1, area_present=Decimal(400), area_in_favour=Decimal("200.01")
        )  # fmt: skip
        assert (meeting.area_entitled, meeting.agreed) == (Decimal(600), True)

    @pytest.mark.parametrize(("present", "in_favour", "area_present", "area_in_favour", "grave"), [
        (4, 3, "399.99", "390", False),  # two thirds of the floor area did not take part
        (4, 3, "400", "200", False),  # half of the floor area is not more than half
        (5, 3, "500", "400", True),  # grave: three quarters of the households are needed
        (4, 3, "400", "299.99", True),  # grave: three quarters of the floor area too
    ])  # fmt: skip
    def test_one_count_alone_does_not_decide(
        self, owners, present, in_favour, area_present, area_in_favour, grave
    ):
        meeting = write(
            owners, hold(owners), present=present, in_favour=in_favour, against=0, area_present=Decimal(area_present),
            area_in_favour=Decimal(area_in_favour), grave=grave,
        )  # fmt: skip
        assert not meeting.agreed
        with clock.at(owners.moment), pytest.raises(Refused):
            pooling.pool_project(owners.project, by=owners.w.organiser)

    def test_three_quarters_decide_grave_matters(self, owners):
        meeting = write(
            owners, hold(owners), present=4, in_favour=3, against=1, area_present=Decimal(400), area_in_favour=Decimal(300), grave=True
        )  # fmt: skip
        assert meeting.agreed

    def test_without_the_floor_area_it_is_not_decided(self, owners):
        with pytest.raises(Refused) as refused:
            write(owners, hold(owners), present=4, in_favour=3, against=1)
        assert refused.value.field == "area_present"

    def test_no_more_floor_area_than_there_is(self, owners):
        meeting = hold(owners)
        with pytest.raises(Refused):
            write(
                owners,
                meeting,
                present=4,
                in_favour=3,
                against=1,
                area_present=Decimal(601),
                area_in_favour=Decimal(1),
            )
        with pytest.raises(Refused):
            write(
                owners,
                meeting,
                present=4,
                in_favour=3,
                against=1,
                area_present=Decimal(400),
                area_in_favour=Decimal(401),
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            Meeting.objects.filter(pk=meeting.pk).update(area_entitled=5, area_present=6, area_in_favour=6)

    def test_an_unknown_floor_area_on_the_roster_is_said(self, owners):
        Household.objects.filter(pk=Household.objects.first().pk).update(floor_area=None)
        with pytest.raises(Refused, match="1"):
            write(
                owners,
                hold(owners),
                present=4,
                in_favour=3,
                against=1,
                area_present=Decimal(400),
                area_in_favour=Decimal(300),
            )

    def test_the_page_asks_for_it_and_shows_the_computation(self, client, owners):
        meeting = hold(owners)
        sign_in(client, owners.w.organiser)
        address = f"/rounds/meetings/{meeting.pk}/minutes/"
        with clock.at(owners.moment):
            assert "area_present" in client.get(address).context["form"].fields
            data = {
                "operation": uuid4(), "seen": 0, "chair": owners.w.organiser.pk, "present": 4, "in_favour": 3, "against": 1,
                "area_present": "400", "area_in_favour": "299", **SAID,
            }  # fmt: skip
            assert client.post(address, data).status_code == 302
            for person in (owners.w.organiser, owners.w.neighbours[1]):
                minutes.sign_minutes(meeting, by=person, seen=1)
            story = client.get(owners.project.get_absolute_url()).content.decode()
        for figure in ("600.00", "400.00", "299.00"):
            assert figure in story

    def test_minutes_of_before_without_the_owners_do_not_let_it_pool(self, owners):
        meeting = hold(owners)
        Meeting.objects.filter(pk=meeting.pk).update(agreed=True)
        assert "council" in {part.name for part in pooling.missing_parts(owners.project)}
