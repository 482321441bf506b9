"""The database went away and came back: who reads notices nothing, who writes is told."""

import psycopg
import pytest
from django.db import connection, connections
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import path

from panlong.wsgi import Portal
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
served: list[str] = []
breaks = [1]  # how many times


def page(request):
    """Ask the database, whose connection breaks the first time or times."""
    served.append(request.method)
    with connection.cursor() as cursor:
        if len(served) <= breaks[0]:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        cursor.execute("SELECT 42")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [path("page", page)]
handler500 = "panlong.portal.errors.server_error"


@pytest.fixture
def ask(settings):
    """Ask as the web server does."""
    settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, []
    served.clear()
    portal = Portal()

    def ask(method: str) -> tuple[int, bytes]:
        said: list[int] = []
        answer = portal(
            RequestFactory().generic(method, "/page").environ,
            lambda status, headers: said.append(int(status[:3])),
        )
        body = b"".join(answer)
        answer.close()
        return said[0], body

    yield ask
    connection.close()


def break_all_connections() -> None:
    known = connection.settings_dict
    with psycopg.connect(
        dbname="postgres",
        user=known["USER"],
        host=known["OPTIONS"].get("host") or known["HOST"],
        autocommit=True,
    ) as link:
        link.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [known["NAME"]]
        )


def use_a_connection() -> int:
    """Ask something on a connection of this thread, and give it back."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.2), 42")
            return int(cursor.fetchone()[1])
    finally:
        connections.close_all()


def test_connections_from_before_the_restart_are_not_used():
    assert together(*[use_a_connection] * 6) == [42] * 6
    connections.close_all()
    break_all_connections()
    assert together(*[use_a_connection] * 6) == [42] * 6


def test_a_page_during_which_it_broke_is_made_once_more(ask):
    assert ask("GET") == (200, b"42")
    assert served == ["GET", "GET"]


def test_it_is_not_made_a_third_time(ask, monkeypatch):
    monkeypatch.setattr(f"{__name__}.breaks", [2])
    assert ask("GET")[0] == 503
    assert served == ["GET", "GET"]


def test_what_writes_is_told_and_not_repeated(ask):
    status, body = ask("POST")
    assert (status, served) == (503, ["POST"])
    assert "请一分钟后再试" in body.decode()
    assert ask("POST") == (200, b"42")
