"""The verbs as actions."""

from uuid import uuid4

import pytest
from django.urls import reverse

from funding.models import Account, Entry
from panlong import clock
from panlong.acts import ActForm
from panlong.portal.acts import ACTS
from panlong.portal.admin.projects import BULK
from projects.models import Project
from tests.admin.conftest import address, signed_in, told
from tests.factories import Walk, draft

LIST = reverse("admin:projects_project_changelist")


def choose(browser, act, *projects):
    return browser.post(LIST, {"action": act, "_selected_action": [p.pk for p in projects]})


def confirm(browser, act, *projects, operation=None):
    data = {
        "action": act,
        "_selected_action": [p.pk for p in projects],
        "confirmed": "1",
        "operation": operation or str(uuid4()),
    }
    return browser.post(LIST, data, follow=True)


def actions_of(browser) -> set[str]:
    form = browser.get(LIST).context["action_form"]
    return {name for name, _label in form.fields["action"].choices if name} if form else set()


def test_each_role_is_offered_its_own_verbs_and_no_other(w):
    draft(w)
    assert actions_of(signed_in(w.staff)) >= {"close-poll", "pool", "start-work", "close"}
    assert actions_of(signed_in(w.handler)) == {"check-payment"}
    assert actions_of(signed_in(w.reviewer)) == {"approve-payment", "resume"}
    assert actions_of(signed_in(w.leader)) == {"consent", "resume"}
    assert actions_of(signed_in(w.finance)) == set() == actions_of(signed_in(w.auditor))


def test_the_administrator_has_no_project_actions(w):
    project = Walk(w)
    project.to("support_poll")
    browser = signed_in(w.administrator)
    assert browser.get(LIST).status_code == 403
    assert choose(browser, "close-poll", project.project).status_code == 403


@pytest.mark.parametrize("name", sorted(BULK))
def test_an_action_asks_for_nothing_that_its_form_would(w, name):
    form = ACTS[name].form(project=draft(w), user=w.staff)
    assert set(form.fields) == {"operation"}
    assert isinstance(form, ActForm)


def test_first_a_page_says_what_will_happen_then_it_happens(w):
    walk = Walk(w)
    walk.to("deliberation")
    walk.form_group()
    ready, early = walk.project, draft(w, title="另一个")
    from decimal import Decimal

    from funding.subsidies import budgets

    with clock.at(walk.moment):
        budgets.draw_up(
            ready, by=w.neighbours[1], lines=[("扶手", Decimal(100))], shares={"self_raised": Decimal(100)}, aftercare="轮值。"
        )  # fmt: skip
        walk.talk()
        walk.meet()
    browser = signed_in(w.staff)
    page = choose(browser, "pool", ready, early)
    assert page.status_code == 200
    assert [p.pk for p in page.context["possible"]] == [ready.pk]
    assert [line["project"].pk for line in page.context["refused"]] == [early.pk]
    assert Project.objects.get(pk=ready.pk).stage == "deliberation"
    done = confirm(browser, "pool", ready, early)
    assert Project.objects.get(pk=ready.pk).stage == "pooled"
    assert Project.objects.get(pk=early.pk).stage == "draft"
    assert ready.title in told(done) and early.title in told(done)


def test_a_refusal_is_told_row_by_row_and_changes_nothing(w):
    project = Walk(w).to("pooled")
    done = confirm(signed_in(w.staff), "close", project)
    assert Project.objects.get(pk=project.pk).stage == "pooled"
    assert project.title in told(done)


def test_a_repeated_click_does_nothing_twice(w):
    walk = Walk(w)
    walk.to("aftercare")
    operation = str(uuid4())
    confirm(signed_in(w.staff), "give-back", walk.project, operation=operation)
    entries = Entry.objects.count()
    confirm(signed_in(w.staff), "give-back", walk.project, operation=operation)
    assert Entry.objects.count() == entries


def test_an_action_on_a_project_of_another_area_reaches_nothing(w, other):
    theirs = Walk(other).to("support_poll")
    done = confirm(signed_in(w.staff), "close-poll", theirs)
    assert Project.objects.get(pk=theirs.pk).stage == "support_poll"
    assert theirs.title not in told(done)


def test_a_project_is_never_typed_over(w):
    project = draft(w)
    browser = signed_in(w.staff)
    page = address(Project, "change", project.pk)
    assert browser.post(page, {"title": "改", "stage": "closed"}).status_code == 403
    project.refresh_from_db()
    assert project.title != "改"
    assert browser.get(address(Project, "add")).status_code == 403
    assert browser.post(address(Project, "delete", project.pk), {"post": "yes"}).status_code == 403


def test_the_page_of_a_project_leads_to_the_acts_that_are_open_to_this_person(w):
    project = Walk(w).to("screening")
    page = signed_in(w.staff).get(address(Project, "change", project.pk)).content.decode()
    assert reverse("pages:act", args=[project.pk, "screen"]) in page
    page = signed_in(w.auditor).get(address(Project, "change", project.pk)).content.decode()
    assert reverse("pages:act", args=[project.pk, "screen"]) not in page


def test_overdue_projects_are_marked_and_found(w):
    from datetime import timedelta

    late = Walk(w).to("screening")
    Project.objects.filter(pk=late.pk).update(stage_due=clock.now() - timedelta(days=1))
    draft(w, title="不急")
    browser = signed_in(w.staff)
    page = browser.get(LIST + "?overdue=yes")
    assert [row.pk for row in page.context["cl"].result_list] == [late.pk]
    assert 'class="overdue"' in page.content.decode()


def test_filters_and_search_find(w):
    draft(w, title="楼道照明", theme="environment")
    draft(w, title="歌唱队", theme="culture", kind="service")
    browser = signed_in(w.leader)
    for query in (
        "?q=照明",
        "?theme__exact=environment",
        "?kind__exact=works",
        f"?street={w.street.code}&q=照明",
    ):
        found = [row.title for row in browser.get(LIST + query).context["cl"].result_list]
        assert found == ["楼道照明"], query


def test_the_district_fills_an_envelope_once(w):
    browser = signed_in(w.leader)
    data = {
        "area": w.district.pk,
        "year": clock.today().year,
        "amount": "1,000,000",
        "memo": "年度补贴",
        "operation": str(uuid4()),
    }
    assert browser.post(address(Account, "add"), {**data, "year": "1"}).status_code == 200
    for _again in range(2):
        assert browser.post(address(Account, "add"), data).status_code == 302
    assert Entry.objects.count() == 1
    page = browser.get(address(Account)).content.decode()
    assert "1,000,000.00" in page
    assert signed_in(w.staff).get(address(Account, "add")).status_code == 403
