"""A new project along the whole road, stage by stage, as the different people, on a phone."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image

from tests.factories import company

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    Image.new("RGB", (640, 480), "#4ca77f").save(path)
    Image.new("RGB", (640, 480), "black").save(covered(path))
    return str(path)


def covered(photo) -> str:
    """Return where the copy for everybody lies, in which what is private is covered."""
    return str(Path(photo).with_name("covered.png"))


def test_a_new_project_goes_the_whole_road_on_a_phone(visitor, photo):
    walk_the_road(visitor, photo, "路灯更换(浏览器)")


def test_the_whole_road_without_javascript(visitor_without_javascript, photo):
    walk_the_road(visitor_without_javascript, photo, "路灯更换(无脚本)")


def walk_the_road(v, photo: str, title: str) -> None:
    propose(v, title, photo)
    support(v)
    deliberate(v)
    vote(v, title)
    decide(v)
    build(v, photo)
    judge(v)
    settle(v)
    everybody_reads_it(v, title)


def propose(v, title: str, photo: str) -> None:
    v.become("proposer").open("/projects/new/")
    v.press()  # the wrong turn first: an empty form keeps us here, with a message at each field
    assert v.page.locator(".invalid-feedback").count() == 3
    v.fill(title=title, problem="楼下的路灯坏了三盏。", plan="换成节能灯。")
    v.press()
    v.project = re.search(r"/projects/(\d+)/", v.page.url).group(1)
    assert not v.page.locator("main [name='area']:checked").count(), "where it is decides who is asked"
    v.fill(area=v.all_checks("area")[0], beneficiaries="20")
    v.press()
    if v.scripts:  # the way back and forth again makes no second draft
        v.page.go_back(wait_until="load")
        v.page.go_back(wait_until="load")
        v.press()
        v.press()
        assert re.search(r"/projects/(\d+)/", v.page.url).group(1) == v.project
    v.fill(photos=photo)
    v.press()
    v.become("organiser").open(f"/projects/{v.project}/do/screen/")
    v.fill(checks=v.all_checks("checks"), kind="works", theme="safety", verdict="passed")
    v.press()
    assert "户" in v.page.inner_text("main .note-warn")  # how many households are told, before they are
    v.press()
    assert v.stage() == "商议投票"


def support(v) -> None:
    for persona in ("resident", "neighbour", "proposer", "organiser"):
        v.become(persona).act("support", agrees="yes")
    v.become("organiser").act("close-poll")
    assert v.stage() == "民主商议"


SAID = {
    "present": "5",
    "in_favour": "5",
    "against": "0",
    "minutes": "大家都说该换。",
    "decision": "同意换灯。",
}


def write_minutes(v) -> None:
    """The task group drafts them, the organiser signs as the chair, somebody of the task group as the second one."""
    v.become("resident").open(f"/projects/{v.project}/do/minutes/")
    there = {name: "yes" for name in v.names_on_page("attended_")}
    names = {name: "刘代表" for name in v.names_on_page("name_")}
    words = {name: "支持。" for name in v.names_on_page("words_")}
    chair = v.page.locator("main select[name='chair'] option", has_text="楼栋长").first.get_attribute("value")
    said = {name: value for name, value in SAID.items() if v.page.locator(f"main [name='{name}']").count()}
    v.fill(chair=chair, **there, **names, **words, **said)
    v.press()
    meeting = v.page.url.removeprefix(v.address)
    v.become("organiser").open(meeting)
    v.go(v.page.locator("main form[action$='/sign/'] button"))
    v.become("resident").open(meeting)
    v.go(v.page.locator("main form[action$='/sign/'] button"))
    assert v.page.locator("main #minutes").count() == 1, "the second signature publishes them"


def see_what_is_missing(v) -> None:
    """Before it has all its parts the page says which are there and which are not, and the pool stays closed."""
    v.become("organiser").open(f"/projects/{v.project}/")
    parts = v.page.inner_text("main section.parts")
    assert "✓ 六方会谈" in parts and "○ 议事会同意现方案" in parts
    assert v.page.locator(f"main a[href='/projects/{v.project}/do/pool/']").count() == 0


def deliberate(v) -> None:
    for persona in ("resident", "neighbour", "proposer"):
        v.become(persona).act("stand")
    v.become("organiser").open(f"/projects/{v.project}/do/form-task-group/")
    members = v.all_checks("members")
    voices = {f"voices_{member}": "4" for member in members}
    v.fill(leader=members[0], bookkeeper=members[1], attendance="院里，各户一人", present="6", **voices)
    v.press()
    v.become("resident").act(
        "budget",
        name_1="路灯",
        amount_1="10000",
        share_self_raised="2000",
        share_district="8000",
        aftercare="轮流看管",
    )
    v.become("organiser").act("call-meeting", platform="six_parties", place="社区", agenda="怎么换灯")
    v.let_time_pass()
    write_minutes(v)
    see_what_is_missing(v)
    v.become("organiser").act("call-meeting", platform="all_households", place="楼下", agenda="怎么换灯")
    v.let_time_pass()
    write_minutes(v)
    v.become("organiser").act("pool")
    assert v.stage() == "入库储备"


def vote(v, title: str) -> None:
    v.become("community_staff").open("/desk/")
    v.go(v.page.locator("a[href^='/rounds/new/']").first)
    v.page.locator("label", has_text=title).locator("xpath=..").locator("input[name='projects']").check()
    v.fill(title="评选一轮", budget="9000")
    v.press()
    ballot = re.search(r"/rounds/\d+/", v.page.url).group(0)
    for persona in ("resident", "neighbour"):
        v.become(persona).open(ballot)
        v.page.locator("main [name='candidates']").first.check()
        v.press()
        v.press()
        if v.scripts:
            v.page.go_back(wait_until="load")
            notes = v.page.locator("main .note:visible").all_inner_texts()
            assert len(notes) == 1, f"the way back leads to a dead end: {notes}"
            assert v.page.locator("main [name='envelope']").count() == 0, "the cast ballot is offered again"
        v.open(ballot)
        assert v.page.locator("main [name='candidates']").count() == 0, "a second ballot is offered"
    v.let_time_pass()
    assert v.stage() == "集体决议"


def give_points(v, project: str, points: str) -> None:
    """A member gives `points` for each criterion, looks once more, and confirms with the code from the own telephone."""
    v.open(f"/projects/{project}/do/score/")
    v.fill(**{f"{project}-ground": "none"})
    v.press()
    v.open(f"/projects/{project}/do/score/")
    names = ("reach", "participation", "self_raised", "urgency", "replicable")
    v.fill(**{f"{project}-{name}": points for name in names})
    v.press()
    v.go(v.page.locator("main button[value='send']"))
    v.fill(code=v.own_code())
    v.go(v.page.locator("main .btn-grave"))
    assert "/points/" in v.page.url, v.page.inner_text("main")[:800]


def decide(v) -> None:
    for number in range(1, 6):
        give_points(v.become(f"committee_{number}"), v.project, "16")
    v.become("community_staff").open(f"/projects/{v.project}/do/resolve/")
    v.go(v.page.locator("main a[href$='/resolve/']"))
    v.fill(**{f"{v.project}-chosen": "yes", f"{v.project}-reasons": "受益面广,自筹到位。"})
    v.press()
    v.become("resident").act("apply", words="自筹之外尚缺八千元。")
    v.become("street_handler").open(f"/projects/{v.project}/do/handle/")
    v.fill(checks=v.all_checks("checks"), subsidy="8000", implementer="演示电工队", opinion="可行。")
    v.press()
    v.become("street_reviewer").act("decide", verdict="approved")
    v.become("district").act("approve-grant", approved="yes")
    assert v.stage() == "立项公示"
    v.let_time_pass()
    assert v.stage() == "组织实施"


def pay(v) -> None:
    v.become("resident").act("request-payment")
    v.become("street_handler").act("check-payment")
    v.become("street_reviewer").act("approve-payment")
    v.become("street_finance").act("pay", bank_reference=f"演示{v.project}-{uuid4().hex[:8]}")


def register_firm(v, number: int) -> None:
    """The group asks for a firm, the street takes it into its register with the number that it found out itself."""
    facts = {"name": f"演示灯具店{number}", "uscc": company(number), "phone": f"137000000{number}"}
    v.become("resident").act("ask-firm", legal_person="演示店主", **facts)
    v.become("street_handler").open(f"/projects/{v.project}/do/confirm-firm/")
    v.fill(firm=v.all_checks("firm")[0], taken="yes", phone=facts["phone"])
    v.press()


def hand_in(v, number: int, price: str) -> None:
    """The supplier opens the address from its telephone, here on a device that the group used too, and confirms by code."""
    v.become("resident").open(f"/money/projects/{v.project}/suppliers/")
    option = v.page.locator("main select[name='firm'] option", has_text=company(number))
    v.fill(firm=option.get_attribute("value"))
    v.press()
    v.leave()
    v.open("/demo/outbox/")
    v.open(re.search(r"/money/offers/[\w-]+/", v.page.inner_text("main"))[0])
    v.fill(price=price, note="含安装", has_ties="no")
    v.press()
    v.press()
    v.fill(code=v.code_for(f"演示灯具店{number}"))
    v.press()
    assert "回执码" in v.page.inner_text("main")


def build(v, photo: str) -> None:
    first = 30 if v.scripts else 60
    for number in range(first, first + 3):
        register_firm(v, number)
    v.become("resident").act("call-quotations", wanted="三盏节能灯")
    for number, price in ((first + 1, "9900"), (first + 2, "9950")):
        v.become("street_finance").open(f"/projects/{v.project}/do/paper-offer/")
        option = v.page.locator("main select[name='firm'] option", has_text=company(number))
        v.fill(firm=option.get_attribute("value"), price=price, photo=photo)
        v.press()
    hand_in(v, first, "9800")
    v.open(f"/money/projects/{v.project}/")
    assert "9,800" not in v.page.inner_text("main"), "a sealed price is read"
    v.become("resident").let_time_pass()
    v.become("neighbour").open(f"/projects/{v.project}/do/choose-supplier/")
    v.fill(quotation=v.all_checks("quotation")[0], reasons="价低。")
    v.press()
    v.become("street_handler").act(
        "confirm-supplier", approved="yes", reason="演示中同一台设备，已向三家核实。"
    )
    v.become("neighbour")
    v.act("contract", number="HT-1", ends_on="2030-01-01")
    v.act("receive", source="self_raised", giver="楼里邻居", amount="2000")
    pay(v)
    v.become("resident").act("progress", percent="60", text="换了两盏。", photo=photo, caption="第二盏")
    pay(v)
    v.become("resident").act(
        "record-bill",
        purpose="路灯",
        amount="8000",
        invoice_number=f"演示{v.project}A",
        scan=photo,
        public_scan=covered(photo),
    )
    v.become("neighbour").act("pay-bill", source="district", amount="5600")
    v.act("take-duty", responsible_person="演示邻居乙", plan="每月看一次。")
    v.act("finished", text="三盏都亮了。", photo=photo)
    assert v.stage() == "验收"


def judge(v) -> None:
    v.become("community_staff").act("accept", accepted="yes", members="居民代表三人", remarks="都亮了。")
    for persona in ("resident", "neighbour", "organiser"):
        v.become(persona).act("rate", grade="satisfied", words="好。")
    v.let_time_pass()
    assert v.stage() == "后续管理"


def settle(v) -> None:
    pay(v)
    v.become("neighbour").act("pay-bill", source="district")
    v.act("publish-accounts")
    v.let_time_pass()
    pay(v)
    v.become("neighbour").act("pay-retention", source="district")
    v.act("give-back")
    v.become("community_staff").act("close")
    assert v.stage() == "已办结"


def everybody_reads_it(v, title: str) -> None:
    v.page.context.clear_cookies()
    v.open(f"/projects/{v.project}/")
    assert v.page.locator(".lights li.on").count() == 5
    for sentence in ("¥8,000", "¥2,000", f"演示{v.project}A", "换了两盏"):
        assert sentence in v.page.inner_text("main"), sentence
    v.open("/notices/?q=" + title)
    assert v.page.locator(".items li").count() >= 10
