"""Installations of the archive for runs of commands that must not touch another's data.

Each has a data directory of its own and a database: SQLite in that directory, or one on the server that DATABASE_URL
leads to. Tests and benches use them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).parent.parent

TEXTS = """
import django
django.setup()
from cables.models import Revision
for row in Revision.objects.order_by("cable__mrn", "number").values_list("cable__mrn", "number", "checksum"):
    print(*row)
"""


def of_this_process(name: str) -> str:
    """Return a name for a database or a role: pytest's workers share one server, so it names the worker too."""
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    return f"{name}_{worker}" if worker else name


@dataclass(frozen=True, slots=True)
class Installation:
    """An installation that commands are run on, each in a process of its own."""

    environment: dict[str, str]

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """Start a command of `manage.py`."""
        return self.python("manage.py", *map(str, arguments))

    def python(self, *arguments: str) -> subprocess.Popen[str]:
        """Start the interpreter with the installation's settings."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str | Path) -> tuple[str, str, int]:
        """Run a command of `manage.py`; return its output, its errors and its exit status."""
        process = self.start(*arguments)
        return *process.communicate(), process.returncode

    def run_and_kill(self, seconds: float, *commands: Sequence[str]) -> str:
        """Run commands one after another and kill the one that runs after so many seconds.

        Return the name of the command that was killed, "nothing" where all ended before.
        """
        start = perf_counter()
        for command in commands:
            process = self.start(*command)
            try:
                process.wait(max(0, seconds - (perf_counter() - start)))
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
                return command[0]
            process.communicate()
        return "nothing"

    def texts(self) -> list[str]:
        """Return a line for every stored text, from which all else is derived: cable, revision number, checksum."""
        return self.python("-c", TEXTS).communicate()[0].splitlines()


@contextmanager
def installation(folder: Path, *, keep: bool = False, copy_of: Installation | None = None) -> Iterator[Installation]:
    """Yield an installation without tables, or a copy of one on which nothing runs.

    `folder` is created, names it and has its data. A database on a server is dropped at the end; the folder stays. With
    `keep` the database stays as well, and both are used as they are where they exist.
    """
    if copy_of:
        shutil.copytree(copy_of.environment["DATA_DIR"], folder)
    else:
        folder.mkdir(parents=keep, exist_ok=keep)
    own = {"DATA_DIR": str(folder), "DATABASE_URL": "", "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "archive.settings"}
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield Installation(own)
        return
    name = of_this_process(f"own_{folder.name}")
    with psycopg.connect(url, autocommit=True) as server:
        if not keep:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            template = urlsplit(copy_of.environment["DATABASE_URL"]).path[1:] if copy_of else "template1"
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield Installation({**own, "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()})
        finally:
            if not keep:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")
