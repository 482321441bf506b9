import pytest
from django.core.cache import cache

from panlong.policy.models import CalendarYear
from tests.factories import world


@pytest.fixture(autouse=True)
def _plain_world(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CELERY_TASK_ALWAYS_EAGER = False
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
