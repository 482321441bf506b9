"""Printed papers: a Typst template of ours and facts give a PDF, PDF/A-2b where it can be. No rule lives here."""

import json
from functools import cache
from io import BytesIO

import pylopdf_fonts_zh_cn
import pylopdf_fonts_zh_tw
import segno
import typst
from django.conf import settings

FOLDER = settings.BASE_DIR / "templates" / "pdf"
FONTS = {"zh-hans": pylopdf_fonts_zh_cn, "zh-hant": pylopdf_fonts_zh_tw, "en": pylopdf_fonts_zh_cn}
FAMILIES = {"zh-hans": "SC", "zh-hant": "TC", "en": "SC"}
TYPST_LANGUAGES = {"zh-hans": ("zh", "CN"), "zh-hant": ("zh", "TW"), "en": ("en", "GB")}


def make(name: str, facts: dict, *, language: str = settings.LANGUAGE_CODE) -> bytes:
    """Return the PDF that template ``templates/pdf/<name>.typ`` makes of `facts` (JSON values, text only).

    The template sees `facts` and how the language is written through ``base.typ``. All facts are data to it, never
    markup. Raises typst.TypstError when the template is wrong.
    """
    tongue, region = TYPST_LANGUAGES[language]
    look = {"family": FAMILIES[language], "tongue": tongue, "region": region}
    inputs = {"facts": json.dumps(facts, ensure_ascii=False), "look": json.dumps(look)}
    compiler = _compiler(name, language)
    try:
        return compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards="a-2b")
    except typst.TypstError:
        # A character that the fonts lack (a rare name, an emoji) may not stand in an archive's PDF: a plain one then.
        return compiler.compile(format="pdf", sys_inputs=inputs)


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


def qr(text: str) -> str:
    """Return `text` as a QR code, an SVG that templates set with ``image(bytes(...), format: "svg")``."""
    made = BytesIO()
    segno.make(text, error="m").save(made, kind="svg", border=2, xmldecl=False)
    return made.getvalue().decode()
