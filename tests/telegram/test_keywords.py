"""Keywords of the header: which are found, as they are written, and where the body begins."""

from __future__ import annotations

from cables.telegram import parse
from cables.telegram.keywords import (
    find_classified_by_keyword,
    find_header_keywords,
    find_references_keyword,
    first_paragraph,
)
from tests.builders import telegram

# A header, its keywords for the order, TAGS and subject (empty where there is none), and where its body begins.
HEADERS = [
    ("SUBJECT: TOLLS\nTAGS: PREL\n\n1. (C) The toll.", ("", "TAGS:", "SUBJECT:"), "1. (C)"),
    (
        "E.O. 12958: DECL: 01/01/2017\nTAGS: PREL\nSUBJ: TOLLS\n\n1. (U) The subject: none.",
        ("E.O. ", "TAGS:", "SUBJ:"),
        "1.",
    ),
    ("EO 12958 DECL: 01/01/2017\nTAGS PREL\nSUBJECT TOLLS\n\n1. Toll.", ("EO ", "TAGS", "SUBJECT"), "1. Toll"),
    ("E.OM 11652: N/A\nTAGS: PREL\nRE: TOLLS\n\n1. Toll.", ("E.OM ", "TAGS:", "RE:"), "1. Toll"),
    # the order alone above the heading is a stamp
    ("EO 13526\n\nFM ZENDA\nTAGS: PREL\nSUBJECT: TOLLS\n\n1. Toll.", ("", "TAGS:", "SUBJECT:"), "1. Toll"),
    (
        "E.O. 13526\nFM ZENDA\nEO 12958: N/A\nTAGS: PREL\nSUBJECT: TOLLS\n\n1. Toll.",
        ("EO ", "TAGS:", "SUBJECT:"),
        "1. Toll",
    ),
    ("EO 13526\nTAGS: PREL\nSUBJECT: TOLLS\n\n1. Toll.", ("EO ", "TAGS:", "SUBJECT:"), "1. Toll"),
    # in the middle of a line
    ("TAGS: PREL SUBJECT: TOLLS\n\n1. Toll.", ("", "TAGS:", "SUBJECT:"), "1. Toll"),
    # misspelt, below another field
    ("TAGS: PREL\nSUJBECT: TOLLS\n\n1. Toll.", ("", "TAGS:", "SUJBECT:"), "1. Toll"),
    ("SUBECT: TOLLS\nTAGS: PREL\n\n1. Toll.", ("", "TAGS:", ""), "1. Toll"),
    # the declassification alone
    ("DECL: 01/01/2017\nTAGS PREL\n\n1. Toll.", ("DECL:", "TAGS", ""), "1. Toll"),
    # words of a sentence are no keywords
    ("TAGS: PREL\nTHE SUBJECT OF TOLLS\n\n1. The TAGS: none.", ("", "TAGS:", ""), "1. The TAGS"),
    # below the first paragraph only a subject in capitals
    ("TAGS: PREL\n\n1. (C) Toll.\n\nSUBJECT: TOLLS\n\n2. (C) More.", ("", "TAGS:", "SUBJECT:"), "2. (C)"),
    ("TAGS: PREL\n\n1. (C) Toll.\n\nSubject: tolls", ("", "TAGS:", ""), "1. (C)"),
]
REFERENCES = {
    "REF: LIMA 1": "REF: ",
    "REFTEL: LIMA 1": "REFTEL: ",
    "REFS: A. LIMA 1": "REFS: ",
    "REFERENCE: LIMA 1": "REFERENCE: ",
    "REF LIMA 1": "REF",
    "TAGS: PREL REF: LIMA 1": "REF: ",
    "REF THE TOLL": "",
    "THE REFORM: 1": "",
    "SEE REF 12": "",
}
CLASSIFIERS = {
    "Classified By: Roe": "CLASSIFIED BY:",
    "CLASSIFIED BY ROE. REASON: 1.4": "CLASSIFIED BY",
    "DERIVED FROM: DSCG 05-1": "DERIVED FROM:",
    "CLASSIFIED: BY ROE": "",
    "DECLASSIFIED BY ROE": "",
    # in the body only where the statement opens a paragraph and gives its reasons
    "1. (U) CLASSIFIED BY ROE. REASONS 1.5(B).": "CLASSIFIED BY",
    "1. (U) CLASSIFIED BY ROE.": "",
    "1. (U) The list was classified by Roe. Reason: 1.4": "",
}


def test_keywords_of_the_header_and_the_beginning_of_the_body() -> None:
    for text, expected, body in HEADERS:
        keywords, first = find_header_keywords(text, text.upper())
        found = tuple(keywords[name][0] if name in keywords else "" for name in ("executive_order", "tags", "subject"))
        assert (found, text[first:].startswith(body)) == (expected, True), text


def test_the_keyword_of_references() -> None:
    for text, expected in REFERENCES.items():
        keyword = find_references_keyword(text, 0, len(text))
        assert (keyword[0] if keyword else "") == expected, text


def test_the_keyword_of_the_classifier() -> None:
    for text, expected in CLASSIFIERS.items():
        upper = text.upper()
        keyword = find_classified_by_keyword(text, upper, 0, first_paragraph(upper, 0))
        assert (keyword[0] if keyword else "") == expected, text


def test_an_order_stamped_above_the_heading_leaves_the_number_of_the_telegram() -> None:
    text = telegram("07ZENDA12")
    stamped = parse(f"EO 13526\n\n{text}")
    assert (stamped.mrn, stamped.executive_order) == (parse(text).mrn, parse(text).executive_order)
