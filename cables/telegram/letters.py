"""Capitals letter for letter: the offsets of the text stay what they were.

Python's own `upper` can lengthen a text (ß becomes SS). It also takes ten times as long as soon as a text holds a
single pilcrow, and asks for twelve bytes a letter then.
"""

from __future__ import annotations

_PIECE = 50_000  # characters at a time, where a text goes beyond Latin-1
_CAPITALS = bytes(
    ord(capital) if (capital := chr(code).upper()).encode("latin-1", "ignore") and len(capital) == 1 else code
    for code in range(256)
)


def capitals(text: str) -> str:
    """The text in capitals; a letter whose capital takes two signs (ß) stays as it is."""
    if text.isascii():
        return text.upper()
    try:
        return text.encode("latin-1").translate(_CAPITALS).decode("latin-1")
    except UnicodeEncodeError:
        return "".join(_piece(text[start : start + _PIECE]) for start in range(0, len(text), _PIECE))


def _piece(text: str) -> str:
    upper = text.upper()
    if len(upper) == len(text):
        return upper
    return "".join(capital if len(capital := letter.upper()) == 1 else letter for letter in text)
