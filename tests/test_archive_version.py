"""The archive's version changes with whatever is stored, and whoever stores it invalidates the cached one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models.signals import post_save
from pytest_django import Settings

from cables import archive_version
from cables.editing.corrections import correct, undo
from cables.editing.merging import merge
from cables.editing.redaction import purge, redact
from cables.editing.revisions import revert
from cables.editing.vocabulary import Change, change
from cables.editing.withdrawal import restore, withdraw
from cables.jobs import runner
from cables.models import Batch, Correction, Event, Redaction
from cables.verification import verifier
from tests.builders import store, telegram
from tests.jobs.builders import upload

WHY = "A reader asked."

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unannounced(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[list[Any]]:
    """Imports and events that were saved since the version was last invalidated."""
    settings.STAMP_SECONDS = 60
    saved: list[Any] = []
    invalidate = archive_version.invalidate

    def announce() -> None:
        saved.clear()
        invalidate()

    def save(instance: Any, **_: Any) -> None:
        saved.append(instance)

    monkeypatch.setattr(archive_version, "invalidate", announce)
    for model in (Batch, Event):
        post_save.connect(save, sender=model)
    yield saved
    for model in (Batch, Event):
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


def test_the_version_is_that_of_the_commit(settings: Settings) -> None:
    settings.STAMP_SECONDS = 60
    before = archive_version.archive_version()
    with transaction.atomic():
        Batch.objects.create(label="test")
        archive_version.invalidate()
        assert archive_version.archive_version() == before
    assert archive_version.archive_version() != before
