"""The budget: what it costs, and who pays which share."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules, suppliers, words
from funding.models import SUBSIDIES, BudgetLine, PlannedShare, Source, SupplierChoice
from panlong import policy
from panlong.accounts.models import User
from panlong.errors import require
from panlong.transitions import lock
from projects import lifecycle
from projects.models import IssueLevel, Project
from projects.stages import Stage

MOST = Decimal("9999999999.99")  # what a sum of money holds in the database, numeric(12, 2)


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
    require(total <= MOST, _("The lines come to more than the portal can write down."), field="amount_1")
    require(
        total == sum(shares.values()),
        _("The lines come to %(lines)s yuan, the shares to %(shares)s; they must agree.")
        % {"lines": f"{total:.2f}", "shares": f"{sum(shares.values()):.2f}"},
    )
    words.require_nothing_private(**{f"name_{number}": name for number, (name, _yuan) in enumerate(lines, 1)})
    for source in shares:
        require_fitting_source(project, source, field=f"share_{source}")
    require_within_limits(project, total, subsidy)
    _require_what_was_voted(project, subsidy)
    _require_supplier_still_fits(project, total)
    lifecycle.record_budget(project, by=by, total=total, subsidy=subsidy)
    project.budget_lines.filter(vouchers__isnull=True, bills__isnull=True).delete()
    project.planned_shares.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, name=name, amount=amount) for name, amount in lines
    )
    PlannedShare.objects.bulk_create(
        PlannedShare(project=project, source=source, amount=amount) for source, amount in shares.items()
    )
    return project


def require_fitting_source(project: Project, source: str, *, field: str = "source") -> None:
    """Raise Refused when money of `source` keeps to other things than this project.

    The maintenance fund is for parts owned in common (民法典 §281, 住宅专项维修资金管理办法 §2).
    """
    require(
        source != Source.MAINTENANCE or project.touches_common_parts,
        _("The housing maintenance fund is for parts owned in common only (article 281 of the Civil Code)."),
        field=field,
    )


def require_within_limits(project: Project, total: Decimal, subsidy: Decimal) -> None:
    """Raise Refused when `subsidy` is above the cap of the kind, above its share of `total`, or not to be had at all."""
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


def _require_what_was_voted(project: Project, subsidy: Decimal) -> None:
    """Before the committee the budget changes only until the first points, and never above what the residents voted on."""
    if project.stage != Stage.SELECTION:
        return
    _require_not_scored(project)
    voted = project.candidacies.filter(chosen=True).order_by("-pk").values_list("cost", flat=True).first()
    require(
        voted is None or subsidy <= voted,
        _("The residents voted on a subsidy of %(voted)s yuan; it cannot be raised now.")
        % {"voted": f"{voted or 0:.2f}"},
    )


def _require_not_scored(project: Project) -> None:
    sitting = project.resolutions.count() + 1
    require(
        not project.scores.filter(sitting=sitting).exists(),
        _("The committee has begun to give its points; nothing it judges is changed any more."),
    )


def _require_supplier_still_fits(project: Project, total: Decimal) -> None:
    """A supplier chosen freely under a small budget is no way around the three quotations of a larger one."""
    choice = suppliers.choice_of(project)
    require(
        choice is None
        or choice.approval != SupplierChoice.Approval.NOT_NEEDED
        or suppliers.enough_quotations(project, total),
        _("The supplier was chosen out of fewer than three quotations, for a smaller budget."),
    )


@transaction.atomic
def correct_plan(project: Project, *, by: User, plan: str, changes: str) -> Project:
    """Correct the words of the plan after the street office asked for it, until the committee scores it anew."""
    project = lock(project)
    _require_not_scored(project)
    return lifecycle.correct_plan(project, by=by, plan=plan, changes=changes)
