"""How Chinese sounds: what makes a title findable by pinyin, by its initials, and in traditional characters."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from panlong.tools import spelling

HAN = re.compile(r"[\u3400-\u9fff]")
LONGEST_KEY = 600


def _letters(text: str, style: Style) -> str:
    return "".join(lazy_pinyin(text, style=style, errors=lambda rest: rest.replace(" ", "")))


@lru_cache(maxsize=10_000)
def key_of(text: str) -> str:
    """Return what `text` is found by: itself, its pinyin, and the initials of it, in small letters.

    >>> key_of("睦邻驿站")
    '睦邻驿站 mulinyizhan mlyz'
    """
    spoken = unicodedata.normalize("NFKC", text).lower()
    full, initials = _letters(spoken, Style.NORMAL), _letters(spoken, Style.FIRST_LETTER)
    return f"{spoken} {full} {initials}"[:LONGEST_KEY]


def ways_to_say(word: str) -> list[str]:
    """Return what to look for in a key when somebody types `word`: its spellings, and from two characters on its sound.

    The sound finds 東風巷 where 东风巷 is written, and forgives a wrong character; of a single character it would
    find half the language.
    """
    word = word.lower()
    ways = spelling.ways_to_write(word)
    sounds_alike = len(HAN.findall(word)) >= 2
    return [*ways, _letters(word, Style.NORMAL)] if sounds_alike else ways


def matches(key: str, words: Iterable[str]) -> bool:
    """Say whether `key` holds every one of `words`."""
    return all(any(way in key for way in ways_to_say(word)) for word in words)
