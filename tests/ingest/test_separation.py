"""Texts that 0.1.0 stored under a number that never was: cables of their own after `reparse`, with all edits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from string import ascii_uppercase
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client

from cables.db import bulk
from cables.editing.corrections import correct
from cables.editing.merging import merge
from cables.editing.redaction import redact
from cables.editing.withdrawal import restore, withdraw
from cables.ingest import parsing, writer
from cables.ingest.parsing import Read
from cables.models import (
    Alias,
    Cable,
    Correction,
    DividedNumber,
    Event,
    ImportRun,
    Redaction,
    Revision,
    SealedFile,
    SealedText,
    SourceFile,
    Withdrawal,
)
from cables.telegram.vocabulary import DEFAULT
from cables.views.cable_formats import ENDINGS
from tests.builders import outcomes, raw, store, stored_cable, telegram
from tests.ingest.archive import all_differences
from tests.views.page import Page

pytestmark = pytest.mark.django_db

FALSE = "74SECTION1"  # how 0.1.0 read `UNCLAS SECTION 1 OF 2 LIMA 2004`


def section(mrn: str, words: str) -> str:
    """Return the text of a telegram whose classification line 0.1.0 misread."""
    return telegram(
        mrn, date="1974-06-15", classification="UNCLAS SECTION 1 OF 2", subject=words, paragraphs=[f"(U) {words}."]
    )


SALT, CHEESE, TOLL = section("74LIMA2004", "SALT"), section("74QUITO318", "CHEESE"), section("74BOGOTA77", "TOLL")


def store_as_0_1_0(mrn: str, *texts: str) -> None:
    """Store texts as that release did: all as revisions of one number, without fingerprints."""
    run = ImportRun.objects.create(label="archive of 0.1.0", stored=1, revised=len(texts) - 1)
    for latest, text in enumerate(texts):
        read = parsing.read(raw(text, where=f"{latest + 1}.txt"), DEFAULT, {"mrn": mrn})
        assert isinstance(read, Read)
        cable = Cable.objects.filter(mrn=mrn).first()
        with bulk.writing():
            writer.store([(read, cable.pk if cable else 0, latest)], run)
    Cable.objects.filter(mrn=mrn).update(parser_version=1)
    Revision.objects.update(fingerprint=None)


@contextmanager
def read_as_0_1_0() -> Iterator[None]:
    """Let editors edit the cable of the false number, which that release read in its texts."""
    misread = Correction.objects.create(mrn=FALSE, field="mrn", value=FALSE, reason="As that release read it.")
    yield
    misread.delete()
    Cable.objects.update(parser_version=1)


def reparse() -> None:
    """Run the command, after which the archive has to verify."""
    call_command("reparse", verbosity=0, stdout=None)
    assert all_differences() == []


def texts_of(mrn: str) -> list[str]:
    """Return the texts of a stored cable by their revisions."""
    return [revision.text for revision in stored_cable(mrn).revisions.order_by("number")]


class TestOneCable:
    """All texts under the number are of one cable: the number redirects to it."""

    def test_its_number_is_its_own_and_the_former_one_redirects(self, client: Client) -> None:
        store_as_0_1_0(FALSE, SALT)
        reparse()
        assert texts_of("74LIMA2004") == [SALT]
        assert not Cable.objects.filter(mrn=FALSE).exists()
        for path in ("/cable/{}/", "/cable/{}.txt", "/cable/{}.json", "/cable/{}/history/", "/cable/{}/?revision=1"):
            response = client.get(path.format(FALSE))
            assert (response.status_code, response["Location"]) == (301, path.format("74LIMA2004"))

    def test_the_log_has_a_line(self, client: Client) -> None:
        store_as_0_1_0(FALSE, SALT)
        reparse()
        [event] = Event.objects.all()
        assert (event.kind, event.mrn, event.detail) == ("separated", "74LIMA2004", {"former": FALSE, "revisions": 1})
        assert "stored as 74SECTION1 before" in Page(client, "/log/").text(".log")

    def test_the_shown_text_stays_the_shown_one(self) -> None:
        longer = SALT.replace("SALT.", "SALT AND MORE.")
        store_as_0_1_0(FALSE, SALT, longer)
        reparse()
        assert texts_of("74LIMA2004") == [SALT, longer]
        assert stored_cable("74LIMA2004").revision_number == 2

    def test_references_lead_to_it(self) -> None:
        store(telegram("75LIMA1", date="1975-01-02", refs=["74 LIMA 2004"]))
        store_as_0_1_0(FALSE, SALT)
        reparse()
        assert stored_cable("75LIMA1").references.get().target == stored_cable("74LIMA2004")

    def test_texts_of_a_stored_cable_become_its_revisions(self) -> None:
        store(SALT.replace("SALT.", "SALT AND MORE."))
        store_as_0_1_0(FALSE, SALT)
        reparse()
        assert texts_of("74LIMA2004")[1] == SALT
        assert stored_cable("74LIMA2004").revision_number == 1
        assert Alias.objects.get().target_mrn == "74LIMA2004"

    def test_a_second_reparse_changes_nothing(self) -> None:
        store_as_0_1_0(FALSE, SALT, CHEESE)
        reparse()
        call_command("reparse", "--all", verbosity=0, stdout=None)
        assert (Event.objects.count(), Cable.objects.count()) == (2, 2)

    def test_a_number_that_an_earlier_reparse_kept_is_given_up(self) -> None:
        store_as_0_1_0(FALSE, SALT)
        why = "The number is kept under which the cable was held, though its text is read otherwise now."
        Correction.objects.create(mrn=FALSE, field="mrn", value=FALSE, before="74LIMA2004", reason=why)
        reparse()
        assert texts_of("74LIMA2004") == [SALT]


class TestSeveralCables:
    """The texts under the number are of several cables: it says of which."""

    @pytest.fixture(autouse=True)
    def divided(self) -> None:
        """Store five unrelated texts of three cables under one number."""
        store_as_0_1_0(FALSE, SALT, CHEESE, f"{SALT}\nAgain and more.", TOLL, f"{CHEESE}\nAgain and more.")

    def test_each_is_a_cable_of_its_own(self) -> None:
        reparse()
        assert texts_of("74LIMA2004") == [SALT, f"{SALT}\nAgain and more."]
        assert texts_of("74QUITO318") == [CHEESE, f"{CHEESE}\nAgain and more."]
        assert texts_of("74BOGOTA77") == [TOLL]
        assert stored_cable("74QUITO318").subject == "CHEESE"
        assert sorted(Event.objects.values_list("mrn", flat=True)) == ["74BOGOTA77", "74LIMA2004", "74QUITO318"]

    @pytest.mark.parametrize("query", ["", "?revision=1", "?revision=4", "?revision=9"])
    def test_the_number_is_gone_with_the_list(self, client: Client, query: str) -> None:
        reparse()
        page = Page(client, f"/cable/{FALSE}/{query}", 410)
        assert page.hrefs(".texts a") == ["/cable/74LIMA2004/", "/cable/74QUITO318/", "/cable/74BOGOTA77/"]
        assert page.texts(".texts small")[0] == "15 June 1974 · revision 1, 3 of 74SECTION1 before"
        response = client.get(f"/cable/{FALSE}.txt{query}")
        assert (response.status_code, response.content.decode().splitlines()[1:]) == (
            410,
            ["74LIMA2004, revision 1, 3", "74QUITO318, revision 2, 5", "74BOGOTA77, revision 4"],
        )
        response = client.get(f"/cable/{FALSE}.json{query}")
        assert response.status_code == 410
        assert response.json()["cables"][2] == {
            "mrn": "74BOGOTA77",
            "address": "/cable/74BOGOTA77/",
            "revisions": [4],
        }

    def test_the_list_follows_cables_that_get_another_number(self, client: Client) -> None:
        reparse()
        correct("74BOGOTA77", {"mrn": "74BOGOTA78"}, "Misprinted.")
        withdraw("74QUITO318", "A reader asked.")
        page = Page(client, f"/cable/{FALSE}/", 410)
        assert page.hrefs(".texts a") == ["/cable/74LIMA2004/", "/cable/74QUITO318/", "/cable/74BOGOTA78/"]
        assert all_differences() == []

    def test_a_target_that_is_lost_is_a_difference(self) -> None:
        reparse()
        DividedNumber.objects.filter(number=4).update(target_mrn="74LIMA9")
        assert [each.sentence for each in all_differences()] == [
            "74SECTION1 leads to 74LIMA9, and there is no such cable."
        ]

    def test_a_text_that_says_no_other_number_stays(self, client: Client) -> None:
        fragment = "SUBJECT: MUD\n\n1. (U) The mud came.\n"
        store_as_0_1_0("74PART2", fragment, section("74LIMA9", "MUD"), f"{fragment}\n")
        reparse()
        assert texts_of("74PART2") == [fragment, f"{fragment}\n"]
        assert stored_cable("74PART2").revision_number == 2
        assert client.get("/cable/74PART2/").status_code == 200


PAGES = ["/", "/like/", "/history/", "/difference/", *(f".{ending}" for ending in ENDINGS)]
FALSE_NUMBERS = [FALSE, "74PART2004", "74PARIZ1"]  # whose spelling leads to no post, or to one: PARTO, PARIS


@pytest.mark.parametrize("false", FALSE_NUMBERS)
class TestAddresses:
    """A number that never was is looked up before its spelling is mended, wherever readers give it."""

    def test_of_one_cable(self, client: Client, false: str) -> None:
        store_as_0_1_0(false, SALT)
        reparse()
        for page in PAGES:
            response = client.get(f"/cable/{false}{page}?revision=1")
            assert (response.status_code, response["Location"]) == (301, f"/cable/74LIMA2004{page}?revision=1")

    def test_of_several(self, client: Client, false: str) -> None:
        store_as_0_1_0(false, SALT, CHEESE)
        reparse()
        responses = {page: client.get(f"/cable/{false}{page}?revision=1") for page in PAGES}
        assert {page: response.status_code for page, response in responses.items()} == dict.fromkeys(PAGES, 410)
        assert [page for page, response in responses.items() if b"74QUITO318" not in response.content] == []

    def test_of_a_withdrawn_cable(self, client: Client, false: str) -> None:
        store_as_0_1_0(false, "SUBJECT: MUD\n\n1. (U) The mud came.\n")
        withdraw(false, "A reader asked.")
        statuses = {page: client.get(f"/cable/{false}{page}").status_code for page in PAGES}
        assert statuses == dict.fromkeys(PAGES, 410)

    @pytest.mark.parametrize("texts", [[SALT], [SALT, CHEESE]])
    def test_in_other_spellings(self, client: Client, false: str, texts: list[str]) -> None:
        store_as_0_1_0(false, *texts)
        reparse()
        spaced = f"74 {false[2:].lower().rstrip('0123456789')} {false.lstrip('74').lstrip(ascii_uppercase)}"
        for typed in (false.lower(), f"19{false}", spaced):
            response = client.get(f"/cable/{quote(typed)}.json")
            assert (response.status_code, response["Location"]) == (301, f"/cable/{false}.json")
        for typed in (
            false,
            false.lower(),
            f"MRN: {spaced}",
            f" {spaced}.",
            f"[{false}]",
            f"http://a.test/cable/{false}",
        ):
            response = client.get("/search/", {"q": typed})
            assert (response.status_code, response["Location"]) == (302, f"/cable/{false}/"), typed
        assert client.get("/search/", {"q": f"ref:{false}"}).status_code == 200


class TestEdits:
    """What editors decided goes with the texts that it belongs to."""

    def test_corrections(self) -> None:
        store_as_0_1_0(FALSE, SALT)
        with read_as_0_1_0():
            correct(FALSE, {"subject": "SALT CORRECTED"}, "Misprinted.")
        store_more(CHEESE)
        reparse()
        assert (stored_cable("74LIMA2004").subject, stored_cable("74QUITO318").subject) == ("SALT CORRECTED", "CHEESE")
        assert Correction.objects.get().mrn == "74LIMA2004"

    def test_redactions(self) -> None:
        store_as_0_1_0(FALSE, SALT, CHEESE, TOLL)
        with read_as_0_1_0():
            redact(FALSE, ["cheese"], "A secret.")
        reparse()
        assert Redaction.objects.get().mrn == SealedText.objects.get().mrn == "74QUITO318"
        assert stored_cable("74QUITO318").subject == "█████"
        [outcome] = outcomes(raw(f"{CHEESE}\nMore cheese of another kind."))
        assert outcome.status == "revised"
        assert "cheese" not in " ".join(texts_of("74QUITO318")).lower()

    def test_files_are_sealed_with_the_redactions_of_their_own_cables(self) -> None:
        store_as_0_1_0(FALSE, SALT, CHEESE, TOLL)
        digest = parsing.checksum(b"a PDF")
        Revision.objects.update(file_checksum=digest, format="pdf")
        for text in Revision.objects.values_list("checksum", flat=True):
            SourceFile.objects.create(text_checksum=text, checksum=digest, format="pdf", size=5, content=b"a PDF")
        with read_as_0_1_0():
            redact(FALSE, ["cheese"], "A secret.")
        assert SealedFile.objects.count() == 3
        reparse()
        [sealed] = SealedFile.objects.values_list("text_checksum", flat=True)
        assert sealed == stored_cable("74QUITO318").revisions.get().checksum

    def test_a_redaction_of_words_in_several_goes_with_each(self) -> None:
        store_as_0_1_0(FALSE, SALT, CHEESE, TOLL.replace("TOLL", "TOLL OF SALT"))
        with read_as_0_1_0():
            redact(FALSE, ["salt"], "A secret.")
        reparse()
        assert set(Redaction.objects.values_list("mrn", flat=True)) == {"74LIMA2004", "74BOGOTA77"}
        assert set(SealedText.objects.values_list("mrn", flat=True)) == {"74LIMA2004", "74BOGOTA77"}

    def test_withdrawals(self, client: Client) -> None:
        store_as_0_1_0(FALSE, SALT, CHEESE)
        withdraw(FALSE, "A reader asked.")
        reparse()
        assert set(Withdrawal.objects.values_list("mrn", "reason")) == {
            ("74LIMA2004", "A reader asked."),
            ("74QUITO318", "A reader asked."),
        }
        assert client.get(f"/cable/{FALSE}/").status_code == client.get("/cable/74LIMA2004/").status_code == 410
        restore("74LIMA2004", "The reader was mistaken.")
        assert texts_of("74LIMA2004") == [SALT]
        assert all_differences() == []

    def test_a_text_of_a_withdrawn_cable_is_withdrawn_with_it(self) -> None:
        store(SALT.replace("SALT.", "SALT AND MORE."))
        withdraw("74LIMA2004", "A reader asked.")
        store_as_0_1_0(FALSE, SALT, CHEESE)
        reparse()
        assert Withdrawal.objects.get().texts.count() == 2
        assert not Cable.objects.filter(mrn="74LIMA2004").exists()

    def test_numbers_that_editors_decided_stay(self) -> None:
        store_as_0_1_0(FALSE, SALT)
        correct(FALSE, {"mrn": "74ZENDA5"}, "An editor knows better.")
        store(TOLL, CHEESE)
        merge("74BOGOTA77", "74QUITO318", "One telegram.")
        Cable.objects.update(parser_version=1)
        reparse()
        assert texts_of("74ZENDA5") == [SALT]
        assert len(texts_of("74QUITO318")) == 2


def store_more(text: str) -> None:
    """Store one more revision of the false number, as 0.1.0 did."""
    cable = stored_cable(FALSE)
    read = parsing.read(raw(text, where="more.txt"), DEFAULT, {"mrn": FALSE})
    assert isinstance(read, Read)
    with bulk.writing():
        writer.store([(read, cable.pk, cable.revision_number)], ImportRun.objects.create(label="more", revised=1))
    Cable.objects.update(parser_version=1)
