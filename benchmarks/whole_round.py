"""A secret round of 5,000 demo voters on a running portal, from the custodians' keys to the check of its files, done as people do it.

    PORT=8115 PANLONG_VAR=/tmp/whole make run                                                # in one terminal
    PANLONG_VAR=/tmp/whole .venv/bin/python benchmarks/whole_round.py 8115 FOLDER [VOTERS [RULE]]   # in another

Everything goes through the pages: forty voters, the desk, the stations and the custodians with Chromium, the other
voters over plain HTTP. The database is asked only to make the people, to sign most of them in (the limits on codes are
right to forbid thousands from one address), and for the numbers on the papers, which nobody here can read off a PDF.
Pictures at 360 and 1280 px and the downloaded files are left in FOLDER. It lets nine days pass on the demo's clock.
"""

import os
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.casting import Choices, choose, vote_in_browsers, vote_over_http  # noqa: E402
from benchmarks.visitors import Pictures, Portal, Web, must, press, send, tell  # noqa: E402

COMMUNITY = "530103002999"
IN_BROWSER, ON_PAPER, PRINTED, HELPED, STAY_AWAY = 40, 150, 160, 5, 200


# --- People --------------------------------------------------------------------------------------------------------
def people(number: int) -> list[dict]:
    """Make the invented community and return `number` of its adults: name, phone, and a session of each."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from panlong.portal.demo import community

    if len(community.residents(number)) < number:
        call_command("make_community", households=number)
    found = community.residents(number)
    must(len(found) == number, "only", len(found), "residents")

    def signed_in(user) -> str:
        client = Client()
        client.force_login(user)
        return client.cookies["sessionid"].value

    return [{"name": user.name, "phone": user.phone, "session": signed_in(user)} for user in found]


def serials_of(round_id: int) -> list[str]:
    """Return the numbers printed on the papers, in the order of a mixed heap. In a thread: Playwright keeps this one."""
    from django.db import connection

    from deliberation.models import PaperBallot

    def read():
        found = list(PaperBallot.objects.filter(station__round=round_id).values_list("serial", flat=True))
        connection.close()
        return found

    with ThreadPoolExecutor(1) as pool:
        return sorted(pool.submit(read).result())


# --- Before the vote -----------------------------------------------------------------------------------------------
def make_keys(portal: Portal) -> dict[str, str]:
    """Let three custodians make their keys; return their passphrases."""
    words = {}
    for persona in ("committee_1", "committee_2", "committee_3"):
        with portal.visitor(persona=persona) as page:
            page.goto(f"/rounds/key/{COMMUNITY}/")
            send(page)
            words[persona] = page.locator(".receipt").inner_text().strip()
            if persona == "committee_1":
                portal.pictures.of(page, "custodian")
    return words


def open_round(portal: Portal, voters: int, rule: str) -> int:
    """Open the round from the desk, valid with a fifth of `voters`, decided by `rule`; return its number."""
    with portal.visitor(persona="community_staff", width="1280") as page:
        page.goto(f"/rounds/new/{COMMUNITY}/")
        page.locator("[name=title]").fill("五千人评选（演示）")
        for one in page.locator("[name=projects]").all():
            one.check()
        page.locator("[name=budget]").fill("200000")
        page.locator("[name=most_choices]").fill("3")
        page.locator("[name=least_votes]").fill(str(max(voters // 50, 2)))
        page.locator("[name=quorum]").fill(str(max(voters // 5, 2)))
        page.locator(f"[name=rule][value='{rule}']").check()
        for one in page.locator("[name=custodians]").all():
            one.check()
        page.locator("[name=shares_needed]").fill("2")
        portal.pictures.of(page, "open-form")
        send(page)
        number = re.search(r"/rounds/(\d+)/$", page.url)
        must(number, "the round was not opened:", page.locator("main").inner_text()[:600])
        portal.pictures.of(page, "round-staff")
        press(page, page.locator("main a[href^='/notices/']").first)
        portal.pictures.of(page, "notice-of-round")
        return int(number[1])


def set_up_station(portal: Portal, pk: int) -> int:
    """Set up a station with a shift and papers; return its number."""
    with portal.visitor(persona="community_staff", width="1280") as page:
        page.goto(f"/rounds/{pk}/desk/")
        press(page, page.locator("a[href$='/desk/station/']"))
        page.locator("[name=name]").fill("居委会一楼")
        page.locator("[name=place]").fill("社区居委会一楼大厅")
        send(page)
        press(page, page.locator("main a[href^='/rounds/stations/']").first)
        station = int(re.search(r"/stations/(\d+)/", page.url)[1])
        press(page, page.locator("a[href$='/shift/']"))
        page.locator("[name=officer]").select_option(label="演示楼栋长丁")
        portal.pictures.of(page, "shift")
        send(page)
        press(page, page.locator("a[href$='/print/']"))
        page.locator("[name=number]").fill(str(PRINTED))
        with page.expect_download() as download:
            page.locator("main form .btn-main").click()
        download.value.save_as(portal.pictures.folder / "papers.pdf")
        page.goto(f"/rounds/{pk}/desk/")
        portal.pictures.of(page, "desk")
    return station


# --- Paper ---------------------------------------------------------------------------------------------------------
def hand_out(portal: Portal, pk: int, station: int, voters: list[dict], has_voted: dict) -> None:
    """Hand papers to `voters` at the station; one who has voted online gets none, one with a paper cannot vote online."""
    path = f"/rounds/stations/{station}/hand-out/"
    with portal.visitor(persona="organiser") as page:
        page.goto(path)
        portal.pictures.of(page, "hand-out")
        page.locator("[name=who]").fill(has_voted["name"])
        send(page)
        must(page.locator("[role=alert]").count(), "a second ballot was handed out")
        portal.pictures.of(page, "hand-out-refused")
    officer = Web(portal.port).become("organiser")
    for turn, voter in enumerate(voters):
        helped = {"helped": "on"} if turn < HELPED else {}
        status, _page = officer.ask(path, operation=uuid4(), who=voter["name"], **helped)
        must(status == 302, "no paper for", voter["name"], status)
    with portal.visitor(session=voters[0]["session"]) as page:
        page.goto(f"/rounds/{pk}/")
        must(page.locator("[name=candidates]").count() == 0, "online in spite of paper")
        portal.pictures.of(page, "round-with-paper")


def enter_papers(portal: Portal, pk: int, choices: Choices, keys: list[str]) -> None:
    """Enter all papers but one that was taken away: two people each, one void, one that they read differently."""
    path, serials = f"/rounds/{pk}/enter/", serials_of(pk)[: ON_PAPER - 1]
    first, second = (Web(portal.port).become(one) for one in ("organiser", "community_staff"))
    for turn, serial in enumerate(serials):
        chosen = [] if turn == 0 else choices.make()
        facts = {"candidates": [keys[place] for place in chosen]} if chosen else {"void": "on"}
        choices.cast(chosen)
        for who in (first, second):
            read = facts
            if turn == 1 and who is second:
                read = {"candidates": [keys[place] for place in range(9) if place not in chosen][:1]}
            status, _page = who.ask(path, operation=uuid4(), serial=serial, **read)
            must(status == 302, "not entered:", serial, status)
        if turn == 1:
            differed = serial, chosen
    with portal.visitor(persona="committee_4") as page:  # a third one reads it
        page.goto(f"/rounds/{pk}/desk/")
        portal.pictures.of(page, "desk-of-who-enters")
        press(page, page.locator("a[href$='/enter/']"))
        page.locator("[name=serial]").fill(differed[0])
        for place in differed[1]:
            page.locator("main [name=candidates]").nth(place).check()
        portal.pictures.of(page, "enter-paper")
        send(page)
        must("/enter/" in page.url and not page.locator("[role=alert]").count(), "the third was refused")


def write_protocol(portal: Portal, station: int) -> None:
    """Write the station's protocol; a first one that does not balance is refused."""
    photo = portal.pictures.folder / "protocol.jpg"
    Image.new("RGB", (800, 600), "white").save(photo)
    with portal.visitor(persona="organiser") as page:
        page.goto(f"/rounds/stations/{station}/protocol/")
        for used in (ON_PAPER, ON_PAPER - 1):
            page.locator("[name=used]").fill(str(used))
            page.locator("[name=spoilt]").fill("2")
            page.locator("[name=unused]").fill(str(PRINTED - ON_PAPER - 2))
            page.locator("[name=taken_away]").fill("1")
            page.locator("[name=scan]").set_input_files(photo)
            send(page)
            if used == ON_PAPER:
                must(page.locator("[role=alert]").count(), "a protocol that does not balance was taken")
                portal.pictures.of(page, "protocol-refused")
        must(page.url.endswith(f"/stations/{station}/"), "the protocol was refused")
        portal.pictures.of(page, "station")


