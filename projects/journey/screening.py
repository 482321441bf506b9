"""Screening of a proposal, and what its support poll led to."""

from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from panlong import clock, policy
from panlong.accounts.models import User
from panlong.accounts.people import residents_of
from panlong.areas.models import Area
from panlong.errors import require
from panlong.notices.facts import SupportPollFacts, SupportResultFacts
from projects import rules
from projects.journey.proposing import digest_of, take_words
from projects.journey.terms import solving_due
from projects.models import Appeal, IssueLevel, Project, Screening, as_read
from projects.stages import Stage
from projects.transitions import lock_row
from projects.verbs import (
    announce,
    move_stage,
    notice_facts,
    require_no_open_objection,
    require_permission,
    require_stage,
    tell_about,
)

SETTLED = (
    "area",
    "level",
    "kind",
    "theme",
    "touches_common_parts",
)  # what the organiser may set at the check


@transaction.atomic
def record_screening(
    project: Project,
    *,
    by: User,
    verdict: str,
    reason: str = "",
    ground: str = "",
    checks: list[str] | None = None,
    settled: dict[str, Any] | None = None,
    seen: str = "",
    poll_closes_at: datetime | None = None,
    share: str = "",
    places: Sequence[Area] = (),
) -> Project:
    """Pass, return or reject a proposal; by an organiser of the area who neither proposed nor wrote it down.

    Passing needs `poll_closes_at`, the end of the support poll that the caller opens, and the `share` of the households that
    must agree (only those of `places` are asked where there are any), and takes over what is `settled` (names of SETTLED with
    their values). A refusal needs its `ground`. `seen` is the digest of the words that were read
    (`projects.journey.proposing.digest_of`): words that changed meanwhile are read first.
    """
    project = lock_row(project)
    require_permission(rules.may_screen(by, project))
    require_stage(project, Stage.SCREENING)
    _require_another_eye(project, by)
    require(
        seen in {"", digest_of(project)},
        _("The words were changed while you read. Please read them once more."),
    )
    passed = verdict == Screening.Verdict.PASSED
    require(passed or reason.strip() != "", _("Give the reason; the proposer reads it."), field="reason")
    rejected = verdict == Screening.Verdict.REJECTED
    require(
        not rejected or ground in Screening.Ground.values, _("Choose why it is not taken up."), field="ground"
    )
    require(
        verdict != Screening.Verdict.RETURNED or times_returned(project) < policy.number("screening_returns"),
        _("It was returned as often as the rules allow. Pass it, or do not take it up."),
        field="verdict",
    )
    now = clock.now()
    Screening.objects.create(
        project=project, by=by, at=now, verdict=verdict, reason=reason, checks=checks or [], ground=ground if rejected else "",
    )  # fmt: skip
    if passed:
        if poll_closes_at is None:
            raise ValueError("a proposal that passes needs the end of its poll")
        _pass(project, by, settled or {}, now, poll_closes_at, share, places)
    elif verdict == Screening.Verdict.RETURNED:
        project.returned_words = digest_of(project)
        move_stage(
            project, Stage.RETURNED, act="return_to_proposer", by=by, note=reason, also=("returned_words",)
        )
        tell_about(project, [project.proposer, project.taken_down_by], "returned", reason=reason)
    else:
        with translation.override(settings.LANGUAGE_CODE):
            why = f"{Screening.Ground(ground).label}: {reason}"
        move_stage(project, Stage.REJECTED, act="reject", by=by, note=why)
        tell_about(project, [project.proposer, project.taken_down_by], "rejected", reason=reason)
    return project


def times_returned(project: Project) -> int:
    """Return how often the present run of checks has sent `project` back: since it passed last."""
    passed = project.screenings.filter(verdict=Screening.Verdict.PASSED).order_by("-at").first()
    rows = project.screenings.filter(verdict=Screening.Verdict.RETURNED)
    return (rows.filter(at__gt=passed.at) if passed else rows).count()


