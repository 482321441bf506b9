"""Bank statements in the admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from funding import rules
from funding.models import BankLine, BankStatement
from panlong.admin.base import ReadOnlyAdmin, column


@admin.register(BankStatement)
class BankStatementAdmin(ReadOnlyAdmin):
    readers = frozenset(rules.BANK_READERS)
    shown = (
        "name",
        "area",
        "digest",
        column("uploaded_by", gettext_lazy("by")),
        column("uploaded_at", gettext_lazy("at")),
    )
    list_display = ("name", "area", column("uploaded_at", gettext_lazy("at")))
    list_select_related = ("area",)
    search_fields = ("name",)


@admin.register(BankLine)
class BankLineAdmin(ReadOnlyAdmin):
    readers = frozenset(rules.BANK_READERS)
    area_path = "statement__area__code"
    shown = (
        column("statement", gettext_lazy("statement of the bank")),
        "day",
        "reference",
        "amount",
        "payee",
    )
    list_display = (
        "reference",
        "day",
        "amount",
        "payee",
        column("statement", gettext_lazy("statement of the bank")),
    )
    list_select_related = ("statement",)
    search_fields = ("reference", "payee")
    date_hierarchy = "day"
