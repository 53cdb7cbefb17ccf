"""A page of one cable, as it was published or saved: what is stated of it, and its text.

Those published in 2010 have two layouts: a table of Reference ID, Created, Released, Classification, Origin; the older
one lacks Released. The first `<pre>` has the heading (or the notice of a partial extract), the second the text; TAGS
and paragraph numbers in it are links. Pages of PlusD: `cables.sources.plusd`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

from cables.sources import plusd
from cables.sources.limits import Limits
from cables.sources.markup import Block, page_blocks
from cables.sources.raw import RawCable, RefusedFileError, RefusedItem, extracted
from cables.sources.text import decode

_MOST_PARTS = 8  # preformatted ones of a page, and tables: one of a cable has two, and one
_STATED = {"Created": "created", "Released": "released", "Classification": "classification", "Origin": "origin"}
_ID = "Reference ID"


def cables(stream: BinaryIO, name: str, limits: Limits) -> Iterator[RawCable | RefusedItem]:
    """Yield the one cable of a page."""
    content = stream.read(limits.cable + 1)
    if len(content) > limits.cable:
        yield RefusedItem(name, f"is larger than {limits.cable:,} bytes", "html")
        return
    try:
        page = page_blocks(decode(content)[0])
    except RefusedFileError as error:
        yield RefusedItem(name, str(error), "html")
        return
    yield plusd.cable_of_page(page, name) or _published(page, name)


def _published(page: Sequence[Block], name: str) -> RawCable | RefusedItem:
    """Return the cable of a page as they were published in 2010, or of any other with preformatted text."""
    preformatted = [block for block in page if block.name == "pre"]
    if len(preformatted) > _MOST_PARTS or sum(block.name == "table" for block in page) > _MOST_PARTS:
        return RefusedItem(name, f"is no page of a cable: it has more than {_MOST_PARTS} parts or tables", "html")
    parts = [block.text for block in preformatted if not plusd.is_help(block)]
    if not any(part.strip() for part in parts):
        return RefusedItem(name, "holds no cable: a page without preformatted text", "html")
    columns = _columns(page)
    text, raw = extracted("\n\n".join(parts))
    stated = {key: columns[title] for title, key in _STATED.items() if columns.get(title)}
    return RawCable(text, raw, "utf-8", name, "html", published_id=columns.get(_ID) or None, stated=stated)


def _columns(page: Sequence[Block]) -> dict[str, str]:
    """Return title and content of each column of the table about the cable."""
    about = next((block.table for block in page if block.name == "th" and block.text.strip() == _ID), None)
    cells = [block for block in page if block.table == about and block.table]
    titles = (block.text.strip() for block in cells if block.name == "th")
    return dict(zip(titles, (block.text.strip() for block in cells if block.name == "td"), strict=False))
