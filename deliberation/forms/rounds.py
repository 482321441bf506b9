"""Forms of opening a round and of voting."""

from itertools import combinations

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from deliberation.forms.council import JUDGEMENTS
from deliberation.models import BallotKind, TieRule, VotingRound, VotingUnit, WinnerRule
from deliberation.rounds import ballot_box, ballot_spec
from panlong.errors import Refused
from panlong.fields import CountField, MomentField, YuanField, in_days, label_rows
from projects.models import Project
from projects.stages import Stage


class OpenRoundForm(forms.Form):
    """Open a voting round among the pooled projects of an area."""

    helper: FormHelper

    operation = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=80)

    def __init__(self, *args, area, **kwargs):
        super().__init__(*args, **kwargs)
        pooled = Project.objects.within(area).filter(stage=Stage.POOLED).select_related("area")
        self.fields["projects"] = forms.ModelMultipleChoiceField(
            label=_("Projects on the ballot"), queryset=pooled, widget=forms.CheckboxSelectMultiple
        )
        label_rows(
            self.fields["projects"], lambda one: f"{one.title} · {one.area.name} · {one.subsidy_planned:,.2f}"
        )
        self.fields["closes_at"] = MomentField(label=_("Closes"), initial=in_days(7))
        self.fields["budget"] = YuanField(
            label=_("Subsidies of this round (yuan)"),
            help_text=_("What the chosen projects may cost in subsidies together."),
        )
        self.fields["whose"] = _choice(_("Who votes"), VotingUnit)
        self.fields["ballot_kind"] = _choice(_("The ballot"), BallotKind)
        self.fields["most_choices"] = CountField(
            label=_("Choices per ballot"), min_value=1, max_value=50, initial=1
        )
        self.fields["least_votes"] = CountField(
            label=_("Votes a project needs at least"), min_value=1, initial=1
        )
        self.fields["quorum"] = CountField(label=_("Voters needed for a valid round"), min_value=1, initial=1)
        self.fields["rule"] = _choice(_("Who wins"), WinnerRule)
        self.fields["tie_rule"] = _choice(_("Ties go to"), TieRule)
        self.fields["conflicts"] = forms.ModelMultipleChoiceField(
            label=_("Of these only one can be chosen"),
            queryset=pooled,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        label_rows(self.fields["conflicts"], lambda one: f"{one.title} · {one.area.name}")
        self.fields["custodians"] = forms.ModelMultipleChoiceField(
            label=_("A secret vote, its box kept by"), queryset=ballot_box.ready_keys(area), widget=forms.CheckboxSelectMultiple, required=False,
            help_text=_("Choose nobody for a named vote. Each custodian first makes a key on the page “Keep a box”."),
        )  # fmt: skip
        label_rows(self.fields["custodians"], lambda key: str(key.custodian))
        self.fields["shares_needed"] = CountField(
            label=_("Custodians needed to open the box"),
            min_value=0,
            max_value=ballot_box.MAX_CUSTODIANS,
            required=False,
        )

    def verb_kwargs(self) -> dict:
        """Return the cleaned data as keyword arguments of rounds.open_round."""
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
        if round.publishes_voices:
            self.fields["show_name"] = forms.BooleanField(required=False)

    @property
    def shows_name(self) -> bool:
        """Whether the voter wants the name beside the choice in the published file; readable before the form is valid, too."""
        return "show_name" in self.fields and self["show_name"].value() in {True, "on"}

    def said_of(self, candidate) -> str:
        """Return what is filled in for `candidate`: yes, no or nothing."""
        if not self.is_bound:
            return ""
        if self.judges:
            return self.data.get(f"judge_{candidate.pk}", "")
        assert isinstance(self.data, MultiValueDict), "a ballot is filled in on its page"
        return "yes" if str(candidate.pk) in self.data.getlist("candidates") else ""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if self.errors:
            return data
        on_ballot = list(self.round.candidates.select_related("project__area").order_by("pk"))
        if self.judges:
            self.chosen = [one for one in on_ballot if data[f"judge_{one.pk}"] == "yes"]
            self.opposed = [one for one in on_ballot if data[f"judge_{one.pk}"] == "no"]
        else:
            self.chosen = list(data["candidates"])
        paper = ballot_spec.ballot_spec(self.round.pk)
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
