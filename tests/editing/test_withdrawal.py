"""A withdrawn cable is nowhere for the public; a restored one is as it was."""

from __future__ import annotations

import pytest
from django.test import Client

from cables import editing
from cables.editing.withdrawal import restore, withdraw
from cables.ingest.outcomes import Status
from cables.models import (
    Cable,
    Event,
    MissingCable,
    Reference,
    Revision,
    Tag,
    Withdrawal,
    WithdrawnText,
    Word,
)
from tests.builders import outcomes, raw, store, stored_cable, telegram
from tests.editing.archive import SECRETIVE, TEXTS, cables_with, differences, state

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("mrn", ["07LIMA20", "06QUITO900", "07TAIPEI12", "07AITTAIPEI12", "07LIMA21", "07LIMA22"])
def test_restoring_gives_the_same_rows_back(mrn: str, archive: None) -> None:
    before = state()
    withdraw(mrn, "A reader asked.")
    assert not differences()
    assert state() != before
    restore(mrn, "The reader was mistaken.")
    assert not differences()
    assert state() == before
    assert not Withdrawal.objects.exists()
    assert not WithdrawnText.objects.exists()


def test_a_withdrawn_cable_is_in_no_list(archive: None) -> None:
    withdraw("07LIMA20", "A reader asked.")
    assert not Cable.objects.filter(mrn="07LIMA20").exists()
    assert not Revision.objects.filter(content__isnull=False, published_id="07LIMA20").exists()
    assert not Revision.objects.exclude(cable__in=Cable.objects.all()).exists()
    assert cables_with("lanterns") == []
    assert not Word.objects.filter(word__in=["wonderingly", "lanterns"]).exists()
    assert Word.objects.filter(word="barges").exists(), "other cables have it"
    assert not Tag.objects.filter(code__contains="GRELLOW").exists()
    assert MissingCable.objects.get(mrn="07LIMA20").citing == 2
    assert {reference.link for reference in Reference.objects.filter(target_mrn="07LIMA20", target=None)} == {"none"}
    assert not Reference.objects.filter(target_mrn="07LIMA20").exclude(target=None).exists()


def test_both_are_events(archive: None) -> None:
    withdraw("07LIMA22", "  A reader\nasked. ")
    restore("07LIMA22", "The reader was mistaken.")
    assert list(Event.objects.of("07LIMA22").order_by("pk").values_list("kind", "reason", "detail")) == [
        ("withdrawn", "A reader asked.", {"revisions": 2}),
        ("restored", "The reader was mistaken.", {"revisions": 2}),
    ]


def test_texts_of_a_withdrawn_cable_are_not_stored(archive: None) -> None:
    withdraw("07LIMA20", "A reader asked.")
    other = telegram("07LIMA20", date="2007-01-15", subject="ANOTHER TEXT")
    results = outcomes(raw(SECRETIVE), raw(other), raw(SECRETIVE, mrn="08QUITO1"))
    assert [(outcome.status, outcome.reason) for outcome in results] == [
        (Status.CONFLICT, "07LIMA20 is withdrawn: A reader asked."),
        (Status.CONFLICT, "07LIMA20 is withdrawn: A reader asked."),
        (Status.CONFLICT, "This very text is held as 07LIMA20, which is withdrawn."),
    ]
    assert not differences()
    restore("07LIMA20", "The reader was mistaken.")
    assert [outcome.status for outcome in outcomes(raw(SECRETIVE), raw(other))] == [Status.UNCHANGED, Status.REVISED]
    assert not differences()


def test_its_id_is_not_given_to_another_cable() -> None:
    store(telegram("07LIMA1"), telegram("07LIMA2"))
    before = stored_cable("07LIMA2").pk
    withdraw("07LIMA2", "A reader asked.")
    store(telegram("07LIMA3"))
    restore("07LIMA2", "The reader was mistaken.")
    assert stored_cable("07LIMA2").pk == before
    assert not differences()


def test_the_last_cable_can_be_withdrawn() -> None:
    store(telegram("07LIMA1"))
    withdraw("07LIMA1", "A reader asked.")
    assert not differences()


@pytest.mark.parametrize(
    ("mrn", "reason", "sentence"),
    [
        ("07LIMA20", " \n", "Give a reason: it is shown to readers and stays on record."),
        ("07LIMA20", "x" * 2_001, "The reason is too long: say it in at most 2000 characters."),
        ("07LIMA99", "A reader asked.", "07LIMA99 is not held."),
        ("07LIMA22", "A reader asked.", "07LIMA22 is withdrawn: restore it first."),
    ],
)
def test_impossible_withdrawals_are_refused(mrn: str, reason: str, sentence: str, archive: None) -> None:
    withdraw("07LIMA22", "A reader asked.")
    with pytest.raises(editing.EditRefused) as refused:
        withdraw(mrn, reason)
    assert str(refused.value) == sentence


def test_a_cable_that_is_not_withdrawn_cannot_be_restored(archive: None) -> None:
    with pytest.raises(editing.EditRefused, match="07LIMA20 is not withdrawn"):
        restore("07LIMA20", "A reader asked.")
    assert len(TEXTS) == Revision.objects.count()


def test_words_of_earlier_texts_are_deleted_too(archive: None) -> None:
    store(
        telegram("07LIMA22", date="2007-01-12", subject="THIRD", paragraphs=["(U) Quarrelling."]),
        telegram("07LIMA22", date="2007-01-12", subject="FOURTH"),
    )
    Word.objects.get_or_create(word="quarrelling", defaults={"stem": "quarrel"})  # as a bounded search may leave it
    withdraw("07LIMA22", "A reader asked.")
    assert not Word.objects.filter(word="quarrelling").exists()


def test_the_pages_are_the_same_again(archive: None) -> None:
    client = Client()
    addresses = (
        "/cable/07LIMA20/",
        "/cable/07LIMA20.txt",
        "/cable/07LIMA21/",
        "/post/LIMA/",
        "/tag/PREL.csv",
        "/missing/",
    )

    def pages() -> list[bytes]:
        return [client.get(address).getvalue() for address in addresses]

    before = pages()
    withdraw("07LIMA20", "A reader asked.")
    assert all(page != as_it_was for page, as_it_was in zip(pages(), before, strict=True))
    assert client.get("/cable/07LIMA20/").status_code == 410
    restore("07LIMA20", "The reader was mistaken.")
    assert pages() == before
