"""Drafts return from their form unchanged, or not at all."""

from __future__ import annotations

import io
import random
import time

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cables.admin.signed_upload import BadDraft, Draft
from cables.admin.upload import MAX_PREVIEWED_BYTES
from cables.sources import Limits, RawCable, text


def drafted(content: bytes) -> Draft | None:
    """Return the draft of a file with this content; None where it is no text."""
    [item] = text.cables(io.BytesIO(content), "07LIMA101.txt", Limits())
    if not isinstance(item, RawCable):
        return None
    return Draft(item, 7, "Misread.", "digest")


@given(st.one_of(st.binary(), st.text().map(str.encode), st.text().map(lambda said: said.encode("utf-16", "replace"))))
def test_any_text_comes_back(content: bytes) -> None:
    if draft := drafted(content):
        assert Draft.of(draft.signed(), 7) == draft


def test_the_longest_that_is_previewed_fits_into_its_form() -> None:
    letters = bytes(byte for byte in range(256) if byte > 31)
    draft = drafted(bytes(random.Random(1).choices(letters, k=MAX_PREVIEWED_BYTES)))  # noqa: S311 - is to repeat
    assert draft
    signed = draft.signed()
    assert len(signed) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert Draft.of(signed, 7) == draft


def test_a_file_comes_back_with_its_text() -> None:
    file = random.Random(1).randbytes(MAX_PREVIEWED_BYTES)  # noqa: S311 - is to repeat
    raw = RawCable("A text.", b"A text.", "utf-8", "a.pdf", "pdf", file=file, extractor="one 1.0")
    signed = Draft(raw, 7).signed()
    assert len(signed) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert Draft.of(signed, 7).raw == raw


def test_it_is_one_users_own() -> None:
    draft = drafted(b"A text.")
    assert draft
    with pytest.raises(BadDraft, match="another user"):
        Draft.of(draft.signed(), 8)


@pytest.mark.parametrize(("hours", "is_taken"), [(-1, True), (1, True), (23, True), (25, False)])
def test_it_is_taken_for_a_day_also_where_the_clock_jumps(
    hours: int, is_taken: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = drafted(b"A text.")
    assert draft
    signed, signed_at = draft.signed(), time.time()
    monkeypatch.setattr(time, "time", lambda: signed_at + hours * 3600)
    if is_taken:
        assert Draft.of(signed, 7) == draft
    else:
        with pytest.raises(BadDraft, match="more than a day old"):
            Draft.of(signed, 7)
