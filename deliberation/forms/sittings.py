"""Forms of a sitting of the committee: points for all its projects, the code, a talk, the resolution."""

from collections.abc import Iterable, Mapping

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.council.committee import Decision
from deliberation.council.ranking import Outcome, Placed
from deliberation.models import MAX_POINTS, Criterion, Recusal, SittingItem
from panlong.fields import CodeField, CountField, WordsField, yes_no


class SittingForm(forms.Form):
    """A form of a sitting; its fields stand inside a <form> of the page."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True


class PointsForm(SittingForm):
    """The points of one member for every project that still waits for them; any may stay empty until they are handed in."""

    def __init__(
        self, *args, items: Iterable[SittingItem], drafts: Mapping[int, Mapping[str, int]], **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            for criterion in Criterion:
                self.fields[f"{item.project_id}-{criterion.value}"] = CountField(
                    label=criterion.label,
                    min_value=0,
                    max_value=MAX_POINTS,
                    required=False,
                    initial=drafts.get(item.pk, {}).get(criterion.value),
                    help_text=_("0 to %(most)d points") % {"most": MAX_POINTS},
                )

    def rows(self):
        """Return (item, its fields, its five fields one by one) for the page."""
        for item in self.items:
            yield item, [self[f"{item.project_id}-{one}"] for one in Criterion.values]

    def points(self) -> dict[int, dict[str, int]]:
        """Return what was written down, by the key of the project."""
        found = {}
        for item in self.items:
            given = {one: self.cleaned_data[f"{item.project_id}-{one}"] for one in Criterion.values}
            found[item.project_id] = {one: points for one, points in given.items() if points is not None}
        return found

    def require_whole(self, given: Mapping[int, Mapping[str, int]]) -> None:
        """Mark what is missing in what was `given` for a project that was begun; nothing for any project is missing, too."""
        for project, points in given.items():
            for criterion in Criterion.values:
                if points and criterion not in points:
                    self.add_error(f"{project}-{criterion}", _("Points are missing here."))
        if not any(given.values()):
            self.add_error(None, _("There is nothing to hand in."))


class InterestsForm(SittingForm):
    """Whether one has a part in each project: none is a declaration, too."""

    NONE = "none"
    GROUNDS = (
        (NONE, _("I have no part in it, nor my family, nor a firm of mine.")),
        (Recusal.Ground.OWN, _("It is my own project, or I supply it: I step aside.")),
        (Recusal.Ground.FAMILY, _("Family or close relatives have a part in it: I step aside.")),
        (Recusal.Ground.FIRM, _("My employer or firm has a part in it: I step aside.")),
        (Recusal.Ground.OTHER, _("Another reason: I step aside.")),
    )

    def __init__(self, *args, items: Iterable[SittingItem], **kwargs):
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"{item.project_id}-ground"] = forms.ChoiceField(
                label=_("Your declaration"), choices=self.GROUNDS, widget=forms.RadioSelect
            )
            self.fields[f"{item.project_id}-reason"] = forms.CharField(
                label=_("Only when you step aside: the reason"), max_length=300, required=False,
                help_text=_("It is published."),
            )  # fmt: skip

    def clean(self):
        super().clean()
        data = self.cleaned_data
        for item in self.items:
            ground = data.get(f"{item.project_id}-ground", self.NONE)
            if ground != self.NONE and not data.get(f"{item.project_id}-reason"):
                self.add_error(f"{item.project_id}-reason", _("Give the reason."))
        return data

    def rows(self):
        """Return (item, its fields) for the page."""
        for item in self.items:
            yield item, [self[f"{item.project_id}-{name}"] for name in ("ground", "reason")]

    def said(self):
        """Yield (item, ground, reason)."""
        for item in self.items:
            yield (
                item,
                self.cleaned_data[f"{item.project_id}-ground"],
                self.cleaned_data[f"{item.project_id}-reason"],
            )


class ConfirmForm(SittingForm):
    code = CodeField(label=_("The 6 digits"), max_length=12)


class TalkForm(SittingForm):
    talk = WordsField(label=_("What was talked about"), max_length=2000)


class ResolutionForm(SittingForm):
    """The resolution on all projects of a sitting, in their order; each says what the order of the points makes of it."""

    def __init__(self, *args, standing: list[tuple[SittingItem, Placed]], **kwargs):
        super().__init__(*args, **kwargs)
        self.standing = standing
        for item, placed in standing:
            names = [f"{item.project_id}-{name}" for name in ("chosen", "reasons", "departure")]
            self.fields[names[0]] = yes_no(
                _("Choose it and report it to the street office"),
                _("Leave it in the pool"),
                label=_("Decision"),
                initial="yes" if placed.outcome == Outcome.CHOSEN else "no",
            )
            self.fields[names[1]] = WordsField(label=_("Reasons"), max_length=3000, rows=3)
            self.fields[names[2]] = WordsField(
                label=_("Only where it departs from the order of the points: why"),
                max_length=2000,
                required=False,
                rows=2,
                help_text=_("It is published with the resolution."),
            )

    def rows(self):
        """Return (item, its place, its fields) for the page."""
        for item, placed in self.standing:
            yield (
                item,
                placed,
                [self[f"{item.project_id}-{name}"] for name in ("chosen", "reasons", "departure")],
            )

    def decisions(self) -> dict[int, Decision]:
        data = self.cleaned_data
        return {
            item.project_id: Decision(
                data[f"{item.project_id}-chosen"],
                data[f"{item.project_id}-reasons"],
                data[f"{item.project_id}-departure"],
            )
            for item, _placed in self.standing
        }
