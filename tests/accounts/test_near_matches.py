"""A roster in another spelling: the same is the same, and what is near is asked."""

import pytest
from django.db import IntegrityError, transaction

from panlong.accounts.models import Household, Membership, PhoneChange, User
from panlong.accounts.roster import reading
from panlong.areas.models import Area
from panlong.audit.models import AuditEntry
from panlong.errors import Refused
from tests.factories import person

pytestmark = pytest.mark.django_db
HEAD = "area_code,building,unit,room,floor_area,name,phone,birth_year,is_owner,is_head"
YARD = "530103002001-001"
ROW = f"{YARD},3栋,1单元,901,78.5,张三,13900000001,1960,1,1"


def read(w, *lines, head=HEAD, **options):
    data = "\n".join([head, *lines]).encode()
    return reading.read_file(
        reading.receive_file("r.csv", data, by=w.staff, codes=[w.community.code], **options)
    )


def bring(w, *lines, **options):
    file = read(w, *lines, **options)
    reading.take_over(file, by=w.handler)
    return file


def questions(file) -> list[tuple]:
    return [
        (line.number, what, known)
        for line in file.lines.all()
        for what, _here, known, _said in line.questions
    ]


def reply(w, file, same: bool):
    answers = [(line.pk, what, same) for line in file.lines.all() for what, *_rest in line.questions]
    return reading.answer_all(file, by=w.staff, answers=answers)


@pytest.mark.parametrize(
    "row",
    [
        ROW.replace("张三", "张　三"), ROW.replace("901", "901室"), ROW.replace("901", "０９０１"), ROW.replace("1单元", "1"),
        ROW.replace("1单元", "一单元"), ROW.replace("3栋", "3"), ROW.replace("3栋", "三号楼"), ROW.replace("张三", "张三_x000D_"),
        ROW.replace("13900000001", "+86 139 0000 0001"), ROW.replace("13900000001", "１３９０００００００１"),
        ROW.replace("78.5", "７８．５㎡"), ROW.replace("1960", "1960年"), ROW.replace(",1,1", ",是,√"), ROW.replace("张三", "张\u200b三"),
    ],
)  # fmt: skip
def test_another_spelling_is_the_same_person_in_the_same_home(w, row):
    bring(w, ROW)
    file = read(w, row)
    assert [line.what for line in file.lines.all()] == ["unchanged"], [
        line.told_faults for line in file.lines.all()
    ]


def test_a_name_with_a_line_break_in_its_cell_is_one_name(w):
    bring(w, ROW.replace("张三", '"张\n三"'))
    assert User.objects.by_phone("13900000001").name == "张三"


def test_one_file_with_two_spellings_of_one_home_makes_one_home(w):
    other = ROW.replace("901", "901室").replace("张三,13900000001", "李四,13900000002").replace("1,1", "0,0")
    bring(w, ROW, other.replace("3栋", "三栋"))
    assert Area.objects.filter(parent=w.courtyard).count() == 1
    home = User.objects.by_phone("13900000001").memberships.get().household
    assert User.objects.by_phone("13900000002").memberships.get().household == home


def test_one_person_twice_in_two_spellings_is_told(w):
    file = read(w, ROW, ROW.replace("张三", "张　三").replace(",1,1", ",0,0"))
    assert [fault[1] for line in file.lines.filter(what="refused") for fault in line.faults] == [
        "person_twice"
    ]


def test_a_near_name_waits_for_an_answer_and_nothing_is_taken_before(w):
    bring(w, ROW)
    file = read(w, ROW.replace("张三,13900000001", "章三,"))
    assert questions(file) == [(2, "person", "张三")] and reading.told(file)
    with pytest.raises(Refused):
        reading.take_over(file, by=w.handler)
    assert not User.objects.filter(name="章三").exists()


def test_the_same_person_keeps_the_number_and_gets_the_spelling_of_the_file(w):
    bring(w, ROW)
    file = reply(w, read(w, ROW.replace("张三,13900000001", "章三,")), same=True)
    reading.take_over(file, by=w.handler)
    assert User.objects.by_phone("13900000001").name == "章三"
    assert not User.objects.filter(name="张三").exists()
    assert AuditEntry.objects.get(act="answer_roster_question").actor == w.staff


def test_another_person_of_a_near_name_is_registered_when_the_worker_says_so(w):
    bring(w, ROW)
    file = reply(w, read(w, ROW.replace("张三,13900000001", "章三,").replace(",1,1", ",0,0")), same=False)
    reading.take_over(file, by=w.handler)
    home = User.objects.get(name="章三").memberships.get().household
    assert home.memberships.current().count() == 2


