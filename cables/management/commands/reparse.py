"""`manage.py reparse`: derive the rows of cables again from their texts."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from cables.ingest import service
from cables.management import database_errors


class Command(BaseCommand):
    """Command that parses the current revision of cables again, after the parser or the vocabulary changed."""

    help = (
        "Derive the rows of cables anew from their texts: those that an older parser or vocabulary made, or with --all "
        "every one. Links, counts and names of posts and TAGS follow. Interrupted, it goes on where it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--all", action="store_true", help="also cables that this parser and vocabulary made")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = not sys.stderr.isatty() or options["verbosity"] == 0
        so_far = "What was derived anew before is stored: run the command again to go on."
        with database_errors.reported(so_far), tqdm(unit=" cables", disable=quiet, file=sys.stderr) as bar:
            done = service.reparse(everything=options["all"], progress=lambda: bar.update() and None)
        self.stdout.write(f"{done} cables were parsed anew.")
