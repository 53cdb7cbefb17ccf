"""Speed of serving the archive's pages, compared with Datasette on the same rows and a bare Django view.

`python -m bench.serving --cables 20000` runs on SQLite, and with `tests/postgresql.sh` in front on PostgreSQL. It
prints the table and stores it under bench/results/; it ends with 1 where a bound is missed.
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
from bench.corpus.words import vocabulary
from bench.load import HOST, LoadResult, Request, send_requests
from bench.measure import WORK
from bench.servers import Server
from bench.site import add_arguments, database, engine, order, site
from bench.table import Row, Table
from bench.urls import Heaviest, PatternUrl, find_heaviest, urls

ROUNDS = 5
SECONDS = 2.5  # of each round
CONNECTIONS = 8
CACHED = 50  # cables that are requested again and again
BESIDE_DATASETTE_AT_LEAST = 1.0
BESIDE_BARE_AT_LEAST = 0.5

DEEP = 0.9  # of the way through a list
BESIDE_FIRST_AT_MOST = 1.2
DEEP_AT_MOST = 30.0  # milliseconds
SLOWEST_AT_MOST = 200.0  # milliseconds
TIMES = 9  # each URL is requested

READERS = 50
THOUGHT = 1.0  # seconds
VISIT = 30.0  # seconds
P95_AT_MOST = 250.0  # milliseconds


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit status."""
    return measured("serving", str(__doc__), arguments, rows)


def measured(
    name: str, description: str, arguments: Sequence[str], rows: Callable[[Sequence[str], Path], Iterator[Row]]
) -> int:
    """Print and store the table of a module of this package; return its exit status.

    `rows` yields its rows, over the cables in random order, with a directory for its files.
    """
    parser = argparse.ArgumentParser(prog=f"python -m bench.{name}", description=description)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    WORK.mkdir(exist_ok=True)
    with site(options), TemporaryDirectory(dir=WORK) as folder:
        from cables.models import Cable

        mrns = list(Cable.objects.order_by("pk").values_list("mrn", flat=True))
        random.Random(0).shuffle(mrns)
        table = Table(f"{name}-{engine()}", {"cables": len(mrns), "order": order(), "database": database()})
        for row in rows(mrns, Path(folder)):
            table.add(row)
    print(f"stored in {table.store().name}")
    return 0 if table.met else 1


def rows(mrns: Sequence[str], folder: Path) -> Iterator[Row]:
    """Yield the rows of the table, over these cables in random order."""
    heaviest = find_heaviest()
    yield from visited(mrns, heaviest)
    yield from beside(mrns, folder)
    with servers.archive_server(workers=1, page_cache=0) as server:
        yield from deep_lists(server, heaviest)
        yield from every_url(server, heaviest)


# Many readers at once


def visited(mrns: Sequence[str], heaviest: Heaviest) -> Iterator[Row]:
    """Yield rows of fifty readers of a server that has just started, with nothing of the database in the page cache."""
    drop_system_cache()
    with servers.archive_server() as server:
        result = send_requests(server.ports, list(islice(walk(mrns, heaviest), 5000)), READERS, VISIT, THOUGHT)
    errors = sum(count for status, count in result.statuses.items() if status != 200)
    at_once = f"{READERS} readers"
    yield Row(f"{at_once}: half of the pages take at most", result.median, "ms")
    yield Row(f"{at_once}: 95 in 100 take at most", result.p95, "ms", memory=server.memory, at_most=P95_AT_MOST)
    yield Row(f"{at_once}: errors", errors, f"of {len(result.taken):,}", at_most=0)


def walk(mrns: Sequence[str], heaviest: Heaviest) -> Iterator[Request]:
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
    ways = ["/", "/tag/", "/post/", "/date/", "/missing/", "/about/", f"/date/{heaviest.year}/"]
    words = vocabulary()[:50_000]
    kinds: dict[str, Callable[[], str]] = {
        "cable": lambda: f"/cable/{chance.choice(mrns)}/",
        "like": lambda: f"/cable/{chance.choice(mrns)}/like/",
        "list": lambda: chance.choice(chance.choice([tags, posts])),
        "day": lambda: f"/date/{heaviest.month[0]}/{heaviest.month[1]:02}/{chance.randint(1, 28):02}/",
        "search": lambda: f"/search/?{urlencode({'q': chance.choice(words)})}",
        "way": lambda: chance.choice(ways),
    }
    shares = {"cable": 60, "like": 3, "list": 12, "day": 5, "search": 12, "way": 8}
    while True:
        [kind] = chance.choices([*shares], [*shares.values()])
        yield Request(kinds[kind]())


