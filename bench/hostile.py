"""Hostile queries typed into the search box: does each get a page, in time?

`python -m bench.hostile` runs on SQLite, and with `tests/postgresql.sh` in front on PostgreSQL. It prints
the table and stores it under bench/results/; it ends with 1 where a status is neither 200 nor 400 nor, for a number
alone, 302, or came later than SEARCH_TIMEOUT and a second.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import quantiles
from time import perf_counter

from django.test import Client

from bench.site import add_arguments, database, engine, order, site
from bench.table import Row, Table
from tests.search.hostile import queries

ALLOWED = {200: "the page", 302: "a number's cable", 400: "what was not understood"}
GRACE = 1000  # milliseconds beyond SEARCH_TIMEOUT
SHOWN = 200  # characters of a query that failed


def main(arguments: Sequence[str]) -> int:
    """Send the queries and print a table; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.hostile", description=__doc__)
    parser.add_argument("--queries", type=int, default=10_000, help="how many to send (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other queries (default: %(default)s)")
    add_arguments(parser)
    options = parser.parse_args(arguments)
    with site(options) as client:
        from django.conf import settings

        from cables.models import Cable

        table = Table(
            f"hostile-{engine()}",
            {
                "queries": options.queries,
                "seed": options.seed,
                "cables": Cable.objects.count(),
                "order": order(),
                "database": database(),
                "search_timeout": settings.SEARCH_TIMEOUT,
            },
        )
        bound = settings.SEARCH_TIMEOUT + GRACE
        statuses, taken = statuses_of(client, queries(options.queries, options.seed), bound)
        for row in rows(statuses, taken, bound):
            table.add(row)
    print(f"stored in {table.store().name}")
    return 0 if table.met else 1


def statuses_of(client: Client, typed_queries: Iterable[str], bound: float) -> tuple[Counter[int], list[float]]:
    """Return how many responses had each status, and the milliseconds of each; print unexpected ones at once."""
    statuses: Counter[int] = Counter()
    taken = []
    for typed in typed_queries:
        start = perf_counter()
        status = client.get("/search/", {"q": typed}).status_code
        taken.append(1000 * (perf_counter() - start))
        statuses[status] += 1
        if status not in ALLOWED or taken[-1] > bound:
            print(f"{status} after {taken[-1]:,.0f} ms: {typed[:SHOWN]!r}", flush=True)
    return statuses, taken


def rows(statuses: Counter[int], taken: Sequence[float], bound: float) -> Iterable[Row]:
    """Yield the rows of the table."""
    for status, meaning in ALLOWED.items():
        yield Row(f"{status}: {meaning}", statuses[status], "answers")
    other = sum(count for status, count in statuses.items() if status not in ALLOWED)
    yield Row("any other status", other, "answers", at_most=0)
    percentiles = quantiles(taken, n=100)
    yield Row("half of the queries take at most", percentiles[49], "ms")
    yield Row("99 in a hundred take at most", percentiles[98], "ms")
    yield Row("the slowest takes", max(taken), "ms", at_most=bound)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
