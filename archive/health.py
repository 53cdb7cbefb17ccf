"""`/healthz`: whether the site can serve, for a load balancer. No query takes longer in a larger archive."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

Migration = tuple[str, str]


class UnhealthyError(Exception):
    """A failed check; the argument says what is wrong."""


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """Return 200 where all is well, else 503; for the database, its migrations and the search index "ok" or a fault."""
    states = {name: state(check) for name, check in CHECKS.items()}
    return JsonResponse(states, status=200 if set(states.values()) == {"ok"} else 503)


def state(check: Callable[[], None]) -> str:
    """Return "ok" or what is wrong, by a check."""
    try:
        check()
    except UnhealthyError as error:
        return str(error)
    except (DatabaseError, InterfaceError):
        return "no answer"
    return "ok"


def rows(query: str) -> list[tuple[str, ...]]:
    """Return the rows of a query, through the connection that pages are read through without replicas."""
    with connections[settings.READER].cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def database() -> None:
    """Raise DatabaseError or InterfaceError where the database does not respond."""
    rows("SELECT 1")


def migrations() -> None:
    """Raise UnhealthyError where migrations of this version of the program are not applied."""
    applied = {(app, name) for app, name in rows("SELECT app, name FROM django_migrations")}
    if missing := len(known_migrations() - applied):
        raise UnhealthyError(f"{missing} to be applied: run manage.py migrate")


def index() -> None:
    """Raise UnhealthyError where the search index is empty, but the archive is not."""
    if not rows("SELECT 1 FROM cables_search LIMIT 1") and rows("SELECT 1 FROM cables_cable LIMIT 1"):
        raise UnhealthyError("empty: run manage.py rebuild_search")


CHECKS = {"database": database, "migrations": migrations, "index": index}


@lru_cache(maxsize=1)
def known_migrations() -> frozenset[Migration]:
    """Return the migrations of this version of the program."""
    return frozenset(MigrationLoader(None).disk_migrations)
