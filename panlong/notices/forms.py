from uuid import uuid4

from django import forms
from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.accounts.forms import PlainForm
from panlong.accounts.sms_templates import LONGEST_VARIABLE
from panlong.areas.models import Area, Level
from panlong.fields import DayField, PhotoField, WordsField, offer_rows
from panlong.notices import campaigns, messages
from panlong.notices.kinds import Kind
from panlong.notices.models import Digest


class NoticeFilterForm(forms.Form):
    area = forms.ModelChoiceField(
        label=_("Area"),
        queryset=Area.objects.filter(level__in=[Level.STREET, Level.COMMUNITY]),
        to_field_name="code",
        required=False,
        empty_label=_("all"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("all")), *Kind.choices], required=False)
    year = forms.IntegerField(
        label=_("Year"), required=False, min_value=2000, max_value=2100, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )  # fmt: skip
    q = forms.CharField(label=_("Search"), max_length=60, required=False)
    in_force = forms.BooleanField(label=_("In force now"), required=False)

    def wanted(self) -> dict:
        """Return what was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class WishesForm(PlainForm):
    """How a person wants to be told."""

    language = forms.ChoiceField(
        label=_("Language of text messages and e-mails"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    called = forms.CharField(
        label=_("How shall we address you?"), max_length=40, required=False,
        help_text=_("As it is to stand at the head of an e-mail; empty: your name."),
    )  # fmt: skip
    wants_sms = forms.BooleanField(label=_("Text messages about what is urgent"), required=False)
    email = forms.EmailField(
        label=_("E-mail address"), max_length=200, required=False,
        help_text=_("We send a link there first. Empty: no e-mails."),
    )  # fmt: skip
    digest = forms.ChoiceField(
        label=_("E-mails"), choices=Digest.choices, widget=forms.RadioSelect, required=False
    )
    about = forms.MultipleChoiceField(
        label=_("Tell me by text message and e-mail about"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[(group.value, group.label) for group in messages.CAN_BE_OFF],
        help_text=_("Whatever concerns your own proposals, objections, task groups and posts comes always. On your page here you find every message in any case."),
    )  # fmt: skip

    def verb_kwargs(self) -> dict:
        """Return the cleaned data as keyword arguments of preferences.save_preferences."""
        facts = dict(self.cleaned_data)
        about = facts.pop("about")
        return {
            **facts,
            "without": [group.value for group in messages.CAN_BE_OFF if group.value not in about],
        }


def _about_sms() -> str:
    when = gettext("Never between 21:00 and 8:00, and one a person and day.")
    limit = gettext("Of the message, %(most)d letters at most go into it; the preview shows which.")
    return f"{when} {limit % {'most': LONGEST_VARIABLE}}"


class CampaignForm(PlainForm):
    """One message to all who live in an area."""

    area = forms.ModelChoiceField(label=_("To all who live in"), queryset=Area.objects.none())
    text = WordsField(
        label=_("Message"), max_length=300, rows=4,
        help_text=_("Short and plain: what is the matter, what to do, by when. At most 300 characters."),
    )  # fmt: skip
    by_sms = forms.BooleanField(
        label=_("Also by text message, to those who want them"), required=False,
        help_text=lazy(_about_sms, str)(),
    )  # fmt: skip
    operation = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Area.objects.within(*user.areas_of(campaigns.WRITERS))
        offer_rows(self.fields["area"], mine.exclude(level__in=[Level.BUILDING, Level.GROUP]))
        self.fields["operation"].initial = uuid4


class PostedForm(PlainForm):
    """Where a printed notice hangs."""

    site = forms.CharField(
        label=_("Where it hangs"), max_length=120, help_text=_("As people know the place: notice board at the east gate.")
    )  # fmt: skip
    posted_on = DayField(label=_("Since"), initial=clock.today)
    photo = PhotoField(label=_("Photo of the posted notice"))

    def clean_posted_on(self):
        day = self.cleaned_data["posted_on"]
        if day > clock.today():
            raise forms.ValidationError(
                _("It cannot hang there before it was posted; enter today or a day before.")
            )
        return day


class OneTextForm(PlainForm):
    """One text to be said about a notice."""

    text = WordsField(max_length=2000)

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label
