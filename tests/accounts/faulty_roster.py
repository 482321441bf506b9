"""A roster of a new courtyard as somebody in a hurry fills it in, with the faults that are usual.

`python -m tests.accounts.faulty_roster AREA_CODE FILE` writes it, to be tried in the browser.
"""

import io
import sys
from pathlib import Path

import openpyxl

HEAD = ["区划代码", "楼栋", "单元", "房号", "建筑面积", "姓名", "手机号", "出生年份", "是否业主", "是否户主"]
# Line of the file → the fault that stands there.
FAULTS = {
    4: "phone",
    5: "phone_twice",
    6: "room_twice",
    7: "birth_year",
    9: "formula",
    10: "merged",
    11: "merged",
    12: "not_your_area",
    13: "no_such_area",
    14: "yes_or_no",
    15: "two_heads",
    16: "no_room",
    17: "no_name",
    18: "person_twice",
    19: "no_number",
}


def faulty_roster(yard: str, *, elsewhere: str, past_year: int) -> bytes:
    """Return the workbook for courtyard `yard`; `elsewhere` is the code of a courtyard of another community."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    rows = [
        HEAD,
        [yard, "1栋", "1单元", "0101", 78.5, "张一", 13900000001, 1960, "是", "是"],
        [yard, "1栋", "1单元", "0102", 66, "张二", "139 0000 0002", 1971, 1, 1],
        [yard, "1栋", "1单元", "0201", 66, "张三", "1390000", 1972, 1, 1],
        [yard, "1栋", "1单元", "0202", 66, "张四", 13900000002, 1973, 1, 1],
        [yard, "1栋", "1单元", "0101", 90, "张五", 13900000005, 1974, 0, 0],
        [yard, "1栋", "1单元", "0301", 66, "张六", 13900000006, past_year, 1, 1],
        [None] * 10,
        [yard, "1栋", "1单元", "0302", 66, '=CONCATENATE("张","七")', 13900000007, 1975, 1, 1],
        [yard, "2栋", "1单元", "0101", 66, "张八", 13900000008, 1976, 1, 1],
        [yard, "2栋", "1单元", "0102", 66, "张九", 13900000009, 1977, 1, 1],
        [elsewhere, "2栋", "1单元", "0201", 66, "张十", 13900000010, 1978, 1, 1],
        [f"{yard[:12]}-987", "2栋", "1单元", "0202", 66, "张甲", 13900000011, 1979, 1, 1],
        [yard, "2栋", "1单元", "0301", 66, "张乙", 13900000012, 1980, "大概", 1],
        [yard, "1栋", "1单元", "0101", 78.5, "张丙", 13900000013, 1981, 0, "是"],
        [yard, "2栋", "1单元", None, 66, "张丁", 13900000014, 1982, 1, 1],
        [yard, "2栋", "1单元", "0401", 66, None, 13900000015, 1983, 1, 1],
        [yard, "1栋", "1单元", "0102", 66, "张二", 13900000002, 1971, 1, 0],
        [yard, "2栋", "1单元", "0402", "六十六", "张戊", 13900000016, 1984, 1, 1],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("B10:B11")
    book.save(out)
    return out.getvalue()


if __name__ == "__main__":
    code, path = sys.argv[1:]
    other = code[:6] + ("001" if code[6:9] != "001" else "002") + code[9:]
    Path(path).write_bytes(faulty_roster(code, elsewhere=other, past_year=1850))
