"""What machines ask: is the process alive, can the portal answer people."""

import pytest
from django.core.cache import cache
from django.db import OperationalError, connection

from panlong.portal import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_for_the_first_time():
    health._require_migrated.cache_clear()
    yield
    health._require_migrated.cache_clear()


def test_a_process_is_alive_whatever_else_is_away(client, monkeypatch):
    def away(*args):
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", away)
    monkeypatch.setattr(cache, "get", away, raising=False)
    assert client.get("/livez").json() == {"alive": True}


@pytest.mark.parametrize("address", ["/readyz", "/healthz"])
def test_the_portal_is_ready_with_its_database_and_all_its_tables(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.json()) == (
        200,
        {"healthy": True, "database": True, "migrated": True, "redis": True, "log": True},
    )
    assert "no-store" in answer.headers["Cache-Control"]


def test_it_is_not_ready_while_a_migration_waits(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'funding'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrated"]) == (503, False)


def test_without_redis_it_is_ready_and_says_so(client, monkeypatch):
    monkeypatch.setattr(health.cache, "answers", lambda: False, raising=False)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["redis"]) == (200, False)


def test_asking_again_and_again_reads_no_list_of_migrations(client, django_assert_num_queries):
    client.get("/readyz")
    with django_assert_num_queries(1):
        client.get("/readyz")
