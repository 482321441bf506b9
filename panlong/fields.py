"""Form fields that every app uses, and what every text field refuses."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from panlong import clock, photos

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


def _validate_text(field: forms.CharField, value) -> None:
    forms.Field.validate(field, value)
    if not isinstance(value, str):  # JSON fields are text fields too
        return
    refuse_hidden(value)
    if not isinstance(field.widget, forms.Textarea) and re.search(r"[\r\n]", value):
        raise ValidationError(_("This is one line; please leave out the line breaks."))


def every_text_field_refuses_hidden_characters() -> None:
    """Let every text field of every form refuse what cannot be seen, and line breaks where one line is asked for.

    Set on Django's own class: the forms of the admin and of the libraries are covered as well as ours, and a form
    that is written tomorrow cannot forget it.
    """
    setattr(forms.CharField, "validate", _validate_text)  # noqa: B010  (the type checker frowns on the plain way)


class YuanField(forms.DecimalField):
    """An amount in yuan with two decimals, typed on a numeric keyboard."""

    def __init__(self, *, least="0.01", **options):
        super().__init__(min_value=Decimal(least), max_digits=12, decimal_places=2, **options)

    def widget_attrs(self, widget):
        return {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value):
        return super().to_python(
            value.replace(",", "").replace("，", "").replace("元", "").strip()
            if isinstance(value, str)
            else value
        )


class CountField(forms.IntegerField):
    """A whole number ≥ `least`, typed on a numeric keyboard."""

    def __init__(self, *, least=0, most=10_000_000, **options):
        super().__init__(min_value=least, max_value=most, **options)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "inputmode": "numeric"}


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
        return photos.clean(upload) if upload else None


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
