"""Sections of a telegram in one text: each cleaned by itself, and those that lack are said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram import parse
from cables.telegram.sections import MOST, SEPARATOR, clean_sections, sections_of
from cables.telegram.vocabulary import DEFAULT
from tests.builders import release

HEADING = "P 150930Z JUN 74\nFM AMEMBASSY LIMA\nTO SECSTATE WASHDC 1234\n"
FIELDS = "E.O. 11652: N/A\nTAGS: PREL, PE\nSUBJECT: TOLL BARGES\n\n"
BODIES = ("1. THE BARGES CAME.\n2. THEY WENT AND", "CAME BACK.\n3. MORE OF IT.", "4. THE END.\nROE")


def section(number: int) -> str:
    """Return the text of one of three sections, as it arrives alone."""
    fields = FIELDS if number == 1 else ""
    return f"{HEADING}UNCLAS SECTION {number} OF 3 LIMA 2004\n{fields}{BODIES[number - 1]}\n\nUNCLASSIFIED\n\nNNN\n"


def test_sections_are_read_as_one_text() -> None:
    telegram = parse(SEPARATOR.join(map(section, (1, 2, 3))))
    assert (telegram.mrn, telegram.sections, telegram.section_count) == ("74LIMA2004", (1, 2, 3), 3)
    assert [(each.number, each.text) for each in telegram.paragraphs] == [
        (1, "THE BARGES CAME."),
        (2, "THEY WENT AND\nCAME BACK."),
        (3, "MORE OF IT."),
        (4, "THE END."),
    ]
    assert (telegram.subject, telegram.signer, telegram.problems) == ("TOLL BARGES", "ROE", ())


TRANSMITTED = "VZCZCXYZ000{0}\nRR RUEHC\nDE RUEHZZ #2004/0{0} 1561020\nZNR UUUUU ZZH\n"
REPEATED = "E.O. 12958: N/A\nTAGS: PREL, QR\nSUBJECT: TOLL\nBARGES\n\nREF: STRELSAU 88\n\n"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param("", id="none"),
        pytest.param(REPEATED, id="as in the first"),
        pytest.param(f"SIPDIS\n\n{REPEATED}", id="below a caption"),
        pytest.param(REPEATED.lower(), id="in another case"),
        pytest.param(REPEATED.replace("BARGES", "BARGES\n\n"), id="blank lines"),
        pytest.param("SUBJECT: TOLL (SECTION 2 OF 2)\n\n", id="with its section"),
    ],
)
@pytest.mark.parametrize("line", ["UNCLAS SECTION 02 OF 02 ZENDA 002004", "UNCLAS ZENDA 2004/2"])
@pytest.mark.parametrize("end", ["\nBT\n#2004\n\nNNNN\n", "\n\nUNCLASSIFIED\n\n\nNNN\n", "\nUNCLASSIFIED NNNN\n", "\n"])
def test_what_was_sent_again_is_not_in_the_text(fields: str, line: str, end: str) -> None:
    above = "FM AMCONSUL ZENDA\nTO SECSTATE WASHDC 1291\n"
    first = TRANSMITTED.format(1) + f"R 051020Z JUN 07\n{above}UNCLAS SECTION 01 OF 02 ZENDA 002004\n\n{REPEATED}"
    later = TRANSMITTED.format(2) + f"R 051020Z JUN 07\n{above}{line}\n\n{fields}"
    text = f"{first}1. The barges came and{end}{SEPARATOR}{later}went back.\n\n2. The end.\n\nHENTZAU{end}"
    telegram = parse(text)
    assert [each.text for each in telegram.paragraphs] == ["The barges came and\nwent back.", "The end."]
    assert (telegram.subject, telegram.signer) == ("TOLL BARGES", "HENTZAU")
    assert [each.mrn for each in telegram.references] == ["07STRELSAU88"]


@pytest.mark.parametrize(
    "text",
    [
        "went to see REF A and the\nSUBJECT: SALT of the letter.",
        "SUBJECT: SALT stood on the letter.",
        "REF A says so.",
        "He showed the telegram\nCONFIDENTIAL STRELSAU 88\nto the mayor.",
    ],
)
def test_what_only_looks_like_a_heading_is_text(text: str) -> None:
    later = section(2).replace(BODIES[1], text)
    paragraphs = parse(section(1) + SEPARATOR + later).paragraphs
    assert " ".join(text.split()) in " ".join(" ".join(each.text.split()) for each in paragraphs)


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((1, 2), "section 3 of 3 not held"),
        ((1, 3), "section 2 of 3 not held"),
        ((2, 3), "section 1 of 3 not held"),
        ((3,), "sections 1, 2 of 3 not held"),
    ],
)
def test_sections_that_lack_are_a_problem(numbers: tuple[int, ...], message: str) -> None:
    telegram = parse(SEPARATOR.join(map(section, numbers)))
    assert [each.message for each in telegram.problems if each.code == "sections-missing"] == [message]


FULL = "THE BARGES CAME BACK TO THE LOWER SARN, AND THE TOLL WAS PAID.\n"
TORN = "2. THE TOLL OF THE LOWER SARN IS PAID IN SALT, AND THE BARGES OF THE"


@pytest.mark.parametrize(
    ("line", "body", "message"),
    [
        ("SECTION 1 OF 3", FULL, "sections 2, 3 of 3 not held"),
        ("SECTION 1 OF 3", f"{FULL * 60}\nROE", "sections 2, 3 of 3 not held"),
        ("SECTION 01 OF 02", f"{FULL}\nROE", "section 2 of 2 not held"),
        ("SECTION ONE OF TWO", FULL, "section 2 of 2 not held"),
        ("PART 1 OF 2", FULL, "section 2 of 2 not held"),
        ("SECTION 1 OF 2", f"{FULL * 80}\n{TORN}", "section 2 of 2 not held"),
        ("SECTION 1 OF 2", f"{FULL * 80}\n{TORN} CROWN", "section 2 of 2 not held"),
        ("SECTION 1 OF 2", f"{FULL * 80}\n{TORN} CROWN.", None),
        ("SECTION 1 OF 2", f"{FULL * 80}\n{TORN} CROWN. END COMMENT", None),
        ("SECTION 1 OF 2", f"{FULL * 80}\n{TORN} CROWN ARE SEEN AT HTTP://SARN.EXAMPLE", None),
        ("SECTION 1 OF 2", f"{FULL * 80}\n{TORN}\n\nROE", None),
        ("SECTION 1 OF 2", f"{FULL * 80}\nROE", None),
        ("SECTION 1 OF 3", f"{FULL * 130}\nROE", None),
        ("SECTION 1 OF 3", f"(This is a partial extract of the original cable)\n{FULL}", None),
    ],
)
def test_a_first_section_alone_may_be_the_whole_text_where_it_is_long_enough(
    line: str, body: str, message: str | None
) -> None:
    telegram = parse(f"{HEADING}UNCLAS {line} LIMA 2004\n{FIELDS}1. {body}\n")
    assert telegram.sections == (1,)
    assert [each.message for each in telegram.problems] == ([message] if message else [])


def test_a_text_of_which_something_is_withheld_may_be_the_whole() -> None:
    text = f"{HEADING}UNCLAS SECTION 1 OF 2 LIMA 2004\n{FIELDS}1. {FULL}\n2. [        ] B1\n\nROE\n"
    assert parse(text).problems == parse(release(text)).problems == ()
    assert [each.code for each in parse(text.replace("[        ] B1", "IT ROSE.")).problems] == ["sections-missing"]


@pytest.mark.parametrize(("number", "message"), [(1, None), (2, "section 1 of 2"), (3, "sections 1, 2 of 3")])
def test_a_section_that_only_the_serial_numbers(number: int, message: str | None) -> None:
    telegram = parse(f"{HEADING}UNCLAS LIMA 2004/{number}\n{FIELDS}1. {FULL}")
    assert (telegram.section, telegram.section_count) == (number, number)
    assert [each.message for each in telegram.problems] == ([f"{message} not held"] if message else [])


PIECES = st.sampled_from(
    [SEPARATOR, section(1), section(2), "\r\n", " ", "1. MUD.", "UNCLASSIFIED", "NNN", "\x1c", "LIMA"]
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_read_stands_in_the_source(text: str) -> None:
    cleaned = clean_sections(text, DEFAULT)
    for offset, character in enumerate(cleaned.text):
        if not character.isspace():
            assert text[cleaned.source_map.to_source(offset)] == character
    for paragraph in parse(text).paragraphs:
        assert cleaned.text.startswith(paragraph.text, paragraph.start)


def test_a_text_with_too_many_separators_is_one() -> None:
    assert len(sections_of(SEPARATOR * (MOST + 1))) == 1
