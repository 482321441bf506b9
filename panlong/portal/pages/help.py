"""Help in the portal, one chapter for each kind of reader."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET


@dataclass(frozen=True)
class Chapter:
    """A chapter: its template is pages/help/NAME.html."""

    name: str
    title: Promise
    about: Promise
    icon: str


CHAPTERS = (
    Chapter(
        "residents", _("For residents"), _("Propose, support, vote, rate, and follow the money."), "house"
    ),
    Chapter(
        "organisers",
        _("For building heads and other organisers"),
        _("Check proposals, bring the neighbours together, help those without a phone."),
        "users",
    ),
    Chapter(
        "staff",
        _("For community staff"),
        _("Open a round, write the resolution, keep the roster, accept the work."),
        "clipboard-list",
    ),
    Chapter(
        "street", _("For the street office"), _("Check, approve and pay: three different people."), "landmark"
    ),
)


@require_GET
def contents(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help/contents.html", {"chapters": CHAPTERS})


@require_GET
def chapter(request: HttpRequest, name: str) -> HttpResponse:
    """One chapter of the help, and the way to the others."""
    chapter = next((one for one in CHAPTERS if one.name == name), None)
    if chapter is None:
        raise Http404
    return render(request, f"pages/help/{name}.html", {"chapter": chapter, "chapters": CHAPTERS})
