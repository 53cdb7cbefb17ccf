"""Numbers of lists as word processors print them."""

from __future__ import annotations

import pytest

from cables.sources.list_numbers import BULLET, Counter, Level, numeral


@pytest.mark.parametrize(
    ("number", "form", "shown"),
    [
        (7, "1", "7"),
        (3, "a", "c"),
        (28, "A", "BB"),
        (0, "a", "0"),
        (261, "a", "261"),
        (4, "i", "iv"),
        (1994, "I", "MCMXCIV"),
        (4000, "I", "4000"),
    ],
)
def test_numerals(number: int, form: str, shown: str) -> None:
    assert numeral(number, form) == shown


def test_a_deeper_level_begins_anew_below_each_item() -> None:
    levels = {0: Level("1", "%1."), 1: Level("1", "%1.%2", 3), 2: Level(BULLET, "")}
    counter = Counter()
    shown = [counter.next(levels, level) for level in (0, 1, 1, 0, 1, 2, 5)]
    assert shown == ["1.", "1.3", "1.4", "2.", "2.3", "-", ""]


def test_a_level_may_begin_at_a_number_of_its_own() -> None:
    counter = Counter()
    assert [counter.next({0: Level()}, 0, start) for start in (None, 9, None)] == ["1.", "9.", "10."]
