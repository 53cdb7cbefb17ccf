"""A data directory of each test's own."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's uploads lie."""
    settings.DATA_DIR = tmp_path
    return tmp_path
