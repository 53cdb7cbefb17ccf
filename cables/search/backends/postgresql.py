"""PostgreSQL's search index: rows of tsvectors, of which slice 0 stands for the whole cable (see `tsvectors`).

Every lexeme is quoted, so that nothing a person types is ever tsquery's syntax.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any, cast

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

from cables.db.postgresql.base import DatabaseWrapper
from cables.search.backends.base import SQL, IndexNode, Row, SearchBackend, distributed
from cables.search.backends.tsvectors import WEIGHTS, vectors
from cables.search.index.document import EVERY, Document
from cables.search.query.nodes import And, Expanded, Near, Not, Or, Phrase, Prefix, Within, WordNode, needs_positions

FREQUENT = """
    SELECT stem
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) known (stem, share)
    WHERE schemaname = current_schema AND tablename = 'cables_search' AND attname = 'words' AND stem = ANY(%s)
        AND share * (SELECT reltuples FROM pg_class WHERE oid = 'cables_search'::regclass) > %s
"""

# That a cable has the words is known, and to look for them again would be to unpack them twice.
RANKED = """
    SELECT entry.cable_id FROM cables_search entry WHERE entry.slice = 0 AND entry.cable_id = ANY(%s)
    ORDER BY ts_rank(entry.words, %s::tsquery, 1) DESC, entry.cable_id DESC LIMIT %s
"""
IDS_AFTER = (
    "SELECT cable_id FROM cables_search WHERE slice = 0 AND words @@ %s::tsquery AND cable_id > %s "
    "ORDER BY cable_id LIMIT %s"
)

COPY = "COPY cables_search (cable_id, slice, long, words, subject) FROM STDIN (FORMAT BINARY)"
COPIED_TYPES = ("int8", "int4", "bool", "bytea", "bytea")  # bytes go as they are, and are tsvectors
# GIN gathers what it is given before it is sorted in: much at once, else an import spends its time on that.
GATHER = "SET LOCAL gin_pending_list_limit = '64MB'; SET LOCAL work_mem = '128MB'"
GATHERED = 100  # rows at once from which that pays
FLUSH = "SELECT gin_clean_pending_list('cables_search_words'), gin_clean_pending_list('cables_search_subject')"
LEARN = (
    "INSERT INTO cables_word (word, stem) SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT (word) DO NOTHING"
)
DIFFERING = """
    WITH expected AS (
        SELECT * FROM unnest(%s::bigint[], %s::integer[], %s::boolean[], %s::text[], %s::text[])
        AS row (cable_id, slice, long, words, subject)
    )
    SELECT DISTINCT cable_id FROM expected
    FULL JOIN (SELECT * FROM cables_search WHERE cable_id > %s AND cable_id <= %s) AS stored USING (cable_id, slice)
    WHERE (expected.long, expected.words::tsvector, expected.subject::tsvector)
        IS DISTINCT FROM (stored.long, stored.words, stored.subject)
    ORDER BY cable_id
"""
BEYOND = "SELECT DISTINCT cable_id FROM cables_search WHERE cable_id > %s ORDER BY cable_id"

CREATE = """
    CREATE TABLE cables_search (
        cable_id bigint NOT NULL, slice integer NOT NULL, long boolean NOT NULL,
        words tsvector NOT NULL, subject tsvector NOT NULL,
        PRIMARY KEY (cable_id, slice)
    );
    CREATE INDEX cables_search_words ON cables_search USING gin (words);
    CREATE INDEX cables_search_subject ON cables_search USING gin (subject);
"""

# PostgreSQL reckons a look into a row's words as cheap, though it has to unpack them: left to itself it reads the whole
# table where the index of words is ten times as fast. To compile a query takes longer than to run it.
FOR_A_SEARCH = """
    SELECT set_config('statement_timeout', %s, true), set_config('enable_seqscan', 'off', true),
        set_config('jit', 'off', true)
