"""`manage.py mrn`: parse message reference numbers, one JSON object a line, without a database."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from cables.telegram.mrn import normalise


class Command(BaseCommand):
    """Command that prints the canonical form of ids in any spelling, in the order given."""

    help = "Print the canonical form of message reference numbers, however they are spelt."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("ids", nargs="*", metavar="ID", help="an id; - (or none) for standard input, an id a line")

    def handle(self, *args: Any, ids: list[str], **options: Any) -> None:
        for line in _ids(ids or ["-"]):
            self.stdout.write(json.dumps({"input": line, **asdict(normalise(line))}))


def _ids(ids: Iterable[str]) -> Iterator[str]:
    for name in ids:
        if name == "-":
            lines = io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
            yield from (line.rstrip("\r\n") for line in lines)
        else:
            yield name
