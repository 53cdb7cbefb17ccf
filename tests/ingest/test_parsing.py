"""Texts parsed to what is stored of them."""

from __future__ import annotations

import zlib

from cables.ingest import parsing
from cables.ingest.parsing import Read
from cables.telegram.vocabulary import DEFAULT
from tests.builders import raw, telegram


def test_the_text_is_stored_as_received() -> None:
    item = raw(telegram() + "\x00\r\n")
    read = parsing.read(item, DEFAULT)
    assert isinstance(read, Read)
    assert zlib.decompress(read.content) == item.content
    assert (read.size, read.checksum) == (len(item.content), parsing.checksum(item.content))
