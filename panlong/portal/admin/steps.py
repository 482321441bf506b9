"""The roster in the admin by hand: a change waits for a second person; twins are found and proposed for merging."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong.accounts.models import Household, Membership, User
from panlong.accounts.roster import steps, twins
from panlong.admin.base import STAFF, AdminForm, area_codes_of, is_covered
from panlong.errors import Refused
from panlong.fields import DoorField, SquareMetresField


class HouseholdForm(AdminForm):
    """A household by hand, by the same rules as in a file."""

    unit = DoorField(label=gettext_lazy("unit"), max_length=20, required=False)
    room = DoorField(label=gettext_lazy("room"), max_length=20)
    floor_area = SquareMetresField(label=gettext_lazy("floor area (m²)"), required=False)

    class Meta:
        model = Household
        fields = ("area", "unit", "room", "floor_area")


class WaitsForSecondPerson:
    """Saving a row asks a second person; nothing of the row is written before they confirm.

    `waits(request, obj)` says which rows are meant; the others are saved as everywhere.
    """

    def waits(self, request, obj) -> bool:
        """Say whether a change of `obj` waits for a second person."""
        return True

    def area_of_step(self, obj):
        """Return the area whose people decide about `obj`."""
        return obj.area

    def stage_new(self, request, obj, form) -> None:
        """Let a new row wait for its second person, and remember on the request where it waits."""
        raise NotImplementedError

    def save_model(self, request, obj, form, change):
        if not self.waits(request, obj):
            super().save_model(request, obj, form, change)  # type: ignore[misc]  # of the admin this is mixed into
            return
        if not change:
            self.stage_new(request, obj, form)
            return
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        if values:
            step = steps.propose_step(obj, values, area=self.area_of_step(obj), by=request.user)
            request.waits_at = reverse("pages:roster-step", args=[step.pk])

    def response_add(self, request, obj, post_url_continue=None):
        if obj.pk is not None:
            return super().response_add(request, obj, post_url_continue)  # type: ignore[misc]  # of the admin this is mixed into
        return self._waiting(request)

    def response_change(self, request, obj):
        if not self.waits(request, obj):
            return super().response_change(request, obj)  # type: ignore[misc]  # of the admin this is mixed into
        return self._waiting(request)

    def _waiting(self, request):
        where = getattr(request, "waits_at", "")
        if where:
            words = _("This waits for a second person: another worker there, or the street's handler.")
            link = format_html('{} <a href="{}">{}</a>', words, where, _("See it"))
            messages.success(request, link)
        opts = self.opts  # type: ignore[attr-defined]  # of the admin this is mixed into
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))


@admin.action(
    description=gettext_lazy("These two are one (a second person confirms)"), permissions=["change"]
)
def propose_merge(model_admin, request, queryset):
    """Propose that the two chosen rows are one: the older, or the one with a number, is kept."""
    chosen = list(queryset[:3])
    if len(chosen) != 2:
        messages.warning(request, _("Choose two entries."))
        return
    try:
        step = _propose(request, *chosen)
    except Refused as refusal:
        messages.warning(request, str(refusal.reason))
        return
    words = _("This waits for a second person: another worker there, or the street's handler.")
    where = reverse("pages:roster-step", args=[step.pk])
    messages.success(request, format_html('{} <a href="{}">{}</a>', words, where, _("See it")))


def _propose(request, one, other):
    codes = area_codes_of(request.user, STAFF)
    if isinstance(one, Household):
        kept, twin = sorted((one, other), key=lambda home: (home.twin_of_id is not None, home.pk))
        if not (is_covered(codes, one.area) and is_covered(codes, other.area)):
            raise Refused(_("One of them is not in your area."))
        return twins.propose_homes(kept, twin, area=kept.area, by=request.user)
    if isinstance(one, Membership):
        one, other = one.user, other.user
    kept, twin = sorted((one, other), key=lambda person: (not person.phone_hash, person.pk))
    places = [home.household.area for person in (kept, twin) for home in person.current_memberships]
    if not places or not all(is_covered(codes, place) for place in places):
        raise Refused(_("One of them is not in your area."))
    return twins.propose_people(kept, twin, area=places[0], by=request.user)


class TwinFilter(admin.SimpleListFilter):
    """Rows that may be the same person or home as another one."""

    title = gettext_lazy("twins")
    parameter_name = "twins"

    def lookups(self, request, model_admin):
        return [("yes", _("may be one with another entry"))]

    def queryset(self, request, queryset):
        if self.value() != "yes":
            return queryset
        codes = area_codes_of(request.user, STAFF)
        model = queryset.model
        kind = Household if model is Household else User
        rows = [
            row.pk for pair in twins.find(codes) for row in (pair.kept, pair.twin) if isinstance(row, kind)
        ]
        return queryset.filter(**{"user__in" if model is Membership else "pk__in": rows})
