"""A PostgreSQL server of a test's own, which it may stop, and let run out of room."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

OPTIONS = "-c listen_addresses= -c unix_socket_directories={home} -c fsync=off -c max_wal_size=8MB -c min_wal_size=2MB"


@dataclass(frozen=True, slots=True)
class Cluster:
    """The server whose data lies below `home`; it listens on a socket there."""

    home: Path
    programs: Path

    @property
    def url(self) -> str:
        """The address of its database."""
        return f"postgres://postgres@/postgres?host={self.home}"

    def start(self, largest_file: int | None = None) -> None:
        """Let it run; none of its files may grow beyond `largest_file` KiB, which it takes for a full disk."""
        options = shlex.quote(OPTIONS.format(home=self.home))
        limit = f"ulimit -S -f {largest_file} && " if largest_file else ""
        self.shell(f"{limit}{self.programs}/pg_ctl start --pgdata data --log server.log --options {options} --wait -s")

    def stop(self) -> None:
        """End it at once, as a crash would."""
        self.shell(f"{self.programs}/pg_ctl stop --pgdata data --mode immediate -s")

    def shell(self, command: str) -> None:
        """Run a command as the user that the server runs as: PostgreSQL refuses to run as root."""
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run([*user, "bash", "-c", command], cwd=self.home, check=True, stdout=subprocess.DEVNULL)


def programs() -> Path:
    """The folder of PostgreSQL's own programs, of the newest version."""
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if newest:
        return newest[-1]
    found = shutil.which("initdb")
    assert found, "PostgreSQL's server is not installed."
    return Path(found).parent


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that runs; it and its data go in the end.

    Its log segments are of 1 MiB, so that files of the tables are the first to reach a limit.
    """
    # Not in a test's own folder: the path of a socket may be 107 bytes long. Nor where TMPDIR says: the user that the
    # server runs as may not be let in there.
    with tempfile.TemporaryDirectory(prefix="cable-archive-cluster.", dir="/tmp") as folder:
        home = Path(folder)
        if os.geteuid() == 0:
            shutil.chown(home, "postgres")
        made = Cluster(home, programs())
        made.shell(
            f"{made.programs}/initdb --pgdata data --username postgres --auth trust --encoding UTF8 --locale C.UTF-8 "
            "--no-sync --wal-segsize 1"
        )
        made.start()
        try:
            yield made
        finally:
            made.stop()