def drop_system_cache() -> None:
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
    cached = cables[:CACHED]
    with ExitStack() as stack:
        bare = stack.enter_context(servers.granian("bench.bare:application"))
        fresh = stack.enter_context(servers.archive_server(page_cache=0))
        caching = stack.enter_context(servers.archive_server(page_cache=64))
        peer = stack.enter_context(servers.datasette(bare_rows(folder / "rows.db")))
        known = warmed(caching, cached)
        measured: dict[str, tuple[Server, Sequence[Request], int]] = {
            PEER: (peer, [Request(f"/rows/cables/{mrn}") for mrn in mrns[:20_000]], 200),
            PAGE: (fresh, cables, 200),
            UNCHANGED: (fresh, known, 304),
            BARE: (bare, [Request("/")], 200),
            CACHED_PAGE: (caching, cached, 200),
            CACHED_UNCHANGED: (caching, known, 304),
        }
        rates: dict[str, list[float]] = {name: [] for name in measured}
        for server, requests, _ in measured.values():
            send_requests(server.ports, requests, CONNECTIONS, SECONDS / 2)
        for _ in range(ROUNDS):
            for name, (server, requests, status) in measured.items():
                result = send_requests(server.ports, requests, CONNECTIONS, SECONDS)
                rates[name].append(checked(name, result, status).rate)
    for name, other, bound in (
        (PEER, None, None),
        (PAGE, PEER, BESIDE_DATASETTE_AT_LEAST),
        (BARE, None, None),
        (CACHED_PAGE, BARE, BESIDE_BARE_AT_LEAST),
        (CACHED_UNCHANGED, BARE, BESIDE_BARE_AT_LEAST),
        (UNCHANGED, BARE, None),
    ):
        ratio = median(one / two for one, two in zip(rates[name], rates[other], strict=True)) if other else None
        memory = measured[name][0].memory
        yield Row(name, median(rates[name]), "a second", ratio, other, memory=memory, at_least=bound)


PEER = "Datasette: a row's page"
PAGE = "a cable's page, made each time"
BARE = "a bare Django view"
CACHED_PAGE = "a cable's page, kept"
CACHED_UNCHANGED = "a cable's page that did not change (304), kept"
UNCHANGED = "a cable's page that did not change (304), not kept"


def checked(name: str, result: LoadResult, status: int) -> LoadResult:
    """Return the result. Raise RuntimeError where it has another status."""
    if set(result.statuses) != {status}:
        raise RuntimeError(f"{name}: responded with {dict(result.statuses)} in place of {status}")
    return result


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
        raise RuntimeError(f"{path} responded with {response.status}")
    if response.headers["Transfer-Encoding"] == "chunked":
        connection.close()  # an export: the rest of it may be long
    else:
        response.read()
    return 1000 * taken


def times(connection: HTTPConnection, *paths: str) -> list[float]:
    """Return the milliseconds of each path: medians of rounds in which they take turns, after one to warm up."""
    taken = [[first_byte(connection, path) for path in paths] for _ in range(TIMES + 1)]
    return [median(column) for column in zip(*taken[1:], strict=True)]


def deep_lists(server: Server, heaviest: Heaviest) -> Iterator[Row]:
    """Yield rows of lists by key: a page nine tenths of the way down, compared with the first."""
    connection = HTTPConnection(HOST, server.ports[0])
    for name, path, place in lists(heaviest):
        first, deep = times(connection, path, f"{path}{'&' if '?' in path else '?'}after={place}")
        yield Row(f"{name}, page 1", first, "ms")
        yield Row(f"{name}, deep in the list", deep, "ms", at_most=DEEP_AT_MOST)
        yield Row(f"{name}, deep beside page 1", deep / first, "times", at_most=BESIDE_FIRST_AT_MOST)


def lists(heaviest: Heaviest) -> Iterator[tuple[str, str, str]]:
    """Yield lists with their URLs, and the key of a row deep in each."""
    from cables.models import Cable, CableTag

    def key(rows: list[tuple[object, int]]) -> str:
        date, pk = rows[0]
        return f"{date}.{pk}"

    tagged = CableTag.objects.filter(tag__slug=heaviest.tag).order_by("-date", "-cable").values_list("date", "cable")
    posted = Cable.objects.filter(post__code=heaviest.post).order_by("-date", "-pk").values_list("date", "pk")
    every = Cable.objects.order_by("-date", "-pk").values_list("date", "pk")
    for name, path, rows in (
        ("a tag", f"/tag/{heaviest.tag}/", tagged),
        ("a post", f"/post/{heaviest.post}/", posted),
        ("all dates", "/date/", every),
        ("search by date", f"/search/?{urlencode({'q': vocabulary()[0], 'order': 'newest'})}", every),
    ):
        place = int(DEEP * rows.count())
        yield name, path, key(list(rows[place : place + 1]))


def every_url(server: Server, heaviest: Heaviest) -> Iterator[Row]:
    """Yield rows of each public pattern with its slowest URL, and the slowest; searches have bounds of their own."""
    connection = HTTPConnection(HOST, server.ports[0])
    slowest: dict[str, tuple[float, PatternUrl]] = {}
    for url in urls(heaviest):
        [taken] = times(connection, url.path)
        slowest[url.pattern] = max(slowest.get(url.pattern, (0.0, url)), (taken, url), key=lambda one: one[0])
    for name, (taken, url) in slowest.items():
        what = f", {url.what}" if url.what else ""
        yield Row(f"address {name}{what}", taken, "ms", at_most=None if url.is_search else SLOWEST_AT_MOST)
    taken, _ = max((one for one in slowest.values() if not one[1].is_search), key=lambda one: one[0])
    yield Row("the slowest of all addresses but searches", taken, "ms", at_most=SLOWEST_AT_MOST)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
