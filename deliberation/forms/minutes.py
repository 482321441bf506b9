"""Forms of the minutes: what is drafted, and the paper that was signed by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation import rules
from deliberation.council import minutes, sixparties
from deliberation.forms.council import entitled_words
from deliberation.models import Meeting, MinutesDraft, Unit
from panlong.acts import ActForm
from panlong.fields import CountField, PhotoField, TidyField, WordsField, label_rows

FREE_MOTIONS = (1, 2, 3)  # questions beside the plans; more of them stand in the decision


class DraftForm(ActForm):
    """What the minutes say, with `seen`, the revision that was read before."""

    def __init__(self, *args, meeting: Meeting, draft: MinutesDraft | None, came: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        self.seats = sixparties.seats_of(meeting) if meeting.unit == Unit.PARTIES else []
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
        self.fields["chair"] = forms.ModelChoiceField(
            label=_("Who took the chair?"), queryset=minutes.signers_of(meeting).order_by("pk"),
            help_text=_("The chair signs, and one more person."),
        )  # fmt: skip
        label_rows(self.fields["chair"], lambda person: str(person))
        if not self.seats:
            self.fields["present"] = CountField(label=_("How many came"), help_text=entitled_words(meeting))
        self._ask_parties()
        if meeting.decides:
            self._ask_votes("", gettext("the plan of “%(project)s”") % {"project": meeting.project.title})
        if rules.owners_decide_in_minutes(self.project) and meeting.unit == Unit.HOUSEHOLDS:
            self._ask_floor_area()
        self.fields["minutes"] = WordsField(label=_("What was said"), max_length=6000, rows=8)
        self.fields["decision"] = WordsField(label=_("What was decided"), max_length=2000)
        self._ask_motions()
        self._prefill(draft, came)

    def _ask_votes(self, ending: str, about: str, *, required: bool = True):
        self.fields[f"in_favour{ending}"] = CountField(
            label=gettext("In favour: %(about)s") % {"about": about}, required=required
        )
        self.fields[f"against{ending}"] = CountField(
            label=gettext("Against: %(about)s") % {"about": about}, required=required
        )

    def _ask_parties(self):
        for seat in self.seats:
            if not seat.is_there:
                continue
            party = seat.party.value
            self.fields[f"attended_{party}"] = forms.TypedChoiceField(
                label=gettext("%(party)s: was it there?") % {"party": seat.named},
                choices=[("yes", _("there")), ("no", _("missing"))], coerce=lambda said: said == "yes", widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"name_{party}"] = TidyField(
                label=gettext("%(party)s: who spoke for it?") % {"party": seat.named}, max_length=40, required=False,
                initial=seat.invitation.contact if seat.invitation else "",
            )  # fmt: skip
            self.fields[f"words_{party}"] = WordsField(
                label=gettext("%(party)s: what it said, or why it was missing") % {"party": seat.named}, max_length=500,
                required=False, rows=2,
            )  # fmt: skip

    def _ask_floor_area(self):
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

    def _ask_motions(self):
        self.others = list(self.meeting.motions.select_related("project")) if self.meeting.decides else []
        for motion in self.others:
            self._ask_votes(f"_{motion.pk}", motion.text, required=False)
        for number in FREE_MOTIONS if self.meeting.decides else ():
            about = gettext("motion %(number)d") % {"number": number}
            self.fields[f"motion_{number}"] = TidyField(
                label=gettext("Another motion (%(number)d)") % {"number": number},
                max_length=300,
                required=False,
            )
            self._ask_votes(f"_new_{number}", about, required=False)

    def _prefill(self, draft: MinutesDraft | None, came: int):
        self.initial["seen"] = draft.revision if draft else 0
        if draft is None:
            self.initial.update(
                {"present": came or None, "minutes": self.meeting.agenda, "chair": self.user.pk}
            )
            return
        said = dict(draft.facts)
        for one in said.pop("opinions", None) or []:
            party = one["party"]
            self.initial.update({
                f"attended_{party}": "yes" if one["attended"] else "no", f"name_{party}": one["name"], f"words_{party}": one["words"],
            })  # fmt: skip
        free = iter(FREE_MOTIONS)
        for one in said.pop("motions", None) or []:
            ending = f"_{one['motion']}" if one["motion"] else f"_new_{(number := next(free))}"
            if not one["motion"]:
                self.initial[f"motion_{number}"] = one["text"]
            self.initial.update({f"in_favour{ending}": one["in_favour"], f"against{ending}": one["against"]})
        self.initial.update({**said, "chair": draft.chair_id})

    def clean(self):
        data = super().clean() or self.cleaned_data
        for seat in self.seats:
            party = seat.party.value
            if data.get(f"attended_{party}") is True and not data.get(f"name_{party}"):
                self.add_error(
                    f"name_{party}",
                    gettext("%(party)s was there: write who spoke for it.") % {"party": seat.named},
                )
        answered = [one for one in self._opinions(data) if f"attended_{one['party']}" not in self.errors]
        for field, sentence in sixparties.lacking(self.meeting, answered) if self.seats else ():
            if field.replace("words_", "attended_") not in self.errors:
                self.add_error(field, sentence)
        for number in FREE_MOTIONS if self.meeting.decides else ():
            counts = [data.get(f"{what}_new_{number}") for what in ("in_favour", "against")]
            if data.get(f"motion_{number}") and None in counts:
                self.add_error(
                    f"in_favour_new_{number}",
                    gettext("Write down how many were in favour and how many against."),
                )
        return data

    def _opinions(self, data: dict) -> list[dict]:
        return [
            {
                "party": party, "attended": data[f"attended_{party}"], "name": data.get(f"name_{party}", ""),
                "words": data.get(f"words_{party}", ""),
            }
            for party in (seat.party.value for seat in self.seats if seat.is_there)
            if f"attended_{party}" in data
        ]  # fmt: skip

    def verb_kwargs(self) -> dict[str, Any]:
        data = super().verb_kwargs()
        motions = [
            {"motion": motion.pk, "text": motion.text, "in_favour": data[f"in_favour_{motion.pk}"], "against": data[f"against_{motion.pk}"]}
            for motion in self.others
            if data[f"in_favour_{motion.pk}"] is not None and data[f"against_{motion.pk}"] is not None
        ]  # fmt: skip
        motions += [
            {"motion": None, "text": data[f"motion_{number}"], "in_favour": data[f"in_favour_new_{number}"], "against": data[f"against_new_{number}"]}
            for number in FREE_MOTIONS
            if data.get(f"motion_{number}")
        ]  # fmt: skip
        plain = (
            "seen",
            "chair",
            "present",
            "in_favour",
            "against",
            "minutes",
            "decision",
            "area_present",
            "area_in_favour",
            "grave",
        )
        said = {name: data[name] for name in plain if name in data}
        return {**said, "opinions": self._opinions(data), "motions": motions}


class PaperForm(forms.Form):
    """Minutes that were signed by hand."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    photo = PhotoField(label=_("Photo of the signed minutes"))
    chair_name = TidyField(label=_("Signed as the chair"), max_length=40)
    second_name = TidyField(label=_("Signed as the second person"), max_length=40)


class CheckInForm(forms.Form):
    code = TidyField(label=_("Code on the door"), max_length=20)


class SheetForm(forms.Form):
    photo = PhotoField(label=_("Photo of the sheet that all have signed"))
