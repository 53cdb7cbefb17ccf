"""Asking the index of the database at hand: SQL, and the one place that knows which database it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import reduce
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, Q

from cables.db.connection import reading
from cables.models import Word as HeldWord
from cables.search.backends import match as questions
from cables.search.backends.match import Expanded
from cables.search.index.document import EVERY
from cables.search.query.nodes import And, Near, Node, Not, Or, Phrase, Prefix, Within, Word

if TYPE_CHECKING:
    IdLookup = Lookup[bool]
else:  # Django's own class takes no parameter
    IdLookup = Lookup

MOST_EXPANSIONS = 200  # stems beside the index's own that the beginning of a word may stand for
HIGHEST_SIGN = "\U0010ffff"

# The database's statistics are of a sample, at times of long ago: a word counts as known only where they tell of far
# more cables than are asked for.
FAR_MORE = 4
KNOWN = """
    SELECT stem
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) known (stem, share)
    WHERE schemaname = current_schema AND tablename = 'cables_search' AND attname = 'words' AND stem = ANY(%s)
        AND share * (SELECT reltuples FROM pg_class WHERE oid = 'cables_search'::regclass) > %s
"""

# That a cable has the words is known, and to look for them again would be to unpack them twice.
BY_RANK = """
    SELECT entry.cable_id FROM cables_search entry WHERE entry.slice = 0 AND entry.cable_id = ANY(%s)
    ORDER BY ts_rank(entry.words, %s::tsquery, 1) DESC, entry.cable_id DESC LIMIT %s
"""


def expand(node: Any) -> Any:
    """The node with each beginning of a word expanded by the words held. At most one query."""
    beginnings = sorted(beginnings_of(node))
    if not beginnings:
        return node
    found: dict[str, set[str]] = {beginning: set() for beginning in beginnings}
    words = HeldWord.objects.filter(reduce(or_, map(begins, beginnings))).values_list("word", "stem").order_by("word")
    for word, stem in words[: MOST_EXPANSIONS * len(beginnings)]:
        for beginning in beginnings:
            if word.startswith(beginning) and not stem.startswith(beginning):
                found[beginning].add(stem)
    return replaced(node, {key: tuple(sorted(stems)) for key, stems in found.items()})


def begins(beginning: str) -> Q:
    """Words that begin so, by the index that serves it: PostgreSQL's collation may not sort by code points."""
    if reading().vendor == "postgresql":
        return Q(word__startswith=beginning)
    return Q(word__gte=beginning, word__lt=beginning + HIGHEST_SIGN)


def beginnings_of(node: Node) -> set[str]:
    """All beginnings of words that the node asks for."""
    match node:
        case Prefix(beginning):
            return {beginning}
        case And(parts) | Or(parts):
            return {beginning for part in parts for beginning in beginnings_of(part)}
        case Not(part):
            return beginnings_of(part)
        case Within(_, part):
            return beginnings_of(part)
    return set()


def replaced(node: Any, stems: dict[str, tuple[str, ...]]) -> Any:
    """The node with its beginnings of words replaced by expanded ones."""
    match node:
        case Prefix(beginning):
            return Expanded(beginning, stems[beginning])
        case And(parts) | Or(parts):
            return type(node)(tuple(replaced(part, stems) for part in parts))
        case Not(part):
            return Not(replaced(part, stems))
        case Within(stream, part):
            return Within(stream, replaced(part, stems))
    return node


def asked(node: questions.Asked) -> tuple[str, list[str]]:
    """FROM and WHERE of the query for the cables that a node finds, and its parameters; `entry` is the index's row."""
    if reading().vendor == "postgresql":
        condition = questions.postgresql(questions.settled(node))
        return f"FROM cables_search entry WHERE entry.slice = 0 AND {condition.sql}", condition.parameters
    return "FROM cables_search WHERE cables_search MATCH %s", [questions.fts5(questions.settled(node))]


def id_column() -> str:
    """The index's column that holds the cable's id."""
    return "entry.cable_id" if reading().vendor == "postgresql" else "rowid"


def ids(node: questions.Asked, limit: int) -> list[int]:
    """The ids of cables that the node finds, at most so many, in no order. One query, on PostgreSQL three."""
    where, parameters = asked(node)
    with reading().cursor() as cursor, by_index_alone(cursor):
        cursor.execute(f"SELECT {id_column()} {where} LIMIT %s", [*parameters, limit])
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def by_index_alone(cursor: Any) -> Iterator[None]:
    """Within the bound of a search PostgreSQL answers what is asked inside from the index of words.

    Else it reads row by row where many are hits, and looks into the words of each: the first 3,000 of a word that most
    of 250,000 cables have took it 190 ms, and 26 from the index (measured).
    """
    if reading().vendor != "postgresql":
        yield
        return
    cursor.execute("SET LOCAL enable_indexscan = off")
    yield
    cursor.execute("SET LOCAL enable_indexscan = on")


def bearers(stems: Sequence[str], limit: int) -> dict[str, list[int]]:
    """For each stem the ids of cables that have it, at most so many; none where PostgreSQL knows that far more have it.

    One query, on PostgreSQL two; none without stems.
    """
    found: dict[str, list[int]] = {stem: [] for stem in stems}
    known = known_to_be_in(FAR_MORE * limit, stems)
    parts, parameters = [], []
    for number, stem in enumerate(stems):
        if stem in known:
            continue
        where, asked_with = asked(Word(stem))
        all_of_it = f"SELECT {number}, {id_column()} {where}"
        if reading().vendor == "postgresql":
            # Planned for all, that is by the index: for the first few it would look into the words of cable by cable.
            all_of_it = f"WITH bearing AS MATERIALIZED ({all_of_it}) SELECT * FROM bearing"  # noqa: S608
        parts.append(f"SELECT * FROM ({all_of_it} LIMIT {limit:d}) found_{number}")  # noqa: S608
        parameters += asked_with
    if not parts:
        return found
    with reading().cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), parameters)
        for number, cable in cursor.fetchall():
            found[stems[number]].append(cable)
    return found


