"""Texts parsed to what is stored of them."""

from __future__ import annotations

import zlib
from dataclasses import replace

import pytest

from cables.ingest import parsing
from cables.ingest.parsing import Read
from cables.sources import RefusedItem
from cables.telegram.vocabulary import DEFAULT
from tests.builders import raw, telegram


def test_the_text_is_stored_as_received() -> None:
    item = raw(telegram() + "\x00\r\n")
    read = parsing.read(item, DEFAULT)
    assert isinstance(read, Read)
    assert zlib.decompress(read.content) == item.content
    assert (read.size, read.checksum) == (len(item.content), parsing.checksum(item.content))


def test_a_text_without_a_word_is_refused_whatever_number_stands_beside_it() -> None:
    empty = replace(raw(" \n"), published_id="07LIMA101", hint="07LIMA101")
    first, second = parsing.parse_batch([empty, raw(telegram())], DEFAULT)
    assert isinstance(first, RefusedItem)
    assert first.reason == "is empty"
    assert isinstance(second, Read)


@pytest.mark.parametrize(
    ("text", "format", "reason"),
    [
        ("# Salt\n\nby [rail](a.md)", "text", "This is Markdown without front matter that says which cable it is. No "),
        ("Salt by rail.", "text", "No message reference number"),
        ("# Salt", "jsonl", "No message reference number"),
    ],
)
def test_a_text_without_a_cable_is_refused_by_its_form(text: str, format: str, reason: str) -> None:
    item = parsing.read(replace(raw(text, where="README.md"), format=format), DEFAULT)
    assert isinstance(item, RefusedItem)
    assert item.reason.startswith(reason)
