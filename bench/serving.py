"""Speed of serving the archive's pages, compared with Datasette on the same rows and a bare Django view.

`python -m bench.serving --cables 20000` runs on SQLite, and with `tests/postgresql.sh` in front on PostgreSQL. It
prints the table and keeps it under bench/results/; it ends with 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlencode

import sqlite_utils

from bench import servers
from bench.addresses import Address, Heaviest, addresses, heaviest
from bench.corpus.words import vocabulary
from bench.load import HOST, Outcome, Request, ask
from bench.measure import WORK
from bench.servers import Server
from bench.site import add_arguments, database, engine, site
from bench.table import Row, Table

ROUNDS = 5
SECONDS = 2.5  # of each round
CONNECTIONS = 8
KEPT = 50  # cables that are asked for again and again
BESIDE_DATASETTE_AT_LEAST = 1.0
BESIDE_BARE_AT_LEAST = 0.5

DEEP = 0.9  # of the way through a list
BESIDE_FIRST_AT_MOST = 1.2
DEEP_AT_MOST = 30.0  # milliseconds
SLOWEST_AT_MOST = 200.0  # milliseconds
TIMES = 9  # each address is asked

READERS = 50
THOUGHT = 1.0  # seconds
VISIT = 30.0  # seconds
P95_AT_MOST = 250.0  # milliseconds


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.serving", description=__doc__)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    WORK.mkdir(exist_ok=True)
    with site(options.cables, options.archive), TemporaryDirectory(dir=WORK) as folder:
        from cables.models import Cable

        mrns = list(Cable.objects.order_by("pk").values_list("mrn", flat=True))
        random.Random(0).shuffle(mrns)
        table = Table(f"serving-{engine()}", {"cables": len(mrns), "database": database()})
        for row in rows(mrns, Path(folder)):
            table.add(row)
    print(f"kept in {table.store().name}")
    return 0 if table.met else 1


def rows(mrns: Sequence[str], folder: Path) -> Iterator[Row]:
    """Yield the rows of the table, over these cables in random order."""
    held = heaviest()
    yield from visited(mrns, held)
    yield from beside(mrns, folder)
    with servers.archive_server(workers=1, page_cache=0) as server:
        yield from deep_lists(server, held)
        yield from every_address(server, held)


# Many readers at once


def visited(mrns: Sequence[str], held: Heaviest) -> Iterator[Row]:
    """Yield rows of fifty readers of a server that has just started, with nothing of the database in the page cache."""
    forget()
    with servers.archive_server() as server:
        outcome = ask(server.ports, list(islice(walk(mrns, held), 5000)), READERS, VISIT, THOUGHT)
    errors = sum(count for status, count in outcome.statuses.items() if status != 200)
    at_once = f"{READERS} readers"
    yield Row(f"{at_once}: half of the pages take at most", outcome.median, "ms")
    yield Row(f"{at_once}: 95 in 100 take at most", outcome.p95, "ms", memory=server.memory, at_most=P95_AT_MOST)
    yield Row(f"{at_once}: errors", errors, f"of {len(outcome.taken):,}", at_most=0)


def walk(mrns: Sequence[str], held: Heaviest) -> Iterator[Request]:
    """Yield rows of pages as readers request them: mostly cables, else lists, searches and the pages before these."""
    from cables.models import Post, Tag

    chance = random.Random(1)
    tags = [
        f"/tag/{slug}/"
        for slug in Tag.objects.filter(cable_tags__isnull=False).distinct().values_list("slug", flat=True)
    ]
    posts = [
        f"/post/{code}/" for code in Post.objects.filter(cables__isnull=False).distinct().values_list("code", flat=True)
    ]
    ways = ["/", "/tag/", "/post/", "/date/", "/missing/", "/about/", f"/date/{held.year}/"]
    words = vocabulary()[:50_000]
    kinds: dict[str, Callable[[], str]] = {
        "cable": lambda: f"/cable/{chance.choice(mrns)}/",
        "like": lambda: f"/cable/{chance.choice(mrns)}/like/",
        "list": lambda: chance.choice(chance.choice([tags, posts])),
        "day": lambda: f"/date/{held.month[0]}/{held.month[1]:02}/{chance.randint(1, 28):02}/",
        "search": lambda: f"/search/?{urlencode({'q': chance.choice(words)})}",
        "way": lambda: chance.choice(ways),
    }
    shares = {"cable": 60, "like": 3, "list": 12, "day": 5, "search": 12, "way": 8}
    while True:
        [kind] = chance.choices([*shares], [*shares.values()])
        yield Request(kinds[kind]())


def forget() -> None:
    """Drop the database's files from the system's page cache."""
    from django.db import connection

    if connection.vendor == "sqlite":
        files = [Path(f"{connection.settings_dict['NAME']}{suffix}") for suffix in ("", "-wal")]
    else:
        with connection.cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute("SHOW data_directory")
            [(folder,)] = cursor.fetchall()
        files = [file for file in Path(folder, "base").rglob("*") if file.is_file()]
    for file in files:
        if file.exists() and os.access(file, os.R_OK):
            opened = os.open(file, os.O_RDONLY)
            os.fsync(opened)
            os.posix_fadvise(opened, 0, 0, os.POSIX_FADV_DONTNEED)
            os.close(opened)


# Rates beside the peers


def beside(mrns: Sequence[str], folder: Path) -> Iterator[Row]:
    """Yield rows of requests a second: medians of rounds in which all take turns, ratios too."""
    cables = [Request(f"/cable/{mrn}/") for mrn in mrns[:20_000]]
    kept = cables[:KEPT]
    with ExitStack() as stack:
        bare = stack.enter_context(servers.granian("bench.bare:application"))
        fresh = stack.enter_context(servers.archive_server(page_cache=0))
        keeping = stack.enter_context(servers.archive_server(page_cache=64))
        peer = stack.enter_context(servers.datasette(bare_rows(folder / "rows.db")))
        known = warmed(keeping, kept)
        measured: dict[str, tuple[Server, Sequence[Request], int]] = {
            PEER: (peer, [Request(f"/rows/cables/{mrn}") for mrn in mrns[:20_000]], 200),
            PAGE: (fresh, cables, 200),
            UNCHANGED: (fresh, known, 304),
            BARE: (bare, [Request("/")], 200),
            KEPT_PAGE: (keeping, kept, 200),
            KEPT_UNCHANGED: (keeping, known, 304),
        }
        rates: dict[str, list[float]] = {name: [] for name in measured}
        for server, requests, _ in measured.values():
            ask(server.ports, requests, CONNECTIONS, SECONDS / 2)
        for _ in range(ROUNDS):
            for name, (server, requests, status) in measured.items():
                outcome = ask(server.ports, requests, CONNECTIONS, SECONDS)
                rates[name].append(answered(name, outcome, status).rate)
    for name, other, bound in (
        (PEER, None, None),
        (PAGE, PEER, BESIDE_DATASETTE_AT_LEAST),
        (BARE, None, None),
        (KEPT_PAGE, BARE, BESIDE_BARE_AT_LEAST),
        (KEPT_UNCHANGED, BARE, BESIDE_BARE_AT_LEAST),
        (UNCHANGED, BARE, None),
    ):
        ratio = median(one / two for one, two in zip(rates[name], rates[other], strict=True)) if other else None
        memory = measured[name][0].memory
        yield Row(name, median(rates[name]), "a second", ratio, other, memory=memory, at_least=bound)


PEER = "Datasette: a row's page"
PAGE = "a cable's page, made each time"
BARE = "a bare Django view"
KEPT_PAGE = "a cable's page, kept"
KEPT_UNCHANGED = "a cable's page that did not change (304), kept"
UNCHANGED = "a cable's page that did not change (304), not kept"


def answered(name: str, outcome: Outcome, status: int) -> Outcome:
    """Return the outcome. Raise RuntimeError where it has another status."""
    if set(outcome.statuses) != {status}:
        raise RuntimeError(f"{name}: answered with {dict(outcome.statuses)} in place of {status}")
    return outcome


def conditional(server: Server, requests: Sequence[Request]) -> list[Request]:
    """Return the same requests with the conditions of a reader who has the pages already."""
    connection = HTTPConnection(HOST, server.ports[0])
    known = []
    for request in requests:
        connection.request("GET", request.path)
        response = connection.getresponse()
        response.read()
        known.append(Request(request.path, {"If-None-Match": response.headers["ETag"]}))
    connection.close()
    return known


def warmed(server: Server, requests: Sequence[Request]) -> list[Request]:
    """Return the same requests with conditions, after so many connections that each process has the pages cached."""
    return [conditional(server, requests) for _ in range(CONNECTIONS)][-1]


def bare_rows(file: Path) -> Path:
    """Create a database of the cables' numbers and texts and nothing else, for the peer; return its path."""
    from cables.models import Revision

    texts = Revision.objects.order_by().select_related("cable").only("content", "encoding", "cable__mrn")
    found = sqlite_utils.Database(file)
    found.table("cables").insert_all(
        ({"mrn": row.cable.mrn, "text": row.text} for row in texts.iterator(1000)), pk="mrn"
    )
    found.close()
    return file


