import re
import unicodedata
from importlib import import_module

from django.db import migrations

# --- What panlong.tools.spelling made of names and doors when this migration was written --------------------------------
before = import_module("panlong.accounts.migrations.0003_one_spelling_and_two_people")
DOTS = re.compile(r"[·・•‧∙⋅･˙᛫ꞏ●◦▪⦁⸱⸳ㆍᆞ.。｡、､]")
APOSTROPHES = re.compile(r"['’‘ʼ`´]")
NUMERAL = re.compile("[零〇一二两三四五六七八九十百]+")
ON_DOORS = str.maketrans(
    dict(zip("壹贰叁肆伍陆柒捌玖拾佰貳參叄陸", "一二三四五六七八九十百二三三六")) | {"廿": "二十", "卅": "三十"}
)
ROMAN = str.maketrans({chr(first + n): str(n + 1) for first in (0x2160, 0x2170) for n in range(12)})
OF_A_UNIT = re.compile(r"(单元|單元|单|單|门洞|門洞|门|門|梯|号|號|#|unit)+$")
OF_A_ROOM = re.compile(r"(房间|房間|室|房|号|號|户|戶|#|room)+$")
BEFORE_A_NUMBER = re.compile(r"^(第|no\.?|room|rm\.?|unit|building|bldg\.?|单元|單元|栋|棟|幢|楼|樓)+(?=\d)")
WITHIN_A_ROOM = re.compile(
    rf"(单元|單元|号楼|號樓|栋|棟|幢|座)[\s-]*(?=.)|([号號#][楼樓]?|门|門|梯)[\s-]*(?=[\d{NUMERAL.pattern[1:-2]}])"
)
BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s*[/.、,]\s*(?=\d)|(?<=\d)\s+(?=\d{3})")


def tidy_door(text):
    return before.tidy(unicodedata.normalize("NFKC", text.translate(ROMAN)))


def name_key(name):
    plain = APOSTROPHES.sub("", DOTS.sub("", tidy_door(DOTS.sub("", name))))
    return re.sub(r"[\s-]", "", plain).casefold()


def room_key(room):
    plain = tidy_door(room).translate(ON_DOORS)
    return part(BETWEEN_NUMBERS.sub("-", WITHIN_A_ROOM.sub("-", plain)), OF_A_ROOM)


def part(text, ending):
    key = re.sub(r"\s+", "", tidy_door(text)).casefold().translate(ON_DOORS)
    key = NUMERAL.sub(before.number, ending.sub("", key.rstrip(".。-")) or key)
    return re.sub(r"(?<!\d)0+(?=\d)", "", BEFORE_A_NUMBER.sub("", key))


def fill_keys(apps, schema_editor):
    """Give homes and people the keys of now. A home that turns out to be another one is marked, and waits for two people."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, unit, room, door_key FROM accounts_household ORDER BY id")
        doors = [(pk, f"{part(unit, OF_A_UNIT)}/{room_key(room)}"[:60], old) for pk, unit, room, old in cursor.fetchall()]
        for pk, key, old in doors:
            if key != old:
                cursor.execute(
                    """
                    UPDATE accounts_household h SET door_key = %s, twin_of_id = coalesce(twin_of_id, (
                        SELECT min(o.id) FROM accounts_household o
                        WHERE o.area_id = h.area_id AND o.door_key = %s AND o.twin_of_id IS NULL AND o.id <> h.id
                    )) WHERE h.id = %s
                    """,
                    [key, key, pk],
                )
        cursor.execute("SELECT id, name, name_key FROM accounts_user WHERE name <> '' AND name_key <> ''")
        for pk, name, old in cursor.fetchall():
            if (key := name_key(name)[:60]) != old:
                cursor.execute("UPDATE accounts_user SET name_key = %s WHERE id = %s", [key, pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is pending would stand in the way of what follows


class Migration(migrations.Migration):
    """Rooms such as 901号室, 1门901 and 1/901 and names such as 阿依。古丽 have the key of their other spellings."""

    dependencies = [("accounts", "0004_text_messages_have_templates")]
    operations = [migrations.RunPython(fill_keys, migrations.RunPython.noop)]
