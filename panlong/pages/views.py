"""Pages that mix the rooms: home, the project's story, its acts, my page, the desk, the district's figures."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import Left
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from deliberation import polls, reviews, voices
from deliberation.models import CourtyardCommittee, RollEntry, VotingRound
from funding import queries as money
from funding.grants import grant_in_force, next_tranche, own_share, why_not_yet
from funding.models import SharedFacility, Source
from funding.rules import BANK_READERS
from panlong import clock
from panlong.accounts import people, privacy
from panlong.areas.models import CODE_LENGTHS, Area, Level, within
from panlong.errors import NotYours, Refused, the_database_may_refuse
from panlong.notices import campaigns
from panlong.notices.models import Message, Notice, Objection
from panlong.pages.acts import ACTS, VOICES, acts_for, awaiting, concerning, is_due, with_facts
from panlong.pages.plan import plan_of
from panlong.pages.wishes import elder_step
from projects import rules
from projects.models import Photo, Project
from projects.stages import ENDED, Stage

# Where a project waits for nobody.
AT_REST = {*ENDED, Stage.POOLED, Stage.AFTERCARE}
ABOUT_COMMENTS = {"comment", "hide-comment"}


@require_GET
def home(request):
    """What this is, what is open now, where the money went, the newest projects."""
    projects = Project.objects.published().for_cards()
    rounds = (
        VotingRound.objects.open()
        .select_related("area")
        .annotate(projects_count=Count("candidates"))
        .order_by("-closes_at", "-id")
    )
    context = {
        "figures": district_figures(),
        "money": money.summarise(money.postings_of()),
        "rounds": rounds[:4],
        "to_support": projects.filter(stage=Stage.SUPPORT_POLL)[:3],
        "to_rate": projects.filter(stage=Stage.SATISFACTION_REVIEW)[:3],
        "in_progress": projects.filter(stage__in=[Stage.IN_PROGRESS, Stage.PUBLICITY])[:6],
        "finished": projects.filter(stage__in=[Stage.AFTERCARE, Stage.CLOSED])[:6],
        "notices": Notice.objects.select_related("area")[:5],
    }
    context["spoken"] = spoken_by(request.user, context)
    if elder_step(request):
        return render(request, "pages/home_simple.html", context)
    district = Area.objects.filter(level=Level.DISTRICT).first()
    context["plan"] = plan_of(district) if district else None
    return render(request, "pages/home.html", context)


def spoken_by(user, context) -> dict:
    """Return in which of the things that are open on the first page `user` has taken part."""
    if not user.is_authenticated:
        return {}
    projects = [*context["to_support"], *context["to_rate"]]
    return voices.spoken(user, rounds=list(context["rounds"]), projects=projects)


@require_GET
def story(request, pk: int):
    """Everything about one project, for everybody once it is public."""
    project = get_object_or_404(with_facts(Project.objects.select_related("taken_down_by")), pk=pk)
    if not rules.may_read(request.user, project):
        raise Http404
    acts = acts_for(request.user, project)
    poll = project.support_polls.first()
    review = project.reviews.first()
    tranche = next_tranche(project)
    context = {
        "project": project,
        "acts": [act for act in acts if not act.grave and act.name not in ABOUT_COMMENTS],
        "grave_acts": [act for act in acts if act.grave],
        "comment_acts": [act for act in acts if act.name in ABOUT_COMMENTS],
        "events": project.events.select_related("notice", "actor").order_by("-at", "-id"),
        "poll": poll,
        "poll_count": polls.count(poll) if poll else None,
        "meetings": project.meetings.prefetch_related("opinions"),
        "committee": CourtyardCommittee.objects.filter(area__code__in=project.area.codes_above()).first(),
        "candidacies": project.candidacies.select_related("round"),
        "resolutions": project.resolutions.all(),
        "street_reviews": project.street_reviews.exclude(verdict=""),
        "members": [member for member in project.task_group.select_related("user") if member.elected_at],
        "budget_lines": project.budget_lines.all(),
        "sources": money.by_source(project),
        "money": money.money_of(project),
        "own_share": own_share(project),
        "grant": grant_in_force(project),
        "tranches": money.parts_of(project).select_related("entry"),
        "tranche_waits_because": why_not_yet(tranche, project) if tranche else "",
        "contributions": project.contributions.select_related("entry__reversed_by"),
        "vouchers": project.vouchers.select_related("line", "bill"),
        "quotations": project.quotations.all(),
        "supplier_choices": project.supplier_choices.select_related("quotation"),
        "progress": project.progress.prefetch_related("photos"),
        **photos_of(project),
        "acceptances": project.acceptances.all(),
        "review": review,
        "review_count": reviews.count(review) if review else None,
        "inspections": project.inspections.all(),
        "objections": Objection.objects.filter(notice__events__project=project)
        .select_related("notice")
        .distinct(),
        "comments": project.comments.select_related("by"),
        "revision": revision_for(request.user, project),
        "places": Area.objects.above(project.area),
        "is_following": request.user.is_authenticated and rules.is_proposer(request.user, project),
    }
    return render(request, "projects/story.html", context)


def revision_for(user, project: Project) -> list[tuple[str, object]]:
    """Return (name, new words) of what waits for its screening, for proposer and organisers only."""
    if not user.is_authenticated or not (
        rules.is_proposer(user, project) or rules.may_organise(user, project)
    ):
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


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def act(request, pk: int, name: str):
    """Take one act with one project: its form, and the verb behind it."""
    project = get_object_or_404(with_facts(Project.objects.all()), pk=pk)
    act = ACTS.get(name)
    if act is None or not rules.may_read(request.user, project):
        raise Http404
    if not act.may(request.user, project):
        raise PermissionDenied
    if project.stage not in act.stages:
        stage = {"stage": project.get_stage_display()}
        return _not_now(
            request, project, act, _("The project is at “%(stage)s” now; this is not open.") % stage
        )
    if request.method != "POST":
        if not is_due(act, project, request.user):
            reason = _("There is nothing to do here for you now: it is done, or a step before it is missing.")
            return _not_now(request, project, act, reason)
        form = act.form(project=project, user=request.user)
        return _act_page(request, project, act, form)
    form = act.form(request.POST, request.FILES, project=project, user=request.user)
    if not form.is_valid():
        return _act_page(request, project, act, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with the_database_may_refuse():
            act.run(project, request.user, form)
    except NotYours:
        raise PermissionDenied from None
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.reason))
        fresh = Project.objects.select_related("area").get(pk=pk)
        return _act_page(request, fresh, act, form, HTTPStatus.CONFLICT)
    messages.success(request, act.done)
    return redirect(project)


def _act_page(request, project, act, form, status=HTTPStatus.OK):
    context = {"project": project, "act": act, "form": form, "is_a_voice": act.name in VOICES}
    return render(request, "projects/act.html", context, status=status)


def _not_now(request, project, act, reason):
    return render(
        request,
        "projects/not_now.html",
        {"project": project, "act": act, "reason": reason},
        status=HTTPStatus.CONFLICT,
    )


@never_cache
@login_required
@require_GET
def me(request):
    """My household, my messages, my projects, what I voted on (never how)."""
    user = request.user
    inbox = list(Message.objects.filter(person=user)[:50])
    unread = [message.pk for message in inbox if message.read_at is None]
    context = {
        "memberships": user.current_memberships,
        "posts": user.current_posts,
        "inbox": inbox,
        "unread": set(unread),
        "my_projects": user.proposals.select_related("area"),
        "votes": RollEntry.objects.filter(voter=user)
        .select_related("round")
        .order_by("-round__closes_at")[:20],
        "may_propose": rules.may_propose(user),
        "waiting": sum(len(projects) for _act, projects in awaiting(user)),
        "past_homes": user.memberships.filter(until__lte=clock.now()).select_related("household__area"),
        "asked": user.roster_requests.select_related("area").order_by("-id")[:10],
        "children": privacy.children_of(user),
        "phone_changes": user.phone_changes.filter(decided_at__isnull=True),
    }
    Message.objects.filter(pk__in=unread).update(read_at=clock.now())
    return render(request, "pages/me.html", context)


@never_cache
@login_required
@require_GET
def desk(request):
    """What awaits me, the most urgent first, for every post I hold."""
    user = request.user
    posts = user.current_posts
    areas = [post.area for post in posts]
    waiting = awaiting(user)
    overdue = (
        Project.objects.filter(within(areas), stage_due__lte=clock.now())
        .exclude(stage__in=ENDED)
        .select_related("area")
        .order_by("stage_due")
    )
    rounds = (
        VotingRound.objects.filter(closed_at__isnull=True, given_up_at__isnull=True)
        .filter(within(areas))
        .select_related("area")
    )
    staff_areas = [post.area for post in posts if post.role == "community_staff"]
    pooled = Project.objects.filter(within(staff_areas), stage=Stage.POOLED).count() if staff_areas else 0
    asked = {project.pk for _act, projects in waiting for project in projects}
    others = Project.objects.filter(pk__in=concerning(user).values("pk")).exclude(pk__in=asked)
    context = {
        "posts": posts,
        "waiting": waiting,
        "asked": len(asked),
        "late": sum(project.is_overdue for _act, projects in waiting for project in projects),
        "others": others.exclude(stage__in=AT_REST).select_related("area").order_by("stage_due", "pk")[:50],
        "overdue": overdue[:50],
        "rounds": rounds[:20],
        "staff_areas": staff_areas,
        "pooled": pooled,
        "reads_messages": bool(user.areas_of(campaigns.READERS)),
        "reads_bank": bool(user.areas_of(BANK_READERS)),
        "people": people.waiting_for(user),
    }
    return render(request, "pages/desk.html", context)


def district_figures() -> dict:
    """Return the figures of the article's dashboard, each derived from records."""
    totals = money.district_totals()
    declared = Project.objects.filter(declared_at__isnull=False)
    return {
        "declared": declared.count(),
        "reserve": Project.objects.filter(stage=Stage.POOLED).count(),
        "beneficiaries": declared.aggregate(sum=Sum("beneficiaries"))["sum"] or 0,
        "self_raised": totals["self_raised"],
        "subsidy": totals["subsidy"],
        "approved": totals["approved"],
        "corporate": totals["corporate"],
        "public_units_money": totals["public_units"],
        "units": SharedFacility.objects.count(),
        "corporate_is_lower_bound": money.has_lower_bounds(Source.CORPORATE),
    }


