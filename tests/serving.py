"""The site as it is served, in a process of its own."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from django.conf import settings


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """What ``manage.py`` did with ``arguments`` and these variables set."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    """A port of the loopback address that nothing listens on at the moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    """Runs ``manage.py serve`` and gives the address of the site; Ctrl-C ends it.

    Raises ``AssertionError`` when it does not start, does not end well, or had something to complain about.
    """
    port = free_port()
    with tempfile.TemporaryFile("w+") as complaints:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env={**os.environ, **environment, "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
            start_new_session=True,
        )
        assert server.stdout
        try:
            address = f"http://127.0.0.1:{port}"
            announced = server.stdout.readline()
            assert f"{address}/" in announced, f"the server did not start: {announced}"
            yield address
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGINT)
            status = server.wait(timeout=20)
            rest = server.stdout.read()
            server.stdout.close()
        complaints.seek(0)
        said = rest + complaints.read()
        assert status == 0 and not said, f"the server ended with {status} and said: {said}"
