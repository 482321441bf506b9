"""Going from door to door and the owners' vote on a phone: in both sizes of letters, with and without JavaScript."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("journeys")]
SIZES = pytest.mark.parametrize("size", ["0", "1"], ids=["normal", "elder"])


def enlarge(v, size: str) -> None:
    v.page.context.add_cookies([{"name": "elder", "value": size, "url": v.address}])


def owners_page(v) -> str:
    """Return the address of the owners' vote that the demo has open, found on the desk of whoever goes to its doors."""
    v.become("organiser").open("/desk/")
    link = v.page.locator("main a[href*='/do/owners-vote/']").first.get_attribute("href")
    return f"/rounds/owners/{re.search(r'/projects/([0-9]+)/', link)[1]}/"


def go_to_owners(v) -> None:
    """Take down two owners at their doors, with one tap for each after the first."""
    page = owners_page(v)
    v.open(f"{page}doors/")
    before = v.page.locator("main .door-done").count()
    v.go(v.page.locator("main a.btn-main"))
    for _door in range(2):
        v.go(v.page.locator("main button[name='voice'][value='yes']"))
    v.open(f"{page}doors/")
    assert v.page.locator("main .door-done").count() == before + 2


def go_to_own_doors(v) -> None:
    """Take down an answer at one's own doors, over all open polls."""
    v.become("organiser").open("/rounds/doors/")
    if not v.page.locator("main a.btn-main").count():
        return
    v.go(v.page.locator("main a.btn-main"))
    v.go(v.page.locator("main button.btn-voice").first)
    assert "/rounds/doors/" in v.page.url


def see_groups(v) -> None:
    """The community sees ten-household groups with their heads."""
    v.become("community_staff").open("/desk/groups/")
    v.go(v.page.locator("main ul.items a").first)
    assert v.page.locator("main section.form-card").count() >= 1


def see_lists(v) -> None:
    """The lists on paper of the open poll."""
    v.become("organiser").open("/rounds/doors/")
    lists = v.page.locator("main a[href*='/rounds/lists/']")
    if lists.count():
        v.go(lists.first)
        assert "/rounds/lists/" in v.page.url


@SIZES
def test_doors_on_a_phone(visitor, size):
    enlarge(visitor, size)
    for way in (go_to_owners, go_to_own_doors, see_lists, see_groups):
        way(visitor)


@SIZES
def test_doors_without_javascript(visitor_without_javascript, size):
    enlarge(visitor_without_javascript, size)
    for way in (go_to_owners, go_to_own_doors, see_lists, see_groups):
        way(visitor_without_javascript)
