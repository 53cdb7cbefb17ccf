"""The number of queries of a search."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import store, telegram

pytestmark = pytest.mark.django_db


def count(client: Client, url: str) -> int:
    """Return how many queries a response takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("parameters", "limit"),
    [
        ("q=barges", 24),
        ("q=barges&order=newest", 25),
        ("q=barges&tag=PREL&tag=ECON&tags=any", 29),
        ("q=barges&since=2007-06&until=2007-06", 29),
        ("q=barge*+tag:PREL", 25),
        ("q=tag:PREL", 21),
    ],
)
def test_the_number_of_queries_does_not_grow(client: Client, parameters: str, limit: int) -> None:
    store(telegram("07ZENDA1"), telegram("07ZENDA2"))
    few = count(client, f"/search/?{parameters}")
    store(
        *(
            telegram(
                f"07ZENDA{serial}",
                tags=f"PREL, ECON, PE, OVIP (ROE, JANE{serial})",
                refs=["ZENDA 1"],
                info=[f"RUEHZQ/AMEMBASSY TOWN{letter}" for letter in "ABCDEFGHIJ"],
                paragraphs=["(U) The barges came back."] * 9,
                signer=f"ROE{serial}",
            )
            for serial in range(3, 19)
        )
    )
    many = count(client, f"/search/?{parameters}")
    assert few == many
    assert many <= limit


def test_highlights_cost_the_page_of_a_cable_one_query_at_most(archive: None, client: Client) -> None:
    plain = count(client, "/cable/05ZENDA11/")
    assert count(client, "/cable/05ZENDA11/?q=salt+barges") == plain
    assert count(client, "/cable/05ZENDA11/?q=mine*") == plain + 1
