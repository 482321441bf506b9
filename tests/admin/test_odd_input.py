"""Whatever is typed, chosen or put into an address of the administration: a sentence, never an error of ours.

FUZZ_SECONDS=600 looks for longer than the few seconds a run (CI has little time).
"""

import os
import time

import pytest
from django.contrib import admin
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panlong.accounts.models import Post
from projects.models import Project
from tests.admin.conftest import ROLES, address, models, signed_in
from tests.factories import Walk

pytestmark = pytest.mark.django_db
SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
VALUES = st.sampled_from([
    "99999999999999999999", "-99999999999999999999", "9" * 400, "0", "-1", "1", "abc", "", "²", "\x00", "%", "'", '"', "x" * 3000, "\ud800",
    "1,2", "True", "None", "null", "2026-13-45", "0000-00-00", "10000-01-01", "99999", "1e400", "NaN", "Infinity", "٣", "🏠", "{}", "[]",
    "admin", "../..", "530103002", "a.b", "1.5", "2026-01-01 25:61", "in_progress",
])  # fmt: skip
LOOKUPS = st.sampled_from([
    "", "__exact", "__gte", "__lt", "__in", "__isnull", "__year", "__month", "__day", "__date", "__range", "__regex", "__contains", "__id__exact",
    "__nosuch", "__year__gte", "__pk", "__time", "__hour", "__week_day",
])  # fmt: skip
OWN = st.sampled_from(
    [
        "q", "p", "o", "e", "all", "ot", "_popup", "_to_field", "_changelist_filters", "x", "street", "action", "format", "resource", "index",
        "_facets", "select_across", "_selected_action", "term", "app_label", "model_name", "field_name",
    ]
)  # fmt: skip


def quick(examples: int):
    """Return the settings of a search: a few examples, or as many as fit into FUZZ_SECONDS."""
    health = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]
    return settings(
        max_examples=100_000 if SECONDS else examples, deadline=None, suppress_health_check=health, database=None, derandomize=not SECONDS
    )  # fmt: skip


def columns(model) -> list[str]:
    """Return what the list of `model` filters, searches and sorts by, and its columns."""
    page = admin.site._registry[model]
    filters = [
        one if isinstance(one, str) else getattr(one, "parameter_name", "x") for one in page.list_filter
    ]
    fields = [field.name for field in model._meta.get_fields()]
    return [*filters, *page.search_fields, *([page.date_hierarchy] if page.date_hierarchy else []), *fields]


PAGES = [
    (model, page)
    for model in models()
    for page in ("changelist", "export", "add", "change", "import", "history", "delete")
]


@pytest.fixture(scope="class")
def until():
    return time.monotonic() + SECONDS if SECONDS else float("inf")


@pytest.fixture
def browsers(w):
    Walk(w).to("in_progress")
    return {role: signed_in(getattr(w, role)) for role in ROLES}


def path_of(model, page: str, key: str) -> str | None:
    """Return the address of `page` of `model`, None when it has none."""
    names = {pattern.name for pattern in admin.site._registry[model].get_urls()}
    name = f"{model._meta.app_label}_{model._meta.model_name}_{page}"
    if name not in names:
        return None
    return address(model, page, key) if page in {"change", "history", "delete"} else address(model, page)


def keys(model) -> list[str]:
    first = model._base_manager.order_by("pk").values_list("pk", flat=True).first()
    return [str(first or 1), "99999999999999999999", "abc", "²", "-1", "a\x00"]


class TestAnyAddress:
    @quick(150)
    @given(data=st.data())
    def test_of_any_page_as_anybody_of_the_staff_is_understood_or_refused(self, browsers, until, data):
        if time.monotonic() > until:
            return
        model, page = data.draw(st.sampled_from(PAGES))
        path = path_of(model, page, data.draw(st.sampled_from(keys(model))))
        lookup = st.builds(str.__add__, st.sampled_from(columns(model)), LOOKUPS)
        query = data.draw(st.dictionaries(st.one_of(lookup, OWN), VALUES, min_size=1, max_size=3))
        browser = browsers[data.draw(st.sampled_from(ROLES))]
        if path is not None:
            query = {name: value.encode(errors="replace").decode() for name, value in query.items()}
            status = browser.get(path, query).status_code
            assert status < 500, (path, query)

    @quick(60)
    @given(query=st.dictionaries(OWN, VALUES, max_size=4))
    def test_of_the_search_for_a_row_is_understood_or_refused(self, browsers, query):
        asked = {"app_label": "accounts", "model_name": "post", "field_name": "deputy_for", **query}
        asked = {name: value.encode(errors="replace").decode() for name, value in asked.items()}
        assert browsers["administrator"].get(reverse("admin:autocomplete"), asked).status_code < 500


class TestAnyForm:
    @quick(80)
    @given(data=st.data())
    def test_that_is_filled_in_with_anything_is_taken_or_refused(self, browsers, until, data):
        if time.monotonic() > until:
            return
        model, page = data.draw(st.sampled_from([pair for pair in PAGES if pair[1] != "history"]))
        path = path_of(model, page, data.draw(st.sampled_from(keys(model))))
        names = st.one_of(st.sampled_from([field.name for field in model._meta.get_fields()]), OWN)
        facts = data.draw(st.dictionaries(names, VALUES, max_size=8))
        browser = browsers[data.draw(st.sampled_from(ROLES))]
        if path is not None:
            facts = {name: value.encode(errors="replace").decode() for name, value in facts.items()}
            assert browser.post(path, facts).status_code < 500, (path, facts)


class TestWhatWasFound:
    @pytest.mark.parametrize("query", ["x=1", "stage_since__year=99999999999999999999", "stage__exact=%00"])
    @pytest.mark.parametrize("page", ["changelist", "export"])
    def test_a_list_that_is_not_understood_is_shown_whole_with_a_sentence(self, w, page, query):
        browser, path = signed_in(w.auditor), address(Project, page)
        answer = browser.get(f"{path}?{query}", follow=True)
        assert answer.redirect_chain == [(f"{path}?e=1", 302)] and answer.status_code == 200
        assert "现显示完整列表" in answer.text
        assert browser.get(address(Project)).status_code == 200  # what was not understood is not remembered

    def test_a_key_that_is_no_number_is_said_beside_its_field_with_all_that_was_typed(self, w):
        words = {"deputy_for": "abc", "role": "volunteer", "user": "9" * 30}
        page = signed_in(w.staff).post(address(Post, "add"), words)
        assert (
            page.status_code == 200 and {"deputy_for", "user"} <= page.context["adminform"].form.errors.keys()
        )
        assert 'value="volunteer" selected' in page.text

    def test_an_odd_start_of_a_form_is_left_empty(self, w):
        assert signed_in(w.staff).get(address(Post, "add") + "?deputy_for=abc&user=%C2%B2").status_code == 200

    def test_an_error_of_ours_stays_one(self, w, monkeypatch):
        def broken(*args):
            raise ValueError

        monkeypatch.setattr("panlong.admin.base.ScopedAdmin.get_queryset", broken)
        with pytest.raises(ValueError):
            signed_in(w.auditor).get(address(Project))
