"""Archives of their own, for runs of commands that must not touch another's: SQLite in a folder, or a database on the
server that DATABASE_URL leads to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bench.measure import ROOT

TEXTS = """
import django
django.setup()
from cables.models import Revision
for row in Revision.objects.order_by("cable__mrn", "number").values_list("cable__mrn", "number", "checksum"):
    print(*row)
"""


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that commands are run on, each in a process of its own."""

    environment: dict[str, str]

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """A command of `manage.py`, going on."""
        return self.python("manage.py", *map(str, arguments))

    def python(self, *arguments: str) -> subprocess.Popen[str]:
        """The interpreter on this archive, going on."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str | Path) -> tuple[str, str, int]:
        """What a command of `manage.py` prints, what it complains of, and its exit status."""
        process = self.start(*arguments)
        return *process.communicate(), process.returncode

    def texts(self) -> list[str]:
        """Every text that is held: its cable, number and checksum. What else is held follows from these."""
        return self.python("-c", TEXTS).communicate()[0].splitlines()


@contextmanager
def archive(folder: Path, *, keep: bool = False, like: Archive | None = None) -> Iterator[Archive]:
    """An archive without tables, or a copy of one on which nothing runs; `folder` is made, names it and holds its data.

    A database on a server goes at the end; the folder stays. With `keep` a database stays as well, and both are taken
    as they are where they are there.
    """
    if like:
        shutil.copytree(like.environment["DATA_DIR"], folder)
    else:
        folder.mkdir(parents=keep, exist_ok=keep)
    own = {"DATA_DIR": str(folder), "DATABASE_URL": "", "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "archive.settings"}
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield Archive(own)
        return
    name = f"own_{folder.name}"
    with psycopg.connect(url, autocommit=True) as server:
        if not keep:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            template = urlsplit(like.environment["DATABASE_URL"]).path[1:] if like else "template1"
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield Archive({**own, "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()})
        finally:
            if not keep:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")
