"""Merges: the texts of both cables are under one number, to which the other leads."""

from __future__ import annotations

import pytest

from cables import editing
from cables.editing.corrections import correct
from cables.editing.merging import merge
from cables.editing.redaction import redact
from cables.editing.revisions import revert
from cables.editing.withdrawal import restore, withdraw
from cables.ingest.outcomes import Status
from cables.models import Alias, Cable, Event, Reference, Revision
from tests.builders import outcomes, raw, stored_cable, telegram
from tests.editing.archive import TEXTS, cables_with, differences, state

pytestmark = pytest.mark.django_db
WHY = "They are one telegram."


def test_texts_and_links_are_moved_to_the_other_cable(archive: None) -> None:
    shown = stored_cable("07AITTAIPEI12").subject
    merge("07TAIPEI12", "07AITTAIPEI12", WHY)
    into = stored_cable("07AITTAIPEI12")
    assert not Cable.objects.filter(mrn="07TAIPEI12").exists()
    assert (into.revision_number, into.subject) == (1, shown)
    assert list(into.revisions.values_list("number", flat=True)) == [1, 2]
    assert Reference.objects.get(target_mrn="07TAIPEI12").target == into, "it was ambiguous before"
    assert Alias.objects.get().get_absolute_url() == "/cable/07AITTAIPEI12/"
    assert not differences()
    [event] = Event.objects.of("07AITTAIPEI12")
    assert (event.mrn, event.detail) == ("07TAIPEI12", {"into": "07AITTAIPEI12", "revisions": 1})


def test_a_number_of_another_series_leads_there_too(archive: None) -> None:
    merge("07LIMA20", "07LIMA22", WHY)
    assert set(Reference.objects.filter(target_mrn="07LIMA20").values_list("link", "target__mrn")) == {
        ("retired", "07LIMA22")
    }
    assert cables_with("lanterns") == []
    assert not differences()
    revert("07LIMA22", 3, "This text is better.")
    assert (stored_cable("07LIMA22").mrn, cables_with("lanterns")) == ("07LIMA22", ["07LIMA22"])
    assert not differences()


def test_texts_that_arrive_under_either_number_are_its_revisions(archive: None) -> None:
    merge("07LIMA20", "07LIMA22", WHY)
    results = outcomes(
        raw(TEXTS[0]), raw(telegram("07LIMA20", subject="THIRD")), raw(telegram("07LIMA22", subject="FOURTH"))
    )
    assert [outcome.status for outcome in results] == [Status.UNCHANGED, Status.REVISED, Status.REVISED]
    assert (stored_cable("07LIMA22").subject, stored_cable("07LIMA22").revision_number) == ("FOURTH", 5)
    assert not differences()


def test_merges_of_merged_cables_lead_to_the_last(archive: None) -> None:
    correct("07LIMA20", {"mrn": "07LIMA30", "subject": "CORRECTED"}, "Misprinted.")
    merge("07LIMA30", "07LIMA22", WHY)
    merge("07LIMA22", "07LIMA21", WHY)
    assert set(Alias.objects.values_list("mrn", "target_mrn")) == {
        ("07LIMA20", "07LIMA21"),
        ("07LIMA30", "07LIMA21"),
        ("07LIMA22", "07LIMA21"),
    }
    assert Revision.objects.filter(cable=stored_cable("07LIMA21")).count() == 4
    assert not differences()
    before = state()
    withdraw("07LIMA21", "A reader asked.")
    assert outcomes(raw(TEXTS[0]))[0].status == Status.CONFLICT
    assert not differences()
    restore("07LIMA21", "The reader was mistaken.")
    assert state() == before
    assert not differences()


def test_redactions_of_the_duplicate_apply_to_all_texts(archive: None) -> None:
    redact("07LIMA20", ["ferryman"], "A name.")
    outcomes(raw(telegram("07LIMA22", subject="THE FERRYMAN AGAIN")))
    merge("07LIMA20", "07LIMA22", WHY)
    assert stored_cable("07LIMA22").subject == "THE █████ AGAIN"
    assert not differences()


@pytest.mark.parametrize(
    ("duplicate", "into", "sentence"),
    [
        ("07LIMA20", "07LIMA20", "A cable cannot be merged into itself."),
        ("07LIMA20", "07LIMA99", "07LIMA99 is not held."),
        ("07LIMA22", "07LIMA20", "07LIMA22 is held as 07LIMA21 now."),
    ],
)
def test_impossible_merges_are_refused(duplicate: str, into: str, sentence: str, archive: None) -> None:
    merge("07LIMA22", "07LIMA21", WHY)
    with pytest.raises(editing.EditRefused) as refused:
        merge(duplicate, into, WHY)
    assert str(refused.value) == sentence
