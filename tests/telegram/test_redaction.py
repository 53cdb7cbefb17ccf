"""Phrases blacked out, however they are spelt, and nothing else; and the marks of publishers."""

from __future__ import annotations

from itertools import pairwise
from time import process_time
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.redaction import MARK, black_out, count_publisher_marks, find_phrases

texts = st.text("abAB é.-_\n2\u0301\u00ad", max_size=60)

signs = st.sampled_from("abxéñộ7")
words = st.text(signs, min_size=1, max_size=6)
between = st.sampled_from([" ", "\n  ", "-", "_", " - ", "-\r\n", "\u2011"])
broken = st.sampled_from(["", "", "", "-\n", "-\r\n   ", "\u2010 \n", "\u00ad"])
around = st.text("(.,; \n/", max_size=5)


def encoded(text: str, composed: bool) -> str:
    """Return the text with its accents composed or not."""
    return normalize("NFC" if composed else "NFD", text)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """Return a phrase, and a way of writing it."""
    phrase = draw(st.lists(words, min_size=1, max_size=3))
    said = []
    for number, word in enumerate(phrase):
        said.append(draw(between) if number else "")
        for position, sign in enumerate(word):
            said.append(draw(broken) if position else "")
            said.append(draw(st.sampled_from([str.upper, str.lower]))(sign))
    writing = "".join(encoded(piece, draw(st.booleans())) for piece in said)
    return encoded(draw(st.sampled_from(" -")).join(phrase), draw(st.booleans())), writing


@pytest.mark.parametrize(
    ("text", "phrases", "expected"),
    [
        ("Otto Grellow spoke.", ["otto grellow"], f"{MARK} spoke."),
        ("OTTO\n   GRELLOW spoke.", ["Otto Grellow"], f"{MARK} spoke."),
        ("ROE in EUROPE, ROES", ["Roe"], f"{MARK} in EUROPE, ROES"),
        ("Roe, (Roe) and Roe's", ["Roe"], f"{MARK}, ({MARK}) and {MARK}'s"),
        ("06_jane_roe-2.txt, Jane-Roe", ["Jane Roe"], f"06_{MARK}-2.txt, {MARK}"),
        ("+51 1 5550 199 or 5550 1990", ["5550 199"], f"+51 1 {MARK} or 5550 1990"),
        ("a (x) b", ["(x)"], f"a {MARK} b"),
        ("Jane Roe Doe", ["Jane Roe", "Roe Doe"], MARK),
        ("Roe Doe Jane", ["Roe", "Roe Doe"], f"{MARK} Jane"),
        ("Roe Doe", ["Roe", "Doe"], f"{MARK} {MARK}"),
        ("Señor Roe", ["SEÑOR"], f"{MARK} Roe"),
        ("ROE-\nVILLE, ROE- \r\n  VILLE, ROE\u00adVILLE", ["Roeville"], f"{MARK}, {MARK}, {MARK}"),
        ("ROE-VILLE, ROE\nVILLE", ["Roeville"], "ROE-VILLE, ROE\nVILLE"),
        ("ROE-\nVILLE, Roe Ville, ROEVILLE", ["Roe-Ville"], f"{MARK}, {MARK}, ROEVILLE"),
        ("JA-\nNE ROE", ["Jane Roe"], MARK),
        ("Sen\u0303or Roe, Señor", ["señor"], f"{MARK} Roe, {MARK}"),
        ("Señor Roe, Sen\u0303or", ["sen\u0303or"], f"{MARK} Roe, {MARK}"),
        ("o\u0323\u0302 ô\u0323 ọ\u0302 ộ", ["o\u0302\u0323"], " ".join([MARK] * 4)),
        ("Rosé, Rose\u0301, a\u0301rose", ["Rose", "rose"], "Rosé, Rose\u0301, a\u0301rose"),
        ("in -5 and 5", ["-5"], f"in {MARK} and 5"),
        ("a--b", ["--"], f"a{MARK}b"),
        ("roe2.zip", ["roe"], "roe2.zip"),
        ("nothing", [], "nothing"),
        ("nothing", [" "], "nothing"),
    ],
)
def test_black_out(text: str, phrases: list[str], expected: str) -> None:
    assert black_out(text, phrases) == expected


