"""Archive that tests of editing share."""

from __future__ import annotations

from tests.editing.archive import store_archive
from tests.stored_archives import stored_once


@stored_once
def archive() -> None:
    """Store cables with links of every kind, missing ones, and a revision."""
    store_archive()
