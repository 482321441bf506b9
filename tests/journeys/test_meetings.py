"""Meetings on a phone, from the call to the published minutes: all households, a council, a six-party talk, one that is cancelled."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]


def find_project(v) -> None:
    """Take the first project of the demo for which the organiser may call a meeting."""
    v.become("organiser").open("/desk/")
    link = v.page.locator("main a[href*='/do/call-meeting/']").first.get_attribute("href")
    v.project = re.search(r"/projects/([0-9]+)/", link)[1]


def call(v, platform: str, place: str = "院里") -> str:
    """Call a meeting and return the address of its page."""
    v.become("organiser").act(
        "call-meeting", platform=platform, place=place, agenda="一、晾衣架怎么装；二、费用。"
    )
    meeting = v.page.locator("main a[href^='/rounds/meetings/']").last
    v.go(meeting)
    return v.page.url.removeprefix(v.address)


def sign(v, meeting: str) -> None:
    v.open(meeting)
    v.go(v.page.locator("main form[action$='/sign/'] button"))


def draft(v, meeting: str, **said) -> None:
    """The organiser drafts and takes the chair."""
    v.become("organiser").open(f"{meeting}minutes/")
    v.fill(**said)
    v.press()
    assert v.page.url.removeprefix(v.address) == meeting, v.page.inner_text("main")[:600]


def hold_council(v) -> None:
    meeting = call(v, "council")
    v.let_time_pass()
    v.become("organiser").open(f"{meeting}list/")
    for seat in v.page.locator("main [name='seats']").all()[:7]:
        seat.check()
    v.press()
    draft(v, meeting, in_favour="6", against="1", minutes="逐项商议。", decision="同意。")
    sign(v, meeting)
    assert v.page.locator("main #minutes").count() == 0, "one signature publishes nothing"
    v.become("community_staff")
    sign(v, meeting)
    assert "应到成员9名，实到7名；同意6名，反对1名。" in v.page.inner_text("main")


def hold_talk(v) -> None:
    meeting = call(v, "six_parties")
    v.go(v.page.locator("main a[href$='/letters/']"))
    assert v.page.locator("main article").count() >= 1
    v.let_time_pass()
    v.become("organiser").open(f"{meeting}minutes/")
    there = {name: "yes" for name in v.names_on_page("attended_")}
    missing = next(iter(there))
    words = {name: "支持。" for name in v.names_on_page("words_")}
    names = {name: "刘代表" for name in v.names_on_page("name_")}
    came = len(there) - 1
    draft(
        v, meeting, **{**there, missing: "no"}, **words, **names, in_favour=str(came), against="0", minutes="各方发言。", decision="支持。"
    )  # fmt: skip
    sign(v, meeting)
    v.become("community_staff")
    sign(v, meeting)
    text = v.page.inner_text("main")
    assert f"应到{came + 1}方，实到{came}方" in text and "刘代表" in text


def cancel_and_repeat(v) -> None:
    """What was cancelled stays on record with its reason; another one is called at once."""
    meeting = call(v, "all_households")
    v.become("organiser").act("cancel-meeting", reason="暴雨预警。")
    v.open(meeting)
    assert "暴雨预警。" in v.page.inner_text("main")
    assert v.page.locator("main a[href$='/list/']").count() == 0
    again = call(v, "all_households", place="亭子")
    assert again != meeting and "亭子" in v.page.inner_text("main")
    v.become("organiser").act("cancel-meeting", reason="改期再议。")


def meet(v) -> None:
    find_project(v)
    cancel_and_repeat(v)
    hold_council(v)
    hold_talk(v)


def test_meetings_on_a_phone(visitor):
    meet(visitor)


def test_meetings_without_javascript(visitor_without_javascript):
    meet(visitor_without_javascript)
