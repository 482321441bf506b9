"""Posts in the admin: who may appoint whom."""

from datetime import timedelta

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from panlong import clock
from panlong.accounts.models import (
    DISTRICT_ROLES,
    OFFICIAL_ROLES,
    ORGANISER_ROLES,
    STREET_ROLES,
    Post,
    Role,
    User,
)
from panlong.admin.base import (
    ADMINISTRATOR,
    READERS,
    STAFF,
    AdminForm,
    ScopedAdmin,
    StreetFilter,
    area_codes_of,
    column,
    is_covered,
)
from panlong.admin.spreadsheets import ExportsRows, TableResource
from panlong.areas.models import Level, within
from panlong.portal.admin.households import CurrentFilter, ending

# Who appoints to which posts, in the areas where they hold their own.
APPOINTS = {
    Role.COMMUNITY_STAFF: frozenset(
        {*ORGANISER_ROLES, Role.VOLUNTEER, Role.COMMITTEE_MEMBER} - {Role.DELEGATE}
    ),
    Role.ADMINISTRATOR: frozenset(set(Role) - {Role.DELEGATE}),
}
# Official posts belong to an area of their level.
LEVEL_OF = {
    Role.COMMUNITY_STAFF: Level.COMMUNITY,
    **dict.fromkeys(STREET_ROLES, Level.STREET),
    **dict.fromkeys(DISTRICT_ROLES, Level.DISTRICT),
    Role.ADMINISTRATOR: Level.DISTRICT,
}
CO_LEADERS = 2
MAX_DEPUTY = timedelta(days=183)


def may_appoint(actor: User, role: str, area) -> bool:
    """Say whether `actor` may appoint somebody else to `role` in `area`, and end such a post."""
    return any(
        role in posts and is_covered(area_codes_of(actor, {power}), area) for power, posts in APPOINTS.items()
    )


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
        super().clean()
        data = self.cleaned_data
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
        elif until is None or until > clock.now() + MAX_DEPUTY:
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
        mine = within(area_codes_of(request.user, STAFF), field="code")
        administered = within(area_codes_of(request.user, ADMINISTRATOR), field="code") & Q(level__in=levels)
        return super().area_choices(request).filter(mine | administered)

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "role":
            open_to = set().union(
                *(p for power, p in APPOINTS.items() if area_codes_of(request.user, {power}))
            )
            kwargs["choices"] = [("", "–"), *((r.value, r.label) for r in Role if r in open_to)]
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return super().has_change_permission(request)
        over = obj.until is not None and obj.until <= clock.now()
        return not over and obj.user_id != request.user.pk and may_appoint(request.user, obj.role, obj.area)

    def store(self, request, obj, form, change):
        if change:
            obj.save(update_fields=["until"])
        else:
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
