"""`manage.py restore DIR`: restore a backup."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cables import archive_vocabulary, backup
from cables.db import sqlite
from cables.models import Cable, Revision
from cables.telegram import PARSER_VERSION
from cables.verification import verifier

DIFFERENT = 1


class Command(BaseCommand):
    """Command that checks a backup, restores it, migrates its tables and verifies it."""

    help = (
        "Let the archive be what the backup in DIR holds, and verify it. What is held now is gone then, which needs "
        "--force. Exit status: 0; 1 where the backup cannot be put back, or differs from what its texts say."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that backup has written")
        parser.add_argument("--force", action="store_true", help="also where cables are held, which are lost")

    def handle(self, *args: Any, folder: Path, force: bool, **options: Any) -> None:
        try:
            manifest = backup.Manifest.read(folder)
            manifest.check(folder, connection.vendor)
            sqlite.make_file()
            if backup.has_cables() and not force:
                raise CommandError("This archive holds cables: restore --force replaces them.")
            left_to_do = backup.restore(folder, manifest)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The database cannot be made ({error.strerror}): check DATABASE_URL.") from error
        if left_to_do:
            self.stderr.write(left_to_do)
        call_command("migrate", verbosity=0, interactive=False)
        archive_vocabulary.refresh()
        counts = {model: model._default_manager.count() for model in apps.get_app_config("cables").get_models()}
        self.stdout.write(f"{counts[Cable]} cables and {counts[Revision]} texts of {manifest.made_at} are back.")
        if any(manifest.rows.get(model._meta.db_table, count) != count for model, count in counts.items()):
            raise CommandError("The manifest counts others: the restored archive is not to be trusted.")
        self.conclude(manifest)

    def conclude(self, manifest: backup.Manifest) -> None:
        """Write the result of verification in short, and exit with its status."""
        if (manifest.parser_version, manifest.vocabulary) != (PARSER_VERSION, archive_vocabulary.current().fingerprint):
            self.stdout.write("Another parser or vocabulary derived its rows: reparse derives them anew.")
        differences = sum(1 for _ in verifier.verify())
        if not differences:
            self.stdout.write("Verified: everything is as the texts say.")
            return
        self.stdout.write(f"Verified: {differences} differences from what the texts say; verify_archive names them.")
        sys.exit(DIFFERENT)
