"""What the marking in front of a paragraph means: `(C/NF)` is confidential, and not for foreign eyes."""

from __future__ import annotations

import re
from functools import lru_cache

LEVELS = {
    "U": "Unclassified",
    "SBU": "Sensitive but unclassified",
    "LOU": "Limited official use",
    "C": "Confidential",
    "S": "Secret",
    "TS": "Top secret",
}
SPELLED_OUT = {meaning.upper(): level for level, meaning in LEVELS.items()} | {"UNCLAS": "U"}
CONTROLS = {
    "NF": "not for foreign nationals",
    "NOFORN": "not for foreign nationals",
    "FOUO": "for official use only",
    "FGI": "information of a foreign government",
    "OC": "passed on by its originator alone",
    "ORCON": "passed on by its originator alone",
    "PROPIN": "proprietary information",
    "ENTIRE TEXT": "the entire text",
}
SEPARATOR = re.compile(r"\s*/+\s*|\s*,\s*|\s+[-–]+\s+|(?<=[A-Z])-(?=[A-Z])")
RELEASABLE = re.compile(r"REL(?:EASABLE)?(?:\s+TO)?\s+(.+)")


@lru_cache(maxsize=1024)  # a page marks each of its paragraphs, and cables use the same few markings
def level(portion: str) -> str:
    """The classification that a portion marking opens with, as its abbreviation (`SBU`); empty if it is none."""
    words = SEPARATOR.split(portion.strip().upper(), maxsplit=1)[0]
    if words in SPELLED_OUT:
        return SPELLED_OUT[words]
    first = words.split()[0] if words.split() else ""
    return first if first in LEVELS else ""


@lru_cache(maxsize=1024)
def meaning(portion: str) -> str:
    """A portion marking in words: `C/NF` is "Confidential, not for foreign nationals".

    Parts that are not known stand as they are; a marking of which nothing is known comes back unchanged.
    """
    marked = level(portion)
    if not marked:
        return portion
    rest = portion.strip().upper()
    for spelled in (LEVELS[marked].upper(), marked):
        if rest.startswith(spelled):
            rest = rest[len(spelled) :]
            break
    controls = [part.strip(" -") for part in SEPARATOR.split(rest)]
    return ", ".join([LEVELS[marked], *_in_words([part for part in controls if part])])


def _in_words(controls: list[str]) -> list[str]:
    """The controls behind the level, each in words. Countries behind `REL TO` belong to it, commas and all."""
    said: list[str] = []
    countries: list[str] = []
    for control in controls:
        release = RELEASABLE.fullmatch(control)
        if release:
            countries.append(release[1])
        elif countries and control not in CONTROLS:
            countries.append(control)
        else:
            said.append(CONTROLS.get(control, control))
    if countries:
        said.append(f"releasable to {', '.join(countries)}")
    return list(dict.fromkeys(said))
