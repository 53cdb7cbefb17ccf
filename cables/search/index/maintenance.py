"""Upkeep of the index: cables put in and taken out, in the transaction that stores them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection

from cables.db.lookups import in_portions
from cables.models import Cable, Paragraph
from cables.search.index.document import Document, Part, columns, document, vectors

COLUMNS = "subject, u, sbu, c, s"
INSERT = f"INSERT INTO cables_search (rowid, {COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608 - constants
DELETE = f"INSERT INTO cables_search (cables_search, rowid, {COLUMNS}) VALUES ('delete', %s, %s, %s, %s, %s, %s)"  # noqa: S608
COPY = "COPY cables_search (cable_id, slice, long, words, subject) FROM STDIN (FORMAT BINARY)"
COPIED = ("int8", "int4", "bool", "bytea", "bytea")  # bytes go as they are, and are tsvectors
# GIN gathers what it is given before it is sorted in: much at once, else an import spends its time on that.
GATHER = "SET LOCAL gin_pending_list_limit = '64MB'; SET LOCAL work_mem = '128MB'"
SETTLE = "SELECT gin_clean_pending_list('cables_search_words'), gin_clean_pending_list('cables_search_subject')"
LEARN = "INSERT OR IGNORE INTO cables_word (word, stem) VALUES (%s, %s)"
LEARN_ARRAYS = (
    "INSERT INTO cables_word (word, stem) SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT (word) DO NOTHING"
)

MANY = 100  # rows at once
REINDEXED = 500  # cables read at once when the search index is built anew

Entry = tuple[tuple[Any, ...], ...]  # the rows of one cable, without its id, as the database at hand takes them


def entry_of(made: Document) -> Entry:
    """What the index of the database at hand holds of a document."""
    if connection.vendor == "postgresql":
        return tuple((number, long, bytes(words), bytes(subject)) for number, long, words, subject in vectors(made))
    return (columns(made),)


def add(entries: Iterable[tuple[int, Entry]]) -> None:
    """Put cables in: (id, entry). None of them may be in already."""
    rows: list[tuple[Any, ...]] = [(cable, *row) for cable, entry in entries for row in entry]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            if len(rows) >= MANY:
                cursor.execute(GATHER)
            with connection.wrap_database_errors, cursor.copy(COPY) as copy:
                copy.set_types(COPIED)
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(INSERT, rows)


def settle() -> None:
    """Sort in what was gathered, after much was put in: searches look through that word by word."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(SETTLE)


def remove(cables: Sequence[int]) -> None:
    """Take cables out, before their rows change: FTS5 needs to be told the words that it held of them."""
    if not cables:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM cables_search WHERE cable_id = ANY(%s)", [list(cables)])
            return
        cursor.executemany(DELETE, [(cable, *columns(made)) for cable, made in documents(cables)])


def documents(cables: Sequence[int]) -> list[tuple[int, Document]]:
    """The documents of held cables, from their rows."""
    parts: dict[int, list[Part]] = {cable: [] for cable in cables}
    for cable, *part in (
        Paragraph.objects.filter(cable__in=cables)
        .order_by("cable", "position")
        .values_list("cable", "portion", "heading", "text")
    ):
        parts[cable].append((part[0], part[1], part[2] or ""))
    subjects = dict(Cable.objects.filter(pk__in=cables).values_list("pk", "subject").order_by())
    return [(cable, document(subjects[cable], parts[cable])) for cable in cables]


def learn(words: dict[str, str]) -> None:
    """Remember words that differ from their stem, for searches by the beginning of a word."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(LEARN_ARRAYS, [list(words), list(words.values())])
        else:
            cursor.executemany(LEARN, sorted(words.items()))


def clear() -> None:
    """Empty the index."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("DELETE FROM cables_search")  # TRUNCATE would keep readers waiting
        else:
            cursor.execute("INSERT INTO cables_search (cables_search) VALUES ('delete-all')")


def reindex(tell: Callable[[], object]) -> int:
    """Build the search index anew from the rows, and tell each cable; returns how many."""
    done = 0
    clear()
    for portion in in_portions(Cable.objects.order_by("pk").values_list("pk", flat=True).iterator(), REINDEXED):
        made = documents(portion)
        add((cable, entry_of(each)) for cable, each in made)
        learn({word: stem for _, each in made for word, stem in each.words.items()})
        done += len(portion)
        for _ in portion:
            tell()
    return done
