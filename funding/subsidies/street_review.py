"""Street review (综合审定): handler's check, reviewer's verdict, district's approval."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules
from funding.ledger import chain
from funding.models import Approval, Check, StreetReview, SupplierChoice
from funding.subsidies import budgets
from funding.subsidies.applications import current_application
from funding.subsidies.grants import release_subsidy, reserve_subsidy
from panlong import audit, clock, policy
from panlong.accounts.models import DISTRICT_ROLES, Role, User
from panlong.accounts.people import serving
from panlong.errors import Refused, require
from panlong.notices.kinds import Kind
from panlong.notices.messages import tell
from panlong.notices.models import Objection
from projects import task_group, verbs
from projects.journey import implementing, selecting
from projects.models import IssueLevel, Project
from projects.stages import Stage
from projects.transitions import lock_row


def _review_to_decide(project: Project, reason: str) -> StreetReview:
    """Return the handler's check that waits for a decision; raise Refused with `reason` when there is none."""
    review = current_review(project)
    if review is None:
        raise Refused(reason)
    return review


def current_review(project: Project) -> StreetReview | None:
    return StreetReview.objects.filter(project=project, reviewed_at__isnull=True).first()


@transaction.atomic
def record_handler_check(
    project: Project,
    *,
    by: User,
    checks: list[str],
    opinion: str,
    subsidy: Decimal,
    implementer: str,
    implementing_person: User | None = None,
) -> StreetReview:
    """The handler's check: which points of the list hold, an opinion, the subsidy proposed (yuan), and who carries it out."""
    project = lock_row(project)
    verbs.require_permission(rules.may_handle(by, project))
    verbs.require_stage(project, Stage.STREET_REVIEW)
    require(current_review(project) is None, _("The handler's check is done; the reviewer decides now."))
    require(review_to_approve(project) is None, _("The check is done; it waits for the approval."))
    require(
        project.subsidy_planned == 0 or current_application(project) is not None,
        _("First the task group applies for the subsidy of this budget."),
    )
    require(
        subsidy <= project.subsidy_planned,
        _("Not more than was asked for: %(asked)s yuan.") % {"asked": project.subsidy_planned},
        field="subsidy",
    )
    task_group.require_possible_implementer(project, implementing_person, by=by)
    review = StreetReview.objects.create(
        project=project,
        handler=by,
        handled_at=clock.now(),
        checks=sorted(checks),
        opinion=opinion,
        subsidy=subsidy,
        implementer=implementer,
        implementing_person=implementing_person,
    )
    chain.link_rows(review, project)
    audit.record(
        "handle",
        by=by,
        target=project,
        area_code=project.area.code,
        checks=sorted(checks),
        subsidy=str(subsidy),
    )
    reviewers = {Role.STREET_REVIEWER} | (
        {Role.CO_LEADER, Role.DISTRICT_STAFF} if project.level == IssueLevel.DISTRICT else set()
    )
    tell(
        serving(project.area, reviewers),
        "street_review",
        f"street-review-{review.pk}",
        link=project.get_absolute_url(),
        project=project.title,
    )
    return review


@transaction.atomic
def consent_for_district(project: Project, *, by: User) -> StreetReview:
    """The district agrees to a level 3 project before the street approves it."""
    project = lock_row(project)
    verbs.require_permission(rules.may_consent_for_district(by, project))
    require(project.level == IssueLevel.DISTRICT, _("Only a level 3 issue needs the district."))
    review = _review_to_decide(project, _("Nothing waits for the district here."))
    require(review.district_by_id is None, _("Nothing waits for the district here."))
    verbs.require_permission(by.pk != review.implementing_person_id)
    review.district_by, review.district_at = by, clock.now()
    review.save(update_fields=["district_by", "district_at"])
    chain.link_rows(review, project)
    audit.record("consent_for_district", by=by, target=project, area_code=project.area.code)
    return review


@transaction.atomic
def record_review(project: Project, *, by: User, verdict: str, reason: str = "") -> Project:
    """The reviewer approves, asks for corrections once, or refuses; approval reserves the subsidy in the envelope."""
    project = lock_row(project)
    verbs.require_permission(rules.may_review(by, project))
    verbs.require_stage(project, Stage.STREET_REVIEW)
    review = _review_to_decide(project, _("First the handler checks the project."))
    require(review.handler_id != by.pk, _("Handler and reviewer are different people."))
    verbs.require_permission(by.pk != review.implementing_person_id)
    approved = verdict == StreetReview.Verdict.APPROVED
    require(approved or reason.strip() != "", _("Give the reason."), field="reason")
    review.reviewer, review.reviewed_at, review.verdict, review.reason = by, clock.now(), verdict, reason
    review.save(update_fields=["reviewer", "reviewed_at", "verdict", "reason"])
    chain.link_rows(review, project)
    if verdict == StreetReview.Verdict.RETURNED:
        return selecting.record_street_return(project, by=by, reason=reason)
    if verdict == StreetReview.Verdict.REFUSED:
        return selecting.record_street_refusal(project, by=by, reason=reason)
    require(
        set(review.checks) == set(Check.values),
        _("Not all points of the check hold; approval is not possible."),
    )
    require(
        project.level != IssueLevel.DISTRICT or review.district_by_id is not None,
        _("A level 3 project needs the district's consent first."),
    )
    if review.subsidy:
        tell(
            serving(project.area, {Role.STREET_REVIEWER, *DISTRICT_ROLES}),
            "grant_to_approve",
            f"approval-{review.pk}",
            link=project.get_absolute_url(),
            project=project.title,
            amount=f"{review.subsidy:.2f}",
        )
        return project
    return _record_approval(project, review, by=by)


