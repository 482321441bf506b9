"""What every page of the admin shares: posts decide who sees and changes what, in which area; every save is audited.

Django's own permission tables play no part here. An admin class says in three sets of roles who reads, adds and
changes; the areas of the person's current posts say where.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import BadRequest, FieldDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import DataError, IntegrityError, InternalError, models
from django.db.models import Model, Q
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong import audit
from panlong.accounts.models import DISTRICT_ROLES, STREET_ROLES, Role, User
from panlong.admin.inputs import KnownChoices, is_row_number
from panlong.areas.models import Area, Level, within
from panlong.audit.models import AuditEntry
from panlong.errors import NotPermitted, Refused
from panlong.fields import MomentField, label_rows

EVERYWHERE = ""  # every area code begins with it
NOBODY: frozenset[str] = frozenset()
STAFF = frozenset({Role.COMMUNITY_STAFF})
DISTRICT = frozenset(DISTRICT_ROLES)
ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})
OVERSEERS = frozenset({*DISTRICT_ROLES, Role.AUDITOR})
READERS = frozenset({Role.COMMUNITY_STAFF, *STREET_ROLES, *OVERSEERS})
EXPORTERS = frozenset({Role.COMMUNITY_STAFF, *OVERSEERS})
LEVELS = list(Level)
# The browser's own fields for days and moments: labelled, and made for thumbs.
NATIVE_DATES: Mapping[type[models.Field], Mapping[str, Any]] = {
    models.DateTimeField: {"form_class": MomentField, "widget": MomentField.widget},
    models.DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
}


def area_codes_of(user: User, roles) -> list[str]:
    """Return the codes of the areas in which `user` now holds a post of one of `roles`.

    A superuser is the bootstrap of a new portal: an administrator everywhere, nothing else.
    """
    codes = [area.code for area in user.areas_of(roles)]
    if Role.ADMINISTRATOR in roles and user.is_superuser and not user.second_factor_missing:
        codes.append(EVERYWHERE)
    return codes


def is_covered(codes, area: Area) -> bool:
    """Say whether `area` lies in the area of one of `codes`."""
    return any(area.code.startswith(code) for code in codes)


def is_whole_district(code: str) -> bool:
    """Say whether `code` is the district's (or everywhere): rows that belong to no area are shown there only."""
    return len(code) <= 6


def set_verbose_names(model, one, many) -> None:
    """Name `model` in the admin: its Meta names no model that the portal's pages never name."""
    model._meta.verbose_name, model._meta.verbose_name_plural = one, many


def column(path: str, label, *, order: str | None = None, boolean: bool | None = None, empty: str = "–"):
    """Return a column (or read-only field) that shows what lies at `path`, e.g. "project__area"."""

    told = {"description": label, "ordering": order or path}
    display = admin.display(**told, boolean=True) if boolean else admin.display(**told, empty_value=empty)

    @display
    def show(row):
        for name in path.split("__"):
            row = getattr(row, name, None)
            if row is None:
                return None
        return row() if callable(row) else row

    show.__name__ = path
    return show


def sentence_of(error: Exception) -> str:
    """Return what a refusal by the database means, in a sentence for the person at the form."""
    diagnosis = getattr(error.__cause__, "diag", None)
    rule = getattr(diagnosis, "constraint_name", None) or getattr(diagnosis, "message_primary", None) or ""
    if getattr(error.__cause__, "sqlstate", "") == "23505":
        return _("There is a record like this already, so nothing was saved (%(rule)s).") % {"rule": rule}
    return _("This goes against a rule of the records, so nothing was saved (%(rule)s).") % {"rule": rule}


class AdminForm(forms.ModelForm):
    """A form that knows who fills it in, and shows a refusal that came only when it was saved."""

    actor: User
    refusal: ValidationError | None = None

    def _post_clean(self):
        super()._post_clean()  # type: ignore[misc]  # Django has this step, its stubs do not
        if self.refusal is None:
            return
        if not hasattr(self.refusal, "error_dict"):
            self.add_error(None, self.refusal)
            return
        for field, errors in self.refusal.error_dict.items():
            self.add_error(field if field in self.fields else None, ValidationError(errors))


