"""`manage.py make_reader`: make the PostgreSQL role that public pages read as."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from cables.db import roles
from cables.management import database_errors


class Command(BaseCommand):
    """Command that makes the role that READER_URL names, or brings its password and rights up to date."""

    help = (
        "Make the PostgreSQL role that READER_URL names, or bring its password and rights up to date. It may read the "
        "public tables and nothing else. Migrations keep its rights up to date from then on."
    )
    requires_migrations_checks = True

    def handle(self, *args: Any, **options: Any) -> None:
        name = roles.role()
        if not name:
            raise CommandError("READER_URL names no PostgreSQL role besides the one that writes: set it first.")
        try:
            roles.make()
        except roles.PrivilegedRoleError as error:
            raise CommandError(f"The role {error} may do more than read: let READER_URL name another.") from error
        except DatabaseError as error:
            if database_errors.is_not_migrated(error):
                raise CommandError(database_errors.not_migrated(error)) from error
            message = str(error).strip().partition("\n")[0]
            raise CommandError(
                f"PostgreSQL refused ({message}): let DATABASE_URL name a role that may do this."
            ) from error
        self.stdout.write(f"The role {name} may read {len(roles.tables())} tables, and write none.")
