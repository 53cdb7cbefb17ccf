"""The concordance: every occurrence once, in order, with its context, whatever the size of the pages."""

from __future__ import annotations

import datetime

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cables import keyset
from cables.search import concordance as concordances
from cables.search.concordance import WIDTH, Concordance, Occurrence, OccurrenceCursor, left_of, right_of
from cables.search.query.parser import parse_query
from tests.builders import outcomes, raw, store, telegram
from tests.stored_archives import stored_once

MINUTE = 60_000  # milliseconds


def concordance(typed: str, condition: Q | None = None) -> Concordance:
    """Return the concordance of a query as typed."""
    return Concordance(parse_query(typed).node, condition)


def summaries(found: list[Occurrence]) -> list[str]:
    """Return occurrences as a short text each."""
    return [f"{each.mrn} {each.number} {each.left}[{each.word}]{each.right}" for each in found]


@stored_once
def archive() -> None:
    """Store three cables with barges in subject, heading and text; two of one day."""
    store(
        telegram("07ZENDA2", date="2007-03-01", subject="BARGES", paragraphs=["(U) Barges\nand a barge."]),
        telegram("07ZENDA1", date="2007-03-01", subject="TOLLS", paragraphs=["(S) No barge came.", "(U) One barge."]),
        telegram("06ZENDA9", date="2006-03-01", subject="WHARVES", paragraphs=["(U) The wharf is shut."]),
        telegram(
            "06ZENDA8", date="2006-01-01", subject="HERRING", paragraphs=["(C) Bargemen lack a barge,\n   they say."]
        ),
    )


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (
            "barges",
            [
                "06ZENDA8 1 Bargemen lack a [barge], they say.",
                "07ZENDA2 None [BARGES]",
                "07ZENDA2 1 [Barges] and a barge.",
                "07ZENDA2 1 Barges and a [barge].",
                "07ZENDA1 1 No [barge] came.",
                "07ZENDA1 2 One [barge].",
            ],
        ),
        ("portion:S:barge", ["07ZENDA1 1 No [barge] came."]),
        ("bargem*", ["06ZENDA8 1 [Bargemen] lack a barge, they say."]),
        ('"lack a barge"', ["06ZENDA8 1 Bargemen [lack a barge], they say."]),
        ("barge -wharf date:2006", ["06ZENDA8 1 Bargemen lack a [barge], they say."]),
        ("subject:barge", ["07ZENDA2 None [BARGES]"]),
        ("quarry", []),
    ],
)
def test_every_occurrence_in_order(typed: str, expected: list[str]) -> None:
    assert summaries(list(concordance(typed).walk(MINUTE))) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("negotiation", ["trade [negotia- tions] failed"]),
        ("negotia", ["trade [negotia]- tions failed"]),
        ("negotiati*", ["trade [negotia- tions] failed"]),
        ('"trade negotiations failed"', ["the [trade negotia- tions failed] in"]),
        ("pears", ["and [pears]8 had"]),
        ("pears8", ["and [pears8] had"]),
        ('"pears had gone"', ["and [pears8 had gone] up"]),
        ('"Duke\'s barges"', ["The [Duke,s barges] lay"]),
        ('"lay in the harbour"', ["barges [lay in the harbour] since"]),
        ('"harbour since March"', ["the [harbour since March] without"]),
        ('"tions failed"', []),
        ('"pears8 had"', []),
    ],
)
def test_phrases_and_words_are_found_across_the_ends_of_lines_and_as_sent(typed: str, expected: list[str]) -> None:
    lines = [
        "(U) All knew that the trade negotia-\ntions failed in May, when salt and &cheese and pears8 had gone up.",
        "(U) The Duke,s barges lay in the\nharbour\n\nZENDA 00000007  002 OF 002\n\nsince March without\ncargo.",
    ]
    store(telegram("07ZENDA7", paragraphs=lines), telegram("07ZENDA8"))
    lines = [f"{each.left}[{each.word}]{each.right}" for each in concordance(typed).walk(MINUTE)]
    assert len(lines) == len(expected)
    assert all(part in line for part, line in zip(expected, lines, strict=True)), lines


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("cables", [1, 2, 50])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 6, 7])
def test_pages_have_every_occurrence_once(monkeypatch: pytest.MonkeyPatch, size: int, cables: int) -> None:
    monkeypatch.setattr(concordances, "CABLES", cables)
    both = concordance("barge OR wharf")
    whole = list(both.walk(MINUTE))
    found: list[Occurrence] = []
    after: OccurrenceCursor | None = None
    while True:
        page = both.page(size, after)
        found += page.occurrences
        assert len(page.occurrences) <= size
        if page.next is None:
            break
        after = OccurrenceCursor.parse(str(page.next))
    assert found == whole
    assert len(whole) == 7


