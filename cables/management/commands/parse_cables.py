"""`manage.py parse_cables`: parse cables, one JSON object a line, without a database."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cables.ingest.limits import limits
from cables.management.record_map import add_map_argument
from cables.management.terminal import escape_unprintable
from cables.sources import FileFormat, RawCable, RefusedItem, read
from cables.telegram import parse, to_json
from cables.telegram.parts import Problem, Telegram


class Command(BaseCommand):
    """Command that prints parsed cables; refused items go to standard error, and the exit status is 1 then."""

    help = "Print each cable as one JSON object a line: files, folders, archives, or - for standard input."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="file, folder, archive, or - for standard input")
        parser.add_argument(
            "--format",
            choices=[format.value for format in FileFormat if not format.is_archive],
            help="the format of the items, instead of the one that is recognised",
        )
        add_map_argument(parser)

    def handle(self, *args: Any, paths: list[str], format: str | None, map: dict[str, str], **options: Any) -> None:
        refused = False
        try:
            for path in paths:
                # A page or a record in, a line out, so that results can be joined to what they are of.
                for item in read(path, format, limits(), given=map, divides=False):
                    if isinstance(item, RefusedItem):
                        refused = True
                        self.stderr.write(escape_unprintable(f"{item.where}: {item.reason}"))
                    if isinstance(item, RawCable):
                        self._print(_parsed(item), item.where)
                    elif item.format == FileFormat.JSONL:
                        self._print(_unread(item), item.where)
            self.stdout.flush()
        except BrokenPipeError:
            # What reads the output has ended (`| head`); Python would raise once more when it closes standard output.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if refused:
            sys.exit(1)

    def _print(self, telegram: Telegram, source: str) -> None:
        self.stdout.write(json.dumps(to_json(telegram, source)))


def _parsed(raw: RawCable) -> Telegram:
    return parse(raw.text, raw.hint, published_id=raw.published_id, stated=raw.stated)


def _unread(item: RefusedItem) -> Telegram:
    line = int(item.where.rpartition(":")[2])
    return Telegram(problems=(Problem("unreadable-line", line, item.reason),))
