"""What this room does by itself."""

from celery import shared_task

from funding.ledger import chain, queries, totals
from funding.models import Seal
from funding.procurement import tenders, traces
from panlong import clock
from panlong.accounts.models import Role
from panlong.accounts.people import serving
from panlong.notices.messages import tell
from panlong.tools import sweeps
from projects.models import Project


@shared_task
def seal_ledger() -> int:
    """Seal the ledger once a day, publish the seal, and write it down outside of the database; return how many lines.

    Each step looks for what is still missing, so a sweep that was killed in between goes on where it stopped.
    """
    chain.seal_chain()
    for seal in Seal.objects.filter(notice__isnull=True):
        chain.publish_seal(seal)
    return chain.write_down()


@shared_task
def fold_totals() -> None:
    """Put the sums that bookings added to the communities together."""
    totals.fold_totals()


@shared_task
def forget_traces() -> int:
    """Delete the traces of offers that have served their purpose and are past their term; return how many."""
    return traces.forget_old_traces()


@shared_task
def open_due_rounds() -> int:
    """Open the rounds of quotations whose time is over and that nobody opened; return how many."""
    due = Project.objects.filter(
        quotation_rounds__opened_at__isnull=True, quotation_rounds__closes_at__lte=clock.now()
    )
    return sweeps.run_each(due.order_by("pk"), lambda project: tenders.open_prices(project, by=None))


@shared_task
def tell_overdue() -> int:
    """Tell reviewers and finance of the street of small suppliers that wait for 30, and again for 60 days."""
    waiting = queries.overdue()
    for one in waiting:
        kind = "retention" if one.is_retention else "part" if one.part else "bill"
        owed = one.part or one.bill
        assert owed is not None, "what is overdue is a bill or a part of a subsidy"
        what = f"{kind}-{owed.pk}"
        tell(
            serving(one.project.area, {Role.STREET_REVIEWER, Role.STREET_FINANCE}),
            "payment_overdue",
            f"overdue-{what}-{60 if one.is_grave else 30}",
            link=one.project.get_absolute_url(),
            project=one.project.title,
            days=one.days,
        )
    return len(waiting)
