"""The roster: what each line of a file does, taken over as a whole or not at all."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from panlong import clock
from panlong.accounts.models import (
    Household,
    Membership,
    PhoneChange,
    Post,
    Role,
    RosterFile,
    RosterLine,
    User,
)
from panlong.accounts.roster import reading
from panlong.areas.models import Area
from panlong.audit.models import AuditEntry
from panlong.errors import Refused
from tests.accounts.faulty_roster import FAULTS, faulty_roster
from tests.factories import person, world

pytestmark = pytest.mark.django_db
HEAD = "area_code,building,unit,room,floor_area,name,phone,birth_year,is_owner,is_head"
YARD = "530103002001-001"
GOOD = (
    f"{YARD},1栋,1单元,0101,78.5,张三,13900000001,1960,1,1",
    f"{YARD},1栋,1单元,0101,78.5,李四,139-0000-0002,1985,0,0",
    f"{YARD},2栋,1单元,0102,,,,,,",
    f"{YARD},10栋,,0101,60,王五,,1970,是,否",
)


def read(w, *lines, name="roster.csv", ends_absent=False, head=HEAD) -> RosterFile:
    data = "\n".join([head, *lines]).encode()
    return reading.read_file(
        reading.receive_file(name, data, by=w.staff, codes=[w.community.code], ends_absent=ends_absent)
    )


def bring(w, *lines, **options) -> RosterFile:
    file = read(w, *lines, **options)
    reading.take_over(file, by=w.handler)
    return file


def whats(file) -> list[str]:
    return list(file.lines.values_list("what", flat=True))


def faults_of(file) -> list[tuple[int, list[str]]]:
    return [(line.number, [fault[1] for fault in line.faults]) for line in file.lines.filter(what="refused")]


def counts():
    return User.objects.count(), Household.objects.count(), Membership.objects.count(), Area.objects.count()


def test_a_dry_run_writes_nothing_and_one_confirmation_writes_all(w):
    before = counts()
    file = read(w, *GOOD)
    assert (file.state, whats(file), counts()) == ("ready", ["new"] * 4, before)
    reading.take_over(file, by=w.handler)
    assert [after - was for after, was in zip(counts(), before, strict=True)] == [3, 3, 3, 3]
    someone = User.objects.by_phone("13900000001")
    assert (someone.name, someone.birth_year, someone.has_usable_password()) == ("张三", 1960, False)
    home = someone.memberships.get().household
    assert str(home) == "院1栋 1单元 0101" and str(home.floor_area) == "78.50"
    assert home.memberships.get(is_head=True).user == someone
    assert not RosterLine.objects.exists()  # what was personal in the file is gone with it
    assert AuditEntry.objects.get(act="import").details["new"] == 4


def test_buildings_are_laid_out_in_the_order_of_their_numbers(w):
    bring(w, *GOOD)
    made = Area.objects.filter(parent=w.courtyard).order_by("code")
    assert [(area.code[-3:], area.name) for area in made] == [
        ("001", "院1栋"),
        ("002", "院2栋"),
        ("003", "院10栋"),
    ]


def test_building_3_of_courtyard_2_is_not_building_23(w):
    Area.objects.filter(pk=w.courtyard.pk).update(name="院2")
    bring(w, f"{YARD},3栋,,0101,,张三,,,,")
    assert Area.objects.get(parent=w.courtyard).name == "院2 3栋"
    assert whats(read(w, f"{YARD},3栋,,0101,,张三,,,,")) == ["unchanged"]


def test_the_same_file_twice_changes_nothing(w):
    bring(w, *GOOD)
    before = counts()
    file = read(w, *GOOD)
    assert whats(file) == ["unchanged"] * 4
    reading.take_over(file, by=w.handler)
    assert counts() == before


def test_taking_a_file_twice_does_no_harm(w):
    file = bring(w, *GOOD)
    before = counts()
    assert reading.take_over(file, by=w.handler) == reading.take_over(file, by=w.handler)
    assert counts() == before


def test_an_old_file_without_buildings_still_holds(w):
    file = bring(w, f"{YARD},,0999,,赵六,13900000009,,1,1", head=HEAD.replace("building,", ""))
    assert file.lines.count() == 0 and User.objects.by_phone("13900000009").household_in(w.courtyard)


def test_the_code_of_a_building_and_its_name_are_the_same_door(w):
    bring(w, *GOOD)
    code = Area.objects.get(name="院1栋").code
    assert whats(read(w, f"{code},,1单元,0101,78.5,张三,13900000001,1960,1,1")) == ["unchanged"]
    assert whats(read(w, f"{code},1栋,1单元,０１０１,78.5,张三,13900000001,1960,1,1")) == ["unchanged"]
    assert faults_of(read(w, f"{code},2栋,1单元,0101,,张三,13900000001,,1,1")) == [(2, ["building_twice"])]


def test_a_later_file_corrects(w):
    bring(w, *GOOD)
    file = read(w, f"{YARD},1栋,1单元,0101,80,张三丰,13900000001,1961,0,1", GOOD[1].replace("78.5", "80"))
    line = file.lines.first()
    assert line.changes == {
        "floor_area": ["78.50", "80.00"], "name": ["张三", "张三丰"], "birth_year": ["1960", "1961"], "is_owner": [True, False],
    }  # fmt: skip
    reading.take_over(file, by=w.handler)
    someone = User.objects.by_phone("13900000001")
    assert (someone.name, someone.birth_year) == ("张三丰", 1961)
    assert not someone.memberships.get().is_owner


def test_another_head_takes_over_from_the_one_before(w):
    bring(w, *GOOD)
    bring(w, f"{YARD},1栋,1单元,0101,78.5,李四,13900000002,1985,0,1")
    home = User.objects.by_phone("13900000002").memberships.get().household
    assert home.memberships.get(is_head=True).user.name == "李四"
    bring(w, *GOOD[:2])
    assert home.memberships.get(is_head=True).user.name == "张三"


def test_another_number_waits_for_a_second_person(w):
    from panlong.accounts import people
    from panlong.accounts.roster import reading

    bring(w, *GOOD)
    row = f"{YARD},1栋,1单元,0101,78.5,张三,13900000077,1960,1,1"
    file = read(w, row)
    assert whats(file) == ["changed"] and file.counts["phones_wait"] == 1
    reading.take_over(file, by=w.handler)
    someone = User.objects.by_phone("13900000001")
    assert someone.name == "张三" and User.objects.by_phone("13900000077") is None
    assert whats(read(w, row)) == ["unchanged"]  # it waits already
    assert faults_of(read(w, row.replace("77", "78"))) == [(2, ["change_waits"])]
    change = PhoneChange.objects.get()
    with pytest.raises(Refused):
        people.decide_phone(change, by=w.staff, accepted=True)  # who asked for it
    with pytest.raises(Refused):
        people.decide_phone(change, by=w.handler, accepted=True)  # whose business it is not
    people.decide_phone(change, by=w.organiser, accepted=True)
    assert User.objects.by_phone("13900000077") == someone


def test_the_database_wants_a_second_person_too(w):
    bring(w, *GOOD)
    bring(w, f"{YARD},1栋,1单元,0101,78.5,张三,13900000077,1960,1,1")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_phonechange SET decided_by_id = asked_by_id")


def test_who_is_absent_is_ended_and_not_deleted_and_only_when_asked_for(w):
    bring(w, *GOOD)
    assert "moved_out" not in whats(read(w, *GOOD[:1]))
    file = read(w, *GOOD[:1], ends_absent=True)
    (line,) = file.lines.filter(what="moved_out")
    assert line.name == "李四"
    reading.take_over(file, by=w.handler)
    gone = User.objects.by_phone("13900000002")
    assert not gone.memberships.current().exists() and gone.memberships.count() == 1
    assert User.objects.get(name="王五").memberships.current().exists()  # not a household of this file


def test_an_owner_of_several_households_is_one_person(w):
    bring(w, GOOD[0], f"{YARD},2栋,,0101,50,张三,13900000001,1960,1,1")
    assert User.objects.by_phone("13900000001").memberships.current().count() == 2


def test_father_and_son_of_one_name_are_told_apart_by_their_numbers(w):
    bring(w, GOOD[0])
    file = bring(w, GOOD[0], f"{YARD},1栋,1单元,0101,78.5,张三,13900000055,1990,0,0")
    assert not file.counts["phones_wait"]
    assert {User.objects.by_phone(phone).birth_year for phone in ("13900000001", "13900000055")} == {
        1960,
        1990,
    }


@pytest.mark.parametrize(
    "line, fault",
    [
        (f"{YARD},,,,,张三,13900000001,1960,1,1", "no_room"),
        (",,,0101,,张三,13900000001,1960,1,1", "no_code"),
        ("530103002001-777,,,0101,,张三,13900000001,1960,1,1", "no_such_area"),
        ("530103002001,,,0101,,张三,13900000001,1960,1,1", "area_too_large"),
        ("530103003001-001,,,0101,,张三,13900000001,1960,1,1", "not_your_area"),
        (f"{YARD},,,0101,,张三,1390000,1960,1,1", "phone"),
        (f"{YARD},,,0101,,张三,1.39E+10,1960,1,1", "phone"),
        (f"{YARD},,,0101,,张三,13900000001,1860,1,1", "birth_year"),
        (f"{YARD},,,0101,,张三,13900000001,3000,1,1", "birth_year"),
        (f"{YARD},,,0101,-5,张三,13900000001,1960,1,1", "floor_area"),
        (f"{YARD},,,0101,许多,张三,13900000001,1960,1,1", "no_number"),
        (f"{YARD},,,0101,NaN,张三,13900000001,1960,1,1", "no_number"),
        (f"{YARD},,,0101,,＝HYPERLINK(1),13900000001,1960,1,1", "formula"),
        (f"{YARD},,,0101,,张\u202e三,13900000001,1960,1,1", "hidden"),
        (f"{YARD},,,0101,,张三,13900000001,1960,也许,1", "yes_or_no"),
        (f"{YARD},,,0101,,,,,1,1", "no_name"),
        (f"{YARD},,{'长' * 30},0101,,张三,13900000001,1960,1,1", "too_long"),
    ],
)
def test_a_fault_is_found_at_its_line_and_nothing_is_taken(w, line, fault):
    before = counts()
    file = read(w, GOOD[2], line)
    assert faults_of(file) == [(3, [fault])]
    assert all(said and "%" not in said for said in file.lines.get(what="refused").told_faults)
    with pytest.raises(Refused):
        reading.take_over(file, by=w.handler)
    assert counts() == before


@pytest.mark.parametrize(
    "lines, fault",
    [
        ((GOOD[0], GOOD[0]), "person_twice"),
        ((GOOD[0], GOOD[0].replace(",13900000001", ",")), "person_twice"),
        ((GOOD[0], GOOD[3].replace("王五,", "王五,13900000001")), "phone_twice"),
        ((GOOD[0], GOOD[1].replace("78.5", "90")), "room_twice"),
        ((GOOD[2], GOOD[2]), "room_again"),
        ((GOOD[0], GOOD[1].replace(",0,0", ",0,1")), "two_heads"),
        ((GOOD[0], f"{YARD},2栋,,0101,50,张三,13900000001,1961,1,1"), "year_twice"),
    ],
)
def test_lines_that_contradict_each_other_say_which(w, lines, fault):
    file = read(w, *lines)
    ((number, found),) = faults_of(file)
    assert number == 3 and fault in found
    assert any("2" in said for said in file.lines.get(number=3).told_faults)


def test_nobody_elsewhere_no_official_and_not_oneself_is_corrected_by_a_file(w):
    other = world("530103003")
    for someone in (other.neighbours[0], w.handler, w.staff):
        file = read(w, f"{YARD},,,0909,,坏名,{someone.phone},1950,1,1")
        assert faults_of(file) == [(2, ["otherwise_elsewhere"])], someone
    file = read(w, f"{YARD},,,0909,,{other.neighbours[0].name},{other.neighbours[0].phone},,1,1")
    assert whats(file) == ["new"]  # as on record there: they own a home here too


def test_what_changed_since_the_lines_were_shown_is_shown_again(w):
    file = read(w, *GOOD)
    bring(w, GOOD[0])
    with pytest.raises(Refused):
        reading.take_over(file, by=w.handler)
    file.refresh_from_db()
    assert whats(file)[0] == "unchanged"
    reading.take_over(file, by=w.handler)
    assert User.objects.filter(name="王五").exists()


def test_a_post_that_ended_takes_nothing_over(w):
    file = read(w, *GOOD)
    Post.objects.filter(user=w.staff).update(until=clock.now())
    with pytest.raises(Refused):
        reading.take_over(file, by=User.objects.get(pk=w.staff.pk))
    assert not User.objects.filter(name="张三").exists()


def test_a_file_that_nobody_confirms_is_forgotten(w):
    file = read(w, *GOOD)
    assert reading.put_away_stale() == 0
    RosterFile.objects.update(received_at=clock.now() - timedelta(hours=73))
    assert reading.put_away_stale() == 1
    file.refresh_from_db()
    assert (file.state, file.lines.count(), file.sealed) == ("dropped", 0, None)


def test_no_number_lies_open_in_what_waits(w):
    file = reading.receive_file(
        "a.csv", "\n".join([HEAD, *GOOD]).encode(), by=w.staff, codes=[w.community.code]
    )
    assert b"139" not in bytes(file.sealed)
    reading.read_file(file)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_rosterline l WHERE l::text LIKE '%%13900000001%%'")
        assert cursor.fetchone()[0] == 0


# --- Files ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_tables_are_read_as_excel_saves_them(w, encoding):
    data = "\r\n".join([HEAD, "", *GOOD]).encode(encoding)
    file = reading.read_file(reading.receive_file("名册.csv", data, by=w.staff, codes=[w.community.code]))
    assert [(line.number, line.what) for line in file.lines.all()] == [
        (3, "new"),
        (4, "new"),
        (5, "new"),
        (6, "new"),
    ]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_twelve_planted_faults_are_each_explained_in_the_readers_language(w, language):
    data = faulty_roster(YARD, elsewhere="530103003001-001", past_year=1850)
    file = reading.read_file(reading.receive_file("新院.xlsx", data, by=w.staff, codes=[w.community.code]))
    assert file.state == "refused"
    found = {number: names for number, names in faults_of(file)}
    assert {number: names for number, names in found.items()} == {
        number: [fault] for number, fault in FAULTS.items()
    }
    assert len(FAULTS) >= 12
    with translation.override(language):
        sentences = [said for line in file.lines.filter(what="refused") for said in line.told_faults]
    assert len(set(sentences)) >= 12
    is_chinese = [any("\u4e00" <= sign <= "\u9fff" for sign in said.replace("张", "")) for said in sentences]
    assert all(is_chinese) if language != "en" else True


@pytest.mark.parametrize(
    "data, name, fault",
    [
        (b"", "a.csv", "head"),
        (b"\xff\xfe\x00\x00", "a.csv", None),
        (b"\x00\x01", "a.csv", "no_csv"),
        (b"not a zip", "a.xlsx", "no_excel"),
        (b"x,y\n1,2\n", "a.csv", "missing_columns"),
        (b"area_code,room,colour\n1,2,3\n", "a.csv", "unknown_columns"),
        (b"area_code,area_code\n1,2\n", "a.csv", "head"),
        (b"area_code,room\n1,2,3\n", "a.csv", "too_many_cells"),
        (f"{HEAD}\n".encode(), "a.csv", "empty"),
        (HEAD.encode(), "a.pdf", "ending"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(w, data, name, fault):
    file = reading.read_file(reading.receive_file(name, data, by=w.staff, codes=[w.community.code]))
    assert file.state == "refused" and not file.lines.exists()
    assert fault is None or file.faults[0][1] == fault
    assert reading.told(file)[0]


def test_a_workbook_that_claims_a_million_columns_is_read_as_it_is(w):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for line in [HEAD, *GOOD]:
        book.active.append(line.split(","))
    book.active["XFD1"] = None
    book.save(out)
    file = reading.read_file(
        reading.receive_file("a.xlsx", out.getvalue(), by=w.staff, codes=[w.community.code])
    )
    assert file.state == "ready"


# --- The command line --------------------------------------------------------------------------------------------
def write(tmp_path, *lines):
    path = tmp_path / "r.csv"
    path.write_text("\n".join([HEAD, *lines]), encoding="utf-8")
    return path


def run(*arguments) -> str:
    out = io.StringIO()
    call_command("import_roster", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_command_only_tells_until_it_is_told_to_apply(w, tmp_path):
    path = write(tmp_path, *GOOD)
    assert "2\tnew\t" in run(path)
    assert not User.objects.filter(name="张三").exists()
    run(path, "--apply")
    assert User.objects.filter(name="张三").exists()
    assert "2\t" not in run(path, "--apply")
    assert "2\tunchanged" in run(path, "--unchanged")
    assert not RosterLine.objects.exists()


def test_the_command_ends_with_1_when_a_line_is_refused(w, tmp_path):
    with pytest.raises(SystemExit) as ending:
        run(write(tmp_path, GOOD[0], f"{YARD},,,,,坏,1,,,"), "--apply")
    assert ending.value.code == 1
    assert not User.objects.filter(name="张三").exists()


def test_the_command_keeps_to_the_area_of_the_official_it_runs_for(w, tmp_path):
    other = world("530103003")
    User.objects.filter(pk=other.staff.pk).update(username="bieren")
    with pytest.raises(SystemExit):
        run(write(tmp_path, *GOOD), "--apply", "--by", "bieren")
    with pytest.raises(SystemExit):
        run(write(tmp_path, *GOOD), "--apply", "--area", "530103003")
    for wrong in ("--by", "nobody"), ("--by", "bieren", "--area", "530103002"):
        with pytest.raises(CommandError):
            run(write(tmp_path, *GOOD), *wrong)
    assert not User.objects.filter(name="张三").exists()


def test_somebody_without_that_post_hands_nothing_in(w, tmp_path):
    User.objects.filter(pk=person("某", role=Role.AUDITOR, where=w.district).pk).update(username="shenji")
    with pytest.raises(CommandError):
        run(write(tmp_path, *GOOD), "--by", "shenji")
