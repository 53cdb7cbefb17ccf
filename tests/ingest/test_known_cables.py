"""Texts in the archive already: reported as unchanged without being parsed, unless their metadata differ."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from cables.ingest import known_cables, parsing
from cables.ingest.parsing import KnownText, Read, Textless
from cables.sources import RawCable, RefusedItem
from cables.telegram.vocabulary import Vocabulary
from tests.builders import outcomes, raw, store, telegram

pytestmark = pytest.mark.django_db


def test_stored_texts_are_not_parsed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [raw(telegram(f"07LIMA{number}")) for number in range(1, 4)]
    outcomes(*texts[:2])
    parsed: list[RawCable] = []
    read = parsing.arrived

    def read_and_record(item: RawCable, vocabulary: Vocabulary) -> Read | Textless | RefusedItem:
        parsed.append(item)
        return read(item, vocabulary)

    monkeypatch.setattr(parsing, "arrived", read_and_record)
    assert [outcome.status for outcome in outcomes(*texts)] == ["unchanged", "unchanged", "stored"]
    assert parsed == texts[2:]


@pytest.mark.parametrize("dry_run", [True, False])
def test_they_are_reported_in_order_with_their_number(dry_run: bool) -> None:
    store(telegram("07LIMA2"))
    texts = [raw(telegram(f"07LIMA{number}"), where=f"{number}.txt") for number in (1, 2, 3)]
    assert [(outcome.where, outcome.status, outcome.mrn) for outcome in outcomes(*texts, dry_run=dry_run)] == [
        ("1.txt", "stored", "07LIMA1"),
        ("2.txt", "unchanged", "07LIMA2"),
        ("3.txt", "stored", "07LIMA3"),
    ]


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param({"published_id": "07LIMA9"}, id="published under another number"),
        pytest.param({"hint": "07LIMA1"}, id="another hint"),
        pytest.param({"format": "html"}, id="another format"),
        pytest.param({"stated": {"origin": "Embassy Lima"}}, id="something stated"),
        pytest.param({"corrections": {"subject": "MUD"}}, id="a correction"),
        pytest.param({"content": b"Mud."}, id="another text"),
    ],
)
def test_a_text_with_other_metadata_is_not_recognised(metadata: dict[str, object]) -> None:
    stored_text = raw(telegram("07LIMA1"))
    outcomes(stored_text)
    other = replace(stored_text, **metadata)  # type: ignore[arg-type]  # each is of its field's type
    refused = RefusedItem("picture.png", "is a picture")
    assert known_cables.recognise([stored_text, other, refused]) == [KnownText("test", "07LIMA1"), other, refused]


def test_one_query_a_batch(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    batch = [raw(telegram(f"07LIMA{number}")) for number in range(1, 9)]
    outcomes(*batch)
    with django_assert_num_queries(1):
        assert all(isinstance(item, KnownText) for item in known_cables.recognise(batch))
