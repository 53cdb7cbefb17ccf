"""Concordance: every occurrence of a query's words, one line each with the words around it, in order of date.

The index gives the cables that have the words; their offsets come from the paragraphs, some cables at a time. Nothing
is counted and nothing sorted: a page starts where the one before ended, at the same cost.
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
from cables.search.highlight import Highlighter
from cables.search.query.nodes import Node
from cables.search.results import Hits

CABLES = 50  # examined for one page
WIDTH = 90  # characters of context on either side
SUBJECT = 0  # the position of the subject, before the first paragraph's
AFTER_ALL = 10**9  # a position after every paragraph's
SPACES = re.compile(r"\s+")
CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}\.[0-9]{1,19})\.([0-9]{1,10})\.([0-9]{1,10})")


class OccurrenceCursor(NamedTuple):
    """An occurrence's position in the concordance: the cable's date and id, the paragraph's position (0 for the
    subject), and the offset in the paragraph with its heading."""

    date: datetime.date
    cable: int
    position: int
    start: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the cursor of a text such as `2007-09-24.1234.5.67`; raise keyset.BadCursorError where it is none."""
        match = CURSOR.fullmatch(text)
        if not match:
            raise keyset.BadCursorError(text)
        key = keyset.DateCursor.parse(match[1])
        return cls(key.date, key.id, int(match[2]), int(match[3]))

    def __str__(self) -> str:
        return f"{self.date.isoformat()}.{self.cable}.{self.position}.{self.start}"


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A word or phrase with its context. White space is single; `left` and `right` end at whole words.

    `number` is the paragraph's, None for one without and for the subject; `repeat` says which of the paragraphs of
    that number it is, counted from 1.
    """

    cursor: OccurrenceCursor
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
        """Return whether it is in the subject."""
        return self.cursor.position == SUBJECT


@dataclass(frozen=True, slots=True)
class ConcordancePage:
    """A page of occurrences, and the cursor after which the next page starts; None where there are no more."""

    occurrences: list[Occurrence]
    next: OccurrenceCursor | None


class MatchingCable(NamedTuple):
    """A cable that the query finds."""

    date: datetime.date
    pk: int
    mrn: str
    date_source: str
    subject: str | None


class MatchingParagraph(NamedTuple):
    """A paragraph of such a cable, or its subject."""

    position: int
    number: int | None
    portion: str | None
    heading: str | None
    text: str


class Concordance:
    """The occurrences of a query's words in the cables that it finds and that meet a condition."""

    def __init__(self, node: Node | None, condition: Q | None = None) -> None:
        self.hits = Hits(node, condition)
        self.highlighter = Highlighter(backends.reader().expand(node) if node is not None else None)

    def page(self, size: int, after: OccurrenceCursor | None = None) -> ConcordancePage:
        """Return the page of occurrences after a cursor, at most `size`.

        Two queries beside those of the hits. There are fewer where the cables that are examined for one page, some of
        which may be hits for another reason than their words, have no more.
        """
        cables = self.cables(CABLES + 1, after)
        occurrences = self.occurrences(cables[:CABLES], paragraphs_of(cables[:CABLES]), after)
        rows = list(islice(occurrences, size + 1))
        if len(rows) > size:
            return ConcordancePage(rows[:size], rows[size - 1].cursor)
        if len(cables) > CABLES:
            last = cables[CABLES - 1]
            return ConcordancePage(rows, OccurrenceCursor(last.date, last.pk, AFTER_ALL, 0))
        return ConcordancePage(rows, None)

    def walk(self, milliseconds: int, after: OccurrenceCursor | None = None) -> Iterator[Occurrence]:
        """Yield all occurrences after a cursor. Two queries for every CABLES cables, no more of them in memory at once.

        Those two may take so many milliseconds; raise TooSlowError where they take longer.
        """
        while True:
            with bounded(milliseconds):
                cables = self.cables(CABLES, after)
                paragraphs = paragraphs_of(cables)
            if not cables:
                return
            yield from self.occurrences(cables, paragraphs, after)
            after = OccurrenceCursor(cables[-1].date, cables[-1].pk, AFTER_ALL, 0)

    def cables(self, limit: int, after: OccurrenceCursor | None) -> list[MatchingCable]:
        """Return the first hits by date, from the cable of the cursor on, or after it where that is done."""
        rows: Any = self.hits.cables().order_by("date", "pk")
        if after:
            done = after.position == AFTER_ALL
            cursor = keyset.DateCursor(after.date, after.cable if done else after.cable - 1)
            rows = rows.filter(keyset.beyond(cursor, descending=False))
        return [MatchingCable(*row) for row in rows.values_list("date", "pk", "mrn", "date_source", "subject")[:limit]]

    def occurrences(
        self,
        cables: Sequence[MatchingCable],
        paragraphs: Mapping[int, Sequence[MatchingParagraph]],
        after: OccurrenceCursor | None,
    ) -> Iterator[Occurrence]:
        """Yield the occurrences in these cables with their paragraphs, after the cursor, in order."""
        for cable in cables:
            repeats: Counter[int | None] = Counter()
            subject = MatchingParagraph(SUBJECT, None, None, None, cable.subject or "")
            for paragraph in (subject, *paragraphs[cable.pk]):
                repeats[paragraph.number] += 1
                if after and (cable.date, cable.pk, paragraph.position) < after[:3]:
                    continue
                for occurrence in self.within(cable, paragraph, repeats[paragraph.number]):
                    if not after or occurrence.cursor > after:
                        yield occurrence

    def within(self, cable: MatchingCable, paragraph: MatchingParagraph, repeat: int) -> Iterator[Occurrence]:
        """Yield the occurrences in one paragraph and its heading, or in the subject."""
        heading = f"{paragraph.heading}\n" if paragraph.heading else ""
        if paragraph.position == SUBJECT:
            spans = self.highlighter.in_subject(paragraph.text)
        else:
            spans = self.highlighter.in_paragraph(heading, None) if heading else []
            in_text = self.highlighter.in_paragraph(paragraph.text, paragraph.portion)
            spans += [(start + len(heading), end + len(heading)) for start, end in in_text]
        whole = heading + paragraph.text
        for start, end in spans:
            yield Occurrence(
                OccurrenceCursor(cable.date, cable.pk, paragraph.position, start),
                cable.mrn,
                cable.date_source,
                paragraph.number,
                repeat,
                paragraph.portion,
                left_of(whole, start),
                SPACES.sub(" ", whole[start:end]),
                right_of(whole, end),
            )


