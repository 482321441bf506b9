"""The text of a notice, made from its facts in the language of the reader."""

from django.template.loader import render_to_string

from panlong.fields import without_hidden

# What notices said before their facts held these numbers: those texts stay as they were published.
BEFORE = {"objection_days": 10, "screening_days": 5, "unit": "households"}


def write_body(kind: str, facts: dict) -> tuple[str, str]:
    """Return (title, text) of a notice of `kind` from its stored `facts`, in the active language.

    The forms refuse hidden characters; here they are left out once more, for one would break the feed for everybody.
    """
    text = without_hidden(
        render_to_string(f"notices/texts/{kind}.txt", {"facts": {**BEFORE, **facts}})
    ).strip()
    title, _gap, body = text.partition("\n")
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    return title.strip()[:200], "\n".join(lines)
