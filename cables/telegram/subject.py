"""SUBJECT line: its lines joined, its portion marking apart."""

from __future__ import annotations

import re

from cables.telegram import keywords, portion_marks
from cables.telegram.clean import line_end

# How a title ends that goes on after a blank line.
_UNFINISHED = re.compile(
    r"(?:[,:/&-]|\b(?:AND|OR|OF|THE|AN?|TO|FOR|IN|ON|AT|BY|WITH|FROM|BUT|AS|NOT|ITS|THEIR|HIS|NEW|INTO|OVER|VS\.?|U\.S\.))\Z"
)
_CONTINUES = re.compile(r"(?:AND|OR|OF|FOR|IN|ON|AT|BY|WITH|FROM|BUT|TO)\b(?! [A-Z]+:)")
_PORTION = re.compile(rf"\(((?i:{portion_marks.MARK}))\)[ \t]*(?=\S)")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_WRAPPED_FROM = 45  # lines wrap at 54 to 70 letters: a shorter one was ended on purpose
_SHORT = 140
_LONGEST = 1500


def find_end(upper: str, start: int, limit: int, *, keyword_follows: bool = False) -> int:
    """Return where the subject from `start` on ends: at a blank line, unless it plainly goes on after it.

    It goes on where its last line is unfinished. Where a keyword stands at `limit` with one block of text before
    it, that block belongs to the subject if the only line so far is a full one, or if it begins with a connecting word.
    """
    stop = min(limit, start + _LONGEST)
    end = line_end(upper, start, stop)
    while end < stop:
        blank = _BLANK_LINES.match(upper, end, stop)
        following = blank.end() if blank else end + 1
        if keywords.OPENING_LINE.match(upper, following, stop):
            break
        so_far = upper[start:end].strip()
        if blank and so_far and not _UNFINISHED.search(so_far[-40:]):
            between = upper[following:stop].strip() if keyword_follows and stop == limit else ""
            full = (len(so_far) >= _WRAPPED_FROM and "\n" not in so_far) or _CONTINUES.match(between)
            if not (full and 0 < len(between) < _SHORT and not _BLANK_LINES.search(between)):
                break
        end = line_end(upper, following, stop)
    return end


def parse_subject(content: str) -> tuple[str | None, str | None]:
    """Return the subject with its lines joined, and its portion marking; None where it has none.

    A word that a line end divides after its hyphen (`INTER-` `AGENCY`) is joined without a blank.
    """
    lines = [" ".join(line.split()) for line in content.split("\n")]
    joined = ""
    for line in filter(None, lines):
        hyphenated = joined[-1:] == "-" and joined[-2:-1].isalnum()
        joined += line if not joined or hyphenated else " " + line
    portion = None
    if found := _PORTION.match(joined):
        portion, _ = portion_marks.normalise_marking(found[1])
        joined = joined[found.end() :]
    return joined.strip() or None, portion
