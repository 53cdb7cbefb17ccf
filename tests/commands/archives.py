"""Archives of their own for tests that run commands in processes: on the kind of database that the tests run on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive that commands are run on."""

    environment: dict[str, str]

    def start(self, *arguments: str | Path) -> subprocess.Popen[str]:
        """A command of `manage.py` that goes on beside the test."""
        return self.python("manage.py", *map(str, arguments))

    def python(self, *arguments: str) -> subprocess.Popen[str]:
        """The interpreter on this archive."""
        return subprocess.Popen(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *arguments: str | Path) -> tuple[str, str, int]:
        """What a command of `manage.py` prints, what it complains of, and its exit status."""
        process = self.start(*arguments)
        return *process.communicate(), process.returncode


@contextmanager
def archive(folder: Path) -> Iterator[Archive]:
    """An archive without tables; `folder` names it and holds its data. What it has on a server goes at the end."""
    folder.mkdir()
    own = {"DATA_DIR": str(folder), "DATABASE_URL": "", "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "archive.settings"}
    if connection.vendor == "sqlite":
        yield Archive(own)
        return
    url = os.environ["DATABASE_URL"]
    name = f"test_{folder.name}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name}")
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield Archive({**own, "DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()})
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
