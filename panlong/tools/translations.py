"""The portal's translations, made with Babel so that nobody needs the gettext tools.

The sources are written in English. Chinese comes from locale/zh_Hans and locale/zh_Hant; there is no catalogue for
English, because Django shows the sources as they are and takes the English plural rule from its own catalogue.
"""

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import cast

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import gettext_noop, ngettext_lazy, to_locale
from django.utils.translation.template import templatize

PYTHON_FOLDERS = ("panlong", "projects", "deliberation", "funding")
TEMPLATE_FOLDER = "templates"
TEMPLATE_ENDINGS = {".html", ".txt", ".xml"}
KEYWORDS: dict[str, tuple | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# What Django itself says, but has not translated into Chinese yet; found here, it comes into our catalogues.
DJANGO_LACKS = (
    gettext_noop("%(model)s instance with %(field)s %(value)r is not a valid choice."),
    gettext_noop("Add link"),
    gettext_noop("Change or view list link"),
    gettext_noop("Error:"),
    gettext_noop("Model name"),
    gettext_noop("This field is required."),  # in plainer Chinese than Django's
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
        1,
    ),
)
# Nothing that changes by itself, so that a change of the catalogue shows only what changed.
HEADER = r"""# Made by `./manage.py make_translations`; write the translations here and run it again.
msgid ""
msgstr ""
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""
PLACEHOLDER = re.compile(r"%\(\w+\)[#0+-]*\d*(?:\.\d+)?[a-z]|%[#0+-]*\d*(?:\.\d+)?[sdifr]|\{\w*\}")
NAME = re.compile(r"%\((\w+)\)")


def languages() -> list[str]:
    """Return the locale names that have a catalogue: all but English, the language of the sources."""
    return [to_locale(code) for code, _name in settings.LANGUAGES if code != "en"]


def folder() -> Path:
    """Return where the catalogues are."""
    return Path(settings.LOCALE_PATHS[0])


def po_file(locale: str, base: Path | None = None) -> Path:
    """Return the path of the catalogue of `locale`, below `base` or the portal's own folder."""
    return (base or folder()) / locale / "LC_MESSAGES" / "django.po"


# --- From the sources to the .po files ------------------------------------------------------------------------
def sources() -> Iterator[Path]:
    """Return the Python files and templates that may hold words, in a stable order."""
    for name in PYTHON_FOLDERS:
        found = sorted((settings.BASE_DIR / name).rglob("*.py"))
        yield from (path for path in found if "migrations" not in path.parts)
    for path in sorted((settings.BASE_DIR / TEMPLATE_FOLDER).rglob("*")):
        if path.suffix in TEMPLATE_ENDINGS:
            yield path


