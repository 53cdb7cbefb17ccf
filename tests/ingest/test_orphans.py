"""Known words are deleted where no cable has them, and stay where one has, whichever that is."""

from __future__ import annotations

import pytest

from cables.ingest.orphans import delete_orphan_words, orphan_words
from cables.models import Word
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db
WORDS = {"barges": "barg", "barging": "barg", "lanterns": "lantern", "quarrelling": "quarrel"}


def archive() -> None:
    """Store cables of which the last alone has a rare form of a word that all have."""
    store(*(telegram(f"07LIMA{number}", paragraphs=["(U) Barges and lanterns."]) for number in range(1, 12)))
    store(telegram("07LIMA12", paragraphs=["(U) Barges came barging."]))


def test_words_that_no_cable_has() -> None:
    archive()
    assert orphan_words(WORDS, None) == {"quarrelling"}


def test_a_bounded_search_leaves_what_it_does_not_find() -> None:
    store(*(telegram(f"07LIMA{number}", paragraphs=["(U) Barges and lanterns."]) for number in range(1, 12)))
    assert orphan_words(WORDS, None) == {"barging", "quarrelling"}
    assert orphan_words(WORDS, 8) == {"quarrelling"}


def test_only_those_are_deleted() -> None:
    archive()
    Word.objects.create(word="quarrelling", stem="quarrel")
    before = set(Word.objects.values_list("word", flat=True))
    delete_orphan_words(WORDS)
    assert set(Word.objects.values_list("word", flat=True)) == before - {"quarrelling"}
