"""Numbers that a word processor prints before the items of a list, which do not stand in the text of a document."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

BULLET = "-"
_MOST_LETTERS = 10  # of a number in letters; beyond that it is in digits
_ROMAN = {
    "M": 1000,
    "CM": 900,
    "D": 500,
    "CD": 400,
    "C": 100,
    "XC": 90,
    "L": 50,
    "XL": 40,
    "X": 10,
    "IX": 9,
    "V": 5,
    "IV": 4,
    "I": 1,
}
_PLACE = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of a level are numbered.

    `form` is `1`, `a`, `A`, `i`, `I`, a bullet, or empty for no number; `shown` the number among its signs, where `%1`
    is that of the first level, `%2` of the second.
    """

    form: str = "1"
    shown: str = "%1."
    start: int = 1


class Counter:
    """The numbers of the items of one list so far, by level."""

    def __init__(self) -> None:
        self._numbers: defaultdict[int, int] = defaultdict(int)

    def next(self, levels: dict[int, Level], level: int, start: int | None = None) -> str:
        """Return what stands before the next item of a level, counted from 0; `start` where it begins again."""
        own = levels.get(level, Level("", ""))
        if start is not None:
            self._numbers[level] = start
        else:
            self._numbers[level] = self._numbers[level] + 1 if level in self._numbers else own.start
        for deeper in [each for each in self._numbers if each > level]:
            del self._numbers[deeper]
        if own.form == BULLET:
            return BULLET

        def number(place: re.Match[str]) -> str:
            of = int(place[1]) - 1
            return numeral(self._numbers.get(of, levels[of].start), levels[of].form) if of in levels else ""

        return _PLACE.sub(number, own.shown).strip() if own.form else ""


def numeral(number: int, form: str) -> str:
    """Return a number in digits, letters or Roman numerals, as the form says: `1`, `a`, `A`, `i`, `I`."""
    if form in ("a", "A") and 0 < number <= 26 * _MOST_LETTERS:
        letter = chr(ord(form) + (number - 1) % 26)
        return letter * ((number - 1) // 26 + 1)
    if form in ("i", "I") and 0 < number < 4000:
        roman = ""
        for sign, value in _ROMAN.items():
            roman += sign * (number // value)
            number %= value
        return roman.lower() if form == "i" else roman
    return str(number)
