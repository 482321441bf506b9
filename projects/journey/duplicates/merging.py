"""Two proposals that ask for the same are made one before the pool, by an organiser of both places; undone in its term.

The rule, in one place:

- Both stand before the pool and in one community; the one that is further on its way is kept.
- What has taken something in stays the kept one: there are no chains.
- A poll that is under way ends by a merge only where its answers count on (deliberation.merging).
- Whoever proposed one of them, wrote it down, or is in its task group does not merge them.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from panlong import audit, clock, policy
from panlong.accounts.models import User
from panlong.areas.models import Level
from panlong.errors import Refused, require
from panlong.notices.facts import ChangeFacts
from panlong.notices.models import Notice
from panlong.policy import workdays
from projects import rules
from projects.journey.duplicates.finding import similar_projects
from projects.journey.terms import solving_due
from projects.models import Merge, Project
from projects.stages import MERGEABLE, Stage
from projects.transitions import lock_row
from projects.verbs import (
    announce,
    elected_people,
    move_stage,
    note_event,
    notice_facts,
    require_no_open_objection,
    require_permission,
    require_stage,
    tell_about,
)


def lock_both(gone: Project, kept: Project) -> tuple[Project, Project]:
    """Return the two, locked always in one order, so that merges both ways at once do not wait for each other."""
    locked = {one.pk: lock_row(one) for one in sorted((gone, kept), key=lambda one: one.pk)}
    return locked[gone.pk], locked[kept.pk]


def merge_in_force(gone: Project) -> Merge | None:
    return Merge.objects.in_force().filter(gone=gone).select_related("kept__area", "by").first()


def possible_targets(gone: Project, *, by: User) -> list[Project]:
    """Return the proposals into which `by` may merge `gone`, those that ask for nearly the same first."""
    stages = [stage for stage, far in MERGEABLE.items() if far >= MERGEABLE.get(Stage(gone.stage), 9)]
    rows = (
        Project.objects.readable_by(by)
        .within(gone.area.code_at(Level.COMMUNITY))
        .filter(stage__in=stages)
        .exclude(pk=gone.pk)
        .select_related("area")
        .prefetch_related("task_group", "taken_in__gone")
        .order_by("pk")
    )
    alike = [one.pk for one in similar_projects(gone, reader=by)]
    mine = [one for one in rows if rules.may_merge(by, one)]
    return sorted(mine, key=lambda one: alike.index(one.pk) if one.pk in alike else len(alike))


@transaction.atomic
def record_merged(gone: Project, kept: Project, *, by: User, reason: str) -> Merge:
    """Merge `gone` into `kept`, both locked by the caller, who sees to their polls and meetings."""
    require_mergeable(gone, kept, by=by)
    require(reason.strip() != "", _("Give the reason; both proposers read it."), field="reason")
    now = clock.now()
    merge = Merge.objects.create(
        gone=gone, kept=kept, from_stage=gone.stage, by=by, at=now, reason=reason,
        undo_until=workdays.after_days(now, policy.number("merge_undo_days")),
    )  # fmt: skip
    notice = _announce(gone, kept, "merge", by=by, reason=reason)
    move_stage(gone, Stage.MERGED, act="merge", by=by, note=reason, notice=notice, into=kept.pk)
    note_event(kept, "take_in", by=by, note=_said_to_all(gone), notice=notice)
    audit.record("take_in", by=by, target=kept, area_code=kept.area.code, gone=gone.pk)
    occasion = f"merge-{merge.pk}"
    tell_about(gone, [gone.proposer, gone.taken_down_by], "merged", occasion=occasion, other=kept.title, reason=reason)  # fmt: skip
    tell_about(kept, [kept.proposer, kept.taken_down_by, *elected_people(kept)], "took_in", occasion=occasion, other=gone.title, reason=reason)  # fmt: skip
    return merge


def require_mergeable(gone: Project, kept: Project, *, by: User) -> None:
    """Raise NotPermitted or Refused unless `by` may merge `gone` into `kept` by the rule of this module."""
    require_permission(rules.may_merge(by, gone) and rules.may_merge(by, kept))
    require_stage(gone, *MERGEABLE)
    require(gone.pk != kept.pk, _("Choose another proposal; this is the one itself."), field="kept")
    require(
        kept.stage in MERGEABLE,
        _("“%(title)s” is at “%(stage)s” now; proposals are merged before the pool only.")
        % {"title": kept.title, "stage": kept.get_stage_display()},
        field="kept",
    )
    require(
        gone.area.code_at(Level.COMMUNITY) == kept.area.code_at(Level.COMMUNITY),
        _("The two are in different communities."),
        field="kept",
    )
    require(
        MERGEABLE[Stage(kept.stage)] >= MERGEABLE[Stage(gone.stage)],
        _("“%(title)s” is not as far yet. Merge it into this one instead.") % {"title": kept.title},
        field="kept",
    )
    require(
        not gone.taken_in.in_force().exists(),
        _("Others were merged into this one. Merge the other proposal into it instead."),
        field="kept",
    )
    require_no_open_objection(gone)


@transaction.atomic
def record_unmerged(
    merge: Merge, *, by: User, reason: str, poll_closes_at: datetime | None = None
) -> Project:
    """Undo `merge` within its term; the proposal goes on where it stood. Both projects are locked by the caller.

    Where its households were being asked, `poll_closes_at` is the end of the poll that the caller opens anew.
    """
    gone, kept = merge.gone, merge.kept
    require_permission(rules.may_merge(by, gone) and rules.may_merge(by, kept))
    require_stage(gone, Stage.MERGED)
    require(merge.may_be_undone, _("The time in which it may be undone is over; the merge stands."))
    require(reason.strip() != "", _("Give the reason; both proposers read it."), field="reason")
    merge.undone_by, merge.undone_at, merge.undo_reason = by, clock.now(), reason
    merge.save(update_fields=["undone_by", "undone_at", "undo_reason"])
    notice = _announce(gone, kept, "unmerge", by=by, reason=reason)
    due = _term_of(gone, merge.from_stage, poll_closes_at)
    move_stage(gone, Stage(merge.from_stage), act="unmerge", by=by, note=reason, notice=notice, due=due)
    note_event(kept, "let_go", by=by, note=_said_to_all(gone), notice=notice)
    audit.record("let_go", by=by, target=kept, area_code=kept.area.code, gone=gone.pk)
    occasion = f"merge-{merge.pk}-undone"
    for one, other in ((gone, kept), (kept, gone)):
        people = [one.proposer, one.taken_down_by, *elected_people(one)]
        tell_about(one, people, "unmerged", occasion=occasion, other=other.title, reason=reason)
    return gone


def _term_of(gone: Project, stage: str, poll_closes_at: datetime | None) -> datetime | None:
    if stage == Stage.SUPPORT_POLL:
        if poll_closes_at is None:
            raise ValueError("who goes back to the households opens their poll")
        return poll_closes_at
    if stage == Stage.DELIBERATION:
        return solving_due(gone)
    if stage == Stage.SCREENING:
        return workdays.after_working_days(clock.now(), policy.number("screening_days"))
    return None


def current_merge(gone: Project) -> Merge:
    """Return the merge of `gone` that is in force; raise Refused when there is none."""
    merge = merge_in_force(gone)
    if merge is None:
        raise Refused(_("This proposal is not merged."))
    return merge


def _said_to_all(gone: Project) -> str:
    """Return the title where everybody may read it; words that nobody has checked are not published by a merge."""
    return gone.title if gone.is_public else ""


def _announce(gone: Project, kept: Project, change, *, by: User, reason: str) -> Notice | None:
    if not (gone.is_public and kept.is_public):
        return None
    facts = ChangeFacts(about=notice_facts(gone), change=change, reason=reason, other=kept.title)
    return announce(gone, facts, by=by)
