"""Forms of meetings and of the committee."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from deliberation.council import kinds, meetings, reconfirming, sittings
from deliberation.models import Hall, Meeting, Recusal, RecusalRequest, Unit
from panlong import policy
from panlong.acts import ActForm
from panlong.areas.models import Area
from panlong.fields import MomentField, WordsField, in_days, label_rows, offer_choices, offer_rows, yes_no
from panlong.policy.sentences import with_parameters
from projects.models import Project

JUDGEMENTS = [("yes", _("yes")), ("no", _("no")), ("", _("abstain"))]


class MeetingForm(ActForm):
    platform = forms.ChoiceField(
        label=_("Kind of meeting"), choices=Meeting.Platform.choices, widget=forms.RadioSelect
    )
    starts_at = MomentField(
        label=_("When?"),
        initial=lambda: in_days(policy.number("meeting_notice_days") + 1),
        help_text=with_parameters(
            ngettext_lazy("At least %(days)s day ahead.", "At least %(days)s days ahead.", "days"),
            days="meeting_notice_days",
        ),
    )
    hall = forms.ModelChoiceField(
        label=_("Which hall?"), queryset=Hall.objects.none(), required=False, empty_label=_("another place"),
    )  # fmt: skip
    place = forms.CharField(label=_("Another place"), max_length=120, required=False)
    agenda = WordsField(label=_("What about?"), max_length=2000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_rows(self.fields["hall"], halls_near(self.project.area))

    def clean(self):
        data = super().clean() or self.cleaned_data
        if not data.get("hall") and not data.get("place"):
            self.add_error("place", gettext("Choose a hall or write where it is."))
        return data

    def verb_kwargs(self):
        data = dict(self.cleaned_data)
        hall = data.pop("hall")
        return {**data, "place": str(hall) if hall else data["place"]}


class CallMeetingForm(MeetingForm):
    """A meeting about this project, and if it is to be about others of the same place."""

    also = forms.ModelMultipleChoiceField(
        label=_("Also about"), queryset=Project.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Each one is put to the vote by itself."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Project.objects.filter(area=self.project.area, stage__in=meetings.MEETING_STAGES)
        offer_rows(self.fields["also"], others.exclude(pk=self.project.pk).order_by("title"))
        label_rows(self.fields["also"], lambda one: one.title)
        if not others.exclude(pk=self.project.pk).exists():
            del self.fields["also"]


def halls_near(area: Area):
    """Return the halls that can be used for a meeting of `area`, its own and those of the places above it (a queryset)."""
    return Hall.objects.filter(area__code__in=area.codes_above(), in_use=True)


class ReconfirmForm(MeetingForm):
    """The meeting that says whether a project stays in the pool; its agenda is made of the reason."""

    agenda = None  # type: ignore[assignment]
    reason = WordsField(label=_("Why is it still wanted?"), max_length=1000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(one.value, one.label) for one in reconfirming.PLATFORMS]
        offer_choices(self.fields["platform"], kinds)
        self.fields["platform"].initial = kinds[0][0]
        self.order_fields(["reason"])


class OfMeetingForm(ActForm):
    """About one of the project's meetings. A meeting that was decided on meanwhile stays in the list: the verb says what became of it."""

    def open_meetings(self):
        raise NotImplementedError

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rows = self.project.meetings.all() if self.is_bound else self.open_meetings()
        meeting = forms.ModelChoiceField(label=_("Meeting"), queryset=rows, empty_label=None)
        label_rows(meeting, name_meeting)
        self.fields = {"meeting": meeting, **self.fields}
        self.fields["meeting"].initial = rows.first()


def name_meeting(meeting: Meeting) -> str:
    return f"{meeting.get_platform_display()} · {date_format(timezone.localtime(meeting.starts_at), 'DATETIME_FORMAT')} · {meeting.place}"


def entitled_words(meeting: Meeting) -> str:
    """Say how many are entitled to sit in `meeting`, in its unit, and which shares let it agree."""
    entitled = kinds.count_entitled(meeting)
    rule = {"n": entitled, "quorum": meeting.quorum_words, "share": meeting.share_words}
    if meeting.unit == Unit.HOUSEHOLDS:
        return (
            _(
                "Households entitled by the roster: %(n)d. At least %(quorum)s must come, and more than %(share)s of those present be in favour."
            )
            % rule
        )
    if meeting.unit == Unit.MEMBERS:
        return (
            _(
                "Members entitled: %(n)d. At least %(quorum)s must come, and more than %(share)s of those present be in favour."
            )
            % rule
        )
    if meeting.unit == Unit.PARTIES:
        return (
            _(
                "Parties entitled: %(n)d. At least %(quorum)s must come, and more than %(share)s of those present be in favour."
            )
            % rule
        )
    return gettext("Count the people who came.")


class AwaitedForm(OfMeetingForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=300, help_text=_("It is published with the notice.")
    )

    def open_meetings(self):
        return Meeting.objects.awaited().filter(project=self.project)

    def verb_kwargs(self):
        return self.cleaned_data


class MoveMeetingForm(AwaitedForm):
    starts_at = MomentField(
        label=_("When now?"),
        help_text=with_parameters(
            ngettext_lazy(
                "Another time is told at least %(days)s day ahead, another place until it begins.",
                "Another time is told at least %(days)s days ahead, another place until it begins.", "days",
            ),
            days="meeting_notice_days",
        ),
    )  # fmt: skip
    place = forms.CharField(label=_("Where now?"), max_length=120)
    field_order = ("meeting", "starts_at", "place", "reason")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)
        meeting = self.open_meetings().first()
        if meeting:
            self.fields["starts_at"].initial = timezone.localtime(meeting.starts_at)
            self.fields["place"].initial = meeting.place


class CancelMeetingForm(AwaitedForm):
    """The reason for which a meeting is cancelled."""


class NotHeldForm(AwaitedForm):
    """The reason for which a meeting was not held."""

    def open_meetings(self):
        return Meeting.objects.without_minutes().filter(project=self.project)


class StepAsideForm(ActForm):
    """Step aside oneself; the ground is published."""

    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=[one for one in Recusal.Ground.choices if one[0] != Recusal.Ground.ASKED],
        widget=forms.RadioSelect,
        help_text=_("It is published with the reason."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=300)


class AskRecusalForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        members = sittings.members_of(self.project).order_by("name", "pk")
        member = forms.ModelChoiceField(
            label=_("Who?"), queryset=members, widget=forms.RadioSelect, empty_label=None
        )
        self.fields = {"member": member, **self.fields}

    reason = forms.CharField(
        label=_("What part does this member have in it?"),
        max_length=300,
        help_text=_("It is published, without your name."),
    )


class DecideRecusalForm(ActForm):
    grants = yes_no(
        _("Yes, this member steps aside"), _("No, there is no ground for it"), label=_("Decision")
    )
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is published."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = RecusalRequest.objects.filter(item__project=self.project).exclude(member=self.user)
        if not self.is_bound:
            asked = asked.filter(granted__isnull=True)
        request = forms.ModelChoiceField(
            label=_("Request"), queryset=asked.select_related("member"), empty_label=None
        )
        label_rows(request, lambda one: f"{one.member}: {one.reason}")
        self.fields = {"asked": request, **self.fields}
        self.fields["asked"].initial = asked.first()


class RecuseForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)
