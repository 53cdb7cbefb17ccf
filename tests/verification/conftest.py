"""The archive that verification is tried on."""

from __future__ import annotations

import pytest

from tests.ingest.archive import take_in


@pytest.fixture
def archive(db: None) -> None:
    """Cables with links of every kind, absences, a day that is not known, and a revision."""
    take_in()
