"""PostgreSQL servers of a test's own on this machine: it may end them, let them run out of room, and make replicas."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


def programs() -> Path:
    """Return the folder of PostgreSQL's own programs, of the newest version."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if newest:
        return newest[-1]
    found = shutil.which("initdb")
    assert found, "PostgreSQL's server is not installed."
    return Path(found).parent


@dataclass(frozen=True, slots=True)
class Server:
    """A server with its data, log and socket below `home`; `options` are those of `postgres`."""

    home: Path
    options: str = ""

    @property
    def url(self) -> str:
        """Return the URL of its database."""
        return f"postgres://postgres@/postgres?host={self.home}"

    @property
    def data(self) -> Path:
        """Return the path of its data directory."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """Return the path of its log."""
        return self.home / "server.log"

    def initialise(self, *options: str) -> None:
        """Create its data directory with an empty database; `options` are those of `initdb`."""
        common = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self.run("initdb", "--pgdata", str(self.data), *common, *options)

    def start(self, largest_file: int | None = None) -> None:
        """Start it; none of its files may grow beyond `largest_file` KiB, which it takes for a full disk."""
        options = f"-c listen_addresses= -c unix_socket_directories={self.home} -c fsync=off {self.options}"
        where = ("--pgdata", str(self.data), "--log", str(self.log))
        self.run("pg_ctl", "start", *where, "--options", options, "--wait", "--silent", largest_file=largest_file)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self.run("pg_ctl", "stop", "--pgdata", str(self.data), "--mode", "immediate", "--silent")

    def pause(self) -> None:
        """Stop all its processes until it proceeds: connections are accepted, and nothing is answered."""
        for process in self.processes():
            os.kill(process, signal.SIGSTOP)

    def proceed(self) -> None:
        """Let all its processes go on."""
        for process in self.processes():
            os.kill(process, signal.SIGCONT)

    def processes(self) -> list[int]:
        """Return the ids of its processes, the one that starts the others first."""
        first = int((self.data / "postmaster.pid").read_text().split()[0])
        return [first, *map(int, Path(f"/proc/{first}/task/{first}/children").read_text().split())]

    def follow(self, primary: Server) -> None:
        """Make it a replica of the primary, and start it."""
        source = ("--host", str(primary.home), "--username=postgres")
        self.run("pg_basebackup", "--pgdata", str(self.data), "-R", "--checkpoint=fast", "--no-sync", *source)
        self.start()

    def run(self, program: str, *arguments: str, largest_file: int | None = None) -> None:
        """Run one of PostgreSQL's programs, which refuse to run as root, as the user of its package if need be."""
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        limit = ["bash", "-c", f'ulimit -S -f {largest_file} && exec "$@"', "bash"] if largest_file else []
        command = [*user, *limit, str(programs() / program), *arguments]
        done = subprocess.run(command, cwd=self.home, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"


@contextmanager
def servers(*names: str, options: str = "", initdb_options: tuple[str, ...] = ()) -> Iterator[list[Server]]:
    """Yield servers of these names: the first is initialised with `initdb_options` and runs, the others are neither.

    Those that run are killed at the end, and the data of all is deleted.
    """
    # Not in a test's own folder: the path of a socket may be 107 bytes long. Nor where TMPDIR says: the user that the
    # servers run as may not be let in there.
    with tempfile.TemporaryDirectory(prefix="cable-archive-postgresql.", dir="/tmp") as folder:
        all_servers = [Server(Path(folder) / name, options) for name in names]
        for server in all_servers:
            server.home.mkdir()
        if os.geteuid() == 0:
            for path in (Path(folder), *(server.home for server in all_servers)):
                shutil.chown(path, "postgres")
        all_servers[0].initialise(*initdb_options)
        all_servers[0].start()
        try:
            yield all_servers
        finally:
            for server in all_servers:
                if (server.data / "postmaster.pid").exists():
                    server.kill()
