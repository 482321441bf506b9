"""What leaves the portal keeps to the standards of its formats, whichever host was asked, and however often."""

import json
import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
import vobject
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from panlong import clock, spreadsheets
from panlong.notices.kinds import Kind
from panlong.notices.models import Notice
from panlong.notices.publishing import publish
from panlong.portal.acts import acts_for
from panlong.settings import public_address
from panlong.tools import addresses
from panlong.tools.page_tags import day, moment, until
from projects.stages import Stage
from tests import atom
from tests.factories import Walk, sign_in
from tests.notices.samples import samples

ATOM = atom.ATOM
# A valid date or global date and time of HTML (Living Standard, 2.3.5), as the portal writes them.
HTML_TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?")
JAR, SCHEMA = os.environ.get("PANLONG_VNU_JAR", ""), os.environ.get("PANLONG_OCDS_SCHEMA", "")


@pytest.fixture
def walk(w):
    walk = Walk(w)
    walk.to(Stage.IN_PROGRESS)
    with clock.at(walk.moment):
        walk.receive()
        walk.spend("500.00", source="self_raised")
    return walk


@pytest.mark.django_db
class TestFeed:
    @override_settings(ALLOWED_HOSTS=["a.example.cn", "b.example.cn"], SITE_URL="https://minsheng.example.cn")
    def test_asked_by_two_host_names_feed_and_calendar_are_the_same(self, walk, client):
        for address in (
            "/notices/feed.atom",
            f"/notices/feed.atom?area={walk.w.street.code}",
            "/notices/calendar.ics",
        ):
            first, second = (
                client.get(address, headers={"host": host}).content
                for host in ("a.example.cn", "b.example.cn")
            )
            assert first == second and b"minsheng.example.cn" in first and b"a.example.cn" not in first

    def test_it_has_what_atom_demands_and_its_words_are_no_tags(self, walk, client):
        call = samples()[Kind.CALL]
        publish(
            replace(call, remark="<script>a & b</script> <b>第一行\n第二行"),
            walk.w.community,
            by=walk.w.staff,
        )
        for address in ("/notices/feed.atom", f"/notices/feed.atom?area={walk.w.street.code}"):
            data = client.get(address).content
            assert atom.faults_of(data) == []
        feed = ElementTree.fromstring(data)
        assert len(feed.findall(f"{ATOM}entry")) > 3
        assert feed.find(f"{ATOM}link[@rel='self']").get("href").endswith(f"?area={walk.w.street.code}")
        said = "".join(one.text for one in feed.iterfind(f"{ATOM}entry/{ATOM}summary"))
        assert "&lt;script&gt;a &amp; b&lt;/script&gt; &lt;b&gt;第一行<br>第二行" in said

    @pytest.mark.parametrize(
        ("before", "after", "fault"),
        [
            ("<updated>", "<modified>x</modified><updated>", "modified has no place there"),
            ("<updated>2", "<updated>x", "updated is 'x"),
            ("<id>http", "<id>", "the id is no address"),
            ("</title>", "</title><title>x</title>", "2 × title"),
            ('rel="self"', 'rel="related"', "no link to itself"),
            ("<name>", "<nom>", "not well-formed"),
            (r"<author><name>[^<]*</name></author>", "", "nor each entry has an author"),
            ("&lt;p&gt;", "&amp; &lt;p&gt;", "a bare sign"),
            ("&lt;/p&gt;", "", "stays open"),
            ("&lt;p&gt;", "&lt;p onclick=x&gt;", "<p>"),
            (r"<entry>(.*?)</entry>", r"<entry>\1</entry><entry>\1</entry>", "two entries are"),
            ("<summary ", "<summary>x</summary><summary ", "2 × summary"),
            (r'(<entry>.*?)<link [^>]*/>', r"\1", "neither content nor a link"),
        ],
    )  # fmt: skip
    def test_the_checker_finds_what_is_wrong_with_a_feed(self, w, client, before, after, fault):
        publish(samples()[Kind.POOL], w.community, by=w.staff)
        text = client.get("/notices/feed.atom").text
        spoilt = re.sub(before, after, text, count=1 if "name" not in after else 0, flags=re.DOTALL)
        assert spoilt != text
        assert any(fault in one for one in atom.faults_of(spoilt.encode()))

    def test_notices_of_one_moment_stand_in_one_order(self, w, client):
        with clock.at(clock.now()):
            made = [publish(samples()[Kind.POOL], w.community, by=w.staff).pk for _n in range(3)]
        links = [
            one.split("/notices/")[1]
            for one in re.findall(r'<link href="([^"]+/notices/\d+/)"', client.get("/notices/feed.atom").text)
        ]
        assert links == [f"{pk}/" for pk in reversed(made)]


@pytest.mark.django_db
def test_the_calendar_defines_each_time_zone_that_it_names(walk, client):
    data = client.get("/notices/calendar.ics").content
    calendar = Calendar.from_ical(data)
    named = set(re.findall(rb"TZID=([^:;]+)", data))
    assert named <= {zone["TZID"].encode() for zone in calendar.walk("VTIMEZONE")}
    assert named or Notice.objects.filter(kind=Kind.MEETING).count() == 0
    assert vobject.readOne(data.decode()).validate(raiseException=True)
    assert all(len(line) <= 75 for line in data.split(b"\r\n")) and b"\n" not in data.replace(b"\r\n", b"")
    events = calendar.walk("VEVENT")
    assert len({str(event["UID"]) for event in events}) == len(events) > 3
    assert all("UTC+8" in event["DESCRIPTION"] and not event.errors for event in events)


