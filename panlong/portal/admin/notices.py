"""Admin of public notices and objections: published notices never change, so this is for finding and exporting."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong import clock
from panlong.admin.base import ReadOnlyAdmin, StreetFilter
from panlong.admin.spreadsheets import ExportsRows, TableResource
from panlong.notices.kinds import Kind
from panlong.notices.models import Notice, Objection


class NoticeTable(TableResource):
    class Meta:
        model = Notice

    table = (
        ("number", lambda row: row.number),
        ("kind", lambda row: row.heading.label),
        ("area_code", lambda row: row.area.code),
        ("area", lambda row: row.area.name),
        ("title", lambda row: row.title),
        ("issuer", lambda row: row.issuer),
        ("published_at", lambda row: row.published_at),
        ("starts_at", lambda row: row.starts_at),
        ("ends_at", lambda row: row.ends_at),
        ("content_hash", lambda row: row.content_hash),
    )


class InForceFilter(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "in_force"

    def lookups(self, request, model_admin):
        return [("yes", _("now")), ("no", _("ended"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.in_force()
        return queryset.filter(ends_at__lte=clock.now()) if self.value() == "no" else queryset


class KindFilter(admin.SimpleListFilter):
    title = gettext_lazy("kind")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        return Kind.choices

    def queryset(self, request, queryset):
        return queryset.of_kind(self.value()) if self.value() in Kind.values else queryset


@admin.register(Notice)
class NoticeAdmin(ExportsRows, ReadOnlyAdmin):
    export_resource = NoticeTable
    shown = (
        "number", "heading", "area", "title", "issuer", "body", "published_at", "starts_at", "ends_at", "supervision_phone",
        "published_by", "corrects", "content_hash",
    )  # fmt: skip
    list_display = ("title", "number", "heading", "area", "published_at", "ends_at")
    list_filter = (InForceFilter, KindFilter, StreetFilter)
    list_select_related = ("area",)
    search_fields = ("title", "number")
    search_help_text = gettext_lazy("Title or number")
    date_hierarchy = "published_at"

    @admin.display(description=gettext_lazy("kind"), ordering="kind")
    def heading(self, notice):
        return notice.heading.label

    def view_on_site(self, notice):
        return notice.get_absolute_url()


class AnsweredFilter(admin.SimpleListFilter):
    title = gettext_lazy("answer")
    parameter_name = "answered"

    def lookups(self, request, model_admin):
        return [("no", _("open")), ("overdue", _("overdue")), ("yes", _("answered"))]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.exclude(answered_at=None)
        if self.value() == "overdue":
            return queryset.open().filter(due_at__lte=clock.now())
        return queryset.open() if self.value() == "no" else queryset


@admin.register(Objection)
class ObjectionAdmin(ReadOnlyAdmin):
    area_path = "notice__area__code"
    shown = ("notice", "by", "text", "filed_at", "due_at", "upheld", "answer", "answered_by", "answered_at")
    list_display = ("__str__", "notice", "filed_at", "due_at", "upheld", "answered_at")
    list_filter = (AnsweredFilter, "upheld")
    list_select_related = ("notice",)
    search_fields = ("text", "notice__title", "notice__number")
