"""The content of a request is given whole or not at all, and that of a form in time."""

from __future__ import annotations

import io

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from archive.request_stream import RequestStream, whole

SIZES = (0, 1, 500, 16 * 1024, 16 * 1024 + 1, 100_000)


@given(content=st.binary(max_size=300), sizes=st.lists(st.integers(1, 100), min_size=1), cut_off=st.integers(0, 5))
def test_it_gives_what_came_and_says_where_that_was_not_all(content: bytes, sizes: list[int], cut_off: int) -> None:
    stream = RequestStream(io.BytesIO(content + b"of the next request" * (not cut_off)), len(content) + cut_off)
    read = b""
    try:
        for size in sizes * 301:
            read += stream.read(size) or b""
        assert (read, cut_off) == (content, 0)
    except ConnectionError as error:
        assert content.startswith(read)
        assert f"{cut_off} bytes" in str(error)


@pytest.mark.parametrize("length", SIZES)
def test_django_reads_it_as_it_reads_any(length: int) -> None:
    content = b"x" * length

    def read(environ: dict[str, object], start_response: object) -> list[bytes]:
        return [WSGIRequest(environ).body]

    for sent in {length, length // 2}:
        environ = RequestFactory().post("/").environ | {"CONTENT_LENGTH": str(length)}
        environ["wsgi.input"] = io.BytesIO(content[:sent])
        if sent == length:
            assert [*whole(read)(environ, lambda *_: None)] == [content]
        else:
            with pytest.raises(UnreadablePostError):
                whole(read)(environ, lambda *_: None)


@pytest.mark.parametrize("length", ["", "1,000", "²"])
def test_content_of_no_stated_length_is_left_as_it_is(length: str) -> None:
    stream = io.BytesIO(b"x")
    environ = {"CONTENT_LENGTH": length, "wsgi.input": stream}
    whole(lambda environ, start_response: [])(environ, lambda *_: None)
    assert environ["wsgi.input"] is stream


def test_a_form_has_a_time_in_all_and_an_upload_has_none(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr("archive.request_stream.time.monotonic", lambda: now)
    form, upload = (RequestStream(io.BytesIO(b"x" * 20_000), length) for length in (1_000, 20_000))
    assert form.read(500) == b"x" * 500
    now += settings.IDLE_SECONDS + 1
    with pytest.raises(TimeoutError, match="within 20 seconds"):
        form.read(1)
    assert upload.read(20_000) == b"x" * 20_000
