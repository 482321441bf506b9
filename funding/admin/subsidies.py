"""Applications, reviews and subsidies in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from funding.admin.papers import AT, BY, PROJECT, WHOSE, OfProject
from funding.models import Application, Approval, Grant, GrantChange, StreetReview, Tranche
from panlong.admin.base import ProjectStreetFilter, ReadOnlyInline, column
from panlong.admin.spreadsheets import ExportsRows, TableResource


@admin.register(StreetReview)
class StreetReviewAdmin(OfProject):
    shown = (
        PROJECT, column("handler", gettext_lazy("checked by")), column("handled_at", gettext_lazy("checked at")), "opinion", "subsidy",
        "implementer", column("district_by", gettext_lazy("consent of the district")), column("reviewer", gettext_lazy("decided by")),
        column("reviewed_at", gettext_lazy("decided at")), "verdict", "reason",
    )  # fmt: skip
    list_display = (PROJECT, column("handler", gettext_lazy("checked by")), "verdict", "subsidy")
    list_filter = ("verdict", ProjectStreetFilter)
    list_select_related = ("project", "handler")
    search_fields = ("project__title",)


class TrancheInline(ReadOnlyInline):
    model = Tranche
    verbose_name_plural = gettext_lazy("parts")
    shown = (
        "number",
        "amount",
        column("state_name", gettext_lazy("state")),
        column("requested_by", gettext_lazy("asked for by")),
        column("checked_by", gettext_lazy("checked by")),
        column("approved_by", gettext_lazy("approved by")),
        column("paid_by", gettext_lazy("paid by")),
        column("paid_at", gettext_lazy("paid at")),
        "bank_reference",
    )

    def get_queryset(self, request):
        people = ("requested_by", "checked_by", "approved_by", "paid_by")
        return super().get_queryset(request).select_related("grant", *people)


@admin.register(Grant)
class GrantAdmin(OfProject):
    shown = (
        PROJECT, "amount", column("envelope", gettext_lazy("envelope")), column("approved_by", gettext_lazy("approved by")),
        column("approved_at", gettext_lazy("approved at")), column("released_at", gettext_lazy("rest released at")),
    )  # fmt: skip
    list_display = (PROJECT, "amount", column("approved_at", gettext_lazy("approved at")))
    list_filter = (ProjectStreetFilter,)
    search_fields = ("project__title",)
    inlines = (TrancheInline,)


# --- Applications and what came of them -------------------------------------------------------------------------
class ApplicationTable(TableResource):
    class Meta:
        model = Application

    table = (
        ("number", lambda row: row.number),
        *WHOSE,
        ("at", lambda row: row.at),
        ("total", lambda row: row.total),
        ("subsidy", lambda row: row.subsidy),
        ("words", lambda row: row.words),
    )


@admin.register(Application)
class ApplicationAdmin(ExportsRows, OfProject):
    export_resource = ApplicationTable
    shown = (
        "number",
        PROJECT,
        BY,
        AT,
        "words",
        column("lines", gettext_lazy("budget lines")),
        column("shares", gettext_lazy("planned shares")),
        column("quotations", gettext_lazy("quotations")),
        "total",
        "subsidy",
    )
    list_display = ("number", PROJECT, "total", "subsidy", AT)
    list_filter = (ProjectStreetFilter,)
    list_select_related = ("project__area",)
    search_fields = ("number", "project__title")


@admin.register(Approval)
class ApprovalAdmin(OfProject):
    area_path = "review__project__area__code"
    of_review = column("review__project", gettext_lazy("project"), order="review__project__title")
    shown = (
        of_review,
        column("review__subsidy", gettext_lazy("subsidy (yuan)")),
        BY,
        AT,
        "approved",
        "reason",
    )
    list_display = (of_review, column("review__subsidy", gettext_lazy("subsidy (yuan)")), BY, "approved", AT)
    list_filter = ("approved",)
    list_select_related = ("review__project", "by")
    search_fields = ("review__project__title",)


@admin.register(GrantChange)
class GrantChangeAdmin(OfProject):
    shown = (
        PROJECT, "amount", "reason", column("requested_by", gettext_lazy("asked for by")), column("requested_at", gettext_lazy("asked for at")),
        column("checked_by", gettext_lazy("checked by")), column("checked_at", gettext_lazy("checked at")),
        column("reviewed_by", gettext_lazy("decided by")), column("reviewed_at", gettext_lazy("decided at")),
        column("approved_by", gettext_lazy("approved by")), column("approved_at", gettext_lazy("approved at")),
        column("refused_by", gettext_lazy("refused by")), column("refused_at", gettext_lazy("refused at")), "refusal",
    )  # fmt: skip
    list_display = (
        PROJECT,
        "amount",
        column("requested_at", gettext_lazy("asked for at")),
        column("approved_at", gettext_lazy("approved at")),
        column("refused_at", gettext_lazy("refused at")),
    )
    list_filter = (ProjectStreetFilter,)
    search_fields = ("project__title",)
