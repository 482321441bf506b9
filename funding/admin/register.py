"""Admin of the register of suppliers: the street enters, a second person of the street confirms; telephones stay masked."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import CharField
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from funding.models import Supplier
from funding.procurement import register
from funding.rules import KEEPERS
from panlong.accounts import phones
from panlong.accounts.forms import PhoneField
from panlong.admin.base import READERS, AdminForm, ScopedAdmin, StreetFilter, column
from panlong.admin.spreadsheets import ImportsAndExportsRows, RowsResource, TableResource
from panlong.areas.models import Area, Level, within
from panlong.errors import NotPermitted, Refused

FIELDS = ("area", "name", "uscc", "legal_person")


class SupplierForm(AdminForm):
    """A firm; the telephone is typed, never shown whole."""

    phone = PhoneField(label=gettext_lazy("telephone"), required=False)

    class Meta:
        model = Supplier
        fields = FIELDS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None
        self.fields["phone"].required = is_new
        if not is_new:
            self.fields["phone"].label = _("another telephone")
            self.fields["phone"].help_text = _("It holds once another person of the street has confirmed it.")


class SupplierResource(RowsResource):
    columns = ("area_code", "name", "uscc", "legal_person", "phone")
    needed = columns
    aliases = {
        "区划代码": "area_code", "街道代码": "area_code", "名称": "name", "单位名称": "name", "供应商": "name", "统一社会信用代码": "uscc",
        "法定代表人": "legal_person", "法人": "legal_person", "电话": "phone", "联系电话": "phone", "手机": "phone",
    }  # fmt: skip

    class Meta:
        model = Supplier

    def take(self, row):
        mine = Area.objects.filter(within(self.codes, field="code"), level=Level.STREET)
        street = mine.filter(code=row["area_code"]).first()
        if street is None:
            raise ValidationError(
                {"area_code": _("%(code)s is not in your area.") % {"code": row["area_code"] or "–"}}
            )
        for name in ("name", "legal_person"):
            field = Supplier._meta.get_field(name)
            assert isinstance(field, CharField) and field.max_length
            most = field.max_length
            if not 0 < len(row[name].strip()) <= most:
                raise ValidationError({name: _("1 to %(most)d characters.") % {"most": most}})
        try:
            facts = {name: row[name] for name in ("name", "uscc", "legal_person")}
            firm, what = self._taken(street, facts, phones.normalise_phone(row["phone"]))
        except Refused as refusal:
            raise ValidationError({refusal.field or "name": str(refusal.reason)}) from None
        except NotPermitted:
            raise ValidationError({"area_code": _("This street's register is not yours.")}) from None
        return what, firm, [street.code, firm.name, firm.uscc, firm.legal_person, firm.masked_phone]

    def _taken(self, street, facts, phone):
        """Enter the firm, or leave it as it is when it is known: a telephone takes two people, so a file changes none."""
        known = Supplier.objects.filter(area=street, uscc=register.checked_uscc(facts["uscc"])).first()
        if known is not None:
            return known, "skip"
        return register.enter(street, by=self.user, phone=phone, **facts), "new"


class SupplierTable(TableResource):
    class Meta:
        model = Supplier

    table = (
        ("area_code", lambda row: row.area.code),
        ("name", lambda row: row.name),
        ("uscc", lambda row: row.uscc),
        ("legal_person", lambda row: row.legal_person),
        ("phone", lambda row: row.masked_phone),
        ("status", lambda row: row.get_status_display()),
    )


@admin.register(Supplier)
class SupplierAdmin(ImportsAndExportsRows, ScopedAdmin):
    """The register of each street; who entered a firm or a telephone does not confirm it."""

    readers = READERS
    adders = changers = importers = KEEPERS
    exporters = READERS
    area_levels = (Level.STREET,)
    form = SupplierForm
    import_resource = SupplierResource
    export_resource = SupplierTable
    import_help = {
        "area_code": gettext_lazy("code of the street"),
        "name": gettext_lazy("as on the business licence"),
        "uscc": gettext_lazy("unified social credit code"),
        "legal_person": gettext_lazy("legal representative"),
        "phone": gettext_lazy("mobile number of 11 digits"),
    }
    list_display = (
        "name", "uscc", "legal_person", "area", "status", column("masked_phone", gettext_lazy("telephone"), order="id"),
        column("masked_next_phone", gettext_lazy("telephone to confirm"), order="id"),
    )  # fmt: skip
    list_filter = ("status", StreetFilter)
    list_select_related = ("area",)
    search_fields = ("name", "uscc", "legal_person")
    actions = ("confirm_firms", "confirm_phones", "strike")
    readonly = (
        column("masked_phone", gettext_lazy("telephone"), order="id"),
        column("masked_next_phone", gettext_lazy("telephone to confirm"), order="id"), "status", "reason",
        column("entered_by", gettext_lazy("entered by")), column("confirmed_by", gettext_lazy("decided by")),
        "its_page",
    )  # fmt: skip

    @admin.display(description=gettext_lazy("what happened to it"))
    def its_page(self, firm):
        """The page with its history, where a firm that was left out or struck is proposed again."""
        return format_html(
            '<a href="{}">{}</a>', firm.get_absolute_url(), _("History, and how it comes back")
        )

    def get_fields(self, request, obj=None):
        typed = ("phone",) if self._may_type(request, obj) else ()
        return (*FIELDS, *(self.readonly if obj else ()), *typed)

    def get_readonly_fields(self, request, obj=None):
        return (*FIELDS, *self.readonly) if obj else ()

    def _may_type(self, request, obj) -> bool:
        return self.has_change_permission(request, obj) if obj else self.has_add_permission(request)

    def store(self, request, obj, form, change):
        """Through the verbs: a new firm waits, another telephone waits."""
        phone = form.cleaned_data.get("phone")
        if not change:
            facts = {name: form.cleaned_data[name] for name in ("name", "uscc", "legal_person")}
            entered = register.enter(form.cleaned_data["area"], by=request.user, phone=phone, **facts)
            obj.pk, obj._state.adding = entered.pk, False
            obj.refresh_from_db()
        elif phone:
            register.ask_phone(obj, by=request.user, phone=phone)
        messages.info(request, _("Another person of the street confirms it in the list."))

    @admin.action(
        description=gettext_lazy("Take into the register (entered by another person)"), permissions=["change"]
    )
    def confirm_firms(self, request, queryset):
        """Firms that a task group asked for are confirmed on the project's page, with the number that was found out."""
        self._each(request, queryset, lambda firm: register.confirm_supplier(firm, by=request.user))

    @admin.action(
        description=gettext_lazy("Put the new telephone on record (entered by another person)"),
        permissions=["change"],
    )
    def confirm_phones(self, request, queryset):
        self._each(request, queryset, lambda firm: register.confirm_phone(firm, by=request.user))

    @admin.action(description=gettext_lazy("Strike from the register"), permissions=["change"])
    def strike(self, request, queryset):
        reason = _("Struck in the register by the street office.")
        self._each(request, queryset, lambda firm: register.bar(firm, by=request.user, reason=reason))

    def _each(self, request, queryset, verb) -> None:
        """Run `verb` with every chosen firm, and say what came of each."""
        done = 0
        for firm in queryset:
            try:
                verb(firm)
                done += 1
            except Refused as refusal:
                messages.warning(request, f"{firm.name}: {refusal.reason}")
            except NotPermitted:
                messages.warning(request, _("%(name)s: this is not yours to decide.") % {"name": firm.name})
        if done:
            messages.success(request, _("Done: %(number)d.") % {"number": done})
