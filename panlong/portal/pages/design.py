"""The living page of the design system, in debug mode only: every token and every part, as pages use them."""

from datetime import timedelta
from decimal import Decimal

from django.contrib.messages import constants
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from funding.ledger.queries import Money
from panlong import clock
from panlong.acts import ActForm
from panlong.areas.models import Area, Level
from panlong.fields import CountField, DayField, PhotoField, WordsField, YuanField, yes_no
from panlong.notices.models import Notice
from panlong.portal.pages.area_map import draw_area_map
from panlong.portal.pages.district import district_figures
from projects.models import Photo, Project

COLOURS = ("pine", "pine-deep", "pine-pale", "seal", "seal-pale", "gold", "gold-pale", "ink", "ink-soft", "line", "mist")  # fmt: skip


class SampleForm(ActForm):
    words = WordsField(label=_("Your comment"), max_length=1000)
    amount = YuanField(label=_("Yuan"))
    count = CountField(label=_("People who benefit"))
    day = DayField(label=_("Day"))
    choice = yes_no(_("Yes"), _("No"), label=_("Your choice"))
    photo = PhotoField(label=_("Photo"), required=False)


@require_GET
def living_page(request: HttpRequest) -> HttpResponse:
    projects = list(Project.objects.published().for_cards()[:3])
    district = Area.objects.filter(level=Level.DISTRICT).first()
    context = {
        "colours": COLOURS,
        "levels": sorted(constants.DEFAULT_TAGS.values()),
        "projects": projects,
        "photo_pair": Photo.objects.filter(project__in=Project.objects.published())[:2],
        "notices": Notice.objects.select_related("area")[:2],
        "project": projects[0] if projects else None,
        "figures": district_figures(),
        "money": Money(
            received=Decimal(8600),
            approved=Decimal(10000),
            paid=Decimal(7000),
            spent=Decimal(12400),
            returned=Decimal(0),
            left=Decimal(3200),
            owed=Decimal(0),
            kept=Decimal(0),
        ),
        "plan": draw_area_map(district) if district else None,
        "form": SampleForm(None, project=None, user=request.user),
        "refused": SampleForm({"amount": "-1"}, project=None, user=request.user),
        "soon": clock.now() + timedelta(days=3),
    }
    return render(request, "pages/design.html", context)
