"""Admin of people, households and posts: who may see whom, and who appoints whom."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, Value
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from panlong import audit, clock
from panlong.accounts import phones, roster
from panlong.accounts.admin_base import (
    ADMINISTRATOR,
    READERS,
    STAFF,
    AdminForm,
    ReadOnlyInline,
    ScopedAdmin,
    StreetFilter,
    call,
    column,
    covers,
    reach,
)
from panlong.accounts.admin_roster import ImportsRoster
from panlong.accounts.admin_spreadsheets import ExportsRows, TableResource
from panlong.accounts.models import (
    DISTRICT_ROLES,
    OFFICIAL_ROLES,
    ORGANISER_ROLES,
    STREET_ROLES,
    Household,
    Membership,
    Post,
    Role,
    User,
)
from panlong.accounts.people import may_see_phone
from panlong.areas.models import Level, within

# As the name of a list; elsewhere "households" is a number of them.
call(Household, gettext_lazy("household"), pgettext_lazy("list", "households"))

# Who appoints to which posts, in the areas where they hold their own.
APPOINTS = {
    Role.COMMUNITY_STAFF: frozenset({*ORGANISER_ROLES, Role.VOLUNTEER, Role.COMMITTEE_MEMBER}),
    Role.ADMINISTRATOR: frozenset(Role),
}
# Official posts belong to an area of their level.
LEVEL_OF = {
    Role.COMMUNITY_STAFF: Level.COMMUNITY,
    **dict.fromkeys(STREET_ROLES, Level.STREET),
    **dict.fromkeys(DISTRICT_ROLES, Level.DISTRICT),
    Role.ADMINISTRATOR: Level.DISTRICT,
}
CO_LEADERS = 2
MOST_DEPUTY = timedelta(days=183)


def may_appoint(actor: User, role: str, area) -> bool:
    """Say whether `actor` may appoint somebody else to `role` in `area`, and end such a post."""
    return any(role in posts and covers(reach(actor, {power}), area) for power, posts in APPOINTS.items())


# --- People ---------------------------------------------------------------------------------------------------
class PersonForm(AdminForm):
    """A resident as the community knows them, or the account of an official as the administrator does."""

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
        return rows.filter(within(reach(request.user, READERS), field="household__area__code"))


@admin.register(User)
class PersonAdmin(ScopedAdmin):
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
        codes = reach(user, roles & READERS)
        if codes:
            homes = Membership.objects.current().filter(within(codes, field="household__area__code"))
            posts = Post.objects.current().filter(within(codes))
            condition |= Q(pk__in=homes.values("user")) | Q(pk__in=posts.values("user"))
        if reach(user, roles & ADMINISTRATOR):
            condition |= officials()
        return condition

    def is_administered(self, request, person) -> bool:
        return (
            bool(reach(request.user, ADMINISTRATOR))
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
            whole_number = phones.normalise(search_term)
        except ValidationError:
            return super().get_search_results(request, queryset, search_term)
        return queryset.filter(phone_hash=phones.keyed_hash(whole_number)), False

    # --- saving
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
        return bool(reach(request.user, ADMINISTRATOR))


def officials() -> Q:
    """Return the condition for the accounts that an administrator looks after."""
    official_posts = Post.objects.filter(role__in=OFFICIAL_ROLES)
    return Q(username__isnull=False) | Q(is_superuser=True) | Q(pk__in=official_posts.values("user"))


# --- Households ---------------------------------------------------------------------------------------------
class HouseholdTable(TableResource):
    class Meta:
        model = Household

    table = (
        ("area_code", lambda row: row.area.code),
        ("area", lambda row: row.area.name),
        ("unit", lambda row: row.unit),
        ("room", lambda row: row.room),
        ("floor_area", lambda row: row.floor_area),
        ("members", lambda row: row.members),
    )


class MemberInline(ReadOnlyInline):
    model = Membership
    verbose_name_plural = gettext_lazy("members")
    shown = (
        "user",
        column("user__masked_phone", gettext_lazy("phone")),
        "is_owner",
        "is_head",
        "since",
        "until",
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "household__area")


@admin.register(Household)
class HouseholdAdmin(ImportsRoster, ScopedAdmin):
    adders = changers = importers = STAFF
    area_levels = (Level.COURTYARD, Level.BUILDING, Level.GROUP)
    export_resource = HouseholdTable
    fields = ("area", "unit", "room", "floor_area")
    list_display = (
        "__str__",
        "area",
        "unit",
        "room",
        "floor_area",
        column("members", gettext_lazy("members")),
    )
    list_select_related = ("area",)
    list_filter = (StreetFilter,)
    search_fields = ("unit", "room", "area__name", "area__code")
    search_help_text = gettext_lazy("Room, unit, or name or code of the area")
    inlines = (MemberInline,)

    def get_queryset(self, request):
        living = Q(memberships__until__isnull=True) | Q(memberships__until__gt=clock.now())
        return (
            super()
            .get_queryset(request)
            .select_related("area")
            .annotate(members=Count("memberships", filter=living))
        )

    def get_readonly_fields(self, request, obj=None):
        return ("area",) if obj else ()

    def get_inlines(self, request, obj):
        return self.inlines if obj else ()


class MemberForm(AdminForm):
    """A new member is typed like a row of the roster; later only the standing in the household changes."""

    name = forms.CharField(label=gettext_lazy("name"), max_length=40)
    phone = forms.CharField(
        label=gettext_lazy("phone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("A number that is on record is the same person."),
    )
    birth_year = forms.IntegerField(
        label=gettext_lazy("year of birth"), required=False, min_value=1900, max_value=2200
    )

    class Meta:
        model = Membership
        fields = ("household", "is_owner", "is_head", "until")

    def clean_until(self):
        return ending(self.cleaned_data["until"], self.instance)


def ending(until, row):
    """Return the moment at which `row` ends; it may end now or later, never in the past."""
    if until is None or until >= clock.now() or until == row.until:
        return until
    if (clock.now() - until).total_seconds() < 24 * 3600:
        return clock.now()
    raise ValidationError(_("It can end now or later."))


class MemberTable(TableResource):
    """Phones are masked: no export holds a whole number."""

    class Meta:
        model = Membership

    table = (
        ("area_code", lambda row: row.household.area.code),
        ("area", lambda row: row.household.area.name),
        ("unit", lambda row: row.household.unit),
        ("room", lambda row: row.household.room),
        ("name", lambda row: row.user.name),
        ("phone_masked", lambda row: row.user.masked_phone),
        ("birth_year", lambda row: row.user.birth_year),
        ("is_owner", lambda row: row.is_owner),
        ("is_head", lambda row: row.is_head),
        ("since", lambda row: row.since),
        ("until", lambda row: row.until),
    )


class CurrentFilter(admin.SimpleListFilter):
    title = gettext_lazy("in force")
    parameter_name = "current"

    def lookups(self, request, model_admin):
        return [("yes", _("now")), ("no", _("ended"))]

    def queryset(self, request, queryset):
        now = clock.now()
        if self.value() == "yes":
            return queryset.filter(Q(until__isnull=True) | Q(until__gt=now))
        return queryset.filter(until__lte=now) if self.value() == "no" else queryset


@admin.register(Membership)
class MembershipAdmin(ExportsRows, ScopedAdmin):
    adders = changers = STAFF
    area_path = "household__area__code"
    personal = frozenset({"name", "phone", "birth_year"})
    export_resource = MemberTable
    form = MemberForm
    list_display = (
        column("user", gettext_lazy("person"), order="user__name"),
        "household",
        column("user__masked_phone", gettext_lazy("phone"), order="user__id"),
        "is_owner",
        "is_head",
        "since",
        "until",
    )
    list_filter = (CurrentFilter, "is_owner", "is_head")
    list_select_related = ("user", "household__area")
    search_fields = ("user__name", "household__room", "household__area__name")
    autocomplete_fields = ("household",)

    def get_fields(self, request, obj=None):
        if obj is None:
            return ("household", "name", "phone", "birth_year", "is_owner", "is_head")
        return ("user", "household", "is_owner", "is_head", "since", "until")

    def get_readonly_fields(self, request, obj=None):
        return ("user", "household", "since") if obj else ()

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if change:
            for name in ("name", "phone", "birth_year"):
                form.base_fields.pop(name, None)
        return form

    def has_change_permission(self, request, obj=None):
        over = obj is not None and obj.until is not None and obj.until <= clock.now()
        return not over and super().has_change_permission(request, obj)

    def store(self, request, obj, form, change):
        if not change:
            home, data = obj.household, form.cleaned_data
            row = {
                "area_code": home.area.code, "unit": home.unit, "room": home.room, "name": data["name"], "phone": data["phone"],
                "birth_year": data["birth_year"] or "", "is_owner": int(data["is_owner"]), "is_head": int(data["is_head"]),
            }  # fmt: skip
            taken = roster.enter(row, by=request.user, codes=reach(request.user, STAFF))
            if taken is None:
                raise ValidationError({"name": _("Name the person.")})
            obj.pk, obj.user = taken.pk, taken.user
            return
        if obj.is_head and "is_head" in form.changed_data:
            Membership.objects.filter(household=obj.household, is_head=True, until__isnull=True).exclude(
                pk=obj.pk
            ).update(is_head=False)
        obj.save()


# --- Posts ----------------------------------------------------------------------------------------------------
class PostForm(AdminForm):
    class Meta:
        model = Post
        fields = ("user", "role", "area", "since", "until", "deputy_for")
        help_texts = {
            "until": gettext_lazy("Empty: until it is ended. A post ends by its date, it is not deleted.")
        }

    def clean_since(self):
        since = self.cleaned_data["since"]
        if (clock.now() - since).total_seconds() > 24 * 3600:
            raise ValidationError(_("An appointment begins today or later."))
        return since

    def clean_until(self):
        return ending(self.cleaned_data["until"], self.instance)

    def clean(self):
        data = super().clean()
        user, role, area = (data.get(name) for name in ("user", "role", "area"))
        if user is not None and user.pk == self.actor.pk:
            self.add_error("user", _("Nobody appoints themselves."))
        if role and area is not None:
            if not may_appoint(self.actor, role, area):
                self.add_error("role", _("This post is not yours to fill there."))
            elif role in LEVEL_OF and area.level != LEVEL_OF[role]:
                self.add_error(
                    "area",
                    _("This post belongs to an area of the level “%(level)s”.")
                    % {"level": LEVEL_OF[role].label},
                )
            elif (
                role == Role.CO_LEADER and not data.get("deputy_for") and self._co_leaders(area) >= CO_LEADERS
            ):
                self.add_error("role", _("The leading group has its two co-leaders; end one post first."))
        if data.get("deputy_for"):
            self._check_deputy(data)
        return data

    def _check_deputy(self, data) -> None:
        """A deputy is somebody else, in the same post and area, for a time that ends no later than that of the post."""
        post, until = data["deputy_for"], data.get("until")
        if (post.role, post.area) != (data.get("role"), data.get("area")) or post.user == data.get("user"):
            self.add_error("deputy_for", _("A deputy is another person, in the same post and area."))
        elif until is None or until > clock.now() + MOST_DEPUTY:
            self.add_error("until", _("A deputy serves for a time: say until when, at most half a year."))
        elif post.until is not None and until > post.until:
            self.add_error("until", _("The post itself ends before that."))

    def _co_leaders(self, area) -> int:
        return (
            Post.objects.current()
            .filter(role=Role.CO_LEADER, area=area, deputy_for__isnull=True)
            .exclude(pk=self.instance.pk)
            .count()
        )


class PostTable(TableResource):
    class Meta:
        model = Post

    table = (
        ("area_code", lambda row: row.area.code),
        ("area", lambda row: row.area.name),
        ("role", lambda row: row.get_role_display()),
        ("person", lambda row: str(row.user)),
        ("since", lambda row: row.since),
        ("until", lambda row: row.until),
    )


@admin.register(Post)
class PostAdmin(ExportsRows, ScopedAdmin):
    """Appointments: in one's own area, below one's own power, never to oneself, ended by their date."""

    readers = READERS | ADMINISTRATOR
    adders = changers = STAFF | ADMINISTRATOR
    export_resource = PostTable
    form = PostForm
    list_display = (
        "role",
        column("user", gettext_lazy("person"), order="user__name"),
        "area",
        "since",
        "until",
        "appointed_by",
    )
    list_filter = (CurrentFilter, "role", StreetFilter)
    list_select_related = ("user", "area", "appointed_by")
    search_fields = ("user__name", "user__username", "area__name")
    autocomplete_fields = ("user", "deputy_for")
    fields = ("user", "role", "area", "since", "until", "deputy_for")

    def get_fields(self, request, obj=None):
        return (*self.fields, "appointed_by") if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return ("user", "role", "area", "since", "deputy_for", "appointed_by") if obj else ()

    def area_choices(self, request):
        """The communities appoint in their places; the administrator down to the communities."""
        levels = (Level.DISTRICT, Level.STREET, Level.COMMUNITY)
        mine = within(reach(request.user, STAFF), field="code")
        administered = within(reach(request.user, ADMINISTRATOR), field="code") & Q(level__in=levels)
        return super().area_choices(request).filter(mine | administered)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "role":
            open_to = set().union(*(p for power, p in APPOINTS.items() if reach(request.user, {power})))
            kwargs["choices"] = [("", "–"), *((r.value, r.label) for r in Role if r in open_to)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return super().has_change_permission(request)
        over = obj.until is not None and obj.until <= clock.now()
        return not over and obj.user_id != request.user.pk and may_appoint(request.user, obj.role, obj.area)

    def store(self, request, obj, form, change):
        if not change:
            obj.appointed_by = request.user
        obj.save()
        if (
            change and obj.until is not None
        ):  # who stood in for this post has its power no longer than it lasts
            obj.deputies.filter(until__gt=obj.until).update(until=Greatest("since", Value(obj.until)))
        if (
            not change
            and obj.role in OFFICIAL_ROLES
            and not (obj.user.username and obj.user.has_usable_password())
        ):
            messages.warning(
                request,
                _("This person has no user name and password yet; the post takes effect with them only."),
            )
