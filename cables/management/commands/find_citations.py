"""`manage.py find_citations`: the telegrams that a text cites, one JSON object a line, without a database."""

from __future__ import annotations

import json
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cables.citations import find_citations


class Command(BaseCommand):
    """Command that prints each telegram that a note, a page or an article cites, in whatever form."""

    help = "Print the telegrams that a text cites, each as a JSON object with its place in the text."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a text; - for standard input")
        parser.add_argument("--year", type=int, help="the year that the text is about, where it states none")
        parser.add_argument(
            "--jsonl",
            action="store_true",
            help='each line of FILE is an object {"text", "year"?}, and each line out {"citations": [...]}',
        )

    def handle(self, *args: Any, file: str, year: int | None, jsonl: bool, **options: Any) -> None:
        with ExitStack() as opened:
            try:
                binary = sys.stdin.buffer if file == "-" else opened.enter_context(Path(file).open("rb"))
            except OSError as error:
                raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
            lines = (line.decode("utf-8", "replace") for line in binary)
            if not jsonl:
                for citation in find_citations("".join(lines), year=year):
                    self._write(citation.as_json())
                return
            for number, line in enumerate(lines, 1):
                text, hint = _given(line, number)
                found = find_citations(text, year=hint or year)
                self._write({"citations": [citation.as_json() for citation in found]})

    def _write(self, value: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(value, ensure_ascii=False))


def _given(line: str, number: int) -> tuple[str, int | None]:
    """Return the text and the hint of a line of JSON. Raises CommandError where it is none."""
    try:
        given = json.loads(line)
        text, year = given["text"], given.get("year")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CommandError(f'Line {number} is no JSON object with the member "text".') from error
    if not isinstance(text, str) or not isinstance(year, int | None):
        raise CommandError(f'Line {number}: "text" is a string, and "year" a number where it is given.')
    return text, year
