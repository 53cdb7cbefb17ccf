"""What holds for every page: axe finds nothing, nothing reaches beyond a phone's edge, headings descend in order."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser import edits
from tests.browser.conftest import NewPage, Scheme

LISTS = [
    "/",
    "/tag/",
    "/tag/?all=1",
    "/tag/?kind=person",
    "/tag/PREL/",
    "/tag/PREL/?post=STRELSAU&since=2006&until=2006",
    "/tag/PREL/?tag=QQQQ&since=soon&until=2003",
    "/tag/PREL/?post=LIMA",
    "/post/",
    "/post/?all=1",
    "/post/STRELSAU/",
    "/date/",
    "/date/2006/",
    "/date/2006/02/",
    "/date/2006/02/22/",
    "/date/2006/02/21/",
    "/about/",
    "/nowhere/",
]
CABLES = [
    "/cable/07LIMA3229/",
    "/cable/04QUILLENZ377/",
    "/cable/05USSARN88/",
    "/cable/05OSTRELLE61/",
    "/cable/79CAPEVARNEY203/",
    "/cable/07LIMA909/",
    "/missing/",
    "/missing/?post=LIMA",
    "/missing/?since=soon&colour=red",
    "/cable/07LIMA3230/",
    "/cable/nonsense/",
]
SEARCHES = [
    "/search/",
    "/search/help/",
    "/search/?q=salt+barge",
    "/search/?q=the&order=oldest",
    "/search/?q=toll&tag=QV&tag=ETRD&tags=any&since=2005&until=2005",
    "/search/?q=salt+(barge",
    "/search/?q=((",
    "/search/?q=salt+marmot&post=STRELSAU",
    "/search/?q=Strelsau",
    "/cable/07STRELSAU266/?q=toll",
]
CONCORDANCES = [
    "/concordance/",
    "/concordance/?q=toll",
    "/concordance/?q=toll&post=STRELSAU&since=2004&until=2004",
    '/concordance/?q="toll',
    "/concordance/?q=tag:PREL",
    "/concordance/?q=nowheretobefound",
    "/cable/07STRELSAU266/like/",
]
EDITED = [
    f"/cable/{edits.REVISED}/",
    f"/cable/{edits.REVISED}/?revision=1",
    f"/cable/{edits.REVISED}/history/",
    f"/cable/{edits.REVISED}/difference/",
    f"/cable/{edits.REDACTED}/",
    f"/cable/{edits.REDACTED}/history/",
    f"/cable/{edits.WITHDRAWN}/",
    f"/cable/{edits.CITING}/",
    "/log/",
    "/log/?kind=withdrawn",
    "/batch/1/",
]
# One page of each kind, of those that are soon looked at; the others are looked at by `make test-all`.
KINDS = {
    *("/", "/tag/", "/tag/PREL/?tag=QQQQ&since=soon&until=2003", "/post/STRELSAU/", "/date/2006/02/", "/about/"),
    *("/nowhere/", "/cable/05OSTRELLE61/", "/missing/?post=LIMA", "/cable/07LIMA3230/", "/cable/nonsense/"),
    *("/search/", "/search/help/", "/search/?q=salt+marmot&post=STRELSAU", "/search/?q=((", "/log/", "/batch/1/"),
    *(
        "/cable/07STRELSAU266/?q=toll",
        "/concordance/?q=toll&post=STRELSAU&since=2004&until=2004",
        "/cable/07STRELSAU266/like/",
    ),
    *(f"/cable/{edits.REVISED}/history/", f"/cable/{edits.REVISED}/difference/", f"/cable/{edits.REDACTED}/"),
    f"/cable/{edits.WITHDRAWN}/",
}
PATHS = [
    pytest.param(path, marks=() if path in KINDS else pytest.mark.slow)
    for path in (*LISTS, *CABLES, *SEARCHES, *CONCORDANCES, *EDITED)
]
OPEN_DETAILS = "document.querySelectorAll('details').forEach(element => element.open = true)"


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(new_page: NewPage, accessibility: Callable[[Page], str], path: str) -> None:
    looks: list[tuple[int, Scheme]] = [(390, "dark"), (1280, "light")]
    if path in CABLES + EDITED:
        looks = [(390, "light"), (1280, "dark")]
    for width, scheme in looks:
        page = new_page(width, color_scheme=scheme)
        page.goto(path)
        page.evaluate(OPEN_DETAILS)
        assert accessibility(page) == "", (width, scheme)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_reaches_beyond_the_edge_of_a_phone(new_page: NewPage, path: str) -> None:
    page = new_page(390)
    page.goto(path)
    page.evaluate(OPEN_DETAILS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", PATHS)
def test_headings_descend_without_a_gap(page: Page, path: str) -> None:
    page.goto(path)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(heading => +heading.tagName[1])")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
