"""A visitor of concordances: the words stand one below the other on any screen, and lead to their paragraphs."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import NewPage


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_words_stand_one_below_the_other(new_page: NewPage, width: int) -> None:
    page = new_page(width)
    page.goto("/concordance/?q=toll")
    lefts = page.evaluate("[...document.querySelectorAll('.kwic mark')].map(word => word.getBoundingClientRect().left)")
    assert len(lefts) > 20
    assert max(lefts) - min(lefts) < 1
    assert 0.3 * width < lefts[0] < 0.7 * width


def test_the_context_ends_at_the_word(page: Page) -> None:
    page.goto("/concordance/?q=toll")
    gaps = page.evaluate("""[...document.querySelectorAll('.kwic .line')].map(line => {
        const edge = element => line.querySelector(element).getBoundingClientRect();
        return edge('mark').left - edge('.left > span').right;
    })""")
    assert all(abs(gap) < 1 for gap in gaps)


def test_from_a_search_to_a_line_and_its_paragraph_without_javascript(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/search/?q=toll&post=STRELSAU")
    page.get_by_role("link", name="Every occurrence in one list").click()
    assert page.url.endswith("/concordance/?q=toll&post=STRELSAU")
    line = page.locator(".kwic li").filter(has_text="¶").first
    address = line.get_by_role("link").get_attribute("href") or ""
    line.get_by_role("link").click()
    assert page.url.endswith(address)
    paragraph = page.locator(f"#{address.partition('#')[2]}")
    assert "toll" in (paragraph.locator("mark").first.inner_text()).lower()


def test_going_through_the_pages(page: Page) -> None:
    page.goto("/concordance/?q=toll")
    first = page.locator(".kwic li").first.inner_text()
    page.get_by_role("link", name="Later").click()
    assert page.locator(".kwic li").first.inner_text() != first
    page.get_by_role("link", name="Beginning").click()
    assert page.locator(".kwic li").first.inner_text() == first


def test_a_new_query_stays_filtered(page: Page) -> None:
    page.goto("/concordance/?q=toll&post=STRELSAU")
    page.get_by_label("Words to align on").fill("salt")
    page.get_by_role("button", name="Align").click()
    assert page.url.endswith("/concordance/?q=salt&post=STRELSAU")
    page.get_by_role("link", name="Look in the whole archive").click()
    assert page.url.endswith("/concordance/?q=salt")


def test_from_a_cable_to_those_like_it(page: Page) -> None:
    page.goto("/cable/07STRELSAU266/")
    page.get_by_role("link", name="Cables that share references, TAGS and distinctive words with it").click()
    assert page.get_by_role("heading", level=1).inner_text() == "More Like 07STRELSAU266"
    assert page.get_by_text("Both cite").count() > 1
