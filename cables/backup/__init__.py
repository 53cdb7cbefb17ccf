"""Backups: a copy of the whole database in a folder, made while the site serves, and restored from there.

The folder has the copy as the database itself writes it and a manifest (`manifest.json`), which is written last: a
folder without one is no complete backup.
"""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from cables import archive_vocabulary
from cables.backup import postgresql, sqlite
from cables.backup.manifest import BackupError, Manifest
from cables.models import Cable, Revision

__all__ = ["BackupError", "Manifest", "create", "has_cables", "restore"]


def create(folder: Path) -> Manifest:
    """Copy the database into `folder`, which is empty or does not exist yet; return the manifest.

    Raises BackupError with a sentence where that cannot be done; what was written until then is no backup.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if next(folder.iterdir(), None):
            raise BackupError(f"{folder} is not empty: name a folder that does not exist yet.")
        folder.chmod(0o700)
        archive_vocabulary.refresh()
        backend = postgresql if connection.vendor == "postgresql" else sqlite
        state = backend.copy(folder / backend.FILE)
        manifest = Manifest.of(state, folder / backend.FILE, connection.vendor)
        manifest.write(folder)
    except OSError as error:
        raise BackupError(f"The backup cannot be written to {folder}: {error.strerror}.") from error
    return manifest


def restore(folder: Path, manifest: Manifest) -> None:
    """Replace the content of the database by that of the copy in `folder`, whose manifest was read and checked.

    Raises BackupError with a sentence where it fails; then the database is as it was.
    """
    backend = postgresql if connection.vendor == "postgresql" else sqlite
    backend.restore(folder / manifest.file, manifest)


def has_cables() -> bool:
    """Return whether the database has any cable or text; one without tables has none."""
    tables = connection.introspection.table_names()
    return any(model._meta.db_table in tables and model.objects.exists() for model in (Cable, Revision))
