"""Cleaning of raw texts: what is removed, what is text, and the map back to the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.clean import CleanText, SectionBreak, as_typed, capitals, clean
from cables.telegram.page_banners import PageBanner
from cables.telegram.vocabulary import DEFAULT

CLEANED = [
    # line ends
    ("a\r\nb\rc\nd", "a\nb\nc\nd"),
    ("a \\\nb \\\n \\\nc", "a\nb\n\nc"),
    ("a \\\r\nb\\", "a\nb"),
    ("a\\b", "a\\b"),
    ("\ufeffa", "a"),
    ("a\n\fb\f\n", "a\nb\n"),
    ("a\fb", "a\fb"),
    # Markdown links
    ("TAGS: [PGOV](#) [PREL](#)", "TAGS: PGOV PREL"),
    ("[1](#)1. (C) Text", "¶1. (C) Text"),
    ("[1](#)B. ZENDA 12", "¶B. ZENDA 12"),
    ("see [1](#) and [the map](https://zenda.example/map)", "see 1 and the map"),
    ("the castle [sic](as he said)", "the castle [sic](as he said)"),
    ("[PGOV](", "[PGOV]("),
    # section breaks on lines of their own
    ("REF: A\n\nLIMA 00003229  001.2 OF 003\n\n\n1. Text", "REF: A\n\n\n\n1. Text"),
    ("The Duke went\n\nLIMA 00003229  002 OF 003\n\n\nto the castle.", "The Duke went\nto the castle."),
    ("The Duke met the\n\nLIMA 00003229  002 OF 003\n\n\nKing.", "The Duke met the\nKing."),
    ("The Duke went.\n\nLIMA 00003229  002 OF 003\n\n\n2. (C) Text", "The Duke went.\n\n\n\n2. (C) Text"),
    ("(refs A,\n\nLIMA 00003229  002 OF 003\n\n\nB and C)", "(refs A,\nB and C)"),
    ("a list\n\nLIMA 00003229  002 OF 003\n\n-- of items", "a list\n\n\n-- of items"),
    ("PORT AU PR 00002230 001.2 OF 002\nText", "Text"),
    ("Lima 00003229 002 of 003\nText", "Text"),
    ("LIMA 00003229 002 OF 003", ""),
    # sentences that go on after a section break: before a quote, after an abbreviation
    ('The Duke called it\n\nLIMA 00003229  002 OF 003\n\n\n"a toll."', 'The Duke called it\n"a toll."'),
    ("The Duke called it\n\nLIMA 00003229  002 OF 003\n\n\n“a toll.”", "The Duke called it\n“a toll.”"),
    ("He wrote to the U.S.\n\nLIMA 00003229  002 OF 003\n\nembassy.", "He wrote to the U.S.\nembassy."),
    ("He wrote to Amb.\n\nLIMA 00003229  002 OF 003\n\nde Roe.", "He wrote to Amb.\nde Roe."),
    ("He spoke to Gen. \n \nLIMA 00003229  002 OF 002 \n \n \nRoe at length.", "He spoke to Gen.\nRoe at length."),
    ('He spoke to Mr.\n\nLIMA 00003229  002 OF 003\n\n"Bones" Roe.', 'He spoke to Mr.\n"Bones" Roe.'),
    ("HE SPOKE TO CAPT.\n\nLIMA 00003229  002 OF 003\n\nROE.", "HE SPOKE TO CAPT.\nROE."),
    ("He spoke to Mr.\n\nLIMA 00003229  002 OF 003\n\nJ. Roe.", "He spoke to Mr.\nJ. Roe."),
    ("under decree No.\n\nLIMA 00003229  002 OF 003\n\n118 of May", "under decree No.\n118 of May"),
    ("He said no.\n\nLIMA 00003229  002 OF 003\n\n118 left.", "He said no.\n\n\n118 left."),
    ("He said No.\n\nLIMA 00003229  002 OF 003\n\n2. (U) Text", "He said No.\n\n\n2. (U) Text"),
    ("He came to the U.S.\n\nLIMA 00003229  002 OF 003\n\nRoe left.", "He came to the U.S.\n\n\nRoe left."),
    # end marks between sections
    ("\n1. He left.\n\nNNNNMAFVVZCZ\n\n2. b", "\n1. He left.\n\n\n2. b"),
    ("\n1. He left.\n\nNNNN\n\n2. b", "\n1. He left.\n\n\n2. b"),
    ("\n1. He left the\n\nNNNNMAFVVZCZ\n\nLIMA 00003229  002 OF 003\n\nlock.", "\n1. He left the\nlock."),
    ("\n1. He left.\n\nNNNNMAFVVZCZ\n", "\n1. He left.\n\nNNNNMAFVVZCZ\n"),
    ("He left.\n\nLIMA 00003229  002 OF 003\n\n\n'Tis so.", "He left.\n\n\n\n'Tis so."),
    # captions that are repeated within the text
    ("1. He said the\n\nLIMA 00003229  002 OF 003\n\nSIPDIS\nlock is shut.", "1. He said the\nlock is shut."),
    ("\n1. a\nSIPDIS\n", "\n1. a\n"),
    ("\n1. a\nSIPDIS\n\nSIPDIS\nU.S.", "\n1. a\nU.S."),
    ("\n[1](#)1. a\nSIPDIS\nNOFORN\n[b](#)", "\n¶1. a\nb"),
    ("1. He left.\n\nLIMA 00003229  002 OF 003\n\nNOFORN\nSIPDIS\n\n2. b", "1. He left.\n\n\n2. b"),
    ("1. The violation of\n\nSIPDIS\n\nthe toll.", "1. The violation of\nthe toll."),
    ("\n1. He ended by\nSIPDIS naming the toll.", "\n1. He ended by\nnaming the toll."),
    ("\n1. He left.\n\nSIPDIS\n\nTHE TOLL\n--------", "\n1. He left.\n\n\nTHE TOLL\n--------"),
    ("UNCLAS ZENDA 12\n\nSIPDIS\n\nDEPT FOR EUR", "UNCLAS ZENDA 12\n\nSIPDIS\n\nDEPT FOR EUR"),
    ("LIMA 00003229  001 OF 003\n\nSIPDIS\n\nDEPT FOR EUR", "\nSIPDIS\n\nDEPT FOR EUR"),
    ("\n1. See below.\n\nNOFORN\n\n2. b", "\n1. See below.\n\nNOFORN\n\n2. b"),
    # blanks, hyphens, and what shows nothing
    ("UNCLAS\u00a0ZENDA\u2003000831", "UNCLAS ZENDA 000831"),
    ("a sa\u00adlt mar\u200bket\u2060", "a salt market"),
    ("06\u2013ZENDA\u2013130 and 1\u20112", "06-ZENDA-130 and 1-2"),
    ("the mayor \u2013 a baker \u2013 said \u201cno\u201d", "the mayor \u2013 a baker \u2013 said \u201cno\u201d"),
    # section breaks within a line
    ("REF: LA PAZ 123 LIMA 00000244 001.2 OF 002 (U) This cable", "REF: LA PAZ 123\n\n(U) This cable"),
    (
        "REF: PORT AU PRINCE 7 PORT AU PR 00002230 001.2 OF 002 Classified By:",
        "REF: PORT AU PRINCE 7\n\nClassified By:",
    ),
    ("the castle of LIMA 00003229 002 OF 003 Zenda", "the castle of\nZenda"),
    ("THE CASTLE RIO DE JAN 00000353 002 OF 003 OF ZENDA", "THE CASTLE\nOF ZENDA"),
    ("So it ended. LIMA 00003229 002 OF 002 SAPT", "So it ended.\nSAPT"),
    ("So it ended. LIMA 00003229 002 OF 002\nSAPT", "So it ended.\nSAPT"),
    # what is none
    ("The serial was 00003229 and 2 of 003", "The serial was 00003229 and 2 of 003"),
    ("DE RUEHPE #3229/01 2671326", "DE RUEHPE #3229/01 2671326"),
    ("12345678 001 OF 003", "12345678 001 OF 003"),
    # page banners
    ("TO PAGE 02        STATE   015113  182333Z \nAMEMBASSY LIMA", "TO\nAMEMBASSY LIMA"),
    ("PGOV, PE                SECRET       PAGE 02        LIMA  02475  01 OF 03  251228Z PINR", "PGOV, PE\nPINR"),
    ("THE DUKE\n SECRET\n\n SECRET\n\nPAGE 02        LIMA  01234  01 OF 02  121530Z\n\nWENT.", "THE DUKE\nWENT."),
    ("PAGE 03   NEW DE  01234  02 OF 02  121530Z\nTEXT", "TEXT"),
    ("SEE PAGE 12 OF THE REPORT", "SEE PAGE 12 OF THE REPORT"),
]


@pytest.mark.parametrize(("source", "text"), CLEANED)
def test_what_is_removed(source: str, text: str) -> None:
    assert clean(source, DEFAULT).text == text


def test_section_break() -> None:
    cleaned = clean("One\n\nPORT AU PR 00002230  001.2 OF 002\n\n\nTwo", DEFAULT)
    assert cleaned.breaks == (SectionBreak(5, "PORT AU PR", 2230, 1, 2),)
    assert cleaned.text[5:].strip() == "Two"


def test_page_banners() -> None:
    cleaned = clean(
        "PAGE 02        LIMA  01234  01 OF 02  121530Z\nTEXT\nPAGE 03        LIMA  01234  121530Z\n", DEFAULT
    )
    assert cleaned.banners == (
        PageBanner(2, "LIMA", 1234, 1, 2, "121530"),
        PageBanner(3, "LIMA", 1234, None, None, "121530"),
    )


def test_the_heading_that_a_further_section_repeats_is_set_aside() -> None:
    source = (
        "1. THE DUKE\nSECRET\n\nPAGE 01        ZENDA  00418  02 OF 02  061652Z\n\nACTION EUR-12\nR 061505Z MAR 75\n"
        "FM AMCONSUL ZENDA\nTO SECSTATE WASHDC 2094\n\nS E C R E T SECTION 2 OF 2 ZENDA 0418\n\nWENT."
    )
    assert clean(source, DEFAULT).text == "1. THE DUKE\nWENT."


@pytest.mark.parametrize(
    ("source", "word", "line"),
    [
        ("a\nb\nword", "word", 3),
        ("a\r\nb\r\n\r\nword", "word", 4),
        ("a\rb\rword", "word", 3),
        ("a\nLIMA 00003229 001.2 OF 002\n\nword", "word", 4),
        ("[1](#)1. a\n[PGOV](#)\nword", "word", 3),
    ],
)
def test_lines_are_those_of_the_source(source: str, word: str, line: int) -> None:
    cleaned = clean(source, DEFAULT)
    assert cleaned.line(cleaned.text.index(word)) == line


PIECES = st.sampled_from(
    [
        "\r\n",
        "\r",
        "\n",
        " \\\n",
        " ",
        "\n\n",
        "word",
        "The Duke",
        "[PGOV](#)",
        "[1](#)",
        "\n1. ",
        "\nSIPDIS\n",
        "\nSIPDIS ",
        "\u00a0",
        "\u00ad",
        "U\u2013S",
        "¶",
        "LIMA 00003229 001.2 OF 003",
        "RIO DE JAN 00000353  002 OF 003",
        "PAGE 02        LIMA  01234  121530Z",
        "SECRET\n\nPAGE 01        LIMA  01234  02 OF 02  121530Z",
        " SECTION 2 OF 2 LIMA 1234\n",
        "PAGE 01\n\nLIMA 01234 02 OF 02 121530Z\n",
        "Jane Q. Roe\n",
        "Declassified/Released US Department of State EO Systematic Review 20 Mar 2014\n",
        "Message Text\n",
        "Message Attributes\nConcepts: TOLLS\nFilm Number: D750079-0663\n",
        "UNCLASSIFIED U.S. Department of State Case No. F-2012-00000 Doc No. C00000000 Date: 01/01/2013",
        "RELEASE IN PART\nB6\n",
        "REVIEW AUTHORITY: Jane Q. Roe, Senior\nReviewer\n",
        "~~SECRET~~",
        "S\u0336",
        "UNCLASSIFIED\n",
        "NNNN\n",
        "\f",
        "\ufeff",
        "\\",
    ]
)


def unremoved(cleaned: CleanText) -> list[tuple[int, int, int]]:
    """Return the spans of the source that are in the cleaned text: start there, and start and end in the source."""
    clean_at, source_at = cleaned.source_map.clean, cleaned.source_map.source
    ends = (*clean_at[1:], len(cleaned.text))
    return [(start, at, at + end - start) for start, at, end in zip(clean_at, source_at, ends, strict=True)]


@given(st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=200)))
def test_nothing_is_lost(source: str) -> None:
    cleaned = clean(source, DEFAULT)
    pieces = sorted((*((at, end) for _, at, end in unremoved(cleaned) if end > at), *cleaned.removed))
    assert [start for start, _ in pieces] == [0, *(end for _, end in pieces)][: len(pieces)]
    assert not source or pieces[-1][1] == len(source)


@given(st.one_of(st.lists(PIECES, max_size=30).map("".join), st.text(max_size=200)))
def test_the_map_leads_back_letter_by_letter(source: str) -> None:
    cleaned = clean(source, DEFAULT)
    for start, at, end in unremoved(cleaned):
        text = cleaned.text[start : start + end - at]
        assert text == as_typed(source)[at:end].replace("\r", "\n") or text in ("\n", "\n\n", "¶")


@given(st.lists(PIECES, max_size=30).map("".join))
def test_a_clean_text_stays_as_it_is(source: str) -> None:
    text = clean(source, DEFAULT).text
    parts = (
        "[",
        "\\",
        "\ufeff",
        "\f",
        " OF ",
        "PAGE",
        "Declassified",
        "Message",
        "~~",
        "Case No",
        "AUTHORITY",
        "RELEASE",
    )
    if not any(part in text for part in parts):
        assert clean(text, DEFAULT).text == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Ref: Zenda 12", "REF: ZENDA 12"),
        ("¶1. São Tomé", "¶1. SÃO TOMÉ"),
        ("Straße", "STRAßE"),  # SS would move what follows
        ("“Straße” and Łódź", "“STRAßE” AND ŁÓDŹ"),
        ("ﬁne", "ﬁNE"),
        ("7 ÷ 2", "7 ÷ 2"),
    ],
)
def test_a_text_in_capitals(text: str, expected: str) -> None:
    assert capitals(text) == expected


@given(st.text(max_size=300))
def test_every_offset_is_mapped(text: str) -> None:
    assert len(capitals(text)) == len(text)


@given(st.text(st.characters(max_codepoint=0x17F), max_size=300))
def test_each_letter_is_that_of_python_where_it_has_one_of_its_own_alphabet(text: str) -> None:
    for letter, capital in zip(text, capitals(text), strict=True):
        assert capital in (letter, letter.upper())
        if letter.isascii():
            assert capital == letter.upper()


def test_a_long_text_is_taken_in_pieces() -> None:
    assert capitals("“a”" * 60_000) == "“A”" * 60_000
