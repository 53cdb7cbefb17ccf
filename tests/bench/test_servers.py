"""Servers run while they are measured, and none of their processes is left afterwards."""

from __future__ import annotations

import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from bench import servers
from bench.load import HOST
from bench.servers import free_port, running

STUBBORN = """
import http.server, os, signal, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
open(sys.argv[2], "w").write(str(os.getpid()))
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
"""


def test_one_that_does_not_stop_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "SECONDS_TO_END", 0.1)
    port, pid = free_port(), tmp_path / "pid"
    with running([sys.executable, "-c", STUBBORN, str(port), str(pid)], port) as server:
        connection = HTTPConnection(HOST, server.ports[0])
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
    assert not Path("/proc", pid.read_text()).exists()


def test_one_that_does_not_start_is_reported_with_its_output() -> None:
    port = free_port()
    with (
        pytest.raises(RuntimeError, match="no such barge"),
        running([sys.executable, "-c", "raise SystemExit('no such barge')"], port),
    ):
        pass
