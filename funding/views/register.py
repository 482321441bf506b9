"""A firm of the register of suppliers: what happened to it, and how it comes back."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from funding import rules
from funding.forms.procurement import DecideAgainForm, ProposeAgainForm
from funding.models import Supplier
from funding.procurement import register
from panlong.accounts.requests import SignedInRequest
from panlong.errors import Refused


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def firm(request: SignedInRequest, pk: int) -> HttpResponse:
    """A firm for the people of its street: one proposes to take it back, and another one decides."""
    rows = Supplier.objects.select_related("area", "asked_for", "again_by")
    firm = get_object_or_404(rows, pk=pk)
    if not request.user.holds(rules.KEEPERS, firm.area):
        raise Http404
    form, status = _form_for(firm, request), HTTPStatus.OK
    if request.method == "POST" and form is None:
        messages.warning(request, _("There is nothing to decide about this firm now."))
        return redirect(firm)
    if request.method == "POST" and form is not None:
        if form.is_valid():
            try:
                _carry_out(firm, request, form)
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.reason))
            else:
                messages.success(request, _("Written down."))
                return redirect(firm)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {"firm": firm, "form": form, "history": register.history_of(firm)}
    return render(request, "funding/firm.html", context, status=status)


def _form_for(firm: Supplier, request: SignedInRequest) -> ProposeAgainForm | DecideAgainForm | None:
    """Return the form of what `request.user` may do about a firm that is out, None when that is nothing."""
    if firm.status not in register.OUT or not rules.may_keep_register(request.user, firm):
        return None
    if firm.again_by_id is None:
        return ProposeAgainForm(request.POST or None)
    return None if firm.again_by_id == request.user.pk else DecideAgainForm(request.POST or None)


def _carry_out(firm: Supplier, request: SignedInRequest, form: ProposeAgainForm | DecideAgainForm) -> None:
    if isinstance(form, ProposeAgainForm):
        register.propose_again(firm, by=request.user, **form.cleaned_data)
    else:
        register.decide_again(firm, by=request.user, **form.cleaned_data)
