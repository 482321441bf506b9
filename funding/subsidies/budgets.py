"""The plan with its budget: what it costs, and who pays which share."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from funding import rules, text_checks
from funding.models import SUBSIDIES, BudgetLine, PlannedShare, Source, SupplierChoice
from funding.procurement import records
from panlong import policy
from panlong.accounts.models import User
from panlong.areas.models import Area, Level
from panlong.errors import require
from projects import verbs
from projects.journey import planning
from projects.models import IssueLevel, Line, PlanDraft, PlanVersion, Project
from projects.models.plan_changes import draft_of, stored_line
from projects.stages import Stage
from projects.transitions import lock_row

MAX_SUM = Decimal("9999999999.99")  # what a sum of money holds in the database, numeric(12, 2)


@transaction.atomic
def draw_up(
    project: Project,
    *,
    by: User,
    lines: Sequence[Line | tuple[str, Decimal]],
    shares: dict[str, Decimal],
    reason: str = "",
    **words,
) -> Project:
    """Write a version of the plan: `lines` of the budget and the `shares` of the sources in yuan, which must agree.

    `words` are those of projects.models.PlanDraft that change: plan, kind, area, duration_days, implementer, aftercare.
    The cap by kind and the largest share of subsidies are parameters (domain rules, B).
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_draw_up_budget(by, project))
    written = [Line(*line) for line in lines]
    total, shares = (
        sum((line.sum for line in written), Decimal(0)),
        {source: amount for source, amount in shares.items() if amount},
    )
    subsidy = sum((amount for source, amount in shares.items() if source in SUBSIDIES), Decimal(0))
    draft = draft_of(planning.current_version(project), project).with_words(
        **words,
        lines=[stored_line(line) for line in written],
        shares={source: f"{amount:.2f}" for source, amount in shares.items()},
        total=total,
        subsidy=subsidy,
    )
    _require_sound(project, draft, written, shares)
    require(
        places_for(project).filter(pk=draft.area.pk).exists(),
        _("Choose a place in the same community."),
        field="area",
    )
    project = planning.record_plan(project, by=by, draft=draft, reason=reason)
    book_lines(project, draft)
    return project


def places_for(project: Project):
    """Return the places that the plan may move the project to: all of its community, whose organisers stay the same."""
    community = project.area.code_at(Level.COMMUNITY)
    return Area.objects.filter(
        Q(code__startswith=community) if community else Q(pk=project.area_id)
    ).order_by("code")


def _require_sound(project: Project, draft: PlanDraft, lines: list[Line], shares: dict[str, Decimal]) -> None:
    """Raise Refused unless the lines and shares agree and keep to all limits."""
    total, subsidy = draft.total, draft.subsidy
    require(total > 0, _("A budget has at least one line."))
    require(total <= MAX_SUM, _("The lines come to more than the portal can write down."), field="amount_1")
    require(
        total == sum(shares.values()),
        _("The lines come to %(lines)s yuan, the shares to %(shares)s; they must agree.")
        % {"lines": f"{total:.2f}", "shares": f"{sum(shares.values()):.2f}"},
    )
    text_checks.require_nothing_private(
        **{f"name_{number}": line.item for number, line in enumerate(lines, 1)}
    )
    for source in shares:
        require_fitting_source(project, source, field=f"share_{source}")
    require_within_limits(project, total, subsidy, kind=draft.kind)
    _require_what_was_voted(project, subsidy)
    _require_supplier_still_fits(project, total)


def book_lines(project: Project, draft: PlanDraft | PlanVersion) -> None:
    """Let the lines and shares that bookings refer to be those of the plan."""
    booked = [(line.name, f"{line.amount:.2f}") for line in project.budget_lines.all()]
    shares = {share.source: f"{share.amount:.2f}" for share in project.planned_shares.all()}
    if booked == [(line["item"], line["sum"]) for line in draft.lines] and shares == draft.shares:
        return
    project.budget_lines.all().delete()
    project.planned_shares.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(project=project, name=line["item"], amount=Decimal(line["sum"])) for line in draft.lines
    )
    PlannedShare.objects.bulk_create(
        PlannedShare(project=project, source=source, amount=Decimal(yuan))
        for source, yuan in draft.shares.items()
    )


def require_fitting_source(project: Project, source: str, *, field: str = "source") -> None:
    """Raise Refused when money of `source` keeps to other things than this project.

    The maintenance fund is for parts owned in common (民法典 §281, 住宅专项维修资金管理办法 §2).
    """
    require(
        source != Source.MAINTENANCE or project.touches_common_parts,
        _("The housing maintenance fund is for parts owned in common only (article 281 of the Civil Code)."),
        field=field,
    )


def require_within_limits(project: Project, total: Decimal, subsidy: Decimal, *, kind: str = "") -> None:
    """Raise Refused when `subsidy` is above the cap of the kind, above its share of `total`, or not to be had at all."""
    kind = kind or project.kind
    cap = policy.value(f"cap_{kind}")
    require(
        subsidy <= cap,
        _("At most %(cap)s of subsidy for this kind of project.") % {"cap": policy.spell(f"cap_{kind}")},
    )
    percent = policy.value("subsidy_percent")
    require(
        100 * subsidy <= percent * total,
        _("Subsidies may come to %(percent)s %% of the budget at most.")
        % {"percent": policy.spell("subsidy_percent")},
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
    """A supplier chosen without a tender may not be kept when the budget grows to the amount that needs quotations."""
    choice = records.current_choice(project)
    require(
        choice is None
        or choice.approval != SupplierChoice.Approval.NOT_NEEDED
        or records.enough_quotations(project, total),
        _("The supplier was chosen out of fewer quotations than are needed, for a smaller budget."),
    )


@transaction.atomic
def correct_plan(project: Project, *, by: User, plan: str, changes: str) -> Project:
    """Correct the words of the plan after the street office asked for it, until the committee scores it anew."""
    project = lock_row(project)
    _require_not_scored(project)
    return planning.record_plan_correction(project, by=by, plan=plan, changes=changes)
