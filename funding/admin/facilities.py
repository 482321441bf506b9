"""Shared facilities in the admin."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import SharedFacility
from panlong import clock
from panlong.admin.base import DISTRICT, READERS, STAFF, AdminForm, ScopedAdmin, StreetFilter
from panlong.admin.spreadsheets import ImportsAndExportsRows, RowsResource, TableResource
from panlong.areas.models import Area, Level, within


class FacilityForm(AdminForm):
    class Meta:
        model = SharedFacility
        fields = ("unit", "area", "facility", "opened_on")

    def clean_opened_on(self):
        return _opened(self.cleaned_data["opened_on"])


def _opened(day):
    if not 1949 <= day.year <= clock.today().year + 1:
        raise ValidationError(_("Check the day."))
    return day


class FacilityResource(RowsResource):
    columns = ("unit", "area_code", "facility", "opened_on")
    needed = columns
    aliases = {
        "单位": "unit",
        "公共单位": "unit",
        "区划代码": "area_code",
        "开放设施": "facility",
        "设施": "facility",
        "开放日期": "opened_on",
    }

    class Meta:
        model = SharedFacility

    def take(self, row):
        code = row["area_code"]
        area = Area.objects.filter(within(self.codes, field="code"), code=code).first()
        if area is None:
            raise ValidationError({"area_code": _("%(code)s is not in your area.") % {"code": code or "–"}})
        try:
            opened = forms.DateField().clean(row["opened_on"].replace("/", "-").partition(" ")[0])
        except ValidationError as error:
            raise ValidationError({"opened_on": error}) from None
        facility = SharedFacility.objects.filter(unit=row["unit"]).select_related("area").first()
        what = "update" if facility else "new"
        if facility is None:
            facility = SharedFacility(unit=row["unit"])
        elif not any(facility.area.code.startswith(mine) for mine in self.codes):
            raise ValidationError({"unit": _("This unit is on record in another area.")})
        before = (facility.area_id, facility.facility, facility.opened_on)
        facility.area, facility.facility, facility.opened_on = area, row["facility"], _opened(opened)
        if before == (area.pk, facility.facility, facility.opened_on):
            what = "skip"
        facility.full_clean()
        facility.save()
        return what, facility, [facility.unit, area.code, facility.facility, str(facility.opened_on)]


class FacilityTable(TableResource):
    class Meta:
        model = SharedFacility

    table = (
        ("unit", lambda row: row.unit),
        ("area_code", lambda row: row.area.code),
        ("area", lambda row: row.area.name),
        ("facility", lambda row: row.facility),
        ("opened_on", lambda row: row.opened_on),
    )


@admin.register(SharedFacility)
class SharedFacilityAdmin(ImportsAndExportsRows, ScopedAdmin):
    readers = READERS
    adders = changers = importers = STAFF | DISTRICT
    area_levels = (Level.DISTRICT, Level.STREET, Level.COMMUNITY, Level.COURTYARD)
    form = FacilityForm
    import_resource = FacilityResource
    export_resource = FacilityTable
    import_help = {
        "unit": gettext_lazy("name of the public unit"),
        "area_code": gettext_lazy("code of the area that it serves"),
        "facility": gettext_lazy("what it opens"),
        "opened_on": gettext_lazy("such as 2026-03-01"),
    }
    fields = ("unit", "area", "facility", "opened_on")
    list_display = ("unit", "facility", "area", "opened_on")
    list_filter = (StreetFilter,)
    list_select_related = ("area",)
    search_fields = ("unit", "facility", "area__name")
