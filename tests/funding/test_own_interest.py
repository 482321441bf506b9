"""Nobody decides on a project of their own: neither who proposed it, nor its task group, nor who carries it out."""

from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from deliberation import pooling
from deliberation import rules as deliberation_rules
from funding import rules
from funding.models import Check, StreetReview, Tranche
from funding.subsidies import street_review, tranches
from panlong import clock
from panlong.errors import NotPermitted, Refused
from projects import rules as project_rules
from projects import task_group
from projects.models import Project
from projects.stages import Stage
from tests.factories import Walk, sign_in

POSTS = {
    rules.may_handle: "street_handler",
    rules.may_review: "street_reviewer",
    rules.may_consent_for_district: "co_leader",
    rules.may_approve_grant: "co_leader",
    rules.may_approve_supplier: "street_handler",
    rules.may_check_tranche: "street_handler",
    rules.may_approve_tranche: "street_reviewer",
    rules.may_pay_tranche: "street_finance",
}
CONCERNED = ("proposer", "member", "implementer")


def in_office(w, person, role):
    """Give `person` a post of `role` over the whole district and return them afresh."""
    person.posts.create(role=role, area=w.district, since=clock.now().replace(year=2020))
    return type(person).objects.get(pk=person.pk)


def concerned(walk, who):
    return {
        "proposer": walk.w.neighbours[0],
        "member": walk.w.neighbours[3],
        "implementer": walk.w.neighbours[4],
    }[who]


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.STREET_REVIEW)
    Project.objects.filter(pk=walk.project.pk).update(implementing_person=w.neighbours[4])
    walk.refresh()
    return walk


@pytest.fixture
def building(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    Project.objects.filter(pk=walk.project.pk).update(implementing_person=w.neighbours[4])
    with clock.at(walk.moment):
        walk.choose_supplier()
        walk.receive()
        walk.refresh()
        tranches.request_tranche(walk.project, by=w.neighbours[1])
    return walk


@pytest.mark.django_db
@pytest.mark.parametrize("may", POSTS, ids=lambda may: may.__name__)
class TestRules:
    @pytest.mark.parametrize("who", CONCERNED)
    def test_no_post_helps_whoever_is_concerned(self, walk, may, who):
        assert not may(in_office(walk.w, concerned(walk, who), POSTS[may]), walk.project)

    def test_the_same_post_serves_somebody_else(self, walk, may):
        assert may(in_office(walk.w, walk.w.neighbours[5], POSTS[may]), walk.project)


@pytest.mark.django_db
@pytest.mark.parametrize("who", CONCERNED)
class TestDatabase:
    @pytest.mark.parametrize("column", ["handler_id", "reviewer_id", "district_by_id"])
    def test_a_street_review_takes_nobody_concerned(self, walk, who, column):
        review = street_review.record_handler_check(
            walk.project, by=walk.w.handler, checks=Check.values, opinion="x", subsidy=Decimal(1), implementer="x"
        )  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE funding_streetreview SET {column} = %s WHERE id = %s",
                [concerned(walk, who).pk, review.pk],
            )

    def test_nor_does_a_new_one(self, walk, who):
        with pytest.raises(DatabaseError), transaction.atomic():
            StreetReview.objects.create(
                project=walk.project, handler=concerned(walk, who), subsidy=1, opinion="x", implementer="x"
            )

    @pytest.mark.parametrize("column", ["checked_by_id", "approved_by_id", "paid_by_id"])
    def test_a_part_of_the_subsidy_takes_nobody_concerned(self, building, who, column):
        others = {"checked_by_id": building.w.handler.pk, "approved_by_id": building.w.reviewer.pk}
        others[column] = concerned(building, who).pk
        assignments = ", ".join(f"{name} = {pk}" for name, pk in others.items())
        refused = pytest.raises(DatabaseError, match="project of their own")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE funding_tranche SET {assignments} WHERE number = 1")


