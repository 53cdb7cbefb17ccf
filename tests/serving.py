"""The site served by `manage.py serve`, in a process of its own."""

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
    """Run `manage.py` with these arguments and environment variables; return the completed process."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def free_port() -> int:
    """Return a port of the loopback interface on which nothing listens now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def serving(environment: Mapping[str, str]) -> Iterator[str]:
    """Run `manage.py serve` and yield the URL of the site, without a slash at the end; Ctrl-C ends it.

    Raise AssertionError where it does not start, ends with another status than 0, or logs anything.
    """
    port = free_port()
    with tempfile.TemporaryFile("w+") as log:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve"],
            cwd=settings.BASE_DIR,
            env={**os.environ, **environment, "PORT": str(port)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )
        assert server.stdout
        try:
            url = f"http://127.0.0.1:{port}"
            announced = server.stdout.readline()
            assert f"{url}/" in announced, f"the server did not start: {announced}"
            yield url
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGINT)
            status = server.wait(timeout=20)
            rest = server.stdout.read()
            server.stdout.close()
        log.seek(0)
        output = rest + log.read()
        assert status == 0 and not output, f"the server ended with {status} and logged: {output}"
