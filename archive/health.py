"""`/healthz`: whether the site can serve, for a load balancer. No question takes longer where more is held."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connections
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache

Migration = tuple[str, str]


class UnwellError(Exception):
    """What is asked about is not as it should be; the argument says how."""


@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 where all is well, else 503; for the database, its migrations and the search index "ok" or what is wrong."""
    found = {name: state(check) for name, check in CHECKS.items()}
    return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)


def state(check: Callable[[], None]) -> str:
    """What a check says: "ok", or what is wrong."""
    try:
        check()
    except UnwellError as unwell:
        return str(unwell)
    except (DatabaseError, InterfaceError):
        return "no answer"
    return "ok"


def ask(question: str) -> list[tuple[str, ...]]:
    """The rows that answer a question, through the connection that pages are read through without replicas."""
    with connections[settings.READER].cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())


def database() -> None:
    """The database answers."""
    ask("SELECT 1")


def migrations() -> None:
    """The database has the tables of this version of the program: its migrations are applied."""
    applied = {(app, name) for app, name in ask("SELECT app, name FROM django_migrations")}
    if missing := len(known_migrations() - applied):
        raise UnwellError(f"{missing} to be applied: run manage.py migrate")


def index() -> None:
    """The search index is there, and not empty where cables are held."""
    if ask("SELECT 1 FROM cables_cable LIMIT 1") and not ask("SELECT 1 FROM cables_search LIMIT 1"):
        raise UnwellError("empty: run manage.py rebuild_search")


CHECKS = {"database": database, "migrations": migrations, "index": index}


@lru_cache(maxsize=1)
def known_migrations() -> frozenset[Migration]:
    """The migrations that this version of the program brings."""
    return frozenset(MigrationLoader(None).disk_migrations)
