"""Whatever stands after the question mark of a public page: an answer, never an error of ours.

The pages are those that docs/addresses.txt opens to everybody. FUZZ_SECONDS=600 looks for longer.
"""

import os
import time

import pytest
from django.conf import settings as portal
from django.urls import NoReverseMatch, reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panlong.notices.models import Notice
from tests.factories import Walk

pytestmark = pytest.mark.django_db
SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
NAMES = st.sampled_from([
    "page", "p", "q", "year", "source", "area", "stage", "kind", "theme", "level", "sort", "order", "street", "community", "from", "to", "day", "next",
    "code", "form", "copy", "month", "since", "until", "letter", "language", "view", "type", "round", "number", "lang", "step", "name", "x",
])  # fmt: skip
VALUES = st.one_of(
    st.sampled_from([
        "99999999999999999999", "-1", "0", "9" * 400, "abc", "", "²", "٣", "\x00", "\x0b", "%00", "'", "2026-13-45", "10000", "1e400", "NaN", "🏠",
        "x" * 3000, "//evil", "None", "True", "530103002", "in_progress", "2026", "last", "1,2", "[]", "\u202e", "-9" * 30,
    ]),
    st.text(max_size=12),
)  # fmt: skip


def open_pages() -> list[str]:
    """Return the names of the addresses that docs/addresses.txt opens to everybody."""
    lines = (portal.BASE_DIR / "docs" / "addresses.txt").read_text(encoding="utf-8").splitlines()
    found = (line.removeprefix("GET  ").partition(": ") for line in lines if line.startswith("GET "))
    return [
        name
        for name, _colon, told in found
        if "nobody" in told.split(";")[0].split() and not name.startswith("admin:")
    ]


@pytest.fixture
def addresses(w):
    project = Walk(w).to("in_progress")
    numbers = {"pk": project.pk, "code": w.courtyard.code, "form": "csv", "name": "submit", "token": "x"}
    notice = Notice.objects.filter(events__project=project).first()
    kinds = (
        {},
        {"pk": project.pk},
        {"pk": notice.pk},
        {"pk": project.pk, "form": "csv"},
        {"form": "csv"},
        {"code": numbers["code"]},
    )
    return sorted({address for name in open_pages() for kind in kinds if (address := address_of(name, kind))})


def address_of(name: str, carries: dict) -> str | None:
    try:
        return reverse(name, kwargs=carries)
    except NoReverseMatch:
        return None


@settings(
    max_examples=100_000 if SECONDS else 150, deadline=None, database=None, derandomize=not SECONDS,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(data=st.data())
def test_any_query_of_a_public_page_is_understood_or_refused(addresses, client, data):
    if SECONDS and time.monotonic() > START + SECONDS:
        return
    address = data.draw(st.sampled_from(addresses))
    query = data.draw(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3))
    asked = {name: value.encode(errors="replace").decode() for name, value in query.items()}
    assert client.get(address, asked).status_code < 500, (address, asked)


def test_every_public_page_was_looked_at(addresses):
    assert len(addresses) > 25


START = time.monotonic()
