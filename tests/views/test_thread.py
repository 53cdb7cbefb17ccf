"""`/cable/NUMBER/thread/`: the page of a thread, and the same as data."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest
from django.test import Client

from tests.builders import store, telegram
from tests.stored_archives import stored_once
from tests.views.page import Page

pytestmark = pytest.mark.django_db
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"


@stored_once
def archive() -> None:
    """Store a cable that cites a held and a missing one."""
    store(
        telegram("07ZENDA11", date="2007-01-01", subject="SALT <B>TOLLS</B>"),
        telegram(
            "07ZENDA22", date="2007-02-01", refs=["ZENDA 11", "STRELSAU 9"], paragraphs=["(U) As ref B says, salt."]
        ),
    )


@pytest.mark.usefixtures("archive")
def test_the_page_has_the_picture_and_its_table(client: Client) -> None:
    page = Page(client, "/cable/07ZENDA22/thread/")
    assert page.texts("tbody th") == [
        "07ZENDA11 Salt <B>Tolls</B>",
        "07STRELSAU9 not held",
        "07ZENDA22 Toll Barges Return to the Lower Sarn",
    ]
    for picture in ("svg.wide", "svg.narrow"):
        assert sorted(page.hrefs(f"{picture} a")) == ["/cable/07STRELSAU9/", "/cable/07ZENDA11/", "/cable/07ZENDA22/"]
        assert len(page.nodes(f"{picture} path")) == 2
    assert page.texts("blockquote mark") == ["ref B"]
    assert "3 cables, 2 of them held." in page.text("header:not(.site)")


@pytest.mark.usefixtures("archive")
def test_the_cables_page_leads_there(client: Client) -> None:
    assert "/cable/07ZENDA22/thread/" in Page(client, "/cable/07ZENDA22/").hrefs("aside a")


def test_a_cable_alone_says_so(client: Client) -> None:
    store(telegram("07ZENDA1"))
    assert "It cites no cable" in Page(client, "/cable/07ZENDA1/thread/").text(".empty")
    assert "/cable/07ZENDA1/thread/" not in Page(client, "/cable/07ZENDA1/").hrefs("aside a")


@pytest.mark.usefixtures("archive")
def test_json_has_members_and_links(client: Client) -> None:
    data = client.get("/cable/07ZENDA22/thread.json").json()
    assert [(member["mrn"], member["held"], member["date"]) for member in data["members"]] == [
        ("07ZENDA11", True, "2007-01-01"),
        ("07STRELSAU9", False, None),
        ("07ZENDA22", True, "2007-02-01"),
    ]
    assert data["links"][1] == {
        "citing": "07ZENDA22",
        "cited": "07STRELSAU9",
        "labels": ["B"],
        "paragraph": 1,
        "sentence": "As ref B says, salt.",
    }


@pytest.mark.usefixtures("archive")
def test_csv_has_a_line_a_link(client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/cable/07ZENDA22/thread.csv").content.decode())))
    assert [(row["citing"], row["cited"], row["labels"]) for row in rows] == [
        ("07ZENDA22", "07ZENDA11", "A"),
        ("07ZENDA22", "07STRELSAU9", "B"),
    ]


@pytest.mark.usefixtures("archive")
def test_graphml_is_a_directed_graph(client: Client) -> None:
    graph = ElementTree.fromstring(client.get("/cable/07ZENDA22/thread.graphml").content)  # noqa: S314 - our own
    assert [node.get("id") for node in graph.iter(f"{GRAPHML}node")] == ["07ZENDA11", "07STRELSAU9", "07ZENDA22"]
    assert [(edge.get("source"), edge.get("target")) for edge in graph.iter(f"{GRAPHML}edge")] == [
        ("07ZENDA22", "07ZENDA11"),
        ("07ZENDA22", "07STRELSAU9"),
    ]
    declared = {key.get("id") for key in graph.iter(f"{GRAPHML}key")}
    assert {data.get("key") for data in graph.iter(f"{GRAPHML}data")} <= declared


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("ending", ["/", ".json", ".csv", ".graphml"])
def test_other_spellings_redirect_and_unknown_numbers_are_not_found(client: Client, ending: str) -> None:
    response = client.get(f"/cable/07zenda0022/thread{ending}")
    assert (response.status_code, response["Location"]) == (301, f"/cable/07ZENDA22/thread{ending}")
    assert client.get(f"/cable/07ZENDA77/thread{ending}").status_code == 404


@pytest.mark.usefixtures("archive")
def test_a_page_unchanged_is_not_sent_again(client: Client) -> None:
    first = client.get("/cable/07ZENDA22/thread/")
    assert client.get("/cable/07ZENDA22/thread/", headers={"If-None-Match": first["ETag"]}).status_code == 304
