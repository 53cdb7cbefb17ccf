"""Text from outside on a terminal."""

from __future__ import annotations


def escape_unprintable(text: str) -> str:
    """Return the text with unprintable characters escaped: they could control a terminal, or no database takes them."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )
