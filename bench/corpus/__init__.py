"""Cables in any number for measurements: the same ones for the same size and seed, on every machine.

The corpus has the shape of the published collection (posts, years, lengths, classes, references) and nothing of its
text: the words are invented. `cables()` makes them one after the other in the order in which they were sent; a `Corpus`
has them in that order or as they would arrive, and makes any one alone, also one that is cited but missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.corpus import telegram
from bench.corpus.series import ARRIVAL, DATE, ORDERS, Number, SeriesIndex
from bench.corpus.telegram import Cable

__all__ = ["ARRIVAL", "DATE", "ORDERS", "Cable", "Corpus", "Number", "cables"]


class Corpus:
    """`size` cables of one seed, in one of ORDERS."""

    def __init__(self, size: int, seed: int = 0, order: str = ARRIVAL) -> None:
        self.series_index = SeriesIndex(size)
        self.seed = seed
        self.order = order

    def numbers(self) -> Iterator[Number]:
        """Return the numbers of the cables in their order."""
        return self.series_index.numbers() if self.order == DATE else self.series_index.arriving(self.seed)

    def cable(self, number: Number) -> Cable:
        """Return the cable of this number, also of one that is not in the corpus."""
        return telegram.write(self.series_index, self.seed, number)

    def has(self, number: Number) -> bool:
        """Return whether the cable of this number is one of the corpus."""
        return self.series_index.of(number.post, number.year).has(number.serial)

    def __iter__(self) -> Iterator[Cable]:
        return map(self.cable, self.numbers())


def cables(size: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Return the message reference number and text of each cable of a corpus, in the order in which they were sent."""
    return ((cable.mrn, cable.text) for cable in Corpus(size, seed, DATE))
