"""All acts of the portal, and which of them a person may take with a project now."""

from django.db.models import Q

import deliberation.acts
import funding.acts
import projects.acts
from panlong.accounts.models import User
from panlong.acts import Act
from panlong.areas.models import within
from projects.models import Merge, Project, concerning_heads

ACTS: dict[str, Act] = {
    act.name: act for act in (*projects.acts.ACTS, *deliberation.acts.ACTS, *funding.acts.ACTS)
}
# Repeatable acts stay reachable; these are the ones shown first, as what the reader is asked for now.
FOR_RESIDENTS = {"support", "rate"}
# Voices of residents and members: what was ticked is never kept as a draft on a device that others may use.
CONFIDENTIAL_ACTS = {"support", "score", "rate"}


def is_due(act: Act, project: Project, user: User) -> bool:
    """Say whether the facts call for `act` now."""
    condition = act.condition(user)
    return not condition or Project.objects.filter(condition, pk=project.pk).exists()


def acts_for(user, project: Project) -> list[Act]:
    """Return the acts that `user` may take with `project` now, what it waits for first."""
    if not user.is_authenticated:
        return []
    possible = [
        act
        for act in ACTS.values()
        if project.stage in act.stages and act.may(user, project) and is_due(act, project, user)
    ]
    return sorted(
        possible, key=lambda act: (act.irreversible, not (act.on_desk or act.name in FOR_RESIDENTS))
    )


def with_facts(projects):
    """Prefetch what the rules ask of a project, so that asking costs no query per row."""
    return projects.select_related("area", "proposer").prefetch_related(
        "task_group", "recusals", "screenings", "taken_in__gone"
    )


def joined_by(user: User) -> Q:
    """Return the condition on Project that what `user` proposed was merged into it."""
    return Q(pk__in=Merge.objects.in_force().filter(gone__proposer=user).values("kept"))


def acts_concerning(user: User):
    """Return the projects that concern `user`: what they wrote, those of their task groups, those where they hold a post."""
    concerned = within([post.area for post in user.current_posts])
    return (
        Project.objects.filter(
            Q(proposer=user) | Q(taken_down_by=user) | joined_by(user) | concerning_heads(user)
        )
        | Project.objects.filter(task_group__user=user)
        | Project.objects.filter(concerned)
    )


def around_posts(user: User):
    """Return the projects of the places in which the places of the posts of `user` lie: a building of a courtyard."""
    above = {code for post in user.current_posts for code in post.area.codes_above()}
    return Project.objects.filter(area__code__in=above)


def acts_awaiting(user: User, limit: int = 200) -> list[tuple[Act, list[Project]]]:
    """Return what awaits `user`: per act the projects whose turn it is; acts and projects with the earliest term first.

    One query per act that is legal at a stage where one of them is, and its prefetches, however many projects there are.
    """
    concerned = acts_concerning(user) | around_posts(user)
    ids, stages = concerned.values("pk"), set(concerned.order_by().values_list("stage", flat=True).distinct())
    waiting = []
    for act in ACTS.values():
        if not act.on_desk or act.stages.isdisjoint(stages):
            continue
        rows = with_facts(
            Project.objects.filter((act.desk or act.condition)(user), pk__in=ids, stage__in=act.stages)
            .distinct()
            .order_by("stage_due", "pk")
        )
        found = [project for project in rows[:limit] if act.may(user, project)]
        if found:
            waiting.append((act, found))
    return sorted(waiting, key=lambda pair: (pair[1][0].stage_due is None, pair[1][0].stage_due))
