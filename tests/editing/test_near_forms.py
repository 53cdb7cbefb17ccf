"""Near forms: what search takes for a word, and its blackout leaves, is listed with its places."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import partial
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.editing import near_forms
from cables.editing.near_forms import LONGEST, MOST_FORMS, MOST_OCCURRENCES, NearForms, PlacedText, has_forms
from cables.search.index.normalise import stems
from cables.telegram.clean import clean
from cables.telegram.redaction import MARK, black_out
from cables.telegram.vocabulary import DEFAULT

cleaned = partial(clean, vocabulary=DEFAULT)


def forms(phrases: list[str], text: str, *, is_name: bool = False, standing: tuple[str, ...] = ()) -> list[str]:
    """Return the phrases of the near forms in a text."""
    found = NearForms.of(phrases, [PlacedText("text", text, is_name=is_name, clean=cleaned)], standing)
    return [form.phrase for form in found.forms]


@pytest.mark.parametrize(
    ("phrase", "text", "expected"),
    [
        # what the blackout matches is no near form
        ("Roe", "Roe, ROE, roe's; EUROPE, Rover", []),
        ("Jane Roe", "Jane Roe JANE\n  ROE Jane-Roe jane_roe", []),
        ("Roeville", "Roe-\nville, Roe\u00adville", []),
        # accents
        ("Roe", "Róe", ["Róe"]),
        ("Roe", "RO\u0301E", ["RÓE"]),
        ("Róe", "Roe", ["Roe"]),
        ("Roe", "Ro\u0336e", ["Ro\u0336e"]),
        ("Sao", "São", ["São"]),
        # width, and other compatible characters
        ("Roe", "Ｒｏｅ", ["Ｒｏｅ"]),
        ("dz", "ǆ, dz", ["ǆ"]),
        ("office", "oﬃce", ["oﬃce"]),
        ("Strasse", "Straße", ["Straße"]),
        # signs that show nothing
        ("Roe", "Ro\u200be", ["Ro\u200be"]),
        ("Roe", "R\ufeffo\u2060e", ["R\ufeffo\u2060e"]),
        ("Roe", "R\x08oe", ["R\x08oe"]),
        ("Roe", "Ro\u3164e", ["Ro\u3164e"]),
        ("Roes", "Ro\u00adé", ["Ro\u00adé"]),
        ("Ro\u200be", "Roe", ["Roe"]),
        # stems
        ("Roe", "Roes", ["Roes"]),
        ("Roe", "roes ROES Roes", ["roes"]),
        ("smugglers", "smuggler, smugglers", ["smuggler"]),
        ("reporting", "reports reported Report", ["reports", "reported", "Report"]),
        ("smugglers", "smugg-\nler", ["smugg- ler"]),
        ("smugglers", "smug\u00adgler", ["smug\u00adgler"]),
        # what stands between the words of a phrase
        ("Jane Roe", "Jane (Roe)", ["Jane (Roe"]),
        ("Jane Roe", "Jane, ROES", ["Jane, ROES"]),
        ("Jane Roe", "Jane.\n\n2. Roe", []),
        ("Jane-Roe", "Jane: Roe", ["Jane: Roe"]),
        ("Jane Roe", "Roe Jane", []),
        # what the parser removes
        ("Jane Roe", "Jane [Roe](#)", ["Jane [Roe"]),
        ("smugglers", "the [smugg](#)ler", ["smugg](#)ler"]),
        # a word beside an accent or a sign that a blackout takes for part of it
        ("Roe", "≠Roe", ["≠Roe"]),
        ("Roe", "xa\u0301Roe", ["xáRoe"]),
        ("Roe", "\u0301Roe", ["\u0301Roe"]),
        # letters of other scripts
        ("Ιωσήφ", "ΙΩΣΗΦ", ["ΙΩΣΗΦ"]),
        ("Йосиф", "И\u0306осиф иосиф", ["иосиф"]),
        # what is no word
        ("--", "a -- b", []),
        ("Roe", "", []),
    ],
)
def test_the_forms_of_a_phrase(phrase: str, text: str, expected: list[str]) -> None:
    found = forms([phrase], text)
    assert found == expected
    assert forms([phrase, *found], text) == []


@pytest.mark.parametrize(
    ("text", "expected"), [("roe.", True), ("Róe", True), ("Roes", True), ("R\u200boe", True), ("rover", False)]
)
def test_whether_a_text_has_a_form(text: str, expected: bool) -> None:
    assert has_forms(f"Of {text}", ["Roe"]) == expected


def test_the_forms_of_several_phrases() -> None:
    assert forms(["Jane Roe", "barge"], "Barges of Jane, Roes; barges. Jane Roe.") == ["Barges", "Jane, Roes"]


def test_words_that_stand_beside_each_other_once_those_between_are_blacked_out() -> None:
    assert forms(["Jane Roe", "Fritz"], "Jane Fritz Roe") == ["Jane Fritz Roe"]
    assert forms(["Jane Roe", "barge"], "Jane Barges Roe") == ["Barges", "Jane Barges Roe"]


def test_what_was_blacked_out_before_is_no_form() -> None:
    assert forms(["Roe"], "Roes, Róe", standing=("Roes",)) == ["Róe"]


def test_names_of_files() -> None:
    assert forms(["Jane Roe"], "JaneRoe2.txt, jane.roe.txt", is_name=True) == []
    assert forms(["Jane Roe"], "jane=roe.txt", is_name=True) == ["jane=roe"]


def test_where_a_form_stands() -> None:
    text = PlacedText(
        "revision 2", "SUBJECT: ROES\n\nThe Roe’s roes", parts=lambda: [(0, "subject"), (15, "paragraph 1")]
    )
    reason = PlacedText("history", "Of the roes.")
    [form] = NearForms.of(["Roe"], [text, reason]).forms
    shown = [(each.place, each.before, each.text, each.after) for each in form.occurrences]
    assert shown == [
        ("revision 2, subject", "SUBJECT: ", "ROES", f"\n\nThe {MARK}’s roes"),
        ("revision 2, paragraph 1", f"SUBJECT: ROES\n\nThe {MARK}’s ", "roes", ""),
        ("history", "Of the ", "roes", "."),
    ]


def test_signs_that_show_nothing_are_named() -> None:
    [form] = NearForms.of(["Roe"], [PlacedText("text", "R\u200bo\u200be")]).forms
    assert form.unseen == ["U+200B ZERO WIDTH SPACE"]


def test_a_form_that_is_too_long_to_be_blacked_out_says_so() -> None:
    [form] = NearForms.of(["Jane Roe"], [PlacedText("text", f"Jane {'.' * LONGEST} Roe")]).forms
    assert form.is_too_long


def test_forms_and_places_are_listed_up_to_a_number() -> None:
    many = "\n".join(f"Jane{'.' * number}Roe" for number in range(1, MOST_FORMS + 2))
    found = NearForms.of(["Jane Roe"], [PlacedText("text", many)])
    assert (len(found.forms), found.more) == (MOST_FORMS, True)
    again = [PlacedText("text", many), PlacedText("history", many)]
    assert {form.count for form in NearForms.of(["Jane Roe"], again).forms} == {2}, "also what comes after one too many"
    [form] = NearForms.of(["Roe"], [PlacedText("text", "Roes " * 100)]).forms
    assert (len(form.occurrences), form.further) == (MOST_OCCURRENCES, 100 - MOST_OCCURRENCES)


@pytest.mark.parametrize("text", ["Roe\u0301" * 12_500, "Roe" + "\u0301" * 50_000, "R\u200boes " * 8_000])
def test_a_text_that_was_made_for_it_takes_seconds(text: str) -> None:
    start = monotonic()
    found = NearForms.of(["Roe"], [PlacedText("text", text)])
    assert len(found.forms) <= MOST_FORMS
    assert monotonic() - start < 20  # one on an idle core; with each accent looked at by each word, thirty


# Whatever stands there

WORDS = ("Roe", "Jane Roe", "smugglers", "Müller", "São Paulo 7", "ab", "Ιωσήφ", "office")
SIGNS = ["", "", "", "\u0301", "\u0323", "\u05b0", "\u200b", "\u00ad", "-\n", "\u3164", "\u0338", "\ufe0f", "s"]
BETWEEN = [" ", "\n", ", ", "-", "_", "\u200b", "](#) [", "≠", MARK, "", ".", "\r\n", "\u0301", " x "]
WAYS: list[Callable[[str], str]] = [
    *(str, str.upper, str.title, str.casefold, str.swapcase),
    lambda word: unicodedata.normalize("NFD", word),
]


def full_width(text: str) -> str:
    """Return the text with its letters of ASCII in full width."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@st.composite
