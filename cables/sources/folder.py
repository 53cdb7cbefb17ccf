"""Files below a folder, in sorted order."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from cables.sources.raw import RefusedItem


def files(folder: Path) -> Iterator[Path | RefusedItem]:
    """Yield every file below `folder`, by name, a folder's own before those of the folders in it.

    Names that begin with a dot are left out; links to folders, and what is neither file nor folder, are refused.
    """
    waiting = [str(folder)]
    while waiting:
        current = waiting.pop()
        try:
            entries = sorted(os.scandir(current), key=lambda entry: entry.name)
        except OSError as error:
            yield RefusedItem(current, f"cannot be read: {error.strerror}")
            continue
        shown = [entry for entry in entries if not entry.name.startswith(".")]
        folders = [entry.path for entry in shown if entry.is_dir(follow_symlinks=False)]
        for entry in shown:
            if entry.is_file():
                yield Path(entry.path)
            elif not entry.is_dir(follow_symlinks=False):
                yield RefusedItem(entry.path, "is a link to a folder or nowhere, or no file")
        waiting += reversed(folders)
