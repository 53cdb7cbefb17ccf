"""How many cables each post sent in each year, and which serial and minute each of them has.

The counts are those of the published collection (post_year_counts.csv: 282 posts, 2,075 pairs of post and year, 251,287
cables), scaled to the size wanted. Serials and times are arithmetic: whether a cable is in the corpus is known without
looking at any other, and so is the cable.
"""

from __future__ import annotations

import csv
import heapq
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import NamedTuple
from zlib import crc32

COUNTS = Path(__file__).with_name("post_year_counts.csv")
FULL_SIZE = 251_287
LAST_YEAR, LAST_YEAR_DAYS = 2010, 59  # the collection ends with February 2010

# One serial in so many is in the corpus. A post's other serials were never published; the Department's mostly.
STRIDE = 3
STATE_STRIDE = 30


DATE, ARRIVAL = "date", "arrival"
ORDERS = (ARRIVAL, DATE)
_ARRIVING = 250  # cables of a post and year that arrive together, as downloads and folders do


class Number(NamedTuple):
    """A message reference number in parts, as the position of a cable in the series of its post."""

    post: str
    year: int
    serial: int

    def __str__(self) -> str:
        return f"{self.year % 100:02d}{self.post}{self.serial}"


class Series:
    """The cables of one post in one year: `count` of them are in the corpus, their serials spread over the year."""

    def __init__(self, post: str, year: int, count: int) -> None:
        self.post = post
        self.year = year
        self.count = count
        self.stride = STATE_STRIDE if post == "STATE" else STRIDE
        self.days = LAST_YEAR_DAYS if year == LAST_YEAR else 365

    def number_at(self, index: int) -> Number:
        """Return the number of the cable at `index`, counted from 0."""
        return Number(self.post, self.year, self.stride * index + 1 + self._offset(index))

    def missing_near(self, index: int) -> Number:
        """Return a number of no cable of the corpus, sent shortly before or after the cable at `index`."""
        return Number(self.post, self.year, self.stride * index + 1 + (self._offset(index) + 1) % self.stride)

    def has(self, serial: int) -> bool:
        """Return whether the cable of this serial is in the corpus."""
        index = (serial - 1) // self.stride
        return 0 <= index < self.count and self.number_at(index).serial == serial

    def sent(self, serial: int) -> datetime:
        """Return when the cable of this serial was sent: never before the one of a lower serial."""
        fraction = crc32(b"%d %s %d" % (serial, self.post.encode(), self.year)) / 2**32
        minutes = self.days * 1440 * (serial - 1 + fraction) / (self.stride * max(self.count, 1))
        return datetime(self.year, 1, 1) + timedelta(minutes=int(minutes))

    def sent_before(self, time: datetime) -> int:
        """Return how many of the cables were sent before `time`, or one fewer."""
        passed = (time - datetime(self.year, 1, 1)) / timedelta(days=self.days)
        return max(0, min(self.count, int(passed * self.count)))

    def _offset(self, index: int) -> int:
        return crc32(b"%s %d %d" % (self.post.encode(), self.year, index)) % self.stride


class SeriesIndex:
    """The series of all posts and years, `size` cables together."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.series: dict[tuple[str, int], Series] = {}
        seen = 0
        with COUNTS.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                before = seen * size // FULL_SIZE
                seen += int(row["cables"])
                key = (row["post"], int(row["year"]))
                self.series[key] = Series(*key, seen * size // FULL_SIZE - before)

    @cached_property
    def posts(self) -> tuple[str, ...]:
        """Return the posts of which there are cables, in alphabetical order."""
        return tuple(sorted({series.post for series in self.series.values() if series.count}))

    def of(self, post: str, year: int) -> Series:
        """Return the series of a post and year, an empty one where there is none."""
        return self.series.get((post, year)) or Series(post, year, 0)

    def arriving(self, seed: int) -> Iterator[Number]:
        """Yield the numbers of all cables as they arrive: by post and year, some hundreds at once, in no order."""
        rng = Random(seed)
        batches = [(series, first) for series in self.series.values() for first in range(0, series.count, _ARRIVING)]
        rng.shuffle(batches)
        for series, first in batches:
            indices = list(range(first, min(first + _ARRIVING, series.count)))
            rng.shuffle(indices)
            yield from map(series.number_at, indices)

    def numbers(self) -> Iterator[Number]:
        """Yield the numbers of all cables in the order in which they were sent."""
        for year in sorted({series.year for series in self.series.values()}):
            yield from (number for _, number in heapq.merge(*(_in_order(series) for series in self._of_year(year))))

    def _of_year(self, year: int) -> list[Series]:
        return [series for series in self.series.values() if series.year == year and series.count]


def _in_order(series: Series) -> Iterator[tuple[datetime, Number]]:
    for index in range(series.count):
        number = series.number_at(index)
        yield series.sent(number.serial), number
