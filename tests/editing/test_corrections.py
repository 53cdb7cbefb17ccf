"""Corrections apply to the rows, however these are derived, until they are undone; texts are unchanged."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from cables import editing
from cables.editing.corrections import correct, undo
from cables.editing.withdrawal import restore, withdraw
from cables.ingest import service
from cables.ingest.outcomes import Status
from cables.ingest.parsing import telegram_of
from cables.models import Alias, Cable, Correction, Event, ImportRun, MissingCable, Reference, Revision
from cables.telegram.vocabulary import DEFAULT
from cables.verification import verifier
from tests.builders import outcomes, raw, store, stored_cable, telegram
from tests.editing.archive import SECRETIVE, TEXTS, cables_with, differences, state

pytestmark = pytest.mark.django_db
WHY = "The heading was misprinted."

# A field, what an editor says, and what the cable's row then says in a column.
VALUES: list[tuple[str, str | None, str, Any]] = [
    ("date", "2007-01-16", "date", datetime.date(2007, 1, 16)),
    ("date", "2007-01-16", "date_source", "editor"),
    ("date", "2007-01-16", "sent_at", None),
    ("post", "quito", "post__code", "QUITO"),
    ("classification", "SECRET", "classification", "SECRET"),
    ("classification", None, "classification", None),
    ("subject", " The ferry\nman ", "subject", "The ferry man"),
    ("subject", None, "subject", None),
    ("tags", "PGOV, (ROE, JANE)", "cable_tags__tag__code", "PGOV"),
    ("tags", None, "cable_tags__tag__code", None),
    ("references", "A. 06 QUITO 900", "references__target__mrn", "06QUITO900"),
    ("references", None, "references__position", None),
    ("mrn", "07LIMA30", "serial", 30),
    ("mrn", "06QUITO20", "year", 2006),
]


@pytest.mark.parametrize(("field", "value", "column", "expected"), VALUES)
def test_a_correction_is_in_force_until_it_is_undone(
    field: str, value: str | None, column: str, expected: Any, archive: None
) -> None:
    before = state()
    [correction] = correct("07LIMA20", {field: value}, WHY)
    cable = Cable.objects.filter(mrn=correction.mrn)
    assert cable.values_list(column, flat=True)[0] == expected
    assert not differences()
    service.reparse(everything=True)
    assert cable.values_list(column, flat=True)[0] == expected
    assert not differences()
    assert Revision.objects.get(cable=cable.get()).raw == SECRETIVE.encode()
    undo(correction, "It was not.")
    assert state() == before
    assert not differences()
    assert list(Event.objects.order_by("pk").values_list("kind", "reason", "detail__field")) == [
        ("corrected", WHY, field),
        ("correction-undone", "It was not.", field),
    ]


def test_the_former_and_the_given_value_are_stored(archive: None) -> None:
    user = get_user_model().objects.create_user("archivist")
    [correction] = correct("07LIMA20", {"tags": "PGOV,  PE "}, WHY, user)
    assert (correction.value, correction.before) == ("PGOV, PE", "PREL, PE, OVIP, (GRELLOW, OTTO)")
    assert (correction.editor, correction.editor_name, correction.reason) == (user, "archivist", WHY)
    user.delete()
    correction.refresh_from_db()
    assert (correction.editor, correction.editor_name) == (None, "archivist")


def test_a_later_correction_replaces_an_earlier(archive: None) -> None:
    correct("07LIMA20", {"subject": "ONE", "classification": "SECRET"}, WHY)
    [second] = correct("07LIMA20", {"subject": "TWO", "classification": "SECRET"}, WHY)
    assert stored_cable("07LIMA20").subject == "TWO"
    assert set(Correction.objects.filter(undone_at=None).values_list("field", "value")) == {
        ("subject", "TWO"),
        ("classification", "SECRET"),
    }
    undo(second, WHY)
    assert stored_cable("07LIMA20").subject == "WHAT THE FERRYMAN GRELLOW SAID"
    with pytest.raises(editing.EditRefused, match="stands no more"):
        undo(second, WHY)


def test_a_correction_applies_to_later_texts(archive: None) -> None:
    correct("07LIMA20", {"subject": "CORRECTED"}, WHY)
    [outcome] = outcomes(raw(telegram("07LIMA20", date="2007-01-15", subject="ANOTHER", paragraphs=["(U) Osiers."])))
    assert outcome.status == Status.REVISED
    assert (stored_cable("07LIMA20").subject, stored_cable("07LIMA20").revision_number) == ("CORRECTED", 2)
    assert cables_with("osiers") == ["07LIMA20"]
    assert not differences()


def test_it_is_in_force_after_a_withdrawal(archive: None) -> None:
    correct("07LIMA20", {"subject": "CORRECTED", "mrn": "07LIMA30"}, WHY)
    before = state()
    withdraw("07LIMA30", "A reader asked.")
    assert not differences()
    restore("07LIMA30", "The reader was mistaken.")
    assert state() == before
    assert not differences()


def test_repair_applies_corrections(archive: None) -> None:
    correct("07LIMA20", {"subject": "CORRECTED", "post": "QUITO"}, WHY)
    Cable.objects.filter(mrn="07LIMA20").update(subject="MUD", post=stored_cable("07LIMA22").post)
    assert len(differences()) > 1
    list(verifier.verify(repair=True))
    assert (stored_cable("07LIMA20").subject, stored_cable("07LIMA20").post.code) == ("CORRECTED", "QUITO")
    assert not differences()


class TestNumbers:
    """Corrected numbers: links, missing cables and texts follow, and the former number leads there."""

    def test_links_and_missing_cables_follow(self, archive: None) -> None:
        cable = stored_cable("07LIMA20").pk
        assert MissingCable.objects.filter(mrn="07LIMA77").exists()
        correct("07LIMA22", {"mrn": "07LIMA77"}, WHY)
        assert not MissingCable.objects.filter(mrn="07LIMA77").exists()
        correct("07LIMA20", {"mrn": "07LIMA30"}, WHY)
        links = Reference.objects.filter(target=cable).values_list("cable__mrn", "target_mrn", "link")
        assert set(links) == {("07AITTAIPEI12", "07LIMA20", "retired"), ("07LIMA21", "07LIMA20", "retired")}
        assert Alias.objects.get(mrn="07LIMA20").target_mrn == "07LIMA30"
        assert not differences()

    def test_texts_under_the_former_number_are_the_cables(self, archive: None) -> None:
        correct("07LIMA20", {"mrn": "07LIMA30"}, WHY)
        results = outcomes(raw(SECRETIVE), raw(telegram("07LIMA20", date="2007-01-15", subject="ANOTHER")))
        assert [(outcome.status, outcome.mrn) for outcome in results] == [
            (Status.UNCHANGED, "07LIMA30"),
            (Status.REVISED, "07LIMA30"),
        ]
        assert not Cable.objects.filter(mrn="07LIMA20").exists()
        assert not differences()

    def test_a_number_can_be_changed_again_and_back(self, archive: None) -> None:
        before = state()
        correct("07LIMA20", {"mrn": "07LIMA30"}, WHY)
        correct("07LIMA30", {"mrn": "07LIMA31", "subject": "CORRECTED"}, WHY)
        assert dict(Alias.objects.values_list("mrn", "target_mrn")) == {
            "07LIMA20": "07LIMA31",
            "07LIMA30": "07LIMA31",
        }
        assert not differences()
        assert Event.objects.of("07LIMA31").count() == 3
        for correction in Correction.objects.filter(undone_at=None):
            undo(correction, WHY)
        assert not differences()
        assert stored_cable("07LIMA20").subject == "WHAT THE FERRYMAN GRELLOW SAID"
        assert {**state(), "Word": 0} == {**before, "Word": 0}

    @pytest.mark.parametrize(
        ("number", "sentence"),
        [
            ("07LIMA22", "07LIMA22 is held already: where both are one cable, merge them."),
            ("06QUITO900", "06QUITO900 is a withdrawn cable."),
            ("07TAIPEI12", "07TAIPEI12 is a former number of 07TAIPEI13."),
        ],
    )
    def test_the_number_of_another_cable_is_refused(self, number: str, sentence: str, archive: None) -> None:
        withdraw("06QUITO900", "A reader asked.")
        correct("07TAIPEI12", {"mrn": "07TAIPEI13"}, WHY)
        before = state()
        with pytest.raises(editing.EditRefused) as refused:
            correct("07LIMA20", {"mrn": number}, WHY)
        assert str(refused.value) == sentence
        assert state() == before


class TestUploads:
    """Corrections given with a text."""

    def test_they_are_stored_with_it(self) -> None:
        user = get_user_model().objects.create_user("archivist")
        text = replace(raw(SECRETIVE), corrections={"mrn": "07LIMA30", "subject": "CORRECTED"})
        assert telegram_of(text, DEFAULT).subject == "CORRECTED"
        assert outcomes(text, dry_run=True)[0].mrn == "07LIMA30"
        service.ingest([text], label="upload", reason=WHY, editor=user)
        assert stored_cable("07LIMA30").subject == "CORRECTED"
        assert set(Correction.objects.values_list("field", "value", "before", "editor_name")) == {
            ("mrn", "07LIMA30", "07LIMA20", "archivist"),
            ("subject", "CORRECTED", "WHAT THE FERRYMAN GRELLOW SAID", "archivist"),
        }
        assert {event.import_run for event in Event.objects.all()} == {ImportRun.objects.get()}
        assert ImportRun.objects.get().editor == user
        assert not differences()

    def test_the_number_that_the_text_gives_leads_to_it(self, archive: None) -> None:
        text = replace(raw(telegram("07LIMA77", date="2007-01-10")), corrections={"mrn": "07LIMA30"})
        service.ingest([text], label="upload", reason=WHY)
        response = Client().get("/cable/07LIMA77/")
        assert (response.status_code, response.headers["Location"]) == (301, "/cable/07LIMA30/")
        [reference] = Reference.objects.filter(target_mrn="07LIMA77")
        assert (reference.target, reference.link) == (stored_cable("07LIMA30"), Reference.Link.RETIRED)
        assert not MissingCable.objects.filter(mrn="07LIMA77").exists()
        assert not differences()
        service.reparse(everything=True)
        assert not differences()
        undo(Correction.objects.get(), WHY)
        assert not Alias.objects.exists()
        assert Reference.objects.get(target_mrn="07LIMA77").target == stored_cable("07LIMA77")
        assert not differences()

    @pytest.mark.parametrize("number", ["07LIMA22", "07LIMA21", "07TAIPEI12"])
    def test_a_number_that_a_cable_has_or_had_leads_there(self, number: str, archive: None) -> None:
        withdraw("07LIMA21", "A reader asked.")
        correct("07TAIPEI12", {"mrn": "07TAIPEI13"}, WHY)
        text = replace(raw(telegram(number, subject="ANOTHER")), corrections={"mrn": "07LIMA30"})
        service.ingest([text], label="upload", reason=WHY)
        assert stored_cable("07LIMA30").subject == "ANOTHER"
        assert not Alias.objects.filter(target_mrn="07LIMA30").exists()
        assert not differences()

    def test_the_number_that_the_text_gives_is_given_up_to_its_cable(self) -> None:
        text = replace(raw(SECRETIVE), corrections={"mrn": "07LIMA30"})
        service.ingest([text, raw(telegram("07LIMA19", refs=["07 LIMA 20"]))], label="upload", reason=WHY)
        assert Alias.objects.get().mrn == "07LIMA20"
        store(telegram("07LIMA20", subject="THE TRUE ONE"))
        assert stored_cable("07LIMA20").subject == "THE TRUE ONE"
        assert not Alias.objects.exists()
        assert Reference.objects.get(target_mrn="07LIMA20").target == stored_cable("07LIMA20")
        assert outcomes(raw(SECRETIVE))[0].status == Status.UNCHANGED
        assert not differences()

    def test_it_is_given_up_to_a_cable_corrected_to_it_or_in_the_same_upload(self) -> None:
        text = replace(raw(SECRETIVE), corrections={"mrn": "07LIMA30"})
        service.ingest([text], label="upload", reason=WHY)
        store(telegram("07LIMA22"))
        correct("07LIMA22", {"mrn": "07LIMA20"}, WHY)
        assert dict(Alias.objects.values_list("mrn", "target_mrn")) == {"07LIMA22": "07LIMA20"}
        assert not differences()
        misprinted = replace(raw(telegram("07LIMA41")), corrections={"mrn": "07LIMA40"})
        service.ingest([misprinted, raw(telegram("07LIMA41", subject="THE TRUE ONE"))], label="upload", reason=WHY)
        assert stored_cable("07LIMA41").subject == "THE TRUE ONE"
        assert not differences()

    def test_a_text_without_a_number_can_be_given_one(self) -> None:
        text = raw("PREL, and nothing that says what it is.\n")
        assert outcomes(text)[0].status == Status.REFUSED
        text = replace(text, corrections={"mrn": "07LIMA30"})
        service.ingest([text], label="upload", reason=WHY)
        assert stored_cable("07LIMA30").year == 2007
        assert not differences()
        with pytest.raises(editing.EditRefused, match="would have no reference number"):
            undo(Correction.objects.get(), WHY)

    @pytest.mark.parametrize(
        ("corrections", "reason", "sentence"),
        [
            ({"subject": "X"}, " ", "Corrections need a reason, which readers are shown."),
            (
                {"date": "2007-02-30"},
                WHY,
                "2007-02-30 is no day of the calendar: write it as 2007-09-24.",
            ),
        ],
    )
    def test_invalid_corrections_are_refused(
        self, corrections: dict[str, str | None], reason: str, sentence: str
    ) -> None:
        reported: list[str | None] = []
        text = replace(raw(SECRETIVE), corrections=corrections)
        service.ingest([text], label="upload", reason=reason, report=lambda outcome: reported.append(outcome.reason))
        assert reported == [sentence]
        assert not Cable.objects.exists()
        assert not Correction.objects.exists()

    def test_a_text_that_is_stored_already_corrects_nothing(self, archive: None) -> None:
        text = replace(raw(SECRETIVE), corrections={"subject": "CORRECTED"})
        service.ingest([text], label="upload", reason=WHY)
        assert not Correction.objects.exists()
        assert len(TEXTS) == Revision.objects.count()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "No correction was given."),
        (
            {"subject": "WHAT THE FERRYMAN GRELLOW SAID"},
            "07LIMA20 says all of this already: nothing is to be corrected.",
        ),
        ({"mrn": None}, "A cable cannot be without its reference number."),
        (
            {"signer": "ROE"},
            "signer is no field that can be corrected: mrn, date, post, classification, tags, subject, ",
        ),
    ],
)
def test_corrections_of_nothing_are_refused(values: dict[str, str | None], sentence: str, archive: None) -> None:
    with pytest.raises(editing.EditRefused) as refused:
        correct("07LIMA20", values, WHY)
    assert str(refused.value).startswith(sentence)
    assert not Event.objects.exists()
