"""The configurations of the project and of Django's admin app."""

import os
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in

from archive import private_files
from cables.jobs import housekeeping


class ProjectConfig(AppConfig):
    """The project as an app without models: whatever loads it has and writes private files in the data directory."""

    name = "archive"

    def ready(self) -> None:
        os.umask(private_files.UMASK)
        private_files.protect(settings.DATA_DIR, sqlite_files())


class AdministrationConfig(AdminConfig):
    """Django's admin app with the archive's own site; its failed logins and ended sessions are removed on time."""

    default_site = "archive.admin_site.Administration"

    def ready(self) -> None:
        super().ready()
        housekeeping.due.connect(remove_what_has_ended)
        user_logged_in.connect(remove_what_has_ended)  # for a site without a runner of jobs


def sqlite_files() -> list[Path]:
    """Return the files of the databases, as far as they are SQLite's."""
    return [Path(database["NAME"]) for database in settings.DATABASES.values() if database["ENGINE"].endswith("sqlite")]


def remove_what_has_ended(**signal: object) -> None:
    """Remove failed logins that no longer count, and ended sessions."""
    from archive import login_throttle, sessions  # their models need the apps

    login_throttle.remove_failures()
    sessions.remove_ended()
