"""The list of occurrences of the words of a query, oldest cable first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice

from django.conf import settings

from cables.lists.listing import Absolute, Batch, Listing, Page, Record
from cables.lists.parameters import encode
from cables.lists.search import SearchQuery
from cables.models import Cable
from cables.rendering.html import anchor
from cables.reverse import url
from cables.search.concordance import Concordance, Occurrence, OccurrenceCursor

LINES = 50  # in one batch of a CSV file: as many as the cables read at once give
COLUMNS = ("mrn", "date", "date_source", "paragraph", "portion", "left", "word", "right", "address")


class OccurrenceListing(Listing[Occurrence]):
    """The occurrences of a query's words, found as they are read."""

    noun = "occurrences"
    columns = COLUMNS
    cursors: Mapping[str, type] = {"after": OccurrenceCursor}

    def __init__(self, query: SearchQuery) -> None:
        super().__init__(query, f"Concordance of {query.parsed.canonical}")
        self.parsed = query.parsed

    @cached_property
    def concordance(self) -> Concordance:
        """Return the occurrences in the cables that the query finds."""
        return Concordance(self.parsed.node, self.query.criteria.condition())

    def count(self) -> tuple[int | None, bool]:
        """Return that the number is not known: occurrences are found as they are read."""
        return None, False

    def page(self, size: int) -> Page[Occurrence]:
        """Return the occurrences after the query's cursor, else the first."""
        page = self.concordance.page(size, self.position.get("after"))
        return Page(page.occurrences, next={"after": str(page.next)} if page.next else {})

    def batches(self, size: int) -> Iterator[Batch[Occurrence]]:
        """Yield all occurrences after the query's cursor, at most LINES at a time, within the time that a search may
        take for each."""
        occurrences = self.concordance.walk(settings.SEARCH_TIMEOUT, self.position.get("after"))
        while batch := list(islice(occurrences, min(size, LINES))):
            yield [(occurrence.cursor, occurrence) for occurrence in batch]

    def records(self, rows: Sequence[Occurrence], absolute: Absolute) -> list[Record]:
        """Return occurrences under the names of COLUMNS."""
        return [record(occurrence, absolute) for occurrence in rows]


def record(occurrence: Occurrence, absolute: Absolute) -> Record:
    """Return an occurrence under the names of COLUMNS; `paragraph` is a number, `subject` or a position."""
    unnumbered = "subject" if occurrence.in_subject else f"[{occurrence.cursor.position}]"
    return {
        "mrn": occurrence.mrn,
        "date": day(occurrence),
        "date_source": occurrence.date_source,
        "paragraph": unnumbered if occurrence.number is None else str(occurrence.number),
        "portion": occurrence.portion,
        "left": occurrence.left,
        "word": occurrence.word,
        "right": occurrence.right,
        "address": absolute(url_of(occurrence)),
    }


def day(occurrence: Occurrence) -> str:
    """Return the cable's date as 2007-09-24, or its year where no more is known."""
    date = occurrence.cursor.date
    return f"{date.year:04}" if occurrence.date_source == Cable.DateSource.MRN else date.isoformat()


def url_of(occurrence: Occurrence, words: str = "") -> str:
    """Return the URL of the occurrence in its cable's page, with the query whose words are to be marked there."""
    fragment = anchor(occurrence.number, occurrence.cursor.position, occurrence.repeat)
    query = encode("q", [words])
    page = url("cable", occurrence.mrn)
    return f"{page}{'?' if query else ''}{query}#{'subject' if occurrence.in_subject else fragment}"
