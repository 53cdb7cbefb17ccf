"""Stamps of FOIA releases: in every form in which texts have them, what they state, and what only looks like them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram import parse
from cables.telegram.clean import clean
from cables.telegram.release_stamps import find_stamps
from cables.telegram.vocabulary import DEFAULT
from tests.builders import telegram

STAMP = "UNCLASSIFIED U.S. Department of State Case No. F-2012-00000 Doc No. C00000000 Date: 01/01/2013"
SAID = {"case_number": "F-2012-00000", "document_number": "C00000000", "release_date": "01/01/2013"}

# What stands between "1. THE DUKE" and "WENT.", one sentence, and what it states.
BETWEEN = [
    (f"{STAMP}\n", SAID),
    (f"\n{STAMP}\n\n\f{STAMP}\n\n", SAID),
    (f"{STAMP}\n{STAMP}\n", SAID),
    (f"\n          {STAMP.replace(' U', '    U').replace(' C', '    C').replace(' D', '    D')}\n\n", SAID),
    ("\nUNCLASSIFIED\nU.S. Department of State\nCase No. F-2012-00000\nDoc No. C00000000\nDate: 01/01/2013\n", SAID),
    ("UNCLASSIFIED\n\nU.S. Department of State\n\nCase No. F-2012-00000\n\nDate: 01/01/2013\n\nC00000000\n\n", SAID),
    ("UNCLASSIFIED U.S. Department of\nState Case No.\nF-2012-00000 Doc No. C00000000 Date:\n01/01/2013\n", SAID),
    ("U.S. Department of State UNCLASSIFIED\nDate: 01/01/2013 Doc No. C00000000 Case No. F-2012-00000\n", SAID),
    (f"SECRET\n{STAMP}\n\n{STAMP}\nSECRET\n\n", SAID),
    (f"~~SECRET~~\n{STAMP}\n", SAID),
    (f"CONFIDENTIAL UNCLASSIFIED\n{STAMP}\n", SAID),
    (f"SECRET\nNOFORN\n{STAMP}\n{STAMP}\nC00000000\nSECRET//NOFORN\n", SAID),
    (f"SENSITIVE BUT UNCLASSIFIED\n      Page 1 of 3\n{STAMP}\n", SAID),
    (f"\n{STAMP.replace('U.S.', 'U.S,').replace('No.', 'No')}\n", SAID),
    (f"{STAMP}\nDeclassify on: 01/01/2025\n", SAID),
    (f"{STAMP}\n\nDeclassify on: 01/01/2025\n\n", SAID),
    ("\nCase No. FL-2014-00123\n\n", {"case_number": "FL-2014-00123"}),
    ("\nRELEASE IN PART\nB6\n\n", {"release": "RELEASE IN PART B6"}),
    ("\nRELEASE IN PART B1,1.4(D),B6\n\n", {"release": "RELEASE IN PART B1,1.4(D),B6"}),
    ("\nRELEASED IN FULL\n\n", {"release": "RELEASED IN FULL"}),
    ("\nUNCLASSIFIED\nRELEASED IN FULL\nUNCLASSIFIED\n\n", {"release": "RELEASED IN FULL"}),
    ("REVIEW AUTHORITY: Jane Q. Roe, Senior Reviewer\n", {"review_authority": "Jane Q. Roe, Senior Reviewer"}),
    ("REVIEW AUTHORITY: Jane Q. Roe, Senior\nReviewer\n", {"review_authority": "Jane Q. Roe, Senior Reviewer"}),
    ("REVIEW AUTHORITY: Jane Q.\nRoe, Senior Reviewer\n", {"review_authority": "Jane Q. Roe, Senior Reviewer"}),
    ("REVIEW AUTHORITY:\nJane Q. Roe, Senior Reviewer\n\n", {"review_authority": "Jane Q. Roe, Senior Reviewer"}),
    ("REVIEW AUTHORITY: Jane Q. Roe\n\n", {"review_authority": "Jane Q. Roe"}),
    (
        "UNCLASSIFIED\nRELEASED IN FULL\nREVIEW AUTHORITY: JANE Q ROE\nDATE/CASE ID: 20 JUN 2005 200402345\n",
        {
            "case_number": "200402345",
            "release": "RELEASED IN FULL",
            "release_date": "20 JUN 2005",
            "review_authority": "JANE Q ROE",
        },
    ),
    *(
        (between, {"case_number": "FL-2017-00000", "document_number": "A-00000000000", "release_date": "1/31/2019"})
        for between in (
            'FL-2017-00000 A-00000000000 "UNCLASSIFIED" 1/31/2019\n',
            '\nFL-2017-00000 A-00000000000 "UNCLASSIFIED" 1/31/2019 Page 12\n\n',
            "FL-2017-00000\nA-00000000000\n\u201cUNCLASSIFIED\u201d\n1/31/2019\n",
        )
    ),
    ("\nSTATE DEPT. - PRODUCED TO HOUSE SELECT SALT COMM.\nRELEASE IN PART B6\n\n", {"release": "RELEASE IN PART B6"}),
    (
        f"{STAMP}\nSTATE DEPT. - PRODUCED TO HOUSE SELECT SALT COMM.\nSUBJECT TO AGREEMENT ON SENSITIVE INFORMATION. "
        "NO FOIA WAIVER.\n",
        SAID,
    ),
    (
        f"{STAMP}\nClassified by DAS, A/GIS, DoS on 07/30/2015 - Class: SECRET - Reason:\n1.4(D) - Declassify on: "
        "12/27/2027\n",
        SAID,
    ),
]


@pytest.mark.parametrize(("between", "stated"), BETWEEN)
def test_stamps_between_pages_are_no_text(between: str, stated: dict[str, str]) -> None:
    cleaned = clean(f"1. THE DUKE\n\n{between}WENT.", DEFAULT)
    assert cleaned.text == "1. THE DUKE\nWENT."
    assert cleaned.attributes == stated


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"1. THE DUKE {STAMP} WENT.", "1. THE DUKE\nWENT."),
        (f"1. He went. {STAMP} 2. She stayed.", "1. He went.\n2. She stayed."),
        (f"1. He went.     {STAMP}\n2. She stayed.", "1. He went.\n2. She stayed."),
        ("VZCZCXYZ0001          RELEASE IN PART B6\nPP RUEHC", "VZCZCXYZ0001\nPP RUEHC"),
        ("REF: ZENDA 12       REVIEW AUTHORITY: Jane Q. Roe\n1. He", "REF: ZENDA 12\n1. He"),
    ],
)
def test_stamps_at_the_end_of_a_line_and_within_one(text: str, expected: str) -> None:
    assert clean(text, DEFAULT).text == expected


@pytest.mark.parametrize(
    "text",
    [
        "1. In Court Case No. 2012-00345 he won.",
        "1. The hostages were to be\nRELEASED IN FULL\nview of all.",
        "1. The review authority: the board\nsaid so.",
        "1. He asked for Doc No. 12 of the file.",
        "1. He wrote to the\nU.S. Department of State\non\nDate: 01/01/2013",
        "1. THE DUKE\nDeclassify on: 01/01/2025\nWENT.",
        "1. THE DUKE\nC00000000\nPage 1 of 3\nNOFORN\nWENT.",
    ],
)
def test_what_is_text(text: str) -> None:
    assert clean(text, DEFAULT).text == text


def test_fields_of_the_telegram_stay() -> None:
    text = f"{STAMP}\nE.O. 12958: N/A\nClassified By: DCM Roe\nReason: 1.4 (d)\n\nDeclassify on: 01/01/2025\n\n1. He"
    assert clean(text, DEFAULT).text == text.removeprefix(f"{STAMP}\n")


@pytest.mark.parametrize("struck", ["~~C O N F I D E N T I A L~~ ZENDA 000340", "C\u0336O\u0336N\u0336F ZENDA 000340"])
def test_struck_classifications_are_read(struck: str) -> None:
    assert parse(telegram(classification="C O N F I D E N T I A L").replace("C O N F I D E N T I A L", struck)).mrn
    assert clean(f"{struck}\n1. ~~(C)~~ He", DEFAULT).text.endswith("ZENDA 000340\n1. (C) He")


def test_no_stamp_is_in_a_field() -> None:
    text = telegram(refs=["LIMA 909", "LIMA 910"], subject="A CABLE\nOF TWO LINES")
    plain = parse(text)
    stamped = parse(
        "\n".join(f"{line}\n\n{STAMP}\n{STAMP}\n" if line.startswith("SUBJECT") else line for line in text.split("\n"))
    )
    assert stamped.subject == plain.subject
    assert stamped.references == plain.references
    assert [paragraph.text for paragraph in stamped.paragraphs] == [paragraph.text for paragraph in plain.paragraphs]


def test_codes_of_the_release_line_beside_the_text() -> None:
    cleaned = clean("VZCZCXYZ0001        RELEASE IN PART\nPP RUEHC             B1,1.4(D)\nDE RUEHPE", DEFAULT)
    assert cleaned.text == "VZCZCXYZ0001\nPP RUEHC\nDE RUEHPE"
    assert cleaned.attributes == {"release": "RELEASE IN PART B1,1.4(D)"}
    assert not cleaned.margin


def test_captions_of_the_header_stay() -> None:
    parsed = parse(f"{STAMP}\n" + telegram(captions=("SIPDIS", "NOFORN")).replace("E.O.", f"{STAMP}\n\nE.O."))
    assert parsed.captions == ("SIPDIS", "NOFORN")


def test_every_number_is_kept_once() -> None:
    other = STAMP.replace("C00000000", "C00000001")
    stamps = find_stamps(f"{STAMP}\ntext\n{other}\ntext\n{STAMP}\n")
    assert stamps.stated["document_number"] == "C00000000, C00000001"
    assert len(stamps.found) == 3


def test_the_numbers_of_the_national_archives_stay_beside_those_of_a_release() -> None:
    text = f"1. He went.\n{STAMP}\nMessage Attributes\nDocument Number: 1975ZENDA00418\nFilm Number: D1\n"
    assert clean(text, DEFAULT).attributes["document_number"] == "1975ZENDA00418, C00000000"


PIECES = st.sampled_from(
    [
        *STAMP.split(" "),
        *("RELEASE IN PART", "B6", "REVIEW AUTHORITY:", "Jane Q. Roe", "Reviewer", "Declassify on: 01/01/2025"),
        *(" ", "   ", "\n", "\n\n", "1. ", "He went.", "SECRET", "PAGE 02  ZENDA  00418  061652Z", STAMP, "~~"),
    ]
)


@given(st.lists(PIECES, max_size=30).map(" ".join) | st.lists(PIECES, max_size=30).map("\n".join))
def test_stamps_are_in_order(text: str) -> None:
    stamps = find_stamps(text).found
    assert all(stamp.start < stamp.end <= len(text) for stamp in stamps)
    assert all(before.end <= after.start for before, after in pairwise(stamps))
    parse(text)
