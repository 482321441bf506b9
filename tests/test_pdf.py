"""Printed papers: facts are data, never markup, and no character keeps a paper from being made."""

import shutil

import pytest

from panlong.tools import glyphs, pdf

PAPER = """#import "base.typ": *
#show: paper.with(title: facts.title)
#letterhead(facts.title, "1")
#headline(facts.title)
#figures(("甲", "乙"), facts.rows)
#code(facts.qr)
"""


@pytest.fixture
def template(tmp_path, monkeypatch):
    shutil.copy(pdf.FOLDER / "base.typ", tmp_path)
    (tmp_path / "paper.typ").write_text(PAPER, encoding="utf-8")
    monkeypatch.setattr(pdf, "FOLDER", tmp_path)
    pdf._compiler.cache_clear()
    yield "paper"
    pdf._compiler.cache_clear()


@pytest.mark.parametrize("language", pdf.FONTS)
@pytest.mark.parametrize(
    "title", ["关于厕所革命的公示", '#panic("x") *a* $b$ ]', "𠮷野家😀", "\\" * 9, "x" * 3000]
)
def test_every_text_can_be_printed(template, language, title):
    facts = {"title": title, "rows": [["自筹", "8,600.00"]], "qr": pdf.make_qr_code("http://localhost/")}
    paper = pdf.make_pdf(template, facts, language=language)
    assert paper.startswith(b"%PDF-") and b"pdfaid:conformance" in paper


@pytest.mark.parametrize("language", pdf.FONTS)
@pytest.mark.parametrize(
    "sign",
    [
        "𠮷",
        "𫚉",
        "😀",
        "👨\u200d👩\u200d👧",
        "ﷺ",
        "한",
        "ก",
        "\u200d",
        "\ufe0f",
        "A\u0301",
        "ि",
        "\ue000",
        "\U0010ffff",
    ],
)
def test_a_character_that_the_fonts_lack_keeps_the_paper_one_for_the_archive(
    template, language, sign, caplog
):
    facts = {"title": f"张{sign}家", "rows": [[sign, "1"]], "qr": pdf.make_qr_code("http://localhost/")}
    assert b"pdfaid:conformance" in pdf.make_pdf(template, facts, language=language)
    assert not caplog.records


def test_its_number_stands_in_its_place_and_is_told():
    known = pdf.characters("zh-hans")
    assert pdf.unprintable("张𠮷与张𠮷😀") == ["𠮷", "😀"] and pdf.unprintable("厕所革命 Ab1\n") == []
    assert glyphs.printable("张𠮷\u200d家\n", known) == "张〔U+20BB7〕家\n"
