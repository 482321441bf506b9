"""Forms of meetings and of the committee."""

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from deliberation import rules
from deliberation.council import kinds, reconfirming, sittings
from deliberation.models import Meeting, PartyOpinion, Recusal, RecusalRequest, Unit
from panlong import policy
from panlong.acts import ActForm
from panlong.fields import CountField, MomentField, WordsField, in_days, label_rows, offer_choices, yes_no
from panlong.policy.sentences import with_parameters

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
    place = forms.CharField(label=_("Where?"), max_length=120)
    agenda = WordsField(label=_("What about?"), max_length=2000)

    def verb_kwargs(self):
        return self.cleaned_data


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


class MinutesForm(ActForm):
    """The minutes of a meeting that was held; six-party talks ask for each party's words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = (
            self.project.meetings.all()
            if self.is_bound
            else Meeting.objects.without_minutes().filter(project=self.project)
        )
        self.fields["meeting"] = forms.ModelChoiceField(label=_("Meeting"), queryset=held, empty_label=None)
        label_rows(self.fields["meeting"], lambda one: f"{one.get_platform_display()} · {one.place}")
        decides = any(meeting.decides for meeting in held)
        self.fields["present"] = CountField(
            label=_("How many came"), help_text=" ".join(entitled_words(meeting) for meeting in held)
        )
        self.fields["in_favour"] = CountField(label=_("In favour of the plan"), required=False)
        self.fields["against"] = CountField(label=_("Against"), required=False)
        if not decides:
            del self.fields["in_favour"], self.fields["against"]
        if rules.owners_decide_in_minutes(self.project) and any(one.unit == Unit.HOUSEHOLDS for one in held):
            self._add_floor_area()
        self.fields["minutes"] = WordsField(label=_("What was said"), max_length=6000, rows=8)
        self.fields["decision"] = WordsField(label=_("What was decided"), max_length=2000)
        if any(meeting.platform == Meeting.Platform.SIX_PARTIES for meeting in held):
            for party in PartyOpinion.Party:
                self.fields[f"attended_{party}"] = forms.BooleanField(
                    label=_("%(party)s was there") % {"party": party.label}, required=False
                )
                self.fields[f"words_{party}"] = forms.CharField(
                    label=_("What it said, or why it was missing"), max_length=500, required=False
                )
        self.order_fields(["meeting"])

    def _add_floor_area(self):
        """The owners decide by households and by floor area (民法典 §278)."""
        for name, label in (
            ("area_present", _("Floor area present (m²)")),
            ("area_in_favour", _("Floor area in favour (m²)")),
        ):
            self.fields[name] = forms.DecimalField(
                label=label, min_value=0, max_digits=12, decimal_places=2, required=False
            )
        self.fields["area_present"].help_text = _(
            "Parts owned in common are touched: two thirds of households and of floor area must take part, and more than half of both be in favour."
        )
        self.fields["grave"] = forms.BooleanField(
            label=_("It is about the repair fund, rebuilding or a change of use: three quarters are needed."),
            required=False,
        )

    def verb_kwargs(self):
        data = super().verb_kwargs()
        talk = data["meeting"].platform == Meeting.Platform.SIX_PARTIES
        opinions = [
            {"party": party.value, "attended": data[f"attended_{party}"], "words": data[f"words_{party}"]}
            for party in PartyOpinion.Party
            if talk
        ]
        plain = {name: value for name, value in data.items() if not name.startswith(("attended_", "words_"))}
        return {**plain, "opinions": opinions}


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
