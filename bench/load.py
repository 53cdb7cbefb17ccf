"""A load generator that is light enough to run beside the server on the same cores: asyncio, HTTP/1.1 parsed in C.

Every reader has a connection of its own, asks, waits for the last byte, thinks, and asks again.
"""

from __future__ import annotations

import asyncio
import random
import ssl
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median, quantiles
from time import perf_counter

from httptools import HttpResponseParser

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Request:
    """A request: a path with its parameters, and headers besides the host's."""

    path: str
    headers: Mapping[str, str] = field(default_factory=dict)

    def wire(self, port: int) -> bytes:
        """Return the request in bytes."""
        lines = [f"GET {self.path} HTTP/1.1", f"Host: {HOST}:{port}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\r\n".join([*lines, "", ""]).encode()


@dataclass(slots=True)
class LoadResult:
    """The responses of `seconds`: the milliseconds of each by path, and how many had each status.

    A connection that broke counts as status 0.
    """

    seconds: float
    statuses: Counter[int] = field(default_factory=Counter)
    taken: list[tuple[float, str]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Return the responses a second."""
        return len(self.taken) / self.seconds

    @property
    def median(self) -> float:
        """Return the median of the milliseconds."""
        return median(taken for taken, _ in self.taken)

    @property
    def p95(self) -> float:
        """Return the 95th percentile of the milliseconds."""
        return quantiles((taken for taken, _ in self.taken), n=20)[18]

    @property
    def p99(self) -> float:
        """Return the 99th percentile of the milliseconds."""
        return quantiles((taken for taken, _ in self.taken), n=100)[98]

    def only(self, *statuses: int) -> LoadResult:
        """Return this result. Raise RuntimeError where a response had another status than these."""
        if set(self.statuses) - set(statuses):
            raise RuntimeError(f"responses other than {statuses}: {dict(self.statuses)}")
        return self


def send_requests(
    ports: Sequence[int],
    requests: Sequence[Request],
    readers: int,
    seconds: float,
    thought: float = 0,
    *,
    tls: bool = False,
) -> LoadResult:
    """Let readers send requests for some seconds, spread evenly over the ports: one after another, then from the first.

    They think for `thought` seconds on average after each response. The ones under way at the end are waited for. Each
    reader has an IP address of its own.
    """
    return asyncio.run(_send_requests(ports, requests, readers, seconds, thought, tls))


def unverified() -> ssl.SSLContext:
    """Return a TLS context that takes the certificate of a bench's own server."""
    return ssl._create_unverified_context()  # noqa: S323 - it goes no further than this machine


async def _send_requests(
    ports: Sequence[int], requests: Sequence[Request], readers: int, seconds: float, thought: float, tls: bool
) -> LoadResult:
    loop = asyncio.get_running_loop()
    wires = {port: [(request.wire(port), request.path) for request in requests] for port in ports}
    places = cycle(range(len(requests)))
    chance = random.Random(0)
    result = LoadResult(seconds)
    start = perf_counter()

    async def connect(port: int, number: int) -> _Reader:
        address = (f"127.0.1.{1 + number % 250}", 0)
        context = unverified() if tls else None
        _, reader = await loop.create_connection(_Reader, HOST, port, ssl=context, local_addr=address)
        return reader

    async def read(port: int, number: int) -> None:
        reader = await connect(port, number)
        try:
            await asyncio.sleep(chance.uniform(0, thought))
            while perf_counter() - start < seconds:
                wire, path = wires[port][next(places)]
                sent_at = perf_counter()
                status = await reader.send(wire)
                result.taken.append((1000 * (perf_counter() - sent_at), path))
                result.statuses[status] += 1
                if not reader.is_open:
                    reader = await connect(port, number)
                if thought:
                    await asyncio.sleep(chance.uniform(0.5, 1.5) * thought)
        finally:
            reader.close()

    ports_in_turn: Iterator[int] = cycle(ports)
    await asyncio.gather(*(read(next(ports_in_turn), number) for number in range(readers)))
    result.seconds = perf_counter() - start
    return result


class _Reader(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.is_open = False
        self._transport: asyncio.Transport | None = None
        self._status: asyncio.Future[int] | None = None
        self._parser = HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self.is_open = True

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._status and not self._status.done():
            self._status.set_result(0)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Handle the end of a response, which the parser calls."""
        if not self._parser.should_keep_alive():
            self.is_open = False
            self.close()
        if self._status and not self._status.done():
            self._status.set_result(self._parser.get_status_code())

    def send(self, wire: bytes) -> asyncio.Future[int]:
        """Send the request; return the status after the last byte of the response, 0 where the connection breaks."""
        self._status = asyncio.get_running_loop().create_future()
        if self._transport is None or not self.is_open:
            self._status.set_result(0)
        else:
            self._transport.write(wire)
        return self._status

    def close(self) -> None:
        """End the connection."""
        if self._transport:
            self._transport.close()
