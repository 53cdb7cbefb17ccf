"""Marks in a text where a FOIA release withholds something: the code that stands there, and what it means."""

from __future__ import annotations

from cables.rendering.html import BLANK, WITHHELD, TextLink
from cables.telegram.exemption_codes import meaning
from cables.telegram.exemptions import Release, find_withheld


def marks(text: str, release: Release | None) -> list[TextLink]:
    """Return the marks of a paragraph's text: over each code, with its meaning, and over the blanks before it."""
    found: list[TextLink] = []
    for place in find_withheld(text, release):
        if place.start < place.code < place.end:
            found.append(TextLink(place.start, place.code, None, "", BLANK))
        start = place.code if place.codes else place.start
        meanings = dict.fromkeys(filter(None, map(meaning, place.codes)))
        found.append(TextLink(start, place.end, None, "; ".join(meanings), WITHHELD))
    return found
