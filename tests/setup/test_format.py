"""`make format` lays out templates without one space more or less on any page."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONG = "One answer counts for each household, and you can change it as often as you like until the poll ends."


@pytest.fixture
def lay_out(tmp_path):
    """Run the tool over one template; the value is a function that returns the new text, the exit code, and its words."""
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "panlong.css").write_text(
        ".row { display: flex; }\n.said { white-space: pre-line; }\n"
    )
    (tmp_path / "templates").mkdir()

    def run(text: str, *arguments: str, name: str = "page.html") -> tuple[str, int, str]:
        path = tmp_path / "templates" / name
        path.write_text(text)
        command = [sys.executable, str(tmp_path / "tools" / "format_templates.py"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        return path.read_text(), done.returncode, done.stderr

    return run


def test_blocks_get_a_line_each(lay_out):
    text, _, _ = lay_out("<ul>{% for one in all %}<li>{{ one }}</li>{% endfor %}</ul>\n")
    assert text == "<ul>\n  {% for one in all %}\n    <li>{{ one }}</li>\n  {% endfor %}\n</ul>\n"


@pytest.mark.parametrize(
    "words",
    [
        '{{ a }}<a href="x">{{ b }}</a>。',
        '<a href="x">{{ b }}</a>{% if c %}（{{ c }}）{% endif %}。',
        "{% icon 'x' %}{% translate 'Menu' %}",
        "{{ a }}{% if b %} · {{ b }}{% endif %}{% if c %} · {{ c }}{% endif %}。",
    ],
)
def test_words_that_touch_still_touch(lay_out, words):
    text, _, _ = lay_out(f"<p>{words}</p>\n")
    assert "".join(text.split()) == "".join(f"<p>{words}</p>".split())
    for touching in ("}}<a", "</a>{% if", "</a>。", "%}{% translate", "%}。", "}}{% if"):
        assert (touching in words) == (touching in text)


def test_whitespace_comes_in_where_a_row_shows_none(lay_out):
    text, _, _ = lay_out('<div class="row"><a href="x">{{ a }}</a><a href="y">{{ b }}</a></div>\n')
    assert text.count("\n") == 4


def test_no_line_break_comes_in_where_each_is_shown(lay_out):
    said = '<div class="said">{% if a %}<strong>{{ a }}</strong>{% endif %} {{ b }}</div>'
    assert lay_out(f"{said}\n")[0] == f"{said}\n"


def test_a_long_sentence_is_broken_and_the_message_stays(lay_out):
    text, code, _ = lay_out(f'<p>{{% translate "{LONG}" %}}</p>\n')
    begin, end = "{% blocktranslate trimmed %}", "{% endblocktranslate %}"
    assert code == 0
    assert " ".join(text.split(begin)[1].split(end)[0].split()) == LONG


def test_a_text_changes_only_inside_its_sentences(lay_out):
    source = f'{{% if a %}}{{{{ a }}}}{{% endif %}} {{% translate "{LONG}" %}}\n\nB\n'
    text, _, _ = lay_out(source, name="text.txt")
    assert text.startswith("{% if a %}{{ a }}{% endif %} {% blocktranslate trimmed %}\n  One answer")
    assert text.endswith("\n{% endblocktranslate %}\n\nB\n")


def test_what_is_laid_out_stays_as_it_is(lay_out):
    once, _, _ = lay_out(
        f'<p>{{% if a %}}{{{{ a }}}}{{% else %}}{{% translate "{LONG}" %}}{{% endif %}}</p>\n'
    )
    assert lay_out(once, "--check")[1:] == (0, "")
    assert lay_out(once)[0] == once


def test_a_partial_that_is_part_of_a_sentence_gets_no_line_break_at_its_end(lay_out):
    assert lay_out("{{ a }}<strong>{{ b }}</strong>")[0] == "{{ a }}<strong>{{ b }}</strong>"


def test_the_check_names_what_is_not_laid_out_and_changes_nothing(lay_out):
    text, code, words = lay_out("<ul><li>{{ one }}</li></ul>\n", "--check")
    assert (text, code) == ("<ul><li>{{ one }}</li></ul>\n", 1)
    assert "templates/page.html: run `make format`" in words


def test_the_check_names_lines_that_nobody_can_break(lay_out):
    _, code, words = lay_out(f"{{{{ {'a' * 130} }}}}\n")
    assert code == 1
    assert "templates/page.html:1: 136 characters: break it by hand" in words


def test_a_template_that_cannot_be_read_is_named(lay_out):
    _, code, words = lay_out("{% if a %}<ul>{% endif %}<li></li></ul>\n")
    assert code == 1
    assert "page.html" in words
