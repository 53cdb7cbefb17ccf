"""An archivist's way without JavaScript: upload, preview, correct, confirm, revise, compare, withdraw, restore."""

from __future__ import annotations

import time
from urllib.parse import urljoin

from playwright.sync_api import Page, expect

from tests.browser.administration.conftest import log_in
from tests.browser.conftest import NewPage
from tests.builders import telegram
from tests.jobs.builders import archive, telegrams

FIRST = telegram(
    "06ZENDA15",
    date="2006-03-02",
    subject="TOLLS ON THE UPPER SARN",
    refs=["06 ZENDA 14"],
    paragraphs=["(U) As reftel said, the barges came back."],
)
SECOND = FIRST.replace("barges", "ferries")


def previewed(page: Page, text: str) -> None:
    """Paste a text and look at what would become of it."""
    page.goto("/admin/cables/cable/add/")
    page.get_by_label("Text").fill(text)
    page.get_by_role("button", name="Preview").click()


def edited(page: Page, link: str, reason: str) -> None:
    """Go from a row's page to one of its edits, and do that."""
    page.get_by_role("link", name=link, exact=True).click()
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name=link).click()


def test_a_cable_from_its_upload_to_its_restoration(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    log_in(page)

    previewed(page, FIRST)
    assert "06ZENDA15 is new: it would be stored." in page.locator(".verdict").inner_text()
    assert "resolved: 06ZENDA14" in page.locator(".facts").inner_text()
    shown = page.frame_locator("iframe")
    assert shown.get_by_role("heading", level=1).inner_text() == "Tolls on the Upper Sarn"
    reader = new_page(javascript=False)
    reader.goto("/cable/06ZENDA15/")
    assert "The Archive Has No 06ZENDA15" not in reader.title()
    assert reader.get_by_text("barges came back").count() == 0

    page.get_by_label("Subject").fill("TOLLS ON THE LOWER SARN")
    page.get_by_label("Reason").fill("The text names the wrong reach of the river.")
    page.get_by_role("button", name="Preview again").click()
    assert shown.get_by_role("heading", level=1).inner_text() == "Tolls on the Lower Sarn"
    page.get_by_role("button", name="Store").click()
    assert "06ZENDA15 is stored, and public." in page.locator(".messagelist").inner_text()

    page.get_by_role("link", name="Public page").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Tolls on the Lower Sarn"
    assert page.get_by_text("The text names the wrong reach of the river.").is_visible()
    assert page.get_by_text("barges came back").is_visible()

    previewed(page, SECOND)
    assert "would be a new revision after revision 1" in page.locator(".verdict").inner_text()
    assert page.locator(".text-diff del").inner_text().strip() == "barges"
    assert page.locator(".text-diff ins").inner_text().strip() == "ferries"
    page.get_by_role("button", name="Store this revision").click()
    reader.goto("/cable/06ZENDA15/history/")
    reader.goto("/cable/06ZENDA15/difference/?from=1&to=2")
    assert reader.locator(".text-diff del").inner_text().strip() == "barges"
    assert reader.locator(".text-diff ins").inner_text().strip() == "ferries"

    edited(page, "Withdraw", "It names a source.")
    response = reader.goto("/cable/06ZENDA15/")
    assert response and response.status == 410
    assert reader.get_by_text("It names a source.").is_visible()

    page.get_by_role("link", name="06ZENDA15").click()
    edited(page, "Restore", "The source agrees.")
    response = reader.goto("/cable/06ZENDA15/")
    assert response and response.status == 200
    assert reader.get_by_text("ferries came back").is_visible()
    reader.goto("/log/")
    assert reader.get_by_text("The source agrees.").is_visible()


def test_many_texts_are_taken_in_while_the_browser_is_closed(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    log_in(page)
    page.goto("/admin/cables/cable/add/")
    packed = archive(telegrams(3) | {"empty.txt": " "})
    page.get_by_label("Files").set_input_files({"name": "m.zip", "mimeType": "application/zip", "buffer": packed})
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".job tbody tr")).to_have_count(4)
    page.get_by_role("button", name="Take them in").click()
    expect(page.locator(".verdict")).to_be_visible()
    address = page.url
    page.close()
    page = new_page(javascript=False)
    log_in(page)
    page.goto(address)
    deadline = time.monotonic() + 30
    while "Finished" not in page.locator(".verdict").inner_text() and time.monotonic() < deadline:
        page.wait_for_timeout(250)
    assert "Finished" in page.locator(".verdict").inner_text()
    assert page.locator(".facts").inner_text().split("Stored")[1].split()[0] == "3"
    # Requested beside the page: a browser's download may wait for ever.
    link = page.get_by_role("link", name="Report of every text").get_attribute("href")
    assert link
    report = page.request.get(urljoin(page.url, link))
    assert report.headers["content-disposition"].startswith("attachment")
    assert report.text().count("stored") == 3
