"""The log has what was requested and how it ended, and nothing of the visitor or what was typed."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from archive.request_log import OutageFilter, RequestLogMiddleware, logger


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Any:
    """The lines logged so far, as objects of JSON."""
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
