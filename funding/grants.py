"""The street's review, the grant that comes of it, and its payment in parts."""

from decimal import ROUND_DOWN, Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from funding import budgets, chain, ledger, rules, suppliers, words
from funding.models import (
    SUBSIDIES,
    Account,
    Application,
    Approval,
    Check,
    Entry,
    Grant,
    Posting,
    StreetReview,
    Tranche,
)
from panlong import audit, clock, policy
from panlong.accounts.models import DISTRICT_ROLES, STREET_ROLES, Role, User
from panlong.accounts.people import serving
from panlong.errors import Refused, require
from panlong.notices.models import Objection
from panlong.transitions import lock
from projects import lifecycle
from projects.models import IssueLevel, Project
from projects.stages import Stage

APPLYING = (Stage.POOLED, Stage.VOTING, Stage.SELECTION, Stage.STREET_REVIEW)


# --- Application ------------------------------------------------------------------------------------------------
def plan_of(project: Project) -> dict:
    """Return the plan as an application tells it: lines, shares by source, offers that are open, total and subsidy."""
    shares = dict(project.planned_shares.order_by("source").values_list("source", "amount"))
    lines = project.budget_lines.order_by("pk").values_list("name", "amount")
    offers = project.quotations.filter(price__isnull=False).order_by("pk").values_list("supplier", "price")
    return {
        "lines": [[name, f"{amount:.2f}"] for name, amount in lines],
        "shares": {source: f"{amount:.2f}" for source, amount in shares.items()},
        "quotations": [[supplier, f"{price:.2f}"] for supplier, price in offers],
        "total": project.budget,
        "subsidy": project.subsidy_planned,
    }


def application_of(project: Project) -> Application | None:
    """Return the newest application, None when there is none or the budget was drawn up anew since."""
    application = project.applications.last()
    if application is None or project.events.filter(act="record_budget", at__gt=application.at).exists():
        return None
    plan = plan_of(project)
    same = all(getattr(application, name) == plan[name] for name in ("lines", "shares", "total", "subsidy"))
    return application if same else None


@transaction.atomic
def apply(project: Project, *, by: User, words: str) -> Application:
    """The task group applies for the subsidy of its budget; the street office checks what is written here.

    The same budget is applied for once.
    """
    project = lock(project)
    lifecycle.may(rules.may_apply(by, project))
    lifecycle.require_stage(project, *APPLYING)
    plan = plan_of(project)
    require(plan["subsidy"] > 0, _("This budget asks for no subsidy."))
    budgets.require_within_limits(project, plan["total"], plan["subsidy"])
    if (earlier := application_of(project)) is not None:
        return earlier
    application = Application.objects.create(
        project=project, number=f"Z{project.pk}-{project.applications.count() + 1}", by=by, at=clock.now(), words=words, **plan
    )  # fmt: skip
    chain.link(application, project)
    lifecycle.note_event(project, "apply_for_grant", by=by, note=f"{application.subsidy:.2f}")
    audit.record(
        "apply_for_grant",
        by=by,
        target=application,
        area_code=project.area.code,
        subsidy=str(application.subsidy),
    )
    return application


# --- 综合审定 ---------------------------------------------------------------------------------------------------
def _review_to_decide(project: Project, reason: str) -> StreetReview:
    """Return the handler's check that waits for a decision; raise Refused with `reason` when there is none."""
    review = open_review(project)
    if review is None:
        raise Refused(reason)
    return review


def open_review(project: Project) -> StreetReview | None:
    return StreetReview.objects.filter(project=project, reviewed_at__isnull=True).first()


