"""The calendar of every message of one project's full year is the one that was agreed on."""

from datetime import timedelta
from pathlib import Path

import pytest

from panlong import clock
from tests.factories import world
from tests.notices.year import BEGINS, Year

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXPECTED = Path(__file__).parent.parent / "data" / "calendar_of_a_year.txt"


def test_a_year_of_messages_is_as_agreed(calendars, request):
    with clock.at(BEGINS - timedelta(days=30)):
        w = world()
    calendar = Year(w).play()
    if request.config.getoption("--redraw"):
        EXPECTED.parent.mkdir(exist_ok=True)
        EXPECTED.write_text(calendar)
    assert calendar == EXPECTED.read_text()
