"""E.O. line: the order that governs the classification, and the date of declassification.

`E.O. 12958: DECL: 09/24/2017`; in about 30 % without a colon, in a few without DECL, with the year in two digits or
in front (64 cables), or with an event (`AFTER KOREAN UNIFICATION`), MR or OADR instead of a date. `DNG: CO` gives the
date of a downgrading, which is no declassification.
"""

from __future__ import annotations

import re
from datetime import date

from cables.telegram.mrn import full_year
from cables.telegram.parts import ExecutiveOrder
from cables.telegram.sent_date import MONTHS

# The orders on classified information of 1972, 1978, 1982, 1995 and 2009.
NUMBERS = frozenset({"11652", "12065", "12356", "12958", "13526"})

_NUMBER = re.compile(r"[ \t]*([0-9O]{5})(?![0-9])[ \t]*[:;.,-]*[ \t]*")
_DOWNGRADING = re.compile(r"\b(?:DNG|DOWNGRADE)\b[^\n]*?(?=\bDECL|\Z)")
_DECLASSIFY = re.compile(r"[:;,. \t]*\bDEC(?:L[A-Z]{0,9})?(?:[ \t]+ON\b)?(?=[:;,. \t])[:;,. \t]*")
_NUMERIC = r"(?<![\d/])(\d{1,4})[ ]?[/.-]{1,2}[ ]?(\d{1,2})[ ]?[/.-]{1,2}[ ]?(\d{4}|\d{2})(?!\d)"
_DATE = re.compile(
    rf"{_NUMERIC}|(?<!\d)(\d\d)[/.-]?(\d\d)[/.-]?((?:19|20)\d\d)(?!\d)"
    r"|\b([A-Z]{3})[A-Z]{0,6}\.?[ ]+(\d{1,2})(?:ST|ND|RD|TH)?[, ]+((?:19|20)\d\d)\b"
    r"|\b(\d{1,2})[ ]?([A-Z]{3})[A-Z]{0,6}\.?,?[ ]?((?:19|20)\d\d|\d\d)\b"
)
_NONE = re.compile(r"N ?[/\\:.,]? ?A\b|NONE\b|NOT APPLICABLE")
_DECLASSIFIED = re.compile(r"DECLASSIFIED\b")
_COMPLETE = re.compile(f"{_DATE.pattern}|{_NONE.pattern}")
# Who classified it, behind a schedule of the orders of 1972 and 1978 (GDS, XGDS-3, RDS-1): `(ROE, JANE A.) OR-M`.
_AUTHORITY = re.compile(r"[ ]*(?:\([A-Z][A-Z .,'’-]{2,60}\)?[ .,]*)?(?:\bOR ?- ?[A-Z]{1,3}\b)?[ .]*\Z")
_SCHEDULE = re.compile(r"X?G?DS\b|RDS\b")
_LONGEST = 400


def find_end(upper: str, start: int, limit: int) -> int:
    """Return where the E.O. line from `start` on ends: with its line, or with an event wrapped up to two lines on."""
    limit = min(limit, start + _LONGEST)
    end = start
    for _ in range(3):
        end = upper.find("\n", end, limit)
        if end < 0:
            return limit
        if _COMPLETE.search(upper, start, end) or not upper[end + 1 : limit].split("\n", 1)[0].strip():
            return end
        end += 1
    return end - 1


def parse_executive_order(content: str) -> ExecutiveOrder | None:
    """Parse what follows the E.O. keyword (`12958: DECL: 09/24/2017`); None where nothing does.

    A date that no calendar has gives none. What is neither a date nor N/A is the event.
    """
    text = " ".join(content.split())
    upper = text.upper()
    number = _NUMBER.match(upper)
    raw = text[number.end() if number else 0 :].strip(" :;,.")
    if not number and not raw:
        return None
    rest = _DOWNGRADING.sub("", raw.upper())
    declassify_on = None if _DECLASSIFIED.search(rest) else _first_date(rest)
    event = None
    if declassify_on is None and not _NONE.search(rest):
        event = _DECLASSIFY.sub("", rest, count=1).strip(" :;,.") or None
        if event and _SCHEDULE.match(event):
            event = _AUTHORITY.sub("", event, count=1).strip(" :;,.")
        if event and not any(letter.isalpha() for letter in event):
            event = None
    return ExecutiveOrder(number[1].replace("O", "0") if number else None, declassify_on, event, raw)


def _first_date(upper: str) -> str | None:
    """Return the first date of the line in ISO form; of a numeric one the month is first unless it cannot be one."""
    for found in _DATE.finditer(upper):
        one, two, three = (str(group) for group in found.groups() if group)
        if one.isalpha() or two.isalpha():
            name, day = (one, two) if one.isalpha() else (two, one)
            parts = (three, str(MONTHS.get(name, 0)), day)
        elif len(one) == 4:
            parts = (one, two, three)
        else:
            parts = (three, *((two, one) if int(one) > 12 else (one, two)))
        try:
            return date(full_year(int(parts[0])), int(parts[1]), int(parts[2])).isoformat()
        except ValueError:
            continue
    return None
