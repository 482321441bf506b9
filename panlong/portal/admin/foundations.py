"""Admin of the foundations: areas, the audit, the parameters of the procedure and the working-day calendar.

These live here and not in their own rooms because who may see them depends on posts, and the foundations lie
below the accounts: they import nothing of them.
"""

import re

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong import audit, clock
from panlong.admin.base import (
    ADMINISTRATOR,
    NATIVE_DATES,
    OVERSEERS,
    READERS,
    STAFF,
    AdminForm,
    ReadOnlyAdmin,
    ScopedAdmin,
    area_codes_of,
    is_whole_district,
)
from panlong.admin.spreadsheets import ImportsAndExportsRows, RowsResource, TableResource
from panlong.areas.models import CODE_LENGTHS, CODE_PATTERN, Area, Level, next_code
from panlong.audit.models import AuditEntry
from panlong.fields import offer_choices
from panlong.policy import DEFAULTS
from panlong.policy.models import CalendarDay, CalendarYear, Parameter
from panlong.portal.audit_labels import label_of

LEVEL_BY_LENGTH = {length: level for level, length in CODE_LENGTHS.items()}


# --- Areas ----------------------------------------------------------------------------------------------------
def level_of(code: str) -> Level:
    """Return the level of the area with `code`; raise ValidationError when it is not a code."""
    if not re.fullmatch(CODE_PATTERN, code) or not code.isascii():
        raise ValidationError(_("Not an area code."))
    return LEVEL_BY_LENGTH[len(code)]


def parent_code(code: str) -> str:
    """Return the code of the area in which the area with `code` lies ('' for a district)."""
    shorter = [length for length in CODE_LENGTHS.values() if length < len(code)]
    return code[: shorter[-1]] if shorter else ""


