"""Similar cables: what they have in common, its weight, and the cost of the queries."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cables.search import backends, similar
from cables.search.similar import SimilarCable
from tests.builders import store, stored_cable, telegram

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_learnt() -> Iterator[None]:
    """Clear the cache of common words, since each test has an archive of its own."""
    similar.common.cache_clear()
    yield
    similar.common.cache_clear()


def others(count: int = 40, tags: str = "SENV", words: str = "Nothing of note was heard in the harbour.") -> list[str]:
    """Return cables that share nothing with those of the tests."""
    return [
        telegram(f"01OSTRELLE{n}", date="2001-01-05", subject="ROUTINE", tags=tags, paragraphs=[f"(U) {words}"])
        for n in range(1, count + 1)
    ]


def plain(mrn: str, *, tags: str = "KSPR", refs: list[str] | None = None, words: str = "Quiet.") -> str:
    """Return a cable with nothing but what is given."""
    return telegram(mrn, subject="ROUTINE", tags=tags, refs=refs or [], paragraphs=[f"(U) {words}"])


def found(mrn: str) -> dict[str, SimilarCable]:
    """Return the cables similar to that one by MRN."""
    return {like.cable.mrn: like for like in similar.similar_cables(stored_cable(mrn))}


def test_cables_that_cite_the_same() -> None:
    store(
        *others(),
        plain("07ZENDA1", refs=["LIMA 909", "LIMA 910"]),
        plain("07ZENDA2", tags="SOCI", refs=["LIMA 909"]),
        plain("07ZENDA3", tags="SOCI", refs=["LIMA 909", "LIMA 910"]),
        plain("07ZENDA4", tags="SOCI", refs=["LIMA 911"]),
    )
    alike = found("07ZENDA1")
    assert list(alike) == ["07ZENDA3", "07ZENDA2"]
    assert alike["07ZENDA3"].references == ["07LIMA910", "07LIMA909"]
    assert alike["07ZENDA2"].references == ["07LIMA909"]
    assert (alike["07ZENDA2"].tags, alike["07ZENDA2"].words) == ([], [])


def test_cables_that_cite_each_other() -> None:
    store(*others(), plain("07ZENDA1"), plain("07ZENDA2", tags="SOCI", refs=["ZENDA 1"]))
    assert [(mrn, like.cites, like.cited) for mrn, like in found("07ZENDA1").items()] == [("07ZENDA2", True, False)]
    assert [(mrn, like.cites, like.cited) for mrn, like in found("07ZENDA2").items()] == [("07ZENDA1", False, True)]


def test_tags_weigh_by_their_rarity() -> None:
    store(
        *others(30, tags="PGOV"),
        plain("07ZENDA1", tags="PGOV, KSPR, EFIS"),
        plain("07ZENDA2", tags="EFIS, PGOV"),
        plain("07ZENDA3", tags="PGOV"),
        plain("07ZENDA4", tags="KSPR, EFIS"),
    )
    alike = found("07ZENDA1")
    assert list(alike) == ["07ZENDA4", "07ZENDA2"]
    assert alike["07ZENDA4"].tags == ["KSPR", "EFIS"]
    assert alike["07ZENDA2"].tags == ["EFIS", "PGOV"]


def test_distinctive_words_are_shown_as_in_the_text() -> None:
    said = "The Zephyrine lamps went out. All zephyrine lamps, said the lampwright. Ask the Lampwright."
    store(
        *others(),
        plain("07ZENDA1", words=said),
        plain("07ZENDA2", tags="SOCI", words="A lampwright mends a zephyrine lamp."),
        plain("07ZENDA3", tags="SOCI", words="A lamp."),
    )
    alike = found("07ZENDA1")
    assert alike["07ZENDA2"].words == ["Zephyrine", "lampwright", "lamps"]
    assert "07ZENDA3" not in alike


def test_common_words_have_no_weight() -> None:
    store(*others(), plain("07ZENDA1", words="Harbour upon harbour. The harbour."))
    assert similar.distinctive(stored_cable("07ZENDA1"), similar.common(1)) == {}
    assert found("07ZENDA1") == {}


def test_a_cable_is_not_like_itself_and_few_are_shown() -> None:
    store(*others(), *(plain(f"07ZENDA{n}", refs=["LIMA 909"]) for n in range(1, 20)))
    alike = found("07ZENDA1")
    assert len(alike) == similar.SHOWN
    assert "07ZENDA1" not in alike


def test_a_cable_alone_is_like_none() -> None:
    store(plain("07ZENDA1"))
    assert found("07ZENDA1") == {}
    store(telegram("07ZENDA2", subject=None, tags=None, paragraphs=[]))
    assert found("07ZENDA2") == {}


def test_queries_do_not_grow_with_the_archive() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert found("07ZENDA1")
        return len(captured)

    words = "Zephyrine lamps and zephyrine lamps."
    store(*others(), *(plain(f"07ZENDA{n}", refs=["LIMA 909", "ZENDA 1"], words=words) for n in (1, 2, 3)))
    found("07ZENDA1")
    few = queries()
    store(*(plain(f"07STRELSAU{n}", refs=["LIMA 909", "07 ZENDA 1"], words=words) for n in range(1, 21)))
    assert queries() == few


def test_ids_by_stem() -> None:
    store(plain("07ZENDA1", words="Lamps."), plain("07ZENDA2", words="One lamp."), plain("07ZENDA3"))
    assert sorted(backends.reader().ids_by_stem(["lamp", "quiet", "quarri"], 5)["lamp"]) == [
        stored_cable("07ZENDA1").pk,
        stored_cable("07ZENDA2").pk,
    ]
    assert backends.reader().ids_by_stem(["quiet", "quarri"], 5) == {
        "quiet": [stored_cable("07ZENDA3").pk],
        "quarri": [],
    }
    assert len(backends.reader().ids_by_stem(["lamp"], 1)["lamp"]) == 1
    assert backends.reader().ids_by_stem([], 5) == {}


def test_stems_that_most_cables_have_are_not_looked_up() -> None:
    store(*(plain(f"07ZENDA{serial}", words="Lamps." if serial < 20 else "Quarries.") for serial in range(1, 21)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    frequent = {"lamp"} if connection.vendor == "postgresql" else set()  # SQLite stops at the limit by itself
    assert backends.reader().frequent_stems(["lamp", "quarri"], 4) == frequent
    assert backends.reader().ids_by_stem(["lamp", "quarri"], 1)["quarri"] == [stored_cable("07ZENDA20").pk]
    assert len(backends.reader().ids_by_stem(["lamp", "quarri"], 1)["lamp"]) == (0 if frequent else 1)