# --- After the vote ------------------------------------------------------------------------------------------------
def let_time_pass(portal: Portal, pk: int) -> None:
    """Let days pass on the demo's clock until voting has ended."""
    with portal.visitor(persona="community_staff", width="1280") as page:
        for _day in range(9):
            page.goto(f"/rounds/{pk}/box/")
            if page.locator("[name^=share_]").count():
                return
            page.goto("/demo/")
            press(page, page.locator("form[action='/demo/time/'] button[value=day]"))
    sys.exit("voting did not end")


def open_box(portal: Portal, pk: int, words: dict[str, str]) -> None:
    """Open the box with two of three passphrases; a wrong one opens nothing."""
    with portal.visitor(persona="community_staff", width="1280") as page:
        page.goto(f"/rounds/{pk}/")
        portal.pictures.of(page, "round-waits-for-custodians")
        page.goto(f"/rounds/{pk}/box/")
        fields = page.locator("[name^=share_]")
        given = [words["committee_1"], "", words["committee_3"]]
        for try_ in (["WRONG-WRONG-WRONG", "", given[2]], given):
            for place, one in enumerate(try_):
                fields.nth(place).fill(one)
            start = time.perf_counter()
            send(page)
            if try_ is not given:
                must(page.locator("[role=alert]").count(), "a wrong passphrase opened the box")
                portal.pictures.of(page, "box-wrong-passphrase")
        if "/jobs/" in page.url:  # a rule that takes long: a worker counts
            portal.pictures.of(page, "count-by-a-worker")
            page.goto(page.url)
            page.locator("main .note").wait_for(timeout=300_000)
            press(page, page.locator("main .btn-main"))
        must(
            page.url.endswith(f"/rounds/{pk}/"),
            "the box stayed shut:",
            page.locator("main").inner_text()[:500],
        )
        tell(f"the box was opened, counted and published in {time.perf_counter() - start:.1f} s")


