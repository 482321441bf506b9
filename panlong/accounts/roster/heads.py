"""The heads of a roster file: which columns there are, what offices call them, and what is passed over."""

import re

from panlong.file_errors import Unreadable
from panlong.tools import spelling

COLUMNS = (
    "area_code", "building", "unit", "room", "floor_area", "name", "phone", "birth_year", "is_owner", "is_head",
)  # fmt: skip
NEEDED = ("area_code", "room")
aliases = {
    "区划代码": "area_code", "区域代码": "area_code", "小区代码": "area_code", "院落代码": "area_code", "代码": "area_code",
    "楼栋": "building", "栋": "building", "幢": "building", "楼号": "building", "栋号": "building", "幢号": "building",
    "楼栋号": "building", "楼": "building", "单元": "unit", "单元号": "unit", "房号": "room", "室": "room", "室号": "room",
    "房间": "room", "房间号": "room", "门牌号": "room", "门牌": "room", "户号": "room", "建筑面积": "floor_area",
    "面积": "floor_area", "房屋面积": "floor_area", "产权面积": "floor_area", "姓名": "name", "业主姓名": "name", "住户姓名": "name",
    "居民姓名": "name", "名字": "name", "手机号": "phone", "手机": "phone", "手机号码": "phone", "电话": "phone", "电话号码": "phone",
    "联系电话": "phone", "联系方式": "phone", "出生年份": "birth_year", "出生年": "birth_year", "出生年月": "birth_year",
    "出生日期": "birth_year", "是否业主": "is_owner", "业主": "is_owner", "是否户主": "is_head", "户主": "is_head",
    "序号": "", "编号": "", "序": "", "备注": "", "说明": "", "附注": "", "区域": "", "院落": "", "小区": "", "社区": "", "街道": "", "人数": "",
}  # fmt: skip
# Columns that our own exports and others have beside them; nothing is read from them, nor from what leads to "" above.
LEFT_OUT = frozenset(
    {"no", "no.", "#", "remark", "remarks", "note", "notes", "area", "members", "phone_masked", "since"}
)
ENDED = "until"  # of our own export: who has moved out already is no line


def column(name: str) -> str:
    """Return the column that a head means; what is left out becomes ''."""
    name = re.sub(r"[(\[].*?[)\]]|[\s*:]", "", spelling.tidy_door(name)).casefold()
    return "" if name in LEFT_OUT else aliases.get(spelling.simplified(name), name)


def is_head(cells: list[str]) -> bool:
    """Say whether a line names columns: above it stand a title, who made the list, and when."""
    return len({column(cell) for cell in cells} & {*COLUMNS}) >= 2


def check_head(head: list[str]) -> None:
    """Raise Unreadable when a column is named twice, missing or unknown."""
    named = [name for name in head if name]
    if len(set(named)) != len(named):
        raise Unreadable("head")
    if missing := [name for name in NEEDED if name not in head]:
        raise Unreadable("missing_columns", columns=", ".join(missing))
    if unknown := [name for name in named if name not in COLUMNS and name != ENDED]:
        raise Unreadable("unknown_columns", columns=", ".join(unknown)[:200])
