"""Entries of the vocabulary's files: posts and their spellings, TAGS, captions, terms, titles and addressees.

A column that editors may change is also in `cables.editing.vocabulary`, `cables.ingest.vocabulary` and its model.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent

PostAlias = tuple[str, str, str]  # spelling of a post, name of the post in MRNs, kind of the spelling


@dataclass(frozen=True, slots=True)
class PostEntry:
    """A post, or another sender with a series of serials of its own; `code` is its name within an MRN."""

    code: str
    city: str
    country: str
    iso2: str
    type: str
    latitude: float | None
    longitude: float | None
    routing: str
    plad: str
    code_1973: str
    specimen: bool = False

    @classmethod
    def of(cls, row: Mapping[str, str], *, specimen: bool = False) -> PostEntry:
        """Return the post of a row of `posts.csv`, of which only `code` and `city` are required."""
        return cls(
            code=row["code"],
            city=row["city"],
            country=row.get("country", ""),
            iso2=row.get("iso2", ""),
            type=row.get("type", ""),
            latitude=float(row["lat"]) if row.get("lat") else None,
            longitude=float(row["lon"]) if row.get("lon") else None,
            routing=row.get("routing", ""),
            plad=row.get("plad", ""),
            code_1973=row.get("code_1973", ""),
            specimen=specimen,
        )


@dataclass(frozen=True, slots=True)
class TagEntry:
    """One meaning of a TAGS code. `name` is empty where unknown; `meant` is the code that a mistyped one stands for."""

    code: str
    kind: str
    name: str
    category: str
    era: str
    meant: str
    iso2: str
    specimen: bool = False


@dataclass(frozen=True, slots=True)
class CaptionEntry:
    """A word or phrase of the caption lines, with its effect on handling or distribution."""

    caption: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Term:
    """An abbreviation of the trade; kind `by post` marks one with another meaning at each post."""

    term: str
    meaning: str
    kind: str


@dataclass(frozen=True, eq=False)
class Files:
    """The vocabulary's files in a folder, each read when it is first needed; a file may be missing.

    The specimens' own posts and TAGS (`specimen_*.csv`) are marked as such.
    """

    folder: Path

    @cached_property
    def checksum(self) -> str:
        """Return the SHA-256 of the names and contents of all files, in hexadecimal."""
        digest = hashlib.sha256()
        for path in sorted(self.folder.glob("*.csv")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()

    @cached_property
    def posts(self) -> Mapping[str, PostEntry]:
        """Return the posts by code."""
        found: dict[str, PostEntry] = {}
        for name in ("specimen_posts.csv", "posts.csv"):  # a real post replaces a specimen's of the same name
            for row in self._rows(name):
                found[row["code"]] = PostEntry.of(row, specimen=name == "specimen_posts.csv")
        return MappingProxyType(found)

    @cached_property
    def aliases(self) -> tuple[PostAlias, ...]:
        """Return the spellings of posts."""
        return tuple((row["alias"], row["post"], row["kind"]) for row in self._rows("post_aliases.csv"))

    @cached_property
    def tags(self) -> Mapping[str, tuple[TagEntry, ...]]:
        """Return the meanings of TAGS by code."""
        found: dict[str, tuple[TagEntry, ...]] = {}
        for name in ("tags.csv", "specimen_tags.csv"):
            specimen = name == "specimen_tags.csv"
            for row in self._rows(name):
                found[row["code"]] = (*found.get(row["code"], ()), TagEntry(**row, specimen=specimen))
        return MappingProxyType(found)

    @cached_property
    def captions(self) -> Mapping[str, CaptionEntry]:
        """Return the captions by their text: `SIPDIS`."""
        return MappingProxyType({row["caption"]: CaptionEntry(**row) for row in self._rows("captions.csv")})

    @cached_property
    def glossary(self) -> Mapping[str, Term]:
        """Return the terms by their spelling: `EXDIS`, `POLOFF`."""
        return MappingProxyType({row["term"]: Term(**row) for row in self._rows("glossary.csv")})

    @cached_property
    def office_title_words(self) -> frozenset[str]:
        """Return the words of officials' titles, and the regions and agencies named in them: `COUNSELOR`."""
        return frozenset(row["word"] for row in self._rows("title_words.csv"))

    @cached_property
    def addressees(self) -> Mapping[str, str]:
        """Return the kinds of known addressees by name: `EU MEMBER STATES COLLECTIVE` is a collective."""
        return MappingProxyType({row["name"]: row["kind"] for row in self._rows("addressees.csv")})

    def _rows(self, name: str) -> Iterator[dict[str, str]]:
        path = self.folder / name
        if path.exists():
            with path.open(encoding="utf-8", newline="") as lines:
                yield from csv.DictReader(lines)


@lru_cache(maxsize=4)
def files_in(folder: Path) -> Files:
    """Return the files of a folder, read once in a process."""
    return Files(folder)