def find_codes(portal: Portal, pk: int, codes: list[str], session: str) -> None:
    """Let a voter find the own code and somebody else a code that is none."""
    with portal.visitor(session=session) as page:
        page.goto(f"/rounds/{pk}/find/")
        page.locator("[name=code]").fill(codes[0].lower().replace("-", " "))
        send(page)
        must(page.locator(".note-success").count(), "the code was not found")
        portal.pictures.of(page, "code-found")
        page.locator("[name=code]").fill("2222-2222-2222-2222-2222")
        send(page)
        must(page.locator(".note-bad").count(), "a code that is none was found")
        portal.pictures.of(page, "code-not-found")
    web = Web(portal.port, session)
    missing = [
        code
        for code in codes
        if code not in web.ask(f"/rounds/{pk}/find/", code=code)[1].split("<form method")[0]
    ]
    must(not missing, "codes of browsers are missing:", missing)


def download(port: int, pk: int, folder: Path) -> Path:
    """Download the published files into a folder of their own."""
    folder = folder / f"files-{pk}"
    folder.mkdir(exist_ok=True)
    page = Web(port).ask(f"/rounds/{pk}/")[1]
    for name in sorted(set(re.findall(rf"/rounds/{pk}/files/([\w.]+)", page))):
        (folder / name).write_text(
            Web(port).ask(f"/rounds/{pk}/files/{name}")[1], encoding="utf-8", newline=""
        )
    return folder


def verify(folder: Path) -> str:
    """Check the files in a process that has no database at all; return what it says."""
    environment = os.environ | {"DATABASE_URL": "postgresql:///none", "REDIS_URL": "redis://none"}
    environment |= {"DJANGO_SETTINGS_MODULE": "panlong.settings"}
    command = [sys.executable, "-m", "django", "verify_round", "--files", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    must(done.returncode == 0, "not verified:", done.stdout, done.stderr)
    return done.stdout.strip()


# --- The whole -----------------------------------------------------------------------------------------------------
def main(port: str, folder: str, voters: str = "5000", rule: str = "greedy") -> None:
    from panlong.server import environment, holds

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "panlong.settings")
    os.environ.setdefault("PANLONG_DEMO", "1")
    environment.provide_secrets(os.environ)
    with holds.services(os.environ):
        everybody = people(int(voters))
        Path(folder).mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("PANLONG_CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"]
            )
            hold(Portal(int(port), browser, Pictures(Path(folder))), everybody, rule)


