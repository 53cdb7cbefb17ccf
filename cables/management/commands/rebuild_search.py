"""`manage.py rebuild_search`: rebuild the search index."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from cables.ingest import service
from cables.management import database_errors


class Command(BaseCommand):
    """Command that indexes the words of every cable again, from its rows."""

    help = (
        "Build the search index anew from the cables held, for instance after words are taken differently. The site "
        "goes on searching the old index until the new one is whole; interrupted, the old one stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = not sys.stderr.isatty() or options["verbosity"] == 0
        so_far = "The index is as it was: run the command again."
        with database_errors.reported(so_far), tqdm(unit=" cables", disable=quiet, file=sys.stderr) as bar:
            done = service.rebuild_search(progress=lambda: bar.update() and None)
        self.stdout.write(f"{done} cables can be searched.")
