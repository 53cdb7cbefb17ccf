"""A reader on the pages of cables: following references, narrow and wide, light and dark, by keyboard, on paper."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage, Scheme

PATHS = [
    "/cable/07LIMA3229/",
    "/cable/04QUILLENZ377/",
    "/cable/05USSARN88/",
    "/cable/05OSTRELLE61/",
    "/cable/79CAPEVARNEY203/",
    "/cable/07LIMA909/",
    "/missing/",
    "/missing/?post=LIMA",
    "/cable/07LIMA3230/",
    "/cable/nonsense/",
]
OPEN_DETAILS = "document.querySelectorAll('details').forEach(element => element.open = true)"


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(new_page: NewPage, accessibility: Callable[[Page], str], path: str) -> None:
    looks: list[tuple[int, Scheme]] = [(390, "light"), (1280, "dark")]
    for width, scheme in looks:
        page = new_page(width, color_scheme=scheme)
        page.goto(path)
        page.evaluate(OPEN_DETAILS)
        assert accessibility(page) == ""


@pytest.mark.parametrize("path", PATHS)
def test_nothing_reaches_beyond_the_edge_of_a_phone(new_page: NewPage, path: str) -> None:
    page = new_page(390)
    page.goto(path)
    page.evaluate(OPEN_DETAILS)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_references_are_followed_without_javascript(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/cable/07LIMA3229/")
    page.get_by_role("article").get_by_role("link", name="ref E").click()
    assert page.url.endswith("/cable/07LIMA218/")
    assert page.get_by_role("heading", level=1).inner_text() == "Lima 218 of 2007: Cited, but Not Held"
    page.locator(".cites .place a").click()
    assert page.url.endswith("/cable/07LIMA3229/#p4")
    page.goto("/cable/07LIMA3229/")
    page.get_by_role("article").get_by_role("link", name="para 6").click()
    assert page.url.endswith("/cable/07LIMA3229/#p6")


def test_a_citation_leads_to_the_citing_paragraph_and_back(page: Page) -> None:
    page.goto("/cable/04QUILLENZ377/")
    page.locator(".cites .place a").first.click()
    fragment = page.url.partition("#")[2]
    assert page.locator(f"#{fragment}").is_visible()
    assert page.evaluate("document.querySelector(':target').id") == fragment
    page.locator(".refs a", has_text="04QUILLENZ377").click()
    assert page.url.endswith("/cable/04QUILLENZ377/")


def test_the_message_heading_opens_by_keyboard(page: Page) -> None:
    page.goto("/cable/07LIMA3229/")
    assert not page.get_by_text("AMEMBASSY LA PAZ").is_visible()
    page.locator(".heading summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("AMEMBASSY LA PAZ").is_visible()


def test_headings_descend_without_a_gap(page: Page) -> None:
    for path in PATHS:
        page.goto(path)
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(heading => +heading.tagName[1])")
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_prose_flows_to_the_width_of_the_column(page: Page) -> None:
    page.goto("/cable/04QUILLENZ377/")
    assert page.locator(".para br").count() == 0


def test_paper_gets_the_text_and_the_message_heading(page: Page) -> None:
    page.goto("/cable/07LIMA3229/")
    page.emulate_media(media="print")
    assert page.locator(".para").first.is_visible()
    assert page.get_by_text("AMEMBASSY LA PAZ").is_visible()
    assert not page.get_by_role("button", name="Search").is_visible()
