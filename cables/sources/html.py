"""A published page of one cable: a table of what is stated about it, the heading and the text.

Two layouts: Reference ID, Created, Released, Classification, Origin; the older one lacks Released. The first `<pre>`
has the heading (or the notice of a partial extract), the second the text; TAGS and paragraph numbers in it are links.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from selectolax.lexbor import LexborHTMLParser

from cables.sources.raw import Limits, RawCable, RefusedItem, extracted
from cables.sources.text import decode

_MOST_TAGS = 20_000  # of a page: one of a cable has some hundreds, and each takes memory and, nested, time
_MOST_PARTS = 8  # preformatted ones of a page, and tables: one of a cable has two, and one
_STATED = {"Created": "created", "Released": "released", "Classification": "classification", "Origin": "origin"}


def cables(stream: BinaryIO, name: str, limits: Limits) -> Iterator[RawCable | RefusedItem]:
    """Yield the one cable of a page."""
    content = stream.read(limits.cable + 1)
    if len(content) > limits.cable:
        yield RefusedItem(name, f"is larger than {limits.cable:,} bytes", "html")
        return
    if content.count(b"<") > _MOST_TAGS:
        yield RefusedItem(name, f"is no page of a cable: it has more than {_MOST_TAGS:,} tags", "html")
        return
    page = LexborHTMLParser(decode(content)[0])
    blocks = page.css("pre")
    if len(blocks) > _MOST_PARTS or len(page.css("table")) > _MOST_PARTS:
        yield RefusedItem(name, f"is no page of a cable: it has more than {_MOST_PARTS} parts or tables", "html")
        return
    parts = [block.text() for block in blocks]
    if not any(part.strip() for part in parts):
        yield RefusedItem(name, "holds no cable: a page without preformatted text", "html")
        return
    columns = _columns(page)
    text, kept = extracted("\n\n".join(parts))
    stated = {key: columns[title] for title, key in _STATED.items() if columns.get(title)}
    yield RawCable(text, kept, "utf-8", name, "html", published_id=columns.get("Reference ID") or None, stated=stated)


def _columns(page: LexborHTMLParser) -> dict[str, str]:
    """Return title and content of each column of the table about the cable."""
    for table in page.css("table"):
        titles = [cell.text(strip=True) for cell in table.css("th")]
        if "Reference ID" in titles:
            return dict(zip(titles, (cell.text(strip=True) for cell in table.css("td")), strict=False))
    return {}
