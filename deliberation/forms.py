from itertools import combinations

from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation import ballots, boxes, meetings, voices
from deliberation.models import (
    MOST_POINTS,
    BallotKind,
    Criterion,
    Meeting,
    PartyOpinion,
    PollHousehold,
    Rating,
    ReviewHousehold,
    TieRule,
    VotingRound,
    Whose,
    WinnerRule,
)
from panlong import clock
from panlong.accounts.models import Household
from panlong.acts import ActForm
from panlong.errors import Refused
from panlong.fields import CountField, MomentField, WordsField, YuanField, in_days, yes_no
from projects.models import Project, Screening
from projects.stages import Stage

SCREENING_CHECKS = [
    ("many", _("It serves many, not one household")),
    ("small", _("It is small and can be done within a year")),
    ("ours", _("It is not the duty of a department or of a company")),
    ("lawful", _("It needs no land, building permit or demolition")),
    ("once", _("Nobody else is doing it already")),
]


JUDGEMENTS = [("yes", _("yes")), ("no", _("no")), ("", _("abstain"))]


class ScreeningForm(ActForm):
    checks = forms.MultipleChoiceField(
        label=_("What holds"), choices=SCREENING_CHECKS, widget=forms.CheckboxSelectMultiple, required=False
    )
    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Screening.Verdict.choices, widget=forms.RadioSelect
    )
    reason = WordsField(label=_("Reason, unless it passes"), max_length=2000, required=False, rows=3)

    def clean(self):
        data = super().clean()
        if data.get("verdict") == Screening.Verdict.PASSED and len(data.get("checks", [])) < len(
            SCREENING_CHECKS
        ):
            self.add_error("checks", _("A proposal passes only when all of these hold."))
        return data


class SupportForm(ActForm):
    agrees = yes_no(
        _("Yes, our household wants it"),
        _("No, our household does not want it"),
        label=_("Does your household support this project?"),
    )


class OwnSupportForm(SupportForm):
    """Begins with what the household has said already; it may change until the poll closes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if said := voices.answer_of(self.user, self.project):
            self.fields["agrees"].initial = "yes" if said.agrees else "no"
            self.fields["agrees"].help_text = _(
                "Your household has answered; you can change it until the poll closes."
            )


class HouseholdMixin(forms.Form):
    """An organiser takes something down for a household that has a voice."""

    def add_household(self):
        households = Household.objects.filter(pk__in=self.voices().values("household")).select_related("area")
        self.fields["household"] = forms.ModelChoiceField(
            label=_("Household"), queryset=households, help_text=_("You are named as the helper.")
        )
        self.order_fields(["household"])


class HelpSupportForm(SupportForm, HouseholdMixin):
    def voices(self):
        return PollHousehold.objects.filter(poll__project=self.project, poll__closed_at__isnull=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_household()
        self.fields["agrees"].label = _("What did the household say?")
        self.fields["agrees"].choices = [("yes", _("They want it")), ("no", _("They do not want it"))]


class MeetingForm(ActForm):
    platform = forms.ChoiceField(
        label=_("Kind of meeting"), choices=Meeting.Platform.choices, widget=forms.RadioSelect
    )
    starts_at = MomentField(
        label=_("When?"), initial=lambda: in_days(4), help_text=_("At least three days ahead.")
    )
    place = forms.CharField(label=_("Where?"), max_length=120)
    agenda = WordsField(label=_("What about?"), max_length=2000)

    def facts(self):
        return self.cleaned_data


class MinutesForm(ActForm):
    """The minutes of a meeting that was held; six-party talks ask for each party's words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = Meeting.objects.filter(
            project=self.project, minutes_at__isnull=True, starts_at__lte=clock.now()
        )
        self.fields["meeting"] = forms.ModelChoiceField(label=_("Meeting"), queryset=held, empty_label=None)
        self.fields["meeting"].label_from_instance = lambda one: f"{one.get_platform_display()} · {one.place}"
        entitled = "; ".join(str(meetings.entitled_households(meeting)) for meeting in held)
        self.fields["present"] = CountField(
            label=_("Households present"),
            help_text=_("Entitled by the roster: %(n)s households. Two thirds must come.") % {"n": entitled},
        )
        self.fields["in_favour"] = CountField(label=_("Households in favour of the plan"))
        self.fields["against"] = CountField(label=_("Households against"))
        if self.project.touches_common_parts:
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
            self.fields[name] = forms.DecimalField(label=label, min_value=0, max_digits=12, decimal_places=2)
        self.fields["area_present"].help_text = _(
            "Parts owned in common are touched: two thirds of households and of floor area must take part, and more than half of both be in favour."
        )
        self.fields["grave"] = forms.BooleanField(
            label=_("It is about the repair fund, rebuilding or a change of use: three quarters are needed."),
            required=False,
        )

    def facts(self):
        data = super().facts()
        talk = data["meeting"].platform == Meeting.Platform.SIX_PARTIES
        opinions = [
            {"party": party.value, "attended": data[f"attended_{party}"], "words": data[f"words_{party}"]}
            for party in PartyOpinion.Party
            if talk
        ]
        plain = {name: value for name, value in data.items() if not name.startswith(("attended_", "words_"))}
        return {**plain, "opinions": opinions}


