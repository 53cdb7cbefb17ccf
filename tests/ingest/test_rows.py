"""What a database takes of a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cables.ingest.rows import storable


@given(st.text(st.sampled_from("a\n¶é語\U0001f4dc\x00\ud800\udfff\ufffd")))
def test_what_a_database_refuses_is_replaced_letter_for_letter(text: str) -> None:
    held = storable(text)
    assert held.encode().decode() == held
    assert "\x00" not in held
    assert len(held) == len(text)
    assert all(
        now == came or (now == "\ufffd" and came in "\x00\ud800\udfff") for now, came in zip(held, text, strict=True)
    )
