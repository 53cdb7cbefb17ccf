"""Pages as fifty readers get them while others take exports and hold slow connections, directly and behind nginx.

`python -m bench.exports --cables 20000` runs on SQLite, and with `tests/postgresql.sh` in front on PostgreSQL. It
prints the table and stores it under bench/results/; it ends with 1 where a bound is missed.
"""

from __future__ import annotations

import asyncio
import ssl
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import Event, Process, SimpleQueue
from pathlib import Path
from time import monotonic
from typing import Any

from bench import servers
from bench.load import HOST, Request, send_requests, unverified
from bench.serving import P95_AT_MOST, READERS, THOUGHT, measured, walk
from bench.table import Row
from bench.urls import find_heaviest

SECONDS = 20.0
WARM_UP = 15.0  # seconds: a server that has just started loads its code and templates with its first requests
DOWNLOADERS = 30
SLOW = 100
BYTES = -1  # beside the statuses of exports: what downloaders took of those that were sent
AGAIN = 1.0  # seconds after which a downloader who was refused asks again, and a slow one connects again
EXPORTS = ("/concordance.csv?q=the", "/date.csv", "/search.csv?q=the&order=newest")
HALF_SENT = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
SILENT_KINDS = (b"", HALF_SENT, HALF_SENT.replace(b"/ ", b"/concordance.csv?q=the ") + b"\r\n")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit status."""
    return measured("exports", str(__doc__), arguments, rows)


def rows(mrns: Sequence[str], folder: Path) -> Iterator[Row]:
    """Yield the rows of the table, over these cables in random order; nginx has its files in the folder."""
    from tests.test_deploy import proxy  # which needs the settings

    requests = list(islice(walk(mrns, find_heaviest()), 5000))
    with servers.archive_server() as server:
        yield from rows_at("directly", requests, server.ports[0], tls=False)
    with servers.archive_server(SECURE="1") as server:
        url = f"http://{HOST}:{server.ports[0]}"
        with proxy(folder, url, url) as nginx:
            yield from rows_at("behind nginx", requests, nginx.secure, tls=True)


def rows_at(where: str, requests: Sequence[Request], port: int, *, tls: bool) -> Iterator[Row]:
    """Yield the rows of readers at a port: how long their pages take, and what they and the others were refused."""
    send_requests([port], requests[::-1], READERS, WARM_UP, THOUGHT, tls=tls)
    with crowd(port, tls=tls) as statuses:
        result = send_requests([port], requests, READERS, SECONDS, THOUGHT, tls=tls)
    what = f"{READERS} readers, {where}, beside {DOWNLOADERS} downloaders and {SLOW} slow connections"
    yield Row(f"{what}: half of the pages take at most", result.median, "ms")
    yield Row(f"{what}: 95 in 100 take at most", result.p95, "ms", at_most=P95_AT_MOST)
    yield Row(f"{what}: 99 in 100 take at most", result.p99, "ms")
    errors = sum(count for status, count in result.statuses.items() if status != 200)
    yield Row(f"{what}: errors", errors, f"of {len(result.taken):,}", at_most=0)
    yield Row(f"exports {where}: taken by downloaders", statuses.pop(BYTES, 0) / 1e6, "MB")
    for status, name in ((200, "sent"), (503, "refused by the site"), (429, "refused by nginx"), (0, "broken off")):
        yield Row(f"exports {where}: {name}", statuses[status], f"of {statuses.total():,}")


# The others, in a process of their own


@contextmanager
def crowd(port: int, *, tls: bool) -> Iterator[Counter[int]]:
    """Let downloaders and slow readers at a port; yield the statuses of exports, which are known at the end."""
    statuses: Counter[int] = Counter()
    ready, end = Event(), Event()
    results: Any = SimpleQueue()
    process = Process(target=_crowd, args=(port, tls, ready, end, results), daemon=True)
    process.start()
    ready.wait(30)
    try:
        yield statuses
    finally:
        end.set()
        statuses.update(results.get())
        process.join()


def _crowd(port: int, tls: bool, ready: Any, end: Any, results: Any) -> None:
    results.put(asyncio.run(_all(port, unverified() if tls else None, ready, end)))


async def _all(port: int, tls: ssl.SSLContext | None, ready: Any, end: Any) -> Counter[int]:
    statuses: Counter[int] = Counter()
    tasks = [asyncio.create_task(download(port, tls, number, statuses)) for number in range(DOWNLOADERS)]
    tasks += [asyncio.create_task(hold(port, tls, number)) for number in range(SLOW)]
    await asyncio.sleep(1)
    ready.set()
    await asyncio.to_thread(end.wait)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return statuses


async def download(port: int, tls: ssl.SSLContext | None, number: int, statuses: Counter[int]) -> None:
    """Take exports one after another as fast as they come; count their statuses, 0 for one broken off, and bytes."""
    while True:
        reader, writer = await asyncio.open_connection(HOST, port, ssl=tls, local_addr=(f"127.0.2.{1 + number}", 0))
        path = EXPORTS[number % len(EXPORTS)]
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode())
        status, last = 0, b""
        with suppress(OSError):
            head = await reader.read(2**16)
            status, last = int(head[9:12] or 0), head[-5:]
            while part := await reader.read(2**16):
                last = (last + part)[-5:]
                statuses[BYTES] += len(part)
        statuses[0 if status == 200 and last != b"0\r\n\r\n" else status] += 1
        writer.close()
        await asyncio.sleep(AGAIN)


async def hold(port: int, tls: ssl.SSLContext | None, number: int) -> None:
    """Hold a connection that says nothing, half of a request, or asks for an export and does not read it."""
    while True:
        began = monotonic()
        with suppress(OSError):
            address = (f"127.0.3.{1 + number}", 0)
            reader, writer = await asyncio.open_connection(HOST, port, ssl=tls, local_addr=address, limit=1024)
            writer.write(SILENT_KINDS[number % len(SILENT_KINDS)])
            while number % len(SILENT_KINDS) == 2 or await reader.read(1024):
                await asyncio.sleep(AGAIN)
                if monotonic() - began > SECONDS:
                    break
            writer.close()
        await asyncio.sleep(AGAIN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
