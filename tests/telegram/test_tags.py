"""The TAGS line: codes, persons, topics."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.tags import find_end, parse_tags, split_codes
from cables.telegram.vocabulary import DEFAULT

CODES = [
    ("PGOV PREL PE", ["PGOV", "PREL", "PE"]),
    ("PGOV, PREL,PE", ["PGOV", "PREL", "PE"]),
    ("PREL;PGOV;KCOR;HU", ["PREL", "PGOV", "KCOR", "HU"]),
    ("PGOV, PHUM ECON,  KISL SA.", ["PGOV", "PHUM", "ECON", "KISL", "SA"]),
    ("prel, pgov, tu", ["PREL", "PGOV", "TU"]),
    ("PREL/PGOV AF/PK", ["PREL", "PGOV", "AF", "PK"]),
    ("PREL PGOV PREL PE PE", ["PREL", "PGOV", "PE"]),
    ("PREL PGOV SIPDIS", ["PREL", "PGOV"]),
    ("PREL AND PGOV", ["PREL", "PGOV"]),
    ("PREL, PGOV, AL-1, UNGA/C-1", ["PREL", "PGOV", "AL-1", "UNGA/C-1"]),
    # run together
    ("ETRDEINVECINPGOVCS", ["ETRD", "EINV", "ECIN", "PGOV", "CS"]),
    ("ECON EINDETRD KIPR", ["ECON", "EIND", "ETRD", "KIPR"]),
    ("PREL IZ IZPREL IZPREL", ["PREL", "IZ"]),
    ("PTER INTERPOL KJUS", ["PTER", "INTERPOL", "KJUS"]),
    # persons
    ("OVIP (ROE, JANE), PREL, PE", ["OVIP", "ROE, JANE", "PREL", "PE"]),
    ("OVIP (ROE, JANE B.) PREL", ["OVIP", "ROE, JANE B.", "PREL"]),
    ("OVIP(ROE,JANE) PREL", ["OVIP", "ROE, JANE", "PREL"]),
    ("OVIP ROE JANE PREL PGOV", ["OVIP", "ROE, JANE", "PREL", "PGOV"]),
    ("OVIP ROE, JANE PREL PGOV", ["OVIP", "ROE, JANE", "PREL", "PGOV"]),
    ("OVIP RASSENDYLL RUDOLF TARLENHEIM FRITZ PREL", ["OVIP", "RASSENDYLL, RUDOLF", "TARLENHEIM, FRITZ", "PREL"]),
    ("OVIP (ROE), PREL", ["OVIP", "ROE", "PREL"]),
    ("OVIP (ROE, JANE AND SAPT, FRITZ), PREL", ["OVIP", "ROE, JANE", "SAPT, FRITZ", "PREL"]),
    ("OEXC (ROE, JANE; SAPT, FRITZ)", ["OEXC", "ROE, JANE", "SAPT, FRITZ"]),
    ("PREL, PGOV (RASSENDYLL, RUDOLF), PE", ["PREL", "PGOV", "RASSENDYLL, RUDOLF", "PE"]),
    ("ROE, JANE", ["ROE, JANE"]),
    ("OEXC (JANE ROE AND FRITZ A. VON SAPT)", ["OEXC", "ROE, JANE", "VON SAPT, FRITZ A."]),
    ("PREL (PGOV AND ECON)", ["PREL", "PGOV", "ECON"]),
    ("PREL (TOLLS AND FERRIES)", ["PREL", "TOLLS AND FERRIES"]),
    ("OVIP, PREL", ["OVIP", "PREL"]),
    # topics
    ("something", ["SOMETHING"]),
    ("something, \nhere", ["SOMETHING", "HERE"]),
    ("IS KMDR MEDIA REACTION REPORT", ["IS", "KMDR", "MEDIA REACTION REPORT"]),
    ("PREL PTER YM COUNTER TERRORISM", ["PREL", "PTER", "YM", "COUNTER TERRORISM"]),
    ("PREL, COUNTERTERRORISM, GOR EXTERNAL", ["PREL", "COUNTERTERRORISM", "GOR EXTERNAL"]),
    ("PREL, PGOV, EUN, USEU BRUSSELS", ["PREL", "PGOV", "EUN", "USEU BRUSSELS"]),
    ("PREL KXYZ COUNTRY CLEARANCE", ["PREL", "KXYZ", "COUNTRY CLEARANCE"]),
    ("PREL PERU LOCAL ELECTIONS CHILEAN POLITICS", ["PREL", "PERU LOCAL ELECTIONS", "CHILEAN POLITICS"]),
    ("PREL QZ ABCD", ["PREL", "QZ", "ABCD"]),
    ("PREL, TOLLS AND FERRIES, PE", ["PREL", "TOLLS AND FERRIES", "PE"]),
    ("PREL, TOLLS & FERRIES", ["PREL", "TOLLS & FERRIES"]),
    ("PREL, TOLLS AND PGOV", ["PREL", "TOLLS", "PGOV"]),
    ("PREL, OIL AND GAS, PE", ["PREL", "OIL AND GAS", "PE"]),
    ("PREL, ETRX AND EINX", ["PREL", "ETRX", "EINX"]),
    ("OVIP, COUNTRY CLEARANCE, PE", ["OVIP", "COUNTRY CLEARANCE", "PE"]),
    ("OVIP, COUNTRY\nCLEARANCE, PE", ["OVIP", "COUNTRY CLEARANCE", "PE"]),
    ("OVIP, ROE, JANE, PE", ["OVIP", "ROE, JANE", "PE"]),
    ("", []),
    (" , ;", []),
    ("(", []),
]


@pytest.mark.parametrize(("content", "codes"), CODES)
def test_codes(content: str, codes: list[str]) -> None:
    assert [tag.code for tag in parse_tags(content, DEFAULT)] == codes


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("phum", "subject"),
        ("kwww", "program"),
        ("KXYZ", "program"),
        ("PE", "geographic"),
        ("QZ", "geographic"),
        ("NATO", "organization"),
        ("XYZQ", "organization"),
        ("SXYZ", "subject"),
        ("ROE, JANE", "person"),
        ("OVIP ROE JANE", "subject"),
        ("(JANE ROE AND FRITZ SAPT)", "person"),
        ("MEDIA REACTION", "topic"),
        ("SALT-TOLL", "topic"),
        ("COLOMBO PLAN", "organization"),
    ],
)
def test_kinds(content: str, kind: str) -> None:
    assert parse_tags(content, DEFAULT)[0].kind == kind


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("PREL PGOV\nSIPDIS\n\nDEPT FOR EUR", "PREL PGOV\nSIPDIS"),
        ("PREL, PGOV,\nPE\nSomething else here", "PREL, PGOV,\nPE"),
        ("PREL PGOV\nKCRM PE\n", "PREL PGOV\nKCRM PE"),
        ("PREL PGOV\n\nPE\n\n", "PREL PGOV\n\nPE"),
        ("PREL PGOV\n\nText and more", "PREL PGOV"),
        ("\nPREL PGOV\nA title without its keyword", "\nPREL PGOV"),
    ],
)
def test_where_the_line_ends(text: str, line: str) -> None:
    assert text[: find_end(text.upper(), 0, len(text), DEFAULT)] == line


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("PGOVPREL", ("PGOV", "PREL")),
        ("PREL-PGOV", ("PREL", "PGOV")),
        ("PREL", ()),
        ("COUNTERTERRORISM", ()),
        ("PEIR", ()),
        ("PREL" * 50, ()),
        ("PREL/", ()),
    ],
)
def test_splitting(word: str, codes: tuple[str, ...]) -> None:
    assert split_codes(word, DEFAULT) == codes


@pytest.mark.parametrize(
    "header",
    [
        "TAGS: PREL PE",
        "TAGS PREL, PE",
        "TAG: PREL, PE",
        "TAG PREL, PE",
        "Tags: prel, pe",
        "TAGES:  PREL, PE",
        "TAGS; PREL PE",
        "TAGS\nPREL, PE",
        "E.O. 12958: N/A TAGS: PREL PE",
        "E.O. 12958:  DECL: 03/20/2019 TAG PREL, PE",
        "E.O. 12958: N/A\nTGAS: PREL PE",
        "[TAGS](#): [PREL](#) [PE](#)",
        "TAGS: PREL, PE     SECRET       PAGE 02        LIMA  02475  01 OF 03  251228Z PE",
    ],
)
def test_the_keyword(header: str) -> None:
    telegram = parse(f"UNCLAS ZENDA 000012\n\n{header}\nSUBJECT: A FERRY\n\n1. TAGS: none here", "07ZENDA12")
    assert [tag.code for tag in telegram.tags] == ["PREL", "PE"]


def test_the_raw_line_is_unchanged() -> None:
    assert parse("TAGS: [PGOV](#) [SNAR](#) [PE](#)\nSUBJECT: A FERRY").tags_raw == "PGOV SNAR PE"


def test_no_tags() -> None:
    telegram = parse("UNCLAS ZENDA 000012\n\nE.O. 12958: N/A\nSUBJECT: A FERRY\n\n1. Text")
    assert (telegram.tags, telegram.tags_raw) == ((), None)


@pytest.mark.parametrize(
    "keyword",
    ["TAGS:", "TAGS,", "TAGS;", "TAGS.", "TAGS=", "TAGS", "AGS:", "TGS:", "TASG:", "T AGS:", "TA GS:", "TAG S:"],
)
def test_a_damaged_keyword(keyword: str) -> None:
    text = f"UNCLAS ZENDA 000012\n\nE.O. 12958: N/A\n{keyword} ETRD, QR\nSUBJECT: A FERRY\n\n1. (U) Text."
    telegram = parse(text, "08ZENDA12")
    assert ([tag.code for tag in telegram.tags], telegram.subject) == (["ETRD", "QR"], "A FERRY")


def test_a_topic_wraps_to_a_line_of_its_own() -> None:
    tags = parse("TAGS: PREL, COUNTRY\nCLEARANCE\nSUBJECT: A FERRY\n\n1. (U) Text.", "08ZENDA12").tags
    assert [tag.code for tag in tags] == ["PREL", "COUNTRY CLEARANCE"]
