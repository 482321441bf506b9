"""Lay out templates: one element a line, 120 characters, and not one space more or less on any page.

djade and djangofmt do the work. Around them, because a space in a Chinese sentence shows:
- whitespace is opened only where no browser shows it: round blocks, and between the children of a box without text;
- what djangofmt adds or takes elsewhere is put right again by comparing with the template as it was;
- long sentences stand in `{% blocktranslate trimmed %}`, whose lines may be broken; the message for translators
  stays the same. This is also all that is done to texts (*.txt), where every line shows;
- a partial that ends without a line break is part of a sentence, and stays so.

Usage: .venv/bin/python tools/format_templates.py [--check]
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path

from template_pieces import CHOICES, Page, leading_space, read_tokens

ROOT = Path(__file__).parent.parent
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
WIDTH = 120
ROUNDS = 3  # lay out, open what is too long, lay out again
LONG = 80  # a sentence of more letters gets lines of its own
SHORT = 20  # a sentence of more letters gets them where its line would be too long
BIN = Path(sys.executable).parent  # not resolved: the environment, not the interpreter that it links to
DJADE = (BIN / "djade", "--target-version", "5.2")
DJANGOFMT = (
    BIN / "djangofmt",
    "--line-length",
    str(WIDTH),
    "--indent-width",
    "2",
    "--custom-blocks",
    "chapter,table",
)
LITERAL = re.compile(
    r"""\{%\s*translate\s+(?P<mark>["'])(?P<words>(?:\\.|(?!(?P=mark)).)*)(?P=mark)(?:\s+as\s+(?P<name>\w+))?\s*%\}"""
)
SENTENCE = re.compile(
    r"\{%\s*blocktranslate\b(?P<options>(?:(?!%\}).)*\btrimmed\b(?:(?!%\}).)*?)\s*%\}(?P<words>.*?)\{%\s*endblocktranslate\s*%\}",
    re.DOTALL,
)
COMMENT = re.compile(r"\{%\s*comment\s*%\}(?P<words>.*?)\{%\s*endcomment\s*%\}")
GLUED = re.compile(r"(?<=[>}])(?P<name><(?:a|button|input|span)) ")
PLURAL = re.compile(r"\s*\{%\s*plural\s*%\}\s*")


def open_lines(source: str) -> str:
    """Break lines wherever no browser shows it and it helps to read."""
    page = Page(source)
    parts = []
    for at, text, space in page.read_pairs():
        is_last = at + 1 == len(page.tokens)
        parts.append(text + (space or "\n" * (not is_last and page.may_open(at))))
    return leading_space(source) + "".join(parts)


def open_long_lines(source: str) -> str:
    """Break lines that are too long round their `if` and `for`, where no browser shows it."""
    page = Page(source)
    parts, place = [leading_space(source)], len(leading_space(source))
    for at, text, space in page.read_pairs():
        place += len(text + space)
        is_choice = any(one.name in CHOICES for one in page.tokens[at : at + 2])
        may_open = not space and is_choice and at + 1 < len(page.tokens) and is_in_long_line(source, place)
        parts += [text, space, "\n" * (may_open and page.is_hidden(at))]
    return "".join(parts)


def is_in_long_line(source: str, place: int) -> bool:
    start = source.rfind("\n", 0, place) + 1
    end = source.find("\n", place)
    return (end if end >= 0 else len(source)) - start > WIDTH


def restore_spaces(source: str, formatted: str) -> str:
    """Return `formatted` with whitespace exactly where `source` shows some. Raises ValueError if anything else changed."""
    old, new = Page(source), Page(formatted)
    parts = [leading_space(formatted)]
    for (was_at, _, was), (now_at, text, now) in zip(old.read_pairs(), new.read_pairs(), strict=True):
        if old.tokens[was_at].bare != new.tokens[now_at].bare:
            raise ValueError(f"{old.tokens[was_at].text!r} became {text!r}")
        is_last = was_at + 1 >= len(old.tokens) or now_at + 1 >= len(new.tokens)
        if not is_last and bool(was) != bool(now) and not old.is_hidden(was_at):
            now = " " if was else ""
        parts.append(text + now)
    return "".join(parts)


# Sentences


def say_in_one_line(words: str) -> str:
    """Do what `trimmed` does: this is the message that translators get."""
    return re.sub(r"\s*\n\s*", " ", words.strip())


def join_sentence(match: re.Match) -> str:
    """Return a trimmed sentence in one line."""
    words = PLURAL.sub("{% plural %}", say_in_one_line(match["words"]))
    return f"{{% blocktranslate{match['options']} %}}{words}{{% endblocktranslate %}}"


def loosen_literal(match: re.Match, at_least: int = LONG, indent: str = "") -> str:
    """Return a long `{% translate %}`, which cannot be broken, as a sentence that can; the message is the same."""
    words = re.sub(r"\\(.)", r"\1", match["words"])
    if len(words) <= at_least or "%" in words or "{{" in words:
        return match.group()
    name = f" asvar {match['name']}" if match["name"] else ""
    return f"{{% blocktranslate{name} trimmed %}}{words}{{% endblocktranslate %}}"


def join_sentences(source: str) -> str:
    return SENTENCE.sub(join_sentence, LITERAL.sub(loosen_literal, source))


def open_sentence(match: re.Match) -> str:
    """Give a long sentence lines of its own, between its tags."""
    if len(match.group()) <= LONG:
        return match.group()
    words = PLURAL.sub("\n{% plural %}\n", match["words"].strip())
    return f"{{% blocktranslate{match['options']} %}}\n{words}\n{{% endblocktranslate %}}"


def break_sentence(match: re.Match, indent: str) -> str:
    """Return a sentence with its words in lines of at most WIDTH, for places that djangofmt leaves alone."""
    parts = [wrap(words, indent) for words in PLURAL.split(match["words"])]
    words = f"\n{indent}{{% plural %}}\n".join(parts)
    return f"{{% blocktranslate{match['options']} %}}\n{words}\n{indent}{{% endblocktranslate %}}"


def break_comment(match: re.Match, indent: str) -> str:
    """Return a comment with its words in lines of at most WIDTH."""
    return f"{{% comment %}}\n{wrap(match['words'], indent)}\n{indent}{{% endcomment %}}"


def wrap(words: str, indent: str) -> str:
    return textwrap.fill(
        words, WIDTH, initial_indent=f"{indent}  ", subsequent_indent=f"{indent}  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def break_long_lines(text: str) -> str:
    """Break the sentences and comments of every line that is too long."""
    text = break_long(text, LITERAL, partial(loosen_literal, at_least=SHORT))
    return break_long(break_long(text, SENTENCE, break_sentence), COMMENT, break_comment)


def break_long(text: str, pattern: re.Pattern, break_one: Callable[[re.Match, str], str]) -> str:
    """Break what matches `pattern`, in every line that is too long."""
    lines = []
    for line in text.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        is_long = len(line) > WIDTH
        lines.append(pattern.sub(partial(break_one, indent=indent), line) if is_long else line)
    return "\n".join(lines)


def break_element(match: re.Match, indent: str) -> str:
    """Return the beginning of an element that follows something without whitespace, its attributes in a new line."""
    return f"{match['name']}\n{indent}  "


# Files


def format_pages(paths: list[Path]) -> None:
    """Format templates of pages in place. Raises ValueError if a formatter changed more than whitespace."""
    ends = {path: path.read_text().endswith("\n") for path in paths}
    for path in paths:
        path.write_text(join_sentences(path.read_text()))
    run(*DJADE, *paths)
    for path in paths:
        path.write_text(open_lines(path.read_text()))
    for _ in range(ROUNDS):
        lay_out(paths)
    run(*DJADE, *paths)
    for path in paths:
        text = break_long_lines(path.read_text())
        path.write_text(text.rstrip() + "\n" * ends[path])


def lay_out(paths: list[Path]) -> None:
    """Let djangofmt lay out the templates; open what is too long then, for the next time."""
    opened = {path: path.read_text() for path in paths}
    for path, source in opened.items():
        path.write_text(open_outside_elements(source))
    run(*DJANGOFMT, *paths)
    for path, source in opened.items():
        text = open_long_lines(restore_spaces(source, path.read_text()))
        path.write_text(break_long_lines(break_long(text, GLUED, break_element)))


def open_outside_elements(source: str) -> str:
    """Open the sentences between elements. Those in attributes are broken later: djangofmt leaves them alone."""
    tokens = read_tokens(source)
    return "".join(
        SENTENCE.sub(open_sentence, one.text) if one.kind == "sentence" else one.text for one in tokens
    )


def format_texts(paths: list[Path]) -> None:
    """Format templates of plain texts in place."""
    for path in paths:
        path.write_text(break_long_lines(join_sentences(path.read_text())))


def run(*command: str | Path) -> None:
    """Run a formatter that may end with 1 when it changed something. Raises SystemExit with its words when it failed."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode not in {0, 1} or "Couldn't format" in done.stderr:
        raise SystemExit(done.stdout + done.stderr)


def format_all(sources: dict[Path, str]) -> dict[Path, str]:
    """Return how the templates should look, by their paths."""
    with tempfile.TemporaryDirectory() as folder:
        copies = {path: Path(folder) / path.relative_to(TEMPLATES) for path in sources}
        for path, copy in copies.items():
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(sources[path])
        pages = [copy for copy in copies.values() if copy.suffix == ".html"]
        if pages:
            format_pages(pages)
        format_texts([copy for copy in copies.values() if copy.suffix == ".txt"])
        return {path: copy.read_text() for path, copy in copies.items()}


def find_long_lines(texts: dict[Path, str]) -> list[str]:
    """Return the places where a line is longer than WIDTH."""
    return [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for path, text in texts.items()
        for number, line in enumerate(text.split("\n"), 1)
        if len(line) > WIDTH
    ]


def main(arguments: list[str]) -> int:
    """Format, or with --check say what is not formatted; return the exit code."""
    sources = {
        path: path.read_text() for kind in ("html", "txt") for path in sorted(TEMPLATES.rglob(f"*.{kind}"))
    }
    formatted = format_all(sources)
    faults = [
        f"{path.relative_to(ROOT)}: run `make format`" for path in sources if sources[path] != formatted[path]
    ]
    if "--check" not in arguments:
        for path, text in formatted.items():
            path.write_text(text)
        faults = []
    styles = {path: path.read_text() for path in sorted(STATIC.rglob("*.css"))}
    faults += [f"{place}: break it by hand" for place in find_long_lines(formatted | styles)]
    print("\n".join(faults), file=sys.stderr, end="\n" * bool(faults))
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