class ScopedAdmin(admin.ModelAdmin):
    """The base of all admin classes; the site registers no others."""

    readers: frozenset[str] = READERS
    adders: frozenset[str] = NOBODY
    changers: frozenset[str] = NOBODY
    area_path: str | None = "area__code"  # where the code of a row's area lies; None: rows of no area
    area_levels: tuple[str, ...] = tuple(LEVELS)  # which areas can be chosen
    personal: frozenset[str] = frozenset()  # fields whose values stay out of the audit
    form = AdminForm
    formfield_overrides = NATIVE_DATES
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    view_on_site: bool | Callable[[Any], str] = False
    empty_value_display = "–"

    # --- who, where ---------------------------------------------------------------------------------------
    def scope(self, user: User, roles) -> Q:
        """Return the condition for the rows that a post of one of `roles` reaches."""
        codes = area_codes_of(user, roles)
        if self.area_path is None:
            return Q() if codes else Q(pk__in=[])
        return within(codes, field=self.area_path)

    def get_queryset(self, request):
        return super().get_queryset(request).filter(self.scope(request.user, self.readers | self.changers))

    def reaches(self, request, obj, roles) -> bool:
        return (
            bool(roles)
            and self.model._default_manager.filter(self.scope(request.user, roles), pk=obj.pk).exists()
        )

    def has_module_permission(self, request):
        return bool(area_codes_of(request.user, self.readers | self.changers | self.adders))

    def has_view_permission(self, request, obj=None):
        roles = self.readers | self.changers
        return bool(area_codes_of(request.user, roles)) if obj is None else self.reaches(request, obj, roles)

    def has_add_permission(self, request):
        return bool(area_codes_of(request.user, self.adders))

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return bool(area_codes_of(request.user, self.changers))
        return self.reaches(request, obj, self.changers)

    def has_delete_permission(self, request, obj=None):
        return False

    # --- choices ------------------------------------------------------------------------------------------
    def area_choices(self, request):
        """Return the areas that this person may file a row under (a queryset)."""
        codes = area_codes_of(request.user, self.adders | self.changers)
        return Area.objects.filter(within(codes, field="code"), level__in=self.area_levels)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        related = self.admin_site._registry.get(db_field.remote_field.model)
        if db_field.remote_field.model is Area:
            kwargs["queryset"] = self.area_choices(request)
        elif related is not None:
            kwargs["queryset"] = related.get_queryset(request)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KnownChoices(db_field, self.admin_site)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.remote_field.model is Area:
            label_rows(field, area_label)
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            for name in ("can_add_related", "can_change_related", "can_delete_related", "can_view_related"):
                if hasattr(field.widget, name):
                    setattr(field.widget, name, False)
        return field

    # --- saving -------------------------------------------------------------------------------------------
    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        refusal = getattr(request, "admin_refusal", None)
        return type(form.__name__, (form,), {"actor": request.user, "refusal": refusal})

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """What the rules or the database refuse at the last moment is shown at the form, with all that was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:
            request.admin_refusal = error
        except NotPermitted:
            raise PermissionDenied from None
        except Refused as refusal:
            reason = str(refusal.reason)
            request.admin_refusal = ValidationError({refusal.field: reason} if refusal.field else reason)
        except (IntegrityError, InternalError, DataError) as error:
            request.admin_refusal = ValidationError(sentence_of(error))
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        before = self.model._default_manager.filter(pk=obj.pk).first() if change else None
        self.store(request, obj, form, change)
        if not self.reaches(request, obj, self.changers if change else self.adders):
            raise PermissionDenied
        if not change or form.changed_data:
            facts = self.facts_of(obj, before, form.changed_data if change else list(form.cleaned_data))
            self.record(request, "admin_change" if change else "admin_add", obj, **facts)

    def store(self, request, obj, form, change):
        """Write the row; what is more than that (a verb, a second row) belongs here."""
        obj.save()

    def record(self, request, act: str, obj, **details):
        audit.record(act, by=request.user, target=obj, area_code=self.area_code_of(obj), **details)

    def area_code_of(self, obj) -> str:
        for name in (self.area_path or "").split("__"):
            obj = getattr(obj, name, None) if name else None
        return obj or ""

    def facts_of(self, obj, before, names) -> dict:
        """Return {field: [before, after]} for the audit; of personal fields only that they changed."""
        facts: dict = {"fields": sorted(names)}
        for name in names:
            try:
                field = self.model._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            if name not in self.personal:
                values = [_plain(getattr(row, field.attname)) if row else None for row in (before, obj)]
                facts.setdefault("values", {})[name] = values if before else values[1]
        return facts

    def delete_model(self, request, obj):
        self.record(request, "admin_delete", obj, was=str(obj)[:200])
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.record(request, "admin_delete", obj, was=str(obj)[:200])
        super().delete_queryset(request, queryset)

    def get_actions(self, request):
        """Actions are our own; deletion in bulk is none of them."""
        return {
            name: action for name, action in super().get_actions(request).items() if name != "delete_selected"
        }

    # Our audit is the one log; Django's would keep the names of people who have left.
    def log_addition(self, request, obj, message):
        return None

    def log_change(self, request, obj, message):
        return None

    def log_deletions(self, request, queryset):
        return None

    # --- pages --------------------------------------------------------------------------------------------
    def changelist_view(self, request, extra_context=None):
        """Come back to the filter with which this list was left; odd selections are refused before they reach a verb."""
        selected = request.POST.getlist("_selected_action")
        if not all(is_row_number(pk) for pk in selected):
            raise IncorrectLookupParameters
        if request.method == "GET" and (remembered := self.remembered_filter(request)):
            return HttpResponseRedirect(f"{request.path}?{remembered}")
        response = super().changelist_view(request, extra_context)
        self.remember_filter(
            request
        )  # a filter that was understood; another one would lead here again and again
        return response

    def get_changelist_instance(self, request):
        """Let the one guard answer a filter that is none: Django's own page would blame the database."""
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as error:
            raise BadRequest("not understood") from error

    def chosen_filter(self, request) -> str:
        """Return the filter in the address, without the page and Django's mark of an error."""
        chosen = request.GET.copy()
        for passing in ("p", "e"):
            chosen.pop(passing, None)
        return chosen.urlencode()

    def remember_filter(self, request) -> None:
        """Keep the filter of this list for when the person comes back from elsewhere."""
        key, chosen = f"list:{self.opts.label_lower}", self.chosen_filter(request)
        if chosen and chosen != request.session.get(key, ""):
            request.session[key] = chosen

    def remembered_filter(self, request) -> str:
        """Return the filter with which this list was left, for somebody who comes back from elsewhere.

        From the list itself an empty address means: show all, and forget it.
        """
        key = f"list:{self.opts.label_lower}"
        remembered = request.session.get(key, "")
        if request.GET or not remembered:
            return ""
        from_here = urlsplit(request.headers.get("Referer", "")).path == request.path
        if from_here:
            del request.session[key]
            return ""
        return remembered

    def history_view(self, request, object_id, extra_context=None):
        """What the audit knows of this row."""
        obj = self.get_object(request, object_id)
        if obj is None:
            # The answer of Django's own pages, which its stubs leave out.
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        entries = AuditEntry.objects.filter(
            target_type=self.opts.model_name, target_id=obj.pk
        ).select_related("actor")
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(row)s") % {"row": obj},
            "page": Paginator(entries, 100).get_page(request.GET.get("p")),
            "module_name": str(capfirst(self.opts.verbose_name_plural)),
            "object": obj,
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/object_history.html", context)


