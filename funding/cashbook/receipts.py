"""Contributions, pledges and gifts in kind."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from funding import ledger, rules, text_checks
from funding.ledger import chain
from funding.models import OWN_SOURCES, Contribution, Entry, GiftInKind, Pledge
from funding.subsidies import budgets
from panlong import clock
from panlong.accounts.models import User
from panlong.errors import require
from projects import verbs
from projects.models import Project
from projects.stages import RECEIVING
from projects.transitions import lock_row


@transaction.atomic
def receive_contribution(
    project: Project,
    *,
    by: User,
    source: str,
    giver: str,
    amount: Decimal,
    received_on: date,
    operation: UUID,
    giver_is_public: bool = False,
    is_lower_bound: bool = False,
    note: str = "",
    pledge: Pledge | None = None,
) -> Contribution:
    """Record money received from a source other than the subsidies and return the numbered receipt.

    `pledge` is the promise that it keeps.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_keep_books(by, project))
    earlier = Contribution.objects.filter(entry__operation=operation, project=project).first()
    if earlier:
        return earlier
    verbs.require_stage(project, *RECEIVING)
    _require_own_source(project, source)
    require(received_on <= clock.today(), _("This day is still to come."), field="received_on")
    text_checks.require_nothing_private(giver=giver if giver_is_public else "", note=note)
    require(
        pledge is None or (pledge.project_id, pledge.source) == (project.pk, source),
        _("This pledge is of another project or another source."),
        field="pledge",
    )
    entry = ledger.post(
        Entry.Kind.RECEIPT,
        [(ledger.outside_account(source), ledger.cash_account(project, source), amount)],
        by=by,
        memo=f"{project.title} {giver if giver_is_public else ''}".strip(),
        operation=operation,
        project=project,
    )
    contribution = Contribution.objects.create(
        project=project, number=_next_number(Contribution, "S", project, received_on.year), source=source, giver=giver,
        giver_is_public=giver_is_public, amount=amount, is_lower_bound=is_lower_bound, received_on=received_on, recorded_by=by,
        entry=entry, note=note, pledge=pledge,
    )  # fmt: skip
    chain.link_rows(contribution, project)
    verbs.note_event(project, "receive", by=by, note=f"{amount:.2f}")
    return contribution


def _require_own_source(project: Project, source: str) -> None:
    """Raise Refused unless money of `source` comes by receipt, and is for such a project."""
    require(source in OWN_SOURCES, _("Subsidies come by grant, not by receipt."), field="source")
    budgets.require_fitting_source(project, source)


def _next_number(model: type[Model], letter: str, project: Project, year: int) -> str:
    """Return the next number of a paper of `project`, such as S7-2026-0001; the project is locked."""
    prefix = f"{letter}{project.pk}-{year}-"
    numbers = model._default_manager.filter(number__startswith=prefix).order_by("-id")
    last = numbers.values_list("number", flat=True).first()
    return f"{prefix}{int(last.removeprefix(prefix)) + 1 if last else 1:04d}"


@transaction.atomic
def record_pledge(
    project: Project,
    *,
    by: User,
    source: str,
    giver: str,
    amount: Decimal,
    pledged_on: date,
    operation: UUID,
    giver_is_public: bool = False,
) -> Pledge:
    """Record that somebody promises `amount` yuan; it counts as money only when it is received."""
    project = lock_row(project)
    verbs.require_permission(rules.may_keep_books(by, project))
    if earlier := verbs.existing_for_operation(Pledge.objects, project, operation):
        return earlier
    verbs.require_stage(project, *RECEIVING)
    _require_own_source(project, source)
    _require_source_of_the_plan(project, source)
    require(pledged_on <= clock.today(), _("This day is still to come."), field="pledged_on")
    text_checks.require_nothing_private(giver=giver if giver_is_public else "")
    pledged = Pledge.objects.create(
        project=project, number=_next_number(Pledge, "N", project, pledged_on.year), source=source, giver=giver,
        giver_is_public=giver_is_public, amount=amount, pledged_on=pledged_on, recorded_by=by, operation=operation,
    )  # fmt: skip
    chain.link_rows(pledged, project)
    verbs.note_event(project, "pledge", by=by, note=f"{amount:.2f}")
    return pledged


def _require_source_of_the_plan(project: Project, source: str) -> None:
    """Raise Refused when the plan has a budget to which `source` gives nothing: a promise keeps to the plan."""
    planned = set(project.planned_shares.values_list("source", flat=True))
    require(
        not planned or source in planned,
        _("The plan counts on no money from this source. Change the plan first, or choose another source."),
        field="source",
    )


@transaction.atomic
def give_in_kind(
    project: Project,
    *,
    by: User,
    kind: str,
    giver: str,
    what: str,
    quantity: str,
    worth: Decimal,
    valued_by: str,
    given_on: date,
    operation: UUID,
    giver_is_public: bool = False,
) -> GiftInKind:
    """Record goods or labour; their `worth` in yuan, and how it was found, stand apart from all money."""
    project = lock_row(project)
    verbs.require_permission(rules.may_keep_books(by, project))
    if earlier := verbs.existing_for_operation(GiftInKind.objects, project, operation):
        return earlier
    verbs.require_stage(project, *RECEIVING)
    require(given_on <= clock.today(), _("This day is still to come."), field="given_on")
    public_giver = giver if giver_is_public else ""
    text_checks.require_nothing_private(giver=public_giver, what=what, quantity=quantity, valued_by=valued_by)
    gift = GiftInKind.objects.create(
        project=project, number=_next_number(GiftInKind, "W", project, given_on.year), kind=kind, giver=giver,
        giver_is_public=giver_is_public, what=what, quantity=quantity, worth=worth, valued_by=valued_by, given_on=given_on,
        recorded_by=by, operation=operation,
    )  # fmt: skip
    chain.link_rows(gift, project)
    verbs.note_event(project, "give_in_kind", by=by, note=what)
    return gift
