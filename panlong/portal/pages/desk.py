"""A resident's own page and an official's desk."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from deliberation import rules as deliberation_rules
from deliberation.models import RollEntry, VotingRound
from funding.rules import BANK_READERS
from panlong import clock
from panlong.accounts import groups, people, privacy
from panlong.accounts.requests import SignedInRequest
from panlong.areas.models import within
from panlong.notices import campaigns
from panlong.notices.models import Message
from panlong.portal.acts import acts_awaiting, acts_concerning
from projects import heard, rules
from projects.models import Project
from projects.stages import AT_REST, ENDED, Stage


@never_cache
@login_required
@require_GET
def me(request: SignedInRequest) -> HttpResponse:
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
        "waiting": sum(len(projects) for _act, projects in acts_awaiting(user)),
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
def desk(request: SignedInRequest) -> HttpResponse:
    """What awaits me, the most urgent first, for every post I hold."""
    user = request.user
    posts = user.current_posts
    areas = [post.area for post in posts]
    waiting = acts_awaiting(user)
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
    others = Project.objects.filter(pk__in=acts_concerning(user).values("pk")).exclude(pk__in=asked)
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
        "goes_to_doors": bool(user.areas_of(deliberation_rules.HELPERS)),
        "hears": heard.may_hear(user),
        "makes_groups": bool(user.areas_of(groups.MAKERS)),
        "reads_bank": bool(user.areas_of(BANK_READERS)),
        "people": people.waiting_for(user),
    }
    return render(request, "pages/desk.html", context)
