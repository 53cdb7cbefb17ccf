"""The page about the archive."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from cables.ingest.service import ingest
from tests.builders import raw, store, telegram
from tests.views.page import Page

pytestmark = pytest.mark.django_db


def test_the_figures_of_the_archive(client: Client) -> None:
    store(
        telegram("05ZENDA1", date="2005-05-01", refs=["STRELSAU 7"]),
        telegram("07ZENDA2", date="2007-09-24", classification="S E C R E T"),
    )
    page = Page(client, "/about/")
    assert "2 cables from 1 post; the first is of 1 May 2005, the last of 24 September 2007." in page.texts("p")
    assert page.texts("#holdings ~ table:first-of-type tbody th") == ["UNCLASSIFIED", "SECRET"]
    assert page.texts("#holdings ~ table:first-of-type tbody td") == ["1", "1"]
    assert "/date/?classification=SECRET" in page.hrefs("td a, th a")
    assert any(text.startswith("1 cable that held ones cite is not here.") for text in page.texts("p"))
    assert page.nodes("#specimens")


def test_sources_of_the_texts_without_paths(client: Client) -> None:
    ingest([raw(telegram("05LIMA1"))], label="/srv/texts/first.zip more/second.csv")
    page = Page(client, "/about/")
    assert page.texts("#texts ~ table tbody td")[1:] == ["first.zip, second.csv", "1", "0"]
    assert "/srv" not in page.text("#content")
    assert not page.nodes("#specimens")


@pytest.mark.parametrize(
    ("contact", "links"),
    [
        ("keeper@example.org", ["mailto:keeper@example.org"]),
        ("https://example.org/contact", ["https://example.org/contact"]),
        ("the reading room, second floor", []),
        ("", []),
    ],
)
def test_whom_to_write_to(client: Client, settings: Settings, contact: str, links: list[str]) -> None:
    settings.CONTACT = contact
    page = Page(client, "/about/")
    assert page.hrefs("#contact ~ p a") == links
    said = page.texts("#contact ~ p")[0]
    assert said.startswith(
        f"Write to {contact}." if contact else "Whoever runs this installation has named no contact."
    )
