"""Backups: a copy of the whole database in a folder, made while the site serves, and restored from there.

The folder has the copy as the database itself writes it and a manifest (`manifest.json`), which is written last: a
folder without one is no complete backup.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

from cables import archive_vocabulary
from cables.backup import postgresql, sqlite
from cables.backup.manifest import NAME, BackupError, Manifest
from cables.models import Cable, Revision

__all__ = ["BackupError", "Manifest", "create", "has_cables", "restore"]


def create(folder: Path) -> Manifest:
    """Copy the database into `folder`, which is empty or does not exist yet; return the manifest.

    Raises BackupError with a sentence where that cannot be done; nothing that was written until then is left.
    """
    backend = postgresql if connection.vendor == "postgresql" else sqlite
    try:
        if folder.exists() and next(folder.iterdir(), None):
            raise BackupError(f"{folder} is not empty: name a folder that does not exist yet.")
        with new_folder(folder, f"{backend.FILE}*", f"{NAME}*"):
            archive_vocabulary.refresh()
            state = backend.copy(folder / backend.FILE)
            manifest = Manifest.of(state, folder / backend.FILE, connection.vendor)
            manifest.write(folder)
    except OSError as error:
        raise BackupError(f"The backup cannot be written to {folder}: {error.strerror}.") from error
    return manifest


@contextmanager
def new_folder(folder: Path, *files: str) -> Iterator[None]:
    """Make the folder, with those above it, for its owner alone. Where what is done then fails or is interrupted,
    remove the files of these patterns, and every folder that was made."""
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        yield
    except BaseException:
        with suppress(OSError):  # of which there is as much to say as of the failure itself
            for pattern in files:
                for file in folder.glob(pattern):
                    file.unlink()
            for path in made:
                path.rmdir()
        raise


def restore(folder: Path, manifest: Manifest) -> str:
    """Replace the content of the database by that of the copy in `folder`, whose manifest was read and checked.

    Return what is left to do, as a sentence; an empty string where that is nothing.

    Raises BackupError with a sentence where it fails; then the database is as it was.
    """
    backend = postgresql if connection.vendor == "postgresql" else sqlite
    left_to_do: str = backend.restore(folder / manifest.file, manifest)
    return left_to_do


def has_cables() -> bool:
    """Return whether the database has any cable or text; one without tables has none."""
    tables = connection.introspection.table_names()
    return any(model._meta.db_table in tables and model.objects.exists() for model in (Cable, Revision))
