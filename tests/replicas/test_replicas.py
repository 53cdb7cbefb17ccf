"""Public pages are read from the replicas in turn; one that dies is not noticed, and is used again when it is back."""

from __future__ import annotations

import http.cookiejar
import re
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest

from tests.builders import telegram
from tests.postgresql_server import Server, servers
from tests.serving import manage, serving

# An odd number of them, so that each, requested in turn, is read from each replica.
PATHS = ["/", "/tag/PREL/", "/post/STRELSAU/", "/date/", "/search/?q=salt", "/cable/07LIMA3229/", "/tag/PREL.csv"]
FULL = {"SITE_MODE": "full"}
# Queries in a server's log that only read.
QUERY = re.compile(r"LOG:  (?:statement|execute [^:]*): (?:SELECT|WITH|DECLARE)\b")
PASSWORD = "a keeper's own words"


def queries(server: Server) -> int:
    """Return the number of queries that the server has had."""
    return len(QUERY.findall(server.log.read_text()))


class Site:
    """The served site and its database servers."""

    def __init__(self, url: str, servers: list[Server], environment: dict[str, str]) -> None:
        self.url = url
        self.primary, self.one, self.two = servers
        self.environment = environment

    def status(self, path: str, opener: urllib.request.OpenerDirector | None = None) -> int:
        """Return the status of the response, which is read to its end."""
        request = opener.open if opener else urllib.request.urlopen
        try:
            with request(f"{self.url}{path}", timeout=20) as response:
                response.read()
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def failures(self, times: int) -> list[int]:
        """Return the statuses other than 200 of so many requests for each of the paths."""
        return [status for _ in range(times) for path in PATHS if (status := self.status(path)) != 200]

    def wait_for(self, *replicas: Server) -> None:
        """Return when pages are read from all of these; fail after 20 seconds."""
        before = [queries(replica) for replica in replicas]
        deadline = time.monotonic() + 20
        while any(queries(replica) == count for replica, count in zip(replicas, before, strict=True)):
            assert time.monotonic() < deadline, "a replica is back, but is not used"
            assert self.failures(1) == []

    def replay(self, command: str) -> None:
        """Let the replicas pause or resume the replay of the primary's log."""
        for replica in (self.one, self.two):
            with psycopg.connect(replica.url, autocommit=True) as server:
                server.execute(f"SELECT pg_wal_replay_{command}()")

    def queries(self) -> list[int]:
        """Return the number of queries that each server has had."""
        return [queries(server) for server in (self.primary, self.one, self.two)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("site")
    with servers("primary", "one", "two", options="-c log_statement=all") as made:
        primary, *replicas = made
        environment = {
            "DATA_DIR": str(directory),
            "DATABASE_URL": primary.url,
            "REPLICA_URLS": ",".join(replica.url for replica in replicas),
            "WORKERS": "2",
            "PAGE_CACHE": "0",
            "SITE_MODE": "public",
            "LOG_LEVEL": "CRITICAL",
            "DJANGO_SUPERUSER_PASSWORD": PASSWORD,
        }
        keeper = ["createsuperuser", "--no-input", "--username=keeper", "--email=keeper@example.org"]
        for command in (["migrate"], ["import_cables", "fixtures/cables"], keeper, ["collectstatic", "--no-input"]):
            done = manage(*command, "--verbosity", "0", **(environment | FULL))
            assert (done.returncode, done.stderr) == (0, "")
        for replica in replicas:
            replica.follow(primary)
        with serving(environment) as url:
            yield Site(url, made, environment)


def test_reads_are_spread_evenly_over_the_replicas_and_none_reach_the_primary(site: Site) -> None:
    before = site.queries()
    assert site.failures(12) == []
    primary, one, two = (after - before for after, before in zip(site.queries(), before, strict=True))
    assert primary == 0
    assert 0.4 < one / (one + two) < 0.6, (one, two)


def test_a_replica_that_dies_under_load_is_not_noticed_and_is_used_again_when_it_is_back(site: Site) -> None:
    with ThreadPoolExecutor(4) as readers:
        load: list[Future[list[int]]] = [readers.submit(site.failures, 12) for _ in range(4)]
        time.sleep(0.5)
        site.one.kill()
        assert [reader.result() for reader in load] == [[], [], [], []]
    site.one.start()
    site.wait_for(site.one)


def log_in(editor: urllib.request.OpenerDirector, url: str) -> None:
    """Let an editor log in to the administration of the site at this URL."""
    with editor.open(f"{url}/admin/login/") as page:
        [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    form = {"csrfmiddlewaretoken": token, "username": "keeper", "password": PASSWORD, "next": "/admin/"}
    with editor.open(f"{url}/admin/login/", urlencode(form).encode()) as page:
        assert page.url == f"{url}/admin/"


def test_an_editor_sees_at_once_what_the_replicas_do_not_have_yet(site: Site, tmp_path: Path) -> None:
    editor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    site.replay("pause")
    (tmp_path / "new.txt").write_text(telegram("07ZENDA4711"))
    assert manage("import_cables", str(tmp_path), **site.environment).returncode == 0
    with serving(site.environment | FULL | {"WORKERS": "1"}) as administration:
        log_in(editor, administration)
    assert site.status("/cable/07ZENDA4711/") == 404
    assert site.status("/cable/07ZENDA4711/", editor) == 200
    site.replay("resume")
    deadline = time.monotonic() + 10
    while site.status("/cable/07ZENDA4711/") != 200:
        assert time.monotonic() < deadline, "the replicas do not catch up"
    before = queries(site.primary)
    assert [site.status(path, editor) for path in PATHS] == [200] * len(PATHS)
    assert queries(site.primary) == before


def test_without_replicas_the_primary_is_read_and_without_any_the_site_waits(site: Site) -> None:
    site.primary.kill()
    assert site.failures(1) == []
    site.one.kill()
    site.two.kill()
    assert {site.status("/") for _ in range(4)} == {503}
    site.primary.start()
    assert site.failures(1) == []
    site.one.start()
    site.two.start()
    site.wait_for(site.one, site.two)
