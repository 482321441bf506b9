"""Names, doors, codes and numbers have one form, however they are spelled."""

from importlib import import_module

import pytest

from panlong.tools import spelling


@pytest.mark.parametrize(
    "spelled",
    [
        "张　三",
        " 张三 ",
        "张\u200b三",
        "张\ufe0f三",
        "张\n三",
        "张_x000D_三",
        "张\u00ad三",
        "\ufeff张三",
        "张\u3164三",
        "张 三",
    ],
)
def test_a_padded_name_is_the_same_name(spelled):
    assert spelling.name_key(spelled) == spelling.name_key("张三")
    assert spelling.tidy_name(spelled) == "张三"


@pytest.mark.parametrize("dot", "·・•‧∙⋅･.˙。｡、◦▪⦁⸱⸳ㆍ")
def test_the_dot_in_a_name_is_any_dot(dot):
    assert spelling.name_key(f"阿依{dot}古丽") == spelling.name_key("阿依·古丽")


def test_a_name_in_latin_letters_keeps_its_spaces_and_loses_its_case_in_the_key():
    assert spelling.tidy_name("Ｊｏｈｎ   Smith") == "John Smith"
    assert spelling.name_key("JOHN SMITH") == spelling.name_key("John Smith")


@pytest.mark.parametrize(
    "room",
    [
        "901室", "901号", "９０１", "0901", "901 室", "九〇一", "901房", "901\u200b", "第901室", "901号室", "901#室", "玖零壹",
        "Room 901", "Rm.901", "№901", "No. 901", "901房。", "901－",
    ],
)  # fmt: skip
def test_a_room_is_one_room(room):
    assert spelling.room_key(room) == "901"


@pytest.mark.parametrize(
    "room",
    [
        "1单元901",
        "1-901",
        "1/901",
        "1.901",
        "1、901",
        "1门901",
        "1#901",
        "1号901",
        "1 901",
        "一单元九〇一室",
        "1—901",
    ],
)
def test_a_room_with_its_unit_is_one_room(room):
    assert spelling.room_key(room) == "1-901"
    assert spelling.is_near_door("1", "901", "", room)


@pytest.mark.parametrize(
    "name, number",
    [("廿三栋", "23"), ("贰拾叁栋", "23"), ("二十三号楼", "23"), ("卅栋", "30"), ("Ⅻ栋", "12")],
)
def test_old_numbers_on_houses_are_read(name, number):
    assert spelling.building_key(name) == number


def test_the_migration_makes_the_keys_of_now():
    frozen = import_module("panlong.accounts.migrations.0005_more_spellings_of_one_door")
    rooms = [
        "901号室",
        "1门901",
        "1/901",
        "玖零壹",
        "Ⅲ",
        "",
        "号",
        "3#楼2单元901",
        "地下室",
        "1 901",
        "№901",
        "A座901",
        "901·1",
    ]
    assert [frozen.room_key(room) for room in rooms] == [spelling.room_key(room) for room in rooms]
    units = ["1号单元", "壹单元", "Ⅰ单元", "单元1", "", "东", "1门洞"]
    assert [frozen.part(unit, frozen.OF_A_UNIT) for unit in units] == [
        spelling.unit_key(unit) for unit in units
    ]
    names = ["阿依。古丽", "阿依˙古丽", "O’Neil", "O'Neil", "张　三", "Ｍａｒｙ  Li", "阿卜杜拉·买买提"]
    assert [frozen.name_key(name) for name in names] == [spelling.name_key(name) for name in names]


@pytest.mark.parametrize(
    "unit",
    [
        "1单元",
        "一单元",
        "01",
        "１",
        "1單元",
        "第一单元",
        "1门",
        "1门洞",
        "1号单元",
        "1#单元",
        "壹单元",
        "Ⅰ单元",
        "①单元",
        "单元1",
        "Unit 1",
    ],
)
def test_a_unit_is_one_unit(unit):
    assert spelling.unit_key(unit) == "1"


@pytest.mark.parametrize(
    "name",
    [
        "3栋",
        "三栋",
        "３号楼",
        "3",
        "院3栋",
        "3幢",
        "3#",
        "第三栋",
        "3號樓",
        "3#楼",
        "3＃栋",
        "3栋楼",
        "叁栋",
        "Ⅲ栋",
        "栋3",
        "Building 3",
    ],
)
def test_a_building_is_one_building(name):
    assert spelling.building_key(name, "院") == "3"


@pytest.mark.parametrize(
    "one, other",
    [
        ("901", "902"),
        ("901", "9011"),
        ("A901", "901"),
        ("101-1", "1011"),
        ("负1", "1"),
        ("1 901", "1901"),
        ("1/101", "1101"),
        ("901甲", "901"),
        ("901A", "901B"),
        ("号", "室"),
        ("门面1", "1"),
    ],
)
def test_other_rooms_stay_other_rooms(one, other):
    assert spelling.room_key(one) != spelling.room_key(other)


@pytest.mark.parametrize(
    "text, number", [("十", "10"), ("十四", "14"), ("二十", "20"), ("一百零二", "102"), ("二〇二六", "2026")]
)
def test_chinese_numbers_are_read(text, number):
    assert spelling.with_plain_numerals(text) == number


@pytest.mark.parametrize(
    "one, other", [("章三", "张三"), ("張三", "张三"), ("张三", "张三丰"), ("刘晓波", "刘小波")]
)
def test_a_near_name_is_a_question(one, other):
    assert spelling.is_near_name(one, other) and spelling.is_near_name(other, one)


def test_brothers_are_no_question_and_one_character_of_the_same_year_is():
    assert not spelling.is_near_name("王小明", "王小刚")
    assert spelling.is_near_name("王小明", "王小刚", same_year=True)
    assert not spelling.is_near_name("张三", "李四", same_year=True)
    assert not spelling.is_near_name("张三", "张　三")  # the same is not near


def test_a_door_without_its_unit_is_near_and_another_unit_is_not():
    assert spelling.is_near_door("", "901", "1", "901")
    assert spelling.is_near_door("", "1-901", "1单元", "0901")
    assert not spelling.is_near_door("1", "901", "2", "901")
    assert not spelling.is_near_door("1", "901", "一单元", "901室")


@pytest.mark.parametrize(
    "text",
    [
        "\u200b",
        "\u2800",
        "\u3164",
        "\u115f\u1160",
        "\uffa0",
        "\u0301\u0302",
        "\ue000",
        "\u00ad",
        "\u2060",
        "\ufe0f",
        "\u3000",
    ],
)
def test_what_shows_nothing_is_not_visible(text):
    assert not spelling.has_something_visible(text)


@pytest.mark.parametrize(
    "text", ["好", "👍", "👨\u200d👩\u200d👧", "\U0001fae8", "é", "。", "1", "√", "\U000323b0"]
)
def test_what_a_reader_sees_is_visible(text):
    assert spelling.has_something_visible(text)


def test_a_number_is_forgiven_its_marks_and_nothing_else():
    marks = ("¥", "元")
    assert spelling.tidy_number("￥１，２３４．５０ 元", marks=marks) == "1234.50"
    assert spelling.tidy_number("1,5", marks=marks) == "1,5"
    assert spelling.tidy_number("12万", marks=marks) == "12万"
