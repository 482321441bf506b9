"""Notices that the calendar calls for, written from the records of the rooms below.

What tells only how far things are is published at once. What speaks for the community (a call, the year's report, the
list of givers) is a draft until somebody signs it.
"""

from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.db.models import Sum

from deliberation.models import SatisfactionReview
from funding.ledger import queries as money
from funding.models import Contribution
from panlong import clock
from panlong.areas.models import Area, Level, within
from panlong.notices.facts import CallFacts, DonationsFacts, Facts, Giver, ProgressFacts, YearlyReportFacts
from panlong.notices.kinds import Kind
from panlong.notices.models import Draft, Notice
from panlong.notices.publishing import draft_notice as keep_draft
from panlong.tools import sweeps
from projects import verbs
from projects.models import Inspection, ProgressReport, Project
from projects.stages import Stage
from projects.transitions import lock_row

PROGRESS_DAYS = 30  # (D) between two notices of progress and spending
CALL_DAYS = 60  # (D) how long a call for proposals runs
MAX_TITLES = 40


def draft() -> int:
    """Publish the notices of progress that are due, draft what the year calls for; return how many. Safe to run twice."""
    return sweeps.run_each(_at_work(), publish_progress) + sum(
        _draft_of_the_year(area) for area in _communities()
    )


# --- Progress and spending --------------------------------------------------------------------------------------------
def _at_work():
    """Return the projects at work that have reported something since their last notice of progress, a month ago."""
    now = clock.now()
    reported = ProgressReport.objects.filter(at__gt=now - timedelta(days=PROGRESS_DAYS))
    told = Notice.objects.filter(kind=Kind.PROGRESS, published_at__gt=now - timedelta(days=PROGRESS_DAYS))
    return (
        Project.objects.filter(
            stage=Stage.IN_PROGRESS, work_started_at__lte=now - timedelta(days=PROGRESS_DAYS),
            pk__in=reported.values("project"),
        )
        .exclude(pk__in=told.filter(events__isnull=False).values("events__project"))
        .select_related("area")
        .order_by("pk")
    )  # fmt: skip


def publish_progress(project: Project) -> Notice | None:
    """Publish how far `project` is and what was spent; None when another worker has done so meanwhile."""
    with transaction.atomic():
        project = lock_row(project)
        if not _at_work().filter(pk=project.pk).exists():
            return None
        last = project.progress.last()
        figures = money.money_of(project)
        facts = ProgressFacts(
            about=verbs.notice_facts(project), percent=project.percent_done, text=last.text if last else "",
            received=f"{figures.received:.2f}", paid=f"{figures.paid:.2f}", spent=f"{figures.spent:.2f}", left=f"{figures.left:.2f}",
        )  # fmt: skip
        notice = verbs.announce(project, facts, by=None)
        verbs.note_event(project, "publish_progress", by=None, note=f"{project.percent_done}%", notice=notice)
        return notice


# --- Once a year --------------------------------------------------------------------------------------------------------
def _communities():
    """Return the communities that have a public project: for the others there is nothing to write."""
    codes = Project.objects.published().values_list("area__code", flat=True).distinct()
    return Area.objects.filter(level=Level.COMMUNITY, code__in={code[:12] for code in codes}).order_by("code")


def _draft_of_the_year(area: Area) -> int:
    """Draft the call of this year, and report and donations of the year before, from January to March."""
    today = clock.today()
    if today.month > 3:
        return 0
    last_year = today.year - 1
    wanted: dict[tuple[Kind, str], Callable[[], Facts | None]] = {
        (Kind.CALL, str(today.year)): lambda: call_facts(area),
        (Kind.YEARLY_REPORT, str(last_year)): lambda: report_facts(area, last_year),
        (Kind.DONATIONS, str(last_year)): lambda: donation_facts(area, last_year),
    }
    there = set(Draft.objects.filter(area=area).values_list("kind", "occasion"))
    drafted = 0
    for (kind, occasion), facts_of in wanted.items():
        facts = facts_of() if (kind, occasion) not in there else None
        drafted += facts is not None and keep_draft(facts, area, occasion=occasion) is not None
    return drafted


def call_facts(area: Area) -> CallFacts:
    """Return what a call for proposals is written from; its caps and terms are those in force."""
    until = clock.today() + timedelta(days=CALL_DAYS)
    return CallFacts(area=area.name, year=clock.today().year, due=until.isoformat())


def report_facts(area: Area, year: int) -> YearlyReportFacts | None:
    """Return the year of `area` in figures, each summed from the records; None when nothing happened."""
    projects = Project.objects.published().within(area)
    finished = projects.filter(work_finished_at__year=year)
    figures = money.summarise(money.postings_of(areas=[area], year=year))
    reviews = SatisfactionReview.objects.filter(
        within([area], field="project__area__code"), closed_at__year=year
    ).aggregate(content=Sum("satisfied") + Sum("mostly_satisfied"), not_content=Sum("dissatisfied"))
    inspections = Inspection.objects.filter(within([area], field="project__area__code"), at__year=year)
    facts = YearlyReportFacts(
        area=area.name,
        year=year,
        proposed=projects.filter(created_at__year=year).count(),
        declared=projects.filter(declared_at__year=year).count(),
        finished=finished.count(),
        titles=list(finished.order_by("work_finished_at").values_list("title", flat=True)[:MAX_TITLES]),
        beneficiaries=finished.aggregate(sum=Sum("beneficiaries"))["sum"] or 0,
        inspections=inspections.count(),
        content=reviews["content"] or 0,
        not_content=reviews["not_content"] or 0,
        received=f"{figures.received:.2f}",
        paid=f"{figures.paid:.2f}",
        spent=f"{figures.spent:.2f}",
        returned=f"{figures.returned:.2f}",
    )
    happened = facts.proposed or facts.declared or facts.finished or figures.received or figures.paid
    return facts if happened else None


def donation_facts(area: Area, year: int) -> DonationsFacts | None:
    """Return who gave what in a year: names by consent only, the others as a number and a sum; None when nobody gave."""
    given = Contribution.objects.filter(
        within([area], field="project__area__code"), received_on__year=year, entry__reversed_by=None
    ).order_by("received_on", "pk")
    named: list[Giver] = [
        {"name": one.public_giver, "amount": f"{one.amount:.2f}"} for one in given if one.public_giver
    ]
    unnamed = [one.amount for one in given if not one.public_giver]
    if not named and not unnamed:
        return None
    total = sum(one.amount for one in given)
    return DonationsFacts(
        area=area.name, year=year, givers=named, unnamed=len(unnamed), unnamed_amount=f"{sum(unnamed):.2f}", total=f"{total:.2f}"
    )  # fmt: skip
