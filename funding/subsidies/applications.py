"""Applying for a subsidy."""

from django.db import transaction
from django.utils.translation import gettext as _

from funding import rules
from funding.ledger import chain
from funding.models import Application
from funding.subsidies import budgets
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.errors import require
from projects import verbs
from projects.models import Project
from projects.stages import APPLYING
from projects.transitions import lock_row


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


def current_application(project: Project) -> Application | None:
    """Return the newest application, None when there is none or the budget was drawn up anew since."""
    application = project.applications.last()
    if application is None or project.events.filter(act="record_budget", at__gt=application.at).exists():
        return None
    plan = plan_of(project)
    same = all(getattr(application, name) == plan[name] for name in ("lines", "shares", "total", "subsidy"))
    return application if same else None


@transaction.atomic
def submit_application(project: Project, *, by: User, words: str) -> Application:
    """The task group applies for the subsidy of its budget; the street office checks what is written here.

    The same budget is applied for once.
    """
    project = lock_row(project)
    verbs.require_permission(rules.may_apply(by, project))
    verbs.require_stage(project, *APPLYING)
    plan = plan_of(project)
    require(plan["subsidy"] > 0, _("This budget asks for no subsidy."))
    budgets.require_within_limits(project, plan["total"], plan["subsidy"])
    if (earlier := current_application(project)) is not None:
        return earlier
    application = Application.objects.create(
        project=project, number=f"Z{project.pk}-{project.applications.count() + 1}", by=by, at=clock.now(), words=words, **plan
    )  # fmt: skip
    chain.link_rows(application, project)
    verbs.note_event(project, "apply_for_grant", by=by, note=f"{application.subsidy:.2f}")
    audit.record(
        "apply_for_grant",
        by=by,
        target=application,
        area_code=project.area.code,
        subsidy=str(application.subsidy),
    )
    return application