def hold(portal: Portal, everybody: list[dict], rule: str) -> None:
    """Hold the round from its keys to its check."""
    port, began = portal.port, time.monotonic()
    words = make_keys(portal)
    start = time.monotonic()
    pk = open_round(portal, len(everybody), rule)
    tell(f"round {pk} opened through its form in {time.monotonic() - start:.1f} s, its pictures included")
    station = set_up_station(portal, pk)
    keys = re.findall(
        r'name="candidates" value="(\d+)"', Web(port, everybody[0]["session"]).ask(f"/rounds/{pk}/")[1]
    )
    choices = Choices(len(keys))
    in_browser, on_paper = everybody[:IN_BROWSER], everybody[IN_BROWSER : IN_BROWSER + ON_PAPER]
    late, others = everybody[IN_BROWSER + ON_PAPER], everybody[IN_BROWSER + ON_PAPER + 1 : -STAY_AWAY]
    codes = vote_in_browsers(portal, pk, in_browser, choices)
    tell(f"{len(codes)} voted in Chromium")
    start = time.monotonic()
    http_codes, seconds = vote_over_http(port, pk, others, choices)
    took, seconds = time.monotonic() - start, sorted(seconds)
    tell(
        f"{len(http_codes)} voted over HTTP in {took:.0f} s (four pages each, {4 * len(http_codes) / took:.0f} pages/s);"
        f" casting p50 {seconds[len(seconds) // 2] * 1000:.0f} ms, p95 {seconds[len(seconds) * 19 // 20] * 1000:.0f} ms"
    )
    codes += http_codes
    hand_out(portal, pk, station, on_paper, has_voted=in_browser[0])
    tell(f"{len(on_paper)} were handed a paper, {HELPED} of them helped")
    with portal.visitor(session=late["session"]) as page:
        page.goto(f"/rounds/{pk}/")
        choose(page, [0])
        let_time_pass(portal, pk)
        send(page)
        must(not page.url.endswith("/receipt/"), "a late vote was taken")
        portal.pictures.of(page, "too-late")
    enter_papers(portal, pk, choices, keys)
    write_protocol(portal, station)
    tell("papers entered by two, one difference decided by a third, protocol balanced")
    open_box(portal, pk, words)
    for who, name in (("", "result"), (everybody[0]["session"], "result-of-a-voter")):
        with portal.visitor(session=who) as page:
            page.goto(f"/rounds/{pk}/")
            portal.pictures.of(page, name)
            if not who:
                press(page, page.locator("main a[href^='/notices/']").last)
                portal.pictures.of(page, "notice-of-result")
    find_codes(portal, pk, codes[:IN_BROWSER], in_browser[0]["session"])
    files = download(port, pk, portal.pictures.folder)
    tell(verify(files))
    sums(files, codes, choices)
    tell(f"the whole took {(time.monotonic() - began) / 60:.1f} minutes")


def sums(files: Path, codes: list[str], choices: Choices) -> None:
    """Compare what was published with what was done here, and print it."""
    import json

    facts = json.loads((files / "round.json").read_text(encoding="utf-8"))
    published = [one["votes"] for one in facts["projects"]]
    must(
        published == [choices.votes[place] for place in range(len(published))],
        "another count:",
        published,
        choices.votes,
    )
    must(
        {one["code"] for one in facts["sealed"]} == set(codes) and len(set(codes)) == len(codes),
        "other codes",
    )
    online, papers, away = len(facts["sealed"]), facts["papers"], facts["papers_taken_away"]
    must(
        online + papers == len(facts["ballots"]) and online + papers + away == facts["marked"],
        "the sums differ",
    )
    tell(
        f"on the roll {facts['on_roll']}, marked {facts['marked']} = {online} receipt codes + {papers} papers + {away} taken away"
    )
    tell(f"ballots {len(facts['ballots'])} = {online} codes + {papers} papers; turnout {facts['turnout']}")
    tell(
        "votes as cast here and as published:",
        ", ".join(
            f"{one['title']} {one['votes']}{'*' if one['chosen'] else ''}" for one in facts["projects"]
        ),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
