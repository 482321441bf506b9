"""Receipts, spending, bills, pledges and gifts in the admin."""

from typing import ClassVar

from django.contrib import admin
from django.utils.translation import gettext_lazy

from funding.models import Bill, Contribution, GiftInKind, Pledge, Voucher
from panlong.admin.base import ProjectStreetFilter, ReadOnlyAdmin, column
from panlong.admin.spreadsheets import ExportsRows, TableResource

PROJECT = column("project", gettext_lazy("project"), order="project__title")
INVOICE = column("invoice", gettext_lazy("invoice number"), order="invoice_number")
RECORDED_BY = column("recorded_by", gettext_lazy("recorded by"))
BY, AT = column("by", gettext_lazy("by")), column("at", gettext_lazy("at"))


WHOSE = (  # columns of every export of papers of projects
    ("project", lambda row: row.project.title),
    ("area_code", lambda row: row.project.area.code),
)


class OfProject(ReadOnlyAdmin):
    area_path = "project__area__code"
    list_select_related: ClassVar[tuple[str, ...]] = ("project",)
    search_help_text = gettext_lazy("Title of the project, or a number")


# --- Receipts and spending --------------------------------------------------------------------------------------
class ContributionTable(TableResource):
    class Meta:
        model = Contribution

    table = (
        ("number", lambda row: row.number),
        *WHOSE,
        ("source", lambda row: row.get_source_display()),
        ("giver", lambda row: row.public_giver),
        ("amount", lambda row: row.amount),
        ("is_lower_bound", lambda row: row.is_lower_bound),
        ("received_on", lambda row: row.received_on),
        ("note", lambda row: row.note),
    )


@admin.register(Contribution)
class ContributionAdmin(ExportsRows, OfProject):
    export_resource = ContributionTable
    shown = (
        "number", PROJECT, "source", "giver", "giver_is_public", "amount", "is_lower_bound", "received_on", "note", RECORDED_BY,
    )  # fmt: skip
    list_display = ("number", PROJECT, "source", "amount", "received_on")
    list_filter = ("source", ProjectStreetFilter)
    list_select_related = ("project__area",)
    search_fields = ("number", "project__title")
    date_hierarchy = "received_on"


class VoucherTable(TableResource):
    class Meta:
        model = Voucher

    table = (
        ("invoice_number", lambda row: row.invoice),
        *WHOSE,
        ("payee", lambda row: row.payee),
        ("purpose", lambda row: row.purpose),
        ("source", lambda row: row.get_source_display()),
        ("amount", lambda row: row.amount),
        ("spent_on", lambda row: row.spent_on),
    )


@admin.register(Voucher)
class VoucherAdmin(ExportsRows, OfProject):
    export_resource = VoucherTable
    shown = (
        PROJECT,
        "payee",
        "purpose",
        "line",
        "source",
        "amount",
        "spent_on",
        INVOICE,
        "is_retention",
        RECORDED_BY,
    )
    list_display = (INVOICE, PROJECT, "payee", "purpose", "amount", "spent_on")
    list_filter = ("source", ProjectStreetFilter)
    list_select_related = ("project__area", "bill")
    search_fields = ("invoice_number", "bill__invoice_number", "payee", "purpose", "project__title")
    date_hierarchy = "spent_on"


class BillTable(TableResource):
    class Meta:
        model = Bill

    table = (
        ("invoice_number", lambda row: row.invoice_number),
        *WHOSE,
        ("payee", lambda row: row.payee),
        ("purpose", lambda row: row.purpose),
        ("amount", lambda row: row.amount),
        ("kept", lambda row: row.kept),
        ("billed_on", lambda row: row.billed_on),
        ("reversed", lambda row: row.is_reversed),
    )


@admin.register(Bill)
class BillAdmin(ExportsRows, OfProject):
    export_resource = BillTable
    shown = (
        PROJECT, "payee", "purpose", "line", column("contract", gettext_lazy("contract")), "amount", "kept", "billed_on", "invoice_number",
        "is_reversed", RECORDED_BY,
    )  # fmt: skip
    list_display = ("invoice_number", PROJECT, "payee", "purpose", "amount", "kept", "billed_on")
    list_filter = (ProjectStreetFilter,)
    list_select_related = ("project__area",)
    search_fields = ("invoice_number", "payee", "purpose", "project__title")
    date_hierarchy = "billed_on"


# --- Promises and gifts -----------------------------------------------------------------------------------------
class PledgeTable(TableResource):
    class Meta:
        model = Pledge

    table = (
        ("number", lambda row: row.number),
        *WHOSE,
        ("source", lambda row: row.get_source_display()),
        ("giver", lambda row: row.public_giver),
        ("amount", lambda row: row.amount),
        ("pledged_on", lambda row: row.pledged_on),
    )


@admin.register(Pledge)
class PledgeAdmin(ExportsRows, OfProject):
    export_resource = PledgeTable
    shown = ("number", PROJECT, "source", "giver", "giver_is_public", "amount", "pledged_on", RECORDED_BY)
    list_display = ("number", PROJECT, "source", "amount", "pledged_on")
    list_filter = ("source", ProjectStreetFilter)
    list_select_related = ("project__area",)
    search_fields = ("number", "project__title")


class GiftTable(TableResource):
    class Meta:
        model = GiftInKind

    table = (
        ("number", lambda row: row.number),
        *WHOSE,
        ("kind", lambda row: row.get_kind_display()),
        ("giver", lambda row: row.public_giver),
        ("what", lambda row: row.what),
        ("quantity", lambda row: row.quantity),
        ("worth", lambda row: row.worth),
        ("valued_by", lambda row: row.valued_by),
        ("given_on", lambda row: row.given_on),
    )


@admin.register(GiftInKind)
class GiftAdmin(ExportsRows, OfProject):
    export_resource = GiftTable
    shown = (
        "number", PROJECT, "kind", "giver", "giver_is_public", "what", "quantity", "worth", "valued_by", "given_on", RECORDED_BY,
    )  # fmt: skip
    list_display = ("number", PROJECT, "kind", "what", "worth", "given_on")
    list_filter = ("kind", ProjectStreetFilter)
    list_select_related = ("project__area",)
    search_fields = ("number", "what", "project__title")
