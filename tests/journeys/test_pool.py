"""What comes before the pool, on a phone: a note becomes a proposal, a neighbour is put forward, a task group gives a project up."""

import re
from uuid import uuid4

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]
SIZES = pytest.mark.parametrize("size", ["0", "1"], ids=["normal", "elder"])


def enlarge(v, size: str) -> None:
    v.page.context.add_cookies([{"name": "elder", "value": size, "url": v.address}])


def turn_a_note_into_a_proposal(v, photo: str) -> None:
    """What was heard at a door is noted, ticked, and taken down for the resident with all that was said."""
    words = f"楼道灯不亮，老人不敢下楼。{uuid4().hex[:6]}"
    v.become("organiser").open("/projects/heard/new/")
    v.fill(text=words, theme="safety", channel="visit")
    v.press()
    v.open("/projects/heard/")
    v.page.locator("main label", has_text=words).locator("input").check()
    v.go(v.page.locator("main form[action*='taken-down'] button").first)
    assert words in v.page.locator("main [name='problem']").input_value()
    resident = v.page.locator("main [name='resident_on_roster'] option").nth(1).get_attribute("value")
    v.fill(
        resident_on_roster=resident,
        title="楼道灯",
        plan="换灯。",
        kind="works",
        theme="safety",
        beneficiaries="30",
        proof=photo,
    )
    v.press()
    v.open("/projects/heard/")
    assert v.page.locator("main a", has_text="已转为提议“楼道灯”").count() >= 1


def find_project(v, stage: str, title: str) -> None:
    v.open(f"/projects/?stage={stage}&q={title}")
    link = v.page.locator("main .card-project a").first.get_attribute("href")
    v.project = re.search(r"/projects/(\d+)/", link)[1]


def put_a_neighbour_forward(v) -> None:
    """The resident puts the building head forward, who is asked and accepts; a wrong name is said beside the field."""
    find_project(v, "deliberation", "晾")
    v.become("resident").open(f"/projects/{v.project}/do/put-forward/")
    v.fill(name="没有这个人", room="0101")
    v.press()
    assert v.page.locator("main [name='name']").input_value() == "没有这个人"
    v.act("put-forward", name="演示楼栋长丁", room="0104")
    v.become("organiser").open(f"/projects/{v.project}/")
    if v.page.locator("main a[href$='/do/answer-candidacy/']").count():
        assert "待本人答复" in v.page.inner_text("main")
        v.act("answer-candidacy", accepts="yes")
    v.open(f"/projects/{v.project}/")
    assert "待本人答复" not in v.page.inner_text("main")


def give_it_up(v, title: str) -> None:
    """One member alone ends nothing; with the second, more than half, the project is given up and a notice says why."""
    find_project(v, "deliberation", title)
    v.become("resident").act("give-up", reason="物业已经修好。")
    assert v.stage() == "民主商议"
    v.become("neighbour").act("give-up", reason="同意，不用再办。")
    assert v.stage() == "已撤回"
    assert "物业已经修好" in v.page.content()


def read_the_lists(v) -> None:
    for address in ("/projects/reserve/", "/projects/declared/"):
        v.open(address)
        assert v.page.locator("main .card-project").count() >= 1


@pytest.fixture
def photo(tmp_path) -> str:
    path = tmp_path / "sheet.png"
    Image.new("RGB", (800, 600), "white").save(path)
    return str(path)


@SIZES
def test_before_the_pool_on_a_phone(visitor, photo, size):
    enlarge(visitor, size)
    turn_a_note_into_a_proposal(visitor, photo)
    put_a_neighbour_forward(visitor)
    read_the_lists(visitor)


@SIZES
def test_before_the_pool_without_javascript(visitor_without_javascript, photo, size):
    enlarge(visitor_without_javascript, size)
    turn_a_note_into_a_proposal(visitor_without_javascript, photo)
    put_a_neighbour_forward(visitor_without_javascript)
    read_the_lists(visitor_without_javascript)


def test_a_task_group_gives_a_project_up_on_a_phone(visitor):
    give_it_up(visitor, "自行车棚")


def test_a_task_group_gives_a_project_up_without_javascript_in_large_letters(visitor_without_javascript):
    enlarge(visitor_without_javascript, "1")
    give_it_up(visitor_without_javascript, "儿童沙坑")
