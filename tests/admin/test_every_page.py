"""Every page of the admin opens, or is refused, for every role; none falls over."""

import pytest
from django.urls import reverse

from deliberation.models import Ballot, RollEntry, Score, SealedBallot
from panlong.accounts.models import User
from panlong.admin.base import ScopedAdmin
from projects.models import Project
from tests.admin.conftest import ROLES, address, models, signed_in
from tests.factories import Walk

ODD = (
    "?q=%00", "?stage__exact=%00", "?p=abc", "?p=-1", "?o=99.-7.x", "?id__exact=99999999999999999999", "?street=%27", "?area__code=1",
    "?stage_since__year=99999", "?stage_since__year=abc", "?at__day=99", "?e=1", "?all=", "?_to_field=x", "?nosuch=1", "?q=" + "x" * 3000,
)  # fmt: skip


@pytest.fixture
def full(w):
    """A world in which every list has a row."""
    Walk(w).to("aftercare")
    return w


@pytest.mark.parametrize("role", ROLES)
def test_every_list_and_every_first_row_open_or_are_refused(full, role):
    browser = signed_in(getattr(full, role))
    assert browser.get(reverse("admin:index")).status_code == 200
    opened = 0
    for model in models():
        lists = browser.get(address(model))
        assert lists.status_code in (200, 403), model
        adding = browser.get(address(model, "add"))
        assert adding.status_code in (200, 403), model
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            for page in ("change", "history", "delete"):
                answer = browser.get(address(model, page, row.pk))
                assert answer.status_code in (200, 302, 403), (model, page)
        if lists.status_code == 200:
            opened += 1
            assert browser.get(f"{address(model)}?q=1").status_code == 200, model
    assert opened >= 4


@pytest.mark.parametrize("role", ROLES)
def test_import_and_export_pages_open_or_are_refused(full, role):
    browser = signed_in(getattr(full, role))
    for model in models():
        for page in ("import", "export"):
            try:
                path = address(model, page)
            except Exception:
                continue
            assert browser.get(path).status_code in (200, 403), (model, page)
            assert browser.post(path, {}).status_code in (200, 403, 422), (model, page)


@pytest.mark.parametrize("query", ODD)
def test_an_odd_address_is_no_error(full, query):
    browser = signed_in(full.auditor)
    for model in models():
        assert browser.get(address(model) + query).status_code in (200, 302, 400, 403), model


def test_an_odd_number_is_no_error(full):
    browser = signed_in(full.staff)
    for pk in ("99999999999999999999", "abc", "1_0", "-1"):
        for page in ("change", "history", "delete"):
            path = address(Project, "changelist") + f"{pk}/{page}/"
            assert browser.get(path).status_code in (302, 403, 404), path


def test_an_odd_selection_is_no_error(full):
    answer = signed_in(full.staff).post(address(Project), {"action": "close", "_selected_action": ["abc"]})
    assert answer.status_code == 302


def test_residents_and_organisers_have_no_admin(full):
    for user in (full.proposer, full.organiser, full.committee[0]):
        answer = signed_in(user).get(address(Project), follow=True)
        assert answer.redirect_chain[-1][0] == reverse("pages:me")


def test_without_second_factor_there_is_no_admin(full, client):
    client.force_login(full.staff)
    assert client.get(address(Project)).status_code == 302


def test_nobody_can_look_up_who_voted_how(full):
    assert not {Ballot, RollEntry, SealedBallot, Score} & set(models())


def test_only_pages_scoped_by_posts_are_registered(full):
    from django.contrib import admin

    assert all(isinstance(page, ScopedAdmin) for page in admin.site._registry.values())


def test_the_pages_hold_no_inline_script_or_style(full):
    for user, model in ((full.staff, Project), (full.staff, User), (full.administrator, User)):
        browser = signed_in(user)
        row = model.objects.order_by("pk").last()
        for path in (
            address(model),
            address(model, "change", row.pk),
            address(model, "add"),
            reverse("admin:index"),
        ):
            text = browser.get(path).content.decode()
            assert "<style" not in text and ' style="' not in text and " onclick=" not in text
            assert "<script>" not in text and "javascript:" not in text


def test_a_superuser_without_a_post_is_an_administrator_and_no_more(full):
    root = User.objects.create_superuser(username="root", password="Erste-Hilfe-1")
    browser = signed_in(root)
    assert browser.get(address(User)).status_code == 200
    assert browser.get(address(Project)).status_code == 403
