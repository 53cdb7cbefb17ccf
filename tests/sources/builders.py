"""Builders of what the sources read: pages, rows of the dump, JSON lines, archives."""

from __future__ import annotations

import io
import json
import tarfile
import zipfile
from collections.abc import Mapping
from html import escape
from typing import Any, cast

from cables.sources import RawCable, RefusedItem

HEADING = "VZCZCXYZ0001\nPP RUEHWEB\n\nP 241326Z SEP 07\nFM AMEMBASSY LIMA\nTO RUEHC/SECSTATE WASHDC PRIORITY 6934"
BODY = 'UNCLAS LIMA 000101\n\nE.O. 12958: N/A\nTAGS: ECON PE\nSUBJECT: "SARN" TOLLS & BARGES\n\n¶1. (U) The end.\nROE'


def page(
    heading: str = HEADING,
    body: str = BODY,
    columns: Mapping[str, str] | None = None,
    linked: Mapping[str, str] | None = None,
) -> bytes:
    """Return a published page: the table's columns linked as the pages link them, line ends as character references."""
    if columns is None:
        columns = {
            "Reference ID": "07LIMA101",
            "Created": "2007-09-24 13:13",
            "Released": "2011-08-30 01:44",
            "Classification": "UNCLASSIFIED",
            "Origin": "Embassy Lima",
        }
    titles = "".join(f"<th>{title}</th>\n" for title in columns)
    cells = "".join(f"<td>\n<a href='/x/{value}.html'>{escape(value)}</a>\n</td>\n" for value in columns.values())
    marked = escape(body, quote=False)
    for word, replacement in {
        "¶": "<a id='par1' href='#par1'>¶</a>",
        "ECON": "<a href='/tag/ECON_0.html'>ECON</a>",
    }.items():
        marked = marked.replace(word, replacement)
    blocks = "".join(
        f"<code><pre>{part}</pre></code>\n".replace("\n", "&#x000A;") for part in (escape(heading, quote=False), marked)
    )
    table = f"<table class='cable'>\n<tr>\n{titles}</tr>\n<tr>\n{cells}</tr>\n</table>" if columns else ""
    return f"<!DOCTYPE html>\n<html>\n<body>\n{table}\n{blocks}</body>\n</html>\n".encode()


PLUSD_KEYS = {
    "Date": "1975 June 5, 10:20 (Thursday)",
    "Canonical ID": "1975ZENDA00118_b",
    "Original Classification": "LIMITED OFFICIAL USE",
    "Current Classification": "UNCLASSIFIED",
    "Handling Restrictions": "-- N/A or Blank --",
    "Locator": "TEXT ON MICROFILM,TEXT ONLINE",
    "TAGS": "ETRD - Foreign Trade | QR - Ruritania",
    "Concepts": "SALT | PRICES",
    "Film number": "D750195-0118",
    "Draft Date": "-- Not Assigned --",
    "From": "Ruritania Zenda",
    "To": "Department of State | Secretary of State",
}
PLUSD_TEXT = (
    "UNCLASSIFIED\nPAGE 01        ZENDA  00118  060018Z\nR 051020Z JUN 75\nFM AMCONSUL ZENDA\nTO SECSTATE WASHDC 1291\n"
    "UNCLAS ZENDA 0118\n\nE.O. 11652: N/A\nTAGS: ETRD, QR\nSUBJ: SALT & SNUFF\n\n1. THE PRICE WENT UP.\nHENTZAU\nNNN\n"
)


def plusd_page(text: str = f"<pre>{escape(PLUSD_TEXT)}</pre>", keys: Mapping[str, str] = PLUSD_KEYS) -> bytes:
    """Return a page of PlusD: the help with its key, the block of keys as a table, two keys a row, and the text."""
    cells = [
        f'<td><div class="s_key">{key}:</div><div class="s_val"><a href="/x">{escape(value)}</a></div></td>\n'
        for key, value in keys.items()
    ]
    rows = "".join(f"<tr>{''.join(cells[at : at + 2])}</tr>\n" for at in range(0, len(cells), 2))
    help_ = "<div id='submit_help_contact'><pre>-----BEGIN PGP PUBLIC KEY BLOCK-----\nNOTREAL</pre></div>"
    table = f"<table id='synopsis'><tbody>\n{rows}</tbody></table>"
    return f"<!DOCTYPE html>\n<html><title>Cable</title><body>{help_}\n{table}\n{text}\n</body></html>".encode()


def row(
    number: int = 1,
    date: str = "9/24/2007 13:26",
    mrn: str = "07LIMA101",
    origin: str = "Embassy Lima",
    classification: str = "UNCLASSIFIED",
    references: str = "07LIMA90|06LIMA12",
    heading: str = HEADING,
    body: str = BODY,
) -> str:
    """Return a row of the dump, quotes in its fields escaped by a backslash."""
    fields = (str(number), date, mrn, origin, classification, references, heading, body)
    return ",".join('"' + field.replace("\\", "\\\\").replace('"', '\\"') + '"' for field in fields) + "\n"


def line(text: object = BODY, **more: object) -> str:
    return json.dumps({"text": text, **more}) + "\n"


def zipped(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(members: Mapping[str, bytes | tarfile.TarInfo], mode: str = "w:gz") -> bytes:
    """Return a tar archive; a member given as TarInfo is added as it stands, without content."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]  # the mode is no literal
        for name, content in members.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
            else:
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


class Pipe(io.RawIOBase):
    """Standard input as a pipe gives it: a few bytes at a time, and no way back."""

    def __init__(self, content: bytes) -> None:
        self._content = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # all that io.BufferedReader gives
        data = self._content.read(min(len(buffer), 700))
        buffer[: len(data)] = data
        return len(data)


def piped(content: bytes) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(cast(Any, Pipe(content))))


def cable(item: RawCable | RefusedItem) -> RawCable:
    """Return the item, which must be a cable."""
    assert isinstance(item, RawCable), item
    return item


def refused(item: RawCable | RefusedItem) -> RefusedItem:
    """Return the item, which must be refused."""
    assert isinstance(item, RefusedItem), item
    return item
