"""SUBJECT line: its end, its lines joined, its portion marking."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.subject import parse_subject

LONG = "THE DUKE OF STRELSAU OPENS A BRIDGE ACROSS THE SARN"

SUBJECTS = [
    ("SUBJECT: A FERRY\n\n1. Text", "A FERRY"),
    ("SUBJECT:  A FERRY  AND\n  A BRIDGE \n\nREF: ZENDA 1", "A FERRY AND A BRIDGE"),
    ("SUBJ: A FERRY\n\n1. Text", "A FERRY"),
    ("Subject: a ferry\n\n1. Text", "a ferry"),
    ("SUBJECT; A FERRY\n\n1. Text", "A FERRY"),
    ("SUBJECT A FERRY\n\n1. Text", "A FERRY"),
    ("SUBJECT\nA FERRY\n\n1. Text", "A FERRY"),
    ("TAGS: PREL\nSUBECT: A FERRY\n\n1. Text", "A FERRY"),
    ("TAGS: PREL\nSUJBECT: A FERRY\n\n1. Text", "A FERRY"),
    ("SUBJECT: A CROSS-\nBORDER FERRY\n\n1. Text", "A CROSS-BORDER FERRY"),
    ("SUBJECT: A FERRY -\nAND A BRIDGE\n\n1. Text", "A FERRY - AND A BRIDGE"),
    # what follows it
    ("SUBJECT: A FERRY REF: ZENDA 12", "A FERRY"),
    ("SUBJECT: WHO OWNS THE FERRYREF: A. ZENDA 12", "WHO OWNS THE FERRY"),
    ("SUBJECT: A FERRY Ref(s): A) 08 ZENDA 138", "A FERRY"),
    ("SUBJECT: A FERRY FOR ZENDAClassified By: DCM Jane Roe. REASONS: 1.4 (B)\n1. (S) Text", "A FERRY FOR ZENDA"),
    ("SUBJECT: A FERRY\nCLASSIFIED BY: Jane Roe", "A FERRY"),
    ("SUBJECT: A FERRY Classified by DCM Jane Roe. REASON: 1.4 (B)", "A FERRY"),
    ("SUBJECT: A FERRY\n1. Classified by DCM Jane Roe. Reason: 1.4 (d)\n2. (U) Text", "A FERRY"),
    ("SUBJECT: A FERRY\n(SBU) Text that is a paragraph without a number.", "A FERRY"),
    ("SUBJECT: A FERRY\nSENSITIVE BUT UNCLASSIFIED\n\n1. Text", "A FERRY"),
    ("SUBJECT: A FERRY\n-------\nSummary\n-------\n1. Text", "A FERRY"),
    ("SUBJECT: A FERRY\nSummary: The ferry sank.\n\n1. Text", "A FERRY"),
    ("SUBJECT: A FERRY (C) 1. (C) Summary: It sank.", "A FERRY"),
    ("SUBJECT: A FERRY\n\nC O N F I D E N T I A L ZENDA 000012 SIPDIS", "A FERRY"),
    ("SUBJECT: A FERRY\nZENDA 00000954 001.2 OF 004\n\n1. Text", "A FERRY"),
    # no blank line below it
    (
        "SUBJECT: ARRIVAL OF THE HERON INSPECTOR\nOCTOBER 20, 1979.\nROE",
        "ARRIVAL OF THE HERON INSPECTOR OCTOBER 20, 1979.",
    ),
    ("SUBJECT: A FERRY FOR THE U.S.\nAMBASSADOR\n\nText", "A FERRY FOR THE U.S. AMBASSADOR"),
    ("SUBJECT: WELFARE OF JOHN ROE\nTO: MRS. JANE ROE, 1 TOLL LANE", "WELFARE OF JOHN ROE"),
    ("SUBJECT: A FERRY\nTHE FERRY SANK ON FRIDAY IN FRONT OF THE WHOLE TOWN.", "A FERRY"),
    (
        f"SUBJECT: {LONG}\nON THE FEAST OF THE HERRING AND THE DAY AFTER IT",
        f"{LONG} ON THE FEAST OF THE HERRING AND THE DAY AFTER IT",
    ),
    # blank lines within it
    ("SUBJECT: A FERRY AND\n\nA BRIDGE\n\n1. Text", "A FERRY AND A BRIDGE"),
    (f"SUBJECT: {LONG}\n\nAT NOON\n\nREF: ZENDA 12", f"{LONG} AT NOON"),
    (f"SUBJECT: {LONG}\n\nSUMMARY\n-------\n\n1. Text", LONG),
    ("SUBJECT:\n\nA FERRY\n\n1. Text", "A FERRY"),
    ("SUBJECT: A FERRY\n\nAND A BRIDGE\n\nREF: ZENDA 12", "A FERRY AND A BRIDGE"),
    ("SUBJECT: A FERRY\n\nOn March 3 the Duke went to Zenda.\n\n2. Text", "A FERRY"),
    ("SUBJECT: A FERRY\n\nParticipants\n\n1. Text", "A FERRY"),
    ("SUBJECT: DUKE SAYS HE WILL\n\nNOT SELL THE FERRY\n\n1. Text", "DUKE SAYS HE WILL NOT SELL THE FERRY"),
    (
        "SUBJECT: FERRYMEN TELL THE DUKE THEY\n\nNEVER SAW A BRIDGE\n\n1. Text",
        "FERRYMEN TELL THE DUKE THEY NEVER SAW A BRIDGE",
    ),
    ("SUBJECT: WHAT THE DUKE HAS\n\nAGAINST FERRIES\n\n1. Text", "WHAT THE DUKE HAS AGAINST FERRIES"),
    ("SUBJECT: THE DUKE SELLS ONE\n\nOF HIS FERRIES\n\n1. Text", "THE DUKE SELLS ONE OF HIS FERRIES"),
    ("SUBJECT: WHAT A FERRY IS\n\nA ferry carries people.\n\n1. Text", "WHAT A FERRY IS"),
    ("SUBJECT: WHAT A FERRY IS\n\nTHE BRIDGE\n----------\n\n1. Text", "WHAT A FERRY IS"),
    ("SUBJECT: A FERRY\n\n(U) This message is not for the Internet.\n\n1. Text", "A FERRY"),
    # none
    ("SUBJECT: \n\n1. Text", None),
    ("TAGS: PREL\n\n1. The subject: a ferry", None),
    ("E.O. 12958: N/A\nTAGS: PREL\n\n1. Text\nSubject: Re: ferry", None),
]


@pytest.mark.parametrize(("text", "subject"), SUBJECTS)
def test_subjects(text: str, subject: str | None) -> None:
    assert parse(text, "08ZENDA300").subject == subject


@pytest.mark.parametrize(
    ("content", "portion", "subject"),
    [
        ("(U) A FERRY", "U", "A FERRY"),
        ("; A FERRY", None, "A FERRY"),
        (" :\n(U) A FERRY", "U", "A FERRY"),
        (";", None, None),
        ("(C/NF) A FERRY", "C/NF", "A FERRY"),
        ("(S//NF) A FERRY", "S//NF", "A FERRY"),
        ("(s) a ferry", "S", "a ferry"),
        ("(SBU)A FERRY", "SBU", "A FERRY"),
        ("A FERRY (S)", "S", "A FERRY"),
        ("A FERRY (C/NF)", "C/NF", "A FERRY"),
        ("A FERRY\n(SBU)", "SBU", "A FERRY"),
        ("(C) A FERRY (S)", "C", "A FERRY (S)"),
        ("THE FERRY(S)", None, "THE FERRY(S)"),
        ("(A) FERRIES, (B) BARGES, (C)", None, "(A) FERRIES, (B) BARGES, (C)"),
        ("A FERRY (AF)", None, "A FERRY (AF)"),
        ("(UPDATED) A FERRY", None, "(UPDATED) A FERRY"),
    ],
)
def test_the_portion_marking_stands_apart(content: str, portion: str | None, subject: str) -> None:
    assert parse_subject(content) == (subject, portion)
