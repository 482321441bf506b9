"""Posts say who sees and changes what."""

import pytest
from django.utils import timezone

from deliberation.models import Council, CourtyardCommittee, Hall, Meeting, SixParty, VotingRound
from funding.models import (
    Account,
    Contribution,
    Entry,
    GiftInKind,
    GrantChange,
    Pledge,
    SharedFacility,
    Supplier,
    SupplierInvitation,
    Voucher,
)
from panlong import clock
from panlong.accounts.models import Household, Membership, Post, User
from panlong.areas.models import Area
from panlong.audit.models import AuditEntry
from panlong.notices.models import Notice, Objection
from panlong.policy.models import CalendarYear, Parameter
from projects.models import Project
from tests.admin.conftest import address, models, signed_in
from tests.factories import Walk, draft, person, project_at, resident

OF_THE_PAPERS_OF_MONEY = (
    GiftInKind,
    GrantChange,
    Pledge,
    SupplierInvitation,
)  # test_papers_of_money.py has some


def rows_of(browser, model) -> set[int]:
    answer = browser.get(address(model))
    return {row.pk for row in answer.context["cl"].result_list} if answer.status_code == 200 else set()


def test_staff_of_one_community_see_nothing_of_another(w, other):
    for walk in (Walk(w), Walk(other)):
        walk.to("aftercare")
        with clock.at(walk.moment):
            walk.pay(walk.bill("100.00"), "10.00")
    browser = signed_in(w.staff)
    for model in models():
        if browser.get(address(model)).status_code != 200:
            continue
        mine = rows_of(browser, model)
        theirs = rows_of(signed_in(other.staff), model)
        assert not mine & theirs, model
        empty = {
            SharedFacility,
            Council,
            SixParty,
            Hall,
            CourtyardCommittee,
            Objection,
            Supplier,
            *OF_THE_PAPERS_OF_MONEY,
        }
        assert (mine and theirs) or model in empty, model
        if model in empty:
            continue
        row = min(theirs)
        for page in ("change", "history"):
            answer = browser.get(address(model, page, row))
            assert answer.status_code == 302, (model, page)  # "there is no such row", to the index


def test_staff_cannot_write_into_another_community(w, other):
    browser = signed_in(w.staff)
    browser.post(address(Household, "add"), {"area": other.courtyard.pk, "room": "9"})
    assert not Household.objects.filter(room="9").exists()
    home = other.neighbours[0].current_memberships[0].household
    browser.post(address(Household, "change", home.pk), {"room": "9"})
    assert not Household.objects.filter(room="9").exists()


def test_the_street_reads_its_communities_and_changes_nothing(w, other):
    browser = signed_in(w.handler)
    seen = rows_of(browser, Household)
    assert seen and seen == set(
        Household.objects.filter(area__code__startswith=w.street.code).values_list("pk", flat=True)
    )
    home = Household.objects.get(pk=min(seen))
    assert browser.get(address(Household, "change", home.pk)).status_code == 200
    assert browser.post(address(Household, "change", home.pk), {"room": "9"}).status_code == 403
    assert browser.get(address(Household, "add")).status_code == 403


def test_district_and_auditor_read_all_of_it(w, other):
    Walk(w).to("aftercare")
    for user in (w.leader, w.auditor):
        browser = signed_in(user)
        for model in (
            Project,
            Household,
            Notice,
            AuditEntry,
            Entry,
            Account,
            Voucher,
            Contribution,
            Meeting,
            VotingRound,
            Post,
            Parameter,
        ):
            answer = browser.get(address(model))
            assert answer.status_code == 200, model
        assert rows_of(browser, Entry) == set(Entry.objects.values_list("pk", flat=True))


def test_the_audit_is_for_district_and_auditor_only(w):
    for name in ("staff", "handler", "administrator"):
        assert signed_in(getattr(w, name)).get(address(AuditEntry)).status_code == 403


def test_the_administrator_sees_accounts_of_officials_and_settings_but_no_business(w):
    browser = signed_in(w.administrator)
    for model in (User, Post, Parameter, CalendarYear, Area):
        assert browser.get(address(model)).status_code == 200
    for model in (Project, Household, Membership, Notice, Entry, VotingRound, SharedFacility):
        assert browser.get(address(model)).status_code == 403
    assert w.neighbours[0].pk not in rows_of(browser, User)
    assert w.handler.pk in rows_of(browser, User)


def test_an_ended_post_opens_nothing_any_more(w):
    browser = signed_in(w.staff)
    Post.objects.filter(user=w.staff).update(until=timezone.now())
    assert browser.get(address(Household)).status_code == 302


def test_a_phone_is_never_shown_whole(w):
    someone = w.neighbours[0]
    browser = signed_in(w.staff)
    pages = [address(User), address(User, "change", someone.pk), address(Membership), address(Household)]
    home = someone.current_memberships[0]
    pages += [address(Household, "change", home.household_id), address(Membership, "change", home.pk)]
    for path in pages:
        assert someone.phone not in browser.get(path).content.decode()
    assert someone.masked_phone in browser.get(address(User)).content.decode()


def test_people_are_found_by_their_whole_number(w):
    someone = w.neighbours[3]
    found = signed_in(w.staff).get(address(User), {"q": someone.phone}).context["cl"].result_list
    assert [row.pk for row in found] == [someone.pk]


@pytest.mark.parametrize(
    "model", [Project, Household, Membership, User, Post, Notice, Area, Meeting, AuditEntry]
)
def test_a_list_asks_as_often_for_thirty_rows_as_for_one(w, model):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    project_at(w, "pooled")
    browser = signed_in(w.auditor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address(model)).status_code == 200
        return len(asked)

    queries()
    before = queries()
    if model in (Notice, Meeting):
        for number in range(3):
            project_at(w, "pooled", title=f"项目{number}")
    for number in range(29):
        draft(w, title=f"草稿{number}")
    for number in range(30):
        resident(w.courtyard, f"新邻居{number}")
        person(f"新楼长{number}", role="building_head", where=w.courtyard)
        Area.objects.create(
            code=f"{w.community.code}-{number + 2:03d}",
            name=f"院{number}",
            level="courtyard",
            parent=w.community,
        )
    assert queries() <= before + 1  # a page more than one row long may count once more
