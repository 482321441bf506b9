"""Forms of those who run a round: roll, stations, papers, box."""

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deliberation import rules
from deliberation.forms.council import JUDGEMENTS
from deliberation.models import BallotKind, RollCorrection, RollEntry
from deliberation.rounds import paper
from panlong import clock
from panlong.accounts import phones
from panlong.accounts.models import Post, User
from panlong.areas.models import within
from panlong.fields import CodeField, CountField, DoorField, MomentField, NameField, PhotoField
from panlong.tools import spelling


class RoundForm(forms.Form):
    """A form about a round; `operation` makes a repeat harmless."""

    helper: FormHelper
    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, round, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round
        self.order_fields([name for name in self.fields if name != "operation"])

    def verb_kwargs(self) -> dict:
        return dict(self.cleaned_data)


class PersonMixin(forms.Form):
    """Find one person by name or telephone, and by room where several bear the name."""

    who = NameField(label=_("Name or mobile phone"), max_length=40)
    room = DoorField(label=_("Room, if several bear the name"), max_length=20, required=False)

    def people(self):
        """Return those among whom to look (a queryset of User)."""
        raise NotImplementedError

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if self.errors:
            return data
        text, room = data["who"], data.get("room", "")
        found = self.people().filter(name_key=spelling.name_key(text))
        if not found.exists() and (by_phone := _by_phone(text)):
            found = self.people().filter(pk=by_phone.pk)
        if room:
            found = found.filter(memberships__household__door_key__endswith=f"/{spelling.room_key(room)}")
        some = list(found.distinct()[:2])
        if len(some) != 1:
            words = (
                _("Several people bear this name; add the room.")
                if some
                else _("Nobody of this name was found here.")
            )
            self.add_error("who", words)
        else:
            self.person = some[0]
        return data

    def verb_kwargs(self):
        return {"operation": self.cleaned_data["operation"]}


def _by_phone(text: str) -> User | None:
    try:
        return User.objects.by_phone(phones.normalise_phone(text))
    except ValidationError:
        return None


class CorrectionForm(PersonMixin, RoundForm):
    kind = forms.ChoiceField(label=_("What"), choices=RollCorrection.Kind.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def people(self):
        return User.objects.filter(memberships__household__area__code__startswith=self.round.area.code)

    def verb_kwargs(self):
        data = self.cleaned_data
        return {
            **super().verb_kwargs(),
            "kind": data["kind"],
            "reason": data["reason"],
            "person": self.person,
        }


class GivingUpForm(RoundForm):
    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It is published."))


class StationForm(RoundForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    place = forms.CharField(label=_("Place, or whose doors"), max_length=120)


def _officers(round):
    """Return those whose post lets them serve at the stations of `round` (a queryset)."""
    posts = Post.objects.current().filter(role__in=rules.POLL_OFFICERS)
    posts = posts.filter(within([round.area]) | Q(area__code__in=round.area.codes_above()))
    return User.objects.filter(pk__in=posts.values("user"), is_active=True).order_by("name", "pk")


class ShiftForm(RoundForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["officer"] = forms.ModelChoiceField(
            label=_("Officer"), queryset=_officers(self.round), empty_label=None
        )
        self.fields["starts_at"] = MomentField(label=_("Begins"), initial=clock.now)
        self.fields["ends_at"] = MomentField(label=_("Ends"), initial=self.round.closes_at)


class PrintForm(RoundForm):
    number = CountField(label=_("How many papers"), min_value=1, max_value=paper.MAX_PAPERS, initial=30)

    def verb_kwargs(self):
        return {"number": self.cleaned_data["number"]}


class HandOutForm(PersonMixin, RoundForm):
    helped = forms.BooleanField(
        label=_("I fill it in for this person, who asked me to; I am named as the helper"), required=False
    )

    def people(self):
        return User.objects.filter(pk__in=RollEntry.objects.filter(round=self.round).values("voter"))

    def verb_kwargs(self):
        return {**super().verb_kwargs(), "voter": self.person, "helped": self.cleaned_data["helped"]}


class EntryForm(RoundForm):
    """What somebody reads on a paper."""

    serial = CodeField(label=_("Number on the paper"), max_length=16)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.judges = self.round.ballot_kind == BallotKind.JUDGE
        on_ballot = list(self.round.candidates.order_by("pk"))
        if self.judges:
            for number, one in enumerate(on_ballot, 1):
                self.fields[f"judge_{one.pk}"] = forms.ChoiceField(
                    label=f"{number}. {one.title}",
                    choices=JUDGEMENTS,
                    widget=forms.RadioSelect,
                    required=False,
                )
        else:
            self.fields["candidates"] = forms.TypedMultipleChoiceField(
                label=_("Marked"), coerce=int, choices=[(one.pk, f"{number}. {one.title}") for number, one in enumerate(on_ballot, 1)],
                widget=forms.CheckboxSelectMultiple, required=False,
            )  # fmt: skip
        self.fields["void"] = forms.BooleanField(
            label=_("Void: empty, unclear, or marked too often"), required=False
        )
        self.order_fields(["serial"])

    def choice(self) -> tuple[list[int], list[int]] | None:
        """Return (yes, no) as ids, None for a void paper."""
        data = self.cleaned_data
        if data["void"]:
            return None
        if not self.judges:
            return data["candidates"], []
        judged = {
            int(name.removeprefix("judge_")): said for name, said in data.items() if name.startswith("judge_")
        }
        return [key for key, said in judged.items() if said == "yes"], [
            key for key, said in judged.items() if said == "no"
        ]


class SetAsideForm(RoundForm):
    serial = CodeField(label=_("Number on the paper"), max_length=16)
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def verb_kwargs(self):
        return {"serial": self.cleaned_data["serial"], "reason": self.cleaned_data["reason"]}


class ProtocolForm(RoundForm):
    used = CountField(label=_("Papers in the urn"))
    spoilt = CountField(label=_("Spoilt and given back for another"), initial=0)
    unused = CountField(label=_("Unused"))
    taken_away = CountField(label=_("Taken away by voters"), initial=0)
    scan = PhotoField(label=_("Photo of the signed count sheet"))
    reason = forms.CharField(
        label=_("Reason, if it takes the place of a count sheet written before"),
        max_length=300,
        required=False,
    )

    def verb_kwargs(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "operation"}


class BoxForm(forms.Form):
    """A passphrase for each custodian who is here."""

    helper: FormHelper

    def __init__(self, *args, round, **kwargs):
        super().__init__(*args, **kwargs)
        for share in round.shares.select_related("key__custodian"):
            self.fields[f"share_{share.number}"] = CodeField(
                label=_("Passphrase of %(name)s") % {"name": share.key.custodian}, max_length=80, required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
            )  # fmt: skip

    def passphrases(self) -> dict[int, str]:
        """Return what was typed, by number of share."""
        return {int(name.removeprefix("share_")): words for name, words in self.cleaned_data.items() if words}
