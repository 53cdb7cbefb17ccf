"""System checks report what is missing before the archive serves or imports."""

import sqlite3

import pytest
from pytest_django import Settings

from cables.checks import check_contact, check_sqlite


def test_an_old_sqlite_is_an_error_for_the_databases_that_use_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 37, 2))
    monkeypatch.setattr(
        "cables.checks.connections", {"default": Connection("sqlite"), "replica": Connection("postgresql")}
    )
    assert [error.id for error in check_sqlite(databases=["default", "replica"])] == ["cables.E001"]
    assert check_sqlite(databases=None) == []


def test_this_sqlite_is_new_enough() -> None:
    assert check_sqlite(databases=["default"]) == []


@pytest.mark.parametrize(("contact", "found"), [("", ["cables.W001"]), ("keeper@example.org", [])])
def test_a_public_site_names_a_contact(settings: Settings, contact: str, found: list[str]) -> None:
    settings.CONTACT = contact
    assert [warning.id for warning in check_contact()] == found


class Connection:
    """A database connection with nothing but a vendor."""

    def __init__(self, vendor: str) -> None:
        self.vendor = vendor
