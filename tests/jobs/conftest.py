"""Data directory of each test."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    """Return the directory of this test's uploads."""
    settings.DATA_DIR = tmp_path
    return tmp_path
