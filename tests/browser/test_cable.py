"""A visitor on the pages of cables: following references, narrow and wide, light and dark, by keyboard, on paper."""

from playwright.sync_api import Page

from tests.browser.conftest import NewPage


def test_references_are_followed_without_javascript(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/cable/07LIMA3229/")
    page.get_by_role("article").get_by_role("link", name="ref E").click()
    assert page.url.endswith("/cable/07LIMA218/")
    assert page.get_by_role("heading", level=1).inner_text() == "Lima 218 of 2007: Cited, but Not Held"
    page.locator(".cites .occurrence a").click()
    assert page.url.endswith("/cable/07LIMA3229/#p4")
    page.goto("/cable/07LIMA3229/")
    page.get_by_role("article").get_by_role("link", name="para 6").click()
    assert page.url.endswith("/cable/07LIMA3229/#p6")


def test_a_citation_leads_to_the_citing_paragraph_and_back(page: Page) -> None:
    page.goto("/cable/04QUILLENZ377/")
    page.locator(".cites .occurrence a").first.click()
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


def test_prose_flows_to_the_width_of_the_column(page: Page) -> None:
    page.goto("/cable/04QUILLENZ377/")
    assert page.locator(".para br").count() == 0


def test_paper_gets_the_text_and_the_message_heading(page: Page) -> None:
    page.goto("/cable/07LIMA3229/")
    page.emulate_media(media="print")
    assert page.locator(".para").first.is_visible()
    assert page.get_by_text("AMEMBASSY LA PAZ").is_visible()
    assert not page.get_by_role("button", name="Search").is_visible()
