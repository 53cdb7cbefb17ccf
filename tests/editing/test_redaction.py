"""Redactions: the words are nowhere in public, neither in texts that were stored nor in later ones."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.apps import apps
from django.core import serializers
from django.test import Client

from cables import editing
from cables.editing.corrections import correct
from cables.editing.near_forms import is_invisible
from cables.editing.redaction import near_forms, occurrences, purge, redact
from cables.editing.revisions import revert
from cables.editing.withdrawal import restore, withdraw
from cables.ingest import service
from cables.ingest.outcomes import Status
from cables.models import (
    Event,
    ImportRun,
    Redaction,
    Revision,
    SealedPhrase,
    SealedText,
    Withdrawal,
    WithdrawnText,
)
from cables.models.editorial import SEALED
from cables.models.revision import Text
from cables.search.index.normalise import stem, stems
from tests.builders import outcomes, raw, stored_cable, telegram
from tests.editing.archive import SECRETIVE, cables_with, differences, state

pytestmark = pytest.mark.django_db
WHY = "A person’s name."
LATER = telegram("07LIMA20", date="2007-01-15", subject="WHAT GRELLOW SAID LATER", paragraphs=["(U) Nothing of note."])


def public_rows() -> Iterator[str]:
    """Yield every row of every table that the public may read, as text; texts are decompressed."""
    for model in apps.get_app_config("cables").get_models():
        if model in SEALED:
            continue
        for row in model._default_manager.all():
            yield serializers.serialize("json", [row])
            if isinstance(row, Text):
                yield row.text


def public_pages(mrn: str = "07LIMA20") -> Iterator[str]:
    """Yield the public pages of the cable and of searches."""
    client = Client()
    for url in (
        f"/cable/{mrn}/",
        f"/cable/{mrn}.txt",
        f"/cable/{mrn}.json",
        f"/cable/{mrn}/history/",
        "/log/",
        "/cable/07LIMA21/",
        "/search/?q=lanterns",
        "/search.json?q=lanterns",
        "/search.csv?q=ferryman",
        "/tag/",
        "/post/LIMA.json",
    ):
        response = client.get(url)
        content = response.getvalue() if response.streaming else response.content
        yield content.decode()


def test_the_words_are_in_no_public_row_or_page(archive: None) -> None:
    outcomes(raw(LATER, where="grellow.txt"))
    assert any("grellow" in row.lower() for row in public_rows())
    redact("07LIMA20", ["otto grellow", "GRELLOW, OTTO", "Grellow"], WHY)
    assert [row for row in public_rows() if "grellow" in row.lower()] == []
    assert [page for page in public_pages() if "grellow" in page.lower()] == []
    assert (cables_with("grellow"), cables_with("ferryman")) == ([], [])
    assert stored_cable("07LIMA20").subject == "WHAT █████ SAID LATER"
    assert not differences()
    revert("07LIMA20", 1, "The later text is of no use.")
    assert [row for row in public_rows() if "grellow" in row.lower()] == []
    assert stored_cable("07LIMA20").paragraphs.get(position=1).text == "█████ spoke wonderingly (ref A)."
    assert stored_cable("07LIMA20").subject == "WHAT THE FERRYMAN █████ SAID"
    assert not differences()


def test_the_original_is_sealed_and_the_text_is_recognised(archive: None) -> None:
    redact("07LIMA20", ["Grellow"], WHY)
    text = stored_cable("07LIMA20").revisions.get()
    assert text.checksum == hashlib.sha256(SECRETIVE.encode()).hexdigest()
    assert text.raw_checksum == hashlib.sha256(text.raw).hexdigest() != text.checksum
    sealed = SealedText.objects.get(checksum=text.checksum)
    assert zlib.decompress(sealed.content) == SECRETIVE.encode()
    assert outcomes(raw(SECRETIVE))[0].status == Status.UNCHANGED
    assert not differences()


def test_texts_that_arrive_later_are_redacted(archive: None) -> None:
    redact("07LIMA20", ["Grellow"], WHY)
    [outcome] = outcomes(raw(LATER))
    assert outcome.status == Status.REVISED
    assert stored_cable("07LIMA20").subject == "WHAT █████ SAID LATER"
    assert cables_with("grellow") == []
    assert SealedText.objects.count() == 2
    assert not differences()
    service.reparse(everything=True)
    assert not differences()


def test_metadata_of_texts_that_arrive_later_are_redacted(archive: None) -> None:
    redact("07LIMA20", ["Grellow"], WHY)
    later = replace(raw(LATER, where="OttoGrellow2.txt"), corrections={"classification": "SECRET"})
    service.ingest([later], "upload: grellow2.zip", reason="As Grellow asked.")
    assert ImportRun.objects.latest("pk").label == "upload: █████2.zip"
    assert Event.objects.get(kind=Event.Kind.CORRECTED).reason == "As █████ asked."
    assert [row for row in public_rows() if "grellow" in row.lower()] == []
    assert not differences()


def test_phrases_that_overlap_leave_nothing(archive: None) -> None:
    redact("07LIMA20", ["ferryman Grellow"], WHY)
    redact("07LIMA20", ["the ferryman", "said"], WHY)
    assert stored_cable("07LIMA20").subject == "WHAT █████ █████"
    assert not differences()


def test_corrections_and_events_are_redacted_too(archive: None) -> None:
    correct("07LIMA20", {"subject": "GRELLOW’S WORDS", "tags": "(GRELLOW, OTTO)"}, "As Grellow asked.")
    redact("07LIMA20", ["Grellow"], WHY)
    assert stored_cable("07LIMA20").subject == "█████’S WORDS"
    assert "grellow" not in json.dumps(list(Event.objects.values_list("reason", "detail"))).lower()
    assert [row for row in public_rows() if "grellow" in row.lower()] == []
    assert not differences()


def test_it_is_in_force_after_a_withdrawal(archive: None) -> None:
    redact("07LIMA20", ["Grellow"], WHY)
    before = state()
    withdraw("07LIMA20", "A reader asked.")
    assert not differences()
    assert [row for row in public_rows() if "grellow" in row.lower()] == []
    restore("07LIMA20", "The reader was mistaken.")
    assert state() == before
    assert not differences()


def test_a_withdrawn_cable_is_redacted_as_a_stored_one(archive: None) -> None:
    outcomes(raw(LATER, where="grellow.txt"))
    correct("07LIMA20", {"tags": "PREL, (GRELLOW, OTTO)"}, "As Grellow asked.")
    withdraw("07LIMA20", "It names Grellow.")
    [first, second] = occurrences("07LIMA20", ["Grellow"])
    assert (len(first.spans), len(second.spans)) == (4, 1)
    redaction = redact("07LIMA20", ["Grellow"], WHY)
    assert not Revision.objects.filter(cable__mrn="07LIMA20").exists()
    assert Withdrawal.objects.get().reason == "It names █████."
    assert [text.text for text in WithdrawnText.objects.all() if "grellow" in text.text.lower()] == []
    assert SealedText.objects.count() == 2
    assert not differences()
    restore("07LIMA20", "Nobody is named any more.")
    assert stored_cable("07LIMA20").subject == "WHAT █████ SAID LATER"
    assert [row for row in public_rows() if "grellow" in row.lower()] == []
    assert [page for page in public_pages() if "grellow" in page.lower()] == []
    assert not differences()
    withdraw("07LIMA20", "Once more.")
    purge(redaction, "The person asked for it.")
    assert not SealedText.objects.exists()
    assert not differences()


def test_a_withdrawn_cable_can_be_restored_after_every_redaction(archive: None) -> None:
    withdraw("07LIMA20", "A reader asked.")
    with pytest.raises(editing.EditRefused, match="The text could not be read any more: No message reference number"):
        redact("07LIMA20", ["LIMA 000020"], WHY)
    assert not Redaction.objects.exists()
    restore("07LIMA20", "The reader was mistaken.")
    assert not differences()


def test_purging_leaves_no_sealed_text(archive: None) -> None:
    redaction = redact("07LIMA20", ["Grellow"], WHY)
    before = state()
    purge(redaction, "The person asked for it.")
    assert not SealedText.objects.exists()
    assert not SealedPhrase.objects.exists()
    assert Redaction.objects.get().purged_at
    assert state() == before
    assert list(Event.objects.values_list("kind", flat=True)) == ["purged", "redacted"]
    [known, other] = outcomes(raw(SECRETIVE), raw(LATER))
    assert known.status == Status.UNCHANGED
    assert other.reason == "07LIMA20 is redacted for good: a further text might show what was blacked out."
    assert not differences()
    redact("07LIMA20", ["ferryman"], WHY)
    assert not SealedText.objects.exists(), "the present texts are not the originals"
    assert stored_cable("07LIMA20").subject == "WHAT THE █████ █████ SAID"
    assert not differences()
    with pytest.raises(editing.EditRefused, match="purged already"):
        purge(redaction, "The person asked for it.")


def test_occurrences_are_listed_by_text(archive: None) -> None:
    outcomes(raw(LATER))
    found_in = occurrences("07LIMA20", ["otto  GRELLOW", "ferry"])
    assert [[each.text[start:end] for start, end in each.spans] for each in found_in] == [["Otto\nGrellow"], []]


def near_everywhere() -> None:
    """Store a cable with a near form of Grellow in every kind of text, each another one; the word stands once."""
    text = telegram(
        "07LIMA40",
        subject="OF GRELLÓW",
        tags="PREL, (GRELLOWS, OTTO)",
        paragraphs=["(U) Grellow and Gréllow.", "(U) The lanterns of ＧＲＥＬＬＯＷ."],
    )
    outcomes(replace(raw(text, where="grellows.txt"), stated={"origin": "Embassy Grëllow"}))
    outcomes(raw(telegram("07LIMA40", subject="LATER", paragraphs=["(U) Grel\u200blow burned them."])))
    correct("07LIMA40", {"subject": "OF GRÈLLOW"}, "As Grêllow asked.")
    revert("07LIMA40", 1, "The first names Grellöw.")


def stems_of_all(mrn: str) -> set[str]:
    """Return the stems of all that readers can see of a cable, as it stands and without signs that show nothing."""
    seen: set[str] = set()
    for text in (*public_rows(), *public_pages(mrn)):
        seen.update(stems(text), stems("".join(char for char in text if not is_invisible(char))))
    return seen


def test_near_forms_are_listed_with_their_places(archive: None) -> None:
    near_everywhere()
    found = near_forms("07LIMA40", ["Grellow"])
    assert not found.more
    assert {form.phrase: [each.place for each in form.occurrences] for form in found.forms} == {
        "GRELLÓW": ["revision 1, subject"],
        "GRELLOWS": ["revision 1, TAGS", "revision 1, name of its file"],
        "Gréllow": ["revision 1, paragraph 1"],
        "ＧＲＥＬＬＯＷ": ["revision 1, paragraph 2"],
        "Grëllow": ["revision 1, origin stated beside it"],
        "Grel\u200blow": ["revision 2, paragraph 1"],
        "GRÈLLOW": ["correction of the Subject", "history, Corrected"],
        "Grêllow": ["reason of the correction of the Subject", "history, Corrected, reason"],
        "Grellöw": ["history, Reverted to an earlier text, reason"],
    }


def test_no_search_finds_the_words_when_all_near_forms_are_blacked_out(archive: None) -> None:
    near_everywhere()
    assert cables_with("grellow") == ["07LIMA20", "07LIMA40"]
    redact("07LIMA40", ["Grellow"], WHY, forms=near_forms("07LIMA40", ["Grellow"]).forms)
    redact("07LIMA20", ["Grellow"], WHY, forms=near_forms("07LIMA20", ["Grellow"]).forms)
    assert cables_with("grellow") == []
    assert stem("grellow") not in stems_of_all("07LIMA40")
    assert near_forms("07LIMA40", ["Grellow"]).forms == []
    assert stored_cable("07LIMA40").subject == "OF █████"
    [detail] = Event.objects.filter(kind="redacted", mrn="07LIMA40").values_list("detail", flat=True)
    assert detail == {"places": 13, "revisions": 2}
    assert not differences()


def test_a_form_that_is_not_ticked_stays(archive: None) -> None:
    near_everywhere()
    ticked = [form for form in near_forms("07LIMA40", ["Grellow"]).forms if form.phrase != "ＧＲＥＬＬＯＷ"]
    redact("07LIMA40", ["Grellow"], WHY, forms=ticked)
    assert [form.phrase for form in near_forms("07LIMA40", ["Grellow"]).forms] == ["ＧＲＥＬＬＯＷ"]
    assert "07LIMA40" in cables_with("grellow")
    assert not differences()


def test_ticked_forms_are_blacked_out_of_later_texts_too(archive: None) -> None:
    near_everywhere()
    redact("07LIMA40", ["Grellow"], WHY, forms=near_forms("07LIMA40", ["Grellow"]).forms)
    outcomes(raw(telegram("07LIMA40", subject="OF GRELLOWS AND GRELLÓW", paragraphs=["(U) gréllow. Grellowing."])))
    text = Revision.objects.get(cable__mrn="07LIMA40", number=3).text
    assert "OF █████ AND █████" in text
    assert "(U) █████. Grellowing." in text, "a form that no editor has seen"
    assert [form.phrase for form in near_forms("07LIMA40", ["Grellow"]).forms] == ["Grellowing"]
    redact("07LIMA40", ["Grellow"], WHY, forms=near_forms("07LIMA40", ["Grellow"]).forms)
    assert "(U) █████. █████." in Revision.objects.get(cable__mrn="07LIMA40", number=3).text
    assert not differences()


def test_forms_are_looked_for_in_the_texts_as_received(archive: None) -> None:
    outcomes(raw(telegram("07LIMA41", paragraphs=["(U) Otto Fritz Grellows spoke."])))
    redact("07LIMA41", ["Fritz"], WHY)
    [form] = near_forms("07LIMA41", ["Otto Grellow"]).forms
    assert (form.phrase, form.occurrences[0].text) == ("Otto Fritz Grellows", "Otto █████ Grellows")
    redact("07LIMA41", ["Otto Grellow"], WHY, forms=[form])
    assert "(U) █████ spoke." in stored_cable("07LIMA41").revisions.get().text
    assert not differences()


def test_words_over_a_page_banner_are_a_form(archive: None) -> None:
    banner = "PAGE 02        LIMA  00042  01 OF 02  182333Z"
    outcomes(raw(telegram("07LIMA42", paragraphs=[f"(U) Otto\n\n{banner}\n\nGrellow spoke."])))
    assert "Otto\nGrellow" in stored_cable("07LIMA42").paragraphs.get().text
    [form] = near_forms("07LIMA42", ["Otto Grellow"]).forms
    assert form.phrase == f"Otto {' '.join(banner.split())} Grellow"
    redact("07LIMA42", ["Otto Grellow"], WHY, forms=[form])
    assert stored_cable("07LIMA42").paragraphs.get().text == "█████ spoke."


def test_the_reasons_of_earlier_redactions_are_redacted_too(archive: None) -> None:
    redact("07LIMA20", ["ferryman"], "A boatman of Grellow’s.")
    redact("07LIMA20", ["Grellow"], WHY)
    assert Redaction.objects.earliest("pk").reason == "A boatman of █████’s."
    assert [row for row in public_rows() if "grellow" in row.lower()] == []


def test_cached_pages_are_stale(archive: None) -> None:
    client = Client()
    urls = ["/cable/07LIMA20/", "/cable/07LIMA20.txt", "/cable/07LIMA20.json", "/post/LIMA/", "/tag/PREL.json"]
    etags = {url: client.get(url).headers["ETag"] for url in urls}
    redact("07LIMA20", ["Grellow"], WHY)
    for url, tag in etags.items():
        assert client.get(url, headers={"If-None-Match": tag}).status_code == 200, url


@pytest.mark.parametrize(
    ("mrn", "phrases", "reason", "sentence"),
    [
        ("07LIMA20", [], WHY, "Name the words to be blacked out."),
        ("07LIMA20", [" "], WHY, "Name the words to be blacked out."),
        ("07LIMA20", ["G"], WHY, "G is too short: a single sign stands in too many places."),
        ("07LIMA20", ["Grell"], WHY, "Nothing of this stands in a text of 07LIMA20."),
        ("07LIMA20", ["Grellow"], "Grellow asked.", "The reason holds the words that are to be blacked out"),
        ("07LIMA20", ["Grellow"], "The Gréllows asked.", "The reason holds the words that are to be blacked out"),
        ("07LIMA20", ["LIMA 000020"], WHY, "The text could not be read any more: No message reference number"),
        ("07LIMA99", ["Grellow"], WHY, "07LIMA99 is not held."),
    ],
)
def test_impossible_redactions_are_refused(
    mrn: str, phrases: list[str], reason: str, sentence: str, archive: None
) -> None:
    before = state()
    with pytest.raises(editing.EditRefused) as refused:
        redact(mrn, phrases, reason)
    assert str(refused.value).startswith(sentence)
    assert state() == before
    assert not Redaction.objects.exists()


def test_a_text_of_any_encoding_is_blacked_out() -> None:
    content = telegram("07LIMA40", subject="SEÑOR GRELLOW").encode("latin-1") + b"\n\x81\n"
    text = content.decode("cp1252", "replace")
    given = raw(text)
    outcomes(type(given)(text=text, content=content, encoding="cp1252", where="x", format="text"))
    assert stored_cable("07LIMA40").subject == "SEÑOR GRELLOW"
    redact("07LIMA40", ["Grellow"], WHY)
    assert stored_cable("07LIMA40").subject == "SEÑOR █████"
    assert Revision.objects.get().text == text.replace("GRELLOW", "█████")
    assert not differences()


def test_no_edit_brings_the_words_back(archive: None) -> None:
    redact("07LIMA20", ["Grellow"], WHY)
    for edit in (
        lambda: correct("07LIMA20", {"subject": "OF GRELLOW"}, WHY),
        lambda: correct("07LIMA20", {"subject": "OF A MAN"}, "Grellow asked."),
        lambda: withdraw("07LIMA20", "Grellow asked."),
        lambda: purge(Redaction.objects.get(), "Grellow asked."),
    ):
        with pytest.raises(editing.EditRefused, match="This holds words that are blacked out of 07LIMA20"):
            edit()
    reported: list[str | None] = []
    service.ingest(
        [replace(raw(LATER), corrections={"subject": "OF GRELLOW"})],
        label="upload",
        reason=WHY,
        report=lambda outcome: reported.append(outcome.reason),
    )
    assert reported == ["The subject that is given holds words that are blacked out of 07LIMA20."]


def test_the_words_are_blacked_out_of_further_sources_too() -> None:
    text = telegram("07LIMA20", paragraphs=["(U) Pellam Grellow came."])
    first, again, later = (text + "\n" * count for count in range(3))
    named = replace(raw(again, where="grellow.txt"), stated={"drafter": "Grellow, P."})
    outcomes(raw(first), named)
    redact("07LIMA20", ["Grellow"], WHY)
    assert [outcome.status for outcome in outcomes(replace(named, text=later, content=later.encode()))] == ["further"]
    sources = Revision.objects.get().sources
    assert [(source.where, source.stated["drafter"]) for source in sources] == [("█████.txt", "█████, P.")] * 2
    assert not [row for row in public_rows() if "grellow" in row.lower()]
