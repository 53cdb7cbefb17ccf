"""What all tests share."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from hypothesis import settings as examples

from bench.archive import Archive, archive

# `pytest --hypothesis-profile thousands MODULE`: many more examples than a run of the whole suite has time for.
examples.register_profile("thousands", max_examples=20_000, deadline=None)


def pytest_configure() -> None:
    """Takes static files from where they lie: a manifest would need ``collectstatic`` before every run.

    The browser tests serve the collected files, as an installation does. Public pages are made each time, and read
    through the connection that wrote the rows, whose transaction no other sees; tests/archive reads them as an
    installation does. Attempts to log in are counted only where that is tested: others have no request to count by.
    """
    settings.AXES_ENABLED = False
    settings.READER = "default"
    settings.PAGE_CACHE = settings.CACHE_SECONDS = settings.STAMP_SECONDS = 0
    settings.STATIC_ROOT = None
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }


@pytest.fixture(scope="session")
def empty(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Archive]:
    """An archive that holds nothing, for commands of `manage.py`, to be copied: making its tables takes longer."""
    with archive(tmp_path_factory.mktemp("archives") / "empty") as made:
        assert made.run("migrate", "--verbosity", "0") == ("", "", 0)
        yield made


@pytest.fixture(autouse=True)
def index_is_flushed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empties the search index after a test outside a transaction: no model stands for it, so tables alone are."""
    marker = request.node.get_closest_marker("django_db")
    if not marker or not marker.kwargs.get("transaction"):
        yield
        return
    from cables.search import index  # the models need the settings

    request.getfixturevalue("transactional_db")
    yield
    index.clear()
