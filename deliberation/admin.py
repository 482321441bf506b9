"""Admin of deliberation: meetings, rounds, resolutions to read; courtyard committees to keep.

Ballots, choices and the roll have no page here, for nobody: who voted how is not looked up.
"""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.models import (
    Candidate,
    Council,
    CouncilMember,
    CourtyardCommittee,
    Hall,
    Meeting,
    Resolution,
    SatisfactionReview,
    SixParty,
    SupportPoll,
    VotingRound,
)
from panlong import audit, clock
from panlong.accounts.models import User
from panlong.admin.base import (
    NATIVE_DATES,
    STAFF,
    AdminForm,
    ProjectStreetFilter,
    ReadOnlyAdmin,
    ReadOnlyInline,
    ScopedAdmin,
    StreetFilter,
    area_codes_of,
    column,
)
from panlong.areas.models import Level

PROJECT = column("project", gettext_lazy("project"), order="project__title")
OPENS = column("opens_at", gettext_lazy("opens"))
CLOSED = column("closed_at", gettext_lazy("closed at"))
HOUSEHOLDS = column("households", gettext_lazy("households"))
PASSED = column("passed", gettext_lazy("passed"), boolean=True)


class OfProject(ReadOnlyAdmin):
    """Rows of a project; their place is the project's."""

    area_path = "project__area__code"
    list_select_related = ("project",)
    search_fields = ("project__title",)
    search_help_text = gettext_lazy("Title of the project")


@admin.register(SupportPoll)
class SupportPollAdmin(OfProject):
    shown = (
        PROJECT,
        OPENS,
        "closes_at",
        HOUSEHOLDS,
        column("agreed", gettext_lazy("agreed")),
        column("opposed", gettext_lazy("opposed")),
        PASSED,
        CLOSED,
    )
    list_display = (PROJECT, OPENS, "closes_at", HOUSEHOLDS, PASSED, CLOSED)
    list_filter = ("passed", ProjectStreetFilter)


@admin.register(Meeting)
class MeetingAdmin(OfProject):
    shown = (
        PROJECT, "platform", "starts_at", "place", "agenda", column("called_by", gettext_lazy("called by")), "entitled", "present",
        "in_favour", "against", "area_entitled", "area_present", "area_in_favour", "grave", "minutes", "decision", "agreed", column("minutes_by", gettext_lazy("minutes by")),
    )  # fmt: skip
    list_display = (PROJECT, "platform", "starts_at", "place", "agreed")
    list_filter = ("platform", "agreed", ProjectStreetFilter)
    date_hierarchy = "starts_at"


@admin.register(Resolution)
class ResolutionAdmin(OfProject):
    shown = (
        PROJECT, column("sitting", gettext_lazy("sitting")), column("at", gettext_lazy("at")), "chosen", "points",
        column("members_scored", gettext_lazy("members who gave points")), "reasons", column("by", gettext_lazy("written by")),
    )  # fmt: skip
    list_display = (PROJECT, column("at", gettext_lazy("at")), "chosen", "points")
    list_filter = ("chosen", ProjectStreetFilter)


@admin.register(SatisfactionReview)
class SatisfactionReviewAdmin(OfProject):
    shown = (
        PROJECT, OPENS, "closes_at", HOUSEHOLDS, column("satisfied", gettext_lazy("satisfied")),
        column("mostly_satisfied", gettext_lazy("mostly satisfied")), column("dissatisfied", gettext_lazy("not satisfied")), PASSED, CLOSED,
    )  # fmt: skip
    list_display = (PROJECT, OPENS, "closes_at", HOUSEHOLDS, PASSED, CLOSED)
    list_filter = ("passed", ProjectStreetFilter)


class CandidateInline(ReadOnlyInline):
    model = Candidate
    verbose_name_plural = gettext_lazy("projects on the ballot")
    shown = (
        PROJECT,
        column("cost", gettext_lazy("cost (yuan)")),
        column("votes", gettext_lazy("votes")),
        column("chosen", gettext_lazy("chosen"), boolean=True),
    )

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("project")


@admin.register(VotingRound)
class VotingRoundAdmin(ReadOnlyAdmin):
    """A round is opened, and closed, in the portal; while it is open nothing of it changes."""

    shown = (
        "title", "area", "opens_at", "closes_at", "budget", "most_choices", "least_votes", "quorum", "draw_seed",
        column("opened_by", gettext_lazy("opened by")), CLOSED, column("turnout", gettext_lazy("voters who took part")),
    )  # fmt: skip
    list_display = ("title", "area", "opens_at", "closes_at", "budget", CLOSED)
    list_filter = (StreetFilter,)
    list_select_related = ("area",)
    search_fields = ("title",)
    search_help_text = gettext_lazy("Title")
    inlines = (CandidateInline,)

    def view_on_site(self, row):
        return row.get_absolute_url()


class CommitteeForm(AdminForm):
    class Meta:
        model = CourtyardCommittee
        fields = ("area", "name", "founded_on", "rules")

    def clean_founded_on(self):
        day = self.cleaned_data["founded_on"]
        if not day.year >= 1949 or day > clock.today():
            raise ValidationError(_("Check the day."))
        return day


