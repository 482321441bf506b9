"""Writing a proposal: the three steps of one's own, and one form for what somebody else said."""

from collections.abc import Callable

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from panlong import clock
from panlong.accounts.models import HEAD_ROLES, Household, Membership
from panlong.accounts.people import households_at
from panlong.areas.models import Area, Level, within
from panlong.fields import CountField, NameField, PhotoField, PhotosField, label_rows
from projects import heard, rules
from projects.forms import photo_of_today, words_of_a_proposal
from projects.journey import drafting, proposing
from projects.models import Channel, Project

MOST_BUILDINGS = 30


def places_of(user):
    """Return the areas that `user` may propose for: where they live and all around it up to the community, and
    for organisers and volunteers all places they serve, for heads of buildings their courtyard too."""
    codes = set()
    for membership in user.current_memberships:
        codes |= {code for code in membership.household.area.codes_above() if len(code) >= 12}
    for post in user.current_posts:
        codes |= {code for code in post.area.codes_above() if len(code) >= 16 and post.role in HEAD_ROLES}
    places = Area.objects.filter(code__in=codes)
    serves = rules.places_served_by(user)
    if serves:
        places = places | Area.objects.within(*serves).exclude(level__in=[Level.DISTRICT, Level.STREET])
    return places.order_by("-code")


def residents_served_by(user):
    """Return where the residents live for whom `user` may take a proposal down (memberships), never themselves."""
    living = Membership.objects.current().filter(
        within(rules.places_served_by(user), field="household__area__code"), user__is_active=True
    )
    return (
        living.exclude(user=user)
        .select_related("user", "household__area")
        .order_by("household__area__code", "household__unit", "household__room", "pk")
    )


def homes_served_by(user):
    """Return the households of the places that `user` serves."""
    homes = Household.objects.filter(within(rules.places_served_by(user)), merged_at__isnull=True)
    return homes.select_related("area").order_by("area__code", "unit", "room")


def fields_of_taking_down(user) -> dict[str, forms.Field]:
    """Return the fields that say how a proposal reached `user`, and whose it is."""
    fields: dict[str, forms.Field] = {
        "channel": forms.ChoiceField(
            label=_("How did it reach you?"),
            choices=[one for one in Channel.choices if one[0] != Channel.ONLINE],
        ),
        "resident_on_roster": forms.ModelChoiceField(
            label=_("Whose proposal is it?"), queryset=residents_served_by(user), required=False,
            help_text=_("You are named as the one who wrote it down; the resident is told and may say that it is not theirs."),
        ),
        "resident": NameField(
            label=_("Name of a resident who has no account"), max_length=40, required=False,
        ),
        "home": forms.ModelChoiceField(
            label=_("Home of the resident who has no account"), queryset=homes_served_by(user), required=False
        ),
        "evidence": forms.CharField(
            label=_("Where it comes from"), max_length=300, required=False,
            help_text=_("For example: letter of 3 March, visit at home, page of the notebook."),
        ),
        "proof": PhotoField(
            label=_("Photo of the letter, the chat or your notes"),
            help_text=_("Only the resident and those who check the proposal see it."),
        ),
    }  # fmt: skip
    label_rows(
        fields["resident_on_roster"],
        lambda one: f"{one.household} · {one.user} {one.user.masked_phone}".rstrip(),
    )
    return fields


