"""The set-up of docs/deploy.md works: nginx before the served site, and units that run existing commands.

Readers have the addresses from 127.0.0.2 on: each test its own, since nginx counts the requests of each.
"""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from configparser import RawConfigParser
from contextlib import ExitStack, closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.core.management import get_commands

from archive.private_files import UMASK
from tests.builders import telegram
from tests.installation import Installation
from tests.serving import free_port, manage, serving
from tests.test_docs import settings_read

DEPLOY = Path(__file__).parent.parent / "docs" / "deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
OWN_KEY = "nine quick brown foxes and a lazy dog, all of ZENDA"
NAME = "archive.example.org"


def assigned(text: str) -> dict[str, str]:
    """Return the variables that an environment file, or a line of a unit, sets."""
    return dict(re.findall(r"^([A-Z_]+)=(.*)$", text, re.MULTILINE))


def environment_of(directory: Path) -> dict[str, str]:
    """Return the environment of docs/deploy, with data and a key of the test's own."""
    own = {"DATA_DIR": str(directory), "DATABASE_URL": f"sqlite:///{directory}/db.sqlite3", "READER_URL": ""}
    return assigned((DEPLOY / "environment").read_text()) | own | {"SECRET_KEY": OWN_KEY}


def test_the_environment_sets_what_is_read_and_passes_the_checks_of_deployment(tmp_path: Path) -> None:
    environment = assigned((DEPLOY / "environment").read_text())
    assert environment.keys() <= settings_read()
    refused = manage("check", **(environment | {"DATA_DIR": str(tmp_path)}))
    assert "set it to at least 50 random characters" in refused.stderr, "the key given is everybody's"
    (tmp_path / "db.sqlite3").touch(0o600)
    for mode in ("full", "public"):
        passed = manage("check", "--deploy", "--fail-level=WARNING", **environment_of(tmp_path), SITE_MODE=mode)
        assert (passed.returncode, passed.stderr) == (0, "")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_units_run_commands_that_exist_with_settings_that_are_read(unit: Path) -> None:
    parser = RawConfigParser(interpolation=None)
    parser.read_string(unit.read_text())
    service = parser["Service"]
    command = re.fullmatch(r"\S+/python manage\.py ([a-z_]+)", service["ExecStart"])
    assert command
    assert command[1] in get_commands()
    own = assigned(service["Environment"].replace(" ", "\n")).keys()
    assert own <= settings_read()
    assert not own & assigned((DEPLOY / "environment").read_text()).keys(), "the file has the last word"
    assert service["KillMode"] == "mixed"
    assert int(service["UMask"], 8) == UMASK
    assert service["EnvironmentFile"] in (DEPLOY / "environment").read_text()
    assert str(unit.name) in unit.read_text().splitlines()[0]


class Reply(NamedTuple):
    """A response that was read to its end."""

    status: int
    headers: http.client.HTTPMessage
    content: str


class Proxy:
    """nginx as docs/deploy sets it up, at ports of its own, with its files in a directory."""

    process: subprocess.Popen[bytes]

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.plain, self.secure = free_port(), free_port()

    def request(
        self,
        path: str,
        method: str = "GET",
        body: bytes = b"",
        *,
        secure: bool = True,
        reader: str = "127.0.0.1",
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Reply:
        """Return the response to a request."""
        connection: http.client.HTTPConnection
        if secure:
            connection = http.client.HTTPSConnection(
                "127.0.0.1", self.secure, timeout=20, context=unverified(), source_address=(reader, 0)
            )
        else:
            connection = http.client.HTTPConnection("127.0.0.1", self.plain, timeout=20, source_address=(reader, 0))
        with closing(connection):
            connection.request(method, path, body or None, {"Host": NAME, **headers})
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read().decode())

    def connect(self, reader: str) -> ssl.SSLSocket:
        """Return a connection of a reader on which nothing has been sent."""
        plain = socket.create_connection(("127.0.0.1", self.secure), timeout=20, source_address=(reader, 0))
        return unverified().wrap_socket(plain, server_hostname=NAME)

    def exchange(self, reader: str, *sent: bytes, secure: bool = True, encrypted: bool = True) -> bytes:
        """Return all that comes back, until the connection is closed, for bytes that need be no request."""
        port = self.secure if secure else self.plain
        where = socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(reader, 0))
        with closing(unverified().wrap_socket(where, server_hostname=NAME) if secure and encrypted else where) as peer:
            return exchanged(peer, *sent)

    def responds(self) -> bool:
        """Return whether it has started."""
        with suppress(OSError):
            return self.request("/", secure=False).status == 301
        return False

    def cached(self) -> int:
        """Return how many bytes of responses nginx has in its cache."""
        return sum(path.stat().st_size for path in (self.directory / "cache").rglob("*") if path.is_file())

    def spooled(self) -> int:
        """Return how many bytes it has of requests and responses in temporary files, whose names are gone already."""
        folders = tuple(f"{self.directory}/{name}/" for name in ("client_body", "proxy"))
        size = 0
        for file in Path(f"/proc/{self.process.pid}/fd").iterdir():
            with suppress(FileNotFoundError):  # which was closed meanwhile
                size += file.stat().st_size if str(file.readlink()).startswith(folders) else 0
        return size

    def logs(self) -> str:
        """Return all that nginx has logged anywhere."""
        return "".join(path.read_text() for path in sorted(self.directory.glob("*.log")))


