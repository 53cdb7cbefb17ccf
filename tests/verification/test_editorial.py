"""Damage to records of edits: each kind is reported in a sentence."""

from __future__ import annotations

import zlib

import pytest
from django.db import connection

from cables.editing.corrections import correct
from cables.editing.merging import merge
from cables.editing.redaction import redact
from cables.editing.revisions import revert
from cables.editing.withdrawal import withdraw
from cables.models import Cable, Redaction, SealedText, WithdrawnText
from cables.verification import verifier
from tests.editing.archive import differences, store_archive
from tests.stored_archives import stored_once

pytestmark = pytest.mark.django_db
WHY = "A reader asked."

# The statement that damages rows, and the sentence about it.
DAMAGE = [
    pytest.param(
        "UPDATE cables_withdrawntext SET checksum = 'x' WHERE number = 1",
        "06QUITO900: the text of revision 1 has another checksum than when it came.",
        id="a withdrawn text",
    ),
    pytest.param("UPDATE cables_withdrawntext SET size = 3", "its size is 3 and should be", id="a withdrawn size"),
    pytest.param(
        "UPDATE cables_withdrawntext SET number = 2", "06QUITO900: revision 1 is lacking.", id="a lost revision"
    ),
    pytest.param(
        "UPDATE cables_withdrawal SET mrn = '07LIMA22'",
        "07LIMA22 is held, and withdrawn as well.",
        id="stored and withdrawn",
    ),
    pytest.param(
        "DELETE FROM cables_withdrawntext", "06QUITO900: no text of it is held.", id="withdrawn texts that are lost"
    ),
    pytest.param(
        "UPDATE cables_sealedtext SET checksum = 'x'",
        "07LIMA20: the sealed text of a revision that is not held has another checksum than when it came.",
        id="a sealed text",
    ),
    pytest.param(
        "UPDATE cables_sealedphrase SET phrase = 'ferryman'",
        "07LIMA20: the text of revision 1 holds words that are blacked out.",
        id="words that are shown",
    ),
    pytest.param(
        "UPDATE cables_sealedphrase SET phrase = 'mud'",
        "07LIMA20: the sealed text of revision 1 is shown otherwise than its redactions leave it.",
        id="words that are not to be blacked out",
    ),
    pytest.param(
        "UPDATE cables_revision SET shown_checksum = 'x' WHERE shown_checksum IS NOT NULL",
        "07LIMA20: the text of revision 1 has another checksum than when it came.",
        id="a text that is shown",
    ),
    pytest.param(
        "UPDATE cables_correction SET mrn = '07LIMA99'",
        "07LIMA99: the correction of its subject stands, and there is no such cable.",
        id="a correction of nothing",
    ),
    pytest.param(
        "UPDATE cables_correction SET field = 'date'",
        "07LIMA21: the correction of its date cannot stand: CORRECTED is no day",
        id="a correction that cannot stand",
    ),
    pytest.param(
        "UPDATE cables_correction SET value = 'MUD'",
        "07LIMA21: subject is “CORRECTED” and should be “MUD”.",
        id="a correction that was not applied",
    ),
    pytest.param(
        "UPDATE cables_alias SET mrn = '07LIMA22'",
        "07LIMA22 is a cable's own number, and a former one of 07AITTAIPEI12.",
        id="a former number that is a cable's",
    ),
    pytest.param(
        "UPDATE cables_alias SET target_mrn = '07LIMA99'",
        "07TAIPEI12 leads to 07LIMA99, and there is no such cable.",
        id="a former number of nothing",
    ),
    pytest.param(
        "DELETE FROM cables_alias",
        "07LIMA20: reference 2 (07TAIPEI12) leads to 07AITTAIPEI12 (retired) and should lead to",
        id="a former number that is lost",
    ),
    pytest.param(
        "UPDATE cables_reversion SET number = 9",
        "07LIMA22 is to show revision 9, which is not held.",
        id="a reversion to nothing",
    ),
]


@stored_once
def edited() -> None:
    """Store the archive, with an edit of each kind."""
    store_archive()
    withdraw("06QUITO900", WHY)
    redact("07LIMA20", ["Grellow"], WHY)
    correct("07LIMA21", {"subject": "CORRECTED"}, WHY)
    merge("07TAIPEI12", "07AITTAIPEI12", WHY)
    revert("07LIMA22", 1, WHY)


@pytest.mark.parametrize(("statement", "sentence"), DAMAGE)
def test_damage_is_reported(edited: None, statement: str, sentence: str) -> None:
    assert not differences()
    with connection.cursor() as cursor:
        cursor.execute(statement)
    assert any(sentence in each for each in differences()), differences()


def test_a_redaction_that_is_lost(edited: None) -> None:
    Redaction.objects.all().delete()
    SealedText.objects.all().delete()
    assert differences() == ["07LIMA20: the text of revision 1 is blacked out, and no redaction says so."]


def test_a_text_that_cannot_be_decompressed(edited: None) -> None:
    WithdrawnText.objects.update(content=b"mud")
    SealedText.objects.update(content=zlib.compress(b"mud"))
    assert set(differences()) == {
        "06QUITO900: the text of revision 1 cannot be decompressed.",
        "07LIMA20: the sealed text of revision 1 has another checksum than when it came.",
    }


@pytest.mark.parametrize("mrn", ["07LIMA20", "07LIMA21", "07AITTAIPEI12", "07LIMA22"])
def test_a_lost_cable_is_derived_from_its_texts_and_edits(edited: None, mrn: str) -> None:
    before = Cable.objects.filter(mrn=mrn).values("subject", "revision_number", "date").get()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM cables_cable WHERE mrn = %s", [mrn])
    assert differences()
    list(verifier.verify(repair=True))
    assert Cable.objects.filter(mrn=mrn).values("subject", "revision_number", "date").get() == before
    assert not differences()
