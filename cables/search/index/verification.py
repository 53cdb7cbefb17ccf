"""The index beside the rows: which cables' words it does not hold as it should.

On PostgreSQL the database compares the index's own rows. The FTS5 index keeps no text and can only be read by word,
so that it is read once, whole, and added up by cable: a sum of hashes of every word with its place, which is compared
with the sum that the rows give. That takes some hundred bytes a cable, whatever their length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

from cables.models import Word
from cables.search.index import maintenance
from cables.search.index.document import Document, columns, vectors
from cables.search.index.normalise import normal, stem

STREAM_COLUMNS = maintenance.COLUMNS.split(", ")
DIFFERING = """
    WITH expected AS (
        SELECT * FROM unnest(%s::bigint[], %s::integer[], %s::boolean[], %s::text[], %s::text[])
        AS row (cable_id, slice, long, words, subject)
    )
    SELECT DISTINCT cable_id FROM expected
    FULL JOIN (SELECT * FROM cables_search WHERE cable_id > %s AND cable_id <= %s) AS held USING (cable_id, slice)
    WHERE (expected.long, expected.words::tsvector, expected.subject::tsvector)
        IS DISTINCT FROM (held.long, held.words, held.subject)
    ORDER BY cable_id
"""
BEYOND = "SELECT DISTINCT cable_id FROM cables_search WHERE cable_id > %s ORDER BY cable_id"
BY_WORD = "CREATE VIRTUAL TABLE temp.cables_search_words USING fts5vocab(main, cables_search, instance)"
AT_ONCE = 1_000  # words read at once


class Audit:
    """Compares the index with the rows of cables, given in portions by rising ids, and at last with all of them."""

    def __init__(self) -> None:
        self.differing: list[int] = []  # ids, also of cables that are not held but are in the index
        self.lacking: set[str] = set()  # words that should be known with their stem
        self._last = 0
        self._sums: dict[int, int] = {}

    def portion(self, cables: Sequence[int]) -> None:
        """Compare the next cables; all ids between those of the last portion and the last of these are compared."""
        made = maintenance.documents(cables)
        self._learnt([each for _, each in made])
        if connection.vendor == "postgresql":
            rows = [(cable, *row[:2], *map(str, row[2:])) for cable, each in made for row in vectors(each)]
            values = [list(column) for column in zip(*rows, strict=True)]
            self._ask(DIFFERING, [*values, self._last, cables[-1]])
        else:
            self._sums.update((cable, sum_of(each)) for cable, each in made)
        self._last = cables[-1]

    def finish(self) -> None:
        """Compare what the portions left: cables in the index that are not held, and all of an index by word."""
        if connection.vendor == "postgresql":
            self._ask(BEYOND, [self._last])
            return
        sums = self._sums
        with connection.cursor() as cursor:
            cursor.execute(BY_WORD)
            try:
                cursor.execute("SELECT doc, term, col, offset FROM cables_search_words")
                while found := cursor.fetchmany(AT_ONCE):
                    for cable, *place in found:
                        sums[cable] = sums.get(cable, 0) - hash(tuple(place))
            finally:
                cursor.execute("DROP TABLE temp.cables_search_words")
        self.differing += sorted(cable for cable, rest in sums.items() if rest)

    def _ask(self, question: str, values: Sequence[Any]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(question, values)
            self.differing += [cable for (cable,) in cursor.fetchall()]

    def _learnt(self, made: Iterable[Document]) -> None:
        wanted = {word for each in made for word in each.words} - self.lacking
        for words in (sorted(wanted)[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)):
            self.lacking |= set(words) - set(Word.objects.filter(word__in=words).values_list("word", flat=True))


def sum_of(made: Document) -> int:
    """The sum of hashes of the words of a document, each with its column and its place there."""
    return sum(
        hash((word, column, place))
        for column, text in zip(STREAM_COLUMNS, columns(made), strict=True)
        for place, word in enumerate(text.split())
    )


def misstemmed(tell: Callable[[Word], object]) -> None:
    """Tell each known word that has another stem than the one by which it is compared."""
    last = ""
    while words := list(Word.objects.filter(word__gt=last).order_by("word")[:AT_ONCE]):
        for word in words:
            if word.word != normal(word.word) or word.stem != stem(word.word):
                tell(word)
        last = words[-1].word
