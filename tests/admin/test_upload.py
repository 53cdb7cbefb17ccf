"""Uploads: previewed, corrected, confirmed once; nothing is stored before."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signing import dumps, loads
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from cables.admin import upload, upload_preview
from cables.admin.signed_upload import SALT
from cables.editing.corrections import correct
from cables.editing.redaction import redact
from cables.ingest import parsing
from cables.jobs import spool
from cables.models import Cable, Correction, Event, ImportRun, Job, MissingCable, Reference, Revision, Tag
from cables.sources import RawCable
from cables.telegram.parts import Telegram
from cables.telegram.vocabulary import Vocabulary
from cables.verification import verifier
from tests.admin.conftest import editor
from tests.admin.screen import Screen
from tests.builders import store, stored_cable, telegram
from tests.jobs.builders import archive, telegrams

pytestmark = pytest.mark.django_db

ADD = "/admin/cables/cable/add/"
CONFIRM = "/admin/cables/cable/upload/confirm/"
TEXT = telegram("07LIMA101", refs=["07 LIMA 99", "07 LIMA 98"], tags="PREL, ZZXX", paragraphs=["(U) As ref A said."])
KEPT = (Cable, Revision, ImportRun, Reference, Tag, MissingCable, Event, Correction, Job)


def rows() -> dict[str, int]:
    """Return the number of rows of each model."""
    return {model.__name__: model._default_manager.count() for model in KEPT}


def pasted(client: Client, text: str = TEXT, **data: Any) -> Screen:
    """Return the preview of a text."""
    return Screen.sent(client, ADD, text=text, **data)


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestPreview:
    def test_it_says_what_was_found_and_stores_nothing(self, archivist: Client) -> None:
        store(telegram("07LIMA99", subject="BARGES"), telegram("07LIMA102", refs=["07 LIMA 101"]))
        before = rows()
        screen = pasted(archivist)
        assert rows() == before
        assert "07LIMA101 is new: it would be stored." in screen.text(".verdict")
        found = screen.text(".facts")
        assert "A. resolved: 07LIMA99, Barges" in found
        assert "B. absent: 07LIMA98" in found
        assert "TAGS: ZZXX" in found
        assert "07LIMA101, cited by 1 held cable" in found
        assert screen.text("pre.raw-text mark.tags") == "TAGS: PREL, ZZXX"

    def test_the_page_is_the_one_that_will_be_public(self, archivist: Client) -> None:
        screen = pasted(archivist)
        page = screen.attribute("iframe", "srcdoc")
        assert "Toll Barges Return to the Lower Sarn" in page
        assert 'href="about:srcdoc#p1"' in page
        assert screen.attribute("iframe", "sandbox") == "allow-same-origin allow-popups"

    def test_problems_lead_to_their_lines(self, archivist: Client) -> None:
        screen = pasted(archivist, telegram(subject=None))
        [link] = screen.dom.css(".facts a")
        assert screen.dom.css_first(f"pre.raw-text {link.attributes['href']}")

    def test_a_held_cable_is_compared_word_by_word(self, archivist: Client) -> None:
        store(telegram(paragraphs=["(U) The barges came back on Friday."]))
        screen = pasted(archivist, telegram(paragraphs=["(U) The barges came back on Monday."]))
        assert "would be a new revision after revision 1" in screen.text(".verdict")
        assert (screen.text(".text-diff del"), screen.text(".text-diff ins")) == ("Friday.", "Monday.")

    def test_a_text_that_is_held_is_not_offered_again(self, archivist: Client) -> None:
        store(TEXT)
        screen = pasted(archivist)
        assert "there is nothing to store" in screen.text(".verdict")
        assert not screen.dom.css("input[name=store]")

    def test_what_cannot_be_stored_says_why(self, archivist: Client) -> None:
        screen = pasted(archivist, "Nothing of this is a telegram.")
        assert "No message reference number with its year was found" in screen.text(".verdict")
        assert not screen.dom.css("input[name=store]")

    def test_a_number_given_beside_the_text_counts_where_it_has_none(self, archivist: Client) -> None:
        screen = pasted(archivist, "Nothing of this is a telegram.", number="07 lima 500")
        assert "07LIMA500 is new" in screen.text(".verdict")

    def test_the_page_of_a_redacted_cable_is_redacted(self, archivist: Client) -> None:
        store(telegram(paragraphs=["(U) Jane Roe came (ref A)."], refs=["07 LIMA 99"]))
        redact("07LIMA101", ["Jane Roe"], "So.")
        text = telegram(subject="JANE ROE", paragraphs=["(U) Jane Roe left (ref A)."], refs=["07 LIMA 99"])
        screen = pasted(archivist, text)
        page = screen.attribute("iframe", "srcdoc")
        assert ("█████" in page, "jane" in page.lower()) == (True, False)
        assert screen.text("pre.raw-text mark.citation-in-the-text") == "ref A"

    def test_hostile_text_is_text(self, archivist: Client) -> None:
        hostile = '<script>alert(1)</script> {{ settings }} \u202e</textarea>"><iframe src="x">'
        screen = pasted(archivist, telegram(subject=hostile, paragraphs=[hostile]))
        assert not screen.dom.css("#content script")
        assert len(screen.dom.css("iframe")) == 1
        assert "<script>alert" not in screen.attribute("iframe", "srcdoc")

    def test_a_file_alone_is_previewed_and_leaves_no_job(self, archivist: Client) -> None:
        screen = Screen.sent(archivist, ADD, files=[file("07LIMA101.txt", TEXT.encode())])
        assert "07LIMA101 is new" in screen.text(".verdict")
        assert not Job.objects.exists()

    def test_nothing_and_both_are_told(self, archivist: Client) -> None:
        assert "Paste a text or choose a file." in Screen.sent(archivist, ADD, text=" ").messages
        both = Screen.sent(archivist, ADD, text=TEXT, files=[file("a.txt", b"A")])
        assert "not both" in both.messages


class TestParsing:
    """A text is parsed once on its way to the preview, and once on its way from there into the archive."""

    @pytest.fixture
    def parsed(self, monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
        """Record each parse of a text, in order, by the number that an editor gave for it."""
        numbers: list[str | None] = []

        def count(raw: RawCable, vocabulary: Vocabulary, number: str | None) -> Telegram:
            numbers.append(number)
            return parse_as(raw, vocabulary, number)

        parse_as = parsing.parse_as
        monkeypatch.setattr(parsing, "parse_as", count)
        return numbers

    def test_once_for_the_preview_and_once_to_store(self, archivist: Client, parsed: list[str | None]) -> None:
        preview = pasted(archivist)
        assert parsed == [None]
        assert "is stored" in preview.send(CONFIRM, store="Store").messages
        assert parsed == [None, None]

    def test_once_however_it_is_corrected(self, archivist: Client, parsed: list[str | None]) -> None:
        preview = pasted(archivist)
        parsed.clear()
        given = {"subject": "FERRIES", "tags": "PGOV", "references": "A. 07 LIMA 77", "reason": "So."}
        preview = preview.send(CONFIRM, preview="Preview again", **given)
        assert parsed == [None]
        assert "is stored" in preview.send(CONFIRM, store="Store").messages
        assert parsed == [None, None]

    def test_once_more_under_a_number_that_is_given(self, archivist: Client, parsed: list[str | None]) -> None:
        preview = pasted(archivist)
        parsed.clear()
        preview = preview.send(CONFIRM, preview="Preview again", mrn="07LIMA111", reason="So.")
        assert parsed == [None, "07LIMA111"]
        assert "is stored" in preview.send(CONFIRM, store="Store").messages
        assert parsed == [None, "07LIMA111"] * 2

    def test_once_where_the_archive_has_changed(self, archivist: Client, parsed: list[str | None]) -> None:
        preview = pasted(archivist)
        store(telegram("07LIMA99"))
        parsed.clear()
        assert "confirm again" in preview.send(CONFIRM, store="Store").messages
        assert parsed == [None]

    def test_once_where_a_correction_stands(self, archivist: Client, parsed: list[str | None]) -> None:
        store(TEXT)
        correct("07LIMA101", {"subject": "FERRIES"}, "So.")
        parsed.clear()
        preview = pasted(archivist, telegram("07LIMA101", tags="PGOV"))
        assert preview.fields()["subject"] == "FERRIES"
        assert parsed == [None]


class TestConfirming:
    def test_it_is_stored_as_it_was_previewed(self, archivist: Client) -> None:
        screen = pasted(archivist).send(CONFIRM, store="Store")
        assert "07LIMA101 is stored" in screen.messages
        [revision] = stored_cable("07LIMA101").revisions.all()
        assert revision.raw == TEXT.encode()
        assert (revision.import_run.label, revision.import_run.editor_name) == ("upload: pasted text", "archivist")
        assert not list(verifier.verify())

    def test_sent_twice_it_stores_nothing_twice(self, archivist: Client) -> None:
        preview = pasted(archivist)
        preview.send(CONFIRM, store="Store", subject="OTHER", reason="Why not.")  # is only previewed
        assert not Cable.objects.exists()
        preview.send(CONFIRM, store="Store")
        before = rows()
        screen = preview.send(CONFIRM, store="Store")
        assert "nothing was stored twice" in screen.messages
        assert rows() == before

    def test_when_the_archive_has_changed_it_is_shown_anew(self, archivist: Client) -> None:
        preview = pasted(archivist)
        store(telegram("07LIMA99"))
        screen = preview.send(CONFIRM, store="Store")
        assert "nothing was stored: look at how it comes out now" in screen.messages
        assert "A. resolved: 07LIMA99" in screen.text(".facts")
        assert not Cable.objects.filter(mrn="07LIMA101").exists()
        assert "is stored" in screen.send(CONFIRM, store="Store").messages

    def test_one_that_was_changed_on_its_way_is_refused(self, archivist: Client) -> None:
        preview = pasted(archivist)
        draft = preview.fields()["draft"]
        other = loads(draft, salt=SALT)
        other["raw"]["content"] += "!"
        for tampered in (draft[:-1], draft[1:], "", dumps(other, salt="of another", compress=True)):
            screen = preview.send(CONFIRM, store="Store", draft=tampered)
            assert "it was changed or cut off on its way" in screen.messages
        assert not Cable.objects.exists()

    def test_one_that_is_old_is_refused(self, archivist: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        preview = pasted(archivist)
        monkeypatch.setattr("cables.admin.signed_upload.VALID_FOR", -1)
        assert "more than a day old" in preview.send(CONFIRM, store="Store").messages
        assert not Cable.objects.exists()

    def test_one_of_another_user_is_refused(self, archivist: Client) -> None:
        preview = pasted(archivist)
        preview.client = editor("archivist", "another")
        assert "made for another user" in preview.send(CONFIRM, store="Store").messages
        assert not Cable.objects.exists()

    def test_without_its_token_it_is_refused(self, archivist: Client) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.cookies = archivist.cookies
        fields = pasted(archivist).fields()
        fields.pop("csrfmiddlewaretoken")
        assert strict.post(CONFIRM, fields).status_code == 403
        assert strict.post(ADD, {"text": TEXT}).status_code == 403


class TestCorrecting:
    def test_a_correction_is_previewed_stored_and_signed(self, archivist: Client) -> None:
        given = {"subject": "FERRIES RETURN", "reason": "The text names the wrong boats."}
        screen = pasted(archivist).send(CONFIRM, preview="Preview again", **given)
        assert "Ferries Return" in screen.attribute("iframe", "srcdoc")
        assert not Correction.objects.exists()
        assert "is stored" in screen.send(CONFIRM, store="Store").messages
        correction = Correction.objects.get()
        assert (correction.mrn, correction.value, correction.editor_name) == (
            "07LIMA101",
            "FERRIES RETURN",
            "archivist",
        )
        assert stored_cable("07LIMA101").subject == "FERRIES RETURN"
        assert stored_cable("07LIMA101").revisions.get().raw == TEXT.encode()

    def test_every_field_can_be_corrected(self, archivist: Client) -> None:
        given = {
            "mrn": "07LIMA111",
            "date": "2007-06-16",
            "classification": "CONFIDENTIAL",
            "tags": "PGOV, PE",
            "references": "A. 07 LIMA 77",
            "reason": "Checked against the register.",
        }
        screen = pasted(archivist).send(CONFIRM, preview="Preview again", **given).send(CONFIRM, store="Store")
        assert "07LIMA111 is stored" in screen.messages
        cable = stored_cable("07LIMA111")
        assert (f"{cable.date}", cable.classification) == ("2007-06-16", "CONFIDENTIAL")
        assert [row.tag.code for row in cable.cable_tags.all()] == ["PGOV", "PE"]
        assert [row.target_mrn for row in cable.references.all()] == ["07LIMA77"]

    def test_what_cannot_stand_is_told_beside_its_field(self, archivist: Client) -> None:
        screen = pasted(archivist).send(CONFIRM, store="Store", date="the day after", mrn="", reason="So.")
        assert "is no day of the calendar" in screen.messages
        assert "A cable cannot be without its reference number." in screen.messages
        assert not Cable.objects.exists()

    def test_a_correction_needs_a_reason(self, archivist: Client) -> None:
        screen = pasted(archivist).send(CONFIRM, store="Store", subject="FERRIES")
        assert "Say why" in screen.messages

    def test_it_is_shown_before_it_is_stored(self, archivist: Client) -> None:
        screen = pasted(archivist).send(CONFIRM, store="Store", subject="FERRIES", reason="So.")
        assert "changed after the preview" in screen.messages
        assert not Cable.objects.exists()


class TestLimits:
    """The limits of an upload are checked before it is read."""

    def test_its_size(self, archivist: Client, settings: Settings) -> None:
        settings.UPLOAD_SIZE = 1_000
        screen = Screen.sent(archivist, ADD, text="x" * 2_000)
        assert screen.status == 413
        assert "at most 1000\xa0bytes" in screen.messages.replace(" bytes", "\xa0bytes")

    def test_the_number_of_its_files(self, archivist: Client, settings: Settings) -> None:
        settings.UPLOAD_FILES = settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
        screen = Screen.sent(archivist, ADD, files=[file(f"{number}.txt", b"A") for number in range(3)])
        assert "more than 2 files" in screen.messages

    def test_a_pasted_text(self, archivist: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(upload, "MAX_PREVIEWED_BYTES", 100)
        assert "too long to be pasted" in pasted(archivist).messages
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
        assert "too long to be pasted" in pasted(archivist).messages

    def test_one_cable(self, archivist: Client, settings: Settings) -> None:
        settings.UPLOAD_CABLE_SIZE = 100
        assert "is larger than 100 bytes" in Screen.sent(archivist, ADD, files=[file("a.txt", TEXT.encode())]).messages


class TestAccess:
    def test_strangers_are_asked_to_log_in(self, client: Client) -> None:
        assert client.post(ADD, {"text": TEXT}).status_code == 302
        assert client.post(CONFIRM).status_code == 302

    def test_staff_without_the_right_is_refused(self, outsider: Client) -> None:
        assert outsider.get(ADD).status_code == 403
        assert outsider.post(CONFIRM).status_code == 403
        assert outsider.get("/admin/cables/job/").status_code == 403


def test_many_texts_become_a_job(archivist: Client) -> None:
    packed = archive(telegrams(3))
    screen = Screen.sent(archivist, ADD, files=[file("many.zip", packed), file("07LIMA3.txt", b"")])
    assert "upload: many.zip and 1 more" in screen.text(".verdict")
    assert Job.objects.get().state == Job.State.DRAFT


def test_a_full_disk_is_told_and_leaves_nothing(
    archivist: Client, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(spool, "store", fail)
    screen = Screen.sent(archivist, ADD, files=[file("a.txt", TEXT.encode())])
    assert (screen.status, "could not be kept: No space left on device." in screen.messages) == (507, True)
    assert not Job.objects.exists()


def test_a_busy_archive_is_told_in_a_sentence(archivist: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise OperationalError("database is locked")

    preview = pasted(archivist)
    monkeypatch.setattr(upload_preview, "_store", fail)
    for screen in (pasted(archivist), preview.send(CONFIRM, store="Store")):
        assert (screen.status, "try again in a moment" in screen.messages) == (503, True)
    monkeypatch.setattr("cables.editing.withdrawal.withdraw", fail)
    store(TEXT)
    where = f"/admin/cables/cable/{stored_cable('07LIMA101').pk}/withdraw/"
    assert "try again in a moment" in Screen.at(archivist, where).send(where, reason="So.").messages


def test_a_preview_that_fails_stores_nothing(archivist: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(upload_preview, "_look", fail)
    with pytest.raises(ZeroDivisionError):
        pasted(archivist)
    assert not Cable.objects.exists()
