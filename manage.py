#!/usr/bin/env python3
"""Django's command line for the archive."""

import os
import sys


def main() -> None:
    """Run the management command named on the command line.

    A setting that is refused, or a database that does not answer or was not migrated, ends it with one sentence.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, OperationalError, connections

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")
    except DatabaseError as error:
        from cables.management import database_errors

        if database_errors.is_not_migrated(error):
            sys.exit(f"manage.py: {database_errors.not_migrated(error)}")
        is_connected = any(connection.connection for connection in connections.all(initialized_only=True))
        if is_connected or not isinstance(error, OperationalError):
            raise
        said = str(error).strip().partition("\n")[0]
        sys.exit(f"manage.py: The database cannot be reached ({said}): check DATABASE_URL, or run migrate to make it.")


if __name__ == "__main__":
    main()