@transaction.atomic
def handle(
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
    project = lock(project)
    lifecycle.may(rules.may_handle(by, project))
    lifecycle.require_stage(project, Stage.STREET_REVIEW)
    require(open_review(project) is None, _("The handler's check is done; the reviewer decides now."))
    require(review_to_approve(project) is None, _("The check is done; it waits for the approval."))
    require(
        project.subsidy_planned == 0 or application_of(project) is not None,
        _("First the task group applies for the subsidy of this budget."),
    )
    require(
        subsidy <= project.subsidy_planned,
        _("Not more than was asked for: %(asked)s yuan.") % {"asked": project.subsidy_planned},
        field="subsidy",
    )
    lifecycle.require_possible_implementer(project, implementing_person, by=by)
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
    chain.link(review, project)
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
    lifecycle.tell(
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
    project = lock(project)
    lifecycle.may(rules.may_consent_for_district(by, project))
    require(project.level == IssueLevel.DISTRICT, _("Only a level 3 issue needs the district."))
    review = _review_to_decide(project, _("Nothing waits for the district here."))
    require(review.district_by_id is None, _("Nothing waits for the district here."))
    lifecycle.may(by.pk != review.implementing_person_id)
    review.district_by, review.district_at = by, clock.now()
    review.save(update_fields=["district_by", "district_at"])
    chain.link(review, project)
    audit.record("consent_for_district", by=by, target=project, area_code=project.area.code)
    return review


@transaction.atomic
def decide(project: Project, *, by: User, verdict: str, reason: str = "") -> Project:
    """The reviewer approves, asks for corrections once, or refuses; approval reserves the subsidy in the envelope."""
    project = lock(project)
    lifecycle.may(rules.may_review(by, project))
    lifecycle.require_stage(project, Stage.STREET_REVIEW)
    review = _review_to_decide(project, _("First the handler checks the project."))
    require(review.handler_id != by.pk, _("Handler and reviewer are different people."))
    lifecycle.may(by.pk != review.implementing_person_id)
    approved = verdict == StreetReview.Verdict.APPROVED
    require(approved or reason.strip() != "", _("Give the reason."), field="reason")
    review.reviewer, review.reviewed_at, review.verdict, review.reason = by, clock.now(), verdict, reason
    review.save(update_fields=["reviewer", "reviewed_at", "verdict", "reason"])
    chain.link(review, project)
    if verdict == StreetReview.Verdict.RETURNED:
        return lifecycle.record_street_return(project, by=by, reason=reason)
    if verdict == StreetReview.Verdict.REFUSED:
        return lifecycle.record_street_refusal(project, by=by, reason=reason)
    require(
        set(review.checks) == set(Check.values),
        _("Not all points of the check hold; approval is not possible."),
    )
    require(
        project.level != IssueLevel.DISTRICT or review.district_by_id is not None,
        _("A level 3 project needs the district's consent first."),
    )
    if review.subsidy:
        lifecycle.tell(
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
    return lifecycle.record_street_approval(
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
def approve(project: Project, *, by: User, approved: bool = True, reason: str = "") -> Project:
    """A third person approves the subsidy, which reserves it in the envelope, or sends it back to the handler."""
    project = lock(project)
    lifecycle.may(rules.may_approve_grant(by, project))
    lifecycle.require_stage(project, Stage.STREET_REVIEW)
    review = review_to_approve(project)
    if review is None:
        raise Refused(_("No subsidy waits for an approval here."))
    require(
        by.pk not in (review.handler_id, review.reviewer_id),
        _("Handler, reviewer and who approves are three different people."),
    )
    lifecycle.may(by.pk != review.implementing_person_id)
    require(
        is_within_power(by, project, review.subsidy),
        _("Above %(limit)d yuan the district approves.") % {"limit": policy.number("street_approves_up_to")},
    )
    require(approved or reason.strip() != "", _("Give the reason."), field="reason")
    approval = Approval.objects.create(review=review, by=by, at=clock.now(), approved=approved, reason=reason)
    chain.link(approval, project)
    audit.record(
        "approve_grant", by=by, target=project, area_code=project.area.code, approved=approved, reason=reason
    )
    if not approved:
        lifecycle.tell(
            serving(project.area, {Role.STREET_HANDLER}),
            "street_review",
            f"approval-{approval.pk}",
            link=project.get_absolute_url(),
            project=project.title,
        )
        return project
    budgets.require_within_limits(project, project.budget, review.subsidy)
    reserve(project, review.subsidy, by=by)
    return _record_approval(project, review, by=by)


def reserve(project: Project, amount: Decimal, *, by: User, first: int = 1) -> Grant:
    """Reserve `amount` yuan in an envelope, to be paid in the parts from number `first` on."""
    account = ledger.envelope_for(project.area, amount)
    grant = Grant.objects.create(
        project=project, envelope=account, amount=amount, approved_by=by, approved_at=clock.now()
    )
    ledger.post(
        Entry.Kind.GRANT,
        [(account, ledger.granted(project), amount)],
        by=by,
        memo=project.title,
        operation=uuid4(),
        project=project,
    )
    chain.link(grant, project)
    for number, part in enumerate(parts_of(amount, first), start=first):
        if part:
            chain.link(Tranche.objects.create(grant=grant, number=number, amount=part), project)
    return grant


def parts_of(amount: Decimal, first: int = 1) -> list[Decimal]:
    """Return the parts of a grant of `amount` yuan from number `first` to 4, by the percentages in force.

    The last one takes the odd cents.
    """
    percents = [policy.value(f"tranche_{number}_percent") for number in range(first, 5)]
    parts = [
        (amount * percent / sum(percents)).quantize(ledger.CENT, ROUND_DOWN) if sum(percents) else Decimal(0)
        for percent in percents[:-1]
    ]
    return [*parts, amount - sum(parts)]


def grant_in_force(project: Project) -> Grant | None:
    return (
        Grant.objects.filter(project=project, released_at__isnull=True)
        .select_related("envelope__area")
        .first()
    )


def release(project: Project, *, by: User) -> None:
    """Give what is approved and unpaid back to the envelope. What is in hand pays the bills first (books.give_back)."""
    grant = grant_in_force(project)
    if grant is None:
        return
    reserved = ledger.granted(project)
    if unpaid := ledger.balance(reserved):
        ledger.post(
            Entry.Kind.RELEASE,
            [(reserved, grant.envelope, unpaid)],
            by=by,
            memo=project.title,
            operation=uuid4(),
            project=project,
        )
    grant.released_at = clock.now()
    grant.save(update_fields=["released_at"])
    chain.link(grant, project)


@transaction.atomic
def terminate(project: Project, *, by: User, reason: str) -> Project:
    """End an approved project early; what was approved and not paid goes back to the envelope."""
    project = lock(project)
    unpaid = ledger.balance(ledger.granted(project))
    project = lifecycle.terminate(
        project, by=by, reason=reason, subsidy_kept=project.subsidy_approved - unpaid
    )
    release(project, by=by)
    return project


@transaction.atomic
def answer_objection(
    objection: Objection, project: Project, *, by: User, upheld: bool, text: str
) -> Objection:
    """Answer an objection; when it sends the project back to the street, its grant is released."""
    objection = lifecycle.answer_objection(objection, project, by=by, upheld=upheld, text=text)
    project.refresh_from_db()
    if upheld and project.stage == Stage.STREET_REVIEW:
        release(project, by=by)
    return objection


# --- 拨付 -------------------------------------------------------------------------------------------------------
def next_tranche(project: Project) -> Tranche | None:
    """Return the first part of the grant that is not paid yet."""
    return Tranche.objects.filter(
        grant__project=project, grant__released_at__isnull=True, paid_at__isnull=True
    ).first()


def why_not_yet(tranche: Tranche, project: Project) -> str:
    """Return why `tranche` cannot be asked for, approved or paid yet, '' when it can.

    What the first part waits for, every later one does, too: money may have been taken back, the subsidy changed.
    """
    if project.stage != Stage.IN_PROGRESS and project.work_started_at is None:
        return _("The work has not begun.")
    if why := _why_no_supplier(project) or _why_no_contract(project) or _why_no_own_share(project):
        return why
    if tranche.number == Tranche.Condition.MIDPOINT and project.percent_done < 50:
        return _("Half of the work is not done yet.")
    if tranche.number == Tranche.Condition.ACCEPTED and project.rated_at is None:
        return _("The residents' review is not over yet.")
    if tranche.number == Tranche.Condition.WARRANTY and not warranty_is_over(project):
        return _("The warranty is not over yet.")
    return ""


def _why_no_supplier(project: Project) -> str:
    choice = suppliers.choice_of(project)
    if choice is None and project.budget >= policy.value("quotes_from"):
        return _("The task group has not chosen the supplier yet.")
    if choice is not None and not choice.counts:
        return _("The street office has not agreed to the supplier yet.")
    return ""


def _why_no_contract(project: Project) -> str:
    chosen = suppliers.choice_of(project) is not None
    return (
        _("The contract is not on record yet.") if chosen and suppliers.contract_of(project) is None else ""
    )


def _why_no_own_share(project: Project) -> str:
    missing = own_share(project) - received(project)
    told = _("The residents' own share must come in first; %(missing)s yuan are missing.")
    return told % {"missing": f"{missing:.2f}"} if missing > 0 else ""


def warranty_is_over(project: Project) -> bool:
    """Say whether the warranty is over: that of the contract, or of the rules where there is none."""
    return project.warranty_ends_at is not None and project.warranty_ends_at <= clock.now()


def own_share(project: Project) -> Decimal:
    """Return what comes from other sources than the subsidies according to the plan, in yuan."""
    return project.budget - project.subsidy_approved


def received(project: Project) -> Decimal:
    """Return what came in from other sources than the subsidies, reversals taken off, in yuan.

    One table at a time: joined they are slow while PostgreSQL has not counted yet what was just loaded.
    """
    own = Account.objects.filter(kind=Account.Kind.CASH, project=project).exclude(source__in=SUBSIDIES)
    booked = Posting.objects.filter(account__in=list(own)).values_list("entry_id", "amount")
    entries = Entry.objects.filter(project=project).values_list("pk", "kind", "reverses_id")
    receipts = {pk for pk, kind, _reverses in entries if kind == Entry.Kind.RECEIPT}
    receipts |= {pk for pk, _kind, reverses in entries if reverses in receipts}
    return sum((amount for entry, amount in booked if entry in receipts), Decimal(0))


PAYABLE = (Stage.IN_PROGRESS, Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW, Stage.AFTERCARE)


def _locked_tranche(project: Project) -> Tranche:
    """Return the next part of the grant, locked; refuse while the project is halted or an objection is open."""
    require(project.stage in PAYABLE, _("Nothing is paid while the project is halted."))
    lifecycle.require_no_open_objection(project)
    tranche = (
        Tranche.objects.select_for_update(of=("self",))
        .filter(grant__project=project, grant__released_at__isnull=True, paid_at__isnull=True)
        .first()
    )
    if tranche is None:
        raise Refused(_("No part of the subsidy is open."))
    return tranche


def _require_due(tranche: Tranche, project: Project) -> None:
    reason = why_not_yet(tranche, project)
    require(not reason, reason)


def _require_step(allowed: bool) -> None:
    require(allowed, _("This step of the payment is done already, or not due yet."))


@transaction.atomic
def request_tranche(project: Project, *, by: User) -> Tranche:
    """The task group asks for the next part of the grant; its condition must be met."""
    project = lock(project)
    lifecycle.may(rules.may_request_tranche(by, project))
    tranche = _locked_tranche(project)
    _require_step(tranche.state == "waiting")
    _require_due(tranche, project)
    tranche.requested_by, tranche.requested_at = by, clock.now()
    tranche.save(update_fields=["requested_by", "requested_at"])
    chain.link(tranche, project)
    _tell_next(tranche, project, {Role.STREET_HANDLER}, "tranche_to_check", by)
    return tranche


@transaction.atomic
def check_tranche(project: Project, *, by: User) -> Tranche:
    """The handler has checked the papers of the part asked for."""
    project = lock(project)
    lifecycle.may(rules.may_check_tranche(by, project))
    tranche = _locked_tranche(project)
    _require_step(tranche.state == "requested")
    tranche.checked_by, tranche.checked_at = by, clock.now()
    tranche.save(update_fields=["checked_by", "checked_at"])
    chain.link(tranche, project)
    _tell_next(tranche, project, {Role.STREET_REVIEWER}, "tranche_to_approve", by)
    return tranche


@transaction.atomic
def approve_tranche(project: Project, *, by: User) -> Tranche:
    """The reviewer approves the payment while its condition is met; never who asked for it or checked it."""
    project = lock(project)
    lifecycle.may(rules.may_approve_tranche(by, project))
    tranche = _locked_tranche(project)
    _require_step(tranche.state == "checked")
    lifecycle.may(by.pk not in (tranche.requested_by_id, tranche.checked_by_id))
    _require_due(tranche, project)
    tranche.approved_by, tranche.approved_at = by, clock.now()
    tranche.save(update_fields=["approved_by", "approved_at"])
    chain.link(tranche, project)
    _tell_next(tranche, project, {Role.STREET_FINANCE}, "tranche_to_pay", by)
    return tranche


@transaction.atomic
def question_tranche(project: Project, *, by: User, reason: str) -> None:
    """Tell the task group what is missing before the part that it asked for goes on; the request itself stays.

    Asking the same again at once tells nobody twice.
    """
    project = lock(project)
    lifecycle.may(rules.may_question_tranche(by, project))
    tranche = _locked_tranche(project)
    _require_step(tranche.requested_at is not None)
    last = project.events.order_by("pk").last()
    if last and (last.act, last.actor_id, last.note) == ("question_tranche", by.pk, reason):
        return
    event = lifecycle.note_event(project, "question_tranche", by=by, note=reason)
    audit.record("question_tranche", by=by, target=tranche, area_code=project.area.code, reason=reason)
    lifecycle.tell(
        [member.user for member in project.task_group.all() if member.elected_at],
        "tranche_questioned",
        f"tranche-question-{event.pk}",
        link=project.get_absolute_url(),
        project=project.title,
        number=tranche.number,
        reason=reason,
    )


@transaction.atomic
def pay_tranche(project: Project, *, by: User, bank_reference: str, operation: UUID) -> Tranche:
    """Finance pays the approved part while its condition is met; never who asked, checked or approved.

    The same `operation` pays once.
    """
    project = lock(project)
    lifecycle.may(rules.may_pay_tranche(by, project))
    paid = Tranche.objects.filter(entry__operation=operation, grant__project=project).first()
    if paid:
        return paid
    tranche = _locked_tranche(project)
    _require_step(tranche.state == "approved")
    lifecycle.may(by.pk not in (tranche.requested_by_id, tranche.checked_by_id, tranche.approved_by_id))
    _require_due(tranche, project)
    bank_reference = words.reference_of(bank_reference)
    require(
        not Tranche.objects.filter(bank_reference=bank_reference).exists(),
        _("This bank reference has been used for another payment."),
        field="bank_reference",
    )
    target = ledger.cash(project, tranche.grant.source)
    memo = f"{project.title} {tranche.number}/4"
    tranche.entry = ledger.post(
        Entry.Kind.PAYMENT,
        [(ledger.granted(project), target, tranche.amount)],
        by=by,
        memo=memo,
        operation=operation,
        project=project,
    )
    tranche.paid_by, tranche.paid_at, tranche.bank_reference = by, clock.now(), bank_reference
    tranche.save(update_fields=["paid_by", "paid_at", "bank_reference", "entry"])
    chain.link(tranche, project)
    lifecycle.note_event(project, "pay_tranche", by=by, note=f"{tranche.amount:.2f}")
    audit.record(
        "pay_tranche",
        by=by,
        target=tranche,
        area_code=project.area.code,
        amount=str(tranche.amount),
        number=tranche.number,
    )
    keepers = [member.user for member in project.task_group.all() if member.elected_at]
    lifecycle.tell(
        keepers,
        "tranche_paid",
        f"tranche-{tranche.pk}",
        link=project.get_absolute_url(),
        project=project.title,
        number=tranche.number,
        amount=f"{tranche.amount:.2f}",
    )
    return tranche


def _tell_next(tranche: Tranche, project: Project, roles: set[Role], topic: str, by: User) -> None:
    audit.record(
        topic.replace("tranche_to", "tranche_sent_to"),
        by=by,
        target=tranche,
        area_code=project.area.code,
        number=tranche.number,
    )
    lifecycle.tell(
        serving(project.area, roles & STREET_ROLES),
        topic,
        f"tranche-{tranche.pk}",
        link=project.get_absolute_url(),
        project=project.title,
        number=tranche.number,
    )
