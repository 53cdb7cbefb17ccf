"""A visitor who browses: by bars and letters, with filters, narrow and wide, light and dark, without JavaScript."""

from playwright.sync_api import Page

from tests.browser.conftest import NewPage


def test_from_the_timeline_to_a_cable_without_javascript(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/")
    page.get_by_role("link", name="2006: ").click()
    assert page.get_by_role("heading", level=1).inner_text() == "2006"
    page.get_by_role("link", name="February 2006: ").click()
    page.get_by_role("link", name="22 February 2006: ").click()
    assert page.url.endswith("/date/2006/02/22/")
    page.get_by_role("link", name="Scenesetter for CODEL Brindley: Welcome to Ruritania").click()
    assert page.url.endswith("/cable/06STRELSAU130/")


def test_filtering_and_removing_a_filter_without_javascript(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/tag/PREL/")
    everything = page.locator("#list-title").inner_text()
    page.get_by_label("Post", exact=True).fill("strelsau")
    page.get_by_label("Classification").select_option("Secret")
    page.get_by_role("button", name="Filter").click()
    assert page.url.endswith("/tag/PREL/?post=strelsau&classification=SECRET")
    assert set(page.locator(".rows .badge").all_inner_texts()) == {"SECRET"}
    page.get_by_role("link", name="Classification Secret").click()
    assert page.url.endswith("/tag/PREL/?post=STRELSAU")
    page.get_by_role("link", name="Remove all filters").click()
    assert page.locator("#list-title").inner_text() == everything


def test_an_error_belongs_to_its_field(page: Page) -> None:
    page.goto("/date/?since=soon")
    field = page.get_by_label("From")
    assert field.get_attribute("aria-invalid") == "true"
    described = (field.get_attribute("aria-describedby") or "").split()
    said = [page.locator(f"#{name}").inner_text() for name in described]
    assert "“soon” is no date: write it as 2007, 2007-09 or 2007-09-24." in said


def test_a_letter_leads_to_its_entries(page: Page) -> None:
    page.goto("/tag/?all=1")
    page.get_by_role("navigation", name="Subjects by letter").get_by_role("link", name="S", exact=True).click()
    assert page.url.endswith("#subject-S")
    assert page.locator("#subject-S").is_visible()


def test_the_first_tab_skips_to_the_content(page: Page) -> None:
    page.goto("/tag/PREL/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_text_face_is_the_sites_own(page: Page) -> None:
    page.goto("/")
    page.evaluate("document.fonts.ready")
    faces = page.evaluate("[...document.fonts].filter(face => face.status === 'loaded').map(face => face.family)")
    assert "Source Serif 4" in {face.strip('"') for face in faces}


def test_bars_stand_on_one_line_as_high_as_their_counts(page: Page) -> None:
    page.goto("/date/2006/")
    heights = page.evaluate(
        "[...document.querySelectorAll('.bars rect')].map(bar => bar.getBoundingClientRect().height)"
    )
    counts = page.evaluate(
        "[...document.querySelectorAll('.bars a .hidden')].map(bar => Number(bar.textContent.match(/: (\\d+)/)[1]))"
    )
    highest = max(heights)
    assert [round(height / highest, 1) for height in heights] == [round(count / max(counts), 1) for count in counts]