# Single pages of one worker


def first_byte(connection: HTTPConnection, path: str) -> float:
    """Return the milliseconds to the first byte of a response. Raise RuntimeError where it is an error."""
    start = perf_counter()
    connection.request("GET", path)
    response = connection.getresponse()
    response.read(1)
    taken = perf_counter() - start
    if response.status >= 400:
        raise RuntimeError(f"{path} answered {response.status}")
    if response.headers["Transfer-Encoding"] == "chunked":
        connection.close()  # an export: the rest of it may be long
    else:
        response.read()
    return 1000 * taken


def times(connection: HTTPConnection, *paths: str) -> list[float]:
    """Return the milliseconds of each path: medians of rounds in which they take turns, after one to warm up."""
    taken = [[first_byte(connection, path) for path in paths] for _ in range(TIMES + 1)]
    return [median(column) for column in zip(*taken[1:], strict=True)]


def deep_lists(server: Server, held: Heaviest) -> Iterator[Row]:
    """Yield rows of lists by key: a page nine tenths of the way down, compared with the first."""
    connection = HTTPConnection(HOST, server.ports[0])
    for name, path, place in lists(held):
        first, deep = times(connection, path, f"{path}{'&' if '?' in path else '?'}after={place}")
        yield Row(f"{name}, page 1", first, "ms")
        yield Row(f"{name}, deep in the list", deep, "ms", at_most=DEEP_AT_MOST)
        yield Row(f"{name}, deep beside page 1", deep / first, "times", at_most=BESIDE_FIRST_AT_MOST)


