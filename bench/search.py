"""Time of a search compared with the bare full-text query in it, for a rare, a middling and a frequent word.

`python -m bench.search --cables 20000` runs on SQLite, and with `tests/postgresql.sh` in front on PostgreSQL. It prints
the table and stores it under bench/results/; it ends with 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from statistics import median
from time import perf_counter, thread_time
from typing import Any, NamedTuple

from django.test import Client

from archive.databases import READER
from bench.corpus.words import vocabulary
from bench.site import add_arguments, database, engine, order, site
from bench.stopwatch import stopwatch
from bench.table import Row, Table
from cables.db.router import using

TIMES_BARE_AT_MOST = 1.5
BEYOND_BARE_AT_MOST = 30.0  # milliseconds, where that is more
BY_DATE_AT_MOST = 50.0  # milliseconds
ROUNDS = 7

RARE = 20  # cables
SHARES = {"a middling word": 0.05, "a frequent word": 0.8}  # of the cables

SQLITE = "SELECT rowid FROM cables_search WHERE cables_search MATCH ? ORDER BY rank LIMIT 20"
POSTGRESQL = (
    "SELECT cable_id FROM cables_search WHERE slice = 0 AND words @@ %s::tsquery "
    "ORDER BY ts_rank(words, %s::tsquery) DESC LIMIT 20"
)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    with site(options) as client, using(READER):
        from cables.models import Cable

        cables = Cable.objects.count()
        load = round(os.getloadavg()[0], 1)  # of other work, which lengthens what the clock measures
        table = Table(f"search-{engine()}", {"cables": cables, "order": order(), "database": database(), "load": load})
        for name, word, bearing in words(cables):
            table.settings[name] = f"{word}, in {bearing} cables"
            print(f"{name}: {word}, in {bearing} cables")
            for row in rows(client, name, word):
                table.add(row)
    print(f"stored in {table.store().name}")
    return 0 if table.met else 1


def words(cables: int) -> Iterator[tuple[str, str, int]]:
    """Yield words by how frequent they are: the name of the frequency, the word, and how many cables have it.

    The corpus's words are in order of their frequency, so the first that few enough cables have is found by halving.
    """
    from cables.search import backends
    from cables.search.index.normalise import stem
    from cables.search.query.nodes import WordNode

    def bearing(rank: int) -> int:
        return len(backends.reader().ids(WordNode(stem(vocabulary()[rank])), cables))

    for name, wanted in [("a rare word", RARE), *((name, share * cables) for name, share in SHARES.items())]:
        low, high = 0, len(vocabulary()) - 1
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if bearing(middle) <= wanted else (middle + 1, high)
        yield name, vocabulary()[low], bearing(low)


class Taken(NamedTuple):
    """The milliseconds of a function by the clock, those of its queries, and those of this process's processor."""

    whole: float
    queries: float
    processor: float


def rows(client: Client, name: str, word: str) -> Iterator[Row]:
    """Yield the measurements of one word."""
    bare, page = f"{name}: bare query", f"{name}: page"
    facets, csv, concordance = f"{name}: facets", f"{name}: first bytes of CSV", f"{name}: concordance"
    by_date = {f"{page}, {order} first": order for order in ("newest", "oldest")}
    taken = measured(
        {
            bare: partial(query_bare, word),
            page: partial(request, client, "/search/", word),
            facets: facets_of(word),
            **{title: partial(request, client, "/search/", word, order=order) for title, order in by_date.items()},
            concordance: partial(request, client, "/concordance/", word),
            csv: partial(request, client, "/search.csv", word),
        }
    )
    alone, queries = taken[bare].whole, taken[page].queries
    bound = max(TIMES_BARE_AT_MOST, (alone + BEYOND_BARE_AT_MOST) / alone)
    yield Row(bare, alone, "ms")
    yield Row(f"{name}: queries of the page", queries, "ms", queries / alone, bare, at_most=round(bound, 2))
    yield Row(page, taken[page].whole, "ms")
    yield Row(facets, taken[facets].whole, "ms")
    for title in by_date:
        yield Row(f"{title}: queries", taken[title].queries, "ms")
        yield Row(f"{title}: processor", taken[title].processor, "ms")
        yield Row(title, taken[title].whole, "ms", at_most=BY_DATE_AT_MOST)
    yield Row(concordance, taken[concordance].whole, "ms")
    yield Row(csv, taken[csv].whole, "ms")


def measured(measurements: Mapping[str, Callable[[], object]]) -> dict[str, Taken]:
    """Return the cost of each: medians of some rounds after one to warm up. In each round all are called in turn, so
    that other load of the machine is the same for all of them."""
    rounds: dict[str, list[Taken]] = {title: [] for title in measurements}
    for _ in range(ROUNDS + 1):
        for title, each in measurements.items():
            with stopwatch() as watch:
                start, processor = perf_counter(), thread_time()
                each()
                spent = Taken(perf_counter() - start, watch.seconds, thread_time() - processor)
            rounds[title].append(spent)
    return {
        title: Taken(*(1000 * median(column) for column in zip(*taken[1:], strict=True)))
        for title, taken in rounds.items()
    }


def request(client: Client, path: str, word: str, **parameters: str) -> None:
    """Request a page, or the beginning of one that is streamed."""
    response = client.get(path, {"q": word, **parameters})
    if response.status_code != 200:
        raise RuntimeError(f"{path} responded with {response.status_code} for {word!r}")
    if response.streaming:
        next(iter(response))
        response.close()


def query_bare(word: str) -> None:
    """Query the twenty most relevant cables from the index alone, through the database's own driver."""
    from cables.db.router import current_connection
    from cables.search.index.normalise import stem

    connection = current_connection()
    connection.ensure_connection()
    cursor: Any = connection.connection.cursor()
    if connection.vendor == "postgresql":
        cursor.execute(POSTGRESQL, [stem(word)] * 2)
    else:
        cursor.execute(SQLITE, [f'"{stem(word)}"'])
    cursor.fetchall()
    cursor.close()


def facets_of(word: str) -> Callable[[], object]:
    """Return a function that counts the facets of the word's hits, which are found beforehand."""
    from cables.search import facets
    from cables.search.query.parser import parse_query
    from cables.search.results import Hits

    ids = Hits(parse_query(word).node).counted
    return lambda: facets.count(ids)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
