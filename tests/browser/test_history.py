"""A visitor on the pages of a cable's history."""

from playwright.sync_api import Page

from tests.browser import edits
from tests.browser.conftest import NewPage


def test_two_texts_are_compared_without_javascript(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto(f"/cable/{edits.REVISED}/")
    page.get_by_role("link", name="History: revision 2").click()
    page.get_by_label("Compare revision").fill("2")
    page.get_by_label("with revision").fill("1")
    page.get_by_role("button", name="Compare").click()
    assert page.url.endswith(f"/cable/{edits.REVISED}/difference/?from=2&to=1")
    assert page.locator(".text-diff del").all_inner_texts() == ["thirty ", "boat. "]
    assert page.locator(".text-diff ins").all_inner_texts() == ["twenty-five", "kitchen."]
    page.get_by_role("link", name="1", exact=True).click()
    page.get_by_role("link", name="revision 2 is shown now").click()
    assert page.url.endswith(f"/cable/{edits.REVISED}/")


def test_from_a_citing_cable_to_the_reason_of_a_withdrawal_and_the_log(page: Page) -> None:
    page.goto(f"/cable/{edits.CITING}/")
    page.locator(".refs .missing a", has_text=edits.WITHDRAWN).click()
    assert page.get_by_role("heading", level=1).inner_text() == f"{edits.WITHDRAWN} Was Withdrawn"
    page.get_by_role("link", name="corrections log", exact=True).click()
    assert page.locator(".log .what").all_inner_texts() == [f"Withdrawn {edits.WITHDRAWN}"]
    page.get_by_role("link", name="All of it").click()
    assert page.locator(".log > li").count() > 4


def test_bars_are_read_aloud(page: Page) -> None:
    page.goto(f"/cable/{edits.REDACTED}/")
    assert page.get_by_role("article").get_by_role("img", name="redacted").count() >= 3