def new_area(user, code: str, name: str, note: str = "") -> Area:
    """Return the area, not saved yet, that `user` may lay below what is theirs; raise ValidationError otherwise."""
    level, above = level_of(code), parent_code(code)
    parent = Area.objects.filter(code=above).first()
    if above and parent is None:
        raise ValidationError({"code": _("There is no area %(code)s for it to lie in.") % {"code": above}})
    official = level in (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
    mine = area_codes_of(user, ADMINISTRATOR) if official else area_codes_of(user, STAFF | ADMINISTRATOR)
    if not any(code.startswith(one) and code != one for one in mine):
        raise ValidationError({"code": _("%(code)s is not in your area.") % {"code": code}})
    return Area(code=code, name=name, note=note, level=level, parent=parent)


class AreaForm(AdminForm):
    class Meta:
        model = Area
        fields = ("parent", "code", "name", "note")
        help_texts = {
            "code": gettext_lazy("Official code of a street or community. Below a community leave it empty: the next free one is taken."),
        }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "code" in self.fields:
            self.fields["code"].required = False

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if "code" not in self.fields or self.errors:
            return data
        parent = data.get("parent")
        if not data.get("code"):
            if parent is None or parent.level not in (Level.COMMUNITY, Level.COURTYARD, Level.BUILDING):
                self.add_error("code", _("Give the official code."))
                return data
            data["code"] = next_code(parent)
        try:
            area = new_area(self.actor, data["code"], data.get("name", ""))
        except ValidationError as error:
            self.add_error(None if hasattr(error, "error_dict") else "code", error)
            return data
        if parent != area.parent:
            self.add_error(
                "parent",
                _("By its code this area lies in %(area)s.") % {"area": area.parent or _("no other area")},
            )
        self.instance.level = area.level
        return data


class AreaResource(RowsResource):
    columns = ("code", "name", "note")
    needed = ("code", "name")
    aliases = {"区划代码": "code", "代码": "code", "名称": "name", "说明": "note", "备注": "note"}

    class Meta:
        model = Area

    def take(self, row):
        code, name, note = (row.get(key) or "" for key in self.columns)
        if not name or len(name) > 80 or len(note) > 300:
            raise ValidationError({"name": _("The name is missing.") if not name else _("Too long.")})
        level_of(code)
        area = Area.objects.filter(code=code).first()
        if area is None:
            area = new_area(self.user, code, name, note)
            area.full_clean()
            area.save()
            what = "new"
        else:
            if not any(code.startswith(mine) and code != mine for mine in self.codes):
                raise ValidationError({"code": _("%(code)s is not in your area.") % {"code": code}})
            what = "skip" if (area.name, area.note) == (name, note or area.note) else "update"
            area.name, area.note = name, note or area.note
            area.save(update_fields=["name", "note"])
        return what, area, [area.code, area.name, area.note]


class AreaTable(TableResource):
    class Meta:
        model = Area

    table = (
        ("code", lambda row: row.code),
        ("name", lambda row: row.name),
        ("level", lambda row: row.get_level_display()),
        ("note", lambda row: row.note),
    )


@admin.register(Area)
class AreaAdmin(ImportsAndExportsRows, ScopedAdmin):
    """The tree: the administrator keeps it down to the communities, communities what lies below them."""

    area_path = "code"
    readers = READERS | ADMINISTRATOR
    adders = changers = importers = STAFF | ADMINISTRATOR
    form = AreaForm
    import_resource = AreaResource
    export_resource = AreaTable
    import_help = {
        "code": gettext_lazy(
            "official code, or the community's code with our own parts, such as 530103005006-001"
        ),
        "name": gettext_lazy("as on the door plate"),
        "note": gettext_lazy("may be empty"),
    }
    area_levels = (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.COURTYARD, Level.BUILDING)
    fields = ("parent", "code", "name", "note")
    list_display = ("name", "code", "level", "parent", "note")
    list_display_links = ("name", "code")
    list_filter = ("level",)
    list_select_related = ("parent",)
    search_fields = ("name", "code")
    search_help_text = gettext_lazy("Name or code")

    def get_readonly_fields(self, request, obj=None):
        return ("parent", "code", "level") if obj else ()

    def get_fields(self, request, obj=None):
        return ("parent", "code", "level", "name", "note") if obj else self.fields

    def has_change_permission(self, request, obj=None):
        """Staff may not rename their own community, only what lies below it."""
        if obj is None:
            return super().has_change_permission(request)
        codes = area_codes_of(request.user, STAFF)
        below = any(obj.code.startswith(code) and obj.code != code for code in codes)
        return below or any(obj.code.startswith(code) for code in area_codes_of(request.user, ADMINISTRATOR))

    def area_code_of(self, obj):
        return obj.code

    def store(self, request, obj, form, change):
        obj.save(update_fields=("name", "note") if change else None)


# --- Audit ----------------------------------------------------------------------------------------------------
class KindOfObjectFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind of object")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        named = {
            model._meta.model_name: model._meta.verbose_name for model in model_admin.admin_site._registry
        }
        return sorted(named.items(), key=lambda pair: str(pair[1]))

    def queryset(self, request, queryset):
        return queryset.filter(target_type=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditAdmin(ReadOnlyAdmin):
    """Who did what. What belongs to no area is shown to those who look after the whole district."""

    readers = OVERSEERS
    area_path = "area_code"
    shown = ("at", "actor", "what", "act", "target_type", "target_id", "area_code", "details", "recorded_at")
    list_display = ("at", "actor", "what", "target_type", "target_id", "area_code")
    list_select_related = ("actor",)
    list_filter = (KindOfObjectFilter,)
    search_fields = ("act", "actor__name", "=target_id", "area_code__startswith")
    search_help_text = gettext_lazy("Act, name of the person, number of the object, or area code")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("what happened"), ordering="act")
    def what(self, entry):
        return label_of(entry.act)

    def scope(self, user, roles):
        condition = super().scope(user, roles)
        whole = any(is_whole_district(code) for code in area_codes_of(user, roles))
        return condition | Q(area_code="") if whole else condition


