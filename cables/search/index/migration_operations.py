"""Migration operations for the search index, each in the SQL of the database at hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.migrations.operations.base import Operation
from django.db.models import Q

from cables.db.lookups import in_batches
from cables.search.backends import search_backend
from cables.search.index.document import Document, IndexedText, document, zone_of

INDEXED_AT_ONCE = 500  # cables


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


class IndexReadings(Operation):
    """Indexing of words in both their readings, of the cables that were indexed as sent alone.

    FTS5 takes out what it is given, so that a cable can change only once the index has what the program puts there.
    """

    reversible = True
    reduces_to_sql = False

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        backend = search_backend(schema_editor.connection)
        for changed in _otherwise_read(from_state.apps, app_label, schema_editor.connection.alias):
            backend.remove_documents([(cable, as_sent) for cable, as_sent, _ in changed])
            backend.add((cable, *row) for cable, _, read in changed for row in backend.rows(read))
            backend.learn({word: stem for _, _, read in changed for word, stem in read.words.items()})

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Index the words as sent alone again; that joined words stay known does no harm."""
        backend = search_backend(schema_editor.connection)
        for changed in _otherwise_read(from_state.apps, app_label, schema_editor.connection.alias):
            backend.remove_documents([(cable, read) for cable, _, read in changed])
            backend.add((cable, *row) for cable, as_sent, _ in changed for row in backend.rows(as_sent))

    def describe(self) -> str:
        return "Index words both as read and as sent"


def _otherwise_read(apps: Any, app_label: str, alias: str) -> Iterator[Sequence[tuple[int, Document, Document]]]:
    """Yield, some cables at a time, those that have a word with another reading: (id, document as sent, document)."""
    cables = apps.get_model(app_label, "Cable").objects.using(alias)
    paragraphs = apps.get_model(app_label, "Paragraph").objects.using(alias)
    possible = Q(pk=None)
    for name in ("heading", "text"):
        marks = Q(**{f"{name}__contains": "&"}) & Q(**{f"{name}__contains": "8"})
        possible |= marks | Q(**{f"{name}__contains": "-\n"}) | Q(**{f"{name}__contains": "- \n"})
    ids = paragraphs.filter(possible).order_by("cable").values_list("cable", flat=True).distinct()
    for batch in in_batches(list(ids), INDEXED_AT_ONCE):
        subjects = dict(cables.filter(pk__in=batch).order_by().values_list("pk", "subject"))
        rows = paragraphs.filter(cable__in=batch).order_by("cable", "position")
        changed = []
        for cable, of_cable in groupby(rows.values_list("cable", "portion", "heading", "text"), key=itemgetter(0)):
            texts = [(portion, heading, text or "") for _, portion, heading, text in of_cable]
            as_sent = _as_sent(subjects[cable], texts)
            read = document(subjects[cable], texts)
            if read != as_sent:
                changed.append((cable, as_sent, read))
        yield changed


def _as_sent(subject: str | None, paragraphs: Sequence[IndexedText]) -> Document:
    """Return the document of a cable's words as sent alone."""
    indexed = Document()
    indexed.add_as_sent("subject", subject or "")
    for portion, heading, text in paragraphs:
        indexed.add_as_sent("U", heading or "")
        indexed.add_as_sent(zone_of(portion), text)
    return indexed
