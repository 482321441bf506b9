"""Form fields that every app uses, and what every text field refuses."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from panlong import clock
from panlong.tools import photos, spelling

# What no reader sees: control characters (a feed with one is no XML any more), halves of characters, and the marks
# that turn the direction of writing, with which a text can be made to read differently from what it says.
HIDDEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def hidden_near(text: str) -> str | None:
    """Return what stands around the first character of `text` that cannot be seen, None when there is none."""
    found = HIDDEN.search(text)
    return HIDDEN.sub("", text[max(found.start() - 10, 0) : found.end() + 10]) if found else None


def refuse_hidden(text: str) -> None:
    """Raise ValidationError when `text` holds a character that cannot be seen; line breaks and tabs are none."""
    near = hidden_near(text)
    if near is not None:
        raise ValidationError(
            _("There is a hidden character near “%(near)s”; please type that place anew.") % {"near": near}
        )


def without_hidden(text: str) -> str:
    """Return `text` without the characters that cannot be seen."""
    return HIDDEN.sub("", text)


def refuse_blank(text: str) -> None:
    """Raise ValidationError when `text` is not empty and yet shows a reader nothing."""
    if text and not spelling.has_something_visible(text):
        raise ValidationError(_("There is nothing to read in this; please write some words."))


def _validate_text(field: forms.CharField, value) -> None:
    forms.Field.validate(field, value)
    if not isinstance(value, str):  # JSON fields are text fields too
        return
    refuse_hidden(value)
    refuse_blank(value)
    if not isinstance(field.widget, forms.Textarea) and re.search(r"[\r\n]", value):
        raise ValidationError(_("This is one line; please leave out the line breaks."))


def every_text_field_refuses_hidden_characters() -> None:
    """Let every text field of every form refuse what cannot be seen, and line breaks where one line is asked for.

    Set on Django's own class: the forms of the admin and of the libraries are covered as well as ours, and a form
    that is written tomorrow cannot forget it.
    """
    setattr(forms.CharField, "validate", _validate_text)  # noqa: B010  (the type checker frowns on the plain way)


class YuanField(forms.DecimalField):
    """An amount in yuan with two decimals, typed on a numeric keyboard; ¥, 元 and commas between thousands are forgiven."""

    MARKS = spelling.YUAN_MARKS

    def __init__(self, *, min_value=Decimal("0.01"), **options):
        super().__init__(min_value=min_value, max_digits=12, decimal_places=2, **options)

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value):
        return super().to_python(_plain_number(value, self.MARKS))


class CountField(forms.IntegerField):
    """A whole number ≥ `min_value`, typed on a numeric keyboard; what is counted may stand behind it (12户)."""

    MARKS = spelling.COUNT_MARKS

    def __init__(self, *, min_value=0, max_value=10_000_000, **options):
        super().__init__(min_value=min_value, max_value=max_value, **options)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "numeric"}

    def to_python(self, value):
        return super().to_python(_plain_number(value, self.MARKS))


class SquareMetresField(forms.DecimalField):
    """A floor area with two decimals; m², ㎡ and 平方米 behind it are forgiven."""

    MARKS = spelling.AREA_MARKS

    def __init__(self, **options):
        super().__init__(**{"min_value": Decimal("0.01"), "max_digits": 8, "decimal_places": 2, **options})

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value):
        return super().to_python(_plain_number(value, self.MARKS))


def _plain_number(value, marks):
    return spelling.tidy_number(value, marks=marks) if isinstance(value, str) else value


class TidyField(forms.CharField):
    """One line of text that is kept in one spelling; what hides in it is still refused, not taken away."""

    tidy = staticmethod(spelling.tidy)

    def to_python(self, value):
        text = super().to_python(value) or ""
        return text if hidden_near(text) is not None else self.tidy(text)


class NameField(TidyField):
    """The name of a person, by the same rule as in a roster file."""

    tidy = staticmethod(spelling.tidy_name)


class DoorField(TidyField):
    """A building, unit or room, by the same rule as in a roster file."""

    tidy = staticmethod(spelling.tidy_door)


class CodeField(TidyField):
    """A code that was sent, shown or printed: full-width signs, spaces and a stop behind it are forgiven."""

    tidy = staticmethod(spelling.tidy_code)

    def widget_attrs(self, widget):
        attributes = {"autocapitalize": "off", "spellcheck": "false", **super().widget_attrs(widget)}
        attributes.pop("maxlength", None)  # the browser would cut what is pasted with spaces in it
        return attributes


class WordsField(forms.CharField):
    """Several lines of text."""

    def __init__(self, *, rows=4, **options):
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def validate(self, value):
        super().validate(value)
        if value and not 1990 <= value.year <= clock.today().year + 20:
            raise ValidationError(_("Check the year."))


class MomentField(forms.DateTimeField):
    """A day and time in the portal's time zone."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **options):
        super().__init__(input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **options)

    def validate(self, value):
        super().validate(value)
        if value and not 1990 <= value.year <= clock.today().year + 20:
            raise ValidationError(_("Check the year."))


class PhotoField(forms.FileField):
    """A photo; the clean value is a JPEG made by us."""

    widget = forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp"})

    def clean(self, data, initial=None):
        upload = super().clean(data, initial)
        return photos.clean_photo(upload) if upload else None


class ManyPhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name)


class PhotosField(PhotoField):
    """Several photos; the clean value is a list of JPEGs made by us."""

    widget = ManyPhotosInput(attrs={"accept": "image/jpeg,image/png,image/webp", "multiple": True})

    def clean(self, data, initial=None):
        return [super(PhotosField, self).clean(one, initial) for one in data or [] if one]


def in_days(days: int, hour: int = 18) -> datetime:
    """Return `hour` o'clock `days` from now, to prefill a form with."""
    moment = timezone.localtime(clock.now()) + timedelta(days=days)
    return moment.replace(hour=hour, minute=0, second=0, microsecond=0)


def yes_no(yes, no, **options) -> forms.TypedChoiceField:
    """A choice between two sentences; the clean value is a bool."""
    return forms.TypedChoiceField(
        choices=[("yes", yes), ("no", no)],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        **options,
    )


def label_rows(field: forms.Field, label: Callable[[Any], str]) -> None:
    """Let `label` say what each row is called that can be chosen in `field`."""
    assert isinstance(field, forms.ModelChoiceField)
    field.label_from_instance = label  # type: ignore[assignment, method-assign]  # a class for each list would say no more


def offer_rows(field: forms.Field, rows: QuerySet) -> None:
    """Let one of `rows` be chosen in `field`."""
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows


def offer_choices(field: forms.Field, choices: Iterable[tuple[str, str | Promise]]) -> None:
    """Let one of `choices` be chosen in `field`."""
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
