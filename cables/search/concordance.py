"""Every occurrence of a query's words, one line each with the words around it, in order of date.

The index tells which cables have the words; where they stand in them is read from their paragraphs, so many cables at
a time. Nothing is counted and nothing sorted: a page goes on where the one before ended, at the same cost.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple, Self

from django.db.models import Q

from cables import keyset
from cables.models import Paragraph
from cables.search import backends
from cables.search.backends.timeout import bounded
from cables.search.highlight import Marker
from cables.search.query.nodes import Node
from cables.search.results import Hits

CABLES = 50  # looked through for one page
WIDTH = 90  # characters of context on either side
SUBJECT = 0  # the position of the subject, before the first paragraph's
BEHIND_ALL = 10**9  # a position behind every paragraph's
SPACES = re.compile(r"\s+")
WRITTEN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9]{1,19})\.([0-9]{1,10})\.([0-9]{1,10})")


class Spot(NamedTuple):
    """Where an occurrence stands, in the order of the concordance: the cable's date and id, the paragraph's position
    (0 for the subject), and the place in the paragraph with its heading."""

    date: datetime.date
    cable: int
    position: int
    start: int

    @classmethod
    def parse(cls, written: str) -> Self:
        """Reads `2007-09-24.1234.5.67`; raises keyset.BadCursorError for anything else."""
        match = WRITTEN.fullmatch(written)
        if not match:
            raise keyset.BadCursorError(written)
        key = keyset.DateCursor.parse(match[1])
        return cls(key.date, key.id, int(match[2]), int(match[3]))

    def __str__(self) -> str:
        return f"{self.date.isoformat()}.{self.cable}.{self.position}.{self.start}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The words where they stand. White space is single; `left` and `right` end at whole words.

    `number` is the paragraph's, None for one without and for the subject; `repeat` tells which of the paragraphs of
    that number it is, counted from 1.
    """

    spot: Spot
    mrn: str
    date_source: str
    number: int | None
    repeat: int
    portion: str | None
    left: str
    word: str
    right: str

    @property
    def in_subject(self) -> bool:
        """Whether it stands in the subject."""
        return self.spot.position == SUBJECT


@dataclass(frozen=True, slots=True)
class Page:
    """Some occurrences, and the spot that the next page goes on behind; None where there is no more."""

    occurrences: list[Occurrence]
    next: Spot | None


class Bearer(NamedTuple):
    """A cable in which the words are looked for."""

    date: datetime.date
    pk: int
    mrn: str
    date_source: str
    subject: str | None


class Passage(NamedTuple):
    """A paragraph of such a cable."""

    position: int
    number: int | None
    portion: str | None
    heading: str | None
    text: str


