"""The log has what was requested and how it ended, and nothing of the visitor or what was typed."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory

from archive.request_log import OutageFilter, RefusalFilter, RequestLogMiddleware, logger


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """Yield the lines logged so far, as objects of JSON."""
    logger.addHandler(caplog.handler)
    yield lambda: [json.loads(message) for message in caplog.messages]
    logger.removeHandler(caplog.handler)


def test_a_request_is_a_line_without_what_was_typed_or_the_visitor(lines: Any) -> None:
    request = RequestFactory(headers={"user-agent": "Browser"}).get("/search/?q=secret+wish", REMOTE_ADDR="192.0.2.7")
    RequestLogMiddleware(lambda request: HttpResponse("found", status=203))(request)
    [line] = lines()
    assert sorted(line) == ["bytes", "method", "milliseconds", "path", "status", "time"]
    assert (line["method"], line["path"], line["status"], line["bytes"]) == ("GET", "/search/", 203, 5)
    assert line["milliseconds"] >= 0


@pytest.mark.django_db
def test_a_download_is_counted_as_far_as_it_went(lines: Any) -> None:
    middleware = RequestLogMiddleware(lambda request: StreamingHttpResponse(iter([b"one\n", b"two\n", b"three\n"])))
    whole = middleware(RequestFactory().get("/tag/PREL.csv"))
    assert isinstance(whole, StreamingHttpResponse)
    assert lines() == []
    whole.getvalue()
    broken = middleware(RequestFactory().get("/tag/PREL.csv"))
    assert isinstance(broken, StreamingHttpResponse)
    next(iter(broken))
    broken.close()
    assert [line["bytes"] for line in lines()] == [14, 4]


def test_a_path_is_one_line_of_limited_length(lines: Any) -> None:
    RequestLogMiddleware(lambda request: HttpResponse())(RequestFactory().head("/a%0Ab/" + "x" * 5000))
    [line] = lines()
    assert line["path"].startswith("/a\nb/x")
    assert len(line["path"]) == 300


@pytest.mark.parametrize(("error", "stays"), [(OperationalError("refused\nIs it running?"), False), (KeyError(), True)])
def test_an_outage_has_no_traceback(error: Exception, stays: bool) -> None:
    exc_info = (type(error), error, None)
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s: %s", ("Unavailable", "/"), exc_info)
    assert OutageFilter().filter(record)
    assert (record.exc_info is not None) == stays
    assert record.getMessage() == ("Unavailable: /" if stays else "Unavailable: / (refused)")


REQUESTS = [
    (503, None, False),
    (505, None, False),
    (507, None, True),
    (500, KeyError(), True),
    (503, OperationalError("no answer"), True),
]


@pytest.mark.parametrize(("status", "error", "stays"), REQUESTS)
def test_what_is_to_be_sent_again_is_no_error_of_the_site(status: int, error: Exception | None, stays: bool) -> None:
    exc_info = (type(error), error, None) if error else None
    record = logging.LogRecord("django.request", logging.ERROR, "", 0, "%s", ("/",), exc_info)
    record.status_code = status
    assert RefusalFilter().filter(record) == stays


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Yield what the log of the site's processes gets."""
    [console] = [handler for handler in logging.getLogger().handlers if handler.get_name() == "console"]
    assert isinstance(console, logging.StreamHandler)
    written = io.StringIO()
    stream = console.setStream(written)
    yield written
    console.setStream(stream)


@pytest.fixture
def visitor() -> Client:
    """Return a client that sees the page of an error."""
    return Client(raise_request_exception=False)


HOSTS = [
    "evil.example",
    "192.0.2.80:8000",
    "evil.example\r\nERROR archive: forged",
    "e\u202evil\x1b[2Jexample",
    "a%sb%(c)d",
    "x" * 20_000,
    "",
]


@pytest.mark.parametrize("host", HOSTS, ids=range(len(HOSTS)))
@pytest.mark.parametrize("path", ["/about/", "/admin/login/", "/static/nothing.css"])
def test_a_request_for_another_host_is_refused_with_a_sentence_and_a_line(
    host: str, path: str, log: io.StringIO, visitor: Client
) -> None:
    response = visitor.get(path, headers={"host": host, "user-agent": "Browser"}, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 400
    assert "The site is not reached by the name in this address." in response.content.decode()
    [line] = log.getvalue().splitlines()
    assert "ERROR django.security.DisallowedHost: Invalid HTTP_HOST header" in line
    assert line.isascii() and line.isprintable()
    assert len(line) < 300
    assert "192.0.2.7" not in line and "Browser" not in line


def test_every_request_that_is_refused_as_suspicious_is_a_short_line(log: io.StringIO) -> None:
    kinds: list[type[SuspiciousOperation]] = [SuspiciousOperation, *SuspiciousOperation.__subclasses__()]
    for kind in kinds:
        try:
            raise kind("sent\nfrom outside " + "x" * 5_000)
        except kind as error:
            logging.getLogger(f"django.security.{kind.__name__}").error(str(error), exc_info=error)
    lines = log.getvalue().splitlines()
    assert len(lines) == len(kinds) > 5
    assert all("sent\\nfrom outside xxx" in line and len(line) < 300 for line in lines)
