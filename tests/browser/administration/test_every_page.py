"""What holds for every page of the administration: axe finds nothing, and nothing reaches beyond a phone's edge."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.administration.conftest import log_in
from tests.browser.administration.test_walk import FIRST, previewed
from tests.browser.conftest import NewPage, Scheme

PAGES = (
    "/admin/",
    "/admin/cables/cable/",
    "/admin/cables/cable/add/",
    "/admin/cables/cable/1/change/",
    "/admin/cables/cable/1/correct/",
    "/admin/cables/cable/1/redact/",
    "/admin/cables/event/",
    "/admin/cables/vocabularyentry/add/?kind=tag&code=ZZXX",
)


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_axe_finds_nothing(new_page: NewPage, accessibility: Callable[[Page], str], width: int, scheme: Scheme) -> None:
    page = new_page(width, color_scheme=scheme)
    log_in(page)
    for path in PAGES:
        page.goto(path)
        assert accessibility(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    previewed(page, FIRST + "Jane Roe\n")
    assert accessibility(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
