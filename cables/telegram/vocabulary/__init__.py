"""The vocabulary of telegrams: posts and their spellings, TAGS, captions, terms and addressees.

The facts stand in the `*.csv` files of this folder and are read once, when first asked for. A checkout without the
specimens' own posts and tags (`specimen_*.csv`) has the real ones only. What an archive's editors say of posts and tags
is laid over them (`lay_over`).
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import _lru_cache_wrapper, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

FOLDER = Path(__file__).parent

# From the most urgent down, with the prosign that stands for each on the DTG line.
PROSIGNS: Mapping[str, str] = MappingProxyType({"Z": "FLASH", "O": "IMMEDIATE", "P": "PRIORITY", "R": "ROUTINE"})
PRECEDENCES = ("FLASH", "NIACT IMMEDIATE", "IMMEDIATE", "PRIORITY", "ROUTINE")

# From the lowest up.
CLASSIFICATIONS = ("UNCLASSIFIED", "LIMITED OFFICIAL USE", "CONFIDENTIAL", "SECRET", "TOP SECRET")

# Kinds of `post_aliases.csv` that do not rewrite a post: both spellings are posts, or the spelling has several.
LINKED_KINDS = frozenset({"renamed", "same series"})
AMBIGUOUS_KIND = "ambiguous"
BLANK_TAG: Mapping[str, str] = MappingProxyType(dict.fromkeys(("name", "category", "era", "meant", "iso2"), ""))


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


Entry = Mapping[str, str] | None  # fields as the files name them; None where an entry of the files is taken away
_Read = dict[str, list[list[str]]]  # what of an entry texts are read by, by code; nothing where there is no entry
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Overlay:
    """What an archive's editors have in place of the files' entries, or beside them, by code or spelling."""

    posts: Mapping[str, Entry] = field(default_factory=dict)
    tags: Mapping[str, Entry] = field(default_factory=dict)
    aliases: Mapping[str, Entry] = field(default_factory=dict)


_FILES = Overlay()
_laid: list[Overlay] = [_FILES]
_forgetting: list[Callable[[], None]] = []


def remembered(maxsize: int) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """As `lru_cache`, for what rests on posts and tags: it is worked out anew when editors change these."""

    def decorate(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
        wrapped = lru_cache(maxsize=maxsize)(function)
        _forgetting.append(wrapped.cache_clear)
        return wrapped

    return decorate


def lay_over(overlay: Overlay) -> None:
    """Let the vocabulary of this process be the files with the overlay over them."""
    _laid[0] = overlay
    for forget in _forgetting:
        forget()


def overlay() -> Overlay:
    """What lies over the files."""
    return _laid[0]


def _rows(name: str) -> Iterator[dict[str, str]]:
    path = FOLDER / name
    if path.exists():
        with path.open(encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


@lru_cache(maxsize=1)
def _checksum_of_files() -> str:
    digest = hashlib.sha256()
    for path in sorted(FOLDER.glob("*.csv")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


@remembered(1)
def fingerprint() -> str:
    """The first 16 hex digits of a checksum of all that texts are read by: it changes when any of the files does, and
    when editors change anything but what is shown only, such as the country of a post."""
    changed = {
        kind: {code: read for code, read in entries.items() if read != files.get(code)}
        for kind, entries, files in (
            ("posts", _read_of_posts(posts(), overlay().posts), _read_of_posts(_posts_of_files(), overlay().posts)),
            ("tags", _read_of_tags(tags(), overlay().tags), _read_of_tags(_tags_of_files(), overlay().tags)),
            ("aliases", _read_of_aliases(aliases()), _read_of_aliases(_aliases_of_files())),
        )
    }
    if not any(changed.values()):
        return _checksum_of_files()[:16]
    told = _checksum_of_files() + json.dumps(changed, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def _read_of_posts(known: Mapping[str, Post], codes: Mapping[str, Entry]) -> _Read:
    found = {code: known.get(code) for code in codes}
    return {
        code: [[post.code, post.city, post.iso2, post.plad, post.code_1973]] if post else []
        for code, post in found.items()
    }


def _read_of_tags(known: Mapping[str, tuple[TagEntry, ...]], codes: Mapping[str, Entry]) -> _Read:
    """The names of countries are read by too: they stand in titles and beside names."""
    return {
        code: [
            [entry.kind, entry.meant, entry.iso2, entry.name if entry.iso2 or entry.kind == "geographic" else ""]
            for entry in known.get(code, ())
        ]
        for code in codes
    }


def _read_of_aliases(aliases: tuple[tuple[str, str, str], ...]) -> _Read:
    return {alias: [[post, kind] for name, post, kind in aliases if name == alias] for alias in overlay().aliases}


@lru_cache(maxsize=1)
def _posts_of_files() -> Mapping[str, Post]:
    found: dict[str, Post] = {}
    for name in ("specimen_posts.csv", "posts.csv"):  # a real post wins over a specimen's of the same name
        for row in _rows(name):
            found[row["code"]] = _post(row, specimen=name == "specimen_posts.csv")
    return MappingProxyType(found)


def _post(row: Mapping[str, str], *, specimen: bool = False) -> Post:
    return Post(
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


@remembered(1)
def posts() -> Mapping[str, Post]:
    """All posts by their name within an MRN: `SANJOSE`."""
    found = dict(_posts_of_files())
    for code, entry in overlay().posts.items():
        if entry is None:
            found.pop(code, None)
            continue
        specimen = code in found and found[code].specimen
        found[code] = _post({"city": code.title(), **entry, "code": code}, specimen=specimen)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _aliases_of_files() -> tuple[tuple[str, str, str], ...]:
    return tuple((row["alias"], row["post"], row["kind"]) for row in _rows("post_aliases.csv"))


@remembered(1)
def aliases() -> tuple[tuple[str, str, str], ...]:
    """The spellings of posts that are not their names: (spelling, post, kind). An ambiguous one has several."""
    laid = overlay().aliases
    kept = [row for row in _aliases_of_files() if row[0] not in laid]
    return (*kept, *((alias, entry["post"], entry["kind"]) for alias, entry in laid.items() if entry is not None))


@remembered(1)
def spellings() -> Mapping[str, str]:
    """Other spellings of one post each, upper-case without spaces: `SECSTATE` is STATE. No chains, no posts as keys."""
    known = posts()
    return MappingProxyType(
        {
            alias: post
            for alias, post, kind in aliases()
            if kind != AMBIGUOUS_KIND and kind not in LINKED_KINDS and alias not in known
        }
    )


@remembered(1)
def ambiguous_spellings() -> Mapping[str, tuple[str, ...]]:
    """Spellings that several posts share, the likelier first: `KIN` is Kinshasa or Kingston."""
    found: dict[str, tuple[str, ...]] = {}
    for alias, post, kind in aliases():
        if kind == AMBIGUOUS_KIND:
            found[alias] = (*found.get(alias, ()), post)
    return MappingProxyType(found)


@remembered(1)
def linked_posts() -> Mapping[str, tuple[str, ...]]:
    """For each spelling the others under which the same cable may be held, in both directions.

    Posts that were renamed (KIEV, KYIV), names of one series (TAIPEI, AITTAIPEI) and ambiguous spellings. The names
    of one series all stand for each other; otherwise there are no chains.
    """
    links: dict[str, set[str]] = {}
    series: dict[str, set[str]] = {}
    for alias, post, kind in aliases():
        if kind in LINKED_KINDS or kind == AMBIGUOUS_KIND:
            links.setdefault(alias, set()).add(post)
            links.setdefault(post, set()).add(alias)
        if kind == "same series":
            series.setdefault(post, {post}).add(alias)
    for names in series.values():
        for name in names:
            links[name] |= names - {name}
    return MappingProxyType({name: tuple(sorted(others)) for name, others in links.items()})


@remembered(1)
def codes_1973() -> Mapping[str, tuple[str, ...]]:
    """The posts behind the codes of up to six letters that ids of 1973-79 use: `NEWDE` is NEWDELHI."""
    found: dict[str, tuple[str, ...]] = {}
    for post in posts().values():
        if post.code_1973:
            found[post.code_1973] = (*found.get(post.code_1973, ()), post.code)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def _tags_of_files() -> Mapping[str, tuple[TagEntry, ...]]:
    found: dict[str, tuple[TagEntry, ...]] = {}
    for name in ("tags.csv", "specimen_tags.csv"):
        specimen = name == "specimen_tags.csv"
        for row in _rows(name):
            found[row["code"]] = (*found.get(row["code"], ()), TagEntry(**row, specimen=specimen))
    return MappingProxyType(found)


@remembered(1)
def tags() -> Mapping[str, tuple[TagEntry, ...]]:
    """All TAGS by code. A few have two meanings (AL: Albania, the Arab League), the geographic one first."""
    found = dict(_tags_of_files())
    for code, entry in overlay().tags.items():
        if entry is None:
            found.pop(code, None)
            continue
        held = found.get(code, ())
        # Of a code with two meanings the one of the same kind is changed, and its first where none is.
        place = next((place for place, each in enumerate(held) if each.kind == entry["kind"]), 0)
        made = TagEntry(**{**BLANK_TAG, **entry, "code": code}, specimen=bool(held and held[0].specimen))
        found[code] = (*held[:place], made, *held[place + 1 :])
    return MappingProxyType(found)


def tag_kind(code: str) -> str | None:
    """The kind of a TAGS code, of the code it stands for where it is mistyped; None for an unknown code."""
    entries = tags().get(code)
    if entries is None:
        return None
    entry = entries[0]
    return tag_kind(entry.meant) if entry.kind == "mistyped" else entry.kind


@remembered(1)
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


@remembered(1)
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
