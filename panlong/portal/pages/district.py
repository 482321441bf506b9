"""The figures of the district."""

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import Left
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from funding.ledger import queries as money
from funding.models import SharedFacility, Source
from panlong.areas.models import CODE_LENGTHS, Area, Level
from projects.models import Project, Regulation
from projects.stages import DONE, UNDER_WAY, Stage


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


@require_GET
def district(request: HttpRequest) -> HttpResponse:
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
        "rules": Regulation.objects.annotate(cases=Count("solved"))[:10],
        "envelopes": money.envelopes(),
    }
    return render(request, "pages/district.html", context)


def streets_of(public: QuerySet[Project]) -> list[dict]:
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
