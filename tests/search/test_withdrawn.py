"""A cable that is withdrawn leaves the search in the same transaction, in every form; a restored one is in it again."""

from __future__ import annotations

import pytest
from django.test import Client

from cables.editing.withdrawal import restore, withdraw
from cables.models import Cable
from cables.search import backends
from cables.search.query.nodes import WordNode
from tests.builders import store, telegram
from tests.views.page import Page

pytestmark = pytest.mark.django_db

WITHDRAWN, STORED = "07ZENDA1", "07ZENDA2"
FORMS = ["/search.json", "/search.csv", "/search.atom", "/concordance/", "/concordance.json", "/concordance.csv"]
QUERIES = ["q=barges", 'q="barges came back"', "q=barge*", "q=subject:lanterns", "q=tag:EFIS", "q=by:DOE", "q=-marmots"]


@pytest.fixture(autouse=True)
def archive() -> None:
    """Store two cables with the same words, one of them with a tag and a signer of its own."""
    store(
        telegram(WITHDRAWN, date="2007-01-02", subject="LANTERNS", tags="EFIS", signer="DOE"),
        telegram(STORED, date="2008-01-02", subject="LANTERNS", tags="PREL"),
    )


def found(client: Client, query: str) -> list[str]:
    """Return the numbers that the page of a search lists, in order."""
    return sorted(Page(client, f"/search/?{query}").texts(".results .id"))


@pytest.mark.parametrize("query", QUERIES)
def test_it_is_no_result_until_it_is_restored(client: Client, query: str) -> None:
    before = found(client, query)
    assert WITHDRAWN in before
    withdraw(WITHDRAWN, "A reader asked.")
    assert found(client, query) == [mrn for mrn in before if mrn != WITHDRAWN]
    for form in FORMS:
        assert WITHDRAWN.encode() not in client.get(f"{form}?{query}").getvalue(), form
    restore(WITHDRAWN, "The reader had another one in mind.")
    assert found(client, query) == before


def test_filters_and_histogram_do_not_count_it(client: Client) -> None:
    withdraw(WITHDRAWN, "A reader asked.")
    page = Page(client, "/search/?q=lanterns")
    assert "EFIS" not in page.text("#filters")
    assert "DOE" not in page.text("#filters")
    assert "2007" not in page.text("#filters")
    assert page.text("#list-title") == "1 cable"


def test_the_index_has_none_of_its_words() -> None:
    withdrawn = Cable.objects.get(mrn=WITHDRAWN).pk
    withdraw(WITHDRAWN, "A reader asked.")
    assert withdrawn not in backends.reader().ids(WordNode("lantern"), 10)
    assert len(backends.reader().ids(WordNode("lantern"), 10)) == 1
