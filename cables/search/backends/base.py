"""Interface of a database's search index: queries, conditions on cables, upkeep, comparison, schema, time limit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Q

from cables.models import Word
from cables.search.index.document import EVERY, Document
from cables.search.query.nodes import And, Expanded, Node, Not, Or, Prefix, Within, WordNode

MOST_EXPANSIONS = 200  # stems beside the index's own that the beginning of a word may stand for

# A database's statistics are of a sample, at times of long ago: a word counts as frequent only where they say that far
# more cables have it than are wanted.
FAR_MORE = 4

NOWHERE = "nowhere"  # the zone of what is confined to two that share nothing
NOTHING = And((WordNode(EVERY), Not(WordNode(EVERY))))

IndexNode = Any  # a text node with its prefixes expanded
Row = tuple[Any, ...]
SQL = tuple[str, list[Any]]  # with its parameters


class IndexComparison(Protocol):
    """Comparison of the whole index with documents that are made of the rows, given in batches by rising ids."""

    def compare(self, documents: Sequence[tuple[int, Document]], after: int) -> list[int]:
        """Compare the documents of the next cables, and all ids after `after` up to the last of them.

        Returns the ids that are known to differ, in order.
        """

    def finish(self, after: int) -> list[int]:
        """Compare what the batches left, ids after `after` among it; return the ids that are known to differ by now."""


class SearchBackend(ABC):
    """The search index of one database, through one connection."""

    id_column: ClassVar[str]  # of the index: the cable's id
    scans_index_first: ClassVar[bool]  # whether all that a node matches is listed before cables are walked by date
    timeout_message: ClassVar[str]  # in the error of a statement that was stopped

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection

    # Queries

    @abstractmethod
    def from_where(self, node: IndexNode) -> SQL:
        """Return FROM and WHERE of the query for the cables that a node matches, to which conditions may be added."""

    @abstractmethod
    def begins_with(self, beginning: str) -> Q:
        """Return the condition on known words that begin so, in a form that their database index serves."""

    def expand(self, node: Any) -> Any:
        """Return the node with each prefix expanded by the known words. At most one query."""
        beginnings = sorted(beginnings_of(node))
        if not beginnings:
            return node
        expansions: dict[str, set[str]] = {beginning: set() for beginning in beginnings}
        matching = Word.objects.filter(reduce(or_, map(self.begins_with, beginnings)))
        words = matching.values_list("word", "stem").order_by("word")
        for word, stem in words[: MOST_EXPANSIONS * len(beginnings)]:
            for beginning in beginnings:
                if word.startswith(beginning) and not stem.startswith(beginning):
                    expansions[beginning].add(stem)
        return expanded(node, {key: tuple(sorted(stems)) for key, stems in expansions.items()})

    def ids(self, node: IndexNode, limit: int) -> list[int]:
        """Return the ids of cables that the node matches, at most `limit`, in no order."""
        sql, parameters = self.from_where(node)
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {self.id_column} {sql} LIMIT %s", [*parameters, limit])
            return [cable for (cable,) in cursor.fetchall()]

    def ids_by_stem(self, stems: Sequence[str], limit: int) -> dict[str, list[int]]:
        """Return for each stem the ids of cables that have it, at most `limit`.

        The list is empty for a stem that far more cables have, where the database knows that beforehand. Takes one
        query and that of `frequent_stems`; none without stems.
        """
        ids: dict[str, list[int]] = {stem: [] for stem in stems}
        frequent = self.frequent_stems(stems, FAR_MORE * limit)
        selects: list[str] = []
        parameters: list[Any] = []
        for number, stem in enumerate(stems):
            if stem not in frequent:
                sql, values = self.from_where(WordNode(stem))
                select = self.planned_for_all(f"SELECT {number}, {self.id_column} {sql}")
                selects.append(f"SELECT * FROM ({select} LIMIT {limit:d}) matches_{number}")  # noqa: S608
                parameters += values
        if selects:
            with self.connection.cursor() as cursor:
                cursor.execute(" UNION ALL ".join(selects), parameters)
                for number, cable in cursor.fetchall():
                    ids[stems[number]].append(cable)
        return ids

    def frequent_stems(self, stems: Sequence[str], cables: int) -> set[str]:
        """Return those of the stems that more than so many cables have, as far as the database knows beforehand."""
        return set()

    def planned_for_all(self, select: str) -> str:
        """Return a SELECT from the index so that it is planned for all of its rows where it stands below a LIMIT."""
        return select

    def ids_within(self, node: IndexNode, cables: Sequence[int]) -> set[int]:
        """Return those of the cables that the node matches, by one query for the whole range of their ids."""
        sql, parameters = self.from_where(node)
        wanted = set(cables)
        between = [min(wanted, default=0), max(wanted, default=0)]
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {self.id_column} {sql} AND {self.id_column} BETWEEN %s AND %s",
                [*parameters, *between],
            )
            return {cable for (cable,) in cursor.fetchall() if cable in wanted}

    @abstractmethod
    def ranked(self, node: IndexNode, cables: Sequence[int], limit: int) -> list[int]:
        """Return the cables, all of which the node matches, by falling relevance, at most `limit`. One query.

        Relevance is each database's own: BM25 on SQLite, ts_rank on PostgreSQL.
        """

    @abstractmethod
    def ids_after(self, stem: str, after: int, limit: int) -> list[int]:
        """Return the ids after `after` of cables that have a word of the stem, in order, at most `limit`. One query."""

    # Conditions on cables, of which `key` is the SQL of the id

    def match(self, key: str, node: IndexNode) -> SQL:
        """Return the condition that looks up the ids in the index first."""
        sql, parameters = self.from_where(node)
        return f"{key} IN (SELECT {self.id_column} {sql})", parameters

    def match_each(self, key: str, node: IndexNode) -> SQL:
        """Return the condition that looks into the index cable by cable."""
        sql, parameters = self.from_where(node)
        return f"EXISTS (SELECT 1 {sql} AND {self.id_column} = {key})", parameters

    @abstractmethod
    def match_listed(self, key: str, node: IndexNode) -> SQL:
        """Return the condition for many cables that are walked in another order, of which many or few match."""

    @abstractmethod
    def match_newest(self, key: str, node: IndexNode) -> SQL:
        """Return the condition for the newest of many cables, of which not too many match."""

    @abstractmethod
    def match_mixed(self, key: str, node: IndexNode) -> SQL:
        """Return the condition that stands beside others of which any will do, where most cables match."""

    # Upkeep

    @abstractmethod
    def rows(self, document: Document) -> tuple[Row, ...]:
        """Return the index's rows of a document, without the cable's id."""

    @abstractmethod
    def add(self, rows: Iterable[Row]) -> None:
        """Put in rows of cables that are not in the index, each with the cable's id first."""

    def flush(self) -> None:  # noqa: B027 - there may be nothing to do
        """Sort in what was gathered, after much was put in."""

    @abstractmethod
    def remove(self, cables: Sequence[int]) -> None:
        """Take cables out, whose rows are still those that were put in."""

    @abstractmethod
    def remove_documents(self, documents: Sequence[tuple[int, Document]]) -> None:
        """Take cables out that were put in with these documents."""

    @abstractmethod
    def learn(self, words: Mapping[str, str]) -> None:
        """Store words with their stems, from which they differ; those that are known already stay."""

    @abstractmethod
    def clear(self) -> None:
        """Empty the index."""

    @abstractmethod
    def comparison(self) -> IndexComparison:
        """Return a comparison of the index with the rows."""

    # Schema

    @property
    @abstractmethod
    def create_statements(self) -> Sequence[str]:
        """Return the statements that make the index's table."""

    def option_statement(self, option: str, value: int) -> SQL | None:
        """Return the statement that sets an option of the index for good; None where it has no options."""
        return None

    # Time limit

    @abstractmethod
    def time_limit(self, milliseconds: int) -> AbstractContextManager[None]:
        """Return the context in which queries are stopped that take longer."""


