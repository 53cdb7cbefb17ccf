"""What holds for every page of the administration: axe finds nothing, and nothing reaches beyond a phone's edge."""

from __future__ import annotations

import csv
import io
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
    records_previewed(page)
    assert accessibility(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    redaction_previewed(page)
    assert accessibility(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def records_previewed(page: Page) -> None:
    """Look at how records are read by a map that was given because their names are not known."""
    page.goto("/admin/cables/cable/add/")
    rows = io.StringIO()
    csv.writer(rows).writerows([["nummer", "inhalt"], [1, FIRST], [2, "word" * 200]])
    page.get_by_label("Files").set_input_files(
        {"name": "t.csv", "mimeType": "text/csv", "buffer": rows.getvalue().encode()}
    )
    page.get_by_role("button", name="Preview").click()
    page.get_by_text("its columns are nummer, inhalt").wait_for()
    page.get_by_label("Map of columns").fill("text=inhalt")
    page.get_by_role("button", name="Preview with this map").click()
    page.get_by_role("heading", name="How the first records are read").wait_for()


def redaction_previewed(page: Page) -> None:
    """Look at what a redaction would black out and leave, by keyboard and labels alone."""
    page.goto("/admin/cables/cable/1/redact/")
    page.get_by_label("Words").fill("shirt\nplay")
    page.get_by_label("Reason").fill("A specimen of a reason.")
    page.get_by_role("button", name="Show what will happen").click()
    boxes = page.get_by_role("group", name="What search finds besides").get_by_role("checkbox")
    assert boxes.count() == 3
    page.get_by_label("SHIRTS", exact=True).press("Space")
    assert page.get_by_label("SHIRTS", exact=True).is_checked()
    assert not page.get_by_label("played", exact=True).is_checked()
