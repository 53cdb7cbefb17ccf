"""System checks of what the archive needs, made before it serves or imports."""

import sqlite3
from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

OLDEST_SQLITE = (3, 38, 0)


@register(Tags.database)
def check_sqlite(
    app_configs: Sequence[AppConfig] | None = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Return an error for each SQLite database, where this Python's SQLite is too old.

    Debian 12 brings 3.40; 3.38 is the first with JSON always built in.
    """
    if sqlite3.sqlite_version_info >= OLDEST_SQLITE:
        return []
    wanted = ".".join(map(str, OLDEST_SQLITE))
    return [
        Error(
            f"The database {alias!r} is SQLite {sqlite3.sqlite_version}; the archive needs {wanted} or newer.",
            hint="Use a newer Python or a newer sqlite3 library, or set DATABASE_URL to a PostgreSQL database.",
            id="cables.E001",
        )
        for alias in databases or ()
        if connections[alias].vendor == "sqlite"
    ]


@register(Tags.security, deploy=True)
def check_contact(app_configs: Sequence[AppConfig] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Return a warning where a public site names no contact."""
    if settings.CONTACT:
        return []
    return [
        Warning(
            "The about page names no contact.",
            hint="Set CONTACT to an e-mail or web address where readers reach the archive's keepers.",
            id="cables.W001",
        )
    ]
