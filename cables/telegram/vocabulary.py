"""The vocabulary of telegrams: posts and their spellings, TAGS, captions, terms and addressees.

The facts stand in `fixtures/vocabulary/*.csv` and are read once, when first asked for. A checkout without the
specimens' own posts and tags (`specimen_*.csv`) has the real ones only.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parents[2] / "fixtures" / "vocabulary"

# From the most urgent down, with the prosign that stands for each on the DTG line.
PROSIGNS: Mapping[str, str] = MappingProxyType({"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"})
PRECEDENCES = ("FLASH", "NIACT IMMEDIATE", "IMMEDIATE", "PRIORITY", "ROUTINE")

# From the lowest up.
CLASSIFICATIONS = ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "SECRET", "TOP SECRET")

# Kinds of `post_aliases.csv` that do not rewrite a post: both spellings are posts, or the spelling has several.
LINKED_KINDS = frozenset({"renamed", "same series"})
AMBIGUOUS_KIND = "ambiguous"


@dataclass(frozen=True, slots=True)
class Post:
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


@dataclass(frozen=True, slots=True)
class TagEntry:
    """What a TAGS code means. `name` is empty where nobody knows; `meant` is the code a mistyped one stands for."""

    code: str
    kind: str
    name: str
    category: str
    era: str
    meant: str
    iso2: str
    specimen: bool = False


@dataclass(frozen=True, slots=True)
class Caption:
    """A word or phrase of the caption lines and what it asks of the reader."""

    caption: str
    kind: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Term:
    """An abbreviation of the trade; kind `by post` marks one that means something else at each post."""

    term: str
    meaning: str
    kind: str


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = FOLDER / name
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """The first 16 hex digits of a checksum of all vocabulary files: it changes when any of them does."""
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@lru_cache(maxsize=1)
def posts() -> Mapping[str, Post]:
    """All posts by their name within an MRN: `SANJOSE`."""
    found: dict[str, Post] = {}
    for name in ("specimen_posts.csv", "posts.csv"):  # a real post wins over a specimen's of the same name
        for row in _rows(name):
            found[row["code"]] = Post(
                code=row["code"],
                city=row["city"],
                country=row["country"],
                iso2=row["iso2"],
                type=row["type"],
                latitude=float(row["lat"]) if row["lat"] else None,
                longitude=float(row["lon"]) if row["lon"] else None,
                routing=row["routing"],
                plad=row["plad"],
                code_1973=row["code_1973"],
                specimen=name == "specimen_posts.csv",
            )
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _aliases() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["alias"], row["post"], row["kind"]) for row in _rows("post_aliases.csv"))


@lru_cache(maxsize=1)
def spellings() -> Mapping[str, str]:
    """Other spellings of one post each, upper-case without spaces: `SECSTATE` is STATE. No chains, no posts as keys."""
    known = posts()
    return MappingProxyType(
        {
            alias: post
            for alias, post, kind in _aliases()
            if kind != AMBIGUOUS_KIND and kind not in LINKED_KINDS and alias not in known
        }
    )


@lru_cache(maxsize=1)
def ambiguous_spellings() -> Mapping[str, tuple[str, ...]]:
    """Spellings that several posts share, the likelier first: `KIN` is Kinshasa or Kingston."""
    found: dict[str, tuple[str, ...]] = {}
    for alias, post, kind in _aliases():
        if kind == AMBIGUOUS_KIND:
            found[alias] = (*found.get(alias, ()), post)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def linked_posts() -> Mapping[str, tuple[str, ...]]:
    """For each spelling the others under which the same cable may be held, in both directions.

    Posts that were renamed (KIEV, KYIV), names of one series (TAIPEI, AITTAIPEI) and ambiguous spellings. The names
    of one series all stand for each other; otherwise there are no chains.
    """
    links: dict[str, set[str]] = {}
    series: dict[str, set[str]] = {}
    for alias, post, kind in _aliases():
        if kind in LINKED_KINDS or kind == AMBIGUOUS_KIND:
            links.setdefault(alias, set()).add(post)
            links.setdefault(post, set()).add(alias)
        if kind == "same series":
            series.setdefault(post, {post}).add(alias)
    for names in series.values():
        for name in names:
            links[name] |= names - {name}
    return MappingProxyType({name: tuple(sorted(others)) for name, others in links.items()})


@lru_cache(maxsize=1)
def codes_1973() -> Mapping[str, tuple[str, ...]]:
    """The posts behind the codes of up to six letters that ids of 1973-79 use: `NEWDE` is NEWDELHI."""
    found: dict[str, tuple[str, ...]] = {}
    for post in posts().values():
        if post.code_1973:
            found[post.code_1973] = (*found.get(post.code_1973, ()), post.code)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def tags() -> Mapping[str, tuple[TagEntry, ...]]:
    """All TAGS by code. A few have two meanings (AL: Albania, the Arab League), the geographic one first."""
    found: dict[str, tuple[TagEntry, ...]] = {}
    for name in ("tags.csv", "specimen_tags.csv"):
        specimen = name == "specimen_tags.csv"
        for row in _rows(name):
            found[row["code"]] = (*found.get(row["code"], ()), TagEntry(**row, specimen=specimen))
    return MappingProxyType(found)


def tag_kind(code: str) -> str | None:
    """The kind of a TAGS code, of the code it stands for where it is mistyped; None for an unknown code."""
    entries = tags().get(code)
    if entries is None:
        return None
    entry = entries[0]
    return tag_kind(entry.meant) if entry.kind == "mistyped" else entry.kind


@lru_cache(maxsize=1)
def country_tags() -> Mapping[str, tuple[str, ...]]:
    """The geographic TAGS of each country by its ISO code: `ES` is SP. Serbia and some others have several."""
    found: dict[str, tuple[str, ...]] = {}
    for entries in tags().values():
        for entry in entries:
            if entry.iso2:
                found[entry.iso2] = (*found.get(entry.iso2, ()), entry.code)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def captions() -> Mapping[str, Caption]:
    """The captions by their text: `SIPDIS`."""
    return MappingProxyType({row["caption"]: Caption(**row) for row in _rows("captions.csv")})


@lru_cache(maxsize=1)
def glossary() -> Mapping[str, Term]:
    """The terms by their spelling: `EXDIS`, `POLOFF`."""
    return MappingProxyType({row["term"]: Term(**row) for row in _rows("glossary.csv")})


@lru_cache(maxsize=1)
def title_words() -> frozenset[str]:
    """The words that titles of officials consist of, with the regions and agencies that they name: `COUNSELOR`."""
    return frozenset(row["word"] for row in _rows("title_words.csv"))


@lru_cache(maxsize=1)
def addressees() -> Mapping[str, str]:
    """The kinds of known addressees by name: `EU MEMBER STATES COLLECTIVE` is a collective."""
    return MappingProxyType({row["name"]: row["kind"] for row in _rows("addressees.csv")})


@lru_cache(maxsize=1)
def _post_names() -> frozenset[str]:
    names = {*spellings(), *ambiguous_spellings()}
    for post in posts().values():
        city = post.city.upper().replace("-", " ")
        names |= {post.code, city, post.plad, post.plad.partition(" ")[2]}
    names |= {_plain(name) for name in names}
    names |= {name[:10].rstrip() for name in names}
    return frozenset(_plain(name) for name in names if name)


def is_post_name(name: str) -> bool:
    """Whether a name in capitals is a post's as spoken (`LA PAZ`), addressed or cut to ten letters (`PORT AU PR`)."""
    return _plain(name) in _post_names()


def _plain(name: str) -> str:
    return name.replace(".", "").replace("'", "")
