"""The public log: its pages for people, and its static files for any tool that reads C2SP tlog-tiles."""

import base64
from datetime import timedelta
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from panlong.log import notes, publishing, tiles
from panlong.log.models import Head, Place, Verification
from panlong.log.outside import places, shown
from panlong.log.outside.checking import CheckForm, check_head, prove

RUNS_SHOWN = 30
FOREVER = "public, max-age=31536000, immutable"


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Say in plain words what the log is, show its newest head, and how everybody checks it."""
    head = Head.objects.last()
    before = Head.objects.filter(at__lt=timezone.now() - timedelta(days=1)).last()
    context = {
        "head": shown.newest_head(),
        "kept": head,
        "fresh": head.size - before.size if head and before else None,
        "form": CheckForm(),
        "kinds": places.kinds_of(places.configured_names()),
        "witnesses": Place.objects.filter(
            name__in=places.configured_names(), name__startswith=f"{places.WITNESS}:"
        ),
    }
    return render(request, "log/overview.html", context)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Say whether the log still begins with what an old paper says (?size=…&root=…)."""
    form = CheckForm(request.GET if request.GET else None)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
        return render(request, "log/check.html", {"form": form}, status=status)
    size, said = form.cleaned_data["size"], form.cleaned_data["root"]
    found = check_head(size, said)
    return render(
        request,
        "log/check.html",
        {"form": form, "found": found, "outcome": found.outcome.value, "size": size},
    )


@require_safe
def proof(request: HttpRequest) -> HttpResponse:
    """Give the consistency proof between two sizes (?old=…&new=…) as JSON; who asks checks it alone."""
    try:
        old, new = (notes.parse_size(request.GET.get(name, "")) for name in ("old", "new"))
        head = publishing.published_head()
        if head is None or new > head.size:
            raise Http404
        _root, hashes = prove(old, new)
    except (ValueError, publishing.Forked):
        raise Http404 from None
    lines = [base64.b64encode(one).decode() for one in hashes]
    return JsonResponse({"proof": lines}, headers={"Cache-Control": "public, max-age=600"})


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """Give the signed head of the log."""
    found = publishing.read_file("checkpoint")
    if found is None:
        raise Http404
    return HttpResponse(
        found, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=5"}
    )


@require_safe
def tile(request: HttpRequest, name: str) -> HttpResponse:
    """Give a tile or a bundle of entries: none ever changes."""
    try:
        asked = tiles.parse_name(name)
        found = publishing.read_file(name)
    except tiles.TileError:
        raise Http404 from None
    if found is None:
        raise Http404
    kind = "application/octet-stream"
    return HttpResponse(
        found,
        content_type=kind,
        headers={"Cache-Control": FOREVER if asked.width == tiles.TILE_WIDTH else "public, max-age=600"},
    )


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """Give the keys with which heads are signed, one a line (vkey of C2SP signed-note)."""
    lines = "".join(f"{one.verifier}\n" for one in publishing.signing_keys())
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")


@require_safe
def verified(request: HttpRequest) -> HttpResponse:
    """Show what the last runs of all checks found."""
    return render(request, "log/verified.html", {"runs": Verification.objects.all()[:RUNS_SHOWN]})
