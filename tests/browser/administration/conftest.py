"""The site with its administration, an archivist, and cables of its own to change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import database
from tests.serving import manage, serving

NAME, PASSWORD = "zita", "forty-one shirts and a trombone"
MAKE_ARCHIVIST = f"""
from django.contrib.auth.models import Group, User
user = User.objects.create_user({NAME!r}, password={PASSWORD!r}, is_staff=True)
user.groups.add(Group.objects.get(name="administrator"))
"""


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of a site with the specimens and one user, who has the rights of an administrator."""
    directory = tmp_path_factory.mktemp("administration")
    with database(directory, "test_administration") as url:
        environment = {"DATA_DIR": str(directory), "DATABASE_URL": url, "CONTACT": "keeper@example.org"}
        for command in (
            ["migrate"],
            ["import_cables", "fixtures/cables/06ZENDA14.txt"],
            ["collectstatic", "--no-input"],
            ["shell", "--command", MAKE_ARCHIVIST],
        ):
            done = manage(*command, "--verbosity", "0", **environment)
            assert (done.returncode, done.stderr) == (0, "")
        with serving(environment) as address:
            yield address


def log_in(page: Page) -> None:
    """Log the user in."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(NAME)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()
