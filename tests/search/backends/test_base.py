"""The search index of each database finds exactly what the words mean, so that both find the same."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from cables.models import Word
from cables.search import backends
from cables.search.backends.tsvectors import MOST_POSITIONS, vectors
from cables.search.index import maintenance
from cables.search.index.document import Document, document
from cables.search.query.nodes import NEAREST, And, Expanded, Near, Not, Or, Phrase, Prefix, Within, WordNode
from tests.builders import store, stored_cable, telegram
from tests.search.oracle import matches

VOCABULARY = ["toll", "barg", "salt", "lock", "mine", "x9", "ångström", "río", "12", "the"]
PORTIONS = [None, "U", "SBU", "C", "S", "S/NF", "C//REL TO QR", "TS", "LOU"]


def documents() -> list[Document]:
    """Return a few dozen small documents of few words, and two that are longer than PostgreSQL's positions reach."""
    chance = random.Random(7)  # noqa: S311 - a test's
    made = []
    for _ in range(60):
        parts = [
            (chance.choice(PORTIONS), None, " ".join(chance.choices(VOCABULARY, k=chance.randint(1, 14))))
            for _ in range(chance.randint(1, 5))
        ]
        made.append(document(" ".join(chance.choices(VOCABULARY, k=3)), parts))
    filler = " ".join(f"w{n}" for n in range(MOST_POSITIONS + 500))
    made.append(document("toll", [("C", None, filler), ("S", None, "salt lock at the very end of it")]))
    made.append(document("salt", [("U", None, f"{'the toll ' * 3000} mine lock"), ("C", None, "the barg")]))
    return made


DOCUMENTS = documents()
WORDS = st.sampled_from(VOCABULARY)
LEAVES = st.one_of(
    WORDS.map(WordNode),
    st.sampled_from(["t", "sal", "1", "x", "r"]).map(Prefix),
    st.lists(WORDS, min_size=2, max_size=4).map(tuple).map(Phrase),
    st.builds(Near, st.lists(WORDS, min_size=2, max_size=3, unique=True).map(tuple), st.integers(1, NEAREST)),
)


def composed(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        several.map(And),
        several.map(Or),
        parts.map(Not),
        st.builds(Within, st.sampled_from(["subject", "U", "SBU", "C", "S"]), parts),
    )


NODES = st.recursive(LEAVES, composed, max_leaves=6)


class Agreement(TestCase):
    """The database's result is the oracle's, for any node."""

    @classmethod
    def setUpTestData(cls) -> None:
        maintenance.add((number, maintenance.index_rows(made)) for number, made in enumerate(DOCUMENTS, 1))

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(NODES)
    @example(Not(WordNode("toll")))
    @example(And((Not(WordNode("toll")), Not(WordNode("salt")))))
    @example(Or((Not(Phrase(("toll", "salt"))), WordNode("mine"))))
    @example(Near(("the", "mine"), 2))
    @example(Within("S", Phrase(("very", "end"))))
    @example(Within("C", Within("S", WordNode("salt"))))
    @example(Within("subject", Within("SBU", Not(WordNode("toll")))))
    def test_the_index_finds_what_the_words_mean(self, node: Any) -> None:
        expected = {number for number, made in enumerate(DOCUMENTS, 1) if matches(node, made)}
        with transaction.atomic():
            assert set(backends.reader().ids(node, 1000)) == expected


def test_the_long_documents_are_long_for_postgresql() -> None:
    assert [len(vectors(made)) > 1 for made in DOCUMENTS[-2:]] == [True, True]
    assert len(vectors(DOCUMENTS[0])) == 1


@pytest.mark.django_db
class TestUpkeep:
    def test_what_is_taken_out_is_found_no_more(self) -> None:
        store(telegram("07LIMA1", subject="BARGES"), telegram("07LIMA2", subject="LANTERNS"))
        cable = stored_cable("07LIMA1")
        assert backends.reader().ids(Within("subject", WordNode("barg")), 10) == [cable.pk]
        store(telegram("07LIMA1", subject="HERONS", paragraphs=["(U) Nothing else."]))
        assert cable.pk not in backends.reader().ids(WordNode("barg"), 10)
        assert backends.reader().ids(Within("subject", WordNode("heron")), 10) == [cable.pk]
        maintenance.remove([cable.pk])
        assert backends.reader().ids(WordNode("heron"), 10) == []

    def test_the_beginning_of_a_word_finds_words_whose_stem_does_not_begin_so(self) -> None:
        store(telegram("07LIMA1", paragraphs=["(U) Eradication of thistles."]))
        assert Word.objects.get(word="eradication").stem == "erad"
        expanded = backends.reader().expand(Prefix("eradicat"))
        assert expanded == Expanded("eradicat", ("erad",))
        assert backends.reader().ids(expanded, 10) == [stored_cable("07LIMA1").pk]
        assert backends.reader().ids(backends.reader().expand(Prefix("thistleb")), 10) == []
