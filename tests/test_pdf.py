"""Printed papers: facts are data, never markup, and no character keeps a paper from being made."""

import shutil

import pytest

from panlong import pdf

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
    facts = {"title": title, "rows": [["自筹", "8,600.00"]], "qr": pdf.qr("http://localhost/")}
    assert pdf.make(template, facts, language=language).startswith(b"%PDF-")
