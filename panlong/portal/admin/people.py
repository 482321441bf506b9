"""People in the admin."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from panlong import audit, clock, crypto
from panlong.accounts import phones
from panlong.accounts.models import OFFICIAL_ROLES, Household, Membership, Post, User
from panlong.accounts.people import may_see_phone
from panlong.admin.base import (
    ADMINISTRATOR,
    READERS,
    STAFF,
    AdminForm,
    ReadOnlyInline,
    ScopedAdmin,
    area_codes_of,
    set_verbose_names,
)
from panlong.areas.models import within
from panlong.fields import NameField
from panlong.portal.admin.steps import WaitsForSecondPerson

# As the name of a list; elsewhere "households" is a number of them.
set_verbose_names(Household, gettext_lazy("household"), pgettext_lazy("list", "households"))


# --- People ---------------------------------------------------------------------------------------------------
class PersonForm(AdminForm):
    """A resident as the community knows them, or the account of an official as the administrator does."""

    name = NameField(label=gettext_lazy("name"), max_length=40, required=False)
    new_password = forms.CharField(
        label=gettext_lazy("new password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Hand it over in person; it takes effect at once."),
    )

    class Meta:
        model = User
        fields = ("username", "name", "birth_year", "is_active")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "new_password" in self.fields and self.instance.pk is None:
            self.fields["new_password"].required = True
        if "username" in self.fields:
            self.fields["username"].required = True

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if year is not None and not 1900 <= year <= clock.today().year:
            raise ValidationError(_("Check the year of birth."))
        return year

    def clean_new_password(self):
        password = self.cleaned_data.get("new_password")
        if password:
            validate_password(password, self.instance)
        return password


class PostInline(ReadOnlyInline):
    model = Post
    fk_name = "user"
    verbose_name_plural = gettext_lazy("posts")
    shown = ("role", "area", "since", "until", "appointed_by")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "area", "appointed_by")


class HomeInline(ReadOnlyInline):
    model = Membership
    verbose_name_plural = gettext_lazy("households")
    shown = ("household", "is_owner", "is_head", "since", "until")

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("user", "household__area")
        return rows.filter(within(area_codes_of(request.user, READERS), field="household__area__code"))


@admin.register(User)
class PersonAdmin(WaitsForSecondPerson, ScopedAdmin):
    """Communities see those who live or serve there, the administrator sees the accounts of officials."""

    readers = READERS | ADMINISTRATOR
    adders = ADMINISTRATOR
    changers = STAFF | ADMINISTRATOR
    personal = frozenset({"username", "name", "birth_year", "new_password"})
    form = PersonForm
    list_display = ("__str__", "birth_year", "masked", "username", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "username")
    search_help_text = gettext_lazy("Name, or a whole mobile number")
    actions = ("remove_second_factor",)
    ordering = ("id",)

    @admin.display(description=gettext_lazy("phone"))
    def masked(self, person):
        return person.masked_phone or None

    @admin.display(description=gettext_lazy("whole number"))
    def whole_number(self, person):
        """A way to the page that shows it to those who need it, and writes down who looked."""
        if not person.phone_cipher:
            return None
        return format_html(
            '<a href="{}">{}</a>', reverse("pages:phone", args=[person.pk]), _("Show, with a reason")
        )

    # --- who
    def scope(self, user, roles):
        condition = Q(pk__in=[])
        codes = area_codes_of(user, roles & READERS)
        if codes:
            homes = Membership.objects.current().filter(within(codes, field="household__area__code"))
            posts = Post.objects.current().filter(within(codes))
            condition |= Q(pk__in=homes.values("user")) | Q(pk__in=posts.values("user"))
        if area_codes_of(user, roles & ADMINISTRATOR):
            condition |= officials()
        return condition

    def is_administered(self, request, person) -> bool:
        return (
            bool(area_codes_of(request.user, ADMINISTRATOR))
            and User.objects.filter(officials(), pk=person.pk).exists()
        )

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return super().has_change_permission(request)
        if obj.pk == request.user.pk or (obj.is_superuser and not request.user.is_superuser):
            return False
        if self.is_administered(request, obj):
            return True
        is_official = User.objects.filter(officials(), pk=obj.pk).exists()
        return not is_official and self.reaches(request, obj, STAFF)

    def get_fieldsets(self, request, obj=None):
        if obj is None or self.is_administered(request, obj):
            fields = ["username", "name", "new_password", "is_active", "masked", "joined_at"]
            if obj is not None and not self.has_change_permission(request, obj):
                fields.remove("new_password")
            return [(None, {"fields": fields if obj else fields[:3]})]
        fields = ["name", "birth_year", "masked", "joined_at"]
        if obj is not None and may_see_phone(request.user, obj):
            fields.insert(3, "whole_number")
        return [(None, {"fields": fields})]

    def get_readonly_fields(self, request, obj=None):
        return ("masked", "whole_number", "joined_at")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "new_password" not in flatten_fieldsets(self.get_fieldsets(request, obj)):
            del form.base_fields["new_password"]
        return form

    def get_inlines(self, request, obj):
        return [PostInline, HomeInline] if obj else []

    def get_search_results(self, request, queryset, search_term):
        try:
            whole_number = phones.normalise_phone(search_term)
        except ValidationError:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(phone_hash=crypto.keyed_hash(whole_number)), False

    # --- saving
    def waits(self, request, obj) -> bool:
        """What the roster says of a resident waits; the account of an official is the administrator's alone."""
        return obj.pk is not None and not self.is_administered(request, obj)

    def area_of_step(self, obj):
        homes = obj.current_memberships
        return homes[0].household.area if homes else obj.current_posts[0].area

    def store(self, request, obj, form, change):
        password = form.cleaned_data.get("new_password")
        if password:
            obj.set_password(password)
        obj.save()
        if password:
            audit.record("admin_set_password", by=request.user, target=obj)

    @admin.action(
        description=gettext_lazy("Remove the second factor (lost phone)"), permissions=["administer"]
    )
    def remove_second_factor(self, request, queryset):
        done = 0
        with transaction.atomic():
            for person in queryset.filter(officials()):
                if not self.has_change_permission(request, person):
                    continue
                for device in (TOTPDevice, StaticDevice):
                    device.objects.filter(user=person).delete()
                audit.record("admin_remove_second_factor", by=request.user, target=person)
                done += 1
        self.message_user(
            request,
            _("Second factor removed from %(done)d accounts; they set up a new one at their next sign-in.")
            % {"done": done},
            messages.SUCCESS if done else messages.WARNING,
        )

    def has_administer_permission(self, request):
        return bool(area_codes_of(request.user, ADMINISTRATOR))


def officials() -> Q:
    """Return the condition for the accounts that an administrator looks after."""
    official_posts = Post.objects.filter(role__in=OFFICIAL_ROLES)
    return Q(username__isnull=False) | Q(is_superuser=True) | Q(pk__in=official_posts.values("user"))
