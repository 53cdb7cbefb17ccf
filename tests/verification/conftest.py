"""Archive that tests of verification share."""

from __future__ import annotations

from tests.ingest.archive import store_archive
from tests.stored_archives import stored_once


@stored_once
def archive() -> None:
    """Store cables with links of every kind, missing ones, one of unknown day, and a revision."""
    store_archive()
