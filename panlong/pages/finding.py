"""Finding things: the search over projects, notices and places, and a page for every place."""

from django.db.models import Count, Q, Sum
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from deliberation.models import VotingRound
from funding import queries as money
from panlong import pinyin
from panlong.areas.models import Area, Level, within
from panlong.notices.models import Notice
from panlong.pages.plan import plan_of
from projects.models import Project, ProjectEvent
from projects.stages import ENDED, Stage

MOST = 30  # of each kind on the page of results
LONGEST = 60  # of a query
SETTLED = {*ENDED, Stage.AFTERCARE}


def areas_named(words: list[str]) -> list[Area]:
    """Return the areas whose name, or its pinyin, holds every one of `words`."""
    return [area for area in Area.objects.all() if pinyin.matches(pinyin.key_of(area.name), words)]


def projects_about(words: list[str], places: list[Area]) -> Q:
    """Return the condition of the projects that say every one of `words`, in Chinese or pinyin, or lie in `places`."""
    said = Q()
    for word in words:
        keys = Q(problem__icontains=word) | Q(plan__icontains=word) | Q(area__name__icontains=word)
        for sound in pinyin.ways_to_say(word):
            keys |= Q(search_key__contains=sound)
        said &= keys
    return said | within(places) if places else said


@require_GET
def search(request):
    """Find projects, notices and places by Chinese words, pinyin or its initials."""
    text = request.GET.get("q", "").replace("\x00", "")[:LONGEST].strip()
    words = text.lower().split()
    context = {"text": text, "words": words}
    if words:
        places = areas_named(words)
        projects = Project.objects.readable_by(request.user).filter(projects_about(words, places[:MOST]))
        about = Q()
        for word in words:
            about &= Q(title__icontains=word) | Q(body__icontains=word) | Q(number__icontains=word)
        told_of = ProjectEvent.objects.filter(project__in=projects.values("pk"), notice__isnull=False)
        notices = Notice.objects.filter(about | Q(pk__in=told_of.values("notice")))
        context |= {
            "places": places[:MOST],
            "places_count": len(places),
            "projects": projects.for_cards()[:MOST],
            "projects_count": projects.count(),
            "notices": notices.select_related("area")[:MOST],
            "notices_count": notices.count(),
        }
    return render(request, "pages/search.html", context)


@require_GET
def area(request, code: str):
    """What is going on in one place and below it."""
    area = get_object_or_404(Area.objects.select_related("parent"), code=code)
    if area.level in {Level.BUILDING, Level.GROUP}:
        raise Http404  # a handful of households: their projects stand under the courtyard
    projects = Project.objects.published().within(area).for_cards()
    context = {
        "area": area,
        "places": Area.objects.above(area),
        "plan": plan_of(area),
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
