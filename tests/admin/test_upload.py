"""Uploads: previewed, corrected, confirmed once; nothing is stored before."""

from __future__ import annotations

import errno
import io
import json
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from cables.editing.redaction import purge, redact
from cables.editing.withdrawal import withdraw
from cables.ingest import parsing
from cables.jobs import runner, spool
from cables.models import (
    Cable,
    Correction,
    Event,
    ImportRun,
    Job,
    MissingCable,
    Reference,
    Revision,
    SealedFile,
    SourceFile,
    Tag,
    TextlessRecord,
)
from cables.sources import RawCable, taken
from cables.telegram.parts import Telegram
from cables.telegram.vocabulary import Vocabulary
from cables.verification import verifier
from tests.admin.conftest import editor
from tests.admin.screen import Screen
from tests.builders import record, store, stored_cable, telegram
from tests.jobs.builders import archive, telegrams
from tests.sources.builders import PLUSD_KEYS, PLUSD_TEXT
from tests.sources.office_files import docx, odt, text_paragraphs, word_paragraphs
from tests.sources.pdf_files import pdf, scan
from tests.sources.test_mail import sent
from tests.sources.test_rtf import rtf

pytestmark = pytest.mark.django_db

ADD = "/admin/cables/cable/add/"
CONFIRM = "/admin/cables/cable/upload/confirm/"
TEXT = telegram("07LIMA101", refs=["07 LIMA 99", "07 LIMA 98"], tags="PREL, ZZXX", paragraphs=["(U) As ref A said."])
COUNTED = (Cable, Revision, ImportRun, Reference, Tag, MissingCable, Event, Correction, Job)


def rows() -> dict[str, int]:
    """Return the number of rows of each model."""
    return {model.__name__: model._default_manager.count() for model in COUNTED}


def pasted(client: Client, text: str = TEXT, **data: Any) -> Screen:
    """Return the preview of a text."""
    return Screen.sent(client, ADD, text=text, **data)


