"""A PostgreSQL primary and streaming replicas of it on this machine, from the installed packages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

QUESTION = re.compile(r"LOG:  (?:statement|execute [^:]*): (?:SELECT|WITH|DECLARE)\b")
BINARIES = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=None)


def program(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, which refuse to run as root, as the user of its package if need be."""
    path = BINARIES / name if BINARIES else Path(str(shutil.which(name)))
    switch = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*switch, str(path), *arguments], cwd="/", capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"


@dataclass
class Server:
    """One server: its directory holds its data, its log of every statement, and the socket that it listens on."""

    home: Path

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgres://postgres@/postgres?host={self.home}"

    @property
    def data(self) -> str:
        """Where its data lies."""
        return str(self.home / "data")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-c listen_addresses= -c unix_socket_directories={self.home} -c fsync=off -c log_statement=all"
        program("pg_ctl", "start", "-D", self.data, "-l", str(self.home / "log"), "-o", options, "-w", "-s")

    def kill(self) -> None:
        """End it at once, as a crash would."""
        program("pg_ctl", "stop", "-D", self.data, "-m", "immediate", "-s")

    def follow(self, primary: Server) -> None:
        """Make it a replica of the primary, and start it."""
        source = ["-h", str(primary.home), "-U", "postgres"]
        program("pg_basebackup", "-D", self.data, "-R", "--checkpoint=fast", "--no-sync", *source)
        self.start()

    def statements(self) -> int:
        """How many questions it was asked so far."""
        return len(QUESTION.findall((self.home / "log").read_text()))


@contextmanager
def cluster(names: list[str]) -> Iterator[list[Server]]:
    """Servers of these names; the first has an empty database and is running, the others are not made yet."""
    with tempfile.TemporaryDirectory(prefix="cables-", dir="/tmp") as directory:
        servers = []
        for name in names:
            home = Path(directory) / name
            home.mkdir()
            servers.append(Server(home))
        if os.geteuid() == 0:
            for path in (Path(directory), *(server.home for server in servers)):
                shutil.chown(path, "postgres")
        program("initdb", "-D", servers[0].data, "-U", "postgres", "-A", "trust", "--no-sync", "--locale=C.UTF-8")
        servers[0].start()
        try:
            yield servers
        finally:
            for server in servers:
                if (server.home / "data" / "postmaster.pid").exists():
                    server.kill()
