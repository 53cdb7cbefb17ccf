#!/usr/bin/env python3
"""Django's command line for the archive."""

import os
import sys


def main() -> None:
    """Run the management command named on the command line; a setting that is refused ends it with one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
