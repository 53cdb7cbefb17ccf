"""Limits of reading: how much of a file, a cable or an archive is read before the rest is refused.

Those of uploads (`cables.jobs.spool.limits`) and of documents (`cables.ingest.limits`) are settings.
"""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read before an item is refused, in bytes where nothing else is said.

    cable: one cable: a file, a page, a member, a field of the CSV dump, a line of JSON Lines.
    total: an archive unpacked, or an archive that comes through a pipe.
    members: entries of an archive.
    ratio: unpacked to packed size of an archive or member; text packs 3 to 10 times.
    document: a file that is not text, such as a PDF.
    pages: pages of a document.
    seconds: time in which the text of a document is to be extracted.
    memory: of the process that does that.
    """

    cable: int = 16 * MEBIBYTE
    total: int = 8192 * MEBIBYTE
    members: int = 1_000_000
    ratio: int = 250
    document: int = 32 * MEBIBYTE
    pages: int = 500
    seconds: int = 20
    memory: int = 512 * MEBIBYTE
