"""The files below a folder, in sorted order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cables.sources.raw import Refused


def files(folder: Path) -> Iterator[Path | Refused]:
    """Every file below `folder`, by name, a folder's own before those of the folders in it.

    Names that begin with a dot are left out; links to folders, and what is neither file nor folder, are refused.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: (entry.is_dir(follow_symlinks=False), entry.name))
    except OSError as error:
        yield Refused(str(folder), f"cannot be read: {error.strerror}")
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from files(Path(entry.path))
        elif entry.is_file():
            yield Path(entry.path)
        else:
            yield Refused(entry.path, "is a link to a folder or nowhere, or no file")