def beginnings_of(node: Node) -> set[str]:
    """Return the beginnings of all prefixes in the node."""
    match node:
        case Prefix(beginning):
            return {beginning}
        case And(parts) | Or(parts):
            return {beginning for part in parts for beginning in beginnings_of(part)}
        case Not(part) | Within(_, part):
            return beginnings_of(part)
    return set()


def expanded(node: Any, stems: Mapping[str, tuple[str, ...]]) -> Any:
    """Return the node with its prefixes replaced by expanded ones; `stems` are those of each beginning."""
    match node:
        case Prefix(beginning):
            return Expanded(beginning, stems[beginning])
        case And(parts) | Or(parts):
            return type(node)(tuple(expanded(part, stems) for part in parts))
        case Not(part):
            return Not(expanded(part, stems))
        case Within(zone, part):
            return Within(zone, expanded(part, stems))
    return node


def distributed(node: IndexNode, zone: str = "") -> IndexNode:
    """Return the node with every Within carried down to the words that it confines, a form that both engines take.

    What is confined to two zones is confined to what they share: U has the subject in it, others share nothing, so
    that no word is found there, and whatever is sought without one.
    """
    match node:
        case And(parts) | Or(parts):
            return type(node)(tuple(distributed(part, zone) for part in parts))
        case Not(part):
            return Not(distributed(part, zone))
        case Within(inner, part):
            if zone in ("", inner) or {zone, inner} == {"U", "subject"}:
                return distributed(part, "subject" if "subject" in (zone, inner) else inner)
            return distributed(part, NOWHERE)
    if zone == NOWHERE:
        return NOTHING
    return Within(zone, node) if zone else node
