"""The help page: every operator and field is there, and every example finds something in the archive at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.models import Cable
from cables.search.query.fields import NAMES
from cables.search.query.parser import parse_query
from cables.views.search_help import example_cable
from tests.builders import store, telegram
from tests.stored_archives import stored_once
from tests.views.page import Page

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cables"
SPECIMENS = ["07LIMA3229", "04QUILLENZ377", "05USSARN88", "07STRELSAU266", "79CAPEVARNEY203", "09OSTRELLE61"]
FORMS = 10  # of words and of places where they stand


def tried(client: Client, page: Page) -> int:
    """Return how many examples a page has; each must be understood as it stands, and find something."""
    found = page.nodes(".example a")
    for node in found:
        typed = (node.text() or "").strip()
        assert not parse_query(typed).errors, typed
        results = Page(client, node.attributes["href"] or "")
        assert results.nodes(".results li"), typed
        assert results.nodes("input[name=q]")[0].attributes["value"] == typed
    return len(found)


@stored_once
def specimens() -> None:
    """Store some of the fixtures."""
    store(*((FIXTURES / f"{mrn}.txt").read_text() for mrn in SPECIMENS))


def test_every_example_finds_something(specimens: None, client: Client) -> None:
    page = Page(client, "/search/help/")
    forms = " ".join(page.texts("dt"))
    assert all(f"{name}:" in forms for name in NAMES)
    assert tried(client, page) == len(page.nodes("dt")) == FORMS + len(set(NAMES.values()))


@pytest.mark.parametrize("mrn", SPECIMENS)
def test_examples_of_any_one_cable_find_it(client: Client, mrn: str) -> None:
    store((FIXTURES / f"{mrn}.txt").read_text())
    assert tried(client, Page(client, "/search/help/")) >= FORMS


def test_a_reference_number_is_among_the_examples(specimens: None, client: Client) -> None:
    (url,) = Page(client, "/search/help/").hrefs("section[aria-labelledby=numbers] a")
    response = client.get(url)
    assert response.status_code == 302
    assert client.get(response["Location"]).status_code == 200


ODD = [
    telegram("07ZENDA1", signer='O\'"ROE" (ACTING)', tags="OVIP (ROE, JANE)", captions=["NOFORN"]),
    telegram("07ZENDA1", paragraphs=[], subject=None, tags=None, signer=None, captions=[], info=[]),
    telegram("07ZENDA1", paragraphs=["(S/NF) Ünïcode 12 34 ¶ -- barges barges."], subject="1 2 3"),
    telegram("07ZENDA1", signer="ROE " * 60, info=["RUEHZQ/AMEMBASSY BOGOTA PRIORITY 0042"]),
]


@pytest.mark.parametrize("text", ODD)
def test_a_missing_field_has_no_example(client: Client, text: str) -> None:
    store(text)
    page = Page(client, "/search/help/")
    assert tried(client, page) >= 5


def test_an_empty_archive_has_operators_without_examples(client: Client) -> None:
    page = Page(client, "/search/help/")
    assert len(page.nodes("dt")) == FORMS + len(set(NAMES.values()))
    assert not page.nodes(".example")


def test_a_cable_that_has_everything_is_taken_before_a_newer_one(specimens: None) -> None:
    store(telegram("10ZENDA1", date="2010-01-01", tags=None))
    found = example_cable()
    assert found is not None
    assert found.mrn in SPECIMENS
    Cable.objects.update(signer=None)
    found = example_cable()
    assert found is not None and found.mrn == "10ZENDA1"


def test_the_number_of_queries_is_small(specimens: None, client: Client) -> None:
    with CaptureQueriesContext(connection) as captured:
        client.get("/search/help/")
    assert len(captured) <= 8
