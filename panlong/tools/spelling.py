"""One form for what people spell in many ways: names, doors, codes, numbers, and the words they look for.

Every comparison of typed text asks here, whether the text came by a form, by a file or by a search: so a name padded
with a full-width space is the same name, and 901室 the same door as ９０１.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from opencc import OpenCC
from pypinyin import lazy_pinyin

# Characters that count as letters or symbols for Unicode and show nothing: the fillers of Hangul, the empty braille
# cell, a note without a head, the place of an object that is not there, marks of Khmer that are never drawn.
BLANK = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufffc\U0001d159")
# Newer than this Python's table of characters: pictures and Chinese characters are added to these planes every year.
GROWING = re.compile("[\U0001f000-\U0001faff\U00020000-\U0003fffd]")
CARRIAGE_RETURN = re.compile(r"_x000[AaDd]_")  # how Excel writes a line break that was pasted into a cell
# What stands between the parts of a name that is no Chinese one, or is typed and dictated there.
DOTS = re.compile(r"[·・•‧∙⋅･˙᛫ꞏ●◦▪⦁⸱⸳ㆍᆞ.。｡、､]")
APOSTROPHES = re.compile(r"['’‘ʼ`´]")
DASHES = re.compile(r"[‐‑‒–—―−﹘﹣－ー~～]")
SEPARATORS = re.compile(r"[\s\u3000]+")
SELECTORS = re.compile(
    "[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)  # which drawing of a character is meant

NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
NUMERAL = re.compile("[零〇一二两三四五六七八九十百]+")
# Numbers as they stand on doors: those of accountants, old ones, and Roman ones that are one character.
ON_DOORS = str.maketrans(
    dict(zip("壹贰貳叁參叄肆伍陆陸柒捌玖拾佰", "一二二三三三四五六六七八九十百", strict=True))
    | {"廿": "二十", "卅": "三十"}
)
ROMAN = str.maketrans({chr(first + n): str(n + 1) for first in (0x2160, 0x2170) for n in range(12)})
OF_A_BUILDING = re.compile(r"(号|號|#|楼|樓|栋|棟|幢|座|building|bldg\.?)+$")
OF_A_UNIT = re.compile(r"(单元|單元|单|單|门洞|門洞|门|門|梯|号|號|#|unit)+$")
OF_A_ROOM = re.compile(r"(房间|房間|室|房|号|號|户|戶|#|room)+$")
BEFORE_A_NUMBER = re.compile(r"^(第|no\.?|room|rm\.?|unit|building|bldg\.?|单元|單元|栋|棟|幢|楼|樓)+(?=\d)")
WITHIN_A_ROOM = re.compile(  # 1单元901, 3栋1单元901, 1门901, 3#901
    rf"(单元|單元|号楼|號樓|栋|棟|幢|座)[\s-]*(?=.)|([号號#][楼樓]?|门|門|梯)[\s-]*(?=[\d{NUMERAL.pattern[1:-2]}])"
)
BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s*[/.、,]\s*(?=\d)|(?<=\d)\s+(?=\d{3})")  # 1/901, 1 901

# What people and forms write around a number.
YUAN_MARKS = (
    "¥",
    "￥",
    "元",
    "圆",
    "圓",
    "人民币",
    "人民幣",
    "人民币¥",
    "rmb",
    "cny",
    "yuan",
    "元整",
    "圆整",
    "圓整",
    "整",
    "块",
    "块钱",
    "塊",
    "塊錢",
)
COUNT_MARKS = (
    "户", "戶", "人", "位", "名", "口", "家", "票", "份", "张", "張", "条", "條", "项", "項", "个", "個", "次", "分",
    "天", "日", "月", "个月", "個月", "年", "%", "households", "household", "people", "votes", "papers", "months", "days",
)  # fmt: skip
AREA_MARKS = ("㎡", "m²", "m2", "平", "平米", "平方", "平方米", "平方公尺", "sqm")

# Cells of a roster.
YEAR = re.compile(r"(\d{4})(年.*|[-/.]\d.*)?")  # of a whole date only the year is kept
PLAIN_NUMBER = re.compile(r"[\s'‘’]*[+＋]?[\d\s()（）\-‐–—－]+")


# Of codes that are read out and typed: 32, none that look alike.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


# --- What can be seen ---------------------------------------------------------------------------------------------
def is_visible(sign: str) -> bool:
    """Say whether a reader sees anything of the character `sign` when it stands alone."""
    if sign in BLANK:
        return False
    return unicodedata.category(sign)[0] in "LNPS" or bool(GROWING.match(sign))


def has_something_visible(text: str) -> bool:
    """Say whether there is anything to read in `text`: a letter, a number, a sign or a picture."""
    return any(is_visible(sign) for sign in text)


def without_invisible(text: str) -> str:
    """Return `text` without the characters that take no room and show nothing; marks on letters stay."""
    return "".join(sign for sign in SELECTORS.sub("", text) if _takes_room(sign))


def _takes_room(sign: str) -> bool:
    if sign in BLANK:
        return False
    return unicodedata.category(sign)[0] != "C" or sign.isspace() or bool(GROWING.match(sign))


# --- Names and doors as they are kept -----------------------------------------------------------------------------
def tidy(text: str) -> str:
    """Return one line of text as it is kept: no breaks, nothing invisible, one plain space where there were several."""
    text = unicodedata.normalize("NFC", CARRIAGE_RETURN.sub(" ", text))
    return SEPARATORS.sub(" ", without_invisible(text)).strip()


def tidy_name(text: str) -> str:
    """Return the name of a person as it is kept: the spaces with which offices pad 张　三 are no part of it."""
    name = tidy(unicodedata.normalize("NFKC", text.replace("˙", "·")))
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", name)


def tidy_door(text: str) -> str:
    """Return a building, unit or room as it is kept: in plain width, with plain dashes and numbers."""
    return DASHES.sub("-", tidy(unicodedata.normalize("NFKC", text.translate(ROMAN))))


# --- Keys: equal for all spellings of the same ---------------------------------------------------------------------
@lru_cache(maxsize=20_000)
def name_key(name: str) -> str:
    """Return what all spellings of a name share: width, case, spaces, dots and what cannot be seen left out.

    >>> name_key("张　三") == name_key("张\\u200b三 ") and name_key("阿依・古丽") == name_key("阿依·古丽")
    True
    """
    plain = APOSTROPHES.sub("", DOTS.sub("", tidy_door(DOTS.sub("", name))))
    return re.sub(r"[\s-]", "", plain).casefold()


@lru_cache(maxsize=10_000)
def building_key(name: str, courtyard: str = "") -> str:
    """Return what all spellings of a building share: 3栋, 三栋, ３号楼, 3 and 院3栋 in the courtyard 院."""
    text, yard = tidy_door(name), tidy_door(courtyard)
    return _part(text.removeprefix(yard) or text, OF_A_BUILDING)


@lru_cache(maxsize=10_000)
def unit_key(unit: str) -> str:
    """Return what all spellings of a unit share: 1单元, 一单元, 01, １."""
    return _part(unit, OF_A_UNIT)


@lru_cache(maxsize=20_000)
def room_key(room: str) -> str:
    """Return what all spellings of a room share: 901室, 901号, ０９０１; 1单元901 and 1/901 are 1-901."""
    plain = tidy_door(room).translate(ON_DOORS)
    return _part(BETWEEN_NUMBERS.sub("-", WITHIN_A_ROOM.sub("-", plain)), OF_A_ROOM)


def door_key(unit: str, room: str) -> str:
    """Return what all spellings of one door share within its courtyard or building."""
    return f"{unit_key(unit)}/{room_key(room)}"


def _part(text: str, ending: re.Pattern) -> str:
    key = SEPARATORS.sub("", tidy_door(text)).casefold().translate(ON_DOORS)
    key = with_plain_numerals(ending.sub("", key.rstrip(".。-")) or key)
    return re.sub(r"(?<!\d)0+(?=\d)", "", BEFORE_A_NUMBER.sub("", key))


def with_plain_numerals(text: str) -> str:
    """Return `text` with its Chinese numbers up to 999 as digits: 十四号院 as 14号院."""
    return NUMERAL.sub(lambda found: _number(found[0]), text)


def _number(signs: str) -> str:
    if not re.search("[十百]", signs):  # read out digit by digit: 一〇二
        return "".join(str(NUMERALS[sign]) for sign in signs)
    total, digit = 0, None
    for sign in signs:
        if sign in "十百":
            total += (1 if digit is None else digit) * (10 if sign == "十" else 100)
            digit = None
        else:
            digit = NUMERALS[sign]
    return str(total + (digit or 0))


# --- Near, but not the same ----------------------------------------------------------------------------------------
@lru_cache(maxsize=20_000)
def sound_of(name: str) -> str:
    """Return how a name sounds, without its tones: 章三 sounds like 张三."""
    return "".join(lazy_pinyin(name_key(name)))


def is_near_name(one: str, other: str, *, same_year: bool = False) -> bool:
    """Say whether two names that are spelled differently may be one person's, so that somebody must be asked.

    They sound alike or differ in traditional characters, one is part of the other, or, of people of `same_year` of
    birth, one character differs. In one home brothers are called 王小明 and 王小刚: that alone is no question.
    """
    first, second = name_key(one), name_key(other)
    if not first or not second or first == second:
        return False
    if simplified(first) == simplified(second) or sound_of(one) == sound_of(other):
        return True
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) >= 2 and shorter in longer:
        return True
    return same_year and len(shorter) >= 2 and _differ_by_one(shorter, longer)


def _differ_by_one(shorter: str, longer: str) -> bool:
    if len(longer) == len(shorter):
        return sum(a != b for a, b in zip(shorter, longer, strict=True)) == 1
    return len(longer) == len(shorter) + 1 and any(
        longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer))
    )


def is_near_door(unit: str, room: str, other_unit: str, other_room: str) -> bool:
    """Say whether two doors with different keys may be one: 1-901 and 901 of unit 1, or 901 without its unit."""
    units, rooms = (unit_key(unit), unit_key(other_unit)), (room_key(room), room_key(other_room))
    if rooms[0] == rooms[1]:
        return units[0] != units[1] and "" in units
    joined = {"-".join(part for part in (u, r) if part) for u, r in zip(units, rooms, strict=True)}
    return len(joined) == 1


# --- Codes and numbers ---------------------------------------------------------------------------------------------
def tidy_code(text: str) -> str:
    """Return a code as it was given out: plain width and dashes, no spaces, no stop that dictation put behind it."""
    code = SEPARATORS.sub("", DASHES.sub("-", without_invisible(unicodedata.normalize("NFKC", text))))
    return code.rstrip(".。,、;!")


def six_digits(text: str) -> str:
    """Return the six digits of a code that was typed in groups or pasted with the words around it, else `text`, tidied."""
    plain = re.sub("[-,，]", "", tidy_code(text))
    found = re.findall(r"(?<![0-9A-Za-z])\d{6}(?![0-9A-Za-z])", plain, re.ASCII)
    return found[0] if len(found) == 1 else plain


def tidy_number(text: str, *, marks: Iterable[str] = ()) -> str:
    """Return a number as Python reads it, without what people write around it: `marks` such as ¥ or 户.

    Commas are left out where they stand between thousands (or 万); anything else stays, to be refused.
    """
    number = SEPARATORS.sub("", without_invisible(unicodedata.normalize("NFKC", text))).casefold()
    number = number.replace("，", ",").replace("−", "-")
    number = number.lstrip("'‘’").replace(
        "'", ","
    )  # Excel's mark of a text, and thousands as the Swiss write them
    for mark in sorted(
        (unicodedata.normalize("NFKC", one).casefold() for one in marks), key=len, reverse=True
    ):
        number = number.removeprefix(mark)
        number = number.removesuffix(mark)
    if re.fullmatch(r"[+-]?\d{1,4}(,\d{3,4})+(\.\d*)?", number):
        number = number.replace(",", "")
    return number


# --- What somebody looks for ----------------------------------------------------------------------------------------
@lru_cache(maxsize=2)
def _converter(way: str) -> OpenCC:
    return OpenCC(way)


def simplified(text: str) -> str:
    """Return `text` in simplified characters (電梯 as 电梯)."""
    return _converter("t2s").convert(text)


def traditional(text: str) -> str:
    """Return `text` in traditional characters."""
    return _converter("s2t").convert(text)


def words_of(query: str) -> list[str]:
    """Return the words of a query in one form: plain width, small letters, without the punctuation of dictation."""
    text = without_invisible(unicodedata.normalize("NFKC", query)).casefold()
    return "".join(" " if unicodedata.category(sign)[0] in "PZC" else sign for sign in text).split()


def ways_to_write(word: str) -> list[str]:
    """Return how the same word may stand in a text: as typed, simplified, traditional, with its numbers as digits."""
    ways = [word, simplified(word), traditional(word), with_plain_numerals(simplified(word))]
    return list(dict.fromkeys(ways))


# --- Codes that are read out ----------------------------------------------------------------------------------------
def spell_code(number: int, letters: int, group: int) -> str:
    """Return the last 5 bits times `letters` of `number` in LETTERS, in groups to be read out."""
    return group_letters(
        "".join([LETTERS[number >> bits & 31] for bits in range(5 * (letters - 1), -1, -5)]), group
    )


def draw_code(letters: int, group: int) -> str:
    """Return a code that nobody can guess, in groups to be read out: 5 bits a letter."""
    return group_letters("".join(secrets.choice(LETTERS) for _letter in range(letters)), group)


def group_letters(letters: str, group: int) -> str:
    """Return `letters` in groups of `group`: XXXX-XXXX."""
    return "-".join(letters[start : start + group] for start in range(0, len(letters), group))
