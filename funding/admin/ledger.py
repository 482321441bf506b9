"""Accounts, entries and the chain in the admin."""

from uuid import uuid4

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding import ledger
from funding.admin.papers import PROJECT, OfProject
from funding.models import Account, Entry, Link, Posting, Seal
from panlong import clock
from panlong.admin.base import (
    DISTRICT,
    OVERSEERS,
    AdminForm,
    ProjectStreetFilter,
    ReadOnlyAdmin,
    ReadOnlyInline,
    ScopedAdmin,
    area_codes_of,
    column,
    is_whole_district,
)
from panlong.admin.spreadsheets import ExportsRows, TableResource
from panlong.areas.models import Area, Level, within
from panlong.fields import YuanField
from projects.models import Project


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
        whole = any(is_whole_district(code) for code in area_codes_of(user, roles))
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
        codes = area_codes_of(user, roles)
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
            ledger.allot_money(data["giver"], data["area"], data["year"], data["amount"], **facts)
        else:
            ledger.appropriate_money(data["area"], data["year"], data["amount"], **facts)
        envelope = ledger.envelope_account(data["area"], data["year"])
        obj.pk, obj.kind, obj.area, obj.year = envelope.pk, envelope.kind, envelope.area, envelope.year
        obj._state.adding = False

    def record(self, request, act, obj, **details):
        """The ledger's verb has written the audit already."""


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
        codes = area_codes_of(user, roles)
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
