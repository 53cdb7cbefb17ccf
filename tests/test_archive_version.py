"""The archive's version changes with whatever is stored, and whoever stores it invalidates the cached one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.models.signals import post_save
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from cables import archive_version
from cables.db.router import using
from cables.editing.corrections import correct, undo
from cables.editing.merging import merge
from cables.editing.redaction import purge, redact
from cables.editing.revisions import revert
from cables.editing.vocabulary import Change, change
from cables.editing.withdrawal import restore, withdraw
from cables.ingest import batches
from cables.ingest.service import ingest
from cables.jobs import runner
from cables.models import Correction, Event, ImportRun, Redaction
from cables.verification import verifier
from tests.builders import raw, store, telegram
from tests.jobs.builders import upload

WHY = "A reader asked."

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "reader"])


@pytest.fixture
def unannounced(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[list[Any]]:
    """Record the imports and events that are saved after the version was last invalidated."""
    settings.STAMP_SECONDS = 60
    archive_version.refresh()
    saved: list[Any] = []
    invalidate = archive_version.invalidate

    def announce() -> None:
        saved.clear()
        invalidate()

    def save(instance: Any, **_: Any) -> None:
        saved.append(instance)

    monkeypatch.setattr(archive_version, "invalidate", announce)
    for model in (ImportRun, Event):
        post_save.connect(save, sender=model)
    yield saved
    for model in (ImportRun, Event):
        post_save.disconnect(save, sender=model)


def repair() -> None:
    """Let verification repair a damaged row."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cables_cable SET subject = 'MUD' WHERE mrn = '07LIMA2'")
    assert list(verifier.verify(repair=True))


# In this order, each in the archive that the ones before it leave.
WRITERS: list[tuple[str, Callable[[], object]]] = [
    ("import", lambda: store(telegram("07LIMA1"), telegram("07LIMA2"), telegram("07LIMA3"), telegram("07LIMA4"))),
    ("revision", lambda: store(telegram("07LIMA1", paragraphs=["(U) Osiers."]))),
    ("import of nothing new", lambda: store(telegram("07LIMA2"))),
    ("job", lambda: runner.run(upload(("one.txt", telegram("07LIMA5").encode())))),
    ("correction", lambda: correct("07LIMA2", {"subject": "BARGES"}, WHY)),
    ("undone correction", lambda: undo(Correction.objects.get(undone_at=None), WHY)),
    ("reversion", lambda: revert("07LIMA1", 1, WHY)),
    ("merger", lambda: merge("07LIMA3", "07LIMA2", WHY)),
    ("withdrawal", lambda: withdraw("07LIMA4", WHY)),
    ("restoration", lambda: restore("07LIMA4", WHY)),
    ("redaction", lambda: redact("07LIMA2", ["Friday"], WHY)),
    ("purge", lambda: purge(Redaction.objects.get(), WHY)),
    ("vocabulary", lambda: change(Change("tag", "PREL", {"name": "Relations"}), WHY)),
    ("vocabulary of the files", lambda: change(Change("tag", "PREL", as_filed=True), WHY)),
    ("repair", repair),
]


def test_every_writer_invalidates_the_version(unannounced: list[Any]) -> None:
    for name, write in WRITERS:
        before = archive_version.archive_version()
        write()
        assert not unannounced, f"{name} saves {unannounced} and does not invalidate the version"
        now = archive_version.archive_version()
        assert now != before, name
        archive_version.refresh()
        assert archive_version.archive_version() == now, name


URLS = [
    *("/", "/log/", "/cable/07LIMA1/", "/cable/07LIMA1.txt", "/cable/07LIMA1.json", "/cable/07LIMA1/history/"),
    *("/cable/07LIMA2/", "/cable/07LIMA2.txt", "/cable/07LIMA2.json", "/cable/07LIMA4/", "/cable/07LIMA4.txt"),
]


class Reader:
    """A reader who has pages, and asks by date alone whether they have changed."""

    def __init__(self, client: Client, urls: Iterable[str]) -> None:
        self.client = client
        self.pages = {url: client.get(url) for url in urls}

    def return_after(self, change: str) -> list[str]:
        """Return the URLs of the pages that have changed; fail where one is said not to have."""
        changed = []
        for url, before in self.pages.items():
            page = self.client.get(url)
            dates = {"if-modified-since": before["Last-Modified"]} if before.has_header("Last-Modified") else {}
            if (page.status_code, page.content) != (before.status_code, before.content):
                changed.append(url)
                assert self.client.get(url, headers=dates).status_code == page.status_code, f"{url} after: {change}"
            self.pages[url] = page
        return changed


