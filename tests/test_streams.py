"""Exports leave threads for pages, end with their reader, and break off where they fail; each goes on from its last
complete record."""

from __future__ import annotations

import ast
import csv
import io
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import OperationalError
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import get_resolver
from pytest_django import Settings

from cables import places, streams
from cables.editing import withdrawal
from cables.lists import listing
from cables.lists.cables import CableListing
from cables.management.commands.serve import THREADS
from cables.places import HELD, BusyError
from cables.places import OF_A_KIND as AT_ONCE
from cables.search.backends.timeout import TooSlowError
from cables.streams import BrokenStreamError, StreamedResponse, streamed
from cables.views.search import SearchView
from tests.builders import store, telegram
from tests.installation import Installation, installation
from tests.serving import serving
from tests.stored_archives import stored_once
from tests.test_layering import MODULES
from tests.views.data import many

REQUEST = RequestFactory().get("/date.csv")


# The gate


@pytest.fixture
def one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "streams", places.Places(1))


def failing(error: Exception, chunks: int = 0) -> Iterator[str]:
    """Yield so many chunks, and raise the error."""
    for _ in range(chunks):
        yield "a,b\r\n"
    raise error


def test_a_thread_is_left_for_pages() -> None:
    assert AT_ONCE <= HELD < THREADS


def test_every_streamed_response_is_one_of_the_gate_s() -> None:
    bare = {
        module
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call | ast.ClassDef) and {"StreamingHttpResponse", "FileResponse"} & named(node)
    }
    assert bare == {"cables.streams"}


def named(node: ast.Call | ast.ClassDef) -> set[str]:
    """Return the names that a call calls, or that a class derives from."""
    calls = [node.func] if isinstance(node, ast.Call) else node.bases
    return {getattr(call, "id", getattr(call, "attr", "")) for call in calls}


def test_every_export_has_a_url_that_proxies_know_it_by() -> None:
    patterns = get_resolver("cables.urls").url_patterns
    streaming = [p for p in patterns if is_streamed(getattr(p, "callback", None))]
    assert len(streaming) > 8
    assert {str(p.pattern).endswith(".csv") for p in streaming} == {True}


def is_streamed(view: Any) -> bool:
    """Return whether a view is of a format that is streamed."""
    output_format = getattr(view, "view_initkwargs", {}).get("output_format")
    return output_format is not None and bool(output_format.is_streamed)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_place")
def test_beyond_the_number_at_once_a_stream_is_refused() -> None:
    first = streamed(REQUEST, iter("ab"), {})
    refused = streamed(REQUEST, iter("ab"), {})
    assert (refused.status_code, refused["Retry-After"]) == (503, "30")
    assert refused.getvalue() == streams.BUSY.encode()
    first.close()
    first.close()
    second = streamed(REQUEST, iter("ab"), {})
    assert second.status_code == 200
    assert streamed(REQUEST, iter("ab"), {}).status_code == 503, "a place is given back once"


@pytest.mark.django_db
@pytest.mark.usefixtures("one_place")
def test_a_stream_that_is_dropped_or_fails_at_once_leaves_its_place() -> None:
    assert StreamedResponse(REQUEST, iter("ab"), {}).status_code == 200
    with pytest.raises(TooSlowError):
        streamed(REQUEST, failing(TooSlowError()), {})
    with closing(StreamedResponse(REQUEST, iter("ab"), {})), pytest.raises(BusyError):
        StreamedResponse(REQUEST, iter("ab"), {})


@pytest.mark.django_db
@pytest.mark.usefixtures("one_place")
def test_one_that_is_made_again_needs_no_other_place() -> None:
    with closing(StreamedResponse(REQUEST, iter("ab"), {})), streams.continued():
        assert StreamedResponse(REQUEST, iter("ab"), {}).getvalue() == b"ab"


