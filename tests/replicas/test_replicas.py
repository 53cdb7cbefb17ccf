"""Public pages are read from the replicas in turn; one that dies is not noticed, and is used again when it is back."""

from __future__ import annotations

import http.cookiejar
import re
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, cast
from urllib.parse import urlencode

import psycopg
import pytest
from django.db import OperationalError
from django.db.utils import ConnectionHandler
from pytest_django import Settings

from archive import databases
from archive.replicas import Replicas
from cables.db.postgresql.base import DatabaseWrapper
from tests.builders import telegram
from tests.postgresql_server import Server, servers
from tests.serving import manage, serving

# An odd number of them, so that each, requested in turn, is read from each replica.
PATHS = ["/", "/tag/PREL/", "/post/STRELSAU/", "/date/", "/search/?q=salt", "/cable/07LIMA3229/", "/tag/PREL.csv"]
FULL = {"SITE_MODE": "full"}
# Queries in a server's log that only read, and not its position.
QUERY = re.compile(r"LOG:  (?:statement|execute [^:]*): (?:SELECT|WITH|DECLARE)\b(?! pg_wal_lsn_diff)")
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
        self.exports = Lock()

    def status(self, path: str, opener: urllib.request.OpenerDirector | None = None, url: str = "") -> int:
        """Return the status of the response, which is read to its end; `url` is that of another server of the site.

        Exports are requested one after another: a process sends two at once, and four readers might want three of one.
        """
        request = opener.open if opener else urllib.request.urlopen
        turn = self.exports if path.endswith(".csv") else nullcontext()
        try:
            with turn, request(f"{url or self.url}{path}", timeout=20) as response:
                response.read()
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def failures(self, times: int) -> list[int]:
        """Return the statuses other than 200 of so many requests for each of the paths."""
        return [status for _ in range(times) for path in PATHS if (status := self.status(path)) != 200]

    def wait_for(self, *replicas: Server) -> None:
        """Wait until pages are read from all of these; fail after 20 seconds."""
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
        try:
            assert [reader.result() for reader in load] == [[], [], [], []]
        finally:
            site.one.start()
    site.wait_for(site.one)


def test_a_replica_that_is_stopped_delays_a_page_by_its_time_limit_and_is_used_again_when_it_goes_on(
    site: Site,
) -> None:
    with ThreadPoolExecutor(4) as readers:
        load: list[Future[list[int]]] = [readers.submit(site.failures, 6) for _ in range(4)]
        time.sleep(0.5)
        site.one.pause()
        try:
            assert [reader.result() for reader in load] == [[], [], [], []]
            before = site.queries()
            assert site.failures(3) == []
            assert site.queries()[1] == before[1]
        finally:
            site.one.proceed()
    site.wait_for(site.one)


def test_a_connection_is_closed_over_a_result_that_takes_too_long(site: Site, django_db_blocker: Any) -> None:
    made = databases.from_urls(site.primary.url, "", [site.one.url], 0, 200)
    with django_db_blocker.unblock(), closing(cast(DatabaseWrapper, ConnectionHandler(made)["replica1"])) as replica:
        with replica.longer_results(20), replica.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.4)")
        with pytest.raises(OperationalError, match=r"no result within 0\.2 seconds"), replica.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(20)")
        assert not replica.is_usable()


def test_a_replica_that_was_stopped_is_used_again_once_it_has_what_the_primary_wrote_meanwhile(
    site: Site, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    """Start it without a stream first; and let the primary answer nothing at the end."""
    settings.REPLICA_TIMEOUT = 200
    made = databases.from_urls(site.primary.url, "", [site.one.url], 0, 2000)
    monkeypatch.setattr("archive.replicas.connections", ConnectionHandler(made))
    replicas = Replicas(["replica1"], lag=60, seconds_left_out=0.05)
    stopped = OperationalError("the replica is stopped")
    with django_db_blocker.unblock():
        site.one.kill()
        with psycopg.connect(site.primary.url, autocommit=True) as server:
            server.execute("CREATE TABLE written_meanwhile ()")
        replicas.leave_out("replica1", stopped)
        replace(site.one, options=f"{site.one.options} -c primary_conninfo=").start()
        time.sleep(1)
        assert replicas.left_out == {"replica1"}, "a replica is used that has not caught up"
        site.one.kill()
        site.one.start()
        wait_until(lambda: not replicas.left_out, "the replica is not used again")
        with psycopg.connect(site.one.url) as server:
            server.execute("SELECT FROM written_meanwhile")
        site.primary.pause()
        try:
            replicas.leave_out("replica1", stopped)
            wait_until(lambda: not replicas.left_out, "the replica waits for a primary that does not answer")
        finally:
            site.primary.proceed()
    site.wait_for(site.one)


def log_in(editor: urllib.request.OpenerDirector, url: str) -> None:
    """Let an editor log in to the administration of the site at this URL."""
    with editor.open(f"{url}/admin/login/") as page:
        [token] = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())
    form = {"csrfmiddlewaretoken": token, "username": "keeper", "password": PASSWORD, "next": "/admin/"}
    with editor.open(f"{url}/admin/login/", urlencode(form).encode()) as page:
        assert page.url == f"{url}/admin/"


@contextmanager
def silent_replica() -> Iterator[str]:
    """Yield the URL of a server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"postgres://postgres@127.0.0.1:{silent.getsockname()[1]}/postgres"


def wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    """Wait until the condition holds; fail after 20 seconds, saying what is the case otherwise."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, otherwise


def test_an_editor_sees_at_once_what_the_replicas_do_not_have_yet_and_readers_once_these_are_late(
    site: Site, tmp_path: Path
) -> None:
    editor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    site.replay("pause")
    (tmp_path / "new.txt").write_text(telegram("07ZENDA4711"))
    assert manage("import_cables", str(tmp_path), **site.environment).returncode == 0
    with serving(site.environment | FULL | {"WORKERS": "1"}) as administration:
        log_in(editor, administration)
    assert site.status("/cable/07ZENDA4711/") == 404
    assert site.status("/cable/07ZENDA4711/", editor) == 200
    with silent_replica() as silent:
        urls = f"{silent},{site.environment['REPLICA_URLS']}"
        with serving(site.environment | {"WORKERS": "1", "REPLICA_LAG": "1", "REPLICA_URLS": urls}) as impatient:
            assert {site.status(path, url=impatient) for path in PATHS} == {200}
            wait_until(lambda: site.status("/cable/07ZENDA4711/", url=impatient) == 200, "replicas that lag are read")
    site.replay("resume")
    wait_until(lambda: site.status("/cable/07ZENDA4711/") == 200, "the replicas do not catch up")
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