class ScoreForm(ActForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for criterion in Criterion:
            self.fields[criterion.value] = CountField(
                label=criterion.label,
                least=0,
                most=MOST_POINTS,
                help_text=_("0 to %(most)d points") % {"most": MOST_POINTS},
            )

    def facts(self):
        return {"points": super().facts()}


class RecuseForm(ActForm):
    reason = forms.CharField(label=_("Reason"), max_length=300)


class ResolutionForm(ActForm):
    chosen = yes_no(
        _("Choose it and report it to the street office"), _("Leave it in the pool"), label=_("Decision")
    )
    reasons = WordsField(label=_("Reasons"), max_length=3000)


class AcceptanceForm(ActForm):
    accepted = yes_no(_("The work is accepted"), _("The work must be mended first"), label=_("Finding"))
    members = forms.CharField(
        label=_("Who looked at the work?"),
        max_length=300,
        help_text=_("Neither the implementer nor the supplier."),
    )
    remarks = WordsField(label=_("What did you find?"), max_length=3000)


class RatingForm(ActForm):
    grade = forms.ChoiceField(
        label=_("How well was it done?"), choices=Rating.Grade.choices, widget=forms.RadioSelect
    )
    words = WordsField(label=_("In your words"), max_length=1000, required=False, rows=3)


class OwnRatingForm(RatingForm):
    """Begins with what the household has said already; it may change until the review closes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if said := voices.rating_of(self.user, self.project):
            self.fields["grade"].initial, self.fields["words"].initial = said.grade, said.words
            self.fields["grade"].help_text = _(
                "Your household has rated it; you can change it until the review closes."
            )


class HelpRatingForm(RatingForm, HouseholdMixin):
    def voices(self):
        return ReviewHousehold.objects.filter(review__project=self.project, review__closed_at__isnull=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.add_household()


class OpenRoundForm(forms.Form):
    """Open a voting round among the pooled projects of an area."""

    operation = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=80)

    def __init__(self, *args, area, **kwargs):
        super().__init__(*args, **kwargs)
        pooled = Project.objects.within(area).filter(stage=Stage.POOLED).select_related("area")
        self.fields["projects"] = forms.ModelMultipleChoiceField(
            label=_("Projects on the ballot"), queryset=pooled, widget=forms.CheckboxSelectMultiple
        )
        self.fields["projects"].label_from_instance = lambda one: (
            f"{one.title} · {one.area.name} · {one.subsidy_planned:,.2f}"
        )
        self.fields["closes_at"] = MomentField(label=_("Closes"), initial=in_days(7))
        self.fields["budget"] = YuanField(
            label=_("Subsidies of this round (yuan)"),
            help_text=_("What the chosen projects may cost in subsidies together."),
        )
        self.fields["whose"] = _choice(_("Who votes"), Whose)
        self.fields["ballot_kind"] = _choice(_("The ballot"), BallotKind)
        self.fields["most_choices"] = CountField(label=_("Choices per ballot"), least=1, most=50, initial=1)
        self.fields["least_votes"] = CountField(label=_("Votes a project needs at least"), least=1, initial=1)
        self.fields["quorum"] = CountField(label=_("Voters needed for a valid round"), least=1, initial=1)
        self.fields["rule"] = _choice(_("Who wins"), WinnerRule)
        self.fields["tie_rule"] = _choice(_("Ties go to"), TieRule)
        self.fields["conflicts"] = forms.ModelMultipleChoiceField(
            label=_("Of these only one can be chosen"),
            queryset=pooled,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.fields["conflicts"].label_from_instance = lambda one: f"{one.title} · {one.area.name}"
        self.fields["custodians"] = forms.ModelMultipleChoiceField(
            label=_("A secret vote, its box kept by"), queryset=boxes.ready_keys(area), widget=forms.CheckboxSelectMultiple, required=False,
            help_text=_("Choose nobody for a named vote. Each custodian first makes a key on the page “Keep a box”."),
        )  # fmt: skip
        self.fields["custodians"].label_from_instance = lambda key: str(key.custodian)
        self.fields["shares_needed"] = CountField(
            label=_("Custodians needed to open the box"), least=0, most=boxes.MOST_CUSTODIANS, required=False
        )

    def facts(self) -> dict:
        """Return the cleaned data as keyword arguments of voting.open_round."""
        data = dict(self.cleaned_data)
        together = data.pop("conflicts")
        return {
            **data,
            "projects": list(data["projects"]),
            "conflicts": list(combinations(together, 2)),
            "custodians": list(data["custodians"]),
            "shares_needed": data["shares_needed"] or 0,
        }


def _choice(label, choices) -> forms.ChoiceField:
    """A choice of one, the first one chosen already; left out, the first one counts."""
    field = forms.TypedChoiceField(
        label=label, choices=choices.choices, widget=forms.RadioSelect, initial=choices.values[0], required=False,
        empty_value=choices.values[0],
    )  # fmt: skip
    return field


class BallotForm(forms.Form):
    """The choice of a voter: shown for a second look before it is cast."""

    operation = forms.UUIDField(widget=forms.HiddenInput)
    is_changed = False  # the voter comes back from the second look
    refusal = ""  # why a ballot was not cast

    def __init__(self, *args, round: VotingRound, **kwargs):
        super().__init__(*args, **kwargs)
        self.round, self.marks = round, b""
        self.chosen: list = []
        self.opposed: list = []
        self.judges = round.ballot_kind == BallotKind.JUDGE
        on_ballot = round.candidates.select_related("project__area").order_by("pk")
        if self.judges:
            for one in on_ballot:
                self.fields[f"judge_{one.pk}"] = forms.ChoiceField(
                    label=one.title, choices=JUDGEMENTS, widget=forms.RadioSelect, required=False
                )
        else:
            self.fields["candidates"] = forms.ModelMultipleChoiceField(
                label=_("Your choice"), queryset=on_ballot, widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("Choose at least one project.")},
            )  # fmt: skip

    def said_of(self, candidate) -> str:
        """Return what is filled in for `candidate`: yes, no or nothing."""
        if not self.is_bound:
            return ""
        if self.judges:
            return self.data.get(f"judge_{candidate.pk}", "")
        return "yes" if str(candidate.pk) in self.data.getlist("candidates") else ""

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        on_ballot = list(self.round.candidates.select_related("project__area").order_by("pk"))
        if self.judges:
            self.chosen = [one for one in on_ballot if data[f"judge_{one.pk}"] == "yes"]
            self.opposed = [one for one in on_ballot if data[f"judge_{one.pk}"] == "no"]
        else:
            self.chosen = list(data["candidates"])
        paper = ballots.form_of(self.round.pk)
        if not self.judges and len(self.chosen) > paper.most:
            raise forms.ValidationError(
                _("You chose %(chosen)d projects; you may choose %(most)d.")
                % {"chosen": len(self.chosen), "most": paper.most}
            )
        try:
            self.marks = paper.mark([one.pk for one in self.chosen], [one.pk for one in self.opposed])
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.reason)) from None
        return data
