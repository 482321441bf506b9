"""The form in which a proposal is checked, with everything that whoever checks it has to see."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from panlong import clock, policy
from panlong.accounts import people
from panlong.acts import ActForm
from panlong.areas.models import Area, Level, within
from panlong.fields import WordsField
from panlong.policy import workdays
from panlong.policy.sentences import with_parameters
from projects import rules
from projects.journey import drafting
from projects.journey.duplicates import finding
from projects.journey.proposing import digest_of
from projects.journey.screening import SETTLED, times_returned
from projects.models import CHECKS, Evidence, IssueLevel, Kind, Photo, Project, Screening, Theme


class ScreeningForm(ActForm):
    """Pass, return or refuse a proposal; what is settled here (place, level, kind, theme) the proposer is told."""

    checks = forms.MultipleChoiceField(
        label=_("What holds"), choices=CHECKS, widget=forms.CheckboxSelectMultiple, required=False
    )
    level = forms.TypedChoiceField(label=_("Level of the issue"), choices=IssueLevel.choices, coerce=int)
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect, required=False)
    theme = forms.ChoiceField(
        label=_("Theme"), choices=[("", _("please choose")), *Theme.choices], required=False
    )
    touches_common_parts = forms.BooleanField(
        label=_("It touches roof, outer walls, stairs or pipes that all own together."), required=False
    )
    verdict = forms.ChoiceField(
        label=_("Verdict"), choices=Screening.Verdict.choices, widget=forms.RadioSelect
    )
    ground = forms.ChoiceField(
        label=_("If it is not taken up: why not"),
        choices=[("", _("please choose")), *Screening.Ground.choices],
        required=False,
    )
    reason = WordsField(
        label=_("Reason, unless it passes"), max_length=2000, required=False, rows=3,
        help_text=with_parameters(
            ngettext_lazy(
                "If it goes back: everything that is missing at once. That is possible %(times)s time; the proposer reads it.",
                "If it goes back: everything that is missing at once. That is possible %(times)s times; the proposer reads it.",
                "times",
            ), times="screening_returns",
        ),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["area"] = forms.ModelChoiceField(
            label=_("Place of the project (its households are asked)"),
            queryset=self._places(),
            empty_label=None,
        )
        buildings = Area.objects.filter(level=Level.BUILDING, parent=self.project.area)
        if buildings.count() > 1:
            self.fields["places"] = forms.ModelMultipleChoiceField(
                label=_("Ask only these buildings"),
                queryset=buildings.order_by("code"),
                widget=forms.CheckboxSelectMultiple,
                required=False,
                help_text=_("Tick none, and all households of the place are asked."),
                initial=list(self.project.places.values_list("pk", flat=True)),
            )
        for name in SETTLED:
            self.fields[name].initial = self.project.revision.get(name, getattr(self.project, name))
        self.fields["seen"].initial = digest_of(self.project)
        self.order_fields(["checks", *SETTLED, "places", "verdict", "ground", "reason"])

    def _places(self):
        """Return the places around and inside the proposed one where this person may check; that alone once it was asked."""
        here = self.project.area
        if self.project.events.filter(act="pass_screening").exists():
            return Area.objects.filter(pk=here.pk)
        around = Area.objects.above(here) | Area.objects.within(here)
        near = around.exclude(level__in=[Level.DISTRICT, Level.STREET])
        mine = [
            one.pk
            for one in near
            if rules.is_organiser(self.user, one) or rules.heads_households_of(self.user, one)
        ]
        return Area.objects.filter(pk__in=[here.pk, *mine])

    @property
    def told(self) -> dict:
        """What the page shows above the form."""
        project = self.project
        returns = policy.number("screening_returns")
        return {
            "photos": project.photos.filter(moment=Photo.Moment.BEFORE),
            "proofs": project.proofs.filter(about=Evidence.About.TAKEN_DOWN),
            "households": drafting.households_asked(project).count(),
            "places": [place.name for place in project.places.order_by("code")],
            "screenings": project.screenings.select_related("by"),
            "may_return": times_returned(project) < returns,
            "returns": returns,
        }

    @property
    def similar(self) -> list[Project]:
        return finding.similar_projects(self.project, reader=self.user)

    def clean(self):
        super().clean()
        data = self.cleaned_data
        verdict = data.get("verdict")
        if verdict == Screening.Verdict.PASSED:
            if len(data.get("checks", [])) < len(CHECKS):
                self.add_error("checks", _("A proposal passes only when all of these hold."))
            for name in ("kind", "theme"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, _("Please choose."))
        if verdict == Screening.Verdict.REJECTED and not data.get("ground") and "ground" not in self.errors:
            self.add_error("ground", _("Choose why it is not taken up."))
        if (
            verdict
            and verdict != Screening.Verdict.PASSED
            and not data.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", _("Give the reason; the proposer reads it."))
        return data

    def look_again(self) -> str:
        """Return what is read once more before the households of the place are asked; '' when nobody is."""
        data = self.cleaned_data
        if data["verdict"] != Screening.Verdict.PASSED:
            return ""
        asked = people.households_at(data["area"], moment=clock.now())
        number = (asked.filter(within(data["places"])) if data.get("places") else asked).count()
        days = int(policy.rule("support_poll_days", area=data["area"]).value)
        due = clock.until(workdays.after_days(clock.now(), days))
        return ngettext(
            "%(number)d household of %(area)s is told now and answers until %(due)s. This cannot be taken back.",
            "%(number)d households of %(area)s are told now and answer until %(due)s. This cannot be taken back.",
            number,
        ) % {"number": number, "area": data["area"], "due": _now(due)}

    def verb_kwargs(self):
        data = super().verb_kwargs()
        settled = {name: data.pop(name) for name in SETTLED}
        passes = data["verdict"] == Screening.Verdict.PASSED
        return {**data, "settled": settled if passes else None}
