"""The page of a project."""

from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from deliberation import merging as joined
from deliberation import pooling
from deliberation.council import interests, meetings
from deliberation.households import named_results, opinions, polls, reviews
from deliberation.models import CourtyardCommittee, SupportPoll
from funding.ledger import queries as money
from funding.subsidies.grants import current_grant
from funding.subsidies.tranches import next_tranche, own_share, why_not_yet
from panlong.accounts.models import User
from panlong.areas.models import Area
from panlong.notices.models import Objection
from panlong.portal.acts import acts_for, with_facts
from projects import comments, rules
from projects.journey.duplicates import merging
from projects.models import Appeal, Photo, Project, Screening
from projects.stages import Stage

# These stand beside the comments: with them the project waits for nobody.
ABOUT_COMMENTS = {"comment", "hide-comment"}


@require_GET
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one project, for everybody once it is public."""
    project = get_object_or_404(with_facts(Project.objects.select_related("taken_down_by")), pk=pk)
    if not rules.may_read(request.user, project):
        raise Http404
    acts, tranche = acts_for(request.user, project), next_tranche(project)
    poll = project.support_polls.first()
    context = {
        "project": project,
        "acts": [act for act in acts if not act.irreversible and act.name not in ABOUT_COMMENTS],
        "irreversible_acts": [act for act in acts if act.irreversible],
        "possible": {act.name for act in acts},
        "comment_acts": [act for act in acts if act.name in ABOUT_COMMENTS],
        "events": project.events.select_related("notice", "actor").order_by("-at", "-id"),
        "merge": merging.merge_in_force(project) if project.stage == Stage.MERGED else None,
        **what_was_taken_in(request.user, project),
        "poll": poll,
        "poll_places": [place.name for place in poll.places.all()] if poll else [],
        "poll_count": polls.count_answers(poll) if poll else None,
        **answers_for(request.user, poll),
        "parts": parts_for(request.user, project),
        "meetings": meetings.about(project).select_related("council").prefetch_related("opinions", "changes"),
        "committee": CourtyardCommittee.objects.filter(area__code__in=project.area.codes_above()).first(),
        **decisions_about(project),
        **group_of(project),
        "budget_lines": project.budget_lines.all(),
        "sources": money.by_source(project),
        "money": money.money_of(project),
        "own_share": own_share(project),
        "grant": current_grant(project),
        "tranches": money.parts_of(project).select_related("entry"),
        "tranche_waits_because": why_not_yet(tranche, project) if tranche else "",
        "contributions": project.contributions.select_related("entry__reversed_by"),
        "vouchers": project.vouchers.select_related("line", "bill"),
        "quotations": project.quotations.all(),
        "supplier_choices": project.supplier_choices.select_related("quotation"),
        "progress": project.progress.prefetch_related("photos"),
        **photos_of(project),
        "acceptances": project.acceptances.all(),
        "open_review": reviews.current_review(project),
        "opinions": opinions.opinions_of(project),
        "inspections": project.inspections.all(),
        "objections": Objection.objects.filter(notice__events__project=project)
        .select_related("notice")
        .distinct(),
        **comments.threads_of(project, request.GET.get("page")),
        "may_answer": any(act.name == "comment" for act in acts),
        "operation": uuid4,
        "proofs": project.proofs.all() if rules.may_see_evidence(request.user, project) else [],
        "last_check": last_check_for(request.user, project),
        "appeal": Appeal.objects.filter(project=project).first(),
        "revision": revision_for(request.user, project),
        "places": Area.objects.above(project.area),
        "is_following": request.user.is_authenticated and rules.is_proposer(request.user, project),
    }
    return render(request, "projects/story.html", context)


def parts_for(user: User | AnonymousUser, project: Project) -> list[pooling.PartOfProject]:
    """Return what `project` needs before it goes on, for the organisers and the task group while it is talked through."""
    if project.stage != Stage.DELIBERATION or not isinstance(user, User):
        return []
    if not (rules.may_organise(user, project) or rules.is_in_task_group(user, project)):
        return []
    return pooling.parts_of(project)


def decisions_about(project: Project) -> dict:
    """Return what rounds, committee and street decided, and the rules that solve it."""
    return {
        **interests.disclosed(project),
        "candidacies": project.candidacies.select_related("round"),
        "resolutions": project.resolutions.all(),
        "street_reviews": project.street_reviews.exclude(verdict=""),
        "rules": project.rules.select_related("rule"),
    }


def group_of(project: Project) -> dict:
    """Return the members of the task group with the voices each got, who else is a candidate, and how they were chosen."""
    people = list(project.task_group.select_related("user", "put_forward_by"))
    choice = project.group_choices.last()
    voices = choice.voices if choice else {}
    return {
        "members": [(one, voices.get(str(one.user_id))) for one in people if one.elected_at],
        "candidates": [one for one in people if not one.elected_at and one.declined_at is None],
        "group_choice": choice,
        "handovers": project.handovers.select_related("leaver", "taker"),
    }


def last_check_for(user: User | AnonymousUser, project: Project) -> Screening | None:
    """Return the check that sent `project` back or refused it, for those who wrote it and those who check."""
    if project.stage not in {Stage.RETURNED, Stage.REJECTED} or not rules.may_see_evidence(user, project):
        return None
    last = project.screenings.select_related("by").last()
    return last if last is not None and last.verdict != Screening.Verdict.PASSED else None


def what_was_taken_in(user: User | AnonymousUser, project: Project) -> dict:
    """Return the merges that brought other proposals into `project`, who proposed them, and the households for either.

    The words of one that was never public are for those who may read them.
    """
    rows = project.taken_in.in_force().select_related("gone__proposer", "gone__area")
    taken_in = [(one, rules.may_read(user, one.gone)) for one in rows]
    return {"taken_in": taken_in, "supporters": joined.supporters_of(project) if taken_in else None}


def answers_for(user: User | AnonymousUser, poll: SupportPoll | None) -> dict:
    """Return what the reader's household is on record with in `poll`, and whether they may read everybody's answers."""
    if poll is None or not user.is_authenticated:
        return {}
    return {
        "own_answers": named_results.own_answers(user, poll),
        "reads_names": named_results.may_read_names(user, poll),
    }


def revision_for(user: User | AnonymousUser, project: Project) -> list[tuple[str, object]]:
    """Return (name, new words) of what waits for its screening, for proposer and organisers only."""
    if not user.is_authenticated or not (rules.may_edit(user, project) or rules.may_organise(user, project)):
        return []
    return project.revised_words


def photos_of(project: Project) -> dict:
    """Return the photos for the page: how it was beside how it is, the others, and one for shared links."""
    photos = list(project.photos.all())
    before = next((photo for photo in photos if photo.moment == Photo.Moment.BEFORE), None)
    after = next((photo for photo in reversed(photos) if photo.moment == Photo.Moment.AFTER), None)
    pair = [before, after] if before and after else []
    others = [photo for photo in photos if photo not in pair]
    return {"photo_pair": pair, "photos": others, "picture": after or before if project.is_public else None}
