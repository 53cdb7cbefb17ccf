#!/usr/bin/env python3
"""Django's command line for the archive."""

import os
import sys


def main() -> None:
    """Run the management command named on the command line.

    A setting that is refused, or a database that does not answer, ends it with one sentence.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError, connections

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")
    except OperationalError as error:
        if any(connection.connection for connection in connections.all(initialized_only=True)):
            raise
        said = str(error).strip().partition("\n")[0]
        sys.exit(f"manage.py: The database cannot be reached ({said}): check DATABASE_URL, or run migrate to make it.")


if __name__ == "__main__":
    main()