# --- Policy ---------------------------------------------------------------------------------------------------
PARAMETERS = {
    "cap_works": gettext_lazy("largest subsidy for works (yuan)"),
    "cap_service": gettext_lazy("largest subsidy for a service (yuan)"),
    "cap_goods": gettext_lazy("largest subsidy for goods (yuan)"),
    "subsidy_percent": gettext_lazy("largest share of subsidies (%)"),
    "material_change_percent": gettext_lazy("a cost higher by this asks those who agreed again (%)"),
    "quotes_from": gettext_lazy("quotations needed from (yuan)"),
    "quotes_needed": gettext_lazy("number of quotations"),
    "street_approves_up_to": gettext_lazy("the street office approves subsidies up to (yuan)"),
    "payment_days": gettext_lazy("time to pay a small supplier (days)"),
    "payment_days_most": gettext_lazy("time to pay a small supplier at the very most (days)"),
    "screening_days": gettext_lazy("time for the check of a proposal (working days)"),
    "appeal_days": gettext_lazy("time to appeal against a refused proposal, and to answer (working days)"),
    "merge_undo_days": gettext_lazy("days in which a merge of two proposals may be undone"),
    "merge_poll_days": gettext_lazy(
        "days that a support poll must still be open to take in the answers of another"
    ),
    "comments_a_day": gettext_lazy("comments of one person about one project and day"),
    "screening_returns": gettext_lazy("times a proposal may be returned for changes"),
    "street_review_days": gettext_lazy("time for the street's review (working days)"),
    "publicity_days": gettext_lazy("public notice of an approval (working days)"),
    "objection_days": gettext_lazy("time to answer an objection (working days)"),
    "level_1_days": gettext_lazy("time to solve a level 1 issue (working days)"),
    "level_2_days": gettext_lazy("time to solve a level 2 issue (working days)"),
    "level_3_days": gettext_lazy("time to solve a level 3 issue (working days)"),
    "support_poll_days": gettext_lazy("length of a support poll (days)"),
    "support_percent": gettext_lazy("households that must agree in a support poll (% of all)"),
    "support_early_percent": gettext_lazy(
        "households that must agree to close a support poll early (% of all)"
    ),
    "meeting_notice_days": gettext_lazy("notice before a meeting (days)"),
    "council_quorum_percent": gettext_lazy("members who must come to a meeting of the council (%)"),
    "council_share_percent": gettext_lazy("of them more must be in favour than (%)"),
    "households_quorum_percent": gettext_lazy("households that must come to a meeting of all (%)"),
    "households_share_percent": gettext_lazy("of these households more must be in favour than (%)"),
    "parties_quorum_percent": gettext_lazy("of the six parties must come to a talk (%)"),
    "parties_share_percent": gettext_lazy("of these parties more must be in favour than (%)"),
    "owners_vote_days": gettext_lazy("an owners' vote is open at least (days)"),
    "progress_days": gettext_lazy("progress reported at least every (days)"),
    "review_days": gettext_lazy("length of a satisfaction review (days)"),
    "result_notice_days": gettext_lazy("length of result notices (days)"),
    "pool_months": gettext_lazy("time in the pool (months)"),
    "warranty_months": gettext_lazy("warranty (months)"),
    "satisfaction_percent": gettext_lazy("satisfaction needed (%)"),
    "satisfaction_answers": gettext_lazy("answers needed in a satisfaction review"),
    "satisfaction_answer_percent": gettext_lazy("or answers of this share of the households (%)"),
    "review_prolongings": gettext_lazy("times a satisfaction review is prolonged when too few answer"),
    "smallest_cell": gettext_lazy("fewest households shown of one grade in a satisfaction review"),
    "committee_needed": gettext_lazy(
        "courtyard committee with rules of procedure needed before the pool (1 yes, 0 no)"
    ),
    "task_group_size": gettext_lazy("smallest task group"),
    "resolution_pass_points": gettext_lazy("points needed for a resolution (of 100)"),
    "weight_reach": gettext_lazy("weight in the committee: benefits many people"),
    "weight_participation": gettext_lazy("weight in the committee: residents take part"),
    "weight_self_raised": gettext_lazy("weight in the committee: residents raise money themselves"),
    "weight_urgency": gettext_lazy("weight in the committee: old housing needs it urgently"),
    "weight_replicable": gettext_lazy("weight in the committee: others can copy it"),
    "trimmed_from_scorers": gettext_lazy(
        "members who give points from whom on the highest and the lowest are left out"
    ),
    "spread_points": gettext_lazy("points between members above which they talk and score once more"),
    "least_scorers": gettext_lazy("members who must give points at least"),
    "scoring_days": gettext_lazy("time for the committee to hand in its points (days)"),
    "tranche_1_percent": gettext_lazy("first part of a subsidy (%)"),
    "tranche_2_percent": gettext_lazy("second part of a subsidy (%)"),
    "tranche_3_percent": gettext_lazy("third part of a subsidy (%)"),
    "tranche_4_percent": gettext_lazy("last part of a subsidy (%)"),
}


