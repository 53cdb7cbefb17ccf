"""Fingerprint of a text's words: the same for another layout or another download of the same telegram.

It is made of the letters and digits alone, in their order and in capitals, compatible forms of them (ligatures, wide
letters) as the plain ones. Blanks, line ends, punctuation and rules do not count: of 98 telegrams that the National
Archives give as PDF, `pdftotext` and `pdftotext -layout` make texts of the same fingerprint in 96.
"""

from __future__ import annotations

import hashlib
import re
from unicodedata import category, normalize

LENGTH = 32  # hexadecimal digits
_OTHER = bytes(code for code in range(128) if not chr(code).isalnum())
_CAPITALS = bytes(range(256)).upper()
_ASCII, _BEYOND = bytes(range(128)), bytes(range(128, 256))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_NOT_ALPHANUMERIC = re.compile(r"[\W_]+")
# Marks that combine with a letter, among all that is no letter, are put in order by comparing each with all before it:
# of 100,000 in a row for minutes. The Stream-Safe Text Format (UAX 15) parts them after 30 with a joiner of no width.
_LETTERS_AS_MARKS = "\uff9e\uff9f"  # letters that stand for such marks
_MARKS = re.compile(f"[\\W{_LETTERS_AS_MARKS}]{{30}}")
_PARTED = "\\g<0>\u034f"


def fingerprint(text: str) -> str:
    """Return the fingerprint of a text's words, in hexadecimal."""
    letters = _encoded(_compatible(text)).translate(_CAPITALS, _OTHER)
    if not letters.isascii():
        letters = _alphanumeric(letters)
    return hashlib.blake2b(letters, digest_size=LENGTH // 2).hexdigest()


def folded(text: str) -> str:
    """Return the text as its words are compared: in capitals, compatible forms of letters as the plain ones."""
    return _compatible(text).upper()


def _compatible(text: str) -> str:
    """Return the text with compatible forms of letters as the plain ones."""
    if text.isascii():
        return text
    return normalize("NFKC", _MARKS.sub(_PARTED, text) if _has_marks(text) else text)


def _has_marks(text: str) -> bool:
    """Return whether a text has marks that combine with a letter, or letters that stand for such."""
    found = _beyond_ascii(_encoded(text))
    return any(category(character)[0] == "M" or character in _LETTERS_AS_MARKS for character in found)


def _alphanumeric(letters: bytes) -> bytes:
    """Return letters of ASCII and what stands among them, of that the letters and digits alone, in capitals."""
    if not any(map(str.isalnum, "".join(_beyond_ascii(letters)).upper())):  # as most texts have pilcrows alone
        return letters.translate(None, _BEYOND)
    text = letters.decode("utf-8", "surrogatepass")
    return _BEYOND_ASCII.sub(lambda run: _NOT_ALPHANUMERIC.sub("", run[0].upper()), text).encode()


def _beyond_ascii(encoded: bytes) -> set[str]:
    """Return the different characters beyond ASCII of an encoded text."""
    return set(encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass"))


def _encoded(text: str) -> bytes:
    """Return the text in UTF-8, halves of surrogate pairs too, which are no letters."""
    return text.encode("utf-8", "surrogatepass")
