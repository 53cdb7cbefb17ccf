"""A record of named members, as tables, JSON and XML have it, and which member gives what.

Names are compared without regard to case, and whatever stands between words, or does not: `Message Text`, `messageText`
and `MESSAGETEXT` are `message_text`. Beside the names that collections have, those count that a rule makes of words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from cables.sources.raw import RawCable, RefusedItem, extracted
from cables.telegram import mrn
from cables.telegram.textless import states_facts
from cables.telegram.vocabulary import DEFAULT, Vocabulary

# Names of each part in the order in which they count, as the collections that people trade have them: the dump with a
# heading row and its databases, NARA's files of a month, and the JSON that is made of both.
NAMES: Mapping[str, tuple[str, ...]] = {
    part: tuple(names.split())
    for part, names in {
        "text": "text body content msgtext message_text msg_text full_text fulltext raw_text cable_text telegram "
        "telegram_text message cable",
        "heading": "header heading head message_header cable_header",
        "published_id": "refid ref_id reference_id referenceid identifier canonical_id cable_id docnbr doc_nbr "
        "document_number doc_number docnumber doc_id docid message_reference_number",
        "hint": "mrn id _id key",
        "created": "created date datetime date_time date_sent sent authored cable_date created_at",
        "released": "released release_date date_released",
        "origin": "origin office source_office from cable_from",
        "classification": "classification original_classification class cable_classification",
    }.items()
}
PARTS = tuple(NAMES)
# Names made of the words of such names, joined: what a telegram is called, in what form, and what of it that is. They
# count after the others. A published id of such a name has to read as the number of a cable: it may be that of a row.
_TELEGRAM = "cable|telegram|message|msg|document|doc"
_FORM = f"{_TELEGRAM}|record|file|full|raw|plain|original|complete|entire|whole|main|clean(?:ed)?|ocr|extracted"
_CONTENT = "text|txt|body|contents?"
_RULES: Mapping[str, re.Pattern[str]] = {
    part: re.compile(rule)
    for part, rule in {
        "text": rf"(?:{_FORM})*(?:{_CONTENT})(?:{_FORM}|{_CONTENT})*|(?:full|raw|whole)(?:cable|telegram|message)",
        "heading": rf"(?:{_FORM})*head(?:ers?|ings?)?",
        "published_id": rf"(?:{_TELEGRAM}|record|item|canonical|reference|ref)+"
        r"(?:id|identifier|mrn|number|nbr|num|no|nr)+",
        "created": rf"(?:{_TELEGRAM})*(?:date(?:time|sent|created)?|sent(?:at|on)?|created(?:at|on)?|authored)",
        "released": rf"(?:{_TELEGRAM})*(?:released?(?:at|on|date)?|datereleased)",
        "origin": rf"(?:{_TELEGRAM})*(?:origin|originating(?:post|office)|originoffice|sourceoffice)",
        "classification": rf"(?:{_TELEGRAM}|original)*classification",
    }.items()
}
_LONGEST_KNOWN = 60  # characters of a name that is known
_LONGEST_NUMBER = 100  # characters of the number of a cable
_GIVEN_AS = {"mrn": "published_id", "date": "created"}  # parts that a map may call so
SHOWN_AS = {part: name for name, part in _GIVEN_AS.items()}
LONGEST_MAP = 1000  # characters
_SHOWN = 40  # characters of a name in a sentence
_MOST_SHOWN = 20  # names in a sentence
_BETWEEN_WORDS = re.compile(r"[^a-z0-9]+")
_WORD_BEGINS = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")  # in `messageText` and `XMLText`


class MapError(ValueError):
    """A map of members cannot be read; the argument is a sentence that says why."""


def fold(name: str) -> str:
    """Return a name as names are compared; an underline before it stays."""
    return _folded(name) if len(name) <= _LONGEST_KNOWN else _folded.__wrapped__(name)


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    folded = _BETWEEN_WORDS.sub("_", _WORD_BEGINS.sub("_", name).lower()).rstrip("_")
    return folded if name.startswith("_") else folded.lstrip("_")


def _joined(folded: str) -> str:
    """Return a folded name with nothing between its words."""
    return folded.replace("_", "")


_RANKS = {name: (part, rank) for part, names in NAMES.items() for rank, name in enumerate(names)}
_JOINED_RANKS = {_joined(name): place for name, place in reversed(_RANKS.items())}
_BY_RULE = 1000  # the rank of names that are none of NAMES


def _place(folded: str) -> tuple[str, int] | None:
    """Return which part a folded name gives, and the rank of the name among those that give it; None for no part."""
    return _known_place(folded) if len(folded) <= _LONGEST_KNOWN else None


@lru_cache(maxsize=4096)
def _known_place(folded: str) -> tuple[str, int] | None:
    joined = _joined(folded)
    if place := _RANKS.get(folded) or _JOINED_RANKS.get(joined):
        return place
    return next(((part, _BY_RULE) for part, rule in _RULES.items() if rule.fullmatch(joined)), None)


def given_map(stated: str) -> dict[str, str]:
    """Return the parts of `text=body,mrn=doc_id`, each with the name of its member.

    `mrn` is the published id here, `date` is created. Raise MapError, also for a map that says two things.
    """
    if len(stated) > LONGEST_MAP:
        raise MapError(f"The map has more than {LONGEST_MAP:,} characters: name the parts that need it, each once.")
    members: dict[str, str] = {}
    for pair in filter(None, (pair.strip() for pair in stated.split(","))):
        part, equals, name = (each.strip() for each in pair.partition("="))
        part = _GIVEN_AS.get(part.lower(), part.lower())
        member = fold(name)
        if part not in PARTS or not equals or not member:
            known = ", ".join(SHOWN_AS.get(each, each) for each in PARTS)
            raise MapError(f"{pair[:_SHOWN]} names no part: write it as text=body,mrn=doc_id. The parts are {known}.")
        if part in members:
            raise MapError(f"The map names {SHOWN_AS.get(part, part)} twice: say once which column or member gives it.")
        if member in members.values():
            raise MapError(f"The map names {name[:_SHOWN]} for two parts: say which of them it gives.")
        members[part] = member
    return members


def parts_of(members: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the parts that a raw cable was made of, as a map calls them, each with the name of its member."""
    return [(SHOWN_AS.get(part, part), name) for part, name in members.items()]


