"""Drafting block: the offices of the Department that a telegram of 1973-79 came from or went to, and who drafted it.

It stands above the date-time group: `ORIGIN ARA-15`, or `ACTION ARA-15` of what a post sent, `INFO OCT-01 ISO-00`
with the numbers of copies, then on the Department's own telegrams `DRAFTED BY`, `APPROVED BY` and the clearances, one a
line, up to a row of dashes.
"""

from __future__ import annotations

import re

_OFFICES = re.compile(r"(ORIGIN|ACTION|INFO)[ ]+((?:[A-Z0-9/]{1,8}-\d\d\b[ ]*)+(?:/\d{2,4} ?[WR]?)?)$")
_FURTHER_OFFICES = re.compile(r"(?:[A-Z0-9/]{1,8}-\d\d\b[ ]*)+(?:/\d{2,4} ?[WR]?)?$|/\d{2,4} ?[WR]?$")
_BY = re.compile(r"(DRAFTED|APPROVED|CLEARED) ?BY[ :]{1,3}(\S.*)")
_CLEARANCE = re.compile(r"[A-Z][A-Z0-9/.&-]{0,14} ?(?: ?-|[:;]) ?[A-Z].{0,60}$")
_END = re.compile(r"-{6,}|[ZOPR]? ?[ZOPR]? ?\d{6}Z? |FM ")
_LONGEST = 6000
NAMES = {
    "ORIGIN": "origin_offices",
    "ACTION": "action_offices",
    "INFO": "info_offices",
    "DRAFTED": "drafted_by",
    "APPROVED": "approved_by",
    "CLEARED": "cleared_by",
}


def parse_drafting(heading: str) -> dict[str, str]:
    """Return what the drafting block of a heading states, by the names of `NAMES`; clearances are joined by semicolons.

    Offices go on in further lines, and clearances are the lines below the approval that name an office and a person.
    """
    if "-0" not in heading and "-1" not in heading and " BY" not in heading:
        return {}
    stated: dict[str, str] = {}
    part = ""
    for line in heading[:_LONGEST].split("\n"):
        words = " ".join(line.split())
        if found := _OFFICES.match(words) or _BY.match(words):
            part = NAMES[found[1]]
            stated.setdefault(part, found[2].strip())
        elif part.endswith("_offices") and _FURTHER_OFFICES.match(words):
            stated[part] += " " + words
        elif part in ("approved_by", "cleared_by") and _CLEARANCE.match(words):
            part = "cleared_by"
            stated[part] = f"{stated[part]}; {words}" if part in stated else words
        elif stated and _END.match(words):
            break
    return stated
