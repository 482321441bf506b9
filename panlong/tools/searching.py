"""Looking for words in texts on record, both brought to one form: width, case, simplified and traditional characters."""

from collections.abc import Iterable

from django.db.models import CharField, F, Func, Q

from panlong.tools import spelling


class Plain(Func):
    """A text column in plain width (Unicode's NFKC) and small letters, as `spelling.words_of` makes the query."""

    template = "lower(normalize(%(expressions)s, NFKC))"
    output_field = CharField()


def plain_columns(*paths: str) -> dict[str, Plain]:
    """Return what a queryset must be given by `alias` before `says` asks about these columns."""
    return {_column(path): Plain(F(path)) for path in paths}


def says(word: str, paths: Iterable[str]) -> Q:
    """Return the condition that one of the columns at `paths` holds `word`, in whichever characters it is written."""
    condition = Q()
    for path in paths:
        for way in spelling.ways_to_write(word):
            condition |= Q(**{f"{_column(path)}__contains": way})
    return condition


def _column(path: str) -> str:
    return f"plain_{path.replace('__', '_')}"
