"""`manage.py rebuild_search`: build the search index anew."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from cables.ingest import service
from cables.management import failure


class Command(BaseCommand):
    """Reads the rows of every cable and indexes their words again."""

    help = (
        "Build the search index anew from the cables held, for instance after words are taken differently. The site "
        "goes on searching the old index until the new one is whole; interrupted, the old one stays."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = not sys.stderr.isatty() or options["verbosity"] == 0
        so_far = "The index is as it was: run the command again."
        with failure.told(so_far), tqdm(unit=" cables", disable=quiet, file=sys.stderr) as bar:
            done = service.rebuild_search(tell=lambda: bar.update() and None)
        self.stdout.write(f"{done} cables can be searched.")
