"""SUBJECT line: its lines joined, its portion marking apart.

How its label is spelt, as those of all lines of the header: `cables.telegram.keywords`.
"""

from __future__ import annotations

import re

from cables.telegram import keywords, portion_marks
from cables.telegram.clean import line_end

# How a title ends that goes on after a blank line.
_UNFINISHED = re.compile(
    r"(?:[,:/&-]|\b(?:AND|OR|OF|THE|AN?|TO|FOR|IN|ON|AT|BY|WITH|FROM|BUT|AS|NOT|ITS|THEIR|HIS|NEW|INTO|OVER|VS\.?|U\.S\.))\Z"
)
_CONTINUES = re.compile(r"(?:AND|OR|OF|FOR|IN|ON|AT|BY|WITH|FROM|BUT|TO)\b(?! [A-Z]+:)")
# A word that awaits another: what follows a blank line is the rest of the title if it is a line or two.
_AWAITING = re.compile(
    r"\b(?:WILL|WOULD|SHALL|SHOULD|CAN|CANNOT|COULD|MIGHT|MUST|IS|ARE|WAS|WERE|BE|BEEN|HAS|HAVE|HAD|DOES|DID|SAYS|THAT|WHO"
    r"|WHOSE|WHICH|THAN|BECAUSE|WHILE|UNDER|AGAINST|AMONG|BETWEEN|WITHOUT|TOWARDS?|UNTIL|DURING|DESPITE|VIA|NEVER|ONLY|ALSO"
    r"|STILL|ANY|SOME|EVERY|EACH|THIS|THESE|THOSE|MORE|NO|HE|SHE|THEY|WE|IF|HOW|WHY|WHAT|WHERE|ASKS|TELLS|SEEKS|WANTS"
    r"|URGES|WARNS|MAKES|TAKES|GIVES)\Z"
)
_FIRST_WORDS = re.compile(r"(?:AND|OR|OF|NOT|WITH|THAN)\b(?! [A-Z]+:)")
_PORTION = re.compile(rf"\(((?i:{portion_marks.MARK}))\)[ \t]*(?=\S)")
_TRAILING_PORTION = re.compile(rf"(?<=\S)[ \t]+\(((?i:{portion_marks.MARK}))\)\Z")
_ITEM = re.compile(r"\([AB]\)")  # in a title whose (C) is the third of three
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
# How a title ends that no blank line ends: with a full stop, unless that is an abbreviation's.
_STOPPED = re.compile(r"(?:[A-Z]{4}|\d{4}|[)\"])\.\Z")
# A line below a title that is none of it: whom the telegram is for, or to whom its message is to be given.
_ADDRESS = re.compile(r"[ \t]*(?:TO|FOR|FROM|ATTN|ATTENTION|PASS)[ \t]{0,3}:")
_AFTER_KEYWORD = " ;:"  # a keyword's colon that was typed twice, or otherwise the second time: `SUBJECT:; BARGES`
_FURTHER = 15  # letters that a line of the text has more than the short last line of a title
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
        if keywords.OPENING_LINE.match(upper, following, stop) or _ADDRESS.match(upper, following, stop):
            break
        so_far = upper[start:end].strip()
        if (
            not blank
            and so_far
            and not keyword_follows
            and _is_ended(upper, start, end, line_end(upper, following, stop))
        ):
            break
        if blank and so_far and not _UNFINISHED.search(so_far[-40:]):
            between = upper[following:stop].strip() if keyword_follows and stop == limit else ""
            if _goes_on(upper, so_far, following, stop):
                end = line_end(upper, following, stop)
                continue
            full = (len(so_far) >= _WRAPPED_FROM and "\n" not in so_far) or _CONTINUES.match(between)
            if not (full and 0 < len(between) < _SHORT and not _BLANK_LINES.search(between)):
                break
        end = line_end(upper, following, stop)
    return end


def _goes_on(upper: str, so_far: str, following: int, stop: int) -> bool:
    """Return whether a title goes on with the block at `following`: one or two lines that are no sentence."""
    if not (_AWAITING.search(so_far[-40:]) or _FIRST_WORDS.match(upper, following, stop)):
        return False
    blank = _BLANK_LINES.search(upper, following, min(stop, following + _SHORT))
    block = upper[following : blank.start() if blank else min(stop, following + _SHORT)].strip()
    ended = blank is not None or stop - following < _SHORT
    return ended and block.count("\n") < 2 and block[-1:] not in (".", ":") and "---" not in block


def _is_ended(upper: str, start: int, end: int, next_end: int) -> bool:
    """Return whether a title from `start` to `end` ends there although no blank line follows, as in 24 of 98 downloads.

    A title that is wrapped has no line that is much shorter than the one below it.
    """
    last = upper[max(start, upper.rfind("\n", start, end) + 1) : end].strip()
    if _STOPPED.search(last):
        return True
    return len(last) < _WRAPPED_FROM - len("SUBJECT: ") and next_end - end > max(len(last) + _FURTHER, _WRAPPED_FROM)


def parse_subject(content: str) -> tuple[str | None, str | None]:
    """Return the subject with its lines joined, and its portion marking, first or last; None where it has none.

    A word that a line end divides after its hyphen (`INTER-` `AGENCY`) is joined without a blank.
    """
    lines = [" ".join(line.split()) for line in content.split("\n")]
    joined = ""
    for line in filter(None, lines):
        hyphenated = joined[-1:] == "-" and joined[-2:-1].isalnum()
        joined += line if not joined or hyphenated else " " + line
    joined = joined.lstrip(_AFTER_KEYWORD)
    portion = None
    if found := _PORTION.match(joined):
        portion, _ = portion_marks.normalise_marking(found[1])
        joined = joined[found.end() :]
    elif joined[-1:] == ")" and (found := _TRAILING_PORTION.search(joined)) and not _ITEM.search(joined):
        portion, _ = portion_marks.normalise_marking(found[1])
        joined = joined[: found.start()]
    return joined.strip() or None, portion