def test_no_former_page_is_taken_for_the_current_one_where_the_clock_was_set_back(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Set it back an hour after the import, and let a reader return after each change."""
    settings.STAMP_SECONDS = 0
    (_, first), *others = WRITERS
    later = timezone.now() + datetime.timedelta(hours=1)
    with monkeypatch.context() as ahead:
        ahead.setattr(timezone, "now", lambda: later)
        first()
        [correction] = correct("07LIMA1", {"subject": "BARGES"}, WHY)
        undo(correction, WHY)
    reader = Reader(client, URLS)
    for name, write in others:
        write()
        reader.return_after(name)


def test_no_former_page_is_taken_for_the_current_one_between_the_batches_of_an_import(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Store a cable in each batch, a second after the last, and let a reader return after each."""
    settings.STAMP_SECONDS = 0
    monkeypatch.setattr(batches, "PARSED_AT_ONCE", 1)
    monkeypatch.setattr(batches, "STORED_AT_ONCE", 1)
    start, seconds = timezone.now(), count(1)
    monkeypatch.setattr(timezone, "now", lambda: start + datetime.timedelta(seconds=next(seconds)))
    store(telegram("07LIMA1"))
    urls = ["/", "/date/", "/post/LIMA/", "/cable/07LIMA1/"]
    reader = Reader(client, urls)
    changed: list[list[str]] = []
    texts = [raw(telegram(f"07LIMA{number}", refs=["LIMA 1"])) for number in (2, 3, 4)]
    ingest(texts, label="test", report=lambda outcome: changed.append(reader.return_after(outcome.where)))
    assert changed == [urls] * 3


def test_the_version_is_that_of_the_commit(settings: Settings) -> None:
    settings.STAMP_SECONDS = 60
    archive_version.refresh()
    before = archive_version.archive_version()
    with transaction.atomic():
        ImportRun.objects.create(label="test")
        archive_version.invalidate()
        assert archive_version.archive_version() == before
    assert archive_version.archive_version() != before


Query = Callable[[], int]


@pytest.fixture
def query(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Query]:
    """Yield what gives the version, which here is the number of queries that were made for it."""
    settings.STAMP_SECONDS = 5
    queries = count(1)
    let_query(monkeypatch, lambda: next(queries))
    yield lambda: int(archive_version.archive_version().rests_on.split()[0])
    connections["reader"].close()


def let_query(monkeypatch: pytest.MonkeyPatch, result: Query) -> None:
    """Let the database be queried by `result`, with nothing cached."""

    def first() -> tuple[object, ...]:
        return (result(), None, archive_version.BEGINNING, None, None, None)

    monkeypatch.setattr(archive_version, "_last_import", SimpleNamespace(first=first))
    archive_version.invalidate()


def test_it_is_queried_for_after_some_seconds(query: Query, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(archive_version, "monotonic", lambda: now)
    assert [query(), query()] == [1, 1]
    now = 104.9
    assert query() == 1
    now = 105.0
    assert [query(), query()] == [2, 2]


def test_it_is_queried_for_each_time_where_there_are_no_seconds(query: Query, settings: Settings) -> None:
    settings.STAMP_SECONDS = 0
    assert [query(), query()] == [1, 2]


def test_it_is_refreshed_and_invalidated(query: Query) -> None:
    assert query() == 1
    archive_version.refresh()
    assert [query(), query()] == [2, 2]
    archive_version.invalidate()
    assert [query(), query()] == [3, 3]


def test_one_that_is_invalidated_while_it_is_queried_for_is_not_cached(
    query: Query, monkeypatch: pytest.MonkeyPatch
) -> None:
    queries = count(1)

    def result() -> int:
        archive_version.invalidate()
        return next(queries)

    let_query(monkeypatch, result)
    assert [query(), query()] == [1, 2]


def test_each_connection_is_queried(query: Query) -> None:
    assert query() == 1
    with using("reader"):
        assert [query(), query()] == [2, 2]
    assert query() == 1


class Connection:
    """A connection of Django's, which opens one of the driver's where that is lost."""

    def __init__(self) -> None:
        self.connection: object = object()
        self.lost = False

    def close_if_health_check_failed(self) -> None:
        if self.lost:
            self.connection = None

    def ensure_connection(self) -> None:
        if self.connection is None:
            self.connection = object()
            self.lost = False


def test_nothing_of_a_connection_that_is_lost_is_cached(query: Query, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Connection()
    monkeypatch.setattr(archive_version, "connections", {"default": opened})
    assert [query(), query()] == [1, 1]
    opened.lost = True
    assert [query(), query()] == [2, 2]


def test_a_failure_is_not_cached(query: Query, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> int:
        raise OperationalError("no server")

    let_query(monkeypatch, fail)
    for _ in range(2):
        with pytest.raises(OperationalError, match="no server"):
            query()


def test_each_thread_is_queried_for(query: Query) -> None:
    def elsewhere() -> list[int]:
        try:
            with using("default"):
                return [query(), query()]
        finally:
            connection.close()

    assert query() == 1
    with ThreadPoolExecutor(1) as other:
        assert other.submit(elsewhere).result() == [2, 2]
    assert query() == 1
