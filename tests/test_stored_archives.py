"""What is stored once for several tests: each finds it as it was stored, and others find nothing of it."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from cables.models import Cable, Paragraph
from tests.builders import store, stored_cable, telegram
from tests.stored_archives import shared, stored_once

MRNS = ["07ZENDA1", "07ZENDA2"]
times: list[int] = []


@stored_once
def archive() -> Cable:
    """Store two cables, of which the first is the value."""
    times.append(1)
    store(*map(telegram, MRNS))
    return stored_cable(MRNS[0])


def stored() -> list[str]:
    """Return the stored MRNs."""
    return sorted(Cable.objects.values_list("mrn", flat=True))


@pytest.mark.parametrize("number", range(3))
def test_what_a_test_changes_no_other_sees(archive: Cable, number: int) -> None:
    assert stored() == MRNS
    assert Paragraph.objects.exists()
    assert (archive.mrn, archive.subject) == (MRNS[0], stored_cable(MRNS[0]).subject)
    archive.subject = f"CHANGED BY TEST {number}"
    archive.save()
    Paragraph.objects.all().delete()
    store(telegram("07ZENDA3"))
    assert len(times) == 1


@pytest.mark.django_db
def test_who_requests_none_finds_none() -> None:
    assert stored() == []
    assert shared.store is None


@pytest.mark.django_db(transaction=True)
def test_who_commits_stores_it_alone(archive: Cable) -> None:
    assert stored() == MRNS
    assert not connection.in_atomic_block
    assert shared.store is None


def test_durable_blocks_may_stand_in_it(archive: Cable) -> None:
    with transaction.atomic(durable=True):
        assert stored() == MRNS
