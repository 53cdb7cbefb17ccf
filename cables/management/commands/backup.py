"""`manage.py backup DIR`: copy the archive while the site serves."""

from __future__ import annotations

import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cables import backup
from cables.models import Cable, Revision

INTERRUPTING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
INTERRUPTED = 130  # as shells have it


class Command(BaseCommand):
    """Command that writes the copy and its manifest into a new folder."""

    help = (
        "Copy the archive's database into the new folder DIR, with a manifest (counts, checksum, migrations). The site "
        "and an import may go on meanwhile: the copy is of one moment."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR", help="a folder that does not exist yet, or is empty")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        interrupting = [number for number in INTERRUPTING if signal.getsignal(number) != signal.SIG_IGN]
        before = {number: signal.signal(number, signal.default_int_handler) for number in interrupting}
        try:
            manifest = backup.create(folder)
        except backup.BackupError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Interrupted: nothing of the backup is left.", returncode=INTERRUPTED) from None
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        cables, texts = (manifest.rows[model._meta.db_table] for model in (Cable, Revision))
        self.stdout.write(f"{cables} cables and {texts} texts are in {folder / manifest.file}.")
