"""Reversions: an earlier text is current, later ones stay, and the next that arrives becomes current."""

from __future__ import annotations

import pytest

from cables import editing
from cables.editing.revisions import revert
from cables.editing.withdrawal import restore, withdraw
from cables.ingest import service
from cables.ingest.outcomes import Status
from cables.models import Event, Reversion, Word
from cables.verification import verifier
from tests.builders import outcomes, raw, stored_cable, telegram
from tests.editing.archive import TEXTS, cables_with, differences, state

pytestmark = pytest.mark.django_db


def test_an_earlier_text_is_shown_and_the_later_again(archive: None) -> None:
    before = state()
    revert("07LIMA22", 1, "The later text was cut off.")
    assert stored_cable("07LIMA22").subject == "FIRST"
    assert (cables_with("first"), cables_with("second")) == (["07LIMA22"], [])
    assert not differences()
    revert("07LIMA22", 2, "It was not.")
    assert state() == before
    assert not Reversion.objects.exists()
    assert not differences()
    assert list(Event.objects.order_by("pk").values_list("kind", "mrn", "detail")) == [
        ("reverted", "07LIMA22", {"number": 1, "before": 2}),
        ("reverted", "07LIMA22", {"number": 2, "before": 1}),
    ]


def test_the_next_text_is_shown(archive: None) -> None:
    revert("07LIMA22", 1, "The later text was cut off.")
    results = outcomes(raw(TEXTS[-1]), raw(telegram("07LIMA22", subject="THIRD")))
    assert [outcome.status for outcome in results] == [Status.UNCHANGED, Status.REVISED]
    assert (stored_cable("07LIMA22").revision_number, stored_cable("07LIMA22").subject) == (3, "THIRD")
    assert not differences()
    revert("07LIMA22", 2, "The third was another cable.")
    assert stored_cable("07LIMA22").subject == "SECOND"
    assert not differences()


def test_reparsing_and_repair_keep_what_is_shown(archive: None) -> None:
    revert("07LIMA22", 1, "The later text was cut off.")
    service.reparse(everything=True)
    assert stored_cable("07LIMA22").subject == "FIRST"
    type(stored_cable("07LIMA22")).objects.filter(mrn="07LIMA22").update(revision_number=2)
    assert "07LIMA22: revision_number is 2 and should be 1." in differences()
    list(verifier.verify(repair=True))
    assert stored_cable("07LIMA22").revision_number == 1
    assert not differences()


def test_it_is_in_force_after_a_withdrawal(archive: None) -> None:
    revert("07LIMA22", 1, "The later text was cut off.")
    before = state()
    withdraw("07LIMA22", "A reader asked.")
    assert not differences()
    restore("07LIMA22", "The reader was mistaken.")
    assert state() == before
    assert not differences()


def test_words_of_the_text_that_is_no_longer_shown_are_deleted(archive: None) -> None:
    outcomes(raw(telegram("07LIMA22", date="2007-01-12", paragraphs=["(U) Quarrelling."])))
    revert("07LIMA22", 2, "The later text was cut off.")
    assert not Word.objects.filter(word="quarrelling").exists()
    assert not differences()


@pytest.mark.parametrize(
    ("mrn", "number", "sentence"),
    [
        ("07LIMA22", 2, "Revision 2 of 07LIMA22 is shown already."),
        ("07LIMA22", 3, "07LIMA22 has no revision 3: 2 is its latest."),
        ("07LIMA99", 1, "07LIMA99 is not held."),
    ],
)
def test_impossible_reversions_are_refused(mrn: str, number: int, sentence: str, archive: None) -> None:
    with pytest.raises(editing.EditRefused) as refused:
        revert(mrn, number, "A reader asked.")
    assert str(refused.value) == sentence
