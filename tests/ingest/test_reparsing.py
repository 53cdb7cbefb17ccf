"""Rows derived again from stored texts, and what an older release did not store of them."""

from __future__ import annotations

import pytest

from cables.editing.redaction import purge, redact
from cables.editing.withdrawal import withdraw
from cables.ingest import service
from cables.models import Cable, Redaction, Revision, WithdrawnText
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db


def as_of_0_1_0() -> None:
    """Leave the archive as that release stored it: without fingerprints, its rows of an older parser."""
    Revision.objects.update(fingerprint=None)
    WithdrawnText.objects.update(fingerprint=None)
    Cable.objects.update(parser_version=1)


class TestFingerprints:
    """Fingerprints of texts that an older release stored."""

    def test_each_text_gets_its_own_also_former_and_withdrawn_ones(self) -> None:
        store(telegram("07LIMA1"), telegram("07LIMA1", subject="SECOND"), telegram("07LIMA2"))
        withdraw("07LIMA2", "A reader asked.")
        stored = [set(model.objects.values_list("checksum", "fingerprint")) for model in (Revision, WithdrawnText)]
        as_of_0_1_0()
        assert service.reparse() == 1
        assert [set(model.objects.values_list("checksum", "fingerprint")) for model in (Revision, WithdrawnText)] == (
            stored
        )

    def test_of_a_redacted_text_it_is_that_of_the_original(self) -> None:
        store(telegram("07LIMA1"))
        before = Revision.objects.get().fingerprint
        redact("07LIMA1", ["barges"], "A secret.")
        as_of_0_1_0()
        service.reparse()
        assert Revision.objects.get().fingerprint == before

    def test_a_text_whose_original_is_purged_stays_without(self) -> None:
        store(telegram("07LIMA1"))
        redact("07LIMA1", ["barges"], "A secret.")
        purge(Redaction.objects.get(), "For good.")
        as_of_0_1_0()
        service.reparse()
        assert Revision.objects.get().fingerprint is None
