"""Ten-household groups: made of the doors of a building in order, put right door by door, each with its head."""

from http import HTTPStatus

from crispy_forms.helper import FormHelper
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from panlong.accounts import groups
from panlong.accounts.models import Household, User
from panlong.accounts.requests import SignedInRequest
from panlong.areas.models import Area, Level
from panlong.errors import Refused, database_refusals_as_refused, show_refusal
from panlong.fields import CountField


class GroupForm(forms.Form):
    helper: FormHelper


class DivideForm(GroupForm):
    size = CountField(
        label=gettext_lazy("How many households in a group, about?"), min_value=groups.FEWEST, max_value=groups.MOST, initial=12
    )  # fmt: skip


class MoveForm(GroupForm):
    """A door and the group it belongs to from now on."""

    def __init__(self, *args, place: Area, **kwargs):
        super().__init__(*args, **kwargs)
        homes = Household.objects.filter(area=place, merged_at__isnull=True).select_related("area")
        of_place = Area.objects.filter(parent=place, level=Level.GROUP)
        self.fields["home"] = forms.ModelChoiceField(label=_("Door"), queryset=homes.order_by("unit", "room"))
        self.fields["group"] = forms.ModelChoiceField(
            label=_("Group"), queryset=of_place, required=False, empty_label=_("no group")
        )


class HeadForm(GroupForm):
    def __init__(self, *args, place: Area, **kwargs):
        super().__init__(*args, **kwargs)
        living = User.objects.filter(
            is_active=True, memberships__household__group__parent=place, memberships__until__isnull=True
        ).distinct()
        self.fields["group"] = forms.ModelChoiceField(
            label=_("Group"), queryset=Area.objects.filter(parent=place, level=Level.GROUP)
        )
        self.fields["person"] = forms.ModelChoiceField(label=_("Head of the group"), queryset=living.order_by("name", "pk"))  # fmt: skip


@never_cache
@login_required
@require_GET
def group_places(request: SignedInRequest) -> HttpResponse:
    """The buildings and courtyards of one's community, and how many of their doors are in no group."""
    areas = request.user.areas_of(groups.MAKERS)
    if not areas:
        raise PermissionDenied
    places = [place for area in areas for place in groups.places_with_groups(area)]
    return render(request, "pages/group_places.html", {"places": places})


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def group_list(request: SignedInRequest, code: str) -> HttpResponse:
    """The groups of a building or courtyard: divide the doors, move one, name the heads."""
    place = get_object_or_404(Area.objects.select_related("parent"), code=code)
    if not groups.may_make_groups(request.user, place):
        raise PermissionDenied
    sent = request.POST.get("do", "") if request.method == "POST" else ""
    forms_of: dict[str, GroupForm] = {
        "divide": DivideForm(request.POST if sent == "divide" else None, prefix="divide"),
        "move": MoveForm(request.POST if sent == "move" else None, prefix="move", place=place),
        "head": HeadForm(request.POST if sent == "head" else None, prefix="head", place=place),
    }
    status = HTTPStatus.OK
    if sent in forms_of:
        form = forms_of[sent]
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                with database_refusals_as_refused():
                    _run(sent, place, request.user, form.cleaned_data)
            except Refused as refusal:
                status = show_refusal(form, refusal)
            else:
                messages.success(request, _("Done."))
                return redirect("pages:groups", code)
    for form in forms_of.values():
        form.helper = FormHelper()
        form.helper.form_tag, form.helper.disable_csrf = False, True
    made, alone = groups.groups_of(place)
    context = {
        "place": place,
        "groups": made,
        "alone": alone,
        "fewest": groups.FEWEST,
        "most": groups.MOST,
        **forms_of,
    }
    return render(request, "pages/groups.html", context, status=status)


def _run(what: str, place: Area, by: User, data: dict) -> None:
    if what == "divide":
        groups.make_groups(place, by=by, size=data["size"])
    elif what == "move":
        groups.move_door(data["home"], by=by, group=data["group"])
    else:
        groups.appoint_head(data["group"], by=by, person=data["person"])
