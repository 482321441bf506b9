"""On a shared computer: after signing out, the back button brings nothing private back, whatever the browser keeps."""

import json
import os
import time

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]
# A page that comes out of the cache is one that Playwright has let go of: it says itself what it shows.
TELL = """
addEventListener('pageshow', event => localStorage.setItem('shown', JSON.stringify(
  [location.pathname, event.persisted, Boolean(document.querySelector("form[action='/sign-out/']"))])))
"""
PRIVATE = ("/desk/", "/projects/", "/money/", "/me/", "/rounds/")


@pytest.fixture(scope="module")
def keeping_chromium():
    """A browser as people have it: with its back/forward cache, which test drivers switch off."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["PANLONG_CHROMIUM"],
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
            ignore_default_args=["--disable-back-forward-cache"],
        )
        yield browser
        browser.close()


@pytest.fixture
def context(portal, keeping_chromium):
    context = keeping_chromium.new_context(base_url=portal, locale="zh-CN")
    context.set_default_timeout(120_000)  # a cold page on a busy machine
    context.add_init_script(TELL)
    yield context
    context.close()


@pytest.fixture
def watcher(context):
    """Another page of the same browser, that reads what the first one tells."""
    watcher = context.new_page()
    watcher.goto("/privacy/")
    return watcher


@pytest.fixture
def page(context, watcher):
    return context.new_page()


def go_back(page, watcher) -> list:
    """Press the back button; return what comes: its path, whether out of the cache, whether of somebody signed in."""
    watcher.evaluate("localStorage.removeItem('shown')")
    page.evaluate("void setTimeout(() => history.back(), 100)")
    for _moment in range(300):
        if told := watcher.evaluate("localStorage.getItem('shown')"):
            return json.loads(told)
        time.sleep(0.2)
    pytest.fail("the back button brought nothing")


def sign_in_as(page, persona: str) -> None:
    page.goto("/demo/")
    with page.expect_navigation(wait_until="load"):
        page.locator(f"form:has(input[value='{persona}']) button").click()


def sign_out(page) -> None:
    with page.expect_navigation(wait_until="load"):
        page.evaluate("document.querySelector(\"form[action='/sign-out/']\").submit()")


def test_the_cache_is_on_or_the_next_promise_means_nothing(page, watcher):
    page.goto("/help/")
    page.goto("/privacy/")
    assert go_back(page, watcher) == ["/help/", True, False]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_page_of_somebody_signed_in_comes_back_after_signing_out(page, watcher, address):
    sign_in_as(page, "resident")
    page.goto(address)
    assert page.locator("form[action='/sign-out/']").count() == 1
    sign_out(page)
    _path, is_from_cache, is_signed_in = go_back(page, watcher)
    assert not is_from_cache and not is_signed_in
