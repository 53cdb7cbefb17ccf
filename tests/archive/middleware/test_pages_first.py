"""Exports wait while a page is made, and go on without one."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from archive.middleware.pages_first import PagesFirstMiddleware
from cables.streams import StreamedResponse


def test_an_export_waits_while_a_page_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("cables.streams.time.sleep", waits.append)
    request = RequestFactory().get("/date.csv")

    def page(_: HttpRequest) -> HttpResponse:
        assert list(StreamedResponse(request, iter("ab"), {})) == [b"a", b"b"], "it goes on beside a page without end"
        raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        PagesFirstMiddleware(page)(request)
    assert waits
    waits.clear()
    monkeypatch.setattr("cables.streams._last_response", float("-inf"))  # there are no readers
    assert list(StreamedResponse(request, iter("ab"), {})) == [b"a", b"b"]
    assert not waits