UNDER_WAY = {Stage.PUBLICITY, Stage.IN_PROGRESS, Stage.ACCEPTANCE, Stage.SATISFACTION_REVIEW}
DONE = {Stage.AFTERCARE, Stage.CLOSED}


@require_GET
def district(request):
    """The district's dashboard: how many, for whom, with what money, street by street."""
    public = Project.objects.published()
    counts = dict(public.order_by().values_list("stage").annotate(Count("id")))
    most = max(counts.values(), default=1)
    context = {
        "figures": district_figures(),
        "rows": streets_of(public),
        "stages": [
            {
                "stage": stage,
                "label": stage.label,
                "count": counts.get(stage, 0),
                "of_100": counts.get(stage, 0) * 100 // most,
            }
            for stage in Stage
        ],
        "facilities": SharedFacility.objects.select_related("area"),
        "envelopes": money.envelopes(),
    }
    return render(request, "pages/district.html", context)


def streets_of(public) -> list[dict]:
    """Return for each street how many of the `public` projects were declared, are in reserve, under way, done."""
    codes = public.annotate(street=Left("area__code", CODE_LENGTHS[Level.STREET])).order_by().values("street")
    counts = codes.annotate(
        declared=Count("id", filter=Q(declared_at__isnull=False)),
        reserve=Count("id", filter=Q(stage=Stage.POOLED)),
        underway=Count("id", filter=Q(stage__in=UNDER_WAY)),
        done=Count("id", filter=Q(stage__in=DONE)),
    )
    by_street = {row["street"]: row for row in counts}
    nothing = dict.fromkeys(("declared", "reserve", "underway", "done"), 0)
    streets = Area.objects.filter(level=Level.STREET)
    return [{**nothing, **by_street.get(street.code, {}), "street": street} for street in streets]


@never_cache
@require_GET
def healthz(request):
    """Say whether the portal can work: 200 when PostgreSQL and Redis answer, 503 otherwise."""
    parts = {"database": _answers(_ask_database), "redis": _answers(_ask_redis)}
    healthy = all(parts.values())
    return JsonResponse({"healthy": healthy, **parts}, status=200 if healthy else 503)


def _answers(ask) -> bool:
    try:
        ask()
    except Exception:
        return False
    return True


def _ask_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _ask_redis():
    cache.get("healthz")