class ReadOnlyAdmin(ScopedAdmin):
    """Rows that only verbs write: `shown` is what the page of one row tells."""

    shown: tuple = ()

    def get_fields(self, request, obj=None):
        return self.shown

    def get_readonly_fields(self, request, obj=None):
        return self.shown


class ReadOnlyInline(admin.TabularInline):
    """Rows below a row, for whoever may read the row above."""

    extra = 0
    can_delete = False
    show_change_link = False
    shown: tuple = ()
    verbose_name = gettext_lazy("row")

    def get_fields(self, request, obj=None):
        return self.shown

    def get_readonly_fields(self, request, obj=None):
        return self.shown

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_view_permission(self, request, obj=None):
        above = self.admin_site.get_model_admin(self.parent_model)
        return above.has_view_permission(request, obj)


class StreetFilter(admin.SimpleListFilter):
    """By street, for those whose posts reach more than one."""

    title = gettext_lazy("street")
    parameter_name = "street"
    path = "area__code"

    def lookups(self, request, model_admin):
        codes = area_codes_of(request.user, model_admin.readers | model_admin.changers)
        if all(len(code) >= 9 for code in codes) and len({code[:9] for code in codes}) < 2:
            return []
        streets = Area.objects.filter(within(codes, field="code"), level=Level.STREET)
        return [(street.code, street.name) for street in streets]

    def queryset(self, request, queryset):
        return queryset.filter(within([self.value()], field=self.path)) if self.value() else queryset


class ProjectStreetFilter(StreetFilter):
    path = "project__area__code"


def area_label(area: Area) -> str:
    """Write an area in a list of choices: set in by its level, with its code."""
    return f"{'　' * LEVELS.index(Level(area.level))}{area.name} ({area.code})"


def _plain(value):
    if isinstance(value, bool | int) or value is None:
        return value
    return str(value.pk if isinstance(value, Model) else value)[:200]
