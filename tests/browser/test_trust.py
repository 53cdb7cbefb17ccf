"""The served site keeps its promises to a browser: nothing from elsewhere, no cookie, no errors."""

from playwright.sync_api import Page


def test_the_front_page_loads_from_the_site_alone(page: Page) -> None:
    response = page.goto("/")
    assert response
    assert response.status == 200
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert page.context.cookies() == []
