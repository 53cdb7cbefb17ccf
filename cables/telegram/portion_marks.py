"""Portion markings: `(C)`, `(S/NF)`, `(C//REL TO USA, AUS)`, `(C - ENTIRE TEXT)`."""

from __future__ import annotations

import re
from functools import lru_cache

_LEVEL = r"(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS|LIMITED OFFICIAL USE|FOUO|SBU|LOU|TS|[CSU])"
_ENTIRE_TEXT = r"ENTIRE[ \n](?:TEXT|MESSAGE|CABLE)"
_CONTROL = (
    r"(?:NO ?FORN|N[/ ]?F|FOUO|FGI|SBU|LES|ORCON|OC|PROPIN|PR|EXDIS|NODIS|LIMDIS|STADIS|IMCON|SENSITIVE|RELIDO"
    rf"|FRD|RD|SI|TK|HCS|REL[A-Z ,/&\n]{{0,80}}|{_ENTIRE_TEXT})"
)

# What a further word of a marking can begin with: most markings end with their level, which is seen at a glance.
_AHEAD = r"(?=[A-Z \n/,;–-])"

# A marking without its brackets: the 13,000 of the published cables and their slips (`SNF`, `C REL`, `SBU - NF`).
MARK = rf"{_LEVEL}(?:{_AHEAD}[ \n]{{0,2}}[-/,;–]{{0,2}}[ \n]{{0,2}}{_CONTROL}){{0,4}}"
# The one marking that also stands without brackets.
FOR_ENTIRE_TEXT = rf"{_LEVEL}[ ,/–-]{{1,4}}{_ENTIRE_TEXT}"
# A full stop that alone follows a marking on its line, and is no text: `(C - ENTIRE TEXT).`
STOP_ALONE = r"(?:\.(?=[ \t]*(?:\n|\Z)))?"

_ENTIRE = re.compile(rf"[-/,;– ]*{_ENTIRE_TEXT}")
_STROKES = re.compile(r" ?(/{1,2}) ?")


@lru_cache(maxsize=1024)
def normalise_marking(mark: str) -> tuple[str, bool]:
    """Return the marking in capitals with single blanks, and whether it is for the entire text.

    `C - ENTIRE TEXT` is C for the entire text.
    """
    mark = " ".join(mark.upper().split())
    own = _ENTIRE.sub("", mark)
    return _STROKES.sub(r"\1", own), own != mark
