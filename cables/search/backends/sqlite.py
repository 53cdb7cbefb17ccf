"""SQLite's search index: an FTS5 table without contents, whose row ids are the ids of cables.

Every token is quoted, so that nothing a person types is ever FTS5's syntax.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import islice, pairwise
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

from cables.search.backends.base import SQL, IndexNode, Row, SearchBackend, distributed
from cables.search.index.document import EVERY, GAP, GAP_LENGTH, ZONES, Document, documents
from cables.search.query.nodes import And, Expanded, Near, Not, Or, Phrase, Prefix, Within, WordNode

COLUMNS = ("subject", "u", "sbu", "c", "s")  # in the order of ZONES
NAMES = ", ".join(COLUMNS)
COLUMNS_OF = {"subject": "subject", "U": "subject u", "SBU": "sbu", "C": "c", "S": "s"}

INSERT = f"INSERT INTO cables_search (rowid, {NAMES}) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608 - constants
DELETE = f"INSERT INTO cables_search (cables_search, rowid, {NAMES}) VALUES ('delete', %s, %s, %s, %s, %s, %s)"  # noqa: S608
CLEAR = "INSERT INTO cables_search (cables_search) VALUES ('delete-all')"
LEARN = "INSERT OR IGNORE INTO cables_word (word, stem) VALUES (%s, %s)"
IDS_AFTER = "SELECT rowid FROM cables_search WHERE cables_search MATCH %s AND rowid > %s ORDER BY rowid LIMIT %s"
OCCURRENCES = "CREATE VIRTUAL TABLE temp.cables_search_words USING fts5vocab(main, cables_search, instance)"
OCCURRENCES_AT_ONCE = 1_000

# The first column takes two bytes less for each word of a cable than the others: the one with most words is first.
CREATE = """
    CREATE VIRTUAL TABLE cables_search USING fts5
    (u, c, s, sbu, subject, content='', tokenize='ascii')
"""
SET_OPTION = "INSERT INTO cables_search (cables_search, rank) VALUES (%s, %s)"
# Words are gathered in memory up to so many bytes before they are written: an import writes larger segments.
HASH_SIZE = "INSERT INTO cables_search (cables_search, rank) VALUES ('hashsize', 67108864)"

HIGHEST_CHARACTER = "\U0010ffff"
INSTRUCTIONS = 20_000  # of SQLite's machine between two looks at the clock


class SQLiteSearch(SearchBackend):
    """FTS5."""

    id_column = "rowid"
    scans_index_first = True
    timeout_message = "interrupted"

    def from_where(self, node: IndexNode) -> SQL:
        return "FROM cables_search WHERE cables_search MATCH %s", [expression(distributed(node))]

    def begins_with(self, beginning: str) -> Q:
        return Q(word__gte=beginning, word__lt=beginning + HIGHEST_CHARACTER)

    def ranked(self, node: IndexNode, cables: Sequence[int], limit: int) -> list[int]:
        sql, parameters = self.from_where(node)
        # One query for the whole range of ids: given one id each, FTS5 would weigh the words again for each (measured).
        wanted = set(cables)
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid {sql} AND rowid BETWEEN %s AND %s ORDER BY rank, rowid DESC",
                [*parameters, min(wanted, default=0), max(wanted, default=0)],
            )
            return list(islice((cable for (cable,) in cursor if cable in wanted), limit))

    def ids_after(self, stem: str, after: int, limit: int) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(IDS_AFTER, [f'"{stem}"', after, limit])
            return [cable for (cable,) in cursor.fetchall()]

    def match_listed(self, key: str, node: IndexNode) -> SQL:
        """Return the condition for cables that are walked in another order: a lookup in the list of all that match.

        The plus before the key stops SQLite from scanning the cables in the list's order. Queried cable by cable for
        1,000 matches of a word that one in 70 of 250,000 cables has, FTS5 takes hundreds of times as long (measured).
        """
        sql, parameters = self.match(key, node)
        return f"+{sql}", parameters

    def match_newest(self, key: str, node: IndexNode) -> SQL:
        return self.match_listed(key, node)

    def match_mixed(self, key: str, node: IndexNode) -> SQL:
        return self.match_listed(key, node)

    def rows(self, document: Document) -> tuple[Row, ...]:
        return (columns(document),)

    def add(self, rows: Iterable[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(INSERT, list(rows))

    def remove(self, cables: Sequence[int]) -> None:
        """Take cables out before their rows change: FTS5 needs to be given the words that it has of them."""
        self.remove_documents(documents(cables))

    def remove_documents(self, documents: Sequence[tuple[int, Document]]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(DELETE, [(cable, *columns(document)) for cable, document in documents])

    def learn(self, words: Mapping[str, str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(LEARN, sorted(words.items()))

    def clear(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(CLEAR)

    def comparison(self) -> SumComparison:
        return SumComparison(self.connection)

    @property
    def create_statements(self) -> Sequence[str]:
        return (CREATE, HASH_SIZE)

    def option_statement(self, option: str, value: int) -> SQL:
        return SET_OPTION, [option, value]

    @contextmanager
    def time_limit(self, milliseconds: int) -> Iterator[None]:
        """Stop all queries inside once they have taken so long together. One within another ends the outer's limit."""
        self.connection.ensure_connection()
        driver = self.connection.connection
        end = time.monotonic() + milliseconds / 1000
        driver.set_progress_handler(lambda: time.monotonic() > end, INSTRUCTIONS)
        try:
            yield
        finally:
            self.connection.connection.set_progress_handler(None, 0)


