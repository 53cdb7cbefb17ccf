"""Migration operations that make the search index, each on its own database alone."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

# The first column takes two bytes less for each word of a cable than the others: the one with most words is first.
SQLITE = """
    CREATE VIRTUAL TABLE cables_search USING fts5
    (u, c, s, sbu, subject, content='', tokenize='ascii')
"""
# Words are gathered in memory up to so many bytes before they are written: an import writes larger pieces.
GATHERED = "INSERT INTO cables_search (cables_search, rank) VALUES ('hashsize', 67108864)"
POSTGRESQL = """
    CREATE TABLE cables_search (
        cable_id bigint NOT NULL, slice integer NOT NULL, long boolean NOT NULL,
        words tsvector NOT NULL, subject tsvector NOT NULL,
        PRIMARY KEY (cable_id, slice)
    );
    CREATE INDEX cables_search_words ON cables_search USING gin (words);
    CREATE INDEX cables_search_subject ON cables_search USING gin (subject);
"""


class CreateSearchIndex(Operation):
    """Makes the table of the search index: FTS5 on SQLite, tsvectors on PostgreSQL."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Django's models do not know the table."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        sqlite = schema_editor.connection.vendor == "sqlite"
        for statement in (SQLITE, GATHERED) if sqlite else (POSTGRESQL,):
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute("DROP TABLE cables_search")

    def describe(self) -> str:
        return "Create the search index"


class SetSearchIndex(Operation):
    """Sets an option of FTS5 for good; `before` is what it was. PostgreSQL's index has none of them.

    With `automerge` at 8 the pieces that an import writes are put together half as often as at 4, which FTS5 has by
    itself: 2 % of an import's time, and 3 % of the file, that merging left empty. Searches look through about as many.
    """

    reversible = True

    def __init__(self, option: str, value: int, before: int) -> None:
        self.option = option
        self.value = value
        self.before = before

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Django's models do not know the table."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._set(schema_editor, self.value)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._set(schema_editor, self.before)

    def describe(self) -> str:
        return f"Set {self.option} of the search index to {self.value}"

    def _set(self, schema_editor: Any, value: int) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                "INSERT INTO cables_search (cables_search, rank) VALUES (%s, %s)", [self.option, value]
            )
