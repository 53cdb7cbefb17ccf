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
    """A published page: the table's columns linked as the pages link them, line ends as character references."""
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
    """A row of the dump, quotes in its fields escaped by a backslash."""
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
    """A tar archive; a member given as TarInfo is added as it stands, without content."""
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
    """The item, which must be a cable."""
    assert isinstance(item, RawCable), item
    return item


def refused(item: RawCable | RefusedItem) -> RefusedItem:
    """The item, which must be refused."""
    assert isinstance(item, RefusedItem), item
    return item
