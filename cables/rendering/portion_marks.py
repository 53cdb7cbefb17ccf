"""Portion markings of paragraphs in words: `(C/NF)` is confidential, and not for foreign nationals."""

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


@lru_cache(maxsize=1024)  # each paragraph of a page has one, and cables use the same few
def level(portion: str) -> str:
    """Return the classification that a portion marking begins with, as its abbreviation (`SBU`); empty without one."""
    words = SEPARATOR.split(portion.strip().upper(), maxsplit=1)[0]
    if words in SPELLED_OUT:
        return SPELLED_OUT[words]
    first = words.split()[0] if words.split() else ""
    return first if first in LEVELS else ""


@lru_cache(maxsize=1024)
def meaning(portion: str) -> str:
    """Return a portion marking in words: `C/NF` is "Confidential, not for foreign nationals".

    Unknown controls stand as they are; a marking without a known level is returned unchanged.
    """
    abbreviation = level(portion)
    if not abbreviation:
        return portion
    rest = portion.strip().upper()
    for spelled in (LEVELS[abbreviation].upper(), abbreviation):
        if rest.startswith(spelled):
            rest = rest[len(spelled) :]
            break
    controls = [part.strip(" -") for part in SEPARATOR.split(rest)]
    return ", ".join([LEVELS[abbreviation], *_in_words([part for part in controls if part])])


def _in_words(controls: list[str]) -> list[str]:
    """Return the controls after the level, each in words. Countries after `REL TO` belong to it, commas and all."""
    words: list[str] = []
    countries: list[str] = []
    for control in controls:
        release = RELEASABLE.fullmatch(control)
        if release:
            countries.append(release[1])
        elif countries and control not in CONTROLS:
            countries.append(control)
        else:
            words.append(CONTROLS.get(control, control))
    if countries:
        words.append(f"releasable to {', '.join(countries)}")
    return list(dict.fromkeys(words))
