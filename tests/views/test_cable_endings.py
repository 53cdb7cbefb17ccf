"""Endings of a cable's URL: what each gives for each kind of number."""

from __future__ import annotations

import pytest
from django.test import Client

from cables.editing.merging import merge
from cables.editing.withdrawal import withdraw
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive() -> None:
    """A stored cable, one that was withdrawn, one that was merged, and one that is only cited."""
    store(
        telegram("07ZENDA8", date="2007-03-01"),
        telegram("07ZENDA14", date="2007-05-02", refs=["ZENDA 11", "ZENDA 20"]),
        telegram("07ZENDA15", date="2007-04-30", refs=["ZENDA 11"]),
        *(telegram("07ZENDA20"), telegram("07ZENDA30"), telegram("07ZENDA31")),
    )
    withdraw("07ZENDA20", "A reader asked.")
    merge("07ZENDA30", "07ZENDA31", "The same telegram.")


# Number, ending, status, and what the response says or where it leads.
TABLE = [
    ("07ZENDA8", "txt", 200, "TOLL BARGES"),
    ("07ZENDA8", "json", 200, '"mrn": "07ZENDA8"'),
    ("07ZENDA20", "txt", 410, "07ZENDA20 was withdrawn on"),
    ("07ZENDA20", "json", 410, '"error": "07ZENDA20 was withdrawn."'),
    ("07ZENDA11", "txt", 404, "07ZENDA11 is cited, but not in the archive: there is no text of it."),
    ("07ZENDA11", "json", 200, '"missing": true'),
    ("07ZENDA30", "txt", 301, "/cable/07ZENDA31.txt?revision=1"),
    ("07ZENDA30", "json", 301, "/cable/07ZENDA31.json?revision=1"),
    ("2007-zenda-008", "txt", 301, "/cable/07ZENDA8.txt?revision=1"),
    ("2007-zenda-008", "json", 301, "/cable/07ZENDA8.json?revision=1"),
    ("07.zenda.11", "json", 301, "/cable/07ZENDA11.json?revision=1"),
    ("07ZENDA99", "txt", 404, "07ZENDA99 is not in the archive, and no cable in it mentions it."),
    ("07ZENDA99", "json", 404, '{"error": "07ZENDA99 is not in the archive, and no cable in it mentions it."}'),
    ("nonsense", "txt", 404, "nonsense is not in the archive"),
    ("nonsense", "json", 404, '{"error": "nonsense is not in the archive'),
    *(
        (mrn, "csl.json", 404, '{"error": "A cable is not to be had as .csl.json: ')
        for mrn in ("07ZENDA8", "07ZENDA99")
    ),
    *((mrn, "pdf", 404, "A cable is not to be had as .pdf: there are .txt and .json.") for mrn in ("07ZENDA8", "07x")),
]


@pytest.mark.usefixtures("archive")
def test_each_ending_of_each_kind_of_number(client: Client) -> None:
    for mrn, ending, status, said in TABLE:
        response = client.get(f"/cable/{mrn}.{ending}", {"revision": "1"})
        shown = response["Location"] if status == 301 else response.content.decode()
        assert (response.status_code, said in shown) == (status, True), (mrn, ending, response.status_code, shown)


@pytest.mark.usefixtures("archive")
def test_what_is_known_of_a_missing_cable(client: Client) -> None:
    response = client.get("/cable/07ZENDA11.json")
    assert response.json() == {
        "mrn": "07ZENDA11",
        "missing": True,
        "address": "/cable/07ZENDA11/",
        "post": "ZENDA",
        "post_name": "Consulate Zenda",
        "country": "Ruritania",
        "year": 2007,
        "serial": 11,
        "between": ["2007-03-01", "2007-04-30"],
        "cited_by": ["07ZENDA15", "07ZENDA14"],
    }
    assert client.get("/cable/07ZENDA11.json", headers={"if-none-match": response["ETag"]}).status_code == 304
    store(telegram("07ZENDA11"))
    again = client.get("/cable/07ZENDA11.json", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.json()["revision"]) == (200, 1)


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("ending", ["txt", "json"])
def test_a_parameter_that_is_not_understood_is_refused(client: Client, ending: str) -> None:
    for query, sentence in [
        ("colour=red", "“colour” is no parameter of this address: it takes revision."),
        ("revision=x", "“revision” is “x”, which is no revision: they are numbered from 1."),
    ]:
        response = client.get(f"/cable/07ZENDA8.{ending}?{query}")
        assert (response.status_code, sentence in response.content.decode()) == (400, True)
