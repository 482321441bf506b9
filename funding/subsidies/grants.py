"""Reserving a subsidy, giving back what is left of it, and ending a project early."""

from decimal import ROUND_DOWN, Decimal
from uuid import uuid4

from django.db import transaction

from funding import ledger
from funding.ledger import chain
from funding.models import Entry, Grant, Tranche
from panlong import clock, policy
from panlong.accounts.models import User
from projects.journey import implementing
from projects.models import Project
from projects.transitions import lock_row


def reserve_subsidy(project: Project, amount: Decimal, *, by: User, first: int = 1) -> Grant:
    """Reserve `amount` yuan in an envelope, to be paid in the parts from number `first` on."""
    account = ledger.envelope_for(project.area, amount)
    grant = Grant.objects.create(
        project=project, envelope=account, amount=amount, approved_by=by, approved_at=clock.now()
    )
    ledger.post(
        Entry.Kind.GRANT,
        [(account, ledger.granted_account(project), amount)],
        by=by,
        memo=project.title,
        operation=uuid4(),
        project=project,
    )
    chain.link_rows(grant, project)
    for number, part in enumerate(parts_of(amount, first), start=first):
        if part:
            chain.link_rows(Tranche.objects.create(grant=grant, number=number, amount=part), project)
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


def current_grant(project: Project) -> Grant | None:
    return (
        Grant.objects.filter(project=project, released_at__isnull=True)
        .select_related("envelope__area")
        .first()
    )


def release_subsidy(project: Project, *, by: User) -> None:
    """Give what is approved and unpaid back to the envelope. What is in hand pays the bills first (settlement.give_back)."""
    grant = current_grant(project)
    if grant is None:
        return
    reserved = ledger.granted_account(project)
    if unpaid := ledger.balance_of(reserved):
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
    chain.link_rows(grant, project)


@transaction.atomic
def terminate_project(project: Project, *, by: User, reason: str) -> Project:
    """End an approved project early; what was approved and not paid goes back to the envelope."""
    project = lock_row(project)
    unpaid = ledger.balance_of(ledger.granted_account(project))
    project = implementing.record_termination(
        project, by=by, reason=reason, subsidy_kept=project.subsidy_approved - unpaid
    )
    release_subsidy(project, by=by)
    return project
