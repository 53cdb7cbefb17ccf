"""Identity of a telegram by its witnesses. The posts are those of specimens."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.identity import WEIGHTS
from cables.telegram.parts import Witness

LINE = "UNCLAS STRELSAU 3356\n"
TEXT = f"""R 232105Z MAY 74
FM AMEMBASSY STRELSAU
TO SECSTATE WASHDC 3193

{LINE}
SUBJECT: SALT

1. THE CARAVAN CAME.
"""
BANNER = "\n\nPAGE 02        STRELSAU  {serial}  232250Z\n\n2. IT WENT.\n"
DOCUMENT = "\n\nMessage Attributes\nDocument Number: {number}\nDocument Source: CORE\n"
RECORD = TEXT + BANNER.format(serial="03356") + DOCUMENT.format(number="1974STRELS03356")


@pytest.mark.parametrize(
    ("text", "mrn"),
    [
        (TEXT, "74STRELSAU3356"),
        # a word of the format is no post, and its number no serial
        (TEXT.replace(LINE, "UNCLAS SECTION 1\n"), None),
        (TEXT.replace(LINE, "UNCLAS PART 1\n"), None),
        (TEXT.replace(LINE, "CONFIDENTIAL TOSEC 140323\n"), None),
        (TEXT.replace(LINE, "CONFIDENTIAL NODIS 14\n"), None),
        (TEXT.replace(LINE, "CONFIDENTIAL SECTO 4123\n"), None),
        (TEXT.replace(LINE, "CONFIDENTIAL SECTO 4123\n").replace("AMEMBASSY", "USDEL SECRETARY IN"), "74SECTO4123"),
        (TEXT.replace(LINE, "CONFIDENTIAL TOSEC 140323\n").replace("AMEMBASSY STRELSAU", "SECSTATE WASHDC"), None),
        (TEXT.replace(LINE, "UNCLAS SECTION 1\n") + BANNER.format(serial="03356"), "74STRELSAU3356"),
        (
            TEXT.replace(LINE, "CONFIDENTIAL TOSEC 140323\n") + DOCUMENT.format(number="1974STRELS03356"),
            "74STRELSAU3356",
        ),
        # one witness alone, where the FM line has the post
        (TEXT.replace(LINE, ""), None),
        (TEXT.replace(LINE, "") + BANNER.format(serial="03356"), "74STRELSAU3356"),
        (TEXT.replace(LINE, "") + DOCUMENT.format(number="1974STRELS03356"), "74STRELSAU3356"),
        # two that are made by machine against a line that is typed
        (TEXT.replace("3356", "3365") + BANNER.format(serial="03356"), "74STRELSAU3365"),
        (
            TEXT.replace("3356", "3365") + BANNER.format(serial="03356") + DOCUMENT.format(number="1974STRELS03356"),
            "74STRELSAU3356",
        ),
        # a year that is mistyped, none, and that of the next day in Greenwich
        (TEXT.replace("MAY 74", "MAY 47") + DOCUMENT.format(number="1974STRELS03356"), "74STRELSAU3356"),
        (TEXT.replace("R 232105Z MAY 74\n", "") + DOCUMENT.format(number="1974STRELS03356"), "74STRELSAU3356"),
        (TEXT.replace("R 232105Z MAY 74\n", ""), None),
        # a post misspelt, one that nobody knows with the FM line and without it, and one that only the FM line knows
        (TEXT.replace(LINE, "UNCLAS STRELSUA 3356\n"), "74STRELSAU3356"),
        (TEXT.replace("STRELSAU", "NOWHERE"), "74NOWHERE3356"),
        (TEXT.replace("FM AMEMBASSY STRELSAU\n", "").replace("STRELSAU", "NOWHERE"), "74NOWHERE3356"),
        (TEXT.replace(LINE, "UNCLAS NOWHERE 3356\n"), "74STRELSAU3356"),
        ("A list of shopping: 12 eggs\n", None),
        ("", None),
    ],
)
def test_the_number_is_what_the_heaviest_witnesses_agree_on(text: str, mrn: str | None) -> None:
    telegram = parse(text)
    assert (telegram.mrn, telegram.text_mrn) == (mrn, mrn)


@pytest.mark.parametrize(
    ("text", "disagreeing"),
    [
        (TEXT, None),
        (TEXT + BANNER.format(serial="03356") + DOCUMENT.format(number="1974STRELS03356"), None),
        (TEXT.replace("3356", "3365") + BANNER.format(serial="03356"), "the page banners STRELSAU 3356"),
        (TEXT + DOCUMENT.format(number="1974STRELS03365"), "the document number 1974 STRELS 3365"),
        (TEXT.replace("MAY 74", "MAY 47") + DOCUMENT.format(number="1974STRELS03356"), "the date-time group 2047"),
        (TEXT.replace("FM AMEMBASSY STRELSAU", "FM AMEMBASSY ZENDA"), "the FM line ZENDA"),
        # sent on the last day of the year, when it was the next in Greenwich
        (TEXT.replace("232105Z MAY 74", "010105Z JAN 75") + DOCUMENT.format(number="1974STRELS03356"), None),
        (TEXT.replace("232105Z MAY 74", "050105Z JAN 75") + DOCUMENT.format(number="1974STRELS03356"), "the date-time"),
        # what is cut or damaged says nothing else
        (TEXT.replace(LINE, "UNCLAS STRELSUA 3356\n"), None),
        (TEXT.replace("STRELSAU", "NOWHERE") + DOCUMENT.format(number="1974NOWHER03356"), None),
    ],
)
def test_a_disagreement_names_the_witnesses(text: str, disagreeing: str | None) -> None:
    telegram = parse(text)
    messages = [problem.message for problem in telegram.problems if problem.code == "witnesses-disagree"]
    assert messages == ([telegram.disagreement] if telegram.disagreement else [])
    assert (telegram.disagreement is None) == (disagreeing is None)
    if telegram.disagreement and disagreeing:
        assert disagreeing in telegram.disagreement.partition("but not by")[2]


def test_a_text_without_any_witness_has_none() -> None:
    assert parse("A list of shopping: 12 eggs\n").witnesses == ()


def test_what_comes_with_a_text_is_a_witness_of_its_own() -> None:
    telegram = parse("1. THE CARAVAN CAME.\n", "74STRELSAU12", published_id="74ZENDA3")
    assert telegram.witnesses == (
        Witness("source", 1974, "ZENDA", 3),
        Witness("hint", 1974, "STRELSAU", 12),
    )
    assert telegram.mrn == "74ZENDA3"


@pytest.mark.parametrize(
    ("text", "published", "mrn", "ending"),
    [
        # a line that is typed does not outweigh the source, nor does one witness that is made by machine
        (TEXT, "74STRELSAU3365", "74STRELSAU3365", "the source says 74STRELSAU3365, the text 74STRELSAU3356"),
        (TEXT.replace(LINE, "") + BANNER.format(serial="03356"), "74STRELSAU12", "74STRELSAU12", "74STRELSAU3356"),
        (TEXT + BANNER.format(serial="03356"), "74STRELSAU3365", "74STRELSAU3365", "the text 74STRELSAU3356"),
        ("DE RUEHZZ #3356/01 1432105\n" + TEXT + BANNER.format(serial="03356"), "74STRELSAU12", "74STRELSAU12", "3356"),
        # those of a record of NARA's do, unless others say what the source says
        (RECORD, "74STRELSAU12", "74STRELSAU3356", "outweigh it"),
        (RECORD, "74ZENDA12", "74STRELSAU3356", "outweigh it"),
        (
            TEXT.replace("3356", "3365") + BANNER.format(serial="03356") + DOCUMENT.format(number="1974STRELS03356"),
            "74STRELSAU3365",
            "74STRELSAU3365",
            "the text 74STRELSAU3356",
        ),
        # the year alone, and one that only the source gives
        (RECORD, "75STRELSAU3356", "75STRELSAU3356", "74STRELSAU3356"),
        (TEXT.replace("R 232105Z MAY 74\n", ""), "74STRELSAU12", "74STRELSAU12", "the text 74STRELSAU3356"),
    ],
)
def test_a_source_that_the_text_contradicts(text: str, published: str, mrn: str, ending: str) -> None:
    telegram = parse(text, published_id=published)
    assert telegram.mrn == mrn
    [message] = [problem.message for problem in telegram.problems if problem.code == "mrn-disagrees"]
    assert published in message
    assert message.endswith(ending)


def test_the_mrn_field_of_a_form_is_a_witness() -> None:
    telegram = parse("MRN: 12 ZENDA 118\nFrom: AMCONSUL ZENDA\nSubject: Salt\n\n1. (U) The salt came.\n")
    assert telegram.witnesses == (Witness("MRN field", 2012, "ZENDA", 118), Witness("FM line", post="ZENDA"))


def test_it_weighs_more_than_all_others() -> None:
    telegram = parse(
        "MRN: 12 ZENDA 118\nDate/DTG: 051530Z MAR 11\nFrom: AMEMBASSY STRELSAU\nSubject: Salt\n\n1. (U) Salt came.\n"
    )
    assert telegram.mrn == "12ZENDA118"
    assert telegram.disagreement == (
        "the text is 12ZENDA118 by the MRN field, but not by the FM line STRELSAU, the date-time group 2011"
    )


def test_every_witness_of_the_text_has_a_weight() -> None:
    text = "DE RUEHZZ #3356/01 1432105\n" + TEXT + BANNER.format(serial="03356") + "\nSTRELSAU 00003356 002 OF 002\n"
    telegram = parse(text + DOCUMENT.format(number="1974STRELS03356"))
    assert [witness.name for witness in telegram.witnesses] == [name for name in WEIGHTS if name != "MRN field"]
    assert telegram.disagreement is None


@pytest.mark.parametrize(
    ("text", "sections", "count"),
    [
        (TEXT, (), 1),
        (TEXT.replace("UNCLAS", "UNCLAS SECTION 1 OF 3"), (1,), 3),
        (TEXT.replace("UNCLAS", "UNCLAS SECTION 3 OF 3"), (3,), 3),
        (
            TEXT.replace("UNCLAS", "UNCLAS SECTION 1 OF 2") + "\n\nSTRELSAU 00003356  002 OF 002\n\n2. IT WENT.\n",
            (1, 2),
            2,
        ),
    ],
)
def test_which_sections_a_text_has(text: str, sections: tuple[int, ...], count: int) -> None:
    telegram = parse(text)
    assert (telegram.sections, telegram.section_count) == (sections, count)
    assert telegram.section == (sections[0] if len(sections) == 1 else None)