def lists(held: Heaviest) -> Iterator[tuple[str, str, str]]:
    """Yield lists with their URLs, and the key of a row deep in each."""
    from cables.models import Cable, CableTag

    def key(rows: list[tuple[object, int]]) -> str:
        date, pk = rows[0]
        return f"{date}.{pk}"

    tagged = CableTag.objects.filter(tag__slug=held.tag).order_by("-date", "-cable").values_list("date", "cable")
    posted = Cable.objects.filter(post__code=held.post).order_by("-date", "-pk").values_list("date", "pk")
    every = Cable.objects.order_by("-date", "-pk").values_list("date", "pk")
    for name, path, rows in (
        ("a tag", f"/tag/{held.tag}/", tagged),
        ("a post", f"/post/{held.post}/", posted),
        ("all dates", "/date/", every),
        ("search by date", f"/search/?{urlencode({'q': vocabulary()[0], 'order': 'newest'})}", every),
    ):
        place = int(DEEP * rows.count())
        yield name, path, key(list(rows[place : place + 1]))


def every_address(server: Server, held: Heaviest) -> Iterator[Row]:
    """Yield rows of each public pattern with its slowest URL, and the slowest; searches have bounds of their own."""
    connection = HTTPConnection(HOST, server.ports[0])
    slowest: dict[str, tuple[float, Address]] = {}
    for address in addresses(held):
        [taken] = times(connection, address.path)
        slowest[address.pattern] = max(
            slowest.get(address.pattern, (0.0, address)), (taken, address), key=lambda one: one[0]
        )
    for name, (taken, address) in slowest.items():
        what = f", {address.what}" if address.what else ""
        yield Row(f"address {name}{what}", taken, "ms", at_most=None if address.is_search else SLOWEST_AT_MOST)
    taken, _ = max((one for one in slowest.values() if not one[1].is_search), key=lambda one: one[0])
    yield Row("the slowest of all addresses but searches", taken, "ms", at_most=SLOWEST_AT_MOST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