def listed(names: Iterable[object]) -> str:
    """Return names of columns or members as a sentence has them: the first of them, each cut where it is long."""
    shown = [str(name)[:_SHOWN] for name in islice(names, _MOST_SHOWN + 1)]
    return ", ".join([*shown[:_MOST_SHOWN], *(["..."] if len(shown) > _MOST_SHOWN else [])]) or "nothing"


def _rank(folded: str) -> int:
    place = _place(folded)
    return place[1] if place else _BY_RULE


@dataclass(frozen=True, slots=True)
class Members:
    """Which members of records give what: those `given` before those that are known by NAMES.

    The `vocabulary` says which hints read as the number of a cable.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    vocabulary: Vocabulary = DEFAULT

    def have_text(self, names: Iterable[str]) -> bool:
        """Return whether one of these names is that of the text."""
        return any(self._gives(name, "text") for name in map(fold, names))

    def missing(self, names: Sequence[str]) -> str | None:
        """Return why nothing can be read from a table with these columns, None where it can; the reason names them."""
        folded = {_joined(fold(name)) for name in names}
        for part, name in self.given.items():
            if _joined(name) not in folded:
                part = SHOWN_AS.get(part, part)
                return (
                    f"has no column {name[:_SHOWN]}, from which the map takes {part}: its columns are {listed(names)}"
                )
        if not self.have_text(names):
            return (
                f"has no column that is known to have the text: its columns are {listed(names)}. Say which has it by a "
                "map: text=NAME"
            )
        return None

    def state_facts(self, names: Iterable[str]) -> bool:
        """Return whether members of these names, without that of a text, are a record of a telegram: they have its
        number, and a fact of it."""
        folded = {fold(name) for name in names}
        return bool(self._name(dict.fromkeys(folded, ""), "published_id") and states_facts(folded))

    def is_numbered(self, record: Mapping[str, str]) -> bool:
        """Return whether a record has the number of a cable, as its published id or as a hint."""
        folded = {fold(name): value for name, value in record.items()}
        return any(self._is_number(folded.get(self._name(folded, part))) for part in ("published_id", "hint"))

    def cable(self, record: Mapping[str, object], where: str, format: str) -> RawCable | RefusedItem:
        """Return the cable of a record: its heading, an empty line and its text, or the text alone.

        `mrn` is a hint as it is, `id` only where it reads as the number of a cable: it may be that of a row. What is
        not used is stated, under its own name. Where it has no text, but facts, the text is empty.
        """
        raw_names = {fold(name): name for name in record}
        left: dict[str, object] = {folded: record[name] for folded, name in raw_names.items()}
        names = {part: self._name(left, part) for part in ("text", "published_id")}
        for part, name in names.items():
            if part in self.given and name not in left:
                reason = f"has no {name[:_SHOWN]}, from which the map takes {SHOWN_AS.get(part, part)}"
                return RefusedItem(where, f"{reason}: it has {listed(record)}", format, tuple(record))
        text = left.pop(names["text"], None)
        if text is None and names["published_id"] in left and states_facts(left):
            text = ""  # a record without text: what it states is of use by itself
        if not isinstance(text, str):
            reason = "has no text" if text is None else f'has a "{names["text"]}" that is no text'
            return RefusedItem(where, f"{reason}: it has {listed(record)}", format, tuple(record))
        taken = {"text": names["text"]} if names["text"] in raw_names else {}
        heading = self._take(left, "heading", taken)
        heading = heading if isinstance(heading, str) and heading.strip() else None
        shown, content = extracted(f"{heading}\n\n{text}" if heading else text)
        published_id = _said(self._take(left, "published_id", taken))
        name = self._name(left, "hint")
        hint = _said(left.get(name))
        if _joined(name) == "mrn" or self._is_number(hint):
            self._take(left, "hint", taken)
        else:
            hint = ""
        stated = {
            part: _said(self._take(left, part, taken)) for part in ("created", "released", "origin", "classification")
        }
        stated |= {name: _said(value) for name, value in left.items() if name not in stated}
        stated = {name: extracted(value)[0] for name, value in stated.items() if value}
        return RawCable(
            shown,
            content,
            "utf-8",
            where,
            format,
            published_id=extracted(published_id)[0] or None,
            hint=extracted(hint)[0] or None,
            stated=stated,
            members={part: raw_names[name] for part, name in taken.items()},
        )

    def _gives(self, name: str, part: str) -> bool:
        """Return whether a folded name gives the part: that of the map, where it has one."""
        if part in self.given:
            return _joined(name) == _joined(self.given[part])
        place = _place(name)
        return place is not None and place[0] == part

    def _name(self, record: Mapping[str, object], part: str) -> str:
        """Return the name of the first member that gives the part, of an empty one where none is full; else nothing.

        One that the map gives is returned also where the record has none.
        """
        present = [name for name in record if self._gives(name, part)]
        if part in self.given:
            return present[0] if present else self.given[part]
        if len(present) > 1:
            present.sort(key=_rank)
        if part == "published_id":
            present = [name for name in present if _rank(name) < _BY_RULE or self._is_number(record[name])]
        return next((name for name in present if record[name] not in (None, "")), present[0] if present else "")

    def _is_number(self, value: object) -> bool:
        """Return whether a value reads as the number of a cable."""
        return isinstance(value, str) and bool(mrn.normalise(value[:_LONGEST_NUMBER], self.vocabulary).mrn)

    def _take(self, record: dict[str, object], part: str, taken: dict[str, str]) -> object:
        """Take the part out of a record, and note from which member."""
        name = self._name(record, part)
        if name in record:
            taken[part] = name
        return record.pop(name, None)


def _said(value: object) -> str:
    """Return a value as it is stated: words as they are, a list of words joined, everything else as JSON."""
    if isinstance(value, str):
        return value.strip()
    if value is None or value == [] or value == {}:
        return ""
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    try:
        return json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        return ""
