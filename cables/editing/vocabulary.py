"""Changes of the archive's vocabulary of posts, TAGS and spellings of posts, which override its files.

What only pages show (a name, a country, coordinates) applies at once. What texts are parsed by (a code, a kind, a
spelling) makes the rows of all cables stale: `service.reparse` derives them again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F

from cables import archive_vocabulary
from cables.editing import renumbering
from cables.editing.base import EditRefused, edit_transaction
from cables.ingest import parsing, service
from cables.ingest import vocabulary as rows
from cables.ingest.events import record, signed
from cables.ingest.reparsing import raw_cable
from cables.ingest.rewriting import rewrite
from cables.models import Cable, Event, Revision, VocabularyEntry
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

    `value` has the fields to be changed, as `FIELDS` names them; None removes the entry. With `as_filed` the entry is
    again what the vocabulary files have, and `value` is ignored.
    """

    kind: str
    code: str
    value: Mapping[str, str] | None = None
    as_filed: bool = False


@dataclass(frozen=True, slots=True)
class Consequences:
    """Numbers of cables that a change affects; both are 0 where it changes only what pages show.

    derived: cables whose rows are derived again, which takes its time.
    filed: those of them that get other TAGS or another number.
    """

    derived: int
    filed: int


def consequences(change: Change) -> Consequences:
    """Return what the change would do, without making it. Raises EditRefused where it cannot be made.

    Parses the TAGS lines that have the code in them, and the texts of cables of unknown posts.
    """
    before = archive_vocabulary.refresh()
    check_change(change)
    after = Vocabulary(with_change(before, change))
    if after.fingerprint == before.fingerprint:
        return Consequences(0, 0)
    lines = lines_with(change).items()
    filed = sum(cables for line, cables in lines if tags.parse_tags(line, after) != tags.parse_tags(line, before))
    numbered = read_numbers(before)
    filed += sum(1 for cable, mrn in read_numbers(after).items() if mrn != numbered[cable])
    return Consequences(Cable.objects.count(), filed)


def change(change: Change, reason: str, editor: AbstractBaseUser | None = None, *, derive: bool = True) -> None:
    """Make the change: names and coordinates apply at once, cables of unknown posts get the numbers parsed now.

    With `derive` all stale rows are derived again before it returns, which can take long; without it the caller runs
    `service.reparse`. `reason` is public. Raises EditRefused where the change cannot be made.
    """
    fingerprint = ""
    try:
        with edit_transaction(reason) as reason:
            vocabulary = archive_vocabulary.refresh()
            check_change(change)
            before, fingerprint = current_fields(change.kind, change.code), vocabulary.fingerprint
            store(change, reason, editor)
            archive_vocabulary.refresh()
            value = current_fields(change.kind, change.code)
            if value == before:
                raise EditRefused(f"{change.code} is so already: nothing is to be changed.")
            rows.follow(change.kind, change.code)
            detail = {"entry": change.kind, "code": change.code, "before": before, "value": value}
            record(Event.Kind.VOCABULARY, "", reason, editor, detail=detail)
            for former, mrn in renumber():
                record(Event.Kind.VOCABULARY, mrn, reason, editor, detail={**detail, "former": former})
    finally:
        vocabulary = archive_vocabulary.refresh()  # to what is stored, also where the change failed
    if derive and vocabulary.fingerprint != fingerprint:
        service.reparse()


def check_change(change: Change) -> None:
    """Raise EditRefused where the change cannot be made."""
    if sentence := problem(change):
        raise EditRefused(sentence)


def store(change: Change, reason: str, editor: AbstractBaseUser | None) -> None:
    """Store the entry as the change leaves it."""
    entry = VocabularyEntry.objects.filter(kind=change.kind, code=change.code)
    value = merged(change)
    entry.delete()
    if not change.as_filed:
        VocabularyEntry.objects.create(kind=change.kind, code=change.code, value=value, **signed(reason, editor))


def lines_with(change: Change) -> Counter[str]:
    """Return the TAGS lines that have the code of a TAG, with the number of cables that have each."""
    if change.kind != TAG:
        return Counter()
    return Counter(Cable.objects.filter(tags_raw__icontains=change.code).order_by().values_list("tags_raw", flat=True))


def read_numbers(vocabulary: Vocabulary) -> dict[Cable, str | None]:
    """Return the number that the parser finds in the text of each cable of an unknown post."""
    texts = Revision.objects.filter(cable__post__known=False, number=F("cable__revision_number"))
    return {
        text.cable: parsing.telegram_of(raw_cable(text), vocabulary).mrn
        for text in texts.select_related("cable").order_by("cable").iterator(chunk_size=100)
    }


def renumber() -> list[tuple[str, str]]:
    """Renumber cables of unknown posts as they are parsed now, where those numbers are free.

    Returns pairs of the former and the new number; the former leads to the new. The others keep theirs.
    """
    renumbered = []
    for cable, mrn in read_numbers(archive_vocabulary.current()).items():
        if mrn in (None, cable.mrn) or not renumbering.is_free(cable, mrn):
            continue
        renumbering.move(cable.mrn, mrn)
        renumbering.retire(cable.mrn, mrn)
        rewrite(cable, mrn)
        renumbered.append((cable.mrn, mrn))
    return renumbered


def current_fields(kind: str, code: str) -> dict[str, str] | None:
    """Return the fields of an entry as they are now; None where there is no such entry."""
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
    """Return all fields of the entry as the change leaves it; None where the change removes the entry."""
    if change.value is None:
        return None
    blank = dict.fromkeys(FIELDS[change.kind], "")
    given = {name: value.strip() for name, value in change.value.items()}
    return {**blank, **(current_fields(change.kind, change.code) or {}), **given}


def with_change(vocabulary: Vocabulary, change: Change) -> Changes:
    """Return what editors changed in the vocabulary, with one more change."""
    entries = dict(getattr(vocabulary.changes, CHANGED[change.kind]))
    value = merged(change)
    entries.pop(change.code, None)
    if not change.as_filed:
        entries[change.code] = value
    return replace(vocabulary.changes, **{CHANGED[change.kind]: entries})


def problem(change: Change) -> str | None:
    """Return why a change cannot be made, as a sentence; None where it can."""
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
    return _PROBLEMS[change.kind](change.code, merged(change) or {})


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


_PROBLEMS: Mapping[str, Callable[[str, Mapping[str, str]], str | None]] = {POST: _post, TAG: _tag, ALIAS: _alias}
