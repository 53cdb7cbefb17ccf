"""Texts as a database can store them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cables.ingest.rows import storable


@given(st.text(st.sampled_from("a\n¶é語\U0001f4dc\x00\ud800\udfff\ufffd")))
def test_characters_that_no_database_stores_are_replaced_one_by_one(text: str) -> None:
    result = storable(text)
    assert result.encode().decode() == result
    assert "\x00" not in result
    assert len(result) == len(text)
    assert all(
        after == before or (after == "\ufffd" and before in "\x00\ud800\udfff")
        for after, before in zip(result, text, strict=True)
    )
