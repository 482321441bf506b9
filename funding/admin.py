"""Admin of money: all of it to read and export, nothing to type over. Envelopes grow by the ledger's own verb."""

from uuid import uuid4

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import ledger, rules
from funding.models import (
    Account,
    Application,
    Approval,
    BankLine,
    BankStatement,
    Bill,
    Contract,
    Contribution,
    Entry,
    GiftInKind,
    Grant,
    GrantChange,
    Link,
    Pledge,
    Posting,
    Quotation,
    QuotationRound,
    Seal,
    SharedFacility,
    StreetReview,
    SupplierChoice,
    SupplierInvitation,
    Tranche,
    Voucher,
)
from panlong import clock
from panlong.accounts.admin_base import (
    DISTRICT,
    OVERSEERS,
    READERS,
    STAFF,
    AdminForm,
    ProjectStreetFilter,
    ReadOnlyAdmin,
    ReadOnlyInline,
    ScopedAdmin,
    StreetFilter,
    column,
    is_whole_district,
    reach,
)
from panlong.accounts.admin_spreadsheets import (
    ExportsRows,
    ImportsAndExportsRows,
    RowsResource,
    TableResource,
)
from panlong.areas.models import Area, Level, within
from panlong.fields import YuanField
from projects.models import Project

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
    list_select_related = ("project",)
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


# --- Street review and subsidy ----------------------------------------------------------------------------------
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


# --- Ledger -----------------------------------------------------------------------------------------------------
class PostingInline(ReadOnlyInline):
    model = Posting
    verbose_name_plural = gettext_lazy("postings")
    shown = (column("account", gettext_lazy("account")), column("amount", gettext_lazy("amount (yuan)")))

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("account__area", "account__project")


class EntryTable(TableResource):
    class Meta:
        model = Entry

    table = (
        ("number", lambda row: row.pk),
        ("kind", lambda row: row.get_kind_display()),
        ("project", lambda row: row.project.title if row.project else ""),
        ("at", lambda row: row.at),
        ("amount", lambda row: row.moved),
        ("for", lambda row: row.memo),
        ("reverses", lambda row: row.reverses_id),
    )


@admin.register(Entry)
class EntryAdmin(ExportsRows, OfProject):
    """The whole ledger; entries of no project are for those who look after the whole district."""

    readers = OVERSEERS
    exporters = OVERSEERS
    export_resource = EntryTable
    shown = (
        "kind",
        PROJECT,
        "at",
        column("by", gettext_lazy("by")),
        "memo",
        column("reverses", gettext_lazy("reverses")),
    )
    list_display = ("id", "kind", PROJECT, "at", "amount", "memo")
    list_display_links = ("id", "kind")
    list_filter = ("kind", ProjectStreetFilter)
    search_fields = ("memo", "project__title", "=id")
    date_hierarchy = "at"
    inlines = (PostingInline,)

    @admin.display(description=gettext_lazy("amount (yuan)"))
    def amount(self, entry):
        return f"{entry.moved:,.2f}"

    def get_queryset(self, request):
        moved = Sum("postings__amount", filter=Q(postings__amount__gt=0))
        return super().get_queryset(request).annotate(moved=moved)

    def scope(self, user, roles):
        condition = super().scope(user, roles)
        whole = any(is_whole_district(code) for code in reach(user, roles))
        return condition | Q(project__isnull=True) if whole else condition


class AppropriationForm(AdminForm):
    """Money for an envelope; the envelope is made when it is not there yet."""

    area = forms.ModelChoiceField(label=gettext_lazy("area"), queryset=Area.objects.none())
    year = forms.IntegerField(label=gettext_lazy("year"))
    amount = YuanField(label=gettext_lazy("amount (yuan)"))
    memo = forms.CharField(label=gettext_lazy("basis"), max_length=300)
    giver = forms.ModelChoiceField(
        label=gettext_lazy("out of the envelope of"),
        queryset=Area.objects.filter(level=Level.DISTRICT),
        required=False,
        empty_label=gettext_lazy("new money"),
    )
    operation = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    class Meta:
        model = Account
        fields = ("area", "year")

    def clean_year(self):
        year = self.cleaned_data["year"]
        if abs(year - clock.today().year) > 1:
            raise ValidationError(_("Check the year."))
        return year

    def _post_clean(self):
        """The account itself is the ledger's to make; only show what it refused."""
        self._validate_unique = False
        if self.refusal is not None:
            self.add_error(None, ValidationError(self.refusal.messages))


