"""Finding things: the search over projects, notices and places, and a page for every place."""

from django.db.models import Count, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from deliberation.models import VotingRound
from funding.ledger import queries as money
from panlong.areas.models import Area, Level, within
from panlong.notices.models import Notice
from panlong.portal.pages.area_map import draw_area_map
from panlong.tools import pinyin, spelling
from panlong.tools.searching import plain_columns, says
from projects.models import Project, ProjectEvent
from projects.stages import ENDED, Stage

MAX_FOUND = 30  # of each kind on the page of results
LONGEST = 60  # of a query
PROJECT_TEXTS = ("title", "problem", "plan", "area__name")
NOTICE_TEXTS = ("title", "body", "number")
SETTLED = {*ENDED, Stage.AFTERCARE}


def areas_named(words: list[str]) -> list[Area]:
    """Return the areas whose name, or its pinyin, holds every one of `words`."""
    return [area for area in Area.objects.all() if pinyin.matches(pinyin.key_of(area.name), words)]


def projects_about(words: list[str], places: list[Area]) -> Q:
    """Return the condition of the projects that say every one of `words`, in Chinese or pinyin, or lie in `places`.

    The queryset has the columns of PROJECT_TEXTS by `plain_columns`.
    """
    said = Q()
    for word in words:
        keys = says(word, PROJECT_TEXTS)
        for sound in pinyin.ways_to_say(word):
            keys |= Q(search_key__contains=sound)
        said &= keys
    return said | within(places) if places else said


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Find projects, notices and places by Chinese words, pinyin or its initials."""
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    words = spelling.words_of(text)
    context: dict[str, object] = {"text": text, "words": words}
    if words:
        places = areas_named(words)
        readable = Project.objects.readable_by(request.user).alias(**plain_columns(*PROJECT_TEXTS))
        projects = readable.filter(projects_about(words, places[:MAX_FOUND]))
        about = Q()
        for word in words:
            about &= says(word, NOTICE_TEXTS)
        told_of = ProjectEvent.objects.filter(project__in=projects.values("pk"), notice__isnull=False)
        notices = Notice.objects.alias(**plain_columns(*NOTICE_TEXTS)).filter(
            about | Q(pk__in=told_of.values("notice"))
        )
        context |= {
            "places": places[:MAX_FOUND],
            "places_count": len(places),
            "projects": projects.for_cards()[:MAX_FOUND],
            "projects_count": projects.count(),
            "notices": notices.select_related("area")[:MAX_FOUND],
            "notices_count": notices.count(),
        }
    return render(request, "pages/search.html", context)


@require_GET
def area(request: HttpRequest, code: str) -> HttpResponse:
    """What is going on in one place and below it."""
    area = get_object_or_404(Area.objects.select_related("parent"), code=code)
    if area.level in {Level.BUILDING, Level.GROUP}:
        raise Http404  # a handful of households: their projects stand under the courtyard
    projects = Project.objects.published().within(area).for_cards()
    context = {
        "area": area,
        "places": Area.objects.above(area),
        "plan": draw_area_map(area),
        "counts": projects.aggregate(
            all=Count("id"),
            done=Count("id", filter=Q(stage__in=[Stage.AFTERCARE, Stage.CLOSED])),
            beneficiaries=Sum("beneficiaries", default=0),
        ),
        "money": money.summarise(money.postings_of(areas=[area])),
        "rounds": VotingRound.objects.open()
        .filter(within([area]))
        .select_related("area")
        .annotate(projects_count=Count("candidates")),
        "to_support": projects.filter(stage=Stage.SUPPORT_POLL)[:5],
        "to_rate": projects.filter(stage=Stage.SATISFACTION_REVIEW)[:5],
        "projects": projects.exclude(stage__in=SETTLED)[:9],
        "settled": projects.filter(stage__in=[Stage.AFTERCARE, Stage.CLOSED])[:6],
        "notices": Notice.objects.within(area).select_related("area")[:5],
    }
    return render(request, "pages/area.html", context)
