from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db.backends.postgresql.operations import DatabaseOperations
from django.utils.translation.reloader import translation_file_changed

from panlong.policy.models import CalendarYear
from tests.factories import world
from tests.web_role import acting_as_web_role

_execute_sql_flush = DatabaseOperations.execute_sql_flush


def _flush_past_the_triggers(self, sql_list):
    """Empty the tables after a test with real commits; the append-only ones refuse TRUNCATE to everybody else."""
    role = "SET session_replication_role = "
    return _execute_sql_flush(self, [role + "replica", *sql_list, role + "DEFAULT"])


DatabaseOperations.execute_sql_flush = _flush_past_the_triggers


def pytest_addoption(parser):
    parser.addoption("--redraw", action="store_true", help="write the expected calendar of messages anew")


def pytest_configure(config):
    """Make the .mo files of a fresh clone, once; without them the portal would speak English."""
    if not hasattr(config, "workerinput"):
        call_command("compile_translations", verbosity=0)
        translation_file_changed(None, Path("django.mo"))  # what was read before there were any is forgotten


@pytest.fixture(autouse=True)
def _plain_world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()


@pytest.fixture
def calendars(db):
    """Years ahead whose holidays are not announced yet, so that tests of long roads do not depend on today."""
    for year in range(2027, 2032):
        CalendarYear.objects.get_or_create(year=year, defaults={"source": "test"})


@pytest.fixture
def w(calendars):
    """A street with everybody who is needed."""
    return world()


@pytest.fixture
def web_role(db):
    """Have the rights of the portal's own database role; the value is a cursor."""
    with acting_as_web_role() as cursor:
        yield cursor
