"""A copy of the whole database in a folder of its own, made while the site serves, and put back from there.

The folder holds the copy as the database itself writes it and a manifest (`manifest.json`), which is written last:
a folder without one is no complete backup.
"""

from __future__ import annotations

from pathlib import Path

from django.db import connection

from cables import archive_vocabulary
from cables.backup import postgresql, sqlite
from cables.backup.manifest import BackupError, Manifest
from cables.models import Cable, Revision

__all__ = ["BackupError", "Manifest", "holds_cables", "make", "put_back"]


def make(folder: Path) -> Manifest:
    """Copy the database into `folder`, which is made or is empty; returns the manifest.

    Raises BackupError with a sentence where that cannot be done; what was written until then is no backup.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if next(folder.iterdir(), None):
            raise BackupError(f"{folder} is not empty: name a folder that does not exist yet.")
        folder.chmod(0o700)
        archive_vocabulary.refresh()
        kind = postgresql if connection.vendor == "postgresql" else sqlite
        state = kind.copy(folder / kind.FILE)
        manifest = Manifest.of(state, folder / kind.FILE, connection.vendor)
        manifest.write(folder)
    except OSError as error:
        raise BackupError(f"The backup cannot be written to {folder}: {error.strerror}.") from error
    return manifest


def put_back(folder: Path, manifest: Manifest) -> None:
    """Let the database hold what the copy holds, and nothing else.

    All of it or, where it fails, nothing: then BackupError is raised with a sentence. The manifest was read from the
    folder and has been checked.
    """
    kind = postgresql if connection.vendor == "postgresql" else sqlite
    kind.put_back(folder / manifest.file, manifest)


def holds_cables() -> bool:
    """Whether the database holds any cable or text; one without tables holds none."""
    tables = connection.introspection.table_names()
    return any(model._meta.db_table in tables and model.objects.exists() for model in (Cable, Revision))
