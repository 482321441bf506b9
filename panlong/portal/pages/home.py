"""The first page."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from deliberation.households import previous_answers
from deliberation.models import VotingRound
from funding.ledger import queries as money
from panlong.accounts.models import User
from panlong.areas.models import Area, Level
from panlong.notices.models import Notice
from panlong.portal.context import text_size
from panlong.portal.pages.area_map import draw_area_map
from panlong.portal.pages.district import district_figures
from projects.models import Project
from projects.stages import Stage


@require_GET
def home(request: HttpRequest) -> HttpResponse:
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
    if text_size(request):
        return render(request, "pages/home_simple.html", context)
    district = Area.objects.filter(level=Level.DISTRICT).first()
    context["plan"] = draw_area_map(district) if district else None
    return render(request, "pages/home.html", context)


def spoken_by(user: User | AnonymousUser, context: dict) -> dict:
    """Return in which of the things that are open on the first page `user` has taken part."""
    if not user.is_authenticated:
        return {}
    projects = [*context["to_support"], *context["to_rate"]]
    return previous_answers.previous_answer(user, rounds=list(context["rounds"]), projects=projects)
