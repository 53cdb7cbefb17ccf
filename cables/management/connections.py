"""The connections of a server: how many it may have at once, and how long one may stay that takes or gives nothing."""

from __future__ import annotations

import os
import resource
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MOST = 4_096  # of a process; idle ones take some 10 KB each
OTHER_FILES = 256  # that a process may have open: the database, the log, its libraries
SOCKETS = Path("/proc/self/fd")
CHECKED_EVERY = 0.01  # seconds
TCP_INFO = struct.Struct("=44x I")  # of struct tcp_info (linux/tcp.h): for how many milliseconds no data was sent

_awaited: dict[object, tuple[str, float]] = {}  # the addresses that threads wait for, and since when (monotonic)


def most_connections() -> int:
    """Return how many connections a process may have, after raising the limit on open files as far as is needed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, max(1, soft - OTHER_FILES))


def close_unread(port: int, seconds: int) -> None:
    """Let the system close connections to the port whose peer takes nothing, or is gone, for so many seconds.

    The server has no such setting, and has its socket only later: as soon as it listens, TCP_USER_TIMEOUT is set on it,
    which connections inherit (tcp(7), RFC 5482). So a thread that writes to a reader who does not read is freed, and,
    with SO_KEEPALIVE, one that reads from a sender whose machine is gone. Return at once.
    """
    threading.Thread(target=_close_unread, args=(port, 1000 * seconds), daemon=True).start()


def _close_unread(port: int, milliseconds: int) -> None:
    while not _limited(port, milliseconds):
        time.sleep(CHECKED_EVERY)
    _limited(port, milliseconds)  # again, for connections that were accepted before the socket had the limit


def _limited(port: int, milliseconds: int) -> bool:
    """Set the limit on the sockets of the process at this port; return whether one of them listens."""
    listens = False
    for own in own_sockets(port):
        with own:
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)
            own.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL):
                own.setsockopt(socket.IPPROTO_TCP, option, max(1, milliseconds // 2000))
            listens |= bool(own.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    return listens


def own_sockets(port: int) -> Iterator[socket.socket]:
    """Yield duplicates of the process's TCP sockets with this port at their own end, to be closed by the caller."""
    for file in SOCKETS.iterdir():
        with suppress(OSError):  # which was closed meanwhile
            if not file.is_socket():
                continue
            duplicate = socket.socket(fileno=os.dup(int(file.name)))
            if duplicate.family in (socket.AF_INET, socket.AF_INET6) and duplicate.getsockname()[1] == port:
                yield duplicate
            else:
                duplicate.close()


@contextmanager
def awaited(address: str) -> Iterator[None]:
    """Hold that a thread waits, while the block runs, for what is sent from this address."""
    key = object()
    _awaited[key] = address, time.monotonic()
    try:
        yield
    finally:
        del _awaited[key]


def close_stalled(port: int, seconds: int) -> None:
    """Close connections to the port from whose peer a thread has waited for so many seconds. Return at once.

    The server waits for what a sender is to send as long as that likes, and says the address of a request's peer, but
    not its port. So all connections from the address are closed over which nothing was sent to it for so long.
    """
    threading.Thread(target=_close_stalled, args=(port, seconds), daemon=True).start()


def _close_stalled(port: int, seconds: int) -> None:
    while True:
        time.sleep(seconds / 4)
        before = time.monotonic() - seconds
        addresses = {address for address, since in list(_awaited.values()) if since < before}
        for own in own_sockets(port) if addresses else ():
            with own, suppress(OSError):  # which listens, or whose peer closes it meanwhile
                if own.getpeername()[0] in addresses and sent_nothing(own, 1000 * seconds):
                    own.shutdown(socket.SHUT_RDWR)


def sent_nothing(own: socket.socket, milliseconds: int) -> bool:
    """Return whether a socket's connection has sent nothing to its peer for so long."""
    info = own.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, TCP_INFO.size)
    [since_sent] = TCP_INFO.unpack(info)
    return bool(since_sent > milliseconds)