class Concordance:
    """The occurrences of a query's words in the cables that it finds among those that meet `narrowing`."""

    def __init__(self, node: Node | None, narrowing: Q | None = None) -> None:
        self.hits = Hits(node, narrowing)
        self.marker = Marker(backends.reader().expand(node) if node is not None else None)

    def page(self, size: int, after: Spot | None = None) -> Page:
        """The occurrences behind `after`, at most so many.

        Two queries beside those of the hits. Fewer come where the cables that are looked through for one page, some
        of which may be hits for another reason than their words, have no more.
        """
        bearers = self.bearers(CABLES + 1, after)
        occurrences = self.occurrences(bearers[:CABLES], passages_of(bearers[:CABLES]), after)
        found = list(islice(occurrences, size + 1))
        if len(found) > size:
            return Page(found[:size], found[size - 1].spot)
        if len(bearers) > CABLES:
            last = bearers[CABLES - 1]
            return Page(found, Spot(last.date, last.pk, BEHIND_ALL, 0))
        return Page(found, None)

    def walk(self, milliseconds: int) -> Iterator[Occurrence]:
        """All occurrences. Two queries for every CABLES cables, of which no more are held at once.

        Those two may take so many milliseconds; raises TooSlowError where they take longer.
        """
        after: Spot | None = None
        while True:
            with bounded(milliseconds):
                bearers = self.bearers(CABLES, after)
                passages = passages_of(bearers)
            if not bearers:
                return
            yield from self.occurrences(bearers, passages, None)
            after = Spot(bearers[-1].date, bearers[-1].pk, BEHIND_ALL, 0)

    def bearers(self, limit: int, after: Spot | None) -> list[Bearer]:
        """The first hits by date, from the cable of `after` on, or behind it where that is done with."""
        rows: Any = self.hits.cables().order_by("date", "pk")
        if after:
            done = after.position == BEHIND_ALL
            place = keyset.DateCursor(after.date, after.cable if done else after.cable - 1)
            rows = rows.filter(keyset.beyond(place, descending=False))
        return [Bearer(*row) for row in rows.values_list("date", "pk", "mrn", "date_source", "subject")[:limit]]

    def occurrences(
        self, bearers: Sequence[Bearer], passages: Mapping[int, Sequence[Passage]], after: Spot | None
    ) -> Iterator[Occurrence]:
        """The occurrences in these cables with their paragraphs behind `after`, in order."""
        for bearer in bearers:
            repeats: Counter[int | None] = Counter()
            subject = Passage(SUBJECT, None, None, None, bearer.subject or "")
            for passage in (subject, *passages[bearer.pk]):
                repeats[passage.number] += 1
                if after and (bearer.date, bearer.pk, passage.position) < after[:3]:
                    continue
                for occurrence in self.within(bearer, passage, repeats[passage.number]):
                    if not after or occurrence.spot > after:
                        yield occurrence

    def within(self, bearer: Bearer, passage: Passage, repeat: int) -> Iterator[Occurrence]:
        """The occurrences in one paragraph and its heading, or in the subject."""
        heading = f"{passage.heading}\n" if passage.heading else ""
        if passage.position == SUBJECT:
            spans = self.marker.in_subject(passage.text)
        else:
            spans = self.marker.in_paragraph(heading, None) if heading else []
            found = self.marker.in_paragraph(passage.text, passage.portion)
            spans += [(start + len(heading), end + len(heading)) for start, end in found]
        whole = heading + passage.text
        for start, end in spans:
            yield Occurrence(
                Spot(bearer.date, bearer.pk, passage.position, start),
                bearer.mrn,
                bearer.date_source,
                passage.number,
                repeat,
                passage.portion,
                left_of(whole, start),
                SPACES.sub(" ", whole[start:end]),
                right_of(whole, end),
            )


def passages_of(bearers: Iterable[Bearer]) -> Mapping[int, Sequence[Passage]]:
    """The paragraphs of cables by the cable's id, in order. One query."""
    found: dict[int, list[Passage]] = defaultdict(list)
    paragraphs = Paragraph.objects.filter(cable__in=[bearer.pk for bearer in bearers]).order_by("cable", "position")
    for cable, *fields in paragraphs.values_list("cable_id", *Passage._fields):
        found[cable].append(Passage._make(fields))
    return found


def left_of(text: str, start: int) -> str:
    """What stands before the place, from a whole word on. A last space is kept: the word may follow without one."""
    context = SPACES.sub(" ", text[max(0, start - 2 * WIDTH) : start])
    if len(context) <= WIDTH and start <= 2 * WIDTH:
        return context.lstrip()
    context = context[-WIDTH:]
    return context[context.find(" ") + 1 :] if " " in context[:-1] else context


def right_of(text: str, end: int) -> str:
    """What stands behind the place, up to a whole word."""
    context = SPACES.sub(" ", text[end : end + 2 * WIDTH])
    if len(context) <= WIDTH and end + 2 * WIDTH >= len(text):
        return context.rstrip()
    context = context[:WIDTH]
    return context[: context.rfind(" ")] if " " in context[1:] else context
