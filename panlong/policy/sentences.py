"""Sentences that name a number of the procedure: they take the value in force when they are read.

A number that the district can change never stands in a sentence itself (tests/test_numbers.py).
"""

from django.utils.functional import lazy

from panlong import policy


def _fill(text, parameters: dict[str, str]) -> str:
    return text % {name: policy.spell(key) for name, key in parameters.items()}


_fill_when_read = lazy(_fill, str)


def with_parameters(text, **parameters: str):
    """Return `text` with parameters in the place of its names: with_parameters(_("… %(days)s …"), days="progress_days").

    The result is lazy: language and values are those of the moment at which it is read. With `text` of ngettext_lazy
    the plural follows the name that it was made with.
    """
    return _fill_when_read(text, parameters)
