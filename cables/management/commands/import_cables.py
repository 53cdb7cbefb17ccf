"""`manage.py import_cables PATH...`: import the texts of cables."""

from __future__ import annotations

import itertools
import json
import os
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from cables import archive_vocabulary
from cables.ingest import service
from cables.ingest.limits import limits
from cables.ingest.outcomes import Outcome, Status
from cables.management import database_errors
from cables.management.record_map import add_map_argument
from cables.management.terminal import escape_unprintable
from cables.sources import FileFormat, RawCable, RefusedItem, read, taken

NOT_REPORTED = (Status.STORED, Status.REVISED, Status.FURTHER, Status.UNCHANGED, Status.RECORDED)
SOME_REFUSED, NOTHING_READ, INTERRUPTED = 1, 2, 130  # the last as shells have it
REPLACED = (
    "A backup was restored over the archive meanwhile, which then had nothing of this import: run the command again."
)
RUN_AGAIN = "What was imported before is stored and consistent: run the command again to go on."


class Command(BaseCommand):
    """Command that reads every path, in the order given, and stores what is new."""

    help = (
        f"Import cables: {taken()}, and folders; - is standard input. "
        "What is held already is left alone: a broken-off import is simply run again. Exit status: 0; 1 where some "
        "items were refused; 2 where nothing could be read; 3 where it could not go on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder or archive; - for standard input")
        parser.add_argument(
            "--format",
            choices=[each.value for each in FileFormat],
            help="instead of recognising the format of each item",
        )
        add_map_argument(parser)
        parser.add_argument("--report", type=Path, metavar="FILE", help="write every problem as a JSON object a line")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, store nothing")
        parser.add_argument(
            "--workers",
            type=int,
            default=os.cpu_count() or 1,
            metavar="N",
            help="processes that parse beside the one that writes; 0 parses in the same one (default: one a core)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[str] = options["paths"]
        # Lazily: file names are read by the vocabulary that `ingest` has loaded by then.
        items = itertools.chain.from_iterable(
            read(path, options["format"], limits(), archive_vocabulary.current(), given=options["map"])
            for path in paths
        )
        quiet = not sys.stderr.isatty() or options["verbosity"] == 0
        with ExitStack() as open_files:
            report = self.open_report(options["report"], open_files)
            bar = open_files.enter_context(tqdm(unit=" cables", disable=quiet, file=sys.stderr))
            reporter = Reporter(self, bar, report)
            try:
                with database_errors.reported(RUN_AGAIN):
                    statuses = service.ingest(
                        counted(items, reporter.seen),
                        label=escape_unprintable(" ".join(paths)),
                        workers=options["workers"],
                        dry_run=options["dry_run"],
                        report=reporter.report,
                    )
            except service.ArchiveReplaced as error:
                raise CommandError(REPLACED, returncode=database_errors.INCOMPLETE) from error
            except BrokenProcessPool as error:
                raise CommandError(
                    "A process that parses was ended from outside, perhaps for lack of memory: with --workers 0 none "
                    f"is started. {RUN_AGAIN}",
                    returncode=database_errors.INCOMPLETE,
                ) from error
            except KeyboardInterrupt:
                raise CommandError(f"Interrupted. {RUN_AGAIN}", returncode=INTERRUPTED) from None
        self.conclude(statuses, reporter.seen, options)

    def open_report(self, path: Path | None, open_files: ExitStack) -> Report | None:
        """Return the report, opened; None where none is wanted."""
        if path is None:
            return None
        report = Report(path)
        open_files.callback(report.close)
        return report

    def conclude(self, statuses: Counter[Status], seen: Counter[str], options: dict[str, Any]) -> None:
        """Write how many texts have each status, and exit with the status of the command."""
        counts = ", ".join(f"{statuses[status]} {status}" for status in Status if status != Status.RECORDED)
        if statuses[Status.RECORDED]:
            counts += f", {statuses[Status.RECORDED]} recorded without text"
        if options["verbosity"] > 0:
            self.stdout.write(f"{'Would be: ' if options['dry_run'] else ''}{counts}.")
        if not seen["read"]:
            raise CommandError("Nothing could be read.", returncode=NOTHING_READ)
        if statuses[Status.REFUSED] or statuses[Status.CONFLICT]:
            sys.exit(SOME_REFUSED)


REPORTED_AS = {"status": "fate"}  # the members of the report whose names are not those of the outcome's fields


class Reporter:
    """Reporter of outcomes: on the terminal those that were not stored, in the report file every problem too."""

    def __init__(self, command: BaseCommand, bar: tqdm[Any], file: Report | None) -> None:
        self.command, self.bar, self.file = command, bar, file
        self.seen: Counter[str] = Counter()

    def report(self, outcome: Outcome) -> None:
        """Report the outcome of one text."""
        self.bar.update()
        if outcome.status not in NOT_REPORTED:
            with tqdm.external_write_mode(file=sys.stderr):
                self.command.stderr.write(escape_unprintable(f"{outcome.where}: {outcome.status}: {outcome.reason}"))
        if self.file and (outcome.problems or outcome.status not in NOT_REPORTED):
            self.file.write(outcome)


class Report:
    """File of problems, a JSON object a line; where it cannot be written, CommandError says so in a sentence."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            # A file name that is not in UTF-8 has surrogates, for which JSON has an escape.
            self.file = path.open("w", encoding="utf-8", errors="backslashreplace", buffering=1)
        except OSError as error:
            reason = f"The report cannot be written to {path}: {error.strerror}."
            raise CommandError(reason, returncode=NOTHING_READ) from error

    def write(self, outcome: Outcome) -> None:
        """Add the outcome of one text."""
        try:
            fields = {REPORTED_AS.get(name, name): value for name, value in asdict(outcome).items()}
            self.file.write(json.dumps(fields, ensure_ascii=False) + "\n")
        except OSError as error:
            raise self.unwritable(error) from error

    def close(self) -> None:
        """Close the file, writing what is buffered."""
        try:
            self.file.close()
        except OSError as error:
            raise self.unwritable(error) from error

    def unwritable(self, error: OSError) -> CommandError:
        """Return the error for a report that could be opened and not be finished."""
        reason = f"The report cannot be written any further to {self.path}: {error.strerror}. {RUN_AGAIN}"
        return CommandError(reason, returncode=database_errors.INCOMPLETE)


def counted(items: Iterator[RawCable | RefusedItem], seen: Counter[str]) -> Iterator[RawCable | RefusedItem]:
    """Yield the items, counting those that could be read as `seen["read"]`."""
    for item in items:
        seen["read"] += isinstance(item, RawCable)
        yield item
