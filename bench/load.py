"""A load generator that is light enough to run beside the server on the same cores: asyncio, HTTP/1.1 parsed in C.

Every reader has a connection of its own, asks, waits for the last byte, thinks, and asks again.
"""

from __future__ import annotations

import asyncio
import random
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
class Outcome:
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

    def only(self, *statuses: int) -> Outcome:
        """Return this outcome. Raise RuntimeError where a response had another status than these."""
        if set(self.statuses) - set(statuses):
            raise RuntimeError(f"answers other than {statuses}: {dict(self.statuses)}")
        return self


def ask(ports: Sequence[int], requests: Sequence[Request], readers: int, seconds: float, thought: float = 0) -> Outcome:
    """Let readers send requests for some seconds, spread evenly over the ports: one after another, then from the first.

    They think for `thought` seconds on average after each answer. The ones under way at the end are waited for.
    """
    return asyncio.run(_ask(ports, requests, readers, seconds, thought))


async def _ask(
    ports: Sequence[int], requests: Sequence[Request], readers: int, seconds: float, thought: float
) -> Outcome:
    loop = asyncio.get_running_loop()
    wires = {port: [(request.wire(port), request.path) for request in requests] for port in ports}
    places = cycle(range(len(requests)))
    chance = random.Random(0)
    outcome = Outcome(seconds)
    start = perf_counter()

    async def read(port: int) -> None:
        _, reader = await loop.create_connection(_Reader, HOST, port)
        try:
            await asyncio.sleep(chance.uniform(0, thought))
            while perf_counter() - start < seconds:
                wire, path = wires[port][next(places)]
                asked = perf_counter()
                status = await reader.answer(wire)
                outcome.taken.append((1000 * (perf_counter() - asked), path))
                outcome.statuses[status] += 1
                if not reader.is_open:
                    _, reader = await loop.create_connection(_Reader, HOST, port)
                if thought:
                    await asyncio.sleep(chance.uniform(0.5, 1.5) * thought)
        finally:
            reader.close()

    ports_in_turn: Iterator[int] = cycle(ports)
    await asyncio.gather(*(read(next(ports_in_turn)) for _ in range(readers)))
    outcome.seconds = perf_counter() - start
    return outcome


class _Reader(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.is_open = False
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[int] | None = None
        self._parser = HttpResponseParser(self)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self.is_open = True

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._answer and not self._answer.done():
            self._answer.set_result(0)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """Handle the end of a response, which the parser calls."""
        if not self._parser.should_keep_alive():
            self.is_open = False
            self.close()
        if self._answer and not self._answer.done():
            self._answer.set_result(self._parser.get_status_code())

    def answer(self, wire: bytes) -> asyncio.Future[int]:
        """Send the request; return the status after the last byte of the response, 0 where the connection breaks."""
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport is None or not self.is_open:
            self._answer.set_result(0)
        else:
            self._transport.write(wire)
        return self._answer

    def close(self) -> None:
        """End the connection."""
        if self._transport:
            self._transport.close()
