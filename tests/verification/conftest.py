"""The archive that verification is tried on."""

from __future__ import annotations

from tests.ingest.archive import take_in
from tests.stored_archives import stored_once


@stored_once
def archive() -> None:
    """Cables with links of every kind, absences, a day that is not known, and a revision."""
    take_in()