def words_of(path: Path) -> Iterator[tuple[str, tuple | str]]:
    """Return (function, arguments) of every call for a translation in the file at `path`."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What templatize() makes looks like Python but for its indentation, which counts for nothing in brackets.
        text = f"(\n{templatize(text, origin=str(path))}\n)"
    calls = extract_python(BytesIO(text.encode()), KEYWORDS, (), {})
    # Babel annotates this with what its extract() yields, which is made of it.
    for _line, function, arguments, _comments in cast(
        "Iterator[tuple[int, str, tuple | str, list[str]]]", calls
    ):
        yield function, arguments


def as_message(
    function: str, arguments: tuple | str | None
) -> tuple[str | tuple[str, str] | None, str | None]:
    """Return (id, context) of a call; the id is a pair where there is a plural, None where it is no literal."""
    given = arguments if isinstance(arguments, tuple) else (arguments,)
    context = None
    ids = []
    for place in KEYWORDS[function] or (1,):
        number, is_context = (place[0], True) if isinstance(place, tuple) else (place, False)
        if number > len(given) or not given[number - 1]:
            return None, None
        if is_context:
            context = given[number - 1]
        else:
            ids.append(given[number - 1])
    return (ids[0] if len(ids) == 1 else (ids[0], ids[1])), context


def extract() -> Catalog:
    """Return a catalogue of every string that the sources want translated."""
    catalog = Catalog(charset="utf-8")
    for path in sources():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        for function, arguments in words_of(path):
            message_id, context = as_message(function, arguments)
            if message_id:
                catalog.add(message_id, locations=[(name, 1)], context=context)
    return catalog


def update(locale: str, extracted: Catalog, base: Path | None = None) -> tuple[int, int]:
    """Bring the .po file of `locale` up to date with `extracted`; return how many strings it has and lacks.

    Translations are kept, new strings come in empty, strings that are gone go. Nothing is guessed (no fuzzy).
    """
    path = po_file(locale, base)
    old = read(path) if path.exists() else Catalog()
    fresh = Catalog(locale=locale, charset="utf-8")
    for message in filter(lambda one: one.id, extracted):
        known = old.get(message.id, context=message.context)
        kept = known if known and known.pluralizable == message.pluralizable else None
        fresh.add(
            message.id,
            kept.string if kept else "",
            locations=message.locations,
            flags=kept.flags if kept else (),
            user_comments=kept.user_comments if kept else (),
            context=message.context,
        )
    write(path, fresh, locale)
    return len(fresh), sum(1 for message in fresh if message.id and not is_translated(message))


def write(path: Path, catalog: Catalog, locale: str) -> None:
    """Write `catalog` to `path` in one stroke, sorted, without line numbers and times."""
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, sort_output=True, include_lineno=False)
    replace(path, (HEADER.format(language=locale) + body.getvalue().decode()).encode())


def read(path: Path) -> Catalog:
    """Return the catalogue in the .po file at `path`; ValueError when it cannot be read."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name, charset="utf-8", abort_invalid=True)


def replace(path: Path, content: bytes) -> None:
    """Write `content` to `path` so that no reader sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)


# --- From the .po files to what Django reads ------------------------------------------------------------------
def is_translated(message: Message) -> bool:
    """Say whether `message` has all its forms."""
    strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(strings) and all(strings)


def placeholders(text: str) -> list[str]:
    """Return the placeholders of `text` in a comparable order, each named one once."""
    found = PLACEHOLDER.findall(text)
    named = {one for one in found if one.startswith("%(")}
    return sorted(named) + sorted(one for one in found if one not in named)


def can_be_filled(text: str) -> bool:
    """Say whether Python's % operator accepts `text`: it holds no stray % sign."""
    names = dict.fromkeys(NAME.findall(text), 1)
    try:
        text % (names or tuple(1 for one in placeholders(text) if one.startswith("%")))
    except (ValueError, TypeError):
        return False
    return True


def _each(words: object) -> list[str]:
    """Return the singular and the plurals, or the one form there is."""
    return [str(one) for one in words] if isinstance(words, list | tuple) else [str(words)]


def faults(catalog: Catalog) -> Iterator[str]:
    """Return a line for each translation in `catalog` whose placeholders are not those of its source."""
    for message in catalog:
        if not message.id or not is_translated(message):
            continue
        ids = _each(message.id)
        for string in _each(message.string):
            wanted, found = placeholders(ids[-1]), placeholders(string)
            if wanted != found:
                yield f"{ids[0]!r}: wants {' '.join(wanted) or 'none'}, has {' '.join(found) or 'none'}"
            elif (
                can_be_filled(ids[-1])
                and any("%" in one for one in (ids[-1], string))
                and not can_be_filled(string)
            ):
                yield f"{ids[0]!r}: a single % sign in the translation; write %% where the source does"


def is_stale(po: Path) -> bool:
    """Say whether the .po file at `po` is newer than what was compiled from it."""
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def compile_catalog(po: Path, catalog: Catalog) -> None:
    """Write the .mo file beside `po`."""
    content = BytesIO()
    write_mo(content, catalog)
    replace(po.with_suffix(".mo"), content.getvalue())