def test_a_moment_on_a_page_is_a_valid_time_of_html():
    at = timezone.make_aware(timezone.datetime(2026, 11, 30, 18, 0, 7, 123456))
    for said in (moment(at), day(at), until(at), until(at.replace(hour=0, minute=0)), day(at.date())):
        assert HTML_TIME.fullmatch(re.search('datetime="([^"]+)"', said)[1]), said


# --- The portal's address -----------------------------------------------------------------------------------------------
def test_the_public_address_is_set_or_that_of_the_first_host():
    for hosts, https, expected in ((["x.cn", "y.cn"], True, "https://x.cn"), ([".x.cn", "y.cn"], True, "https://y.cn"),
                                   (["*"], False, "http://localhost:8000"), ([], False, "http://localhost:8000")):  # fmt: skip
        assert public_address("", hosts, https=https, port="8000") == expected
    assert public_address("https://x.cn:8443/", [], https=True, port="") == "https://x.cn:8443"


@pytest.mark.parametrize(
    "url",
    [
        "x.cn",
        "ftp://x.cn",
        "https://",
        "https://x.cn/path",
        "https://a@x.cn",
        "https://x.cn?q",
        "https://x.cn:99999",
        "https://[",
    ],
)
def test_what_is_no_address_of_a_portal_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="PANLONG_SITE_URL"):
        public_address(url, [], https=True, port="8000")


def test_links_are_made_of_it_alone():
    assert addresses.absolute("/x/") == f"{settings.SITE_URL}/x/" and addresses.absolute("") == ""
    assert addresses.host() == "localhost"


# --- Files ----------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["0107", "12345678901234567890", "3-1", "1/2", "2E5", "6222020000000000"])
def test_what_a_spreadsheet_would_spoil_is_kept_and_our_own_reader_takes_it_back(text):
    assert spreadsheets.kept(text) == f"{text}\t"
    sheet = spreadsheets.read_sheet("a.csv", f"{spreadsheets.MARK}room\n{spreadsheets.kept(text)}\n".encode())
    assert [cells for _line, cells in sheet.rows] == [[text]]


@pytest.mark.parametrize("cell", ["12", "2026-11-30", "12.50", "扶手", "", "F-1", 107, None, "1-2-3-4"])
def test_what_it_leaves_alone_is_written_as_it_is(cell):
    assert spreadsheets.kept(cell) == cell


@pytest.mark.django_db
def test_the_open_contracting_file_is_as_old_as_its_last_change(walk, client):
    with clock.at(walk.moment):
        first = client.get("/money/export.ocds").content
    again = client.get("/money/export.ocds").content
    package = json.loads(first)
    assert first == again
    assert package["publishedDate"] == max(release["date"] for release in package["releases"])
    assert (
        client.get("/money/export.ocds?year=1999").content
        == client.get("/money/export.ocds?year=1999").content
    )


@pytest.mark.django_db
@pytest.mark.skipif(not SCHEMA, reason="PANLONG_OCDS_SCHEMA names no folder with the schemas of OCDS 1.1")
def test_the_open_contracting_file_keeps_to_its_schema(walk, client):
    package = json.loads(client.get("/money/export.ocds").content)
    schema = json.loads((Path(SCHEMA) / "release-schema.json").read_text())
    checker = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    assert package["releases"]
    for release in package["releases"]:
        assert [error.message for error in checker.iter_errors(release)] == []
    assert list(checker.iter_errors({**release, "date": 1}))


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.skipif(
    not JAR, reason="PANLONG_VNU_JAR names no vnu.jar: the pages were not checked by the Nu HTML checker"
)
def test_every_page_is_valid_html(walk, client, tmp_path):
    walk.to(Stage.SATISFACTION_REVIEW)
    for name, user in {
        "nobody": None,
        "proposer": walk.w.proposer,
        "staff": walk.w.staff,
        "finance": walk.w.finance,
    }.items():
        sign_in(client, user)
        for number, address in enumerate(pages_of(walk, user)):
            answer = client.get(address)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                (
                    tmp_path / f"{name}-{number}-{address.strip('/').replace('/', '-') or 'home'}.html"
                ).write_bytes(answer.content)
    assert len(list(tmp_path.glob("*.html"))) > 60
    checked = subprocess.run(
        ["java", "-jar", JAR, "--errors-only", "--format", "json", "--skip-non-html", str(tmp_path)], capture_output=True, text=True
    )  # fmt: skip
    found = json.loads(checked.stderr)["messages"]
    assert [(Path(one["url"]).name, one["message"], one.get("extract")) for one in found] == []


def pages_of(walk, user):
    """Yield the addresses that `user` has a way to."""
    project = walk.project
    yield from (
        "/",
        "/projects/",
        "/rounds/",
        "/money/",
        "/notices/",
        "/district/",
        "/help/",
        "/sign-in/",
        "/sign-in/official/",
        "/search/?q=扶手",
    )
    yield from (
        project.get_absolute_url(),
        reverse("funding:project", args=[project.pk]),
        walk.round.get_absolute_url(),
    )
    yield from ("/me/", "/desk/", "/me/messages/", "/money/bank/", "/notices/drafts/", "/money/overdue/")
    yield from (notice.get_absolute_url() for notice in Notice.objects.all())
    if user:
        yield from (reverse("pages:act", args=[project.pk, act.name]) for act in acts_for(user, project))