def file(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestRecordsWithoutText:
    TEXT = record("TEXT ON MICROFILM", Document_Number="1974STRELS00999", Subject="STAMP FAIR")

    def test_one_is_previewed_and_recorded(self, archivist: Client) -> None:
        screen = pasted(archivist, self.TEXT)
        assert "What it states of 74STRELSAU999 would be recorded" in screen.text(".verdict")
        assert not TextlessRecord.objects.exists()
        response = archivist.post(CONFIRM, screen.fields() | {"store": "Record it"})
        assert (response.status_code, response.headers["Location"]) == (302, "/cable/74STRELSAU999/")
        assert TextlessRecord.objects.get().subject == "STAMP FAIR"
        assert ImportRun.objects.get().recorded == 1
        assert "there is nothing to store" in pasted(archivist, self.TEXT).text(".verdict")


class TestPreview:
    def test_it_says_what_was_found_and_stores_nothing(self, archivist: Client) -> None:
        store(telegram("07LIMA99", subject="BARGES"), telegram("07LIMA102", refs=["07 LIMA 101"]))
        before = rows()
        screen = pasted(archivist)
        assert rows() == before
        assert "07LIMA101 is new: it would be stored." in screen.text(".verdict")
        found = screen.text(".facts")
        assert "A. resolved: 07LIMA99, Barges" in found
        assert "B. missing: 07LIMA98" in found
        assert "TAGS: ZZXX" in found
        assert "07LIMA101, cited by 1 held cable" in found
        assert screen.text("pre.raw-text mark.tags") == "TAGS: PREL, ZZXX"

    def test_the_page_is_the_one_that_will_be_public(self, archivist: Client) -> None:
        screen = pasted(archivist)
        page = screen.attribute("iframe", "srcdoc")
        assert "Toll Barges Return to the Lower Sarn" in page
        assert 'href="about:srcdoc#p1"' in page
        assert screen.attribute("iframe", "sandbox") == "allow-same-origin allow-popups"

    def test_the_page_is_shown_as_read_and_as_sent(self, archivist: Client) -> None:
        read = pasted(
            archivist,
            telegram(paragraphs=["(U) The Duke,s barges lay in the harbour of Zenda, where nego-\ntiations failed."]),
        )
        assert read.text("#page") == "As its page will show it"
        assert read.attribute("#as", "value") == "Preview as sent"
        assert "The Duke’s barges" in (page := read.attribute("iframe", "srcdoc"))
        assert "negotiations failed" in page
        before = rows()
        sent = read.send(read.attribute("#as", "formaction"), preview="Preview as sent", subject="TOLLS", reason="So.")
        assert rows() == before
        assert sent.text("#page") == "As its page will show it, as sent"
        assert "The Duke,s barges" in (page := sent.attribute("iframe", "srcdoc"))
        assert "nego-\ntiations failed" in page
        assert "TOLLS" in page
        assert sent.attribute("form[enctype]", "action") == f"{CONFIRM}?as=sent"
        again = sent.send(sent.attribute("#as", "formaction"), preview="Preview as read")
        assert "negotiations failed" in again.attribute("iframe", "srcdoc")
        stored = sent.send(f"{CONFIRM}?as=sent", store="Store")
        assert "07LIMA101 is stored, and public." in stored.messages

    def test_problems_lead_to_their_lines(self, archivist: Client) -> None:
        screen = pasted(archivist, telegram(subject=None))
        [link] = screen.dom.css(".facts a")
        assert screen.dom.css_first(f"pre.raw-text {link.attributes['href']}")

    def test_a_stored_cable_is_compared_word_by_word(self, archivist: Client) -> None:
        store(telegram(paragraphs=["(U) The barges came back on Friday."]))
        screen = pasted(archivist, telegram(paragraphs=["(U) The barges came back on Monday."]))
        assert "would be a new revision after revision 1" in screen.text(".verdict")
        assert (screen.text(".text-diff del"), screen.text(".text-diff ins")) == ("Friday.", "Monday.")

    def test_a_text_that_is_stored_is_not_offered_again(self, archivist: Client) -> None:
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

    def test_a_single_record_says_which_part_comes_from_where(self, archivist: Client) -> None:
        record = json.dumps({"Body": TEXT, "Doc ID": "07LIMA101"}).encode()
        screen = Screen.sent(archivist, ADD, files=[file("a.jsonl", record)])
        assert "Which part comes from where text from Body, mrn from Doc ID." in screen.text(".facts")
        screen = screen.send(CONFIRM, preview="1")
        assert "text from Body, mrn from Doc ID." in screen.text(".facts")

    def test_a_pasted_copy_of_a_page_of_plusd_is_read_as_one(self, archivist: Client) -> None:
        keys = "\r\n".join(f"{key}: {value}" for key, value in PLUSD_KEYS.items())
        screen = pasted(archivist, f"{keys}\r\n\r\n{PLUSD_TEXT}")
        assert "75ZENDA118 is new" in screen.text(".verdict")
        assert "Canonical ID" not in screen.text("pre.raw-text")

    def test_the_page_of_a_redacted_cable_is_redacted(self, archivist: Client) -> None:
        store(telegram(paragraphs=["(U) Jane Roe came (ref A)."], refs=["07 LIMA 99"]))
        redact("07LIMA101", ["Jane Roe"], "So.")
        text = telegram(subject="JANE ROE", paragraphs=["(U) Jane Roe left (ref A)."], refs=["07 LIMA 99"])
        screen = pasted(archivist, text)
        page = screen.attribute("iframe", "srcdoc")
        assert ("█████" in page, "jane" in page.lower()) == (True, False)
        assert screen.text("pre.raw-text mark.citation-in-the-text") == "ref A"

    def test_a_pdf_is_previewed_and_stored_with_its_text(self, archivist: Client, administrator: Client) -> None:
        content = pdf([TEXT.replace("\u00b6", "")])
        before = rows()
        screen = Screen.sent(archivist, ADD, files=[file("07LIMA101.pdf", content)])
        assert rows() == before
        assert "07LIMA101 is new: it would be stored." in screen.text(".verdict")
        screen.send(CONFIRM, store="1")
        assert bytes(SourceFile.objects.get().content) == content == archivist.get("/cable/07LIMA101.pdf").content
        page = f"/admin/cables/cable/{stored_cable('07LIMA101').pk}/change/"
        assert "/cable/07LIMA101.pdf?revision=1" in archivist.get(page).content.decode()
        redact("07LIMA101", ["As ref"], "So.")
        assert "PDF, sealed" in archivist.get(page).content.decode()
        sealed = f"/admin/cables/sealedfile/{SealedFile.objects.get().pk}"
        assert "Download the file" in Screen.at(administrator, f"{sealed}/change/").text(".object-tools")
        assert administrator.get(f"{sealed}/download/").content == content
        assert [archivist.get(f"{sealed}/{view}/").status_code for view in ("change", "download")] == [403, 403]

    @pytest.mark.parametrize(
        ("format", "make"),
        [
            ("docx", lambda text: docx(word_paragraphs(text.split("\n")))),
            ("odt", lambda text: odt(text_paragraphs(text.split("\n")))),
            ("rtf", lambda text: rtf(text.replace("\n", "\\par\n"))),
            ("eml", sent),
        ],
    )
    def test_each_document_is_previewed_and_stored_with_its_text(
        self, archivist: Client, format: str, make: Callable[[str], bytes]
    ) -> None:
        content = make(TEXT.replace("\u00b6", ""))
        screen = Screen.sent(archivist, ADD, files=[file("scan 7", content)])
        assert "07LIMA101 is new: it would be stored." in screen.text(".verdict")
        screen.send(CONFIRM, store="1")
        assert archivist.get(f"/cable/07LIMA101.{format}").content == content

    def test_a_mail_with_files_attached_is_a_job_of_these(self, archivist: Client) -> None:
        files = [("a.txt", TEXT.encode()), ("b.docx", docx(word_paragraphs(telegram("07LIMA102").split("\n"))))]
        screen = Screen.sent(archivist, ADD, files=[file("a.eml", sent("See what is attached.", files=files))])
        shown = screen.text("#content")
        assert [name for name in ("a.eml/a.txt", "a.eml/b.docx") if name not in shown] == []

    def test_what_is_of_another_form_says_which(self, archivist: Client) -> None:
        screen = Screen.sent(archivist, ADD, files=[file("07LIMA101.txt", b"\x89PNG\r\n\x1a\n")])
        assert "is a picture (PNG): let a text recognition (OCR) make text of it" in screen.text(".errornote")

    def test_the_form_says_what_is_taken(self, archivist: Client) -> None:
        assert taken() in Screen.at(archivist, ADD).text("#content")

    def test_a_pdf_without_a_text_says_what_to_do(self, archivist: Client) -> None:
        screen = Screen.sent(archivist, ADD, files=[file("a.pdf", scan())])
        assert "a.pdf has no text, only pictures of its pages: let a text recognition (OCR) add one" in screen.text(
            ".errornote"
        )

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

    def test_nothing_and_both_are_refused(self, archivist: Client) -> None:
        assert "Paste a text or choose a file." in Screen.sent(archivist, ADD, text=" ").messages
        both = Screen.sent(archivist, ADD, text=TEXT, files=[file("a.txt", b"A")])
        assert "not both" in both.messages


class TestConflict:
    """A text that is in conflict with the cable that is held under its number: what an editor sees and can do."""

    OTHER = telegram("07LIMA101", date="2007-11-28", subject="RAILWAY TARIFFS", paragraphs=["(U) Ministers debated."])

    def test_it_says_why_and_how_the_texts_differ(self, archivist: Client) -> None:
        store(TEXT)
        screen = pasted(archivist, self.OTHER)
        assert "it was sent at 280930Z NOV 07 and the one held at 150930Z JUN 07" in screen.text(".verdict")
        assert not screen.dom.css("input[name=store]")
        assert "RAILWAY TARIFFS" in screen.text(".text-diff ins")
        assert screen.attribute("fieldset a", "href") == "/cable/07LIMA101/"
        assert screen.boxes().keys() == {"It is the same telegram:"}

    def test_an_editor_can_say_that_it_is_the_same_telegram(self, archivist: Client) -> None:
        store(TEXT)
        preview = pasted(archivist, self.OTHER).send(CONFIRM, preview="Preview again", same="on")
        assert "would be a new revision after revision 1" in preview.text(".verdict")
        assert preview.dom.css("input[name=same][checked]")
        assert "changed after the preview" in preview.send(CONFIRM, store="Store").messages  # the box was cleared
        assert "07LIMA101 is revised" in preview.send(CONFIRM, store="Store", same="on").messages
        assert stored_cable("07LIMA101").subject == "RAILWAY TARIFFS"
        assert not list(verifier.verify())

    def test_or_give_the_other_telegram_its_number(self, archivist: Client) -> None:
        store(TEXT)
        given = {"mrn": "07LIMA107", "reason": "Misprinted."}
        preview = pasted(archivist, self.OTHER).send(CONFIRM, preview="Preview again", **given)
        assert "07LIMA107 is new" in preview.text(".verdict")
        assert "07LIMA107 is stored" in preview.send(CONFIRM, store="Store").messages

    def test_a_text_whose_lines_say_another_number_can_be_the_same(self, archivist: Client) -> None:
        store(TEXT)
        text = telegram("07LIMA102", paragraphs=["(U) As ref A said."])
        screen = Screen.sent(archivist, ADD, files=[file("07LIMA101.txt", text.encode())])
        assert "By its own lines the text is 07LIMA102" in screen.text(".verdict")
        assert "would be a new revision" in screen.send(CONFIRM, preview="Again", same="on").text(".verdict")

    def test_nothing_is_offered_where_the_cable_is_not_held(self, archivist: Client) -> None:
        store(TEXT)
        withdraw("07LIMA101", "A reader asked.")
        screen = pasted(archivist, self.OTHER)
        assert "07LIMA101 is withdrawn" in screen.text(".verdict")
        assert not screen.boxes()
        assert not pasted(archivist, telegram("07LIMA1")).boxes()


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

    def test_no_more_often_where_a_correction_stands(self, archivist: Client, parsed: list[str | None]) -> None:
        store(TEXT)
        correct("07LIMA101", {"subject": "FERRIES"}, "So.")
        parsed.clear()
        preview = pasted(archivist, telegram("07LIMA101", tags="PGOV"))
        assert preview.fields()["subject"] == "FERRIES"
        assert parsed == [None]  # the words of the two are compared, and are others
        assert "is revised" in preview.send(CONFIRM, store="Store").messages
        assert parsed == [None, None]

    def test_the_held_text_once_where_the_words_are_the_same(self, archivist: Client, parsed: list[str | None]) -> None:
        store(TEXT)
        parsed.clear()
        pasted(archivist, f"{TEXT}\nNNNN\n")
        assert parsed == [None, None]


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

    def test_a_pasted_text_of_several_telegrams_is_divided_as_a_file_is(self, archivist: Client) -> None:
        pasted(archivist, f"{telegram('07LIMA105')}NNNN\n{telegram('07LIMA106')}")
        assert self.taken_in(archivist, "pasted text:1") == {"07LIMA105", "07LIMA106"}

    def test_a_pdf_of_several_telegrams_is_divided(self, archivist: Client) -> None:
        content = pdf([f"{telegram('07LIMA105')}\nNNNN", telegram("07LIMA106")])
        archivist.post(ADD, {"files": SimpleUploadedFile("two.pdf", content)})
        assert self.taken_in(archivist, "two.pdf#page=2") == {"07LIMA105", "07LIMA106"}

    @staticmethod
    def taken_in(archivist: Client, where: str) -> set[str]:
        """Confirm the upload of two telegrams that was previewed, and return the numbers of the cables."""
        job = Job.objects.get()
        screen = Screen.at(archivist, f"/admin/cables/job/{job.pk}/change/")
        assert "What would become of its 2 texts" in screen.text()
        assert where in screen.text()
        assert not Cable.objects.exists()
        archivist.post(f"/admin/cables/job/{job.pk}/confirm/", {"store": "Take them in"})
        runner.run(Job.objects.get())
        return set(Cable.objects.values_list("mrn", flat=True))

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("Nothing of this is a telegram.", "No message reference number with its year was found"),
            (telegram("07LIMA103"), "07LIMA103 is withdrawn"),
            (telegram("07LIMA104", paragraphs=["(U) Of others."]), "07LIMA104 is redacted for good"),
        ],
    )
    def test_what_cannot_be_stored_says_why_where_it_is_confirmed_all_the_same(
        self, archivist: Client, text: str, why: str
    ) -> None:
        store(telegram("07LIMA103", subject="OF BARGES"), telegram("07LIMA104", paragraphs=["(U) Of barges."]))
        withdraw("07LIMA103", "A reader asked.")
        purge(redact("07LIMA104", ["Of"], "So."), "So.")
        before = rows()
        screen = pasted(archivist, text).send(CONFIRM, store="Store")
        assert screen.status == 200
        assert why in screen.text(".verdict")
        assert "Nothing was stored" in screen.messages
        assert rows() == before

    def test_what_is_stored_already_is_not_stored_where_it_is_confirmed_all_the_same(self, archivist: Client) -> None:
        store(TEXT)
        before = rows()
        assert "nothing was stored twice" in pasted(archivist).send(CONFIRM, store="Store").messages
        assert rows() == before

    def test_when_the_archive_has_changed_it_is_shown_again(self, archivist: Client) -> None:
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

    def test_what_cannot_stand_is_reported_beside_its_field(self, archivist: Client) -> None:
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
        settings.UPLOADS = {"admin:cables_cable_add": 20_480}
        screen = Screen.sent(archivist, ADD, text="x" * 30_720)
        assert screen.status == 413
        assert "The upload has 30.1 KB; at most 20.0 KB are taken at once." in screen.text("main")

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
    def test_strangers_must_log_in(self, client: Client) -> None:
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


