"""Migration operations for the search index, each in the SQL of the database at hand."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations.base import Operation

from cables.search.backends import search_backend


class CreateSearchIndex(Operation):
    """Creation of the search index's table: FTS5 on SQLite, tsvectors on PostgreSQL."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the state as it is: Django's models do not know the table."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for statement in search_backend(schema_editor.connection).create_statements:
            schema_editor.execute(statement)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        schema_editor.execute("DROP TABLE cables_search")

    def describe(self) -> str:
        return "Create the search index"


class SetSearchIndex(Operation):
    """An option of FTS5 set for good; `before` is its earlier value. PostgreSQL's index has no options.

    With `automerge` at 8 the segments that an import writes are merged half as often as at 4, which FTS5 has by
    itself: 2 % of an import's time, and 3 % of the file, that merging left empty. Searches read about as many.
    """

    reversible = True

    def __init__(self, option: str, value: int, before: int) -> None:
        self.option = option
        self.value = value
        self.before = before

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the state as it is: Django's models do not know the table."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._set(schema_editor, self.value)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self._set(schema_editor, self.before)

    def describe(self) -> str:
        return f"Set {self.option} of the search index to {self.value}"

    def _set(self, schema_editor: Any, value: int) -> None:
        if statement := search_backend(schema_editor.connection).option_statement(self.option, value):
            schema_editor.execute(*statement)