"""


class PostgreSQLSearch(SearchBackend):
    """Tsvectors with GIN indexes."""

    id_column = "entry.cable_id"
    scans_index_first = False
    timeout_message = "statement timeout"

    def from_where(self, node: IndexNode) -> SQL:
        condition = condition_of(distributed(node))
        return f"FROM cables_search entry WHERE entry.slice = 0 AND {condition.sql}", condition.parameters

    def begins_with(self, beginning: str) -> Q:
        """Return a condition by LIKE: the collation may not sort by code points, as a range would need."""
        return Q(word__startswith=beginning)

    def ids(self, node: IndexNode, limit: int) -> list[int]:
        """Return the ids of cables that the node matches, from the index of words alone. Three queries.

        To be called within `time_limit`. Else PostgreSQL reads row by row where many match, and looks into the words
        of each: the first 3,000 of a word that most of 250,000 cables have took it 190 ms, and 26 from the index
        (measured).
        """
        with self.connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_indexscan = off")
            ids = super().ids(node, limit)
            cursor.execute("SET LOCAL enable_indexscan = on")
        return ids

    def frequent_stems(self, stems: Sequence[str], cables: int) -> set[str]:
        """Return those of the stems that more than so many cables have, by the database's statistics. One query."""
        if not stems:
            return set()
        with self.connection.cursor() as cursor:
            cursor.execute(FREQUENT, [list(stems), cables])
            return {stem for (stem,) in cursor.fetchall()}

    def planned_for_all(self, select: str) -> str:
        """Return the SELECT materialized: for a few rows of it PostgreSQL looks into the words of cable by cable."""
        return f"WITH matching AS MATERIALIZED ({select}) SELECT * FROM matching"  # noqa: S608

    def ranked(self, node: IndexNode, cables: Sequence[int], limit: int) -> list[int]:
        weighed = " | ".join(f"'{stem}'" for stem in sorted(positive_stems(node))) or f"'{EVERY}'"
        with self.connection.cursor() as cursor:
            cursor.execute(RANKED, [list(cables), weighed, limit])
            return [cable for (cable,) in cursor.fetchall()]

    def ids_after(self, stem: str, after: int, limit: int) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(IDS_AFTER, [f"'{stem}'", after, limit])
            return [cable for (cable,) in cursor.fetchall()]

    def match_listed(self, key: str, node: IndexNode) -> SQL:
        """Return the plain condition: PostgreSQL chooses by itself whether it lists first."""
        return self.match(key, node)

    def match_newest(self, key: str, node: IndexNode) -> SQL:
        """Return the condition by an array of all ids that match.

        Else PostgreSQL would walk all cables by date and look into the words of each, whose unpacking it reckons as
        nothing: the newest 1,000 of a word that one in ten of 60,000 cables has took it 300 ms, and 30 ms from the
        index's list (measured).
        """
        sql, parameters = self.from_where(node)
        return f"{key} = ANY(ARRAY(SELECT {self.id_column} {sql}))", parameters

    def match_mixed(self, key: str, node: IndexNode) -> SQL:
        """Return the condition in a form that PostgreSQL cannot but check for each cable that it looks at.

        Else it would list the cables that match by looking into every row's words (5 s of 250,000 cables, not 0.3 s).
        """
        sql, parameters = self.from_where(node)
        return f"EXISTS (SELECT 1 {sql} AND {self.id_column} BETWEEN {key} AND {key})", parameters

    def rows(self, document: Document) -> tuple[Row, ...]:
        return tuple((number, long, bytes(words), bytes(subject)) for number, long, words, subject in vectors(document))

    def add(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        with self.connection.cursor() as cursor:
            if len(rows) >= GATHERED:
                cursor.execute(GATHER)
            with self.connection.wrap_database_errors, cursor.copy(COPY) as copy:
                copy.set_types(COPIED_TYPES)
                for row in rows:
                    copy.write_row(row)

    def flush(self) -> None:
        """Sort in what was gathered, after much was put in: searches look through that word by word."""
        with self.connection.cursor() as cursor:
            cursor.execute(FLUSH)

    def remove(self, cables: Sequence[int]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM cables_search WHERE cable_id = ANY(%s)", [list(cables)])

    def remove_documents(self, documents: Sequence[tuple[int, Document]]) -> None:
        self.remove([cable for cable, _ in documents])

    def learn(self, words: Mapping[str, str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(LEARN, [list(words), list(words.values())])

    def clear(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM cables_search")  # TRUNCATE would keep readers waiting

    def comparison(self) -> RowComparison:
        return RowComparison(self.connection)

    @property
    def create_statements(self) -> Sequence[str]:
        return (CREATE,)

    @contextmanager
    def time_limit(self, milliseconds: int) -> Iterator[None]:
        """Stop each query inside that takes longer; have the planner prefer the index of words. Takes one query."""
        with transaction.atomic(using=self.connection.alias), self.connection.cursor() as cursor:
            cursor.execute(FOR_A_SEARCH, [str(milliseconds)])
            with cast(DatabaseWrapper, self.connection).longer_results(milliseconds / 1000):
                yield


class RowComparison:
    """Comparison of the index's own rows, by the database."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.differing: list[int] = []

    def compare(self, documents: Sequence[tuple[int, Document]], after: int) -> list[int]:
        rows = [(cable, *row[:2], *map(str, row[2:])) for cable, document in documents for row in vectors(document)]
        columns = [list(column) for column in zip(*rows, strict=True)]
        return self._ids(DIFFERING, [*columns, after, documents[-1][0]])

    def finish(self, after: int) -> list[int]:
        return self._ids(BEYOND, [after])

    def _ids(self, query: str, parameters: Sequence[Any]) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return [cable for (cable,) in cursor.fetchall()]


def positive_stems(node: IndexNode) -> set[str]:
    """Return the stems that speak for a cable, by which it is ranked."""
    match node:
        case WordNode(stem):
            return {stem}
        case Expanded(_, stems) | Phrase(stems) | Near(stems, _):
            return set(stems)
        case And(parts) | Or(parts):
            return {stem for part in parts for stem in positive_stems(part)}
        case Within(_, part):
            return positive_stems(part)
    return set()


@dataclass(slots=True)
class Condition:
    """Condition in SQL on the row of slice 0, called `entry`, and its parameters."""

    sql: str
    parameters: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TsqueryScope:
    """Column and weight that a tsquery is confined to: the words of all weights or of one, or the subject."""

    column: str = "words"
    weight: str = ""

    def within(self, zone: str) -> TsqueryScope:
        """Return the scope confined to a zone."""
        if zone == "subject":
            return replace(self, column="subject")
        return replace(self, weight=WEIGHTS[zone])


def tsquery(node: IndexNode, weight: str) -> str:
    """Return a node without a Within inside as the text of a tsquery, confined to a weight."""
    match node:
        case WordNode(stem):
            return f"'{stem}'{colon(weight)}"
        case Prefix(beginning):
            return f"'{beginning}':*{weight}"
        case Expanded(beginning, stems):
            return "(" + " | ".join([f"'{beginning}':*{weight}", *(f"'{stem}'{colon(weight)}" for stem in stems)]) + ")"
        case Phrase(stems):
            return "(" + " <-> ".join(f"'{stem}'{colon(weight)}" for stem in stems) + ")"
        case Near(stems, distance):
            pairs = pairwise(stems)
            return "(" + " & ".join(near(one, other, distance, weight) for one, other in pairs) + ")"
        case And(parts):
            return "(" + " & ".join(tsquery(part, weight) for part in parts) + ")"
        case Or(parts):
            return "(" + " | ".join(tsquery(part, weight) for part in parts) + ")"
        case Not(part):
            return f"!{tsquery(part, weight)}"
    raise TypeError(f"{node!r} is no text node")


def colon(weight: str) -> str:
    """Return the weight as it follows a lexeme."""
    return f":{weight}" if weight else ""


def near(one: str, other: str, distance: int, weight: str) -> str:
    """Return two words at most `distance` apart, in either order: tsquery knows exact distances only."""
    suffix = colon(weight)
    orders = [f"'{one}'{suffix} <{n}> '{other}'{suffix}" for n in range(1, distance + 1)]
    orders += [f"'{other}'{suffix} <{n}> '{one}'{suffix}" for n in range(1, distance + 1)]
    return "(" + " | ".join(orders) + ")"


def condition_of(node: IndexNode, scope: TsqueryScope | None = None) -> Condition:
    """Return the node as a condition on tsvectors.

    Words alone are one tsquery on slice 0. Phrases and nearness in a long cable are looked up in its further slices,
    since PostgreSQL does not store all positions of a long text.
    """
    scope = scope or TsqueryScope()
    if not needs_positions(node):
        return Condition(f"entry.{scope.column} @@ %s::tsquery", [tsquery(node, scope.weight)])
    match node:
        case Phrase() | Near():
            return positional(node, scope)
        case Within(zone, part):
            return condition_of(part, scope.within(zone))
        case Not(part):
            negated = condition_of(part, scope)
            return Condition(f"NOT ({negated.sql})", negated.parameters)
        case And(parts) | Or(parts):
            word = " AND " if isinstance(node, And) else " OR "
            simple = tuple(part for part in parts if not needs_positions(part))
            conditions = [condition_of(part, scope) for part in parts if needs_positions(part)]
            if simple:
                together = simple[0] if len(simple) == 1 else type(node)(simple)
                conditions.insert(0, condition_of(together, scope))
            return Condition(
                "(" + word.join(condition.sql for condition in conditions) + ")",
                [parameter for condition in conditions for parameter in condition.parameters],
            )
    raise TypeError(f"{node!r} is no text node")


def positional(node: Phrase | Near, scope: TsqueryScope) -> Condition:
    """Return a phrase or nearness as a condition on slice 0, and for a long cable on the slices with positions."""
    query = tsquery(node, scope.weight)
    if scope.column == "subject":
        return Condition("entry.subject @@ %s::tsquery", [query])
    words = tsquery(And(tuple(WordNode(stem) for stem in node.stems)), scope.weight)
    return Condition(
        "((NOT entry.long AND entry.words @@ %s::tsquery) OR (entry.long AND entry.words @@ %s::tsquery AND EXISTS ("
        "SELECT 1 FROM cables_search further WHERE further.cable_id = entry.cable_id AND further.slice > 0 "
        "AND further.words @@ %s::tsquery)))",
        [query, words, query],
    )
