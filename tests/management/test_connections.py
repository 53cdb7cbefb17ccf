"""Connections whose peer is gone, takes nothing, or says nothing, are closed."""

from __future__ import annotations

import socket
import time
from contextlib import ExitStack, closing

import pytest

from cables.management.connections import awaited, close_stalled, close_unread, sent_nothing

OPTIONS = [
    (socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT),
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    (socket.IPPROTO_TCP, socket.TCP_KEEPIDLE),
    (socket.IPPROTO_TCP, socket.TCP_KEEPINTVL),
]
LIMITS = [8000, 1, 4, 4]


def limits_of(connection: socket.socket) -> list[int]:
    """Return the value of each option."""
    return [connection.getsockopt(level, name) for level, name in OPTIONS]


def test_connections_inherit_the_limits_of_the_socket_that_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        close_unread(server.getsockname()[1], 8)
        end = time.monotonic() + 60
        while limits_of(server) != LIMITS and time.monotonic() < end:
            time.sleep(0.01)
        with socket.create_connection(server.getsockname()), closing(server.accept()[0]) as accepted:
            assert limits_of(accepted) == LIMITS


def test_how_long_nothing_was_sent_is_known_of_each_connection() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as peer,
        closing(server.accept()[0]) as accepted,
    ):
        time.sleep(0.2)
        assert sent_nothing(accepted, 100)
        peer.sendall(b"what is received does not count")
        assert sent_nothing(accepted, 100)
        accepted.sendall(b"x")
        assert not sent_nothing(accepted, 5_000)


def test_connections_of_an_address_are_closed_where_a_thread_waits_for_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, ExitStack() as stack:
        senders = [
            stack.enter_context(socket.create_connection(server.getsockname(), source_address=(address, 0)))
            for address in ("127.0.0.2", "127.0.0.3")
        ]
        accepted = [stack.enter_context(closing(server.accept()[0])) for _ in senders]
        close_stalled(server.getsockname()[1], 1)
        with awaited("127.0.0.2"):
            senders[0].settimeout(20)
            assert senders[0].recv(1) == b""
        senders[1].settimeout(1.5)
        with pytest.raises(TimeoutError):  # nobody waits for what it may send
            senders[1].recv(1)
        accepted[1].sendall(b"x")
        assert senders[1].recv(1) == b"x"
