"""Records without text in an import: from every form, beside the cables, in whatever order they come."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cables.editing.merging import merge
from cables.editing.redaction import purge, redact
from cables.editing.withdrawal import restore, withdraw
from cables.ingest.outcomes import Status
from cables.ingest.service import ingest, reparse
from cables.models import Cable, ImportRun, MissingCable, TextlessRecord
from cables.sources import read
from cables.sources.record import Members
from cables.verification.verifier import verify
from tests.builders import outcomes, raw, record, store, telegram
from tests.sources.pdf_files import pdf

pytestmark = pytest.mark.django_db

ON_FILM = record(
    "Message Text\n\n",
    Document_Number="1974STRELS00999",
    Film_Number="P740012-0034",
    From="STRELSAU",
    To="STATE",
    Draft_Date="23 may 1974",
    Locator="TEXT ON MICROFILM",
    Subject="STAMP FAIR",
    TAGS="ETRD, QR",
)
FACTS = {"docnbr": "1974STRELS00999", "from": "STRELSAU", "subject": "STAMP FAIR", "date": "23 MAY 1974"}


def without_text(number: str = "1974STRELS00999", **attributes: str) -> str:
    return record("n/a", Document_Number=number, **(attributes or {"Subject": "STAMP FAIR"}))


def listed() -> dict[str, int]:
    return dict(MissingCable.objects.values_list("mrn", "citing"))


def differences() -> list[str]:
    return [difference.sentence for difference in verify()]


def test_what_it_states_is_recorded() -> None:
    assert store(ON_FILM) == {Status.RECORDED: 1}
    row = TextlessRecord.objects.get()
    assert (row.mrn, row.absence, row.subject, row.film_number) == (
        "74STRELSAU999",
        "film",
        "STAMP FAIR",
        "P740012-0034",
    )
    assert (str(row.date), row.date_source, row.notice) == ("1974-05-23", "draft", "")
    assert row.stated["tags"] == "ETRD, QR"
    assert row.stated["locator"] == "TEXT ON MICROFILM"
    assert (row.source, row.import_run.recorded, row.import_run.refused) == ("test", 1, 0)
    assert listed() == {"74STRELSAU999": 0}
    assert not Cable.objects.exists()
    assert not differences()


def files(folder: Path) -> dict[str, bytes]:
    stated = "".join(f"<{name}>{value}</{name}>" for name, value in FACTS.items())
    return {
        "film.txt": ON_FILM.encode(),
        "film.pdf": pdf([ON_FILM]),
        "empty.xml": f"<records><record>{stated}<msgtext/></record></records>".encode(),
        "none.xml": f"<records><record>{stated}</record></records>".encode(),
        "notice.xml": f"<a><record>{stated}<msgtext>THIS TEXT WAS WITHDRAWN</msgtext></record></a>".encode(),
        "null.json": json.dumps([FACTS | {"body": None}]).encode(),
        "error.jsonl": json.dumps(FACTS | {"body": "Error Reading Text Index"}).encode(),
        "lacking.jsonl": json.dumps(FACTS).encode(),
        "table.csv": b"docnbr,from,subject,date,msgtext\n1974STRELS00999,STRELSAU,STAMP FAIR,23 MAY 1974,n/a\n",
    }


@pytest.mark.parametrize("name", files(Path()))
def test_every_form_gives_the_same_number_and_subject(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(files(tmp_path)[name])
    assert ingest(read(str(path)), label="test") == {Status.RECORDED: 1}
    assert ingest(read(str(path)), label="test") == {Status.UNCHANGED: 1}
    row = TextlessRecord.objects.get()
    assert (row.mrn, row.subject, str(row.date), row.stated["from"]) == (
        *("74STRELSAU999", "STAMP FAIR", "1974-05-23", "STRELSAU"),
    )


def test_the_number_that_a_record_gives_is_stated() -> None:
    members = {"docnbr": "1974STRELS00999", "subject": "SALT", "body": None}
    ingest([Members().cable(members, "test", "json")], label="test")
    assert TextlessRecord.objects.get().stated["document_number"] == "1974STRELS00999"


@pytest.mark.parametrize("text", ["n/a", "  ", "WITHDRAWN", "(no text)"])
def test_without_facts_it_is_refused(text: str) -> None:
    [outcome] = outcomes(raw(text, "74STRELSAU999"))
    assert outcome.status == Status.REFUSED
    assert outcome.reason == (f"has {text} in place of a text" if text.strip() else "is empty")


def test_without_a_number_it_is_refused() -> None:
    [outcome] = outcomes(raw(record("n/a", Subject="SALT")))
    assert outcome.status == Status.REFUSED
    assert not TextlessRecord.objects.exists()


def test_a_later_import_adds_and_corrects() -> None:
    store(without_text(Subject="STAMP FARE", Film_Number="P1"))
    assert store(without_text(Subject="STAMP FAIR", Concepts="STAMPS")) == {Status.RECORDED: 1}
    row = TextlessRecord.objects.get()
    assert (row.subject, row.film_number, row.stated["concepts"]) == ("STAMP FAIR", "P1", "STAMPS")
    assert store(without_text(Subject="STAMP FAIR")) == {Status.UNCHANGED: 1}


def test_two_of_one_batch_are_one() -> None:
    texts = [without_text(Subject="STAMP FAIR"), without_text(Subject="STAMP FAIR"), without_text(Film_Number="P1")]
    assert store(*texts) == {Status.RECORDED: 2, Status.UNCHANGED: 1}
    assert (TextlessRecord.objects.get().subject, TextlessRecord.objects.get().film_number) == ("STAMP FAIR", "P1")


def test_a_dry_run_says_the_same_and_stores_nothing() -> None:
    texts = [raw(without_text()), raw(without_text())]
    assert [outcome.status for outcome in outcomes(*texts, dry_run=True)] == ["recorded", "unchanged"]
    assert not TextlessRecord.objects.exists()
    assert [outcome.status for outcome in outcomes(*texts)] == ["recorded", "unchanged"]
    assert [outcome.status for outcome in outcomes(*texts, dry_run=True)] == ["unchanged", "unchanged"]


@pytest.mark.parametrize("record_first", [True, False])
def test_it_leaves_a_held_cable_alone(record_first: bool) -> None:
    texts = [without_text(), telegram("74STRELSAU999", date="1974-05-24")]
    store(*(texts if record_first else reversed(texts)))
    cable = Cable.objects.get()
    assert (cable.mrn, cable.subject, cable.revision_number) == (
        *("74STRELSAU999", "TOLL BARGES RETURN TO THE LOWER SARN", 1),
    )
    assert listed() == {}
    assert not differences()


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (2, 0, 1)])
def test_the_list_of_missing_cables_does_not_depend_on_the_order(order: tuple[int, ...]) -> None:
    texts = [
        without_text(),
        telegram("74LIMA20", date="1974-06-15", refs=["STRELSAU 999", "STRELSAU 998"]),
        without_text("1974STRELS00997"),
    ]
    for number in order:
        store(texts[number])
    assert listed() == {"74STRELSAU999": 1, "74STRELSAU998": 1, "74STRELSAU997": 0}
    assert not differences()


def test_when_its_cable_goes_it_is_missing_again() -> None:
    store(without_text(), telegram("74STRELSAU999", date="1974-05-24"), telegram("74STRELSAU998", date="1974-05-23"))
    assert listed() == {}
    merge("74STRELSAU999", "74STRELSAU998", "They are the same.")
    assert listed() == {}  # its number leads to the other
    assert not differences()


def test_a_withdrawal_deletes_it_and_takes_no_further() -> None:
    store(without_text(), telegram("74STRELSAU999", date="1974-05-24"))
    withdraw("74STRELSAU999", "A reader asked.")
    assert not TextlessRecord.objects.exists()
    assert listed() == {}
    [outcome] = outcomes(raw(without_text()))
    assert (outcome.status, outcome.reason) == (Status.CONFLICT, "74STRELSAU999 is withdrawn: A reader asked.")
    assert not differences()
    restore("74STRELSAU999", "The reader was mistaken.")
    assert store(without_text()) == {Status.RECORDED: 1}


def test_a_redaction_deletes_it_and_takes_no_further() -> None:
    store(without_text(Subject="THE BARGES"), telegram("74STRELSAU999", date="1974-05-24"))
    redaction = redact("74STRELSAU999", ["BARGES"], "A reader asked.")
    assert not TextlessRecord.objects.exists()
    for _ in range(2):
        [outcome] = outcomes(raw(without_text(Subject="THE BARGES")))
        assert (outcome.status, TextlessRecord.objects.count()) == (Status.CONFLICT, 0)
        if redaction.purged_at is None:
            purge(redaction, "For good.")
            redaction.refresh_from_db()


def test_reparse_derives_its_columns_again() -> None:
    store(ON_FILM)
    before = TextlessRecord.objects.values().get()
    TextlessRecord.objects.update(absence="none", subject="SALT", date=None, date_source=None)
    assert differences() == [
        "The record of 74STRELSAU999: absence is “none” and should be “film”.",
        "The record of 74STRELSAU999: date is empty and should be 1974-05-23.",
        "The record of 74STRELSAU999: date_source is empty and should be “draft”.",
        "The record of 74STRELSAU999: subject is “SALT” and should be “STAMP FAIR”.",
    ]
    reparse()
    assert TextlessRecord.objects.values().get() == before


def test_verification_repairs_it_and_the_list() -> None:
    store(ON_FILM)
    before = TextlessRecord.objects.values().get()
    TextlessRecord.objects.update(film_number="P2")
    MissingCable.objects.all().delete()
    assert len(list(verify(repair=True))) == 2
    assert TextlessRecord.objects.values().get() == before
    assert listed() == {"74STRELSAU999": 0}
    assert ImportRun.objects.latest("pk").label == "repair"
    assert not differences()


def test_verification_says_of_one_that_may_not_be_there() -> None:
    store(without_text(), telegram("74STRELSAU998", date="1974-05-24"))
    withdraw("74STRELSAU998", "A reader asked.")
    TextlessRecord.objects.update(mrn="74STRELSAU998")
    MissingCable.objects.all().delete()
    assert "There is a record of 74STRELSAU998, which is withdrawn: delete it." in differences()


def test_texts_are_parsed_once_and_workers_send_records_too(tmp_path: Path) -> None:
    lines = [json.dumps(FACTS | {"docnbr": f"1974STRELS{number:05}", "body": "n/a"}) for number in range(1, 301)]
    path = tmp_path / "month.jsonl"
    path.write_text("\n".join(lines))
    assert ingest(read(str(path)), label="test", workers=1) == {Status.RECORDED: 300}
    assert TextlessRecord.objects.count() == MissingCable.objects.count() == 300
