"""Redaction marks of a text's publisher."""

from __future__ import annotations

import pytest

from cables.telegram.redaction_marks import count_marks


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The ferryman told us.", 0),
        ("XXXXXXXXXXXX told us.", 1),
        ("XXXXXXXXXXXXtold XXXXXXXXXXXX", 2),
        ("xxxxx and xxxxxxxxxxxx", 2),
        ("call 555-XXXX", 0),
        ("[NAME REMOVED] and [Source removed]", 2),
        ("[a ferryman's name\nremoved]", 1),
        ("[DETAILS REDACTED FOR PUBLICATION]", 1),
        ("[sic] and [the Duke]", 0),
        ("[NAME REMOVED] xxxxx XXXXXX", 3),
    ],
)
def test_count_of_marks(text: str, count: int) -> None:
    assert count_marks(text) == count
