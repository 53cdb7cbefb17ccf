"""Manifest of a backup: what it contains, which is checked before it is restored."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from cables import archive_vocabulary
from cables.telegram import PARSER_VERSION

NAME = "manifest.json"
FORM = 1  # of the manifest; no other one can be read

Query = Callable[[str], list[tuple[Any, ...]]]  # SQL to its rows


class BackupError(Exception):
    """A backup that cannot be made or restored; the message says why in a sentence."""


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """State of a database: the number of rows of each table, and the migrations that made the tables."""

    rows: dict[str, int]
    migrations: list[str]

    @classmethod
    def of(cls, query: Query, tables: Iterable[str]) -> Self:
        """Return the state of the database that `query` reads."""
        counts = {table: query(f'SELECT count(*) FROM "{table}"')[0][0] for table in sorted(tables)}  # noqa: S608 - its own
        return cls(
            counts, [".".join(row) for row in query("SELECT app, name FROM django_migrations ORDER BY app, name")]
        )


@dataclass(frozen=True, slots=True)
class Manifest:
    """Manifest of a backup: `file` with its size in bytes and its SHA-256, the state of its database, and the parser
    version and vocabulary that derived the rows."""

    form: int
    made_at: str
    database: str
    file: str
    size: int
    sha256: str
    parser_version: int
    vocabulary: str
    migrations: list[str]
    rows: dict[str, int]

    @classmethod
    def of(cls, state: DatabaseState, copy: Path, database: str) -> Self:
        """Return the manifest of a copy that has just been made."""
        return cls(
            form=FORM,
            made_at=timezone.now().isoformat(timespec="seconds"),
            database=database,
            file=copy.name,
            size=copy.stat().st_size,
            sha256=sha256(copy),
            parser_version=PARSER_VERSION,
            vocabulary=archive_vocabulary.current().fingerprint,
            migrations=state.migrations,
            rows=state.rows,
        )

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the manifest in the folder. Raises BackupError where there is none that can be read."""
        try:
            data = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if data["form"] != FORM:
                raise BackupError(f"{folder / NAME} is of form {data['form']}, which this version cannot read.")
            manifest = cls(**data)
            if Path(manifest.file).name != manifest.file:
                raise ValueError
            return manifest
        except OSError as error:
            raise BackupError(f"{folder} is no complete backup: {NAME} cannot be read ({error.strerror}).") from error
        except (ValueError, KeyError, TypeError) as error:
            raise BackupError(f"{folder / NAME} is no manifest of a backup.") from error

    def write(self, folder: Path) -> None:
        """Write the manifest into the folder, whole or not at all, once the copy is safe on the disk."""
        flush(folder / self.file)
        draft = folder / f"{NAME}.part"
        draft.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        flush(draft)
        draft.rename(folder / NAME)

    def check(self, folder: Path, database: str) -> None:
        """Raise BackupError where the copy is damaged, or cannot be restored into a `database` of that vendor."""
        if self.database != database:
            raise BackupError(f"The backup is of a {self.database} database, and this one is {database}.")
        copy = folder / self.file
        try:
            whole = copy.stat().st_size == self.size and sha256(copy) == self.sha256
        except OSError as error:
            raise BackupError(f"{copy} cannot be read: {error.strerror}.") from error
        if not whole:
            raise BackupError(f"{copy} is damaged: it is not the file that the manifest was written for.")
        known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
        unknown = sorted(set(self.migrations) - known)
        if unknown:
            raise BackupError(f"The backup was made by a newer version, which has the migration {unknown[0]}.")


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def flush(file: Path) -> None:
    """Flush the file to the disk, and let its owner alone read it."""
    file.chmod(0o600)
    with file.open("rb") as content:
        os.fsync(content.fileno())
