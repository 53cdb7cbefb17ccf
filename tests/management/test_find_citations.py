"""`manage.py find_citations`: citations as JSON, a line each, without a database."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError


def run(*arguments: str | Path) -> list[dict[str, Any]]:
    """Return the objects that the command prints."""
    printed = io.StringIO()
    call_command("find_citations", *map(str, arguments), stdout=printed)
    return [json.loads(line) for line in printed.getvalue().splitlines()]


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("See “Tolls,” Zenda 12, May 3;\nand 07ZENDA13, ¶ 4.\n", encoding="utf-8")
    return path


def test_a_line_has_one_citation(note: Path) -> None:
    found = run(note, "--year", "1976")
    assert [(each["mrn"], each["date"], each["locator"]) for each in found] == [
        ("76ZENDA12", "1976-05-03", None),
        ("07ZENDA13", None, "4"),
    ]
    text = note.read_text(encoding="utf-8")
    assert [text[each["start"] : each["end"]] for each in found] == [each["text"] for each in found]


def test_a_line_of_json_is_answered_by_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = '{"text": "Zenda 12", "year": 1977}\n{"text": "nothing"}\n'
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    first, second = run("-", "--jsonl")
    assert [each["mrn"] for each in first["citations"]] == ["77ZENDA12"]
    assert second == {"citations": []}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("no JSON", 'Line 1 is no JSON object with the member "text".'),
        ("[1]", 'Line 1 is no JSON object with the member "text".'),
        ('{"text": 1}', 'Line 1: "text" is a string, and "year" a number where it is given.'),
        ('{"text": "a", "year": "1977"}', 'Line 1: "text" is a string, and "year" a number where it is given.'),
    ],
)
def test_other_lines_are_refused_by_a_sentence(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_text(line)
    with pytest.raises(CommandError, match=f"^{sentence}$"):
        run(path, "--jsonl")


def test_a_file_that_is_none_is_refused_by_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        run(tmp_path / "none.txt")
