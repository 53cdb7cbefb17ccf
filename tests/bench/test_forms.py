"""The forms that are measured: each has the same cables, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.forms import FORMS, Record, records_of, write
from cables.sources import RawCable, read

RECORDS = [
    Record(
        "07ZENDA1", 'R 051020Z JUN 07\nFM AMCONSUL ZENDA\n\nUNCLAS ZENDA 000001\n\n1. "Salt" & it\'s <road>;\ta \\ b.'
    ),
    Record("07ZENDA2", "R 061020Z JUN 07\n\nUNCLAS ZENDA 000002, again"),
]


@pytest.mark.parametrize("name", FORMS)
def test_each_form_has_the_same_cables(name: str, tmp_path: Path) -> None:
    ending, writer = FORMS[name]
    path = tmp_path / f"a.{ending}"
    write(path, writer, iter(RECORDS))
    found = [item for item in read(path) if isinstance(item, RawCable)]
    assert [(item.published_id or item.hint, item.text) for item in found] == RECORDS


def test_records_are_those_of_json_lines(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", FORMS["JSON Lines"][1], iter(RECORDS))
    assert list(records_of(tmp_path / "a.jsonl", 1)) == RECORDS[:1]
