"""Bank statements."""

import re

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from funding import rules
from funding.cashbook import bank as bank_statements
from funding.forms.bank import BankForm
from funding.models import BankStatement
from panlong import spreadsheets
from panlong.accounts.models import Role
from panlong.accounts.requests import SignedInRequest
from panlong.admin.spreadsheets import SealedStorage
from panlong.areas.models import Area, within
from panlong.errors import Refused, require


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bank(request: SignedInRequest) -> HttpResponse:
    """The statements of the bank: choose a file, look at what it would say, keep it."""
    areas = request.user.areas_of(rules.BANK_READERS)
    if not areas:
        raise Http404
    own = request.user.areas_of({Role.STREET_FINANCE})
    context: dict = {
        "statements": BankStatement.objects.filter(within(areas, field="area__code")).select_related("area")[
            :50
        ],
        "form": BankForm(areas=own) if own else None,
    }
    if request.method == "POST" and own:
        staged = SealedStorage(request.POST.get("staged") or None)
        try:
            if request.POST.get("staged"):
                area, name = _area_of(request, own), request.POST.get("name", "")[:120]
                data = staged.read() if re.fullmatch("[0-9a-f]{32}", staged.name) else None
                if data is None:
                    raise Refused(gettext("The file is not kept any more; choose it again."))
                kept = bank_statements.keep_statement(area, by=request.user, name=name, data=data)
                staged.remove()
                return redirect("funding:statement", kept.pk)
            context["form"] = form = BankForm(request.POST, request.FILES, areas=own)
            if form.is_valid():
                file, area = form.cleaned_data["file"], form.cleaned_data["area"]
                require(file.size <= spreadsheets.MAX_BYTES, gettext("The file is too large."), field="file")
                data = file.read()
                context |= _told(
                    bank_statements.compare_statement(bank_statements.read_statement(file.name, data), area)
                )
                staged.save(data)
                context |= {"staged": staged.name, "name": file.name, "area": area}
        except Refused as refusal:
            context["form"] = form = BankForm(request.POST, request.FILES, areas=own)
            form.add_error(refusal.field, refusal.reason)
    return render(
        request, "funding/bank.html", context, status=400 if getattr(context["form"], "errors", None) else 200
    )


def _area_of(request: SignedInRequest, areas: list[Area]) -> Area:
    return next((area for area in areas if str(area.pk) == request.POST.get("area")), areas[0])


def _told(compared: list) -> dict:
    """Return the payments that were compared, and how many match."""
    return {"compared": compared, "matched": sum(one.what == "matched" for one in compared)}


@never_cache
@login_required
@require_GET
def statement(request: SignedInRequest, pk: int) -> HttpResponse:
    """One statement of the bank beside our payments, as both are now."""
    areas = request.user.areas_of(rules.BANK_READERS)
    kept = get_object_or_404(BankStatement.objects.filter(within(areas, field="area__code")), pk=pk)
    context = {
        "statement": kept,
        **_told(bank_statements.compare_statement(bank_statements.rows_of(kept), kept.area)),
    }
    return render(request, "funding/statement.html", context)
