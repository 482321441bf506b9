"""Printed papers: a Typst template of ours and facts give a PDF/A-2b. No rule lives here.

An archive's PDF may show no character that its fonts lack (a rare name, an emoji): its number stands in its place, and
`unprintable` tells whoever hangs up the paper.
"""

import json
import logging
from functools import cache
from io import BytesIO
from pathlib import Path

import pylopdf_fonts_zh_cn
import pylopdf_fonts_zh_tw
import segno
import typst
from django.conf import settings

from panlong.tools import glyphs

log = logging.getLogger("panlong.tools.pdf")
FOLDER = settings.BASE_DIR / "templates" / "pdf"
FONTS = {"zh-hans": pylopdf_fonts_zh_cn, "zh-hant": pylopdf_fonts_zh_tw, "en": pylopdf_fonts_zh_cn}
FAMILIES = {"zh-hans": "SC", "zh-hant": "TC", "en": "SC"}
TYPST_LANGUAGES = {"zh-hans": ("zh", "CN"), "zh-hant": ("zh", "TW"), "en": ("en", "GB")}


def make_pdf(name: str, facts: dict, *, language: str = settings.LANGUAGE_CODE) -> bytes:
    """Return the PDF that template ``templates/pdf/<name>.typ`` makes of `facts` (JSON values, text only).

    The template sees `facts` and how the language is written through ``base.typ``. All facts are data to it, never
    markup. Raises typst.TypstError when the template is wrong.
    """
    tongue, region = TYPST_LANGUAGES[language]
    look = {"family": FAMILIES[language], "tongue": tongue, "region": region}
    shown = _printable(facts, characters(language))
    inputs = {"facts": json.dumps(shown, ensure_ascii=False), "look": json.dumps(look)}
    compiler = _compiler(name, language)
    try:
        return _one_file(compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards="a-2b"))
    except typst.TypstError as error:
        paper = compiler.compile(
            format="pdf", sys_inputs=inputs
        )  # what is wrong with the template is raised here
        log.error("The paper “%s” (%s) is no PDF/A: %s", name, language, error)
        return _one_file(paper)


def _one_file(made: bytes | list[bytes] | None) -> bytes:
    """Return what typst made: one file, unless it draws pictures of pages or writes into a file itself."""
    assert isinstance(made, bytes)
    return made


def unprintable(text: str, language: str = settings.LANGUAGE_CODE) -> list[str]:
    """Return the characters of `text` that papers in `language` cannot show."""
    return glyphs.lacking(text, characters(language))


@cache
def characters(language: str) -> frozenset[int]:
    """Return the code points that papers in `language` can show in each of their two kinds of letters."""
    sans, serif = (
        frozenset().union(*(glyphs.characters_of(Path(path)) for path in paths))
        for paths in (
            {FONTS[language].sans_path(), FONTS["zh-hans"].sans_path()},
            {FONTS[language].serif_path(), FONTS["zh-hans"].serif_path()},
        )
    )
    return sans & serif


def _printable(facts, known: frozenset[int]):
    """Return `facts` with the numbers of characters in place of those that the fonts lack."""
    if isinstance(facts, str):
        return glyphs.printable(facts, known)
    if isinstance(facts, dict):
        return {name: _printable(fact, known) for name, fact in facts.items()}
    return [_printable(fact, known) for fact in facts] if isinstance(facts, list | tuple) else facts


@cache
def _compiler(name: str, language: str) -> typst.Compiler:
    """Return the compiler of one template; it keeps the fonts in memory, so the second paper takes milliseconds."""
    own, other = (
        FONTS[language],
        FONTS["zh-hans"],
    )  # what people wrote is in simplified characters on every paper
    return typst.Compiler(
        str(FOLDER / f"{name}.typ"),
        root=str(FOLDER),
        font_paths=sorted({str(own.sans_path().parent), str(other.sans_path().parent)}),
        ignore_system_fonts=True,
    )


def make_qr_code(text: str) -> str:
    """Return `text` as a QR code, an SVG that templates set with ``image(bytes(...), format: "svg")``."""
    made = BytesIO()
    segno.make(text, error="m").save(made, kind="svg", border=2, xmldecl=False)
    return made.getvalue().decode()
