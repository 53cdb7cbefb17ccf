"""A visitor who searches: box, filters, histogram and marked hits; narrow and wide, light and dark, by keyboard."""

from playwright.sync_api import Page

from tests.browser.conftest import NewPage


def total(page: Page) -> int:
    """Return how many cables the page says it found."""
    said = page.locator("#list-title").inner_text().split()[0].lower()
    return 0 if said == "no" else int(said)


def test_from_the_search_box_to_a_highlighted_paragraph_and_back_without_javascript(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/about/")
    page.get_by_role("searchbox").fill("salt barges")
    page.get_by_role("searchbox").press("Enter")
    assert page.url.endswith("/search/?q=salt+barges")
    assert page.get_by_role("searchbox").input_value() == "salt barges"
    results = page.url
    link = page.locator(".excerpts a").first
    said = {text.lower() for text in link.locator("xpath=following-sibling::p").locator("mark").all_inner_texts()}
    link.click()
    fragment = page.url.partition("#")[2]
    marked = {text.lower() for text in page.locator(f"#{fragment} mark").all_inner_texts()}
    assert said <= marked
    page.get_by_role("navigation", name="Your search").get_by_role("link", name="Results for").click()
    assert page.url == results


def test_a_number_leads_to_its_cable(page: Page) -> None:
    page.goto("/about/")
    page.get_by_role("searchbox").fill("2007 lima 003229")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith("/cable/07LIMA3229/")


def test_filters_are_chosen_and_given_up_without_javascript(new_page: NewPage) -> None:
    page = new_page(javascript=False)
    page.goto("/search/?q=toll")
    everything = total(page)
    facet = page.get_by_role("region", name="Classification")
    count = int(facet.locator("li", has_text="SECRET").locator(".count").inner_text())
    facet.get_by_role("link", name="SECRET").click()
    assert total(page) == count < everything
    assert set(page.locator(".results .badge").all_inner_texts()) == {"SECRET"}
    page.go_back()
    assert total(page) == everything
    page.go_forward()
    page.get_by_role("link", name="Classification Secret").click()
    assert page.url.endswith("/search/?q=toll")


def test_several_tags_all_or_any(page: Page) -> None:
    page.goto("/search/?q=toll")
    facet = page.get_by_role("region", name="TAGS")
    facet.locator("li a").nth(0).click()
    one = total(page)
    facet.locator("li:not(.chosen) a").nth(3).click()
    both = total(page)
    facet.get_by_role("link", name="any of them").click()
    assert both <= one <= total(page)
    assert facet.locator(".chosen").count() == 2


def test_the_histogram_leads_to_a_year_and_a_month(page: Page) -> None:
    page.goto("/search/?q=toll")
    bar = page.locator(".bars a").last
    year, cables = (bar.get_attribute("title") or "").split(": ")
    bar.click()
    assert page.url.endswith(f"since={year}&until={year}")
    assert total(page) == int(cables.split()[0])
    month = page.locator(".bars a").first
    name, cables = (month.get_attribute("title") or "").split(": ")
    month.click()
    assert total(page) == int(cables.split()[0])
    assert page.locator(".bars a[aria-current]").get_attribute("title") == f"{name}: {cables}"


def test_more_values_open_by_keyboard(page: Page) -> None:
    page.goto("/search/?q=toll")
    facet = page.get_by_role("region", name="TAGS")
    before = facet.locator("li a:visible").count()
    facet.locator("summary").focus()
    page.keyboard.press("Enter")
    assert facet.locator("li a:visible").count() > before == 10


def test_links_lead_from_highlight_to_highlight_by_keyboard(page: Page) -> None:
    page.goto("/cable/07STRELSAU266/?q=toll")
    assert not page.locator(".steps:visible").count()
    page.get_by_role("link", name="first").click()
    assert page.url.endswith("#hit-1")
    assert page.locator("#hit-1").evaluate("element => element.matches(':target')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#hit-2")
    page.get_by_role("link", name="Next place").click()
    assert page.url.endswith("#hit-3")
    page.get_by_role("link", name="Previous place").click()
    assert page.url.endswith("#hit-2")
    assert page.locator(".steps:visible").inner_text().split()[1:4] == [
        "2",
        "of",
        str(page.locator(".text mark").count()),
    ]


def test_a_paragraph_that_is_the_target_shows_the_links_of_its_first_highlight(page: Page) -> None:
    page.goto("/cable/07STRELSAU266/?q=toll#p4")
    assert page.locator(".steps:visible").count() == 1
    assert page.locator("#p4 .steps:visible").count() == 1


def test_paper_gets_no_steps(page: Page) -> None:
    page.goto("/cable/07STRELSAU266/?q=toll#hit-1")
    page.emulate_media(media="print")
    assert not page.locator(".steps:visible").count()
    assert not page.locator(".search-nav").is_visible()


def test_a_list_item_with_a_highlight_stays_one_run(page: Page) -> None:
    page.goto("/cable/07STRELSAU266/?q=toll")
    item = page.locator(".items li", has=page.locator("mark")).first
    assert item.evaluate("element => getComputedStyle(element).display") == "list-item"


def test_every_example_of_the_help_page_finds_something(page: Page) -> None:
    page.goto("/search/help/")
    for address in page.locator(".example a").evaluate_all("links => links.map(link => link.href)"):
        page.goto(address)
        assert page.locator(".results > li").count(), address
