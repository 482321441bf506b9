"""Forms of support polls, acceptance and satisfaction reviews."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from deliberation.households import opinions, previous_answers
from deliberation.households.doors import AGREES
from deliberation.models import ASPECTS, Grade, LookAtWords
from panlong.acts import ActForm
from panlong.fields import PhotoField, WordsField, offer_choices, yes_no


class OwnHomeForm(ActForm):
    """What is said for one's own household; who has several homes in the place says for which."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.homes = self.user.households_in(self.project.area)
        if len(self.homes) > 1:
            self.fields["home"] = forms.TypedChoiceField(
                label=_("For which of your homes?"),
                choices=[(str(home.pk), str(home)) for home in self.homes],
                coerce=lambda key: next(home for home in self.homes if str(home.pk) == key),
                widget=forms.RadioSelect,
            )
            self.order_fields(["home"])


class OwnSupportForm(OwnHomeForm):
    """Begins with what the household has said already; it may change until the poll closes."""

    agrees = forms.ChoiceField(
        label=_("Does your household support this project?"),
        choices=[
            ("yes", _("Yes, our household wants it")),
            ("no", _("No, our household does not want it")),
            ("abstains", _("We abstain and leave it to the others")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("A word why, if you like"),
        max_length=300,
        required=False,
        help_text=_("When the poll is closed the households of the place can read it."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if len(self.homes) == 1 and (said := previous_answers.answer_of(self.user, self.project)):
            self.fields["agrees"].initial, self.fields["words"].initial = said.voice, said.words
            self.fields["agrees"].help_text = _(
                "Your household has answered; you can change it until the poll closes."
            )

    def verb_kwargs(self):
        data = super().verb_kwargs()
        return {**data, "agrees": AGREES[data["agrees"]]}


MARKS_ON_PAPER = [
    ("yes", _("In favour")),
    ("no", _("Against")),
    ("abstains", _("Abstains")),
    ("nothing", _("nothing")),
]


class DoorForm(forms.Form):
    """What a household says at its door: each answer is a button of its own."""

    voice = forms.ChoiceField()
    words = forms.CharField(label=_("A word why, if they gave one"), max_length=300, required=False)

    def __init__(self, *args, voices, **kwargs):
        super().__init__(*args, **kwargs)
        offer_choices(self.fields["voice"], voices)


class AcceptanceForm(ActForm):
    accepted = yes_no(_("The work is accepted"), _("The work must be mended first"), label=_("Finding"))
    members = forms.CharField(
        label=_("Who looked at the work?"),
        max_length=300,
        help_text=_("Neither the implementer nor the supplier."),
    )
    remarks = WordsField(label=_("What did you find?"), max_length=3000)


def aspect_field(name: str) -> forms.ChoiceField:
    """A part of the whole, which may be left out; a list that opens, so that the button stays in sight on a phone."""
    return forms.ChoiceField(
        label=ASPECTS[name], choices=[("", _("No answer")), *Grade.choices], required=False
    )


class RatingForm(OwnHomeForm):
    grade = forms.ChoiceField(
        label=_("How well was it done?"), choices=Grade.choices, widget=forms.RadioSelect
    )
    need = aspect_field("need")
    quality = aspect_field("quality")
    cost = aspect_field("cost")
    openness = aspect_field("openness")
    conduct = aspect_field("conduct")
    words = WordsField(
        label=_("In your words"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_(
            "Published without your name after the review, once somebody looked at it for personal data."
        ),
    )


class OwnRatingForm(RatingForm):
    """Begins with what the household has said already; it may change until the review closes."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if len(self.homes) == 1 and (said := previous_answers.rating_of(self.user, self.project)):
            for name in ("grade", *ASPECTS, "words"):
                self.fields[name].initial = getattr(said, name)
            self.fields["grade"].help_text = _(
                "Your household has rated it; you can change it until the review closes."
            )


class DecideReviewForm(ActForm):
    outcome = forms.ChoiceField(
        label=_("How does it go on?"),
        choices=[
            ("doors", _("The community goes from door to door once more")),
            ("passed", _("The answers suffice: the project passed the review")),
            ("failed", _("The answers suffice: the project must be put right")),
        ],
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        label=_("Why?"), max_length=1000, rows=3, help_text=_("The reasons are published with the decision.")
    )


class LookAtWordsForm(ActForm):
    """Everything that residents wrote with their ratings and nobody has looked at, a part at a time."""

    A_PAGE = 20

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("Everybody may read it")), *LookAtWords.Reason.choices]
        for rating in opinions.words_to_look_at(self.project)[: self.A_PAGE]:
            self.fields[f"look_{rating.pk}"] = forms.ChoiceField(
                label=rating.words, choices=choices, widget=forms.RadioSelect, required=False, initial=""
            )

    def verb_kwargs(self):
        chosen = {name: value for name, value in self.cleaned_data.items() if name.startswith("look_")}
        return {"looks": {int(name.removeprefix("look_")): value for name, value in chosen.items()}}


class SheetForm(forms.Form):
    """What somebody reads on a signed list: an answer, or nothing, for each of `lines`."""

    helper: FormHelper

    def __init__(self, *args, lines, with_photo: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        if with_photo:
            self.fields["scan"] = PhotoField(label=_("Photo of the signed list"))
        for line in lines:
            door = f"{line.household.unit} {line.household.room}".strip()
            self.fields[f"line_{line.number}"] = forms.ChoiceField(
                label=f"{line.number} · {door}", choices=MARKS_ON_PAPER, widget=forms.RadioSelect
            )

    def verb_kwargs(self) -> dict:
        """Return the cleaned data as keyword arguments of `read_sheet`."""
        marks = {
            name.removeprefix("line_"): mark
            for name, mark in self.cleaned_data.items()
            if name.startswith("line_")
        }
        return {"marks": marks, "scan": self.cleaned_data.get("scan")}
