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
NOTES = [
    "/citations/",
    "/citations/?text=Apples&year=soon",
    "/citations/?text=1.+Embassy+Lima+to+State,+telegram+3229,+23+September+2007,+para.+44;+Lima+909+(2007);+06STRELSAU131",
    "/search/?q=Embassy+Lima+to+State,+telegram+3229,+23+September+2007",
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
    "/cable/08OSTRELLE35/thread/",
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
    *NOTES[1:3],
    *("/search/", "/search/help/", "/search/?q=salt+marmot&post=STRELSAU", "/search/?q=((", "/log/", "/batch/1/"),
    *(
        "/cable/07STRELSAU266/?q=toll",
        "/concordance/?q=toll&post=STRELSAU&since=2004&until=2004",
        "/cable/07STRELSAU266/like/",
        "/cable/08OSTRELLE35/thread/",
    ),
    *(f"/cable/{edits.REVISED}/history/", f"/cable/{edits.REVISED}/difference/", f"/cable/{edits.REDACTED}/"),
    f"/cable/{edits.WITHDRAWN}/",
}
PATHS = [
    pytest.param(path, marks=() if path in KINDS else pytest.mark.slow)
    for path in (*LISTS, *CABLES, *NOTES, *SEARCHES, *CONCORDANCES, *EDITED)
]
OPEN_DETAILS = "document.querySelectorAll('details').forEach(element => element.open = true)"


@pytest.mark.parametrize("path", PATHS)
def test_every_reader_can_use_it(new_page: NewPage, accessibility: Callable[[Page], str], path: str) -> None:
    # On a phone and on a desk, one of them dark; loading a page and waiting for axe is what takes long.
    looks: list[tuple[int, Scheme]] = [(390, "dark"), (1280, "light")]
    if path in CABLES + EDITED:
        looks = [(390, "light"), (1280, "dark")]
    page = new_page(390, color_scheme=looks[0][1])
    page.goto(path)
    page.evaluate(OPEN_DETAILS)
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert accessibility(page) == "", (width, scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "something reaches beyond the edge"
    assert_descending(
        page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(heading => +heading.tagName[1])")
    )


def assert_descending(levels: list[int]) -> None:
    """Assert that headings of these levels begin with the only one of the first, and leave out no level."""
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels
