"""The activity log: imports and edits, newest first."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.http import QueryDict
from django.utils import timezone

from cables.keyset import BadCursorError, LogCursor
from cables.lists.activity_log import REPAIR, LogEntry, LogListing, of_event, of_import, source_names
from cables.lists.parameters import LOG, ListQuery
from cables.models import Event, ImportRun
from cables.verification import verifier

pytestmark = pytest.mark.django_db


def happened(*things: str) -> None:
    """Store batches (`b`), batches that changed nothing (`-`) and events (`e` of 07ZENDA1, `f` of 07ZENDA2)."""
    for thing in "".join(things):
        if thing in "b-":
            ImportRun.objects.create(label="test", stored=thing == "b", unchanged=1, finished_at=timezone.now())
        else:
            Event.objects.create(kind="withdrawn", mrn="07ZENDA1" if thing == "e" else "07ZENDA2", reason="Asked.")


def listing(query: str = "") -> LogListing:
    """Return the log of a query."""
    return LogListing(ListQuery(QueryDict(query), LOG, "/log/"))


def formatted(entries: Sequence[LogEntry]) -> str:
    """Return entries in the letters of `happened`."""
    return "".join({"07ZENDA1": "e", "07ZENDA2": "f", "": "b"}[entry.mrn] for entry in entries)


@pytest.mark.parametrize("size", [1, 2, 3, 10])
@pytest.mark.parametrize("things", ["", "b", "e", "bbeeb", "eebb-b", "bebebe-f", "-"])
def test_the_newest_first_a_part_at_a_time(things: str, size: int) -> None:
    happened(things)
    parts = [[entry for _, entry in batch] for batch in listing().batches(size)]
    assert "".join(map(formatted, parts)) == things[::-1].replace("-", "")
    assert all(len(part) == size for part in parts[:-1])
    assert listing().count() == (len(things.replace("-", "")), False)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("kind=stored", "bb"),
        ("kind=withdrawn", "fe"),
        ("kind=restored", ""),
        ("kind=mended", ""),
        ("cable=07ZENDA1", "e"),
        ("kind=withdrawn&cable=07ZENDA2", "f"),
        ("kind=stored&cable=07ZENDA2", ""),
    ],
)
def test_filtered(query: str, wanted: str) -> None:
    happened("be-fb")
    assert formatted(listing(query).page(10).rows) == wanted
    assert listing(query).count() == (len(wanted), False)


@pytest.mark.parametrize("text", ["", "1", "1.", "a.b", "1.2.3", "9" * 19 + ".1", "1.-1", "٣.1"])
def test_malformed_cursors(text: str) -> None:
    with pytest.raises(BadCursorError):
        LogCursor.parse(text)


def test_a_cursor_is_formatted_as_it_is_parsed() -> None:
    assert str(LogCursor.parse("12.7")) == "12.7"
    assert LogCursor.parse(str(LogCursor())) == LogCursor()


@pytest.mark.parametrize(
    ("kind", "detail", "what"),
    [
        ("reverted", {"number": 1, "before": 3}, "from revision 3 to revision 1"),
        ("corrected", {"field": "subject", "before": "SALT", "value": "CHEESE"}, "Subject"),
        ("correction-undone", {"field": "mrn"}, "Reference number"),
        ("withdrawn", {"revisions": 2}, ""),
        ("redacted", {"places": 1, "revisions": 1}, "in 1 place"),
        ("redacted", {"places": 1200, "revisions": 2}, "in 1,200 places"),
        ("merged", {"into": "07ZENDA2", "revisions": 1}, "into 07ZENDA2"),
        ("vocabulary", {"entry": "post", "code": "ZENDA", "before": None, "value": {}}, "post ZENDA added"),
        ("vocabulary", {"entry": "tag", "code": "QV", "before": {}, "value": {}}, "tag QV changed"),
        ("vocabulary", {"entry": "alias", "code": "ZNDA", "before": {}, "value": None}, "alias ZNDA taken away"),
    ],
)
def test_an_event_in_a_few_words(kind: str, detail: dict[str, object], what: str) -> None:
    event = Event(pk=5, kind=kind, mrn="07ZENDA1", reason="So.", detail=detail, editor_name="roe")
    entry = of_event(event)
    assert (entry.what, entry.reason, entry.href, entry.key) == (what, "So.", "/cable/07ZENDA1/", "event-5")
    assert "roe" not in str(entry)


@pytest.mark.parametrize(
    ("stored", "revised", "what"),
    [
        (1, 0, "1 new cable"),
        (1200, 1, "1,200 new cables, 1 new text of held cables"),
        (0, 2, "2 new texts of held cables"),
    ],
)
def test_a_batch_in_a_few_words(stored: int, revised: int, what: str) -> None:
    entry = of_import(
        ImportRun(pk=7, label="/home/roe/cables x.zip", stored=stored, revised=revised, further=0, recorded=0)
    )
    assert (entry.kind, entry.what, entry.reason, entry.href) == ("stored", what, "From cables, x.zip.", "/batch/7/")
    assert (entry.stored, entry.revised) == (stored, revised)


def test_a_repair_has_an_entry() -> None:
    assert REPAIR == verifier.REPAIR
    ImportRun.objects.create(label=REPAIR, finished_at=timezone.now())
    [entry] = listing("kind=mended").page(10).rows
    assert (entry.kind, entry.label) == ("mended", "Mended")


@pytest.mark.parametrize(
    ("label", "names"),
    [
        ("fixtures/cables", ["cables"]),
        ("/a/b.zip -", ["b.zip", "-"]),
        ("test", ["test"]),
        ("/", ["/"]),
        ("upload: pasted text", ["pasted text"]),
        ("upload: my cables.zip and 3 more", ["my cables.zip and 3 more"]),
    ],
)
def test_source_names(label: str, names: list[str]) -> None:
    assert source_names(label) == names