def unverified() -> ssl.SSLContext:
    """Return a context that takes the test's own certificate."""
    return ssl._create_unverified_context()  # noqa: S323


def exchanged(peer: socket.socket, *sent: bytes) -> bytes:
    """Send so much as the peer takes, and return what it sends until it closes the connection."""
    received = b""
    with suppress(ConnectionError, ssl.SSLError):
        for part in sent:
            peer.sendall(part)
    with suppress(ConnectionError, ssl.SSLError):
        while part := peer.recv(65536):
            received += part
    return received


def wait_until(condition: Callable[[], bool], failure: str) -> None:
    """Wait until a condition holds. Raise AssertionError with the failure where it does not within ten seconds."""
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline, failure
        time.sleep(0.02)


def get(path: str, **headers: str) -> bytes:
    """Return a request for a path, whose spelling is left as it is."""
    return head("GET", path, **headers)


def head(method: str, path: str, **headers: str) -> bytes:
    """Return the head of a request."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in {"Host": NAME, **headers}.items()]
    return "\r\n".join([f"{method} {path} HTTP/1.1", *lines, "", ""]).encode()


@contextmanager
def proxy(
    directory: Path, public: str, administration: str, replaced: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Proxy]:
    """Run nginx with the configuration of docs/deploy, its paths and ports replaced by the test's."""
    running = Proxy(directory)
    key, certificate = directory / "privkey.pem", directory / "fullchain.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    made += ["-days", "1", "-subj", f"/CN={NAME}", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    own = {
        "/etc/letsencrypt/live/archive.example.org": str(directory),
        "/var/cache/nginx/cable-archive": str(directory / "cache"),
        "/var/log/nginx/cable-archive.log": str(directory / "access.log"),
        "127.0.0.1:8000": public.removeprefix("http://"),
        "127.0.0.1:8001": administration.removeprefix("http://"),
        "listen 80;": f"listen 127.0.0.1:{running.plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{running.secure} ssl",
    }
    site = (DEPLOY / "nginx.conf").read_text()
    for theirs, ours in {**own, **replaced}.items():
        assert theirs in site
        site = site.replace(theirs, ours)
    temporary = "".join(
        f"{kind}_temp_path {directory}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = directory / "nginx.conf"
    whole.write_text(
        f"daemon off; master_process off; pid {directory}/nginx.pid; error_log {directory}/error.log info;"
        f"events {{}} http {{ {temporary} default_type text/plain;\n{site}\n}}"
    )
    nginx = shutil.which("nginx") or "/usr/sbin/nginx"
    with subprocess.Popen([nginx, "-e", str(directory / "error.log"), "-c", str(whole)]) as running.process:
        try:
            wait_until(running.responds, "nginx does not respond")
            yield running
        finally:
            running.process.terminate()


EXPORT = 64 * 2**20  # bytes


class Service(ThreadingHTTPServer):
    """A service behind nginx that fails, or sends an export, where the parameter `respond` of a request says so."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ServiceHandler)
        self.requested: list[str] = []
        self.sent: Counter[str] = Counter()
        self.ended: set[str] = set()

    @property
    def url(self) -> str:
        """Return the URL that it is reached by."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Report an error, but for that of a connection which nginx has closed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class ServiceHandler(BaseHTTPRequestHandler):
    """Responds as the site does to a request for a page or an export."""

    protocol_version = "HTTP/1.1"
    server: Service

    def do_GET(self) -> None:
        """Respond to a request."""
        self.server.requested.append(self.requestline.split()[1])
        match parse_qs(urlsplit(self.path).query).get("respond"):
            case ["late"]:
                time.sleep(2)
            case ["nothing"]:
                self.close_connection = True
                return
            case ["unreadable"]:
                self.head({"Content-Length": "0", "X-Words": "words " * 5000})
                return
            case ["export"]:
                self.export()
                return
        self.head({"Content-Length": "5", "Content-Type": "text/html"})
        self.wfile.write(b"page\n")

    def head(self, headers: Mapping[str, str]) -> None:
        """Send the head of a response that may be cached."""
        self.send_response(200)
        for name, value in {"Cache-Control": "public, max-age=0, s-maxage=60", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def export(self) -> None:
        """Send an export of 64 MB, unless nobody takes it any more before."""
        self.head({"Transfer-Encoding": "chunked", "Content-Type": "text/csv"})
        chunk = b"07ZENDA1,barges\n" * 4096
        with suppress(ConnectionError):
            for _ in range(EXPORT // len(chunk)):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                self.server.sent[self.path] += len(chunk)
            self.wfile.write(b"0\r\n\r\n")
        self.server.ended.add(self.path)
        self.close_connection = True

    def log_message(self, *args: object) -> None:
        """Log nothing."""


@contextmanager
def service() -> Iterator[Service]:
    """Run such a service."""
    with Service() as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield running
        finally:
            running.shutdown()
            thread.join()


class Before(NamedTuple):
    """nginx before two such services."""

    proxy: Proxy
    public: Service
    administration: Service


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Before]:
    """Run nginx before services that fail as they are told to; it waits for them, and for readers, for a second."""
    directory = tmp_path_factory.mktemp("nginx")
    with service() as public, service() as administration:
        patience = {
            "proxy_read_timeout 60s;": "proxy_read_timeout 1s;",
            "lingering_timeout 2s;": "lingering_timeout 1s;",
            "client_header_timeout 10s;": "client_header_timeout 1s;",
        }
        with proxy(directory, public.url, administration.url, patience) as running:
            yield Before(running, public, administration)


WORD, READER = "growers", "127.0.0.2"
LONG = f"/search/?q={WORD}&{'x' * 17_000}"
FAULTS: list[tuple[str, int, bytes]] = [
    ("the service is late", 504, get(f"/?q={WORD}&respond=late", Connection="close")),
    ("the service closes the connection", 502, get(f"/?q={WORD}&respond=nothing", Connection="close")),
    ("the service responds with too long a head", 502, get(f"/?q={WORD}&respond=unreadable", Connection="close")),
    ("the request is too long", 413, head("POST", f"/?q={WORD}", Content_Length="20000", Connection="close")),
    ("the address is too long", 414, get(LONG)),
    ("a header is too long", 400, get("/", Cookie=WORD * 3000)),
    ("the address has a space", 400, get(f"/search/?q=coca {WORD}")),
    ("the host is none", 400, get("/", Host=f"coca {WORD}")),
    ("there are two hosts", 400, get("/", host=WORD)),
    ("it is no request", 400, f"{WORD}\r\n\r\n".encode()),
    ("it is nothing but bytes", 400, b"\0\1" + WORD.encode() + b"\r\n\r\n"),
    ("the method is none", 405, head("TRACE", f"/?q={WORD}", Connection="close")),
    ("the length is none", 400, head("POST", f"/?q={WORD}", Content_Length="x")),
    ("only the machine itself may see that", 403, get(f"/healthz?q={WORD}", Connection="close")),
]


def test_no_log_has_who_reads_or_what_is_typed(before: Before, tmp_path: Path) -> None:
    # Each fault is found in the log by its status, and by what the service did.
    nginx = before.proxy
    for fault, status, sent in FAULTS:
        assert f"HTTP/1.1 {status} ".encode() in nginx.exchange(READER, sent), fault
    for sent in (get(LONG), f"{WORD}\r\n\r\n".encode(), get("/", Cookie=WORD * 3000)):
        assert b"HTTP/1.1 4" in nginx.exchange(READER, sent, secure=False)
    assert b" 400 " in nginx.exchange(READER, get(f"/search/?q={WORD}"), encrypted=False), "http to the port of https"
    nginx.exchange(READER, b"\x16\x03\x01" + WORD.encode() * 50, encrypted=False)
    many = get(f"/search/{WORD}?q={WORD}") * 30 + get(f"/search/?q={WORD}", Connection="close")
    assert b"HTTP/1.1 429 " in nginx.exchange(READER, many), "too many searches"
    with ExitStack() as downloads:
        # The third is one too many, or a later one: nginx ends a download for which the service is late by a second.
        for _ in range(20):
            peer = downloads.enter_context(closing(nginx.connect(READER)))
            peer.sendall(get(f"/search.csv?q={WORD}&respond=export"))
            if peer.recv(1000).startswith(b"HTTP/1.1 429 "):
                break
        else:
            pytest.fail("twenty downloads of one reader were begun")
    nowhere = f"http://127.0.0.1:{free_port()}"
    with proxy(tmp_path, nowhere, nowhere) as without_service:
        assert b"HTTP/1.1 502 " in without_service.exchange(READER, get(f"/?q={WORD}", Connection="close"))
        logged = nginx.logs() + without_service.logs()
    assert READER not in logged
    assert WORD not in logged
    found = [json.loads(line) for line in (nginx.directory / "access.log").read_text().splitlines()]
    assert {str(status) for _, status, _ in FAULTS} <= {line["status"] for line in found}
    assert ("504", "504") in {(line["status"], line["service_status"]) for line in found}
    assert "REJECTED" in {line["limits"].split()[0] for line in found if line["limits"].strip()}


@pytest.mark.parametrize("path", ["/search.csv", "/date.csv", "/concordance.json", "/cable/07ZENDA1.txt"])
def test_one_address_has_two_downloads_at_once(before: Before, path: str) -> None:
    reader = "127.0.2.1"
    with ExitStack() as downloads:
        statuses = []
        for _ in range(4):
            peer = downloads.enter_context(closing(before.proxy.connect(reader)))
            peer.sendall(get(f"{path}?respond=export"))
            statuses.append(peer.recv(1000)[:12])
        assert statuses == [b"HTTP/1.1 200"] * 2 + [b"HTTP/1.1 429"] * 2
        assert before.proxy.request("/about/", reader=reader).status == 200
    another = "127.0.2.2"
    assert before.proxy.request(path, reader=another).status == 200
    wait_until(lambda: before.proxy.request(path, reader=reader).status == 200, "no place is given back")


# Addresses as they may be spelled, and whether they are searches.
SPELLINGS = {
    "/search/": True,
    "//search/": True,
    "/%73earch/": True,
    "/search%2F": True,
    "/./search/": True,
    "/about/../search/": True,
    "/about/%2e%2e/search/": True,
    "/search/help/": True,
    "/search.json": True,
    "/search.csv": True,
    "/search%2ecsv": True,
    "/concordance/": True,
    "/concordance.csv": True,
    "/search/#/": True,
    "/about/": False,
    "/about/#/../search/": False,
    "/tag/PREL.csv": False,
}


def test_whatever_its_spelling_a_search_is_counted_as_one(before: Before) -> None:
    # Of 25 requests at once searches are given ten responses or a few more, pages and lists all.
    for number, (spelling, is_search) in enumerate(SPELLINGS.items()):
        many = get(f"{spelling}?q=barges") * 24 + get(spelling, Connection="close")
        received = before.proxy.exchange(f"127.0.1.{number + 1}", many)
        assert received.count(b"HTTP/1.1 200 ") + received.count(b"HTTP/1.1 429 ") == 25, spelling
        assert (b"HTTP/1.1 429 " in received) == is_search, spelling


PAGES = ["/", "/about/", "/search/", "/date/2007/06/", "/static/style.css", "/static/admin/base.css"]
DATA = ["/search.csv", "/concordance.csv", "/tag/PREL.csv", "/log.json", "/search%2ecsv", "/cable/07ZENDA1.bib"]
ADMINISTRATION = [
    *("/admin/", "/admin/login/", "/admin/cables/job/1/report.csv", "//admin/cables/job/1/report.csv"),
    *("/%61dmin/login/", "/admin/search.csv", "/admin/static/x.css", "/admin/cables/cable/add/"),
]


def test_each_service_gets_its_own_requests_and_only_pages_are_cached(before: Before) -> None:
    for position, paths in enumerate((PAGES, DATA, ADMINISTRATION)):
        asked, other = (before.public, before.administration)[:: -1 if paths is ADMINISTRATION else 1]
        for path in paths:
            target = f"{path}?which={position}"
            received = before.proxy.exchange(f"127.0.2.{position + 1}", get(target, Connection="close"))
            assert received.startswith(b"HTTP/1.1 200 "), path
            assert (target in asked.requested, target in other.requested) == (True, False), path
            assert (b"X-Cache: MISS" in received, b"X-Cache" in received) == (paths is PAGES, paths is PAGES), path


def test_data_need_a_protocol_that_has_an_end(before: Before) -> None:
    for path, status in (("/search.csv", 505), ("/about/", 200)):
        request = get(f"{path}?protocol=1.0", Connection="close").replace(b"HTTP/1.1", b"HTTP/1.0", 1)
        assert before.proxy.exchange("127.0.2.9", request).split(b" ", 2)[1] == str(status).encode()


def test_requests_that_do_not_end_make_room_for_readers(before: Before) -> None:
    # nginx has 512 connections here: once all are taken by such requests, it responds when it has closed them.
    with ExitStack() as unended:
        for number in range(600):
            reader = (f"127.0.8.{number // 100 + 1}", 0)
            peer = socket.create_connection(("127.0.0.1", before.proxy.plain), source_address=reader)
            unended.enter_context(closing(peer))
            peer.sendall(b"GET / HTTP/1.1\r\n")
        wait_until(before.proxy.responds, "nginx waits for the rest of these requests")


def test_an_export_is_not_stored_and_ends_when_it_is_abandoned(before: Before) -> None:
    # Of a reader who takes nothing 512 KB are stored, beside what the sockets in between take.
    paths = ["/search.csv", "/concordance.csv", "/tag/PREL.zip", "/admin/cables/job/1/report.csv", "/log.json"]
    targets = [f"{path}?respond=export&abandoned=1" for path in paths]
    cached = before.proxy.cached()
    with ExitStack() as readers:
        for number, target in enumerate(targets):
            peer = readers.enter_context(closing(before.proxy.connect(f"127.0.3.{number + 1}")))
            peer.sendall(get(target))
            assert peer.recv(1000).startswith(b"HTTP/1.1 200 "), target
        sent, before_that = before.public.sent + before.administration.sent, Counter[str]()
        while sent != before_that:
            time.sleep(0.3)
            sent, before_that = before.public.sent + before.administration.sent, sent
        assert before.proxy.cached() == cached
        assert 0 < before.proxy.spooled() <= len(targets) * 512 * 2**10
        assert max(sent[target] for target in targets) < EXPORT, "it was taken whole"
    wait_until(
        lambda: set(targets) <= before.public.ended | before.administration.ended,
        "a service goes on with an export that nobody reads",
    )
    wait_until(lambda: before.proxy.spooled() == 0, "nginx keeps what nobody reads")


PASSWORD = "a barge of nobody else"
PREPARE = """
import django
django.setup()
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
client = Client()
client.force_login(User.objects.create_superuser("keeper", password="PASSWORD"))
User.objects.create_superuser("guest", password="PASSWORD")
print(client.cookies["sessionid"].value)
""".replace("PASSWORD", PASSWORD)
FORM, PART = "application/x-www-form-urlencoded", "multipart/form-data; boundary=part"
LOGIN, ADD, CONFIRM = "/admin/login/", "/admin/cables/cable/add/", "/admin/cables/cable/upload/confirm/"
TOKEN = "a" * 32
UPLOAD_MB = 4


class Administration(NamedTuple):
    """The served administration, the session of a user who may upload, and the directory of its temporary files."""

    environment: dict[str, str]
    url: str
    session: str
    temporary: Path

    def written(self) -> int:
        """Return how many bytes it has in temporary files."""
        return sum(path.stat().st_size for path in self.temporary.iterdir())

    def exchange(self, *sent: bytes) -> bytes:
        """Return what the server itself responds to requests, as `Proxy.exchange` does."""
        port = int(self.url.rpartition(":")[2])
        with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as peer:
            return exchanged(peer, *sent)


def form(path: str, session: str = "", kind: str = PART, **headers: str) -> bytes:
    """Return the head of a form that comes with its token."""
    cookie = f"csrftoken={TOKEN}" + (f"; sessionid={session}" if session else "")
    common = {"Cookie": cookie, "Content-Type": kind, "Origin": f"https://{NAME}", "X-Forwarded-Proto": "https"}
    return head("POST", path, **common, **headers)


@pytest.fixture(scope="module")
def administration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Administration]:
    """Serve the administration of an empty archive."""
    directory, temporary = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("temporary")
    environment = environment_of(directory) | {
        "REQUEST_LOG": "0",
        "CACHE_SECONDS": "3",
        "WORKERS": "1",
        "UPLOAD_MB": str(UPLOAD_MB),
        "TMPDIR": str(temporary),
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }
    prepared = Installation(environment | {"SECURE": "0"}).python("-c", PREPARE)
    session, errors = prepared.communicate()
    assert (prepared.returncode, errors) == (0, "")
    with serving({**environment, "SITE_MODE": "full"}) as url:
        yield Administration(environment, url, session.strip(), temporary)


def test_slow_senders_hold_nothing(administration: Administration, tmp_path: Path) -> None:
    # Each of the four threads of the administration would be held by a form that does not end.
    with ExitStack() as running:
        nginx = running.enter_context(proxy(tmp_path, administration.url, administration.url))
        for number in range(12):
            peer = running.enter_context(closing(nginx.connect(f"127.0.4.{number % 4 + 1}")))
            path = (LOGIN, ADD, CONFIRM)[number % 3]
            peer.sendall(form(path, "forged", FORM, Content_Length="1000") + b"csrfmiddlewaretoken=")
            if path != LOGIN:
                assert peer.recv(1000).startswith(b"HTTP/1.1 302 "), "whoever is not logged in is not read"
        assert nginx.request(LOGIN).status == 200


@pytest.mark.parametrize("path", [LOGIN, ADD, CONFIRM])
def test_what_a_stranger_sends_is_refused_unread_and_written_nowhere(
    administration: Administration, tmp_path: Path, path: str
) -> None:
    # Half a megabyte of the request is sent; its response says that the rest is not wanted, and is the last. nginx may
    # find the connection closed before it has read the response, so that it lets only those through to uploads who
    # might be logged in.
    part = b"--part\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n"
    soon = {"lingering_timeout 2s;": "lingering_timeout 100ms;"}
    with proxy(tmp_path, administration.url, administration.url, soon) as nginx:
        for status, begin, headers in (
            (b"413", b"", {"Content_Length": str(UPLOAD_MB * 2**20)}),
            (b"413", b"", {"Content_Length": str(600 * 2**20)}),
            (b"411", b"fffffff\r\n", {"Transfer_Encoding": "chunked"}),
        ):
            sent = [begin, part, *[b"x" * 2**16] * 8]
            response = administration.exchange(form(path, **headers), *sent)
            assert response.startswith(b"HTTP/1.1 %s " % status)
            assert re.search(b"Nothing of it was read or stored|nothing of it was read", response)
            response = nginx.exchange("127.0.5.1", form(path, **headers), *sent)
            assert re.match(b"HTTP/1.1 413 " if path == LOGIN else b"HTTP/1.1 (403|413) ", response)
            assert b" passed on." in response
            response = nginx.exchange("127.0.5.1", form(path, "forged", **headers), *sent)
            assert re.match(b"HTTP/1.1 (411|413|502) ", response)
        assert nginx.spooled() == 0
    assert not list(administration.temporary.iterdir())


@pytest.mark.parametrize("behind_nginx", [False, True], ids=["direct", "behind nginx"])
def test_an_upload_of_the_permitted_size_is_written_as_it_comes(
    administration: Administration, tmp_path: Path, behind_nginx: bool
) -> None:
    text = telegram(paragraphs=["(U) The toll barge was painted. " * 100_000]).encode()
    fields = f'--part\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
    fields += '--part\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'
    content = fields.encode() + text + b"\r\n--part--\r\n"
    half = 2**20 * 2
    port = int(administration.url.rpartition(":")[2])
    with ExitStack() as running:
        nginx = running.enter_context(proxy(tmp_path, administration.url, administration.url))
        peer: socket.socket = nginx.connect("127.0.6.1")
        if not behind_nginx:
            peer.close()
            peer = socket.create_connection(("127.0.0.1", port), timeout=20)
        running.enter_context(closing(peer))
        peer.sendall(form(ADD, administration.session, Content_Length=str(len(content)), Connection="close"))
        peer.sendall(content[:half])
        wait_until(lambda: administration.written() > 0, "nothing is written before all has come")
        assert nginx.spooled() == 0
        response = exchanged(peer, content[half:])
        assert response.startswith(b"HTTP/1.1 302 ")
        assert re.search(rb"(?i)\r\nlocation: /admin/cables/job/\d+/change/\r\n", response)
        wait_until(lambda: not list(administration.temporary.iterdir()), "a temporary file stays")
        exchange = nginx.exchange if behind_nginx else lambda reader, *sent: administration.exchange(*sent)
        longer = form(ADD, administration.session, Content_Length=str(UPLOAD_MB * 2**20 + 1))
        assert b"HTTP/1.1 413 " in exchange("127.0.6.1", longer)
        chunked = form(ADD, administration.session, Transfer_Encoding="chunked")
        assert b"HTTP/1.1 411 " in exchange("127.0.6.1", chunked, b"400\r\n")


def test_whoever_has_an_account_cannot_guess_at_another_through_nginx(
    administration: Administration, tmp_path: Path
) -> None:
    # Readers count by the address from which they reach nginx, whatever they send as that of another.
    attempts = 0

    def attempt(name: str, password: str, reader: str = "127.0.7.1") -> int:
        nonlocal attempts
        attempts += 1
        fields = {"csrfmiddlewaretoken": TOKEN, "username": name, "password": password}
        forged = {"X-Forwarded-For": f"203.0.113.{attempts}", "X-Real-IP": f"203.0.113.{attempts}"}
        common = {"Cookie": f"csrftoken={TOKEN}", "Content-Type": FORM, "Origin": f"https://{NAME}"}
        return nginx.request(LOGIN, "POST", urlencode(fields).encode(), reader=reader, headers=common | forged).status

    with proxy(tmp_path, administration.url, administration.url) as nginx:
        assert [attempt("keeper", "guessed") for _ in range(4)] == [200] * 4
        assert attempt("guest", PASSWORD) == 302
        assert attempt("keeper", "guessed") == 429
        assert attempt("guest", PASSWORD) == 429
        assert attempt("keeper", PASSWORD, reader="127.0.7.2") == 302


def test_nginx_serves_caches_and_limits_as_it_is_set_up(administration: Administration, tmp_path: Path) -> None:
    with ExitStack() as running:
        public = running.enter_context(ExitStack())
        url = public.enter_context(serving({**administration.environment, "SITE_MODE": "public"}))
        site = running.enter_context(proxy(tmp_path, url, administration.url))

        assert site.request("/", secure=False).status == 301
        first, second = site.request("/about/"), site.request("/about/")
        assert (first.status, first.headers["X-Cache"]) == (200, "MISS")
        assert (second.status, second.headers["X-Cache"]) == (200, "HIT")
        assert second.headers["ETag"] == first.headers["ETag"]
        assert "max-age=31536000" in first.headers["Strict-Transport-Security"]
        assert site.request("/about/", headers={"Cookie": "seen=signed"}).headers["X-Cache"] == "BYPASS"
        assert site.request("/about/", headers={"If-None-Match": first.headers["ETag"]}).status == 304
        assert site.request("/", "POST", b"x" * 20_000).status == 413
        assert site.request("/", "POST", b"x").status == 405
        assert site.request("/healthz").status == 200

        login = site.request("/admin/login/")
        assert (login.status, login.headers["X-Cache"]) == (200, None)
        assert "Secure" in login.headers["Set-Cookie"]
        assert {site.request(f"/search/?q=x&page={number}").status for number in range(20)} == {200, 429}

        # With the public service gone, what is cached is shown for a while more, however old.
        public.close()
        deadline = time.monotonic() + 10
        while (late := site.request("/about/")).headers["X-Cache"] == "HIT":
            assert time.monotonic() < deadline, "what is cached is never revalidated"
            time.sleep(0.3)  # as often as nginx allows
        assert (late.status, late.headers["X-Cache"]) == (200, "STALE")
        assert site.request("/robots.txt").status == 502
