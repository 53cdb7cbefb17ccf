"""Source files: stored beside the texts that were extracted from them, and sealed with what concerns their cables."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cables import archive_vocabulary
from cables.editing import redaction, withdrawal
from cables.editing.corrections import correct
from cables.editing.merging import merge
from cables.ingest import parsing, service
from cables.ingest.known_cables import KnownCables
from cables.ingest.outcomes import Status
from cables.models import Revision, SealedFile, SourceFile, WithdrawnText
from cables.sources import RawCable
from cables.verification.verifier import verify
from tests.builders import outcomes, raw, record, store, stored_cable, telegram

pytestmark = pytest.mark.django_db
FILE = b"%PDF-1.4 of 07ZENDA8"
MRN, REASON = "07ZENDA8", "A reader asked."
TEXT = telegram(MRN, paragraphs=["(U) Duke Strelsau said that the barges came back."])


def from_file(text: str = TEXT, file: bytes = FILE) -> RawCable:
    return replace(raw(text, where="a.pdf"), format="pdf", file=file, extractor="one 1.0")


def of_two(*mrns: str, file: bytes = b"%PDF of two") -> list[RawCable]:
    """Return the telegrams of a file of two."""
    texts = [telegram(mrn, paragraphs=["(U) Duke Strelsau said that the barges came back."]) for mrn in mrns]
    return [replace(from_file(text, file), stated={"telegrams_in_file": "2"}) for text in texts]


def differences() -> list[str]:
    return [difference.sentence for difference in verify()]


def files() -> tuple[set[bytes], set[bytes]]:
    """Return the files that are served, and those that are sealed; the archive must be whole."""
    assert differences() == []
    served, sealed = (model._default_manager.values_list("content", flat=True) for model in (SourceFile, SealedFile))
    return set(map(bytes, served)), set(map(bytes, sealed))


def columns(file: Any) -> dict[str, Any]:
    return {name: getattr(file, name) for name in ("text_checksum", "checksum", "format", "content", "size")}


@pytest.fixture(autouse=True)
def archive() -> None:
    assert [outcome.status for outcome in outcomes(from_file())] == [Status.STORED]


def test_a_file_is_stored_beside_its_text() -> None:
    revision, file = Revision.objects.get(), SourceFile.objects.get()
    assert (revision.text, revision.extractor) == (TEXT, "one 1.0")
    assert revision.file_checksum == file.checksum == hashlib.sha256(FILE).hexdigest()
    found = (file.text_checksum, file.format, file.size, bytes(file.content))
    assert found == (revision.checksum, "pdf", len(FILE), FILE)


def test_a_text_that_came_as_text_has_none() -> None:
    store(telegram("07ZENDA9"))
    assert stored_cable("07ZENDA9").revisions.get().file_checksum is None
    assert files() == ({FILE}, set())


def test_a_file_that_comes_again_is_left_alone() -> None:
    for again in (from_file(), from_file(file=b"%PDF another of the same text")):
        assert [outcome.status for outcome in outcomes(again)] == [Status.UNCHANGED]
    assert files() == ({FILE}, set())


def test_files_are_stored_of_texts_that_workers_parsed() -> None:
    cables = [from_file(telegram(f"07ZENDA{serial}"), b"%%PDF %d" % serial) for serial in range(100, 360)]
    assert service.ingest(cables, "test", workers=1)[Status.STORED] == len(cables)
    assert files() == ({FILE, *(cable.file or b"" for cable in cables)}, set())


def test_a_revision_brings_a_file_of_its_own() -> None:
    outcomes(from_file(telegram(MRN, subject="ANOTHER"), b"%PDF of the second"))
    assert files() == ({FILE, b"%PDF of the second"}, set())


def test_a_dry_run_stores_none() -> None:
    outcomes(from_file(telegram(MRN, subject="ANOTHER"), b"%PDF of the second"), dry_run=True)
    assert files() == ({FILE}, set())


def test_reparsing_reads_the_stored_text() -> None:
    service.reparse(everything=True)
    assert files() == ({FILE}, set())


def test_a_redaction_seals_all_files_of_its_cable_and_those_that_come_later() -> None:
    outcomes(from_file(telegram("07ZENDA10"), b"%PDF of another"))
    outcomes(from_file(telegram(MRN, subject="WITHOUT THE WORDS"), b"%PDF of the second"))
    redaction.redact(MRN, ["Duke Strelsau"], REASON)
    assert files() == ({b"%PDF of another"}, {FILE, b"%PDF of the second"})
    outcomes(from_file(telegram(MRN, subject="THIRD"), b"%PDF of the third"))
    assert files() == ({b"%PDF of another"}, {FILE, b"%PDF of the second", b"%PDF of the third"})


@pytest.mark.django_db(transaction=True)
def test_purging_deletes_the_sealed_files() -> None:
    redaction.purge(redaction.redact(MRN, ["Duke Strelsau"], REASON), REASON)
    assert files() == (set(), set())
    assert Revision.objects.get().file_checksum == hashlib.sha256(FILE).hexdigest()


def test_a_withdrawal_seals_and_a_restoration_serves() -> None:
    withdrawal.withdraw(MRN, REASON)
    assert WithdrawnText.objects.get().extractor == "one 1.0"
    assert files() == (set(), {FILE})
    withdrawal.restore(MRN, REASON)
    assert files() == ({FILE}, set())


def test_a_restored_cable_that_is_redacted_has_its_file_sealed() -> None:
    withdrawal.withdraw(MRN, REASON)
    redaction.redact(MRN, ["Duke Strelsau"], REASON)
    withdrawal.restore(MRN, REASON)
    assert files() == (set(), {FILE})


def test_files_follow_their_texts_to_another_number() -> None:
    correct(MRN, {"mrn": "07ZENDA88"}, REASON)
    assert SourceFile.objects.get().pk == stored_cable("07ZENDA88").revisions.get().checksum
    assert files() == ({FILE}, set())


def test_files_follow_their_texts_into_another_cable() -> None:
    outcomes(from_file(telegram("07ZENDA9"), b"%PDF of another"))
    redaction.redact(MRN, ["Duke Strelsau"], REASON)
    merge("07ZENDA9", MRN, "The same telegram.")
    assert files() == (set(), {FILE, b"%PDF of another"})


class TestCopiesWithFurniture:
    """Copies of one telegram: a PDF with stamps, banners and message attributes, and the text without them."""

    MRN = "79ZENDA2200"
    PLAIN = telegram(MRN, date="1979-06-15", paragraphs=["(U) The ferry to Strelsau is late."])
    STAMP = "Declassified/Released US Department of State EO Systematic Review 20 Mar 2014\n"
    BANNER = "PAGE 01        ZENDA  02200  150930Z\n"
    STAMPED = from_file(f"{STAMP}\nMessage Text\n\n{BANNER}{PLAIN}\nNNNN\n{STAMP}", b"%PDF stamped")
    FULL = from_file(record(STAMPED.text, Film_Number="D790000-0001", Locator="TEXT ON-LINE"), b"%PDF of a record")

    def statuses(self, *items: RawCable) -> list[Status]:
        return [outcome.status for outcome in outcomes(*items)]

    def assert_shown_in_full(self, client: Client) -> None:
        """Assert that the cable's page has the facts and the file of the copy that states most."""
        data = client.get(f"/cable/{self.MRN}.json").json()
        assert data["stated"]["film_number"] == "D790000-0001"
        assert client.get(f"/cable/{self.MRN}.pdf").content == self.FULL.file
        assert self.MRN in client.get("/search/?q=film:D790000-0001").content.decode()
        assert differences() == []

    @pytest.mark.parametrize("later", [PLAIN, f"{PLAIN}\nNNNN\n", BANNER + PLAIN, STAMPED.text, f"{PLAIN}BT\n#2200\n"])
    def test_one_that_states_less_is_a_further_source(self, client: Client, later: str) -> None:
        assert self.statuses(self.FULL, raw(later)) == [Status.STORED, Status.FURTHER]
        assert self.statuses(raw(later), self.FULL) == [Status.UNCHANGED] * 2
        assert len(stored_cable(self.MRN).revisions.get().sources) == 1
        self.assert_shown_in_full(client)
        service.reparse(everything=True)
        self.assert_shown_in_full(client)

    def test_one_that_states_more_is_shown(self, client: Client) -> None:
        assert self.statuses(raw(self.PLAIN), self.FULL) == [Status.STORED, Status.REVISED]
        assert self.statuses(raw(f"{self.PLAIN}\nNNNN\n")) == [Status.FURTHER]
        assert stored_cable(self.MRN).revision_number == 2
        self.assert_shown_in_full(client)

    def test_the_file_of_one_that_states_no_more_is_kept(self, client: Client) -> None:
        assert self.statuses(raw(self.PLAIN), self.STAMPED) == [Status.STORED, Status.FURTHER]
        assert client.get(f"/cable/{self.MRN}.pdf").content == self.STAMPED.file
        assert differences() == []

    def test_a_correction_in_one_word_is_a_revision(self) -> None:
        corrected = raw(self.PLAIN.replace("is late", "is early"))
        assert self.statuses(self.FULL, corrected) == [Status.STORED, Status.REVISED]

    def test_what_is_stated_beside_a_copy_is_named_with_it(self) -> None:
        beside = replace(raw(self.PLAIN), stated={"origin": "Embassy Zenda"})
        assert self.statuses(self.FULL, beside) == [Status.STORED, Status.FURTHER]
        [source] = stored_cable(self.MRN).revisions.get().sources
        assert source.stated == {"origin": "Embassy Zenda"}

    def test_they_are_compared_with_one_query(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        outcomes(self.FULL)
        item = parsing.read(raw(self.PLAIN), archive_vocabulary.current())
        assert isinstance(item, parsing.Read)
        known = KnownCables()
        known.load([item])
        with django_assert_num_queries(1):
            assert known.judge(item).status == Status.FURTHER


class TestFurtherSources:
    """A file that comes with the words of a text that is held already is kept beside it."""

    MRN = "07ZENDA12"
    TEXT = telegram(MRN, paragraphs=["(U) Duke Strelsau counted the lanterns."])
    AGAIN = from_file(TEXT.replace("\n", "\n\n"), b"%PDF of the same words")
    ADDRESS = f"/cable/{MRN}.pdf"

    @pytest.fixture(autouse=True)
    def held(self, archive: None) -> None:
        store(self.TEXT)
        assert [outcome.status for outcome in outcomes(self.AGAIN)] == [Status.FURTHER]

    def test_it_is_served_with_the_text(self, client: Client) -> None:
        assert files() == ({FILE, self.AGAIN.file}, set())
        response = client.get(self.ADDRESS)
        assert response.content == self.AGAIN.file
        digest = hashlib.sha256(response.content).hexdigest()
        assert response["ETag"] == f'"{digest}"'
        assert client.get(self.ADDRESS, headers={"if-none-match": response["ETag"]}).status_code == 304
        data = client.get(f"/cable/{self.MRN}.json").json()
        [source] = data["further_sources"]
        assert data["file"] is None
        assert source["file"] == {
            "format": "pdf",
            "sha256": digest,
            "size": len(response.content),
            "extractor": "one 1.0",
            "address": self.ADDRESS,
        }
        for page in (f"/cable/{self.MRN}/", f"/cable/{self.MRN}/history/"):
            assert "PDF as it came" in client.get(page).content.decode()
        assert digest in client.get(f"/cable/{self.MRN}/history/").content.decode()

    def test_one_of_a_format_is_kept(self) -> None:
        another = replace(self.AGAIN, text=f"{self.AGAIN.text}\n", content=self.AGAIN.content + b"\n", file=b"%PDF 2")
        assert [outcome.status for outcome in outcomes(another, another)] == [Status.FURTHER, Status.UNCHANGED]
        assert [outcome.status for outcome in outcomes(self.AGAIN)] == [Status.UNCHANGED]
        assert files() == ({FILE, self.AGAIN.file}, set())
        again = from_file(TEXT.replace("\n", "\n\n"), b"%PDF of a text that came as PDF")
        assert [outcome.status for outcome in outcomes(again)] == [Status.FURTHER]
        assert files() == ({FILE, self.AGAIN.file}, set())

    def test_the_file_of_a_text_that_is_held_byte_for_byte(self, client: Client) -> None:
        store(telegram("07ZENDA13"))
        again = from_file(telegram("07ZENDA13"), b"%PDF of the very text")
        assert [outcome.status for outcome in outcomes(again, again)] == [Status.FURTHER, Status.UNCHANGED]
        assert files() == ({FILE, self.AGAIN.file, again.file}, set())
        assert client.get("/cable/07ZENDA13.pdf").content == again.file

    def test_the_file_of_a_further_source_that_was_named_without_it(self) -> None:
        # As an earlier release named them.
        SourceFile.objects.exclude(content=FILE).delete()
        revision = stored_cable(self.MRN).revisions.get()
        [source] = revision.further_sources or [{}]
        without = {name: value for name, value in source.items() if name not in ("file_checksum", "extractor")}
        Revision.objects.filter(pk=revision.pk).update(further_sources=[without])
        assert files() == ({FILE}, set())
        assert [outcome.status for outcome in outcomes(self.AGAIN, self.AGAIN)] == [Status.FURTHER, Status.UNCHANGED]
        assert files() == ({FILE, self.AGAIN.file}, set())

    def test_a_dry_run_says_the_same(self) -> None:
        texts = [telegram("07ZENDA14"), telegram("07ZENDA14").replace("\n", "\n\n")]
        items = [raw(texts[0]), from_file(texts[1]), from_file(texts[1])]
        expected = [Status.STORED, Status.FURTHER, Status.UNCHANGED]
        assert [outcome.status for outcome in outcomes(*items, dry_run=True)] == expected
        assert [outcome.status for outcome in outcomes(*items)] == expected

    def test_a_redaction_seals_it_and_one_that_comes_later(self, client: Client) -> None:
        redaction.redact(self.MRN, ["Duke Strelsau"], REASON)
        assert files() == ({FILE}, {self.AGAIN.file})
        assert client.get(self.ADDRESS).status_code == 410
        for address in (f"/cable/{self.MRN}/", f"/cable/{self.MRN}/history/"):
            page = client.get(address).content.decode()
            assert "PDF sealed: words of the cable are blacked out" in page
            assert self.ADDRESS not in page
        [source] = client.get(f"/cable/{self.MRN}.json").json()["further_sources"]
        assert (source["file"]["size"], source["file"]["address"]) == (None, None)
        redaction.redact(MRN, ["Duke Strelsau"], REASON)
        store(telegram("07ZENDA14", paragraphs=["(U) Duke Strelsau."]))
        redaction.redact("07ZENDA14", ["Duke Strelsau"], REASON)
        later = from_file(telegram("07ZENDA14", paragraphs=["(U) Duke\nStrelsau."]), b"%PDF with the words")
        assert [outcome.status for outcome in outcomes(later)] == [Status.FURTHER]
        assert files() == (set(), {FILE, self.AGAIN.file, later.file})

    @pytest.mark.django_db(transaction=True)
    def test_purging_deletes_it_and_it_is_not_taken_again(self) -> None:
        redaction.purge(redaction.redact(self.MRN, ["Duke Strelsau"], REASON), REASON)
        assert files() == ({FILE}, set())
        assert [outcome.status for outcome in outcomes(self.AGAIN)] == [Status.UNCHANGED]
        assert files() == ({FILE}, set())

    def test_it_goes_and_comes_back_with_a_withdrawal(self) -> None:
        withdrawal.withdraw(self.MRN, REASON)
        assert files() == ({FILE}, {self.AGAIN.file})
        withdrawal.restore(self.MRN, REASON)
        assert files() == ({FILE, self.AGAIN.file}, set())

    def test_it_follows_its_text_into_another_cable(self) -> None:
        redaction.redact(MRN, ["Duke Strelsau"], REASON)
        merge(self.MRN, MRN, "The same telegram.")
        assert files() == (set(), {FILE, self.AGAIN.file})

    def test_what_is_wrong_with_it_is_found(self) -> None:
        name = f"{self.MRN}: the source file that came again of revision 1"
        SourceFile.objects.exclude(content=FILE).update(content=b"mud")
        assert differences() == [f"{name} has another checksum than when it came."]
        SourceFile.objects.exclude(content=FILE).delete()
        assert differences() == [f"{name} is lacking."]


def test_what_is_wrong_with_files_is_found() -> None:
    file, name = SourceFile.objects.get(), f"{MRN}: the source file of revision 1"
    SourceFile.objects.update(content=b"mud")
    assert differences() == [f"{name} has another checksum than when it came."]
    SourceFile.objects.update(content=FILE, size=3)
    assert differences() == [f"{name}: its size is 3 and should be {len(FILE)}."]
    SourceFile.objects.all().delete()
    assert differences() == [f"{name} is lacking."]
    SealedFile.objects.create(**columns(file))
    assert differences() == [f"{name} is sealed, and nothing seals it."]
    SealedFile.objects.update(text_checksum="f" * 64)
    assert differences() == [f"{name} is lacking.", "A source file is held of a text that is not, ffffffffffff…."]


def test_a_file_that_is_served_of_a_redacted_cable_is_found() -> None:
    redaction.redact(MRN, ["Duke Strelsau"], REASON)
    SourceFile.objects.create(**columns(SealedFile.objects.get()))
    assert differences() == [f"{MRN}: the source file of revision 1 can be seen by all, and should be sealed."]


class TestFileOfTwoTelegrams:
    """It is stored once, and never served: words that are blacked out of one stand in that of the other."""

    FILE = b"%PDF of two"

    @pytest.fixture(autouse=True)
    def two(self, archive: None) -> None:
        found = [outcome.status for outcome in outcomes(*of_two("07ZENDA21", "07ZENDA22"))]
        assert found == [Status.STORED, Status.STORED]
        assert files() == ({FILE}, {self.FILE})

    def test_both_name_it_and_it_is_stored_once(self) -> None:
        checksum = SealedFile.objects.get().checksum
        assert Revision.objects.filter(file_checksum=checksum).count() == 2
        assert [outcome.status for outcome in outcomes(*of_two("07ZENDA21", "07ZENDA22"))] == [Status.UNCHANGED] * 2
        outcomes(*of_two("07ZENDA22", "07ZENDA23", file=self.FILE))
        assert files() == ({FILE}, {self.FILE})

    def test_its_address_says_why_it_is_not_served(self, client: Client) -> None:
        response = client.get("/cable/07ZENDA22.pdf")
        assert response.status_code == 410
        assert "came in has 2 telegrams" in response.content.decode()
        for page in ("/cable/07ZENDA22/", "/cable/07ZENDA22/history/"):
            assert "07ZENDA22.pdf" not in client.get(page).content.decode()
        assert client.get("/cable/07ZENDA22.json").json()["file"]["address"] is None

    def test_reparsing_reads_the_stored_texts(self) -> None:
        service.reparse(everything=True)
        assert files() == ({FILE}, {self.FILE})

    @pytest.mark.parametrize("mrn", ["07ZENDA21", "07ZENDA22"])
    def test_it_stays_sealed_whatever_becomes_of_one(self, mrn: str) -> None:
        withdrawal.withdraw(mrn, REASON)
        assert files() == ({FILE}, {self.FILE})
        withdrawal.restore(mrn, REASON)
        correct(mrn, {"mrn": "07ZENDA88"}, REASON)
        assert files() == ({FILE}, {self.FILE})
        redaction.redact("07ZENDA88", ["Duke Strelsau"], REASON)
        assert files() == ({FILE}, {self.FILE})

    @pytest.mark.django_db(transaction=True)
    @pytest.mark.parametrize("mrn", ["07ZENDA21", "07ZENDA22"])
    def test_purging_one_deletes_it(self, mrn: str) -> None:
        redaction.purge(redaction.redact(mrn, ["Duke Strelsau"], REASON), REASON)
        assert files() == ({FILE}, set())

    def test_that_it_is_lacking_is_found(self) -> None:
        SealedFile.objects.all().delete()
        assert differences() == [f"07ZENDA{each}: the source file of revision 1 is lacking." for each in (21, 22)]

    def test_a_text_that_is_held_already_names_it_as_a_further_source(self, client: Client) -> None:
        first, second = of_two("07ZENDA31", "07ZENDA32", file=b"%PDF of other two")
        outcomes(raw(first.text.replace("\n", "\r\n")))
        assert [outcome.status for outcome in outcomes(first, second)] == [Status.FURTHER, Status.STORED]
        assert files() == ({FILE}, {self.FILE, b"%PDF of other two"})
        assert client.get("/cable/07ZENDA31.pdf").status_code == 410
        [source] = client.get("/cable/07ZENDA31.json").json()["further_sources"]
        assert (source["file"]["sha256"], source["file"]["address"]) == (
            hashlib.sha256(second.file or b"").hexdigest(),
            None,
        )
