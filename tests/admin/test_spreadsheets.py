"""Import and export."""

import io
import re
from pathlib import Path

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from funding.forms.bank import BankForm
from funding.models import SharedFacility
from panlong import clock
from panlong.accounts.models import Household, Membership, Post, User
from panlong.admin.spreadsheets import ChooseFileForm, SealedStorage, looks_like_formula, neutralised
from panlong.areas.models import Area
from panlong.audit.models import AuditEntry
from panlong.celery import app as portal
from panlong.jobs.models import Job
from panlong.notices.models import Notice
from panlong.portal.admin.roster import RosterForm
from panlong.spreadsheets import ENDINGS, READERS
from projects.models import Project
from tests.admin.conftest import address, signed_in
from tests.factories import Walk, draft, person, world

YARD = "530103002001-001"
ROSTER = f"""area_code,building,unit,room,floor_area,name,phone,birth_year,is_owner,is_head
{YARD},,1单元,0101,78.5,张三,13900000001,1960,1,1
{YARD},,1单元,0101,78.5,李四,139-0000-0002,1985,0,0
{YARD},,1单元,0102,,,,,,
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


# --- What is read -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("language", ["en", "zh-hans", "zh-hant"])
def test_every_form_that_takes_a_table_names_what_is_read(language, w):
    forms_of_tables = [ChooseFileForm.base_fields["import_file"], RosterForm.base_fields["import_file"]]
    forms_of_tables.append(BankForm.base_fields["file"])
    with override(language):
        for field in forms_of_tables:
            named = set(re.findall(r"\.([a-z]+)", str(field.label)))
            accepted = field.widget.attrs["accept"].replace(".", "").split(",")
            assert named == set(accepted) == set(READERS), (language, str(field.label))
            with pytest.raises(ValidationError) as refusal:
                field.clean(SimpleUploadedFile("table.pdf", b"x"))
            assert str(ENDINGS).replace(" ", "") in str(refusal.value).replace(" ", "")


def test_an_old_workbook_is_read_wherever_the_form_says_so(w):
    old = (Path(__file__).parent.parent / "data" / "statement.xls").read_bytes()
    page = read(signed_in(w.administrator), Area, old, name="areas.xls")
    assert page.context["form"].cleaned_data["format"] == "2"
    assert page.context["form"].errors["import_file"] == ["第3行的单元格多于首行。"]  # what it holds was read


# --- The roster -------------------------------------------------------------------------------------------------
def work_off() -> None:
    """Do what a worker would do."""
    for job in Job.objects.filter(ended_at__isnull=True):
        portal.tasks[job.task](job.pk)


def hand_in(browser, content: str = ROSTER, name="名册.csv", **data):
    """Hand a roster in, let a worker read it, and return the page that shows its lines."""
    answer = browser.post(
        address(Household, "import"), {"import_file": SimpleUploadedFile(name, content.encode()), **data}
    )
    work_off()
    return browser.get(browser.get(answer.headers["Location"]).context["job"].link)


def second(bare) -> User:
    """Make the worker who confirms what another one hands in."""
    return person("社区二", role="community_staff", where=bare.community)


def confirm(user, file):
    """Confirm `file` as `user`, who has looked at its lines."""
    return signed_in(user).post(roster_page(file, "_take"), {"seen": file.digest})


def roster_page(file, page=""):
    return reverse(f"admin:accounts_household_roster{page}", args=[file.pk])


def test_a_roster_is_handed_in_looked_at_and_taken_over(bare):
    browser, before = signed_in(bare.staff), Household.objects.count()
    page = hand_in(browser)
    assert Household.objects.count() == before  # reading writes nothing
    assert "13900000001" not in page.text and "139****0001" in page.text
    file, colleague = page.context["file"], second(bare)
    confirm(bare.staff, file)  # who handed it in
    signed_in(colleague).post(roster_page(file, "_take"), {"seen": "other lines"})
    work_off()
    assert Household.objects.count() == before
    answer = confirm(colleague, file)
    browser = signed_in(colleague)
    work_off()
    assert Household.objects.count() == before + 2
    assert "2" in browser.get(answer.headers["Location"]).text
    assert browser.get(roster_page(page.context["file"])).context["is_over"]
    entry = AuditEntry.objects.get(act="import")
    assert entry.details["rows"] == 3 and entry.actor == colleague
    assert entry.details["handed_in_by"] == bare.staff.pk


def test_refused_lines_say_why_and_cannot_be_taken_over(bare):
    browser = signed_in(bare.staff)
    page = hand_in(browser, ROSTER + f"{YARD},,,,,坏人,1,1960,1,1\n")
    assert page.context["is_refused"]
    assert [
        len(line.told_faults)
        for line in browser.get(page.request["PATH_INFO"] + "?what=refused").context["page"]
    ] == [2]
    confirm(second(bare), page.context["file"])
    work_off()
    assert not User.objects.filter(name="张三").exists()


def test_questions_about_near_names_are_answered_on_the_page_before_a_second_person_confirms(bare):
    browser, colleague, home = (
        signed_in(bare.staff),
        second(bare),
        bare.resident.current_memberships[0].household,
    )
    head, *_rows = ROSTER.splitlines()
    file = hand_in(browser, f"{head}\n{YARD},,,{home.room},,亡甲,,,1,1\n").context["file"]
    confirm(colleague, file)
    line = file.lines.get()
    assert f'name="person-{line.pk}"' in browser.get(roster_page(file) + "?what=asked").text
    browser.post(
        roster_page(file, "_answer"), {f"person-{line.pk}": "same", "person-x": "same", "home-1": "odd"}
    )
    file.refresh_from_db()
    confirm(colleague, file)
    work_off()
    bare.resident.refresh_from_db()
    assert bare.resident.name == "亡甲" and home.memberships.count() == 1


def test_a_file_can_be_put_away(bare):
    browser = signed_in(bare.staff)
    file = hand_in(browser).context["file"]
    assert browser.post(roster_page(file, "_put_away")).status_code == 302
    file.refresh_from_db()
    assert file.state == "dropped" and not file.lines.exists()


def test_files_of_others_do_not_exist_for_me(bare):
    file = hand_in(signed_in(bare.staff)).context["file"]
    other = world("530103003")
    for page in ("", "_take", "_put_away"):
        assert signed_in(other.staff).post(roster_page(file, page)).status_code in (
            {302, 404} if page else {404}
        )
        assert signed_in(bare.leader).get(roster_page(file)).status_code == 403
    file.refresh_from_db()
    assert file.state == "ready"


def test_what_became_wrong_between_reading_and_confirming_is_refused(bare):
    browser = signed_in(bare.staff)
    file, colleague = hand_in(browser).context["file"], second(bare)
    confirm(colleague, file)
    Post.objects.filter(user=colleague).update(until=clock.now())
    work_off()
    assert not User.objects.filter(name="张三").exists()
    assert Job.objects.filter(state="failed").count() == 1


@pytest.mark.parametrize(
    "name, content", [("a.pdf", ROSTER), ("a.xlsx", ROSTER), ("a.csv", "x,y\n1,2\n"), ("a.csv", "")]
)
def test_a_file_that_is_no_roster_is_refused_in_words(bare, name, content):
    browser = signed_in(bare.staff)
    upload = SimpleUploadedFile(name, content.encode())
    answer = browser.post(address(Household, "import"), {"import_file": upload})
    assert answer.status_code in {302, 422}
    if answer.status_code == 302:
        work_off()
        page = browser.get(browser.get(answer.headers["Location"]).context["job"].link)
        assert page.context["is_refused"] and page.context["told"]


def test_who_may_not_import_cannot(w):
    for user in (w.handler, w.leader, w.auditor, w.administrator):
        browser = signed_in(user)
        for page in ("import", "process_import"):
            assert browser.post(address(Household, page), {}).status_code == 403


def test_a_confirmation_takes_no_file_from_elsewhere(bare):
    browser = signed_in(bare.staff)
    data = {"import_file_name": "../../etc/passwd", "original_file_name": "x", "format": "1", "resource": "0"}
    for model in (Household, Area):
        assert browser.post(address(model, "process_import"), data).status_code == 302
    data["import_file_name"] = "0" * 32
    assert "import" in browser.post(address(Area, "process_import"), data, follow=True).request["PATH_INFO"]


def test_the_file_waits_encrypted(bare):
    from django.core.cache import cache

    storage = SealedStorage()
    storage.save(b"13900000001")
    assert b"139" not in cache.get(f"admin-import:{storage.name}")
    assert SealedStorage(name=storage.name).read() == b"13900000001"


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
