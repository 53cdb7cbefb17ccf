"""`manage.py migrate`: Django's own, one at a time, which also makes an SQLite database where there is none yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from cables.db import roles, sqlite

# Locks of the session: where a migration was killed, its server finishes a statement before it releases the lock.
LOCK = "SELECT pg_advisory_lock(hashtext('cables.migrate'))"
UNLOCK = "SELECT pg_advisory_unlock(hashtext('cables.migrate'))"


class Command(migrate.Command):
    """Command that makes the database, or brings it up to date after an upgrade."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        # Here and not in `handle`, since the checks before it connect to the database already.
        try:
            sqlite.make_file()
        except OSError as error:
            raise CommandError(f"The database cannot be made ({error.strerror}): check DATABASE_URL.") from error
        return super().execute(*args, **options)

    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if connection.vendor != "postgresql":
            # SQLite has one writer at a time, and none that outlives its process.
            super().handle(*args, **options)
            return
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        try:
            super().handle(*args, **options)
            if not (options["plan"] or options["check_unapplied"]):
                roles.renew()
        finally:
            with connection.cursor() as cursor:
                cursor.execute(UNLOCK)