def known_to_be_in(cables: int, stems: Sequence[str]) -> set[str]:
    """Those of the stems that more cables have, as PostgreSQL's statistics tell. One query there, elsewhere none."""
    if reading().vendor != "postgresql" or not stems:
        return set()
    with reading().cursor() as cursor:
        cursor.execute(KNOWN, [list(stems), cables])
        return {stem for (stem,) in cursor.fetchall()}


def lists() -> bool:
    """Whether the database lists all that the index finds before it walks cables by date; PostgreSQL need not."""
    return reading().vendor == "sqlite"


def bearing(node: questions.Asked, among: Sequence[int]) -> set[int]:
    """Those of the cables `among` that the node finds, by one question for the whole range of their ids."""
    where, parameters = asked(node)
    wanted = set(among)
    between = [min(wanted, default=0), max(wanted, default=0)]
    with reading().cursor() as cursor:
        cursor.execute(
            f"SELECT {id_column()} {where} AND {id_column()} BETWEEN %s AND %s",
            [*parameters, *between],
        )
        return {cable for (cable,) in cursor.fetchall() if cable in wanted}


def ranked(node: questions.Asked, among: Sequence[int], limit: int) -> list[int]:
    """The cables `among`, all of which the node finds, the most relevant first, at most so many.

    Relevance is each database's own: BM25 on SQLite, ts_rank on PostgreSQL.
    """
    with reading().cursor() as cursor:
        if reading().vendor == "postgresql":
            weighed = " | ".join(f"'{stem}'" for stem in sorted(positive_stems(node))) or f"'{EVERY}'"
            cursor.execute(BY_RANK, [list(among), weighed, limit])
            return [row[0] for row in cursor.fetchall()]
        where, parameters = asked(node)
        # One question for the whole range of ids: asked id by id, FTS5 would weigh the words anew for each (measured).
        wanted = set(among)
        cursor.execute(
            f"SELECT rowid {where} AND rowid BETWEEN %s AND %s ORDER BY rank, rowid DESC",
            [*parameters, min(wanted, default=0), max(wanted, default=0)],
        )
        return list(islice((cable for (cable,) in cursor if cable in wanted), limit))


def positive_stems(node: Any) -> set[str]:
    """The stems that speak for a cable, by which it is weighed."""
    match node:
        case Word(stem):
            return {stem}
        case Expanded(_, stems) | Phrase(stems) | Near(stems, _):
            return set(stems)
        case And(parts) | Or(parts):
            return {stem for part in parts for stem in positive_stems(part)}
        case Within(_, part):
            return positive_stems(part)
    return set()


class FoundBy(IdLookup):
    """`pk__found_by=node`: cables that a text node finds. The index is asked first; for words that few cables have."""

    lookup_name = "found_by"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, left_parameters = self.process_lhs(compiler, connection)
        where, parameters = asked(self.rhs)
        return f"{left} IN (SELECT {id_column()} {where})", (*left_parameters, *parameters)


class Bears(IdLookup):
    """`pk__bears=node`: the same, asked of the index cable by cable; for few cables, or where most have the words."""

    lookup_name = "bears"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, left_parameters = self.process_lhs(compiler, connection)
        where, parameters = asked(self.rhs)
        return f"EXISTS (SELECT 1 {where} AND {id_column()} = {left})", (*parameters, *left_parameters)


class Listed(FoundBy):
    """`pk__listed=node`: the same for many cables, of which many or few have the words.

    SQLite is to list all that the index finds, once, and to look up in the list the cables that it walks by date; the
    sign before the key keeps it from taking them in the list's order. Asked cable by cable for 1,000 hits of a word
    that one in 70 of 250,000 cables has, it takes hundreds of times as long (measured). PostgreSQL chooses by itself.
    """

    lookup_name = "listed"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = super().as_sql(compiler, connection)
        return sql if connection.vendor == "postgresql" else f"+{sql}", parameters


class Gathered(Listed):
    """`pk__gathered=node`: the same for the newest of many cables, of which not too many have the words.

    PostgreSQL would walk all by date and look into the words of each, whose unpacking it reckons as nothing: the newest
    1,000 of a word that one in ten of 60,000 cables has took it 300 ms, and 30 ms from the index's list (measured).
    """

    lookup_name = "gathered"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor != "postgresql":
            return super().as_sql(compiler, connection)
        left, left_parameters = self.process_lhs(compiler, connection)
        where, parameters = asked(self.rhs)
        return f"{left} = ANY(ARRAY(SELECT {id_column()} {where}))", (*left_parameters, *parameters)


class Mixed(Listed):
    """`pk__mixed=node`: the same for words that most cables have, beside other conditions of which any will do.

    There PostgreSQL would list the cables with the words by looking into every row's (5 s of 250,000 cables); asked so
    that it cannot, it asks about each cable that it looks at (0.3 s).
    """

    lookup_name = "mixed"

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor != "postgresql":
            return super().as_sql(compiler, connection)
        left, left_parameters = self.process_lhs(compiler, connection)
        where, parameters = asked(self.rhs)
        sql = f"EXISTS (SELECT 1 {where} AND {id_column()} BETWEEN {left} AND {left})"
        return sql, (*parameters, *left_parameters, *left_parameters)


def register(lookups: Iterable[type[IdLookup]] = (FoundBy, Bears, Listed, Gathered, Mixed)) -> None:
    """Make the lookups known to keys of cables."""
    for lookup in lookups:
        models.BigAutoField.register_lookup(lookup)
