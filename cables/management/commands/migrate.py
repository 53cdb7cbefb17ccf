"""``manage.py migrate``: Django's own, which also makes an SQLite database where there is none yet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate

from cables.connection import make_file


class Command(migrate.Command):
    """Makes the database, or brings it up to date after an upgrade."""

    def execute(self, *args: Any, **options: Any) -> str | None:
        # Here and not in `handle`, since the checks ahead of it connect to the database already.
        try:
            make_file()
        except OSError as error:
            raise CommandError(f"The database cannot be made ({error.strerror}): check DATABASE_URL.") from error
        return super().execute(*args, **options)