@pytest.mark.usefixtures("archive")
def test_a_condition() -> None:
    found = concordance("barge", Q(year=2006)).page(10).occurrences
    assert [each.mrn for each in found] == ["06ZENDA8"]


@pytest.mark.django_db
def test_headings_are_before_their_paragraph() -> None:
    store(
        telegram(
            "07ZENDA1", subject="TOLLS", paragraphs=["(U) Quiet.\n\nBARGE TRAFFIC\n-------------", "(S) The barge."]
        )
    )
    found = list(concordance("barge").walk(MINUTE))
    assert [(each.number, each.word) for each in found] == [(2, "BARGE"), (2, "barge")]
    assert found[0].cursor < found[1].cursor


@pytest.mark.django_db
def test_a_number_that_repeats_is_counted() -> None:
    text = telegram("07ZENDA1", subject="TOLLS", paragraphs=["(U) One barge.", "(U) Two barges."]).replace(
        "\n2. ", "\n1. "
    )
    outcomes(raw(text))
    assert [(each.number, each.repeat) for each in concordance("barge").walk(MINUTE)] == [(1, 1), (1, 2)]


@pytest.mark.django_db
def test_fields_alone_have_no_word_to_align_on() -> None:
    assert not concordance("tag:PREL").highlighter
    assert not concordance("-barge").highlighter


@pytest.mark.django_db
def test_a_walk_loads_few_cables_at_once_at_a_constant_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concordances, "CABLES", 5)
    store(*(telegram(f"07ZENDA{n}", subject="TOLLS") for n in range(1, 21)))
    barges = concordance("barges")
    assert barges.hits.count == 20
    with CaptureQueriesContext(connection) as captured:
        walk = barges.walk(MINUTE)
        costs = []
        for number, _ in enumerate(walk, 1):
            if number % 5 == 0:
                costs.append(sum('"cables_' in parse["sql"] for parse in captured))
    assert costs == [2, 4, 6, 8]


@pytest.mark.django_db
def test_a_page_costs_the_same_of_few_and_of_many() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            concordance("barges").page(50)
        return len(captured)

    store(*(telegram(f"07ZENDA{n}", paragraphs=["(U) Barges and barges."]) for n in range(1, 4)))
    few = queries()
    store(*(telegram(f"07STRELSAU{n}", paragraphs=["(U) Barges."] * 9) for n in range(1, 80)))
    assert queries() == few


@given(st.dates(), st.integers(0, keyset.HIGHEST_ID), st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_cursor_parses_as_it_was_formatted(date: datetime.date, cable: int, position: int, start: int) -> None:
    assert OccurrenceCursor.parse(str(OccurrenceCursor(date, cable, position, start))) == OccurrenceCursor(
        date, cable, position, start
    )


@pytest.mark.parametrize("text", ["", "x", "2007-09-24.1", "2007-09-24.1.2", "2007-02-30.1.2.3", "2007-09-24.1.2.-3"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(keyset.BadCursorError):
        OccurrenceCursor.parse(text)


@given(st.text(alphabet="ab \n\t,", max_size=600), st.integers(0, 600))
def test_contexts_are_the_text_beside_the_offset(text: str, offset: int) -> None:
    offset = min(offset, len(text))
    left, right = left_of(text, offset), right_of(text, offset)
    assert len(left) <= WIDTH
    assert len(right) <= WIDTH
    assert " ".join(text[:offset].split()).endswith(left.strip())
    assert " ".join(text[offset:].split()).startswith(right.strip())


def test_contexts_are_cut_at_whole_words() -> None:
    text = "wharf " * 100
    assert set(left_of(text, 300).split()) == {"wharf"}
    assert set(right_of(text, 300).split()) == {"wharf"}
    assert left_of("(barge", 1) == "("
    assert left_of("a barge", 2) == "a "
