"""Households and their members in the admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong import clock
from panlong.accounts.models import Household, Membership
from panlong.accounts.roster import reading
from panlong.admin.base import (
    STAFF,
    AdminForm,
    ReadOnlyInline,
    ScopedAdmin,
    StreetFilter,
    area_codes_of,
    column,
)
from panlong.admin.spreadsheets import ExportsRows, TableResource
from panlong.areas.models import Level
from panlong.fields import NameField
from panlong.portal.admin.roster import ImportsRoster
from panlong.portal.admin.steps import HouseholdForm, TwinFilter, WaitsForSecondPerson, propose_merge


class HouseholdTable(TableResource):
    class Meta:
        model = Household

    table = (
        ("area_code", lambda row: row.area.code),
        ("area", lambda row: row.area.name),
        ("unit", lambda row: row.unit),
        ("room", lambda row: row.room),
        ("floor_area", lambda row: row.floor_area),
        ("members", lambda row: row.members),
    )


class MemberInline(ReadOnlyInline):
    model = Membership
    verbose_name_plural = gettext_lazy("members")
    shown = (
        "user",
        column("user__masked_phone", gettext_lazy("phone")),
        "is_owner",
        "is_head",
        "since",
        "until",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "household__area")


@admin.register(Household)
class HouseholdAdmin(WaitsForSecondPerson, ImportsRoster, ScopedAdmin):
    form = HouseholdForm
    actions = (propose_merge,)
    adders = changers = importers = STAFF
    area_levels = (Level.COURTYARD, Level.BUILDING, Level.GROUP)
    export_resource = HouseholdTable
    fields = ("area", "unit", "room", "floor_area")
    list_display = (
        "__str__",
        "area",
        "unit",
        "room",
        "floor_area",
        column("members", gettext_lazy("members")),
    )
    list_select_related = ("area",)
    list_filter = (StreetFilter, TwinFilter)
    search_fields = ("unit", "room", "area__name", "area__code")
    search_help_text = gettext_lazy("Room, unit, or name or code of the area")
    inlines = (MemberInline,)

    def get_queryset(self, request):
        living = Q(memberships__until__isnull=True) | Q(memberships__until__gt=clock.now())
        return (
            super()
            .get_queryset(request)
            .filter(merged_at__isnull=True)
            .select_related("area")
            .annotate(members=Count("memberships", filter=living))
        )

    def get_readonly_fields(self, request, obj=None):
        return ("area",) if obj else ()

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()

    def stage_new(self, request, obj, form) -> None:
        row = {name: form.cleaned_data[name] for name in ("unit", "room", "floor_area")}
        stage_row(request, {**row, "area_code": obj.area.code})


def stage_row(request, row: dict) -> None:
    """Let a row that was typed wait for its second person."""
    file = reading.stage(row, by=request.user, codes=area_codes_of(request.user, STAFF))
    request.waits_at = reverse("admin:accounts_household_roster", args=[file.pk])


class MemberForm(AdminForm):
    """A new member is typed like a row of the roster; later only the standing in the household changes."""

    name = NameField(label=gettext_lazy("name"), max_length=40)
    phone = forms.CharField(
        label=gettext_lazy("phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("A number that is on record is the same person."),
    )
    birth_year = forms.IntegerField(
        label=gettext_lazy("year of birth"), required=False, min_value=1900, max_value=2200
    )

    class Meta:
        model = Membership
        fields = ("household", "is_owner", "is_head", "until")

    def clean_until(self):
        return ending(self.cleaned_data["until"], self.instance)


def ending(until, row):
    """Return the moment at which `row` ends; it may end now or later, never in the past."""
    if until is None or until >= clock.now() or until == row.until:
        return until
    if (clock.now() - until).total_seconds() < 24 * 3600:
        return clock.now()
    raise ValidationError(_("It can end now or later."))


class MemberTable(TableResource):
    """Phones are masked: no export holds a whole number."""

    class Meta:
        model = Membership

    table = (
        ("area_code", lambda row: row.household.area.code),
        ("area", lambda row: row.household.area.name),
        ("unit", lambda row: row.household.unit),
        ("room", lambda row: row.household.room),
        ("name", lambda row: row.user.name),
        ("phone_masked", lambda row: row.user.masked_phone),
        ("birth_year", lambda row: row.user.birth_year),
        ("is_owner", lambda row: row.is_owner),
        ("is_head", lambda row: row.is_head),
        ("since", lambda row: row.since),
        ("until", lambda row: row.until),
    )


class CurrentFilter(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "current"

    def lookups(self, request, model_admin):
        return [("yes", _("now")), ("no", _("ended"))]

    def queryset(self, request, queryset):
        now = clock.now()
        if self.value() == "yes":
            return queryset.filter(Q(until__isnull=True) | Q(until__gt=now))
        return queryset.filter(until__lte=now) if self.value() == "no" else queryset


@admin.register(Membership)
class MembershipAdmin(WaitsForSecondPerson, ExportsRows, ScopedAdmin):
    actions = (propose_merge,)
    adders = changers = STAFF
    area_path = "household__area__code"
    personal = frozenset({"name", "phone", "birth_year"})
    export_resource = MemberTable
    form = MemberForm
    list_display = (
        column("user", gettext_lazy("person"), order="user__name"),
        "household",
        column("user__masked_phone", gettext_lazy("phone"), order="user__id"),
        "is_owner",
        "is_head",
        "since",
        "until",
    )
    list_filter = (CurrentFilter, "is_owner", "is_head", TwinFilter)
    list_select_related = ("user", "household__area")
    search_fields = ("user__name", "household__room", "household__area__name")
    autocomplete_fields = ("household",)

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("household", "name", "phone", "birth_year", "is_owner", "is_head")
        return ("user", "household", "is_owner", "is_head", "since", "until")

    def get_readonly_fields(self, request, obj=None):
        return ("user", "household", "since") if obj else ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if change:
            for name in ("name", "phone", "birth_year"):
                form.base_fields.pop(name, None)
        return form

    def has_change_permission(self, request, obj=None):
        over = obj is not None and obj.until is not None and obj.until <= clock.now()
        return not over and super().has_change_permission(request, obj)

    def area_of_step(self, obj):
        return obj.household.area

    def stage_new(self, request, obj, form) -> None:
        home, data = obj.household, form.cleaned_data
        row = {
            "area_code": home.area.code, "unit": home.unit, "room": home.room, "name": data["name"], "phone": data["phone"],
            "birth_year": data["birth_year"] or "", "is_owner": int(data["is_owner"]), "is_head": int(data["is_head"]),
        }  # fmt: skip
        stage_row(request, row)