def _record_approval(project: Project, review: StreetReview, *, by: User) -> Project:
    return selecting.record_street_approval(
        project,
        by=by,
        subsidy=review.subsidy,
        implementer=review.implementer,
        implementing_person=review.implementing_person,
    )


def review_to_approve(project: Project) -> StreetReview | None:
    """Return the review of a subsidy that waits for its approval by a third person, None when none does."""
    review = project.street_reviews.filter(subsidy__gt=0).last()
    waits = (
        review is not None
        and review.verdict == StreetReview.Verdict.APPROVED
        and not hasattr(review, "approval")
    )
    return review if waits and project.stage == Stage.STREET_REVIEW else None


def is_within_power(user: User, project: Project, amount: Decimal) -> bool:
    """Say whether `user` may approve `amount` yuan: up to a limit somebody else of the street office, the district any."""
    return user.holds(DISTRICT_ROLES, project.area) or amount <= policy.value("street_approves_up_to")


@transaction.atomic
def approve_subsidy(project: Project, *, by: User, approved: bool = True, reason: str = "") -> Project:
    """A third person approves the subsidy, which reserves it in the envelope, or sends it back to the handler."""
    project = lock_row(project)
    verbs.require_permission(rules.may_approve_grant(by, project))
    verbs.require_stage(project, Stage.STREET_REVIEW)
    review = review_to_approve(project)
    if review is None:
        raise Refused(_("No subsidy waits for an approval here."))
    require(
        by.pk not in (review.handler_id, review.reviewer_id),
        _("The handler, the reviewer and the approver are three different people."),
    )
    verbs.require_permission(by.pk != review.implementing_person_id)
    require(
        is_within_power(by, project, review.subsidy),
        _("Above %(limit)d yuan the district approves.") % {"limit": policy.number("street_approves_up_to")},
    )
    require(approved or reason.strip() != "", _("Give the reason."), field="reason")
    approval = Approval.objects.create(review=review, by=by, at=clock.now(), approved=approved, reason=reason)
    chain.link_rows(approval, project)
    audit.record(
        "approve_grant", by=by, target=project, area_code=project.area.code, approved=approved, reason=reason
    )
    if not approved:
        tell(
            serving(project.area, {Role.STREET_HANDLER}),
            "street_review",
            f"approval-{approval.pk}",
            link=project.get_absolute_url(),
            project=project.title,
        )
        return project
    budgets.require_within_limits(project, project.budget, review.subsidy)
    reserve_subsidy(project, review.subsidy, by=by)
    return _record_approval(project, review, by=by)


@transaction.atomic
def answer_objection(
    objection: Objection, project: Project, *, by: User, upheld: bool, text: str, correction: str = ""
) -> Objection:
    """Answer an objection; when it sends the project back, its grant is released and the check that was under way ends."""
    before = project.stage
    objection = implementing.record_objection_answer(
        objection, project, by=by, upheld=upheld, text=text, correction=correction,
        involved=involved_in(objection, project),
    )  # fmt: skip
    project.refresh_from_db()
    if upheld and project.stage == Stage.STREET_REVIEW and before == Stage.PUBLICITY:
        release_subsidy(project, by=by)
    if upheld and project.stage == Stage.SELECTION:
        _end_check(project, by=by, reason=text)
    return objection


def involved_in(objection: Objection, project: Project) -> set[int]:
    """Return the keys of those of the street and the district who took the decision that the notice of `objection` tells."""
    kind, found = objection.notice.heading, set[int | None]()
    if kind in {Kind.APPROVAL, Kind.REFUSAL}:
        for review in project.street_reviews.select_related("approval"):
            approval = getattr(review, "approval", None)
            found |= {review.handler_id, review.reviewer_id, review.district_by_id}
            found |= {approval.by_id} if approval else set()
    if kind == Kind.SUPPLIER:
        found |= set(SupplierChoice.objects.filter(project=project).values_list("decided_by", flat=True))
    return {pk for pk in found if pk is not None}


def _end_check(project: Project, *, by: User, reason: str) -> None:
    """End the street's check of `project`, which the committee decides on anew."""
    if review := current_review(project):
        review.reviewer, review.reviewed_at = by, clock.now()
        review.verdict, review.reason = StreetReview.Verdict.RETURNED, reason
        review.save(update_fields=["reviewer", "reviewed_at", "verdict", "reason"])
        chain.link_rows(review, project)
    last = project.street_reviews.filter(subsidy__gt=0).last()
    if last and last.verdict == StreetReview.Verdict.APPROVED and not hasattr(last, "approval"):
        approval = Approval.objects.create(review=last, by=by, at=clock.now(), approved=False, reason=reason)
        chain.link_rows(approval, project)