@pytest.mark.django_db
class TestVerbs:
    def test_a_member_of_the_group_with_a_post_takes_no_step_of_the_payment(self, building):
        member = in_office(building.w, building.w.neighbours[3], "street_handler")
        with clock.at(building.moment), pytest.raises(NotPermitted):
            tranches.check_tranche(building.project, by=member)
        assert Tranche.objects.get(number=1).state == "requested"


@pytest.mark.django_db
class TestImplementingResident:
    """A capable resident (能人) may carry the project out, and then neither scores, accepts nor rates it."""

    def handle(self, walk, person):
        return street_review.record_handler_check(
            walk.project, by=walk.w.handler, checks=Check.values, opinion="可行", subsidy=Decimal(8000),
            implementer="", implementing_person=person,
        )  # fmt: skip

    def test_the_street_names_a_resident_who_stood(self, walk):
        from tests.factories import fill_envelope

        fill_envelope(walk.w)
        self.handle(walk, walk.w.neighbours[2])
        street_review.record_review(walk.project, by=walk.w.reviewer, verdict="approved")
        street_review.approve_subsidy(walk.project, by=walk.w.leader)
        walk.refresh()
        assert walk.project.implementing_person == walk.w.neighbours[2]
        assert walk.project.implementer == walk.w.neighbours[2].public_name

    @pytest.mark.parametrize("who", ["neighbour who did not stand", "official"])
    def test_nobody_else_is_named(self, walk, who):
        with pytest.raises(Refused):
            self.handle(walk, walk.w.neighbours[5] if who.startswith("neighbour") else walk.w.staff)

    def test_whoever_is_named_does_not_decide(self, walk):
        from tests.factories import fill_envelope

        fill_envelope(walk.w)
        person = task_group.those_who_stood(walk.project).last()
        person.task_groups.filter(project=walk.project).update(elected_at=None)
        reviewer = in_office(walk.w, person, "street_reviewer")
        review = self.handle(walk, person)
        with pytest.raises(NotPermitted):
            street_review.record_review(
                Project.objects.get(pk=walk.project.pk), by=reviewer, verdict="approved"
            )
        with pytest.raises(DatabaseError), transaction.atomic():
            StreetReview.objects.filter(pk=review.pk).update(
                reviewer=person, reviewed_at=clock.now(), verdict="approved"
            )

    def test_whoever_carries_it_out_neither_scores_accepts_nor_rates(self, walk):
        person = walk.w.neighbours[4]
        member = in_office(walk.w, person, "committee_member")
        assert not deliberation_rules.may_score(member, walk.project)
        assert not deliberation_rules.may_rate(member, walk.project)
        assert not project_rules.may_accept(in_office(walk.w, person, "community_staff"), walk.project)

    def test_the_residents_name_one_of_themselves_without_the_street(self, w):
        walk = Walk(w, level=1)
        walk.to(Stage.DELIBERATION)
        with clock.at(walk.moment):
            walk.form_group()
            walk.meet()
        with clock.at(walk.moment):
            project = pooling.solve_by_residents(
                Project.objects.get(pk=walk.project.pk), by=w.organiser, implementer="", implementing_person=w.neighbours[1]
            )  # fmt: skip
        assert project.implementing_person == w.neighbours[1]

    def test_the_form_offers_those_who_stood_and_asks_for_somebody(self, walk, client):
        sign_in(client, walk.w.handler)
        address = reverse("pages:act", args=[walk.project.pk, "handle"])
        form = client.get(address).context["form"]
        offered = set(form.fields["implementing_person"].queryset)
        assert offered == set(walk.w.neighbours[1:4])
        data = {
            "operation": form["operation"].value(),
            "checks": Check.values,
            "subsidy": "8000",
            "opinion": "x",
        }
        answer = client.post(address, data)
        assert "implementer" in answer.context["form"].errors
        client.post(address, {**data, "implementing_person": walk.w.neighbours[1].pk})
        assert StreetReview.objects.get().implementing_person == walk.w.neighbours[1]
