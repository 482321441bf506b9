"""Whether the portal is well, for the machines that ask: proxies, container engines, `make run`."""

from collections.abc import Callable
from functools import cache as kept

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from panlong.log.outside import places


@never_cache
@require_GET
def livez(request: HttpRequest) -> JsonResponse:
    """Say that this process answers. Where it does not, a new one helps; whatever else is away, it would not."""
    return JsonResponse({"alive": True})


@never_cache
@require_GET
def readyz(request: HttpRequest) -> JsonResponse:
    """Say whether the portal can answer people: 200 when the database does and has all tables of this version, else 503.

    Redis is told beside it: without it pages are slower and messages some seconds later, and that is all. So is the public
    log: false when its heads do not leave the house, or a witness says that it was rewritten.
    """
    database = _answers(_ask_database)
    migrated = database and _answers(_require_migrated)
    parts = {"database": database, "migrated": migrated, "redis": _redis_answers()}
    parts["log"] = migrated and _answers(_require_heads_outside)
    is_ready = database and migrated
    return JsonResponse({"healthy": is_ready, **parts}, status=200 if is_ready else 503)


def _redis_answers() -> bool:
    return cache.answers()  # type: ignore[attr-defined]  # by panlong.tools.caching, which the settings name


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except Exception:
        return False
    return True


def _require_heads_outside() -> None:
    if not places.is_well():
        raise LookupError("heads do not leave the house")


def _ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@kept
def _require_migrated() -> None:
    """Raise DatabaseError while a migration of this version waits. Once there, tables stay: it is not asked again."""
    loader = MigrationLoader(connection)
    if waiting := set(loader.disk_migrations) - set(loader.applied_migrations):
        raise DatabaseError(f"{len(waiting)} migrations wait")
