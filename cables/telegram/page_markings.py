"""Markings of pages: classification and captions as they stand at the top and bottom of each page, and its number.

Of SMART telegrams: `UNCLASSIFIED` and `SBU` on a line each or on one (`SECRET//NOFORN`), `Page 1 of 3` below or beside.
"""

from __future__ import annotations

import re

from cables.telegram.classification import UNCLASSIFIED, level_of

# Patterns for lines whose words have one blank between them, to be used with re.VERBOSE too.
LEVEL = r"(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|(?:TOP[ ])?SECRET|LIMITED[ ]OFFICIAL[ ]USE(?:[ ]ONLY)?)"
_CAPTION = (
    r"(?:SBU|SENSITIVE|SIPDIS|NOFORN|NF|NODIS|EXDIS|LIMDIS|STADIS|ORCON|FOUO|(?:ROGER|STADIS|MED)[ ]CHANNEL|"
    r"EYES[ ]ONLY|REL[ ]TO[ ][A-Z, ]{3,60})"
)
_BETWEEN = r"(?:[ ]?(?:/{1,2}|[,-])[ ]?|[ ])"
CAPTIONS = rf"{_CAPTION}(?:{_BETWEEN}{_CAPTION}){{0,5}}"
MARKING = rf"(?:SENSITIVE[ ]BUT[ ]UNCLASSIFIED|{LEVEL}(?:{_BETWEEN}{CAPTIONS})?)"
FOLIO = rf"(?:(?:{MARKING}|{CAPTIONS})[ ])?(?i:page)[ ]\d{{1,3}}[ ](?i:of)[ ]\d{{1,3}}(?:[ ]{MARKING})?"

_CAPTION_WITHIN = re.compile(rf"\b{_CAPTION}\b")
_MARKED = re.compile(rf"{MARKING}|{CAPTIONS}")


def parse_marking(words: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the classification and the captions with which a page is marked, of a line in capitals: `SECRET//NOFORN`.

    Of a line that is anything else, none.
    """
    if not _MARKED.fullmatch(words):
        return None, ()
    if words == "SENSITIVE BUT UNCLASSIFIED":
        return UNCLASSIFIED, ("SENSITIVE",)
    return level_of(words), tuple(_CAPTION_WITHIN.findall(words))
