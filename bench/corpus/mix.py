"""Alternatives with their shares, drawn from a generator of random numbers."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Mix(Generic[T]):
    """Draws one of several alternatives, each as often as its weight says."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._alternatives = list(weights)
        self._cumulated = list(accumulate(weights.values()))

    def draw(self, rng: Random) -> T:
        """Return one of the alternatives."""
        return rng.choices(self._alternatives, cum_weights=self._cumulated)[0]