@pytest.mark.django_db
@pytest.mark.usefixtures("one_place")
def test_an_export_has_its_place_before_anything_is_searched_for(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    store(telegram("07ZENDA1", paragraphs=["(U) The toll was paid."]))
    searches: list[HttpResponseBase] = []
    listing_of = SearchView.listing

    def listing(view: SearchView) -> CableListing:
        if not searches:
            searches.append(client.get("/search.csv?q=toll"))
        return listing_of(view)

    monkeypatch.setattr(SearchView, "listing", listing)
    with closing(client.get("/search.csv?q=toll")) as response:
        assert (response.status_code, [other.status_code for other in searches]) == (200, [503])
        assert client.get("/search.csv?q=toll").status_code == 503


REFUSED = ["/search.csv?q=toll&order=none", "/search.csv?q=toll&after=1.2.3", "/concordance.csv?q=post:ZENDA"]


@pytest.mark.django_db
@pytest.mark.usefixtures("one_place")
@pytest.mark.parametrize("path", REFUSED)
def test_what_is_refused_or_fails_gives_its_place_back(
    client: Client, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get(path).status_code == 400
    with monkeypatch.context() as failing_search:
        failing_search.setattr(SearchView, "listing", lambda view: next(failing(TooSlowError())))
        assert client.get("/search.csv?q=toll").status_code == 503
    assert client.get("/search.csv?q=toll").status_code == 200


FAILURES = [
    (OperationalError("server closed the connection\nunexpectedly"), "server closed the connection"),
    (OperationalError("canceling statement due to statement timeout"), "canceling statement due to statement timeout"),
    (TooSlowError("a search took longer than 5000 ms"), "a search took longer than 5000 ms"),
    (KeyError(), "KeyError"),
]


@pytest.mark.parametrize(("error", "reason"), FAILURES)
def test_whatever_fails_breaks_the_stream_and_is_logged_in_a_line(
    error: Exception, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    sent: list[bytes] = []
    with pytest.raises(BrokenStreamError, match=reason):
        sent.extend(StreamedResponse(REQUEST, failing(error, chunks=2), {}))
    assert sent == [b"a,b\r\n"] * 2
    assert caplog.messages == [f"The download of /date.csv was broken off: {reason}"]


def test_it_is_broken_off_when_its_time_is_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    monkeypatch.setattr("cables.streams.time.monotonic", lambda: now)
    stream = iter(StreamedResponse(REQUEST, iter(["x" * streams.PIECE * 2, "y"]), {}))
    assert next(stream) == b"x" * streams.PIECE
    now += settings.STREAM_SECONDS + 1
    with pytest.raises(BrokenStreamError, match="it was not done after 300 seconds"):
        next(stream)


# Going on from the last complete record


ORDERED = ["", "order=oldest", "order=arrived"]
LISTS = [
    *(f"/post/QUILLENZ.csv?{order}" for order in ORDERED),
    *(f"/date/2007.csv?{order}" for order in ORDERED),
    *(f"/tag/PREL.csv?{order}" for order in ORDERED[:2]),
    *(f"/search.csv?q=barges&{order}" for order in [*ORDERED, "order=newest"]),
    "/concordance.csv?q=barges+OR+quillenz",
    "/missing.csv?",
    "/missing.csv?order=post",
    "/log.csv?",
]


@stored_once
def listed() -> None:
    """Store cables that arrive at several times, with words that occur more than once, and others that they cite."""
    many(7)
    for number in range(1, 5):
        cited = [f"06LIMA{number}", f"06ZENDA{number % 3 + 1}"]
        paragraphs = ["(U) Barges, barges.", "(U) Barges in QUILLENZ."]
        store(telegram(f"07QUILLENZ{number + 100}", refs=cited, paragraphs=paragraphs))


@pytest.mark.django_db
@pytest.mark.usefixtures("listed", "one_place")
def test_a_reader_who_could_not_see_that_it_broke_off_gets_none(client: Client) -> None:
    response = client.get("/log.csv", SERVER_PROTOCOL="HTTP/1.0")
    assert (response.status_code, response.content.decode()) == (505, streams.TOO_OLD)
    assert client.get("/log.csv").status_code == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("listed")
@pytest.mark.parametrize("path", LISTS)
def test_an_export_goes_on_after_any_of_its_records(client: Client, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "BATCH", 4)
    whole = client.get(path).getvalue().decode()
    records = list(csv.DictReader(io.StringIO(whole)))
    assert len(records) > 3
    assert len({record["after"] for record in records}) == len(records)
    for number, record in enumerate(records):
        rest = client.get(f"{path}&after={record['after']}")
        assert list(csv.DictReader(io.StringIO(rest.getvalue().decode()))) == records[number + 1 :]


@pytest.mark.django_db
def test_a_search_with_too_many_hits_to_rank_goes_on_by_date(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cables.search.results.MOST_COUNTED", 1)
    many(5)
    records = list(csv.DictReader(io.StringIO(client.get("/search.csv?q=barges").getvalue().decode())))
    rest = client.get(f"/search.csv?q=barges&after={records[1]['after']}").getvalue().decode()
    assert list(csv.DictReader(io.StringIO(rest))) == records[2:]
    assert client.get("/search.csv?q=barges&after=2").status_code == 400


@pytest.mark.django_db
def test_an_export_goes_on_after_a_record_that_is_withdrawn(client: Client) -> None:
    many(5)
    records = list(csv.DictReader(io.StringIO(client.get("/post/QUILLENZ.csv").getvalue().decode())))
    withdrawal.withdraw(records[1]["mrn"], "Asked.")
    rest = client.get(f"/post/QUILLENZ.csv?after={records[1]['after']}").getvalue().decode()
    assert [row["mrn"] for row in csv.DictReader(io.StringIO(rest))] == [record["mrn"] for record in records[2:]]


# The server itself, and readers as slow as can be

EXPORT = "/concordance.csv?q=the"
IDLE, WHOLE = 2, 3  # seconds
BOUND = 30  # seconds: for what takes two at most on an idle machine
SILENT = 600  # connections: more than granian lets a process have by default


@pytest.fixture(scope="module")
def large(empty: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Yield an archive whose export is far larger than what is on the way between a server and its reader."""
    folder = tmp_path_factory.mktemp("streams")
    with installation(folder / "large", copy_of=empty) as made:
        text = "(U) " + "the toll of the barges at the wharves of the lower Sarn, " * 700
        for number in range(1, 13):
            (folder / f"{number}.txt").write_text(telegram(f"07ZENDA{number}", paragraphs=[text]))
        _, errors, status = made.run("import_cables", *folder.glob("*.txt"))
        assert status == 0, errors
        made.environment.update(SITE_MODE="public", WORKERS="1", LOG_LEVEL="CRITICAL")
        yield made


@pytest.fixture(scope="module")
def patient(large: Installation) -> Iterator[str]:
    """Yield the URL of a site that closes no connection while the tests run."""
    with serving({**large.environment, "IDLE_SECONDS": "600", "STREAM_SECONDS": "600"}) as url:
        yield url


@pytest.fixture(scope="module")
def strict(large: Installation) -> Iterator[str]:
    """Yield the URL of a site with an administration, that closes connections soon."""
    bounds = {"SITE_MODE": "full", "IDLE_SECONDS": str(IDLE), "STREAM_SECONDS": str(WHOLE)}
    with serving({**large.environment, **bounds}) as url:
        yield url


def connect(url: str, sent: str, number: int = 0, buffer: int = 4096) -> socket.socket:
    """Return a connection of a reader with an address of its own, who has sent this and reads nothing by itself."""
    reader = socket.socket()
    reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    reader.settimeout(BOUND)
    reader.bind((f"127.0.0.{2 + number % 250}", 0))
    address = urlsplit(url)
    reader.connect((address.hostname, address.port))
    reader.sendall(sent.encode())
    return reader


def get(path: str, *headers: str) -> str:
    """Return a request for a path."""
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""])


def taken(reader: socket.socket, pause: float = 0, end: float = 0) -> bytes:
    """Return what comes until the connection is closed, read with pauses until `end` (monotonic)."""
    parts = []
    with suppress(ConnectionError):
        while part := reader.recv(2**16):
            parts.append(part)
            if time.monotonic() < end:
                time.sleep(pause)
    return b"".join(parts)


def fetched(url: str, path: str) -> tuple[str, bytes]:
    """Return the head of the response to a request, and its content as it was sent."""
    with connect(url, get(path, "Connection: close"), buffer=2**16) as reader:
        head, _, content = taken(reader).partition(b"\r\n\r\n")
    return head.decode(), content


def status_of(url: str, path: str) -> int:
    """Return the status of the response to a request, and go as soon as it is there."""
    with connect(url, get(path)) as reader:
        return int(reader.recv(12)[-3:])


def unchunked(content: bytes) -> tuple[str, bool]:
    """Return the text of chunks, and whether the last of them is there."""
    text = b""
    while b"\r\n" in content:
        size, _, content = content.partition(b"\r\n")
        if not int(size, 16):
            return text.decode(), True
        text += content[: int(size, 16)]
        content = content[int(size, 16) + 2 :]
    return text.decode(errors="ignore"), False


def until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds."""
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


def test_pages_answer_while_exports_are_requested_and_not_read(patient: str) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(connect(patient, get(EXPORT), number)) for number in range(24)]
        statuses = [int(reader.recv(12)[-3:]) for reader in readers]
        assert sorted(statuses) == [200] * AT_ONCE + [503] * (24 - AT_ONCE)
        assert [status_of(patient, path) for path in ("/", "/cable/07ZENDA3/", "/search/?q=toll")] == [200] * 3
        head, content = fetched(patient, "/date.csv")
        assert "retry-after: 30" in head.lower()
        assert content.decode() == streams.BUSY
    # With their readers gone, there is room for others: each of these goes as soon as it has its status.
    for _ in range(3 * AT_ONCE):
        until(lambda: status_of(patient, EXPORT) == 200)


def test_a_reader_of_an_old_protocol_gets_no_stream_but_pages(patient: str) -> None:
    for path, status in ((EXPORT, b"505"), ("/cable/07ZENDA3/", b"200")):
        with connect(patient, get(path).replace("HTTP/1.1", "HTTP/1.0")) as reader:
            assert reader.recv(12)[-3:] == status


def test_a_stream_that_is_not_read_is_closed(strict: str) -> None:
    with ExitStack() as stack:
        readers = [stack.enter_context(connect(strict, get(EXPORT), number)) for number in range(AT_ONCE)]
        assert [reader.recv(12) for reader in readers] == [b"HTTP/1.1 200"] * AT_ONCE
        until(lambda: status_of(strict, EXPORT) == 200)
        for reader in readers:
            _, _, content = taken(reader).partition(b"\r\n\r\n")
            assert not unchunked(content)[1]


def test_one_that_takes_too_long_is_broken_off_and_goes_on_from_its_last_record(patient: str, strict: str) -> None:
    whole, complete = unchunked(fetched(patient, EXPORT)[1])
    assert complete
    with connect(strict, get(EXPORT), buffer=2**16) as reader:
        _, _, content = taken(reader, pause=0.2, end=time.monotonic() + WHOLE + 1).partition(b"\r\n\r\n")
    text, complete = unchunked(content)
    assert not complete
    collected = text[: text.rindex("\n") + 1]
    while not complete:
        assert len(collected) < len(whole)
        *_, last = csv.reader(io.StringIO(collected))
        text, complete = unchunked(fetched(strict, f"{EXPORT}&after={last[-1]}")[1])
        text = text if complete else text[: text.rindex("\n") + 1]
        collected += text.partition("\n")[2]
    assert collected == whole


HALF_SENT = [
    "",
    "GET / HT",
    "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    get("/about/"),  # and nothing more, over a connection that stays open
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf",
    "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf",
    "GET /about/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nhalf",
]


@pytest.fixture(scope="module")
def administered(large: Installation) -> Iterator[str]:
    """Yield the URL of a site with an administration, that closes no connection while the tests run."""
    mode = {"SITE_MODE": "full", "IDLE_SECONDS": "600", "STREAM_SECONDS": "600"}
    with serving({**large.environment, **mode}) as url:
        yield url


def half_sent(method: str, path: str, kind: str = "application/x-www-form-urlencoded") -> str:
    """Return the head of a form and the beginning of its content, of which the rest never comes."""
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}", "Content-Length: 500"]
    return "\r\n".join([*head, f"Cookie: csrftoken={'a' * 32}", "", "csrfmiddlewaretoken="])


def first_line(url: str, sent: str) -> bytes:
    """Return the beginning of the response to what is sent, to the end of its status."""
    with connect(url, sent) as sender:
        return sender.recv(12)


HALF_SENT_FORMS = [
    half_sent("POST", "/admin/login/"),
    half_sent("POST", "/admin/login/", "multipart/form-data; boundary=part"),
    half_sent("PUT", "/admin/login/"),
    half_sent("PATCH", "/admin/"),
    half_sent("POST", "/admin/logout/"),
    half_sent("POST", "/admin/nowhere/"),
    half_sent("POST", "/admin/cables/cable/1/redact/"),
    half_sent("POST", "/admin/cables/cable/add/"),
    half_sent("POST", "/admin/cables/cable/upload/confirm/"),
    half_sent("GET", "/admin/login/"),
    half_sent("GET", "/about/"),
    half_sent("POST", "/about/"),
]


def test_pages_answer_beside_half_sent_forms_and_exports_that_are_not_read(administered: str) -> None:
    head, _, _ = half_sent("POST", "/admin/login/").partition("\r\n\r\n")
    form = f"{head}\r\nConnection: close\r\n\r\n{'x' * 500}"
    with ExitStack() as stack:
        for number in range(AT_ONCE):
            stack.enter_context(connect(administered, get(EXPORT), number))
        for number, sent in enumerate(HALF_SENT_FORMS * 4):
            stack.enter_context(connect(administered, sent, number))
        for path in ("/", "/cable/07ZENDA3/", "/search/?q=toll", "/admin/login/"):
            assert status_of(administered, path) == 200
        with connect(administered, form, buffer=2**16) as sender:
            head, _, content = taken(sender).decode().partition("\r\n\r\n")
        assert head.startswith("HTTP/1.1 503 ")
        assert "retry-after: 10" in head.lower()
        assert "Nothing of yours was read or stored" in content
    until(lambda: first_line(administered, form) == b"HTTP/1.1 403")  # it is read again, and has no token of the form


@pytest.mark.parametrize("pause", [0, IDLE / 4], ids=["silent", "dripping"])
def test_a_form_that_does_not_come_whole_is_given_up_and_the_next_is_read(strict: str, pause: float) -> None:
    form = half_sent("POST", "/admin/login/")
    with ExitStack() as stack:
        senders = [stack.enter_context(connect(strict, form, number, 2**16)) for number in range(AT_ONCE)]
        with suppress(ConnectionError):
            while pause:
                for sender in senders:
                    sender.sendall(b"x")
                time.sleep(pause)
        for sender in senders:
            assert taken(sender)[:12] in (b"", b"HTTP/1.1 408")  # of one that is silent only the end comes
    whole = form.replace("Content-Length: 500", "Content-Length: 20")
    until(lambda: first_line(strict, whole) == b"HTTP/1.1 403")  # it is read, and has no token of the form


def test_a_form_whose_sender_ends_it_early_is_not_taken_for_whole(strict: str) -> None:
    with connect(strict, half_sent("POST", "/admin/login/"), buffer=2**16) as sender:
        sender.shutdown(socket.SHUT_WR)
        head, _, content = taken(sender).decode().partition("\r\n\r\n")
    assert head.startswith("HTTP/1.1 408 ")
    assert "Not all of the form came" in content


def test_static_files_that_are_not_read_hold_no_thread(administered: str) -> None:
    # Thirty at once on each connection: one fits into the buffers of the server and the system.
    script = "/static/admin/js/vendor/jquery/jquery.js"
    with ExitStack() as stack:
        for number in range(24):
            reader = stack.enter_context(connect(administered, get(script) * 30, number, buffer=1024))
            assert reader.recv(12) == b"HTTP/1.1 200"
        assert [status_of(administered, path) for path in ("/", "/cable/07ZENDA3/", EXPORT)] == [200] * 3


def test_silent_and_half_sent_connections_are_closed(strict: str) -> None:
    with ExitStack() as stack:
        silent = [stack.enter_context(connect(strict, "", number)) for number in range(SILENT)]
        half_sent = [stack.enter_context(connect(strict, sent, buffer=2**16)) for sent in HALF_SENT]
        dripping = stack.enter_context(connect(strict, HALF_SENT[2]))
        assert status_of(strict, "/about/") == 200
        with pytest.raises(ConnectionError):
            while True:
                dripping.sendall(b"A: line\r\n")
                time.sleep(0.2)
        assert {taken(reader) for reader in silent} == {b""}
        assert [taken(reader)[:12] for reader in half_sent] == [
            *(b"", b"", b"", b"HTTP/1.1 200"),
            *(b"HTTP/1.1 405", b"HTTP/1.1 405", b"HTTP/1.1 200"),
        ]
