"""The budget: what it costs, and who pays which share."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules
from funding.models import SUBSIDIES, BudgetLine, PlannedShare
from panlong import policy
from panlong.accounts.models import User
from panlong.errors import require
from panlong.transitions import lock
from projects import lifecycle
from projects.models import IssueLevel, Project


@transaction.atomic
def draw_up(
    project: Project, *, by: User, lines: list[tuple[str, Decimal]], shares: dict[str, Decimal]
) -> Project:
    """Write the budget: `lines` of (what for, yuan) and the `shares` of the sources in yuan, which must agree.

    The cap by kind and the largest share of subsidies are parameters (domain rules, B).
    """
    project = lock(project)
    lifecycle.may(rules.may_draw_up_budget(by, project))
    total, shares = (
        sum((amount for _name, amount in lines), Decimal(0)),
        {source: amount for source, amount in shares.items() if amount},
    )
    subsidy = sum((amount for source, amount in shares.items() if source in SUBSIDIES), Decimal(0))
    require(total > 0, _("A budget has at least one line."))
    require(
        total == sum(shares.values()),
        _("The lines come to %(lines)s yuan, the shares to %(shares)s; they must agree.")
        % {"lines": f"{total:.2f}", "shares": f"{sum(shares.values()):.2f}"},
    )
    cap = policy.value(f"cap_{project.kind}")
    require(
        subsidy <= cap, _("At most %(cap)s yuan of subsidy for this kind of project.") % {"cap": f"{cap:.0f}"}
    )
    percent = policy.value("subsidy_percent")
    require(
        100 * subsidy <= percent * total,
        _("Subsidies may come to %(percent)d %% of the budget at most.") % {"percent": percent},
    )
    require(
        project.level != IssueLevel.RESIDENTS or subsidy == 0, _("A level 1 issue asks for no public money.")
    )
    lifecycle.record_budget(project, by=by, total=total, subsidy=subsidy)
    project.budget_lines.filter(vouchers__isnull=True).delete()
    project.planned_shares.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, name=name, amount=amount) for name, amount in lines
    )
    PlannedShare.objects.bulk_create(
        PlannedShare(project=project, source=source, amount=amount) for source, amount in shares.items()
    )
    return project