class StepForm(forms.Form):
    """One step; `project` is the draft, None before the first is done."""

    def __init__(self, *args, user, project: Project | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.user, self.project = user, project
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def save(self) -> Project:
        """Keep the step and return the draft; raise Refused or NotPermitted as the verbs do."""
        raise NotImplementedError


class WhatForm(StepForm):
    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in words_of_a_proposal().items():
            if name in ("title", "problem", "plan"):
                self.fields[name] = field
                field.initial = getattr(self.project, name, None)
        if self.project:
            self.fields["operation"].initial = self.project.operation

    def clean(self):
        self.home = None if self.project else places_of(self.user).first()
        if self.home is None and self.project is None:
            self.add_error(None, _("There is no place yet for which you can propose something."))
        return super().clean()

    def save(self) -> Project:
        words = {name: self.cleaned_data[name] for name in ("title", "problem", "plan")}
        if self.project:
            return proposing.edit_proposal(self.project, by=self.user, **words)
        assert self.home is not None
        return drafting.begin_draft(
            by=self.user, area=self.home, operation=self.cleaned_data["operation"], **words
        )


class WhereForm(StepForm):
    area = forms.ModelChoiceField(
        label=_("Where is it?"), queryset=Area.objects.none(), widget=forms.RadioSelect, empty_label=None,
        help_text=_("The households of this place are asked whether they want it."),
    )  # fmt: skip
    beneficiaries = CountField(label=_("How many people benefit?"), min_value=1, max_value=2_000_000)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["area"]
        assert isinstance(field, forms.ModelChoiceField) and self.project is not None
        field.queryset = places_of(self.user)
        label_rows(field, _say_who_is_asked(field.queryset))
        self._offer_buildings(field.queryset)
        if self.project.beneficiaries is not None:  # nothing is preset: where it is decides who is asked
            field.initial, self.fields["beneficiaries"].initial = (
                self.project.area_id,
                self.project.beneficiaries,
            )

    def _offer_buildings(self, places: QuerySet[Area]) -> None:
        """Let single buildings be ticked, where there are several and not too many to read through on a phone."""
        courtyards = places.filter(level=Level.COURTYARD).values("pk")
        buildings = Area.objects.filter(level=Level.BUILDING, parent__in=courtyards).order_by("code")
        if not 1 < buildings.count() <= MOST_BUILDINGS:
            return
        field = forms.ModelMultipleChoiceField(
            label=_("Ask only some of its buildings?"), queryset=buildings, widget=forms.CheckboxSelectMultiple, required=False,
            help_text=_("Tick none, and all households of the place are asked."),
        )  # fmt: skip
        label_rows(field, _say_who_is_asked(buildings))
        assert self.project is not None
        field.initial = list(self.project.places.values_list("pk", flat=True))
        self.fields["places"] = field
        self.order_fields(["area", "places", "beneficiaries"])

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if (area := data.get("area")) and not all(area.covers(place) for place in data.get("places", [])):
            self.add_error("places", _("Choose buildings of the place that you chose above."))
        return data

    def save(self) -> Project:
        assert self.project is not None
        return drafting.settle_place(self.project, by=self.user, **self.cleaned_data)


def _say_who_is_asked(places: QuerySet[Area]) -> Callable[[Area], str]:
    """Return what says of each of `places` how many households are asked there; all are counted at once."""
    outermost: list[Area] = []
    for place in places.order_by("code"):
        if not outermost or not place.code.startswith(outermost[-1].code):
            outermost.append(place)
    asked = households_at(*outermost, moment=clock.now())
    households = dict(asked.order_by().values_list("area__code").annotate(Count("pk")))

    def label(area: Area) -> str:
        count = sum(many for code, many in households.items() if code.startswith(area.code))
        said = ngettext("%(n)s household will be asked", "%(n)s households will be asked", count)
        return f"{area.name} · {said % {'n': count}}"

    return label


class PhotosForm(StepForm):
    photos = PhotosField(
        label=_("Photos of how it is today"), required=False,
        help_text=_("They help the neighbours to see what you mean. No faces, please. Up to nine, all at once or one after the other."),
    )  # fmt: skip

    def save(self) -> Project:
        assert self.project is not None
        if (away := self.data.get("away", "")[:18]).isdecimal():  # the button beside a photo
            return drafting.take_photo_away(self.project, by=self.user, photo=int(away))
        return drafting.add_photos(self.project, by=self.user, photos=self.cleaned_data["photos"])


class TakeDownForm(StepForm):
    """What a resident said by word, letter or chat, in one form: whoever fills it in has done so before."""

    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.update(fields_of_taking_down(self.user))
        self.fields["area"] = forms.ModelChoiceField(
            label=_("Where?"), queryset=places_of(self.user), empty_label=None
        )
        self.fields.update(words_of_a_proposal())
        self.fields["photo"] = photo_of_today()
        self.fields["notes"] = forms.ModelMultipleChoiceField(
            queryset=heard.notes_for(self.user), required=False, widget=forms.MultipleHiddenInput
        )

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if not data.get("resident_on_roster") and not data.get("resident"):
            self.add_error(
                "resident_on_roster",
                _(
                    "Choose the resident from the list, or write the name and the home of one who has no account."
                ),
            )
        return data

    def save(self) -> Project:
        data = dict(self.cleaned_data)
        lives, notes = data.pop("resident_on_roster"), data.pop("notes")
        return heard.turn_into_proposal(notes, by=self.user, proposer=lives and lives.user, **data)
