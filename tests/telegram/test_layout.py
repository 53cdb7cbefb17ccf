"""Layout of a telegram."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram import parse
from cables.telegram.layout import KeywordField, find_layout
from cables.telegram.vocabulary import DEFAULT

PLAIN = """P 241326Z SEP 07
FM AMEMBASSY STRELSAU
TO SECSTATE WASHDC PRIORITY 6934

S E C R E T STRELSAU 003229

SIPDIS
DEPT FOR EUR

E.O. 12958: DECL: 12/12/2018
TAGS: PREL, PGOV
SUBJECT: A FERRY
AND A BRIDGE

REF: A. ZENDA 12
     B. 06 LIMA 99

Classified By: DCM Jane Roe for reasons 1.4 (b)

1. (C) Summary: The ferry sank.
"""


def content(text: str, field: KeywordField | None) -> str | None:
    return text[field.start : field.end].strip() if field else None


def test_the_parts_of_a_plain_telegram() -> None:
    layout = find_layout(PLAIN, DEFAULT)
    assert PLAIN[: layout.heading_end].endswith("6934\n\n")
    assert layout.classification
    assert layout.classification.serial == 3229
    assert PLAIN[slice(*layout.captions)].split("\n") == ["", "", "SIPDIS", "DEPT FOR EUR", "", ""]
    assert content(PLAIN, layout.executive_order) == "12958: DECL: 12/12/2018"
    assert content(PLAIN, layout.tags) == "PREL, PGOV"
    assert content(PLAIN, layout.subject) == "A FERRY\nAND A BRIDGE"
    assert content(PLAIN, layout.references) == "A. ZENDA 12\n     B. 06 LIMA 99"
    assert content(PLAIN, layout.classified_by) == "DCM Jane Roe for reasons 1.4 (b)"
    assert PLAIN[layout.body :].strip() == "1. (C) Summary: The ferry sank."


HEADERS = {
    "blank lines everywhere": PLAIN.replace("\n", "\n\n"),
    "blanks at the ends of lines": PLAIN.replace("\n", " \n"),
    "no colons": PLAIN.replace("E.O. 12958: DECL:", "EO 12958 DECL:").replace("TAGS:", "TAGS"),
    "lower case": PLAIN.capitalize(),
    "one line": " ".join(PLAIN[PLAIN.index("S E C R E T") :].split()),
    "another order": PLAIN.replace("TAGS: PREL, PGOV\n", "").replace("REF:", "TAGS: PREL, PGOV\nREF:"),
    "REF before SUBJECT": "SECRET STRELSAU 003229\n\nREF: A. ZENDA 12\n     B. 06 LIMA 99\n\n"
    "E.O. 12958: DECL: 12/12/2018\nTAGS: PREL, PGOV\nSUBJECT: A FERRY\nAND A BRIDGE\n\n"
    "Classified By: DCM Jane Roe for reasons 1.4 (b)\n\n1. (C) Summary: The ferry sank.",
    "after a long prelude": "If you are new here:\n1. Each page has three parts\n2. The second is the text.\n" * 400
    + PLAIN,
    "the level once more above": "SECRET\n\n" + PLAIN,
    "the serial once more above": "SECRET   STRELSAU   00003229\n" + PLAIN,
    "an id with its own keyword": "Reference ID: 07STRELSAU3229\n" + PLAIN,
}


@pytest.mark.parametrize("text", HEADERS.values(), ids=HEADERS.keys())
def test_the_keywords_stand_anywhere(text: str) -> None:
    layout = find_layout(text, DEFAULT)
    assert layout.classification
    assert layout.classification.serial == 3229
    assert str(content(text, layout.executive_order)).upper().endswith("12/12/2018")
    assert str(content(text, layout.tags)).upper() == "PREL, PGOV"
    assert " ".join(str(content(text, layout.subject)).upper().split()) == "A FERRY AND A BRIDGE"
    assert " ".join(str(content(text, layout.references)).upper().split()) == "A. ZENDA 12 B. 06 LIMA 99"
    assert str(content(text, layout.classified_by)).upper() == "DCM JANE ROE FOR REASONS 1.4 (B)"
    assert text[layout.body :].strip().upper() == "1. (C) SUMMARY: THE FERRY SANK."


REFERENCES = [
    ("REF: ZENDA 12\n\n1. Text", "ZENDA 12"),
    ("REF: A. ZENDA 12\n\n     B. LIMA 13\n\nSUMMARY\n-------\n1. Text", "A. ZENDA 12\n\n     B. LIMA 13"),
    ("REF: A. ZENDA 12\n\n¶B. LIMA 13\n¶C. LIMA 14\n\n1. Text", "A. ZENDA 12\n\n¶B. LIMA 13\n¶C. LIMA 14"),
    ("REF: (A) LA\n\n00723 (B) LIMA 13\n\n1. Text", "(A) LA\n\n00723 (B) LIMA 13"),
    ("REFS :  (A) LIMA 1\n \n        (B) LIMA 2\n\n1. Text", "(A) LIMA 1\n \n        (B) LIMA 2"),
    ("REF: (A) LIMA 1 (B) LIMA 2\n\n(C) LIMA 3\n\n1. Text", "(A) LIMA 1 (B) LIMA 2\n\n(C) LIMA 3"),
    ("REFS: A. ZENDA 12 B. 03\n\nLIMA 34 C. ZENDA 56\n\n1. Text", "A. ZENDA 12 B. 03\n\nLIMA 34 C. ZENDA 56"),
    ("REF: A. ZENDA 12 B.\n\n06 LIMA 34\n\n1. Text", "A. ZENDA 12 B.\n\n06 LIMA 34"),
    ("REF: A. ZENDA 12 B. PORT OF\n\nSPAIN 34\n\n1. Text", "A. ZENDA 12 B. PORT OF\n\nSPAIN 34"),
    ("REF: ZENDA 12 OF\n\nDECEMBER 4, 2006\n\n1. Text", "ZENDA 12 OF\n\nDECEMBER 4, 2006"),
    ("REF: ZENDA 12\n\n     LIMA 34 (NOTAL)\n\n1. Text", "ZENDA 12\n\n     LIMA 34 (NOTAL)"),
    ("REF: ZENDA 12\n\nThe Duke had 34 barges.\n\n1. Text", "ZENDA 12"),
    ("TAGS: PREL\n(B) ZENDA 12;\n(C) 05 LIMA 13\n\n1. Text", "(B) ZENDA 12;\n(C) 05 LIMA 13"),
    ("SUBJECT: TOLLS Q: A) ZENDA 12; B)\nLIMA 13\n\n1. Text", "A) ZENDA 12; B)\nLIMA 13"),
    ("SUBJECT: TOLLS: ZENDA 12 AND LIMA 13\n\n1. Text", None),
    ("(B) ZENDA 12;\n(C) 05 LIMA 13\n\n1. Text", None),
    ("REF: LIMA 1\n\n(C) The Duke, who was in Zenda on March 3, went back on the next day to Strelsau.", "LIMA 1"),
    ("REF: LIMA 1\nSensitive but unclassified; not for distribution.\n1. Text", "LIMA 1"),
    ("REF: LIMA 1 (U) THIS CABLE IS SENSITIVE.\n\n1. Text", "LIMA 1"),
    ("REF: A Lima 365, B Zenda 406 This message is Sensitive but Unclassified", "A Lima 365, B Zenda 406"),
    ("REF: LIMA 1\n\nSummary\n-------\n1. Text", "LIMA 1"),
    ("REF: LIMA 1\n-------\nTHE DUKE\n-------\n1. Text", "LIMA 1"),
    ("REF: LIMA 1 1. (C) Summary: Text", "LIMA 1"),
    ("REF: 1. LIMA 12\n2. ZENDA 13\n\n1. Text", "1. LIMA 12\n2. ZENDA 13"),
    ("REF: LIMA 1\n\n\nS e c r e t zenda 001938", "LIMA 1"),
    ("REFTEL: LIMA 1\n\n1. Text", "LIMA 1"),
    ("REFS A. LIMA 1\n\n1. Text", "A. LIMA 1"),
    ("REF A: LIMA 1\n\n1. Text", "A: LIMA 1"),
    ("REF LIMA 1\n\n1. Text", "LIMA 1"),
    ("Ref(s): A) LIMA 1\n\n1. Text", "A) LIMA 1"),
    ("REFERENCES: LIMA 1\n\n1. Text", "LIMA 1"),
    ("PROGRAM REF: A. LIMA 1\n\n1. Text", "A. LIMA 1"),
    ("SUBJECT: WHO OWNS THE FERRYREF: LIMA 1", "LIMA 1"),
    # prose below it, without a blank line
    ("REF: LIMA 1\nTHE MISSION CONCURS IN THE VISIT OF THE LOCK INSPECTORS.\nROE", "LIMA 1"),
    (
        "REF: (A) LIMA 1, (B) LIMA A-29\nDOES THE PLAN OF THE DUKE PLEASE THE COUNTESS?\nROE",
        "(A) LIMA 1, (B) LIMA A-29",
    ),
    (
        "REF: LIMA 1\nSTRELSAU 12 OF DECEMBER 4, ON THE FERRY OVER THE SARN\n1. Text",
        "LIMA 1\nSTRELSAU 12 OF DECEMBER 4, ON THE FERRY OVER THE SARN",
    ),
    ("REF: A) LIMA 1\nROE/DUKE TELECON MAR 4\n1. Text", "A) LIMA 1\nROE/DUKE TELECON MAR 4"),
    (
        "REF: LETTER OF\nTHE DUKE TO THE COUNTESS AND ALL HER BARGES\n1. Text",
        "LETTER OF\nTHE DUKE TO THE COUNTESS AND ALL HER BARGES",
    ),
    ("REFUGEES IN LIMA 12\n\n1. Text", None),
    ("1. Text\nREF: LIMA 1", None),
]


@pytest.mark.parametrize(("text", "block"), REFERENCES)
def test_ref_blocks(text: str, block: str | None) -> None:
    assert content(text, find_layout(text, DEFAULT).references) == block


BODIES = [
    ("UNCLAS ZENDA 000012\n\nSIPDIS\n\nThe Duke went.", "The Duke went."),
    ("UNCLAS ZENDA 000012\n\nDEPT FOR EUR\n\nSUMMARY\n-------\n1. Text", "SUMMARY\n-------\n1. Text"),
    ("SUBJECT: A FERRY\n\n(U) This cable is sensitive.\n\n1. Text", "(U) This cable is sensitive.\n\n1. Text"),
    ("1. Text\n2. Text", "1. Text\n2. Text"),
    ("THE DUKE WENT\nTO ZENDA.\nSAPT\n\nCONFIDENTIAL", "THE DUKE WENT\nTO ZENDA.\nSAPT\n\nCONFIDENTIAL"),
    ("FM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n\nThe Duke went.", "The Duke went."),
    ("", ""),
]


@pytest.mark.parametrize(("text", "body"), BODIES)
def test_where_the_body_begins(text: str, body: str) -> None:
    assert text[find_layout(text, DEFAULT).body :].strip() == body


INDEX = "ID: 190648\nSUBJECT: A FERRY AND A\nTAGS: PREL\n"
HEADING = "P 241326Z SEP 07\nFM AMEMBASSY STRELSAU\nTO SECSTATE WASHDC\nINFO AMEMBASSY LIMA\n"
HEADER = "UNCLAS STRELSAU 000012\n\nE.O. 12958: N/A\nTAGS: PREL, PGOV\nSUBJECT: A FERRY AND A\nBRIDGE\n\n"
REPEATED = f"{HEADER}Monday, 24 September 2007, 13:26\nU N C L A S STRELSAU 000012\nSIPDIS\n{HEADER.split('00012')[1]}"
TWICE = {
    "index above the heading": f"{INDEX}\n{HEADING}\n{HEADER}1. Text",
    "index within the heading": f"{HEADING}TAGS: PREL\nSUBJECT: A FERRY AND A\n\n{HEADER}1. Text",
    "header twice": f"{HEADING}\n{REPEATED}1. Text",
}


@pytest.mark.parametrize("text", TWICE.values(), ids=TWICE.keys())
def test_the_last_header_counts(text: str) -> None:
    layout = find_layout(text, DEFAULT)
    assert content(text, layout.subject) == "A FERRY AND A\nBRIDGE"
    assert content(text, layout.tags) == "PREL, PGOV"
    assert text[layout.body :].strip() == "1. Text"
    telegram = parse(text)
    assert (telegram.mrn, [info.name for info in telegram.info]) == ("07STRELSAU12", ["AMEMBASSY LIMA"])


def test_a_telegram_quoted_in_the_text_is_no_second_header() -> None:
    text = f"{HEADING}\n{HEADER}Embassy repeats a telegram.\n\nUNCLAS LIMA 000099\nTAGS: ECON\nSUBJECT: TOLLS\n\nText"
    assert content(text, find_layout(text, DEFAULT).subject) == "A FERRY AND A\nBRIDGE"


WORDS = st.sampled_from(
    [
        "SUBJECT:",
        "TAGS:",
        "TAG ",
        "REF:",
        "Ref(s): ",
        "E.O. 12958:",
        "Classified By:",
        "DECL: 12/12/2018",
        "N/A",
        "PREL",
        "S E C R E T ZENDA 000012",
        "SECRET\n",
        "SECTION 01 OF 02 ",
        "1. (C) ",
        "\n1.(C) ",
        "(U) ",
        "\n",
        "\n\n",
        " ",
        "word ",
        "A. ZENDA 12 ",
        "for reasons 1.4 (b)",
        "FM AMEMBASSY LIMA\n",
        "TO ",
        "INFO ",
        "-----\n",
        "ß",
        "XMT ",
    ]
)


@given(st.one_of(st.lists(WORDS, max_size=40).map("".join), st.text(max_size=300)))
def test_all_offsets_lie_within_the_text_and_in_order(text: str) -> None:
    layout = find_layout(text, DEFAULT)
    fields = (layout.executive_order, layout.tags, layout.subject, layout.references, layout.classified_by)
    assert 0 <= layout.heading_end <= len(text)
    assert 0 <= layout.captions[0] <= layout.captions[1] <= len(text)
    assert 0 <= layout.body <= len(text)
    for field in filter(None, fields):
        assert 0 <= field.keyword <= field.start <= field.end <= len(text)


def test_a_page_that_has_its_classification_above_the_heading_too() -> None:
    telegram = parse(f"UNCLAS STRELSAU 000012\n\n{HEADING}\n{HEADER}1. Text")
    assert (telegram.sender, telegram.dtg) == ("AMEMBASSY STRELSAU", "2007-09-24T13:26:00Z")