def _require_another_eye(project: Project, by: User) -> None:
    """After an appeal was upheld somebody else checks it than who refused it."""
    appealed = Appeal.objects.filter(project=project, upheld=True).exists()
    refused = project.screenings.filter(verdict=Screening.Verdict.REJECTED, by=by)
    require(
        not (appealed and refused.exists()),
        _("You refused it before the appeal; somebody else checks it now."),
    )


def _pass(
    project: Project,
    by: User,
    settled: dict[str, Any],
    now: datetime,
    closes_at: datetime,
    share: str,
    places: Sequence[Area],
) -> None:
    require_no_open_objection(project)
    project.first_published_at = project.first_published_at or now
    revised, project.revision = project.revision, {}
    changed = take_words(project, revised)
    told = _settle(project, settled, by=by)
    for name, problem in (("kind", _("Choose the kind.")), ("theme", _("Choose the theme."))):
        require(bool(getattr(project, name)), problem, field=name)
    due = clock.until(closes_at)
    names = " · ".join(place.name for place in places)
    facts = SupportPollFacts(about=notice_facts(project), due=due, share=share, places=names)
    notice = announce(project, facts, by=by, ends_at=closes_at, at=now)
    move_stage(
        project, Stage.SUPPORT_POLL, act="pass_screening", by=by, note=told, due=closes_at, notice=notice, at=now,
        also=tuple(dict.fromkeys(("first_published_at", "revision", *changed, *settled))),
    )  # fmt: skip
    if told:
        tell_about(project, [project.proposer, project.taken_down_by], "settled", changes=told)
    residents = [one for place in places or [project.area] for one in residents_of(place)]
    tell_about(project, residents, "support_poll", due=due)


def _settle(project: Project, settled: dict[str, Any], *, by: User) -> str:
    """Set what the organiser settles and return in words what is different from what the proposer wrote."""
    unknown = set(settled) - set(SETTLED)
    if unknown:
        raise ValueError(f"not settled at the check: {unknown}")
    was = copy(project)
    for name, value in settled.items():
        setattr(project, name, value)
    if project.area_id != was.area_id:
        require(was.events.filter(act="pass_screening").first() is None, _("The households of this place were asked already; the place stays."), field="area")  # fmt: skip
        require(
            rules.may_screen(by, project)
            and (project.area.covers(was.area) or was.area.covers(project.area)),
            _("Choose a place around or inside the one that was proposed, where you are an organiser."),
            field="area",
        )
    require(
        project.level == was.level or project.level < IssueLevel.DISTRICT,
        _("The district helps when street and community could not; begin one level lower."),
        field="level",
    )
    with translation.override(settings.LANGUAGE_CODE):
        changes = [
            f"{project.name_of(name)}: {as_read(was, name)} → {as_read(project, name)}"
            for name in settled
            if getattr(was, name) != getattr(project, name) and getattr(was, name) != ""
        ]
    return "; ".join(changes)


@transaction.atomic
def record_support(
    project: Project,
    *,
    by: User | None,
    passed: bool,
    households: int,
    agreed: int,
    opposed: int,
    abstained: int,
    share: str,
) -> Project:
    """Take over the result of the support poll: on to deliberation, or back to the proposer."""
    project = lock_row(project)
    facts = SupportResultFacts(
        about=notice_facts(project), passed=passed, households=households, agreed=agreed, opposed=opposed,
        abstained=abstained, share=share,
    )  # fmt: skip
    notice = announce(project, facts, by=by)
    if passed:
        project.discussed_at = clock.now()
        move_stage(
            project,
            Stage.DELIBERATION,
            act="record_support",
            by=by,
            notice=notice,
            due=solving_due(project),
            also=("discussed_at",),
            agreed=agreed,
        )
        tell_about(project, residents_of(project.area), "support_passed")
    else:
        project.returned_words = digest_of(project)
        move_stage(
            project,
            Stage.RETURNED,
            act="record_support",
            by=by,
            notice=notice,
            also=("returned_words",),
            agreed=agreed,
        )
        tell_about(project, [project.proposer], "support_failed")
    return project