def test_a_near_name_with_another_number_lets_the_number_wait(w):
    bring(w, ROW)
    file = reply(w, read(w, ROW.replace("张三,13900000001", "章三,13900000099")), same=True)
    reading.take_over(file, by=w.handler)
    assert PhoneChange.objects.get().user == User.objects.by_phone("13900000001")


def test_moved_out_ends_nobody_who_is_asked_about(w):
    bring(w, ROW)
    file = read(w, ROW.replace("张三,13900000001", "章三,"), ends_absent=True)
    assert not file.lines.filter(what="moved_out").exists()
    file = reply(w, file, same=True)
    reading.take_over(file, by=w.handler)
    assert User.objects.by_phone("13900000001").memberships.current().exists()


def test_moved_out_with_a_padded_name_ends_nobody(w):
    bring(w, ROW)
    file = bring(w, ROW.replace("张三,13900000001", "张　三,"), ends_absent=True)
    assert not file.counts.get("moved_out")
    assert User.objects.by_phone("13900000001").memberships.current().exists()


@pytest.mark.parametrize("unit, room", [("", "901"), ("", "1-901"), ("", "1单元-0901")])
def test_a_near_door_is_asked_and_the_same_home_stays_one(w, unit, room):
    bring(w, ROW)
    file = read(w, ROW.replace("1单元,901", f"{unit},{room}"))
    assert [what for _number, what, _known in questions(file)] == ["home"]
    file = reply(w, file, same=True)
    assert [line.what for line in file.lines.all()] == ["unchanged"]
    reading.take_over(file, by=w.handler)
    assert Household.objects.filter(area__name="院3栋").count() == 1


def test_a_home_of_a_building_is_asked_about_when_the_file_names_no_building(w):
    bring(w, ROW)
    file = read(w, ROW.replace("3栋", ""))
    assert [what for _number, what, _known in questions(file)] == ["home"]


def test_two_new_people_whose_names_sound_alike_are_asked_about(w):
    file = read(w, ROW, ROW.replace("张三,13900000001", "章三,13900000002").replace(",1,1", ",0,0"))
    assert [(number, what) for number, what, _known in questions(file)] == [(3, "person")]
    assert reply(w, file, same=False).state == "ready"
    assert reply(w, file, same=True).state == "refused"


def test_the_database_takes_no_second_person_of_a_name_in_a_home(w):
    bring(w, ROW)
    home = User.objects.by_phone("13900000001").memberships.get().household
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=person("张　三"), household=home)


def test_the_database_takes_no_second_home_behind_a_door(w):
    home = Household.objects.create(area=w.courtyard, unit="1", room="901")
    with pytest.raises(IntegrityError), transaction.atomic():
        Household.objects.create(area=home.area, unit="一单元", room="901室")


def test_a_new_name_is_known_in_the_home_too(w):
    member = w.neighbours[0].memberships.get()
    w.neighbours[0].name = "欧阳·修"
    w.neighbours[0].save(update_fields=["name", "name_key"])
    member.refresh_from_db()
    assert member.name_key == "欧阳修"


class TestFiles:
    def test_a_title_other_heads_numbers_and_remarks_are_no_hindrance(self, w):
        head = "某某社区住户花名册,,,,,,\n制表：某某,,,,,,\n序号,区划代码,楼号,房间号,住户姓名,联系电话,备注"
        file = read(w, f"1,{YARD},3栋,901,张三,13900000001,老人", head=head)
        assert (file.state, [line.number for line in file.lines.all()]) == ("ready", [4])

    def test_what_the_portal_exported_can_be_brought_back(self, w):
        bring(w, ROW)
        head = "area_code,area,unit,room,name,phone_masked,birth_year,is_owner,is_head,since,until"
        code = Area.objects.get(name="院3栋").code
        here = f"{code},院3栋,1单元,901,张三,139****0001,1960,1,1,2026-01-01,"
        gone = f"{code},院3栋,1单元,901,李四,,,0,0,2020-01-01,2021-01-01"
        assert [line.what for line in read(w, here, gone, head=head).lines.all()] == ["unchanged"]

    def test_missing_columns_are_named_in_the_readers_language(self, w):
        from django.utils import translation

        file = read(w, "901,张三", head="房号,姓名")
        with translation.override("zh-hans"):
            assert "area_code" not in reading.told(file)[0]

    def test_a_formula_is_still_a_formula(self, w):
        file = read(w, ROW.replace("13900000001", "=1+1"))
        assert [fault[1] for fault in file.lines.get().faults] == ["formula"]
