"""The caption block: captions, attention lines, corrected copies."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.caption import corrected_in_subject, find_attention_end, find_end, parse_captions
from cables.telegram.vocabulary import DEFAULT

BLOCKS = [
    ("SIPDIS\n\nSENSITIVE\nSIPDIS\n", ["SIPDIS", "SENSITIVE"], []),
    ("STADIS////////////\nEXDIS//\n", ["STADIS", "EXDIS"], []),
    ("STADIS//NODIS\n", ["STADIS", "NODIS"], []),
    ("sipdis\nnoforn", ["SIPDIS", "NOFORN"], []),
    ("NOFORN SIPDIS", ["NOFORN", "SIPDIS"], []),
    ("NO FOREIGN DISSEM\nDEPT FOR EUR", ["NO FOREIGN DISSEM"], ["DEPT FOR EUR"]),
    ("NO FOREIGN DISSEMINATION", ["NO FOREIGN DISSEMINATION"], []),
    ("NOFORN, NOT FOR INTERNET DISTRIBUTION", ["NOFORN", "NOT FOR INTERNET DISTRIBUTION"], []),
    ("SENSITIVE BUT UNCLASSIFIED\nSIPDIS", ["SENSITIVE BUT UNCLASSIFIED", "SIPDIS"], []),
    ("SIPDIS\n\nAIDAC", ["SIPDIS", "AIDAC"], []),
    ("CODEL", ["CODEL"], []),
    ("TOSEC 120034", ["TOSEC 120034"], []),
    ("SIPDIS\nDEPT. FOR INL, INR, WHA/AND\n", ["SIPDIS"], ["DEPT. FOR INL, INR, WHA/AND"]),
    ("STATE FOR EUR\nSTATE PASS USTR\n", [], ["STATE FOR EUR", "STATE PASS USTR"]),
    (
        "DEPT ALSO FOR EUR/WE, DRL,\nAND EB\nDEPT OF LABOR FOR ILAB",
        [],
        ["DEPT ALSO FOR EUR/WE, DRL, AND EB", "DEPT OF LABOR FOR ILAB"],
    ),
    ("DEPT FOR WHA/AND,\n\nINR AND INL\n", [], ["DEPT FOR WHA/AND, INR AND INL"]),
    ("USDOC 4322/MAC/OLAC/SAPT", [], ["USDOC 4322/MAC/OLAC/SAPT"]),
    ("SIPDIS SIPDIS STATE FOR EUR/RUS (SAPT), EUR/ACE", ["SIPDIS"], ["STATE FOR EUR/RUS (SAPT), EUR/ACE"]),
    ("SENSITIVE FOR THE AMBASSADOR", [], ["SENSITIVE FOR THE AMBASSADOR"]),
    ("", [], []),
]


@pytest.mark.parametrize(("text", "captions", "attention"), BLOCKS)
def test_captions_and_attention_lines(text: str, captions: list[str], attention: list[str]) -> None:
    found = parse_captions(text, DEFAULT)
    assert (list(found.captions), list(found.attention)) == (captions, attention)


def test_captions_on_the_classification_line_come_first() -> None:
    assert parse_captions("SIPDIS\nNOFORN", DEFAULT, ("NOFORN",)).captions == ("NOFORN", "SIPDIS")


@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("C O R R E C T E D  C O P Y (TEXT PARA.2 AND PARA.6)", "TEXT PARA.2 AND PARA.6"),
        ("C O R R E C T E D   C O P Y - ADDED NOFORN CAPTION", "ADDED NOFORN CAPTION"),
        ("C O R R E C T E D C O PY (TEXT)", "TEXT"),
        ("CORRECTED COPY", "CORRECTED COPY"),
        ("- - C O R R E C T E D  C O P Y - - TAGS ADDED", "TAGS ADDED"),
        ("SIPDIS", None),
    ],
)
def test_corrected_copies(line: str, note: str | None) -> None:
    found = parse_captions(f"SIPDIS\n{line}\nDEPT FOR EUR", DEFAULT)
    assert (found.corrected_copy, found.captions, found.attention) == (note, ("SIPDIS",), ("DEPT FOR EUR",))


@pytest.mark.parametrize(
    ("subject", "note"),
    [
        ("CORRECTED COPY: A FERRY", "CORRECTED COPY"),
        ("A FERRY (CORRECTED COPY)", "CORRECTED COPY"),
        ("A FERRY - CORRECTED CABLE PARAGRAPH 13", "PARAGRAPH 13"),
        ("A FERRY CORRECTED", None),
    ],
)
def test_corrected_copies_in_the_subject(subject: str, note: str | None) -> None:
    assert corrected_in_subject(subject) == note


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("SIPDIS\nDEPT FOR EUR\n\nThe Duke went.", "SIPDIS\nDEPT FOR EUR"),
        ("SIPDIS\n\n(U) FOR THE RECORD, THE DUKE WENT.", "SIPDIS"),
        ("SIPDIS\n\nSUMMARY\n-------\n", "SIPDIS"),
        ("The Duke", ""),
        ("", ""),
    ],
)
def test_where_a_block_ends_that_no_keyword_follows(text: str, block: str) -> None:
    assert text[: find_end(text.upper(), 0, len(text), DEFAULT)] == block


ATTENTION = [
    "FOR THE AMBASSADOR FROM THE ACTING SECRETARY",
    "FOR CHARGE SAPT FROM A/S ROE",
    "FROM AMBASSADOR SAPT",
    "EYES ONLY FOR THE CHIEF OF MISSION",
    "FOR PRINCIPAL OFFICERS FROM THE DEPUTY SECRETARY",
    "DEPT FOR EUR/SRN",
    "DEPT PASS TO EUR/SRN - FRITZ SAPT",
    "PLEASE PASS TO DCM",
]
NO_ATTENTION = [
    "FOR POLITICAL REASONS",
    "FOR THE RECORD",
    "FROM THE STREETS",
    "TOLLS FOR ALL",
    "For the Ambassador from the Acting Secretary",
    "FOR THE AMBASSADOR THE HARVEST WAS POOR. IT RAINED.",
    "SUMMARY",
]


@pytest.mark.parametrize("line", ATTENTION)
def test_attention_lines_below_the_header(line: str) -> None:
    assert find_attention_end(f"\n{line}\n\n1. (C) Text", 0, len(line) + 3) == len(line) + 1
    telegram = parse(f"UNCLAS ZENDA 000012\n\nSUBJECT: A FERRY\n\nClassified By: DCM Roe\n\n{line}\n\n1. (C) Text")
    assert telegram.attention == (line,)
    assert [(paragraph.heading, paragraph.text) for paragraph in telegram.paragraphs] == [(None, "Text")]


@pytest.mark.parametrize("line", NO_ATTENTION)
def test_headings_and_prose_are_no_attention_lines(line: str) -> None:
    assert find_attention_end(f"\n{line}\n\n1. (C) Text", 0, len(line) + 3) == 0


@pytest.mark.parametrize(
    "line", ["UNCLAS ZENDA 000012\nSIPDIS", "UNCLAS ZENDA 000012 SIPDIS", "UNCLAS SIPDIS ZENDA 000012"]
)
def test_the_block_of_a_telegram(line: str) -> None:
    assert parse(f"{line}\n\nSUBJECT: A FERRY\n\n1. SENSITIVE").captions == ("SIPDIS",)
