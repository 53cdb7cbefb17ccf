"""Drafts return from their form unchanged, or not at all."""

from __future__ import annotations

import io
import random

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


def test_it_is_one_users_own() -> None:
    draft = drafted(b"A text.")
    assert draft
    with pytest.raises(BadDraft, match="another user"):
        Draft.of(draft.signed(), 8)
