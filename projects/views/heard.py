"""The pages of what was heard (民情): for those who serve a place, nobody else."""

from datetime import timedelta
from http import HTTPStatus
from itertools import groupby
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from panlong import clock
from panlong.accounts.requests import SignedInRequest
from panlong.areas.models import within
from panlong.errors import Refused, database_refusals_as_refused, show_refusal
from projects import heard
from projects.forms.heard import HeardFilterForm, NoteForm

MOST = 300


@never_cache
@login_required
@require_GET
def notes(request: SignedInRequest) -> HttpResponse:
    """The notes of a month, grouped by theme, with how many there are of each."""
    if not heard.may_hear(request.user):
        raise PermissionDenied
    form = HeardFilterForm(request.GET, user=request.user)
    month, area = form.wanted()
    rows = heard.notes_for(request.user)
    if area:
        rows = rows.filter(within([area]))
    of_month = rows.filter(heard_on__year=month.year, heard_on__month=month.month).order_by(
        "theme", "-heard_on", "-pk"
    )
    shown = [
        (theme, list(group))
        for theme, group in groupby(of_month[:MOST], key=lambda one: one.get_theme_display())
    ]
    before = (month - timedelta(days=1)).replace(day=1)
    after = (month + timedelta(days=31)).replace(day=1)
    context = {
        "form": form, "month": month, "area": area, "groups": shown, "counts": heard.count_by_theme(rows, month),
        "before": before, "after": after if after <= clock.today() else None,
    }  # fmt: skip
    return render(request, "projects/heard.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedInRequest) -> HttpResponse:
    """Note what was heard."""
    if not heard.may_hear(request.user):
        raise PermissionDenied
    form = NoteForm(request.POST or None, user=request.user, initial={"operation": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            with database_refusals_as_refused():
                note = heard.write_note(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Noted. Only the organisers of the place read it."))
            return redirect(f"{reverse('projects:heard')}?month={note.heard_on:%Y-%m}")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "projects/heard_write.html", {"form": form}, status=status)