@admin.register(CourtyardCommittee)
class CourtyardCommitteeAdmin(ScopedAdmin):
    adders = changers = STAFF
    area_levels = (Level.COURTYARD, Level.BUILDING, Level.COMMUNITY)
    form = CommitteeForm
    fields = ("area", "name", "founded_on", "rules")
    list_display = ("name", "area", "founded_on")
    list_filter = (StreetFilter,)
    list_select_related = ("area",)
    search_fields = ("name", "area__name")

    def get_readonly_fields(self, request, obj=None):
        return ("area",) if obj else ()


class CouncilForm(AdminForm):
    class Meta:
        model = Council
        fields = ("area", "name", "since", "until", "chosen_how")

    def clean(self):
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and not since < until:
            self.add_error("until", _("Check the day."))
        if since and until and data.get("area"):
            others = Council.objects.filter(area=data["area"], since__lte=until, until__gte=since)
            if others.exclude(pk=self.instance.pk).exists():
                self.add_error("since", _("Another council of this place sits then."))
        return data


class OfAccountForm(AdminForm):
    """Somebody who may have an account, found by its telephone number."""

    phone = forms.CharField(
        label=gettext_lazy("telephone of the account"), max_length=20, required=False,
        help_text=gettext_lazy("Then the portal tells this person of meetings. Without an account leave it empty."),
    )  # fmt: skip

    def clean_phone(self):
        phone = self.cleaned_data["phone"].strip()
        if not phone:
            return phone
        found = User.objects.by_phone(phone)
        if found is None or not found.is_active:
            raise ValidationError(_("Nobody has an account with this number."))
        self.instance.user = found
        return phone


class CouncilMemberForm(OfAccountForm):
    class Meta:
        model = CouncilMember
        fields = ("name", "duty", "represents", "since", "until")


class CouncilMemberInline(admin.StackedInline):
    model = CouncilMember
    form = CouncilMemberForm
    extra = 3
    can_delete = False  # whoever leaves has a last day
    fields = ("name", "duty", "represents", "phone", "since", "until")
    formfield_overrides = NATIVE_DATES

    def has_view_permission(self, request, obj=None):
        return True  # asked only below a council that this person may see

    def has_add_permission(self, request, obj=None):
        return bool(area_codes_of(request.user, STAFF))

    has_change_permission = has_add_permission

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Council)
class CouncilAdmin(ScopedAdmin):
    adders = changers = STAFF
    area_levels = (Level.COURTYARD, Level.COMMUNITY)
    form = CouncilForm
    fields = ("area", "name", "since", "until", "chosen_how")
    list_display = ("name", "area", "since", "until")
    list_filter = (StreetFilter,)
    list_select_related = ("area",)
    search_fields = ("name", "area__name")
    inlines = (CouncilMemberInline,)

    def get_readonly_fields(self, request, obj=None):
        return ("area",) if obj else ()

    def save_formset(self, request, form, formset, change):
        formset.save()
        changed = [row.pk for row in formset.new_objects] + [
            row.pk for row, _names in formset.changed_objects
        ]
        if changed:
            council = form.instance
            audit.record(
                "admin_council", by=request.user, target=council, area_code=council.area.code, members=changed
            )


class SixPartyForm(OfAccountForm):
    class Meta:
        model = SixParty
        fields = ("area", "party", "is_there", "unit", "contact", "note")

    def clean(self):
        data = super().clean() or self.cleaned_data
        if data.get("is_there"):
            for name in ("unit", "contact"):
                if not data.get(name):
                    self.add_error(name, _("A party that is there has a unit and a contact person."))
        else:
            if not data.get("note"):
                self.add_error("note", _("Write why there is none."))
            self.instance.user = None
        return data


@admin.register(SixParty)
class SixPartyAdmin(ScopedAdmin):
    """The register of the six parties of a place; the nearest entry counts."""

    adders = changers = STAFF
    area_levels = (Level.COMMUNITY, Level.COURTYARD)
    form = SixPartyForm
    personal = frozenset({"contact", "phone"})
    fields = ("area", "party", "is_there", "unit", "contact", "phone", "note")
    list_display = ("party", "area", "is_there", "unit")
    list_filter = ("party", "is_there", StreetFilter)
    list_select_related = ("area",)
    search_fields = ("unit", "area__name")

    def get_readonly_fields(self, request, obj=None):
        return ("area", "party") if obj else ()


@admin.register(Hall)
class HallAdmin(ScopedAdmin):
    """Halls that are offered when a meeting is called."""

    adders = changers = STAFF
    area_levels = (Level.COMMUNITY, Level.COURTYARD)
    fields = ("area", "name", "address", "seats", "in_use")
    list_display = ("name", "area", "seats", "in_use")
    list_filter = ("in_use", StreetFilter)
    list_select_related = ("area",)
    search_fields = ("name", "area__name")

    def get_readonly_fields(self, request, obj=None):
        return ("area",) if obj else ()