def written(draw: st.DrawFn) -> str:
    """Return a text of words, written one way or the other, and signs between them."""
    pieces = []
    for word in draw(st.lists(st.sampled_from(" ".join(WORDS).split()), max_size=6)):
        way = draw(st.sampled_from([*WAYS, full_width]))
        pieces += [char + draw(st.sampled_from(SIGNS)) for char in way(word)]
        pieces.append(draw(st.sampled_from(["", "", "s", "ing", "\u0301"])))
        pieces.append(draw(st.sampled_from(BETWEEN)))
    return "".join(pieces)


@given(written(), st.lists(st.sampled_from(WORDS), min_size=1, max_size=3), st.booleans())
def test_nothing_that_search_finds_stands_when_all_are_blacked_out(text: str, words: list[str], is_name: bool) -> None:
    found = NearForms.of(words, [PlacedText("text", text, is_name=is_name, clean=cleaned)])
    after = black_out(text, [*words, *(form.phrase for form in found.forms)], name=is_name)
    wanted = near_forms.sequences(words)
    assert list(near_forms.find(after, wanted, after, cleaned)) == []
    for word in words:
        assert f" {' '.join(stems(word))} " not in f" {' '.join(stems(after))} "
        assert f" {' '.join(stems(word))} " not in f" {' '.join(stems(cleaned(after).text))} "
