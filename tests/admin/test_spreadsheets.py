"""Import and export."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding.models import SharedFacility
from panlong import clock
from panlong.accounts.admin_spreadsheets import SealedStorage, looks_like_formula, neutralised
from panlong.accounts.models import Household, Membership, Post, User
from panlong.areas.models import Area
from panlong.audit.models import AuditEntry
from panlong.notices.models import Notice
from projects.models import Project
from tests.admin.conftest import address, signed_in
from tests.factories import Walk, draft, world

HEAD = "area_code,unit,room,floor_area,name,phone,birth_year,is_owner,is_head"
YARD = "530103002001-001"
ROSTER = f"""{HEAD}
{YARD},1单元,0101,78.5,张三,13900000001,1960,1,1
{YARD},1单元,0101,78.5,李四,139-0000-0002,1985,0,0
{YARD},1单元,0102,,,,,,
"""


def read(browser, model, content: str | bytes, name="roster.csv", encoding="utf-8"):
    """Choose a file and return the page with the preview."""
    data = content if isinstance(content, bytes) else content.encode(encoding)
    return browser.post(
        address(model, "import"),
        {"resource": "", "format": "", "import_file": SimpleUploadedFile(name, data)},
    )


def take_over(browser, model, page):
    """Confirm what the preview shows."""
    form = page.context["confirm_form"]
    return browser.post(
        address(model, "process_import"), {name: form[name].value() for name in form.fields}, follow=True
    )


def bring(browser, model, content, **options):
    return take_over(browser, model, read(browser, model, content, **options))


def sheet(rows) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_roster_as_excel_saves_it_is_imported(bare, encoding):
    browser, before = signed_in(bare.staff), Household.objects.count()
    page = read(browser, Household, ROSTER, encoding=encoding)
    assert page.status_code == 200
    assert Household.objects.count() == before  # a preview writes nothing
    assert "13900000001" not in page.content.decode()
    take_over(browser, Household, page)
    assert Household.objects.count() == before + 2
    someone = User.objects.by_phone("13900000002")
    assert (someone.name, someone.birth_year, someone.has_usable_password()) == ("李四", 1985, False)
    assert "139" not in someone.phone_cipher
    home = someone.memberships.get().household
    assert home.memberships.get(is_head=True).user.name == "张三"
    entry = AuditEntry.objects.get(act="import")
    assert entry.details["rows"] == 3 and entry.actor == bare.staff


def test_an_excel_file_with_numbers_for_cells_is_imported(bare):
    rows = [HEAD.split(","), [YARD, 1, 101, 78.5, "张三", 13900000001, 1960.0, True, 1], [None] * 9]
    bring(signed_in(bare.staff), Household, sheet(rows), name="名册.XLSX")
    someone = User.objects.by_phone("13900000001")
    assert (someone.birth_year, str(someone.memberships.get().household.room)) == (1960, "101")


def test_columns_may_have_their_chinese_names(bare):
    bring(
        signed_in(bare.staff),
        Household,
        f"区划代码,房号,姓名,手机号\n{YARD},0101,张三,13900000001\n",
        encoding="gb18030",
    )
    assert User.objects.by_phone("13900000001").name == "张三"


def test_the_same_file_twice_changes_nothing(bare):
    browser = signed_in(bare.staff)
    bring(browser, Household, ROSTER)
    page = read(browser, Household, ROSTER)
    assert {line["what"] for line in page.context["lines"]} == {"skip"}
    counts = User.objects.count(), Membership.objects.count()
    take_over(browser, Household, page)
    assert (User.objects.count(), Membership.objects.count()) == counts


def test_a_known_phone_is_the_same_person(bare):
    bring(signed_in(bare.staff), Household, f"{HEAD}\n{YARD},,0909,,王甲,{bare.resident.phone},1950,1,1\n")
    assert User.objects.filter(name="王甲").count() == 1
    assert bare.resident.memberships.current().count() == 2


def test_a_row_of_another_area_is_refused_and_nothing_is_imported(bare):
    other = world("530103003")
    browser, before = signed_in(bare.staff), Household.objects.count()
    page = read(browser, Household, ROSTER + f"{other.courtyard.code},,0101,,赵六,13900000003,1970,1,1\n")
    assert page.status_code == 422
    assert "confirm_form" not in page.context
    assert [line["number"] for line in page.context["lines"]] == [5]
    assert other.courtyard.code in page.content.decode()
    assert Household.objects.count() == before
    assert not AuditEntry.objects.filter(act="import").exists()


def test_a_person_of_another_community_is_not_renamed_by_their_number(bare):
    other = world("530103003")
    theirs = other.neighbours[0]
    page = read(signed_in(bare.staff), Household, f"{HEAD}\n{YARD},,0909,,坏名,{theirs.phone},1950,1,1\n")
    assert page.status_code == 422
    theirs.refresh_from_db()
    assert theirs.name != "坏名"


@pytest.mark.parametrize(
    "row, word",
    [
        (f"{YARD},,,,张三,13900000001,1960,1,1", "room"),
        ("530103002001-777,,0101,,张三,13900000001,1960,1,1", "area_code"),
        ("530103002001,,0101,,张三,13900000001,1960,1,1", "area_code"),
        (f"{YARD},,0101,,张三,1390000,1960,1,1", "phone"),
        (f"{YARD},,0101,,张三,13900000001,1860,1,1", "birth_year"),
        (f"{YARD},,0101,,张三,13900000001,3000,1,1", "birth_year"),
        (f"{YARD},,0101,-5,张三,13900000001,1960,1,1", "floor_area"),
        (f"{YARD},,0101,许多,张三,13900000001,1960,1,1", "floor_area"),
        (f"{YARD},,0101,NaN,张三,13900000001,1960,1,1", "floor_area"),
        (f"{YARD},,0101,,＝HYPERLINK(1),13900000001,1960,1,1", "name"),
        (f"{YARD},,0101,,=1+1,13900000001,1960,1,1", "name"),
        (f"{YARD},,0101,,张三,13900000001,1960,也许,1", "is_owner"),
        (f"{YARD},,0101,,,,,1,1", "name"),
        (f"{YARD},{'长' * 30},0101,,张三,13900000001,1960,1,1", "unit"),
    ],
)
def test_each_planted_fault_is_explained_at_its_row(bare, row, word):
    page = read(signed_in(bare.staff), Household, f"{HEAD}\n{YARD},,0201,,好人,13900000009,1960,1,1\n{row}\n")
    assert page.status_code == 422
    (line,) = page.context["lines"]
    assert line["number"] == 3 and line["errors"][0].startswith(word)


def test_the_line_is_the_one_in_the_file_blank_lines_or_not(bare):
    content = (
        f"{HEAD}\n,,,,,,,,\n\n{YARD},,0201,,好人,13900000009,1960,1,1\n,,\n{YARD},,0202,,坏人,1,1960,1,1\n"
    )
    assert [line["number"] for line in read(signed_in(bare.staff), Household, content).context["lines"]] == [
        6
    ]


def test_two_heads_or_the_same_person_twice_are_refused(bare):
    heads = f"{HEAD}\n{YARD},,0101,,张三,13900000001,,1,1\n{YARD},,0101,,李四,13900000002,,1,1\n"
    assert read(signed_in(bare.staff), Household, heads).status_code == 422
    twice = f"{HEAD}\n{YARD},,0101,,张三,13900000001,,1,0\n{YARD},,0101,,张三,13900000001,,1,0\n"
    assert read(signed_in(bare.staff), Household, twice).status_code == 422


def test_a_file_does_not_change_a_number_on_record(bare):
    home = bare.resident.current_memberships[0].household
    row = f"{YARD},{home.unit},{home.room},,王甲,13900000001,,1,1"
    assert read(signed_in(bare.staff), Household, f"{HEAD}\n{row}\n").status_code == 422


@pytest.mark.parametrize(
    "content, name",
    [
        (b"", "a.csv"),
        (b"\xff\xfe\x00\x00", "a.csv"),
        (b"\x00\x01", "a.csv"),
        (b"not a zip", "a.xlsx"),
        (b"PK\x03\x04broken", "a.xlsx"),
        (b"x,y\n1,2\n", "a.csv"),
        (b"area_code,area_code\n1,2\n", "a.csv"),
        (b"area_code,room\n1,2,3\n", "a.csv"),
        (f"{HEAD}\n".encode(), "a.csv"),
        (ROSTER.encode(), "a.pdf"),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_words(bare, content, name):
    page = read(signed_in(bare.staff), Household, content, name=name)
    assert page.status_code == 422
    assert "confirm_form" not in page.context


def test_who_may_not_import_cannot(w):
    for user in (w.handler, w.leader, w.auditor, w.administrator):
        browser = signed_in(user)
        assert read(browser, Household, ROSTER).status_code == 403
        assert browser.post(address(Household, "process_import"), {}).status_code == 403


def test_a_confirmation_takes_no_file_from_elsewhere(bare):
    browser = signed_in(bare.staff)
    data = {"import_file_name": "../../etc/passwd", "original_file_name": "x", "format": "1", "resource": "0"}
    assert browser.post(address(Household, "process_import"), data).status_code == 302
    data["import_file_name"] = "0" * 32
    assert (
        "import" in browser.post(address(Household, "process_import"), data, follow=True).request["PATH_INFO"]
    )


def test_the_file_waits_encrypted(bare):
    from django.core.cache import cache

    storage = SealedStorage()
    storage.save(b"13900000001")
    assert b"139" not in cache.get(f"admin-import:{storage.name}")
    assert SealedStorage(name=storage.name).read() == b"13900000001"


def test_what_became_wrong_between_preview_and_confirmation_is_refused(bare):
    browser = signed_in(bare.staff)
    page = read(browser, Household, ROSTER)
    Post.objects.filter(user=bare.staff).update(until=clock.now())
    assert "/import/" not in take_over(browser, Household, page).request["PATH_INFO"]
    assert not User.objects.filter(name="张三").exists()


def test_areas_are_imported_below_ones_own(bare):
    browser = signed_in(bare.staff)
    bring(browser, Area, f"code,name\n{YARD}-001,1栋\n530103002001-002,新院\n{YARD},旧院\n")
    assert Area.objects.get(code=f"{YARD}-001").parent.code == YARD
    assert Area.objects.get(code=YARD).name == "旧院"
    for code in (
        "530103003",
        "530103002001",
        "530103002002",
        "530103002001-009-001",
        "５３０１０３002001-005",
    ):
        assert read(browser, Area, f"code,name\n{code},不行\n").status_code == 422, code
    page = read(signed_in(bare.administrator), Area, "code,name\n530103009,松华\n530103009001,某社区\n")
    assert page.status_code == 200


def test_shared_facilities_are_imported(bare):
    content = f"unit,area_code,facility,opened_on\n某小学,{bare.community.code},操场,2026/3/1\n"
    bring(signed_in(bare.leader), SharedFacility, content)
    assert str(SharedFacility.objects.get().opened_on) == "2026-03-01"
    assert read(signed_in(bare.staff), SharedFacility, content.replace("2026/3/1", "何时")).status_code == 422


# --- Export -----------------------------------------------------------------------------------------------------
def export(browser, model, kind="1", query=""):
    return browser.post(address(model, "export") + query, {"format": kind, "resource": "0"})


@pytest.mark.parametrize(
    "text", ["=1+1", "+1+1", "-1+cmd", "@SUM(A1)", "＝1", "＋1a", "－1a", "＠x", "\t=1", " =1", "'=1"]
)
def test_a_cell_that_looks_like_a_formula_is_escaped(text):
    assert looks_like_formula(text)
    assert neutralised(text).startswith("'")


@pytest.mark.parametrize("text", ["-5.00", "+8613900000000", "1-2单元", "张三", "", "a=b"])
def test_numbers_and_plain_text_are_not_escaped(text):
    assert neutralised(text) == text


def test_exported_formulas_are_text_in_csv_and_excel(w):
    draft(w, title="＝HYPERLINK(1)")
    draft(w, title="=1+1")
    browser = signed_in(w.staff)
    answer = export(browser, Project)
    assert answer.content.startswith(b"\xef\xbb\xbf")
    text = answer.content.decode("utf-8-sig")
    assert ",'=1+1," in text and ",'＝HYPERLINK(1)," in text
    book = openpyxl.load_workbook(io.BytesIO(export(browser, Project, kind="0").content))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert {"'=1+1", "'＝HYPERLINK(1)"} <= {cell.value for cell in cells}


def test_no_export_holds_a_whole_phone_number(w):
    for kind in ("0", "1"):
        answer = export(signed_in(w.staff), Membership, kind=kind)
        assert answer.status_code == 200
        content = answer.content if kind == "1" else _text_of(answer.content)
        for neighbour in w.neighbours:
            assert neighbour.phone.encode() not in content
            assert neighbour.masked_phone.encode() in content


def _text_of(xlsx: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    return "\n".join(str(cell.value) for row in book.active.iter_rows() for cell in row).encode()


def test_an_export_is_of_ones_own_area_as_filtered_and_is_audited(w, other):
    draft(w, title="甲")
    draft(w, title="乙")
    draft(other, title="丙")
    text = export(signed_in(w.staff), Project, query="?q=甲").content.decode("utf-8-sig")
    assert "甲" in text and "乙" not in text and "丙" not in text
    entry = AuditEntry.objects.get(act="export")
    assert (entry.actor, entry.details["rows"], entry.details["model"]) == (w.staff, 1, "project")
    everything = export(signed_in(w.auditor), Project).content.decode("utf-8-sig")
    assert all(title in everything for title in "甲乙丙")


def test_exports_are_for_staff_district_and_auditor(w):
    Walk(w).to("aftercare")
    for user in (w.handler, w.reviewer, w.finance, w.administrator):
        for model in (Project, Household, Membership, Notice):
            assert export(signed_in(user), model).status_code == 403
    for user in (w.staff, w.leader, w.auditor):
        for model in (Project, Household, Membership, Notice, Area, SharedFacility):
            assert export(signed_in(user), model).status_code == 200, model


def test_the_ledger_is_exported_for_the_district(w):
    from funding.models import Contribution, Entry, Voucher

    Walk(w).to("closed")
    for model in (Contribution, Voucher, Entry):
        answer = export(signed_in(w.auditor), model)
        assert answer.status_code == 200 and answer.content.count(b"\n") > 1
    assert export(signed_in(w.staff), Entry).status_code == 403
