"""A visitor's browser in front of the site as it is served: Chromium, the production server, the fixtures imported.

Nothing but the site is asked for anything, and whatever the browser complains of fails the test.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright
from psycopg import sql

from tests.installation import of_this_process
from tests.serving import manage, serving

NewPage = Callable[..., Page]
Scheme = Literal["light", "dark"]

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-first-run",
]


@contextmanager
def database(directory: Path, name: str = "test_browser") -> Iterator[str]:
    """Yield the address of an empty database of the kind that the suite runs on; on PostgreSQL with that name."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield f"sqlite:///{directory}/db.sqlite3"
        return
    with psycopg.connect(url, autocommit=True) as server:
        own = of_this_process(name)
        quoted = sql.Identifier(own)
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(quoted))
        server.execute(sql.SQL("CREATE DATABASE {}").format(quoted))
        yield urlsplit(url)._replace(path=f"/{own}").geturl()
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield the address of the site with all of fixtures/ imported, as `make run` shows it, and edited (`edits`)."""
    directory = tmp_path_factory.mktemp("site")
    with database(directory) as url:
        environment = {"DATA_DIR": str(directory), "DATABASE_URL": url, "CONTACT": "keeper@example.org"}
        edited = f"from tests.browser import edits; edits.make({str(directory)!r})"
        for command in (
            ["migrate"],
            ["import_cables", "fixtures/cables"],
            ["shell", "--command", edited],
            ["collectstatic", "--no-input"],
        ):
            done = manage(*command, "--verbosity", "0", **environment)
            assert (done.returncode, done.stderr) == (0, "")
        with serving(environment) as address:
            yield address


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Yield Chromium without a screen, until the end of this folder's tests: its event loop allows Django no query."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is not installed"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def new_page(site: str, browser: Browser) -> Iterator[NewPage]:
    """Yield what opens pages of a width in pixels, light or dark, with or without JavaScript; paths start at the site.

    The test fails at its end when a page asked another host for anything, or had errors.
    """
    complaints: list[str] = []

    def on_request(request: Request) -> None:
        if not request.url.startswith((f"{site}/", "data:")):
            complaints.append(f"asked for {request.url}")

    def on_response(response: Response) -> None:
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type != "document"):
            complaints.append(f"{response.url} answered {response.status}")

    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def open_page(width: int = 1280, *, color_scheme: Scheme = "light", javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 900},
            color_scheme=color_scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(10_000)
        context.on("request", on_request)
        context.on("response", on_response)
        context.on("console", on_console)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        return context.new_page()

    yield open_page
    for context in browser.contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Return a page of 1280 pixels in the light scheme."""
    return new_page()


@pytest.fixture(scope="session")
def accessibility() -> Callable[[Page], str]:
    """Return what axe finds wrong with a page, in words; the empty string when nothing is."""
    axe = Axe()

    def report(page: Page) -> str:
        # Preloading would put style sheets into the page, which its policy forbids. What a rule finds in order is not
        # gathered: that takes longer than all that is looked at.
        results = axe.run(page, options={"preload": False, "resultTypes": ["violations"]})
        words: str = results.generate_report() if results.violations_count else ""
        return words

    return report