class SumComparison:
    """Comparison by sums of hashes, since FTS5 without contents can only be read by word.

    It is read once, whole, and added up by cable: a sum of hashes of every word with its column and offset, which is
    compared with the sum that the rows give. That takes some hundred bytes a cable, whatever their length.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.sums: dict[int, int] = {}

    def compare(self, documents: Sequence[tuple[int, Document]], after: int) -> list[int]:
        self.sums.update((cable, sum_of(document)) for cable, document in documents)
        return []

    def finish(self, after: int) -> list[int]:
        sums = self.sums
        with self.connection.cursor() as cursor:
            cursor.execute(OCCURRENCES)
            try:
                cursor.execute("SELECT doc, term, col, offset FROM cables_search_words")
                while occurrences := cursor.fetchmany(OCCURRENCES_AT_ONCE):
                    for cable, *occurrence in occurrences:
                        sums[cable] = sums.get(cable, 0) - hash(tuple(occurrence))
            finally:
                cursor.execute("DROP TABLE temp.cables_search_words")
        return sorted(cable for cable, rest in sums.items() if rest)


def sum_of(document: Document) -> int:
    """Return the sum of hashes of a document's words, each with its column and its offset there."""
    return sum(
        hash((word, column, offset))
        for column, text in zip(COLUMNS, columns(document), strict=True)
        for offset, word in enumerate(text.split())
    )


def columns(document: Document) -> tuple[str, ...]:
    """Return the texts of the columns, one a zone, of tokens divided by spaces."""
    gap = f" {' '.join([GAP] * GAP_LENGTH)} "
    texts = [gap.join(map(" ".join, document.zones[zone])) for zone in ZONES]
    texts[0] = f"{EVERY} {texts[0]}".rstrip()
    return tuple(texts)


def expression(node: IndexNode) -> str:
    """Return the node as an FTS5 expression."""
    match node:
        case WordNode(stem):
            return f'"{stem}"'
        case Prefix(beginning):
            return f'"{beginning}" *'
        case Expanded(beginning, stems):
            return "(" + " OR ".join([f'"{beginning}" *', *(f'"{stem}"' for stem in stems)]) + ")"
        case Phrase(stems):
            return f'"{" ".join(stems)}"'
        case Near(stems, distance):
            pairs = (f'NEAR("{one}" "{other}", {distance - 1})' for one, other in pairwise(stems))
            return "(" + " AND ".join(pairs) + ")"
        case Within(zone, part):
            return f"{{{COLUMNS_OF[zone]}}} : ({expression(part)})"
        case And(parts):
            return conjunction(parts)
        case Or(parts):
            return "(" + " OR ".join(map(expression, parts)) + ")"
        case Not(part):
            return f'("{EVERY}" NOT {expression(part)})'
    raise TypeError(f"{node!r} is no text node")


def conjunction(parts: Sequence[Any]) -> str:
    """Return the parts of an And as an FTS5 expression, whose NOT takes something to exclude from."""
    wanted = [part for part in parts if not isinstance(part, Not)]
    unwanted = [part.part for part in parts if isinstance(part, Not)]
    matching = " AND ".join(map(expression, wanted)) if wanted else f'"{EVERY}"'
    return reduce(lambda rest, part: f"({rest} NOT {expression(part)})", unwanted, f"({matching})")
