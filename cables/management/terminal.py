"""What comes from outside, on a terminal."""

from __future__ import annotations


def visible(text: str) -> str:
    """The text with what would steer a terminal, or what no database holds, spelled out: names come from outside."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
