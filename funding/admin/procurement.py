"""Quotations, choices and contracts in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from funding.admin.papers import AT, BY, PROJECT, RECORDED_BY, WHOSE, OfProject
from funding.models import Contract, Quotation, QuotationRound, SupplierChoice, SupplierInvitation
from panlong.admin.base import ProjectStreetFilter, column
from panlong.admin.spreadsheets import ExportsRows, TableResource


@admin.register(QuotationRound)
class QuotationRoundAdmin(OfProject):
    shown = (
        PROJECT, "wanted", column("called_by", gettext_lazy("by")), column("called_at", gettext_lazy("at")), "closes_at",
        column("opened_by", gettext_lazy("opened by")), column("opened_at", gettext_lazy("opened at")),
    )  # fmt: skip
    list_display = (PROJECT, "closes_at", column("opened_at", gettext_lazy("opened at")))
    list_filter = (ProjectStreetFilter,)
    search_fields = ("project__title",)


@admin.register(SupplierInvitation)
class SupplierInvitationAdmin(OfProject):
    """Who was invited; what could open the supplier's page is shown nowhere."""

    shown = (
        PROJECT, "supplier", "uscc", column("invited_by", gettext_lazy("by")), column("invited_at", gettext_lazy("at")),
        column("void_at", gettext_lazy("void since")),
    )  # fmt: skip
    list_display = (
        PROJECT,
        "supplier",
        "uscc",
        column("invited_at", gettext_lazy("at")),
        column("void_at", gettext_lazy("void since")),
    )
    list_filter = (ProjectStreetFilter,)
    search_fields = ("supplier", "uscc", "project__title")


class QuotationTable(TableResource):
    class Meta:
        model = Quotation

    table = (
        *WHOSE,
        ("supplier", lambda row: row.supplier),
        ("uscc", lambda row: row.uscc),
        ("price", lambda row: row.price),
        ("ties", lambda row: row.ties),
        ("at", lambda row: row.at),
        ("receipt_code", lambda row: row.receipt_code),
    )


@admin.register(Quotation)
class QuotationAdmin(ExportsRows, OfProject):
    """Prices once they are open; a sealed one shows its receipt code."""

    export_resource = QuotationTable
    shown = (
        PROJECT, "supplier", "uscc", "price", column("receipt_code", gettext_lazy("receipt code"), order="id"), "ties", "note",
        column("collected_by", gettext_lazy("taken down by")), AT,
    )  # fmt: skip
    list_display = ("supplier", PROJECT, "uscc", "price", AT)
    list_filter = (ProjectStreetFilter,)
    list_select_related = ("project__area",)
    search_fields = ("supplier", "uscc", "project__title")


@admin.register(SupplierChoice)
class SupplierChoiceAdmin(OfProject):
    shown = (
        PROJECT, column("quotation", gettext_lazy("quotation")), BY, AT, "reasons", "too_few_because", "approval",
        column("decided_by", gettext_lazy("decided by")), column("decided_at", gettext_lazy("decided at")), "decision_reason",
    )  # fmt: skip
    list_display = (PROJECT, column("quotation__supplier", gettext_lazy("supplier")), "approval", AT)
    list_filter = ("approval", ProjectStreetFilter)
    list_select_related = ("project", "quotation")
    search_fields = ("quotation__supplier", "project__title")


class ContractTable(TableResource):
    class Meta:
        model = Contract

    table = (
        ("number", lambda row: row.number),
        *WHOSE,
        ("supplier", lambda row: row.supplier),
        ("amount", lambda row: row.amount),
        ("signed_on", lambda row: row.signed_on),
        ("starts_on", lambda row: row.starts_on),
        ("ends_on", lambda row: row.ends_on),
        ("retention_percent", lambda row: row.retention_percent),
        ("warranty_months", lambda row: row.warranty_months),
        ("supplier_is_small", lambda row: row.supplier_is_small),
    )


@admin.register(Contract)
class ContractAdmin(ExportsRows, OfProject):
    export_resource = ContractTable
    supplier = column("choice__quotation__supplier", gettext_lazy("supplier"))
    shown = (
        "number", PROJECT, supplier, "amount", "signed_on", "starts_on", "ends_on", "retention_percent", "warranty_months",
        "supplier_is_small", RECORDED_BY, AT,
    )  # fmt: skip
    list_display = ("number", PROJECT, supplier, "amount", "signed_on")
    list_filter = ("supplier_is_small", ProjectStreetFilter)
    list_select_related = ("project__area", "choice__quotation")
    search_fields = ("number", "choice__quotation__supplier", "project__title")
