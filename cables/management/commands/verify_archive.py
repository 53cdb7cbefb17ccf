"""`manage.py verify_archive`: verify everything that is stored against the texts."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cables.models import Cable, Revision
from cables.verification import verifier
from cables.verification.difference import LOOKS

DIFFERENT = 1


class Command(BaseCommand):
    """Command that writes each difference as a sentence, and exits with 1 where one remains."""

    help = (
        "Verify the archive: the checksum of every text, and everything that is derived from the texts (rows, links, "
        "counts, search index) against what they give now. Exit status: 0 where nothing differs, or all that did was "
        "mended; 1 where differences remain."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="mend what can be derived; texts are never changed")
        parser.add_argument(
            "--report", type=Path, metavar="FILE", help="write every difference as a JSON object a line"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        repair: bool = options["repair"]
        quiet = not sys.stderr.isatty() or options["verbosity"] == 0
        found: Counter[str] = Counter()
        with ExitStack() as open_files:
            report = None
            if options["report"]:
                try:
                    report = open_files.enter_context(options["report"].open("w", encoding="utf-8"))
                except OSError as error:
                    raise CommandError(
                        f"The report cannot be written to {options['report']}: {error.strerror}."
                    ) from error
            total = LOOKS * Cable.objects.count()
            bar = open_files.enter_context(tqdm(total=total, unit=" looks", disable=quiet, file=sys.stderr))
            for difference in verifier.verify(repair=repair, progress=bar.update):
                repaired = repair and difference.derivable
                found["mended" if repaired else "remaining"] += 1
                with tqdm.external_write_mode(file=sys.stdout):
                    self.stdout.write(f"{difference.sentence}{' Mended.' if repaired else ''}")
                if report:
                    entry = {
                        "kind": difference.kind,
                        "mrn": difference.mrn,
                        "message": difference.sentence,
                        "derivable": difference.derivable,
                        "mended": repaired,
                    }
                    report.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self.conclude(found, repair=repair)

    def conclude(self, found: Counter[str], *, repair: bool) -> None:
        """Write how many differences there are, and exit with the status of the command."""
        counts = f"{Cable.objects.count()} cables, {Revision.objects.count()} texts"
        if not found:
            self.stdout.write(f"{counts}: everything is as the texts say.")
            return
        mended = f"{found['mended']} mended, " if repair else ""
        self.stdout.write(f"{counts}: {mended}{found['remaining']} differences remain.")
        if found["remaining"]:
            sys.exit(DIFFERENT)