class ParameterForm(AdminForm):
    key = forms.ChoiceField(label=gettext_lazy("parameter"))

    class Meta:
        model = Parameter
        fields = ("key", "value", "area", "effective_from", "basis")
        help_texts = {"basis": gettext_lazy("The document that says so, with its number.")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            choices = [
                (
                    key,
                    _("%(name)s, by default %(value)s") % {"name": PARAMETERS.get(key, key), "value": value},
                )
                for key, value in DEFAULTS.items()
            ]
            offer_choices(self.fields["key"], [("", "–"), *choices])
        if "area" in self.fields:
            of_officials = Area.objects.filter(level__in=[Level.STREET, Level.COMMUNITY])
            chooser = self.fields["area"]
            assert isinstance(chooser, forms.ModelChoiceField)
            chooser.queryset = of_officials.order_by("code")

    def clean_effective_from(self):
        day = self.cleaned_data["effective_from"]
        if day < clock.today() or day.year > clock.today().year + 20:
            raise ValidationError(_("What has been in force stays as it was: choose today or a later day."))
        return day

    def clean(self):
        super().clean()
        data = self.cleaned_data
        key, value = data.get("key") or "", data.get("value")
        if value is None:
            return data
        if value < 0 or ("percent" in key and value > 100):
            self.add_error("value", _("Check the number."))
        elif value != value.to_integral_value() and not key.startswith("cap_") and "percent" not in key:
            self.add_error("value", _("A whole number, please."))
        return data


@admin.register(Parameter)
class ParameterAdmin(ScopedAdmin):
    """A parameter is changed by a new row from a day on; what was in force stays."""

    area_path = None
    readers = OVERSEERS | ADMINISTRATOR
    adders = changers = ADMINISTRATOR
    form = ParameterForm
    fields = ("key", "value", "area", "effective_from", "basis")
    list_display = ("meaning", "amount", "where", "effective_from", "basis")
    list_select_related = ("area",)
    list_filter = ("effective_from",)
    search_fields = ("key", "basis")

    @admin.display(description=gettext_lazy("parameter"), ordering="key")
    def meaning(self, row):
        return PARAMETERS.get(row.key, row.key)

    @admin.display(description=gettext_lazy("only in"), ordering="area__code")
    def where(self, row):
        return row.area or _("the whole district")

    @admin.display(description=gettext_lazy("value"), ordering="value")
    def amount(self, row):
        return f"{row.value.normalize():f}"

    def has_change_permission(self, request, obj=None):
        in_force = obj is not None and obj.effective_from <= clock.today()
        return not in_force and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return obj is not None and self.has_change_permission(request, obj)


class CalendarDayFormSet(forms.BaseInlineFormSet):
    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            field.widget.attrs.setdefault("aria-label", str(field.label or ""))

    def clean(self):
        super().clean()
        for form in self.forms:
            day = form.cleaned_data.get("day") if hasattr(form, "cleaned_data") else None
            if day and self.instance.year and day.year != self.instance.year:
                form.add_error("day", _("This day lies in another year."))


class CalendarDayInline(admin.TabularInline):
    model = CalendarDay
    formset = CalendarDayFormSet
    extra = 3
    fields = ("day", "is_working", "note")
    formfield_overrides = NATIVE_DATES

    def _may(self, request):
        return bool(area_codes_of(request.user, ADMINISTRATOR))

    def has_view_permission(self, request, obj=None):
        return True  # asked only below a year that this person may see

    def has_add_permission(self, request, obj=None):
        return self._may(request)

    def has_change_permission(self, request, obj=None):
        return self._may(request)

    def has_delete_permission(self, request, obj=None):
        return self._may(request)


@admin.register(CalendarYear)
class CalendarYearAdmin(ScopedAdmin):
    """The holidays and make-up working days of a year, as the State Council announces them."""

    area_path = None
    readers = OVERSEERS | ADMINISTRATOR
    adders = changers = ADMINISTRATOR
    fields = ("year", "source")
    list_display = ("year", "source")
    inlines = (CalendarDayInline,)

    def save_formset(self, request, form, formset, change):
        formset.save()
        added = [str(row.day) for row in formset.new_objects]
        changed = [str(row.day) for row, _fields in formset.changed_objects]
        removed = [str(row.day) for row in formset.deleted_objects]
        if added or changed or removed:
            audit.record(
                "admin_calendar",
                by=request.user,
                target=form.instance,
                added=added,
                changed=changed,
                removed=removed,
            )
