"""Actions of editors: each says what it will do, needs a reason and a permission, and calls its service."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client
from django.test.client import encode_multipart

from cables.editing.base import LONGEST_REASON
from cables.editing.near_forms import LONGEST, MOST_FORMS
from cables.editing.redaction import redact
from cables.models import Cable, Correction, Event, Redaction, SealedText, Withdrawal
from cables.verification import verifier
from tests.admin.screen import Screen
from tests.builders import store, stored_cable, telegram

pytestmark = pytest.mark.django_db


def address(mrn: str, action: str = "change") -> str:
    """Return the URL of an action on a cable."""
    return f"/admin/cables/cable/{stored_cable(mrn).pk}/{action}/"


def act(client: Client, where: str, **data: str) -> Screen:
    """Return the page that follows an action, after requesting its form."""
    return Screen.at(client, where).send(where, **data)


def verified() -> bool:
    """Return whether verification finds no difference."""
    return not list(verifier.verify())


def test_the_page_of_a_cable_leads_to_what_its_editor_may_do(
    archivist: Client, administrator: Client, outsider: Client
) -> None:
    store(telegram())
    where = address("07LIMA101")
    tools = [node.text() for node in Screen.at(archivist, where).dom.css(".object-tools li")]
    assert tools == [
        *("Public page", "Add a revision", "Correct", "Show another revision", "Merge into another", "Withdraw")
    ]
    assert "Redact" in Screen.at(administrator, where).text(".object-tools")
    assert outsider.get(where).status_code == 403


def test_every_action_needs_its_right(archivist: Client, outsider: Client) -> None:
    store(telegram())
    for action in ("correct", "revert", "merge", "withdraw", "redact"):
        assert outsider.get(address("07LIMA101", action)).status_code == 403
        assert outsider.post(address("07LIMA101", action), {"reason": "So."}).status_code == 403
    assert archivist.post(address("07LIMA101", "redact"), {"reason": "So.", "phrases": "barges"}).status_code == 403


def test_every_action_needs_a_reason(administrator: Client) -> None:
    store(telegram())
    for action in ("revert", "merge", "withdraw", "redact"):
        screen = act(administrator, address("07LIMA101", action), reason=" ")
        assert "This field is required." in screen.messages
    assert not Event.objects.exists()


def test_correcting_and_undoing_it(archivist: Client) -> None:
    store(telegram())
    screen = act(archivist, address("07LIMA101", "correct"), tags="PGOV", reason="Misfiled.")
    assert "07LIMA101 is corrected: tags." in screen.messages
    assert "TAGS: PGOV (the text: PREL, ECON, PE; Misfiled., archivist) Undo" in screen.text("section")
    assert verified()
    where = f"/admin/cables/correction/{Correction.objects.get().pk}/undo/"
    assert "TAGS will again be what the text gives: PREL, ECON, PE." in Screen.at(archivist, where).text()
    assert "is undone" in act(archivist, where, reason="Filed rightly.").messages
    assert [row.tag.code for row in stored_cable("07LIMA101").cable_tags.all()] == ["PREL", "ECON", "PE"]
    assert "stands no more" in act(archivist, where, reason="Again.").messages


def test_a_correction_that_changes_nothing_is_reported(archivist: Client) -> None:
    store(telegram())
    assert "Nothing was changed" in act(archivist, address("07LIMA101", "correct"), reason="So.").messages
    screen = act(archivist, address("07LIMA101", "correct"), date="soon", reason="So.")
    assert "is no day of the calendar" in screen.messages


def test_a_new_number_leads_to_the_page_under_it(archivist: Client) -> None:
    store(telegram())
    screen = act(archivist, address("07LIMA101", "correct"), mrn="07LIMA110", reason="Misread.")
    assert "07LIMA110 is corrected: mrn." in screen.messages
    assert stored_cable("07LIMA110")


def test_reverting(archivist: Client) -> None:
    store(telegram(subject="FIRST"), telegram(subject="SECOND"))
    screen = Screen.at(archivist, address("07LIMA101"))
    assert "Show revision 1" in screen.text()
    assert screen.text("td:nth-child(6)") == "test test", "each revision names its batch"
    where = address("07LIMA101", "revert")
    assert Screen.at(archivist, f"{where}?number=1").attribute("#id_number", "value") == "1"
    assert "shows revision 1" in act(archivist, where, number="1", reason="The second was a draft.").messages
    assert stored_cable("07LIMA101").subject == "FIRST"
    assert "has no revision 3" in act(archivist, where, number="3", reason="So.").messages
    assert verified()


def test_withdrawing_and_restoring(archivist: Client, client: Client) -> None:
    store(telegram(), telegram("07LIMA102", refs=["07 LIMA 101"]))
    where = address("07LIMA101", "withdraw")
    assert "Held cables that cite it: 1." in Screen.at(archivist, where).text()
    assert "07LIMA101 is withdrawn" in act(archivist, where, reason="It names a source.").messages
    withdrawn = client.get("/cable/07LIMA101/")
    assert (withdrawn.status_code, "It names a source." in withdrawn.content.decode()) == (410, True)
    restore = f"/admin/cables/withdrawal/{Withdrawal.objects.get().pk}/restore/"
    assert "07LIMA101 is restored." in act(archivist, restore, reason="The source agrees.").messages
    assert client.get("/cable/07LIMA101/").status_code == 200
    assert verified()


def test_merging_is_shown_before_it_is_done(archivist: Client) -> None:
    store(telegram(), telegram("07LIMA102", subject="THE SAME"))
    where = address("07LIMA102", "merge")
    screen = act(archivist, where, into="07 lima 101", reason="Sent twice.")
    assert "goes into 07LIMA101" in screen.text()
    assert Cable.objects.count() == 2
    assert "07LIMA9 is not held" in screen.send(where, into="07LIMA9").messages
    redact("07LIMA101", ["barges"], "A private matter.")
    refused = act(archivist, where, into="07LIMA101", reason="Of barges.")
    assert "This holds words that are blacked out of 07LIMA101" in refused.messages
    assert "merged into itself" in screen.send(where, into="07LIMA102").messages
    assert "revisions of 07LIMA101" in screen.send(where).messages
    assert [cable.mrn for cable in Cable.objects.all()] == ["07LIMA101"]
    assert stored_cable("07LIMA101").revisions.count() == 2
    assert verified()


class TestRedacting:
    def test_every_place_is_shown_before_it_is_blacked_out(self, administrator: Client, client: Client) -> None:
        store(
            telegram(paragraphs=["(U) Jane Roe came. JANE\nROE left."]),
            telegram(paragraphs=["(U) Jane Roe stayed.", "(U) Nobody left."]),
        )
        where = address("07LIMA101", "redact")
        screen = act(administrator, where, phrases="Jane Roe\n", reason="A private person.")
        assert screen.text(".occurrences mark") == "Jane Roe JANE ROE Jane Roe"
        assert not Redaction.objects.exists()
        assert "is redacted in all its texts" in screen.send(where).messages
        assert "Jane Roe" not in client.get("/cable/07LIMA101/").content.decode()
        assert verified()

    def test_a_withdrawn_cable_is_redacted_too(self, administrator: Client, archivist: Client, client: Client) -> None:
        store(telegram(paragraphs=["(U) Jane Roe came."]))
        act(administrator, address("07LIMA101", "withdraw"), reason="Unfit.")
        page = f"/admin/cables/withdrawal/{Withdrawal.objects.get().pk}/"
        assert archivist.get(f"{page}redact/").status_code == 403
        assert f"{page}redact/" in administrator.get(f"{page}change/").content.decode()
        screen = act(administrator, f"{page}redact/", phrases="Jane Roe", reason="A private person.")
        assert screen.text(".occurrences mark") == "Jane Roe"
        assert "is redacted in all its texts" in screen.send(f"{page}redact/").messages
        assert client.get("/cable/07LIMA101/").status_code == 410
        act(administrator, f"{page}restore/", reason="It is fit now.")
        assert "█████ came." in client.get("/cable/07LIMA101.txt").content.decode()
        assert verified()

    def test_what_arrived_meanwhile_is_shown_too(self, administrator: Client) -> None:
        store(telegram(paragraphs=["(U) Jane Roe came."]))
        where = address("07LIMA101", "redact")
        screen = act(administrator, where, phrases="Jane Roe", reason="A private person.")
        store(telegram(paragraphs=["(U) Jane Roe came by barge."]))
        screen = screen.send(where)
        assert "Revision 2" in screen.text()
        assert not Redaction.objects.exists()
        assert "is redacted" in screen.send(where).messages

    def test_words_that_stand_nowhere_are_reported(self, administrator: Client) -> None:
        store(telegram())
        where = address("07LIMA101", "redact")
        screen = act(administrator, where, phrases="barges\nJane Row\n", reason="A private person.")
        assert screen.text(".occurrences mark") == "BARGES barges"
        assert screen.text(".nowhere strong") == "Jane Row"
        screen = act(administrator, where, phrases="Jane Roe", reason="A private person.").send(where)
        assert "Nothing of this stands in a text" in screen.messages

    def test_near_forms_are_listed_to_be_ticked(self, administrator: Client) -> None:
        store(telegram(paragraphs=["(U) Jane Roe came.", "(U) Of Róe, two Roes and Ro\u200be. Róe left."]))
        where = address("07LIMA101", "redact")
        screen = act(administrator, where, phrases="Roe", reason="A private person.")
        assert screen.boxes() == {
            "All of these 3": "all",
            **{label: screen.boxes()[label] for label in ("Róe", "Roes", "Ro\u200be")},
        }
        assert screen.text(".near-form .place") == " ".join(["Revision 1, paragraph 2:"] * 4)
        assert "With U+200B ZERO WIDTH SPACE." in screen.text(".near-form .help")
        assert screen.dom.css("input[name=near][checked]") == []
        screen.send(where, near=[screen.boxes()["Róe"], screen.boxes()["Ro\u200be"]])
        text = stored_cable("07LIMA101").revisions.get().text
        assert "Of █████, two Roes and █████. █████ left." in text
        assert verified()

    def test_all_near_forms_are_ticked_at_once(self, administrator: Client) -> None:
        store(telegram(paragraphs=["(U) Jane Roe and two Roes and Róe."]))
        where = address("07LIMA101", "redact")
        act(administrator, where, phrases="Roe", reason="A private person.").send(where, near="all")
        assert "Jane █████ and two █████ and █████." in stored_cable("07LIMA101").revisions.get().text

    def test_all_boxes_fit_a_request_and_further_forms_are_listed_next(self, administrator: Client) -> None:
        forms = [f"Jane{'.' * number}Roe" for number in range(1, MOST_FORMS + 11)]
        store(telegram(paragraphs=[f"(U) {', '.join(forms)}."]))
        where = address("07LIMA101", "redact")
        typed = {"phrases": f"Jane Roe\r\n{'宇' * LONGEST}", "reason": "界" * LONGEST_REASON}
        boundary = "-" * 60
        for listed in (forms[:MOST_FORMS], forms[MOST_FORMS:]):
            screen = act(administrator, where, **typed)
            boxes = screen.boxes()
            assert list(boxes) == [f"All of these {len(listed)}", *listed]
            assert ("There are more forms than these" in screen.text(".near-forms")) == (listed[0] == forms[0])
            ticked = [boxes[form] for form in listed]
            content = encode_multipart(boundary, {**screen.fields(), **typed, "near": ticked})
            assert len(content) <= settings.REQUEST_SIZE
            kind = f"multipart/form-data; boundary={boundary}"
            after = Screen(administrator, administrator.post(where, content, content_type=kind, follow=True))
            assert "is redacted" in after.messages
        assert "Roe" not in stored_cable("07LIMA101").revisions.get().text
        assert verified()

    def test_words_that_have_near_forms_alone(self, administrator: Client) -> None:
        store(telegram(paragraphs=["(U) Of two Does."]))
        where = address("07LIMA101", "redact")
        screen = act(administrator, where, phrases="Doe", reason="A private person.")
        assert (screen.text(".nowhere strong"), screen.messages) == ("Doe", "")
        refused = screen.send(where)
        assert "Nothing of this stands in a text of 07LIMA101." in refused.messages
        assert "is redacted" in refused.send(where, near=refused.boxes()["Does"]).messages
        assert "Of two █████." in stored_cable("07LIMA101").revisions.get().text

    def test_boxes_stay_ticked_where_the_page_is_shown_again(self, administrator: Client) -> None:
        store(telegram(paragraphs=["(U) Jane Roe and two Roes."]))
        where = address("07LIMA101", "redact")
        screen = act(administrator, where, phrases="Roe", reason="A private person.")
        box = screen.boxes()["Roes"]
        again = screen.send(where, near=box, reason="Roe asked.")
        assert again.attribute("input[name=near][checked]", "value") == box
        assert "The reason holds the words" in again.messages

    def test_a_form_that_is_in_no_text_is_not_told_of(self, administrator: Client) -> None:
        store(telegram(paragraphs=["(U) Jane Roe came."]))
        screen = act(administrator, address("07LIMA101", "redact"), phrases="Roe", reason="A private person.")
        assert screen.text(".near-forms") == "Search finds no other form of the words in this cable."

    @pytest.mark.parametrize(
        ("phrases", "reason", "sentence"),
        [
            ("Jane Roe", "Jane Roe asked.", "The reason holds the words that are to be blacked out"),
            ("Roe", "Of the Roes.", "The reason holds the words that are to be blacked out"),
            ("Jane Roe", "Of the barges.", "This holds words that are blacked out of 07LIMA101"),
            ("J", "So.", "J is too short"),
            ("Jane Row", "So.", "Nothing of this stands in a text"),
            ("LIMA 000101", "So.", "The text could not be read any more"),
        ],
    )
    def test_what_cannot_be_done_is_refused_before_it_is_confirmed(
        self, administrator: Client, phrases: str, reason: str, sentence: str
    ) -> None:
        store(telegram(paragraphs=["(U) Jane Roe came by barges."]))
        redact("07LIMA101", ["barges"], "A private matter.")
        screen = act(administrator, address("07LIMA101", "redact"), phrases=phrases, reason=reason)
        assert sentence in screen.messages
        assert screen.dom.css("input[name=confirmed]") == []
        assert Redaction.objects.count() == 1
        assert verified()

    def test_the_sealed_text_is_for_administrators_until_it_is_purged(
        self, administrator: Client, archivist: Client
    ) -> None:
        store(telegram(paragraphs=["(U) Jane Roe came."]))
        where = address("07LIMA101", "redact")
        act(administrator, where, phrases="Jane Roe", reason="A private person.").send(where)
        sealed = f"/admin/cables/sealedtext/{SealedText.objects.get().pk}/change/"
        assert "Jane Roe came." in Screen.at(administrator, sealed).text("pre.raw-text")
        assert archivist.get(sealed).status_code == 403
        purge = f"/admin/cables/redaction/{Redaction.objects.get().pk}/purge/"
        assert archivist.get(purge).status_code == 403
        assert "deleted for good" in act(administrator, purge, reason="She asked for it.").messages
        assert not SealedText.objects.exists()
