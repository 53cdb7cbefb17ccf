"""The page of similar cables."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.search import similar
from tests.builders import store, telegram
from tests.stored_archives import stored_once
from tests.views.page import Page

pytestmark = pytest.mark.django_db


@stored_once
def archive() -> None:
    """Store three cables that share references, TAGS or words, among some that share nothing with them."""
    similar.common.cache_clear()
    store(
        *(telegram(f"01OSTRELLE{n}", date="2001-01-05", subject="ROUTINE", tags="SENV") for n in range(1, 21)),
        telegram("07ZENDA1", tags="KSPR, EFIS", refs=["LIMA 909"], paragraphs=["(U) Zephyrine lamps, zephyrine."]),
        telegram("07ZENDA2", tags="EFIS, KSPR", refs=["LIMA 909"], paragraphs=["(U) A <b>zephyrine</b> lamp."]),
        telegram("07ZENDA3", tags="SOCI", refs=["ZENDA 1"]),
    )


@pytest.mark.usefixtures("archive")
def test_what_is_shared_is_said(client: Client) -> None:
    page = Page(client, "/cable/07ZENDA1/like/")
    assert page.texts(".rows .meta .id") == ["07ZENDA2", "07ZENDA3"]
    assert page.texts(".rows li:first-child .shared div") == [
        "Both cite 07LIMA909",
        "TAGS EFIS, KSPR",
        "Words Zephyrine",
    ]
    assert page.texts(".rows li:last-child .shared div") == ["Cites 07ZENDA1"]
    assert "/cable/07LIMA909/" in page.hrefs(".shared a")


@pytest.mark.usefixtures("archive")
def test_the_cables_page_leads_there(client: Client) -> None:
    assert "/cable/07ZENDA1/like/" in Page(client, "/cable/07ZENDA1/").hrefs("aside a")


@pytest.mark.usefixtures("archive")
def test_other_spellings_redirect_permanently(client: Client) -> None:
    response = client.get("/cable/07zenda0001/like/")
    assert (response.status_code, response["Location"]) == (301, "/cable/07ZENDA1/like/")


def test_unknown_numbers(client: Client) -> None:
    Page(client, "/cable/07ZENDA9/like/", status=404)
    Page(client, "/cable/nonsense/like/", status=404)


def test_a_cable_alone(client: Client) -> None:
    store(telegram("07ZENDA1"))
    assert "No cable held here has enough in common" in Page(client, "/cable/07ZENDA1/like/").text(".empty")


@pytest.mark.usefixtures("archive")
def test_a_page_unchanged_is_not_sent_again(client: Client) -> None:
    first = client.get("/cable/07ZENDA1/like/")
    assert client.get("/cable/07ZENDA1/like/", headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.usefixtures("archive")
def test_queries_do_not_grow_with_the_archive(client: Client) -> None:
    def queries() -> int:
        client.get("/cable/07ZENDA1/like/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/cable/07ZENDA1/like/")
        return len(captured)

    few = queries()
    store(*(telegram(f"07QUILLENZ{n}", tags="KSPR", refs=["07 LIMA 909", "07 ZENDA 1"]) for n in range(1, 40)))
    assert queries() == few
