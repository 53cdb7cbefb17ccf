"""Records without text: what stands in place of a text, why there is none, and what is known all the same."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.textless import LONGEST_NOTICE, Absence, Facts, facts_of, notice_of, stated_facts, states_facts
from tests.builders import record, telegram

NOTICES = [
    ("", "", Absence.NONE),
    ("n/a", "", Absence.NONE),
    ("N/A.", "", Absence.NONE),
    ("-N/A OR BLANK-", "", Absence.NONE),
    ("(NO TEXT)", "", Absence.NONE),
    ("TEXT ON MICROFILM", "TEXT ON MICROFILM", Absence.FILM),
    ("Microfiche only.", "Microfiche only.", Absence.FILM),
    ("THIS DOCUMENT IS HELD ON MICROFILM.", "THIS DOCUMENT IS HELD ON MICROFILM.", Absence.FILM),
    ("THE TEXT OF THIS TELEGRAM HAS BEEN WITHDRAWN", "THE TEXT OF THIS TELEGRAM HAS BEEN WITHDRAWN", Absence.WITHDRAWN),
    ("Withdrawn under exemption B1", "Withdrawn under exemption B1", Absence.WITHDRAWN),
    (
        "WITHDRAWAL NOTICE\n\nThe item identified below was taken out of the file.",
        "WITHDRAWAL NOTICE The item identified below was taken out of the file.",
        Absence.WITHDRAWN,
    ),
    ("Error Reading Text Index", "Error Reading Text Index", Absence.ERROR),
    ("Unable to read the text segment.", "Unable to read the text segment.", Absence.ERROR),
    ("MESSAGE COULD NOT BE RETRIEVED", "MESSAGE COULD NOT BE RETRIEVED", Absence.ERROR),
    ("Text unretrievable", "Text unretrievable", Absence.ERROR),
]


@pytest.mark.parametrize(("text", "notice", "absence"), NOTICES)
def test_what_stands_in_place_of_a_text(text: str, notice: str, absence: Absence) -> None:
    attributes = record(f"Message Text\n\n{text}\n", Document_Number="1979LIMA00007", Subject="SALT")
    for source, stated in ((attributes, {}), (text, {"subject": "SALT"})):
        found = notice_of(parse(source, "79LIMA7", stated=stated))
        assert found == notice
        assert facts_of({}, found).absence is absence


@pytest.mark.parametrize(
    "text",
    [
        telegram("79LIMA7", date="1979-10-13"),
        telegram("79LIMA7", date="1979-10-13", paragraphs=["(U) The document was withdrawn."]),
        telegram("79LIMA7", date="1979-10-13", paragraphs=[], signer=None),
        "1. The document was withdrawn.",
        "(U) Error upon error was made at the lock.",
        "THE KEEPER SAYS THAT THE DOCUMENT WAS WITHDRAWN.",
        "The stamp fair is in August.",
        "Withdrawn, the keeper sits by the lock. " * (LONGEST_NOTICE // 30),
        "SUBJECT: WITHDRAWN",
    ],
)
def test_texts(text: str) -> None:
    assert notice_of(parse(text, "79LIMA7", stated={"subject": "SALT"})) is None


def test_a_heading_alone_is_a_record_where_the_locator_says_that_the_text_is_elsewhere() -> None:
    text = telegram("79LIMA7", date="1979-10-13", paragraphs=[], signer=None)
    assert notice_of(parse(record(text, Locator="TEXT ON MICROFILM"))) == ""
    assert notice_of(parse(record(text, Locator="TEXT ON-LINE, ON MICROFILM"))) is None


@pytest.mark.parametrize(
    ("stated", "facts"),
    [
        ({}, Facts(Absence.NONE, None, None, None, None)),
        (
            {"locator": "TEXT ON MICROFILM", "draft_date": "23 may 1979", "film_number": "p790012-0034"},
            Facts(Absence.FILM, "1979-05-23", "draft", None, "P790012-0034"),
        ),
        (
            {"created": "1979-05-24", "draft_date": "23 may 1979", "subject": "SALT"},
            Facts(Absence.NONE, "1979-05-24", "sent", "SALT", None),
        ),
        ({"sent_date": "05/24/1979", "errors": "X01"}, Facts(Absence.ERROR, "1979-05-24", "sent", None, None)),
        ({"review_action": "WITHDRAWN"}, Facts(Absence.WITHDRAWN, None, None, None, None)),
        ({"draft_date": "31 feb 1979"}, Facts(Absence.NONE, None, None, None, None)),
    ],
)
def test_facts(stated: dict[str, str], facts: Facts) -> None:
    assert facts_of(stated, "") == facts


def test_what_is_stated_has_the_names_of_message_attributes() -> None:
    stated = {"film": "D1", "subj": " STAMP\nFAIR ", "tags": "n/a", "origin": "LIMA", "from": "LIMA CN", "shelf": "7"}
    assert stated_facts(stated) == {"film_number": "D1", "subject": "STAMP FAIR", "from": "LIMA", "shelf": "7"}


@pytest.mark.parametrize(
    ("names", "expected"),
    [(["film"], True), (["subject"], True), (["created"], True), (["mrn", "body"], False), ([], False)],
)
def test_names_that_state_facts(names: list[str], expected: bool) -> None:
    assert states_facts(names) is expected