@admin.register(Account)
class AccountAdmin(ScopedAdmin):
    """Balances of envelopes and projects; the district puts money into envelopes."""

    adders = DISTRICT
    form = AppropriationForm
    area_levels = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
    list_display = ("__str__", "kind", "balance")
    list_filter = ("kind", "year", "source")
    list_select_related = ("area", "project")
    search_fields = ("project__title", "area__name")

    @admin.display(description=gettext_lazy("balance (yuan)"), ordering="held")
    def balance(self, account):
        return f"{account.held or 0:,.2f}"

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("area", "project")
        return rows.annotate(held=Sum("postings__amount")).order_by("-kind", "-year", "area__code", "id")

    def scope(self, user, roles):
        codes = reach(user, roles)
        condition = within(codes) | within(codes, field="project__area__code")
        whole = any(is_whole_district(code) for code in codes)
        return condition | Q(kind=Account.Kind.OUTSIDE) if whole else condition

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("area", "year", "amount", "giver", "memo", "operation")
        return ("kind", "area", "year", "project", "source", "balance")

    def get_readonly_fields(self, request, obj=None):
        return ("kind", "area", "year", "project", "source", "balance") if obj else ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if not change:
            form.base_fields["area"].queryset = self.area_choices(request)
        return form

    def store(self, request, obj, form, change):
        data = form.cleaned_data
        facts = {"by": request.user, "memo": data["memo"], "operation": data["operation"]}
        if data["giver"]:
            ledger.allot(data["giver"], data["area"], data["year"], data["amount"], **facts)
        else:
            ledger.appropriate(data["area"], data["year"], data["amount"], **facts)
        envelope = ledger.envelope(data["area"], data["year"])
        obj.pk, obj.kind, obj.area, obj.year = envelope.pk, envelope.kind, envelope.area, envelope.year
        obj._state.adding = False

    def record(self, request, act, obj, **details):
        """The ledger's verb has written the audit already."""


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


# --- Suppliers --------------------------------------------------------------------------------------------------
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
        column("collected_by", gettext_lazy("typed in by")), AT,
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


# --- Statements of the bank -------------------------------------------------------------------------------------
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


# --- Proof ------------------------------------------------------------------------------------------------------
@admin.register(Link)
class LinkAdmin(ReadOnlyAdmin):
    """The chains: number 0 is that of the envelopes, each other one that of the project of the same number."""

    readers = OVERSEERS
    area_path = None
    shown = ("chain", "number", "kind", "row_id", "at", "facts", "previous", "digest")
    list_display = ("digest", "chain", "number", "kind", "row_id", "at")
    list_filter = ("kind",)
    search_fields = ("=chain", "=row_id", "digest")
    search_help_text = gettext_lazy("Number of a project or a row, or a digest")

    def scope(self, user, roles):
        codes = reach(user, roles)
        if any(is_whole_district(code) for code in codes):
            return Q()
        return Q(chain__in=Project.objects.filter(within(codes)).values("pk"))

    def area_code_of(self, obj):
        return ""


@admin.register(Seal)
class SealAdmin(ReadOnlyAdmin):
    readers = OVERSEERS
    area_path = None
    shown = (
        "day",
        "at",
        "links",
        "last_link",
        "previous",
        "digest",
        column("notice", gettext_lazy("notice")),
    )
    list_display = ("day", "links", "digest", column("notice", gettext_lazy("notice")))
    list_select_related = ("notice",)
    search_fields = ("digest",)


# --- Shared facilities --------------------------------------------------------------------------------------------
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