def paragraphs_of(cables: Iterable[MatchingCable]) -> Mapping[int, Sequence[MatchingParagraph]]:
    """Return the paragraphs of cables by the cable's id, in order. One query."""
    paragraphs: dict[int, list[MatchingParagraph]] = defaultdict(list)
    rows = Paragraph.objects.filter(cable__in=[cable.pk for cable in cables]).order_by("cable", "position")
    for pk, *fields in rows.values_list("cable_id", *MatchingParagraph._fields):
        paragraphs[pk].append(MatchingParagraph._make(fields))
    return paragraphs


def left_of(text: str, start: int) -> str:
    """Return the context before an offset, from a whole word on; with its last space, which may be missing."""
    context = SPACES.sub(" ", text[max(0, start - 2 * WIDTH) : start])
    if len(context) <= WIDTH and start <= 2 * WIDTH:
        return context.lstrip()
    context = context[-WIDTH:]
    return context[context.find(" ") + 1 :] if " " in context[:-1] else context


def right_of(text: str, end: int) -> str:
    """Return the context after an offset, up to a whole word."""
    context = SPACES.sub(" ", text[end : end + 2 * WIDTH])
    if len(context) <= WIDTH and end + 2 * WIDTH >= len(text):
        return context.rstrip()
    context = context[:WIDTH]
    return context[: context.rfind(" ")] if " " in context[1:] else context