def test_a_full_disk_is_reported_and_leaves_nothing(
    archivist: Client, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(spool, "store", fail)
    screen = Screen.sent(archivist, ADD, files=[file("a.txt", TEXT.encode())])
    assert (screen.status, "could not be kept: No space left on device." in screen.messages) == (507, True)
    assert not Job.objects.exists()


def test_a_full_disk_that_the_database_shares_is_reported_as_one(
    archivist: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def full_too(*args: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(spool, "store", full)
    monkeypatch.setattr(runner, "discard", full_too)
    assert Screen.sent(archivist, ADD, files=[file("a.txt", TEXT.encode())]).status == 507


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file of this process grow beyond the size: as on a full disk, writing it fails."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("in_memory", [False, True], ids=["temporary", "uploads"])
def test_a_disk_that_fills_up_is_reported_and_leaves_nothing(
    archivist: Client, data_dir: Path, settings: Settings, in_memory: bool
) -> None:
    # It is the temporary directory's disk or, where the upload came in memory, that of DATA_DIR.
    temporary = data_dir / "temporary"
    temporary.mkdir()
    settings.FILE_UPLOAD_TEMP_DIR = temporary
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = settings.UPLOAD_SIZE if in_memory else 0
    content = TEXT.encode() * 5000
    with files_of_at_most(len(content) - 1000):
        screen = Screen.sent(archivist, ADD, files=[file("a.txt", b"A"), file("b.txt", content), file("c.txt", b"C")])
    assert screen.status == 507
    assert "The upload could not be kept: File too large. Nothing was stored" in screen.messages
    assert not [path for path in data_dir.rglob("*") if path.is_file()]
    assert not Job.objects.exists()


def test_an_upload_that_is_cut_off_is_reported_and_leaves_nothing(archivist: Client, data_dir: Path) -> None:
    class CutOff(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(errno.ECONNRESET, "Connection reset by peer")

    cut_off: dict[str, Any] = {
        "CONTENT_TYPE": "multipart/form-data; boundary=part",
        "CONTENT_LENGTH": "9999999",
        "wsgi.input": CutOff(),
    }
    response = archivist.generic("POST", ADD, **cut_off)
    assert (response.status_code, b"The upload was cut off on its way." in response.content) == (408, True)
    assert not list(data_dir.iterdir())


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        ("database is locked", 503, "try again in a moment"),
        ("database or disk is full", 507, "The disk is full. Nothing was stored"),
    ],
)
def test_a_text_that_the_database_cannot_take_is_reported_and_logged(
    archivist: Client,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    error: str,
    status: int,
    said: str,
) -> None:
    def fail(*arguments: object) -> None:
        raise OperationalError(error)

    preview = pasted(archivist)
    monkeypatch.setattr(upload_preview, "_store", fail)
    for screen in (pasted(archivist), preview.send(CONFIRM, store="Store")):
        assert (screen.status, said in screen.messages) == (status, True)
    logged = [record.getMessage() for record in caplog.records if record.name == "cables.admin.upload"]
    assert logged == [f"Nothing of an upload was stored: The database failed: {error}."] * 2


def test_a_busy_archive_is_reported_in_a_sentence(archivist: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise OperationalError("database is locked")

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
