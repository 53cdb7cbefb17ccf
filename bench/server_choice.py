"""Comparison of servers for the archive: the same application behind granian and behind gunicorn.

`python -m bench.server_choice --cables 20000` prints the table and stores it under bench/results/. All servers have a
process for each core; they take turns, and ratios are the medians of the rounds' ratios.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from statistics import median
from typing import Protocol

from bench import servers
from bench.load import Request, send_requests
from bench.servers import THREADS, Server
from bench.serving import CACHED, CONNECTIONS, ROUNDS, SECONDS, checked, warmed
from bench.site import add_arguments, database, engine, order, site
from bench.table import Row, Table

APPLICATION = "archive.wsgi:application"
CHOSEN = "granian"
THREADED = ("--worker-class", "gthread", "--threads", str(THREADS))


class Starts(Protocol):
    """Starts a server of the archive with these variables set."""

    def __call__(self, *, environment: dict[str, str]) -> AbstractContextManager[Server]: ...


SERVERS: dict[str, Starts] = {
    CHOSEN: partial(servers.granian, APPLICATION),
    "gunicorn, threads": partial(servers.gunicorn, APPLICATION, *THREADED),
    "gunicorn, one request at a time": partial(servers.gunicorn, APPLICATION),
}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.server_choice", description=__doc__)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    with site(options):
        from cables.models import Cable

        mrns = list(Cable.objects.order_by("pk").values_list("mrn", flat=True))
        random.Random(0).shuffle(mrns)
        table = Table(f"server-choice-{engine()}", {"cables": len(mrns), "order": order(), "database": database()})
        requests = [Request(f"/cable/{mrn}/") for mrn in mrns]
        for row in [*rows("made each time", requests, "0"), *rows("kept", requests[:CACHED], "64")]:
            table.add(row)
    print(f"stored in {table.store().name}")
    return 0


def rows(what: str, requests: Sequence[Request], page_cache: str) -> Iterator[Row]:
    """Yield rows of a cable's page from each server: requests a second, compared with the chosen one, and the 95th
    percentile of the time."""
    rates: dict[str, list[float]] = {name: [] for name in SERVERS}
    slow: dict[str, list[float]] = {name: [] for name in SERVERS}
    with ExitStack() as stack:
        started = {
            name: stack.enter_context(start(environment={"PAGE_CACHE": page_cache, "DEBUG": ""}))
            for name, start in SERVERS.items()
        }
        for server in started.values():
            warmed(server, requests[:CACHED])
        for _ in range(ROUNDS):
            for name, server in started.items():
                result = checked(name, send_requests(server.ports, requests, CONNECTIONS, SECONDS), 200)
                rates[name].append(result.rate)
                slow[name].append(result.p95)
    chosen = f"{CHOSEN}: a cable's page, {what}"
    for name, server in started.items():
        ratio = median(one / two for one, two in zip(rates[name], rates[CHOSEN], strict=True))
        page = f"{name}: a cable's page, {what}"
        against = None if name == CHOSEN else chosen
        yield Row(page, median(rates[name]), "a second", ratio if against else None, against, memory=server.memory)
        yield Row(f"{page}, 95 in 100 take at most", median(slow[name]), "ms")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
