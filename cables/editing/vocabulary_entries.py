"""Entries of the vocabulary as editors change them: their fields, what can stand in these, and a change laid over."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from cables import archive_vocabulary
from cables.models import VocabularyEntry
from cables.telegram import tags
from cables.telegram.vocabulary import Changes, Vocabulary

POST, TAG, ALIAS = VocabularyEntry.Kind.values
FIELDS: Mapping[str, tuple[str, ...]] = {
    POST: ("city", "country", "iso2", "type", "lat", "lon", "routing", "plad", "code_1973"),
    TAG: ("kind", "name", "category", "era", "meant", "iso2"),
    ALIAS: ("post", "kind"),
}
MISTYPED = "mistyped"  # the kind of a code that stands for another, `meant`
TAG_KINDS = (tags.SUBJECT, tags.GEOGRAPHIC, tags.ORGANIZATION, tags.PROGRAM, MISTYPED)
ALIAS_KINDS = ("misspelling", "abbreviation", "spelling", "address", "code", "name", "glued", "renamed", "same series")
LONGEST: Mapping[str, int] = {"iso2": 2, "type": 40, "routing": 12, "code_1973": 6, "name": 200}
LONGEST_VALUE = 80
CODES: Mapping[str, re.Pattern[str]] = {
    POST: re.compile(r"[A-Z](?:[A-Z0-9]{0,38}[A-Z])?"),
    TAG: re.compile(r"[A-Z0-9]{2,30}"),
    ALIAS: re.compile(r"[A-Z](?:[A-Z0-9]{0,44}[A-Z])?"),
}
CHANGED: Mapping[str, str] = {POST: "posts", TAG: "tags", ALIAS: "aliases"}


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the entry `code`; a spelling is its own code, in capitals without blanks.

    `value` holds the fields to be changed, as `FIELDS` names them; None takes the entry away. With `as_filed` the
    entry becomes again what the vocabulary files have, and `value` does not count.
    """

    kind: str
    code: str
    value: Mapping[str, str] | None = None
    as_filed: bool = False


def present(kind: str, code: str) -> dict[str, str] | None:
    """The fields of an entry as they count now; None where there is none."""
    vocabulary = archive_vocabulary.current()
    if kind == POST:
        post = vocabulary.posts.get(code)
        if post is None:
            return None
        return {
            "city": post.city,
            "country": post.country,
            "iso2": post.iso2,
            "type": post.type,
            "lat": "" if post.latitude is None else str(post.latitude),
            "lon": "" if post.longitude is None else str(post.longitude),
            "routing": post.routing,
            "plad": post.plad,
            "code_1973": post.code_1973,
        }
    if kind == TAG:
        entry = next(iter(vocabulary.tags.get(code, ())), None)
        return {name: getattr(entry, name) for name in FIELDS[TAG]} if entry else None
    found = next((each for each in vocabulary.aliases if each[0] == code), None)
    return {"post": found[1], "kind": found[2]} if found else None


def merged(change: Change) -> dict[str, str] | None:
    """The whole entry as the change leaves it: fields that it does not name stay; None where it takes it away."""
    if change.value is None:
        return None
    blank = dict.fromkeys(FIELDS[change.kind], "")
    given = {name: value.strip() for name, value in change.value.items()}
    return {**blank, **(present(change.kind, change.code) or {}), **given}


def laid(vocabulary: Vocabulary, change: Change) -> Changes:
    """Return what editors changed in the vocabulary, with one more change."""
    entries = dict(getattr(vocabulary.changes, CHANGED[change.kind]))
    value = merged(change)
    entries.pop(change.code, None)
    if not change.as_filed:
        entries[change.code] = value
    return replace(vocabulary.changes, **{CHANGED[change.kind]: entries})


def problem(change: Change) -> str | None:
    """Why a change cannot be made, as a sentence; None where it can."""
    if change.kind not in FIELDS:
        return f"{change.kind} is no part of the vocabulary: {', '.join(FIELDS)} are."
    if not CODES[change.kind].fullmatch(change.code):
        return f"{change.code[:40]} cannot stand for a {change.kind}: write it in capitals and digits without blanks."
    if change.as_filed or change.value is None:
        return None
    for name, value in change.value.items():
        longest = LONGEST.get(name, LONGEST_VALUE)
        if name not in FIELDS[change.kind]:
            return f"A {change.kind} has no {name}: {', '.join(FIELDS[change.kind])} can be changed."
        if len(value.strip()) > longest or not value.isprintable():
            return f"The {name} must be one line of at most {longest} signs."
    return _COMPLAINTS[change.kind](change.code, merged(change) or {})


def _post(code: str, entry: Mapping[str, str]) -> str | None:
    if not entry["city"]:
        return "A post needs its city."
    if entry["iso2"] and not re.fullmatch("[A-Z]{2}", entry["iso2"]):
        return f"{entry['iso2']} is no code of a country: two capitals make one, such as PE."
    if bool(entry["lat"]) != bool(entry["lon"]):
        return "Give both latitude and longitude, or neither."
    if entry["lat"] and not (_is_within(entry["lat"], 90) and _is_within(entry["lon"], 180)):
        return f"{entry['lat']}, {entry['lon']} is no place: write degrees, such as -12.09 and -77.03."
    return None


def _tag(code: str, entry: Mapping[str, str]) -> str | None:
    if entry["kind"] not in TAG_KINDS:
        return f"{entry['kind'] or 'Nothing'} is no kind of TAGS: {', '.join(TAG_KINDS)} are."
    if entry["kind"] == MISTYPED and (
        entry["meant"] == code or not archive_vocabulary.current().tag_kind(entry["meant"])
    ):
        return "A mistyped code needs the code that is meant, which must be known."
    return None


def _alias(code: str, entry: Mapping[str, str]) -> str | None:
    vocabulary = archive_vocabulary.current()
    if code in vocabulary.posts:
        return f"{code} is a post itself."
    if entry["post"] not in vocabulary.posts:
        return f"{entry['post'] or 'Nothing'} is no post: a spelling needs the name that reference numbers have for it."
    if entry["kind"] not in ALIAS_KINDS:
        return f"{entry['kind'] or 'Nothing'} is no kind of spelling: {', '.join(ALIAS_KINDS)} are."
    return None


def _is_within(degrees: str, most: int) -> bool:
    try:
        return -most <= float(degrees) <= most
    except ValueError:
        return False


_COMPLAINTS: Mapping[str, Callable[[str, Mapping[str, str]], str | None]] = {POST: _post, TAG: _tag, ALIAS: _alias}
