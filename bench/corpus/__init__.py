"""Cables in any number for measurements: the same ones for the same size and seed, on every machine.

The corpus has the shape of the published collection (posts, years, lengths, classes, references) and nothing of its
text: the words are invented. `cables()` makes them one after the other in the order in which they were sent; `Corpus`
makes any one alone, also one that is cited but not held.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.corpus import telegram
from bench.corpus.census import Census, Number
from bench.corpus.telegram import Cable

__all__ = ["Cable", "Corpus", "Number", "cables"]


class Corpus:
    """`size` cables of one seed."""

    def __init__(self, size: int, seed: int = 0) -> None:
        self.census = Census(size)
        self.seed = seed

    def numbers(self) -> Iterator[Number]:
        """Return the numbers of the cables in the order in which they were sent."""
        return self.census.held()

    def cable(self, number: Number) -> Cable:
        """Return the cable of this number, also of one that is not in the corpus."""
        return telegram.write(self.census, self.seed, number)

    def holds(self, number: Number) -> bool:
        """Return whether the cable of this number is one of the corpus."""
        return self.census.of(number.post, number.year).holds(number.serial)

    def __iter__(self) -> Iterator[Cable]:
        return map(self.cable, self.numbers())


def cables(size: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """Return the message reference number and text of each cable of a corpus."""
    return ((cable.mrn, cable.text) for cable in Corpus(size, seed))
