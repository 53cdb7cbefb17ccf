"""What all tests share."""

from django.conf import settings


def pytest_configure() -> None:
    """Takes static files from where they lie: a manifest would need ``collectstatic`` before every run.

    The browser tests serve the collected files, as an installation does.
    """
    settings.STATIC_ROOT = None
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