@pytest.mark.parametrize(
    ("name", "phrase", "expected"),
    [
        ("roe2.zip", "Roe", f"{MARK}2.zip"),
        ("2007roe.zip", "Roe", f"2007{MARK}.zip"),
        ("scanRoeLast.pdf", "Roe", f"scan{MARK}Last.pdf"),
        ("JaneRoe.txt, jane.roe-3.txt, janeroe.txt", "Jane Roe", f"{MARK}.txt, {MARK}-3.txt, {MARK}.txt"),
        ("JoséRoe.txt", "José", f"{MARK}Roe.txt"),
        ("europe.zip, roes.zip, ROES.zip", "Roe", "europe.zip, roes.zip, ROES.zip"),
        ("call 5550199.txt, 55501990.txt", "5550199", f"call {MARK}.txt, 55501990.txt"),
    ],
)
def test_names_of_files(name: str, phrase: str, expected: str) -> None:
    assert black_out(name, [phrase], name=True) == expected


@given(spellings(), around, around, st.booleans())
def test_every_way_of_writing_a_phrase_is_found(said: tuple[str, str], before: str, after: str, name: bool) -> None:
    phrase, writing = said
    assert black_out(f"{before}{writing}{after}", [phrase], name=name) == f"{before}{MARK}{after}"


@given(texts, st.lists(texts, max_size=4), st.booleans())
def test_nothing_of_it_stands_afterwards(text: str, phrases: list[str], name: bool) -> None:
    assert find_phrases(black_out(text, phrases, name=name), phrases, name=name) == []


@given(texts, st.lists(texts, max_size=4), st.booleans())
def test_what_is_not_blacked_out_is_as_it_was(text: str, phrases: list[str], name: bool) -> None:
    found = find_phrases(text, phrases, name=name)
    assert all(start < end for start, end in found)
    assert all(end <= start for (_, end), (start, _) in pairwise(found))
    rest = [text[end:start] for (_, end), (start, _) in zip([(0, 0), *found], [*found, (len(text), 0)], strict=True)]
    assert black_out(text, phrases, name=name) == MARK.join(rest)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The ferryman told us.", 0),
        ("XXXXXXXXXXXX told us.", 1),
        ("XXXXXXXXXXXXtold XXXXXXXXXXXX", 2),
        ("xxxxx and xxxxxxxxxxxx", 2),
        ("call 555-XXXX", 0),
        ("[NAME REMOVED] and [Source removed]", 2),
        ("[a ferryman's name\nremoved]", 1),
        ("[DETAILS REDACTED FOR PUBLICATION]", 1),
        ("[sic] and [the Duke]", 0),
        ("[NAME REMOVED] xxxxx XXXXXX", 3),
    ],
)
def test_count_of_publisher_marks(text: str, count: int) -> None:
    assert count_publisher_marks(text) == count


@given(st.text("a\u0301\u0316\u0345\u0344é각x", min_size=30, max_size=120))
def test_many_accents_of_a_letter_are_read_in_canonical_order(text: str) -> None:
    for written in (text, normalize("NFD", text)):
        assert find_phrases(written, [text]) == ([(0, len(written))] if text.split() else [])


@pytest.mark.parametrize("accents", ["\u0301\u0316", "\u0345\u0301\u0316", "\u0301"])
def test_a_hundred_thousand_accents_of_a_letter_take_linear_time(accents: str) -> None:
    start = process_time()
    assert find_phrases("a" + accents * (100_000 // len(accents)) + " Jane Roe", ["Jane Roe"])
    assert process_time() - start < 5
