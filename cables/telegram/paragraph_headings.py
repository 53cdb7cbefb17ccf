"""Headings printed above a paragraph, and the rules around them.

A heading stands between rules, above one, or alone between blank lines: in capitals, in title case, before a colon.
Rules are rows of dashes, sometimes split (`---- --`), and stand on the heading's own line where line ends were lost.
Other headings have none: `//X//`, `--X--` (the frame is no part of the heading), capitals right below the end of a
sentence, a few words alone (69 cables of 1,295). A rule may stand below more than its heading: prose and lists above
that go on (17 cables).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cables.telegram import portion_marks
from cables.telegram.exemption_codes import CODES

RULE = "-=_*~—–―"  # what rules are drawn with

_LINES = 4  # of a heading, at most
_LENGTH = 100  # of a line of it
_WINDOW = 14  # lines before a paragraph in which its headings are looked for

_DRAWN = RULE + " \t"
_RULE_LINES = re.compile(rf"\n[ \t]*[{RULE}]{{3}}[{_DRAWN}]*+(?=\n)")
_RULES_FIRST = re.compile(rf"(?:[{_DRAWN}]*+\n)*+[ \t]*")
_COLUMNS = re.compile(r"\S(?: {3,}|\t)\S")
_CLOSING = re.compile(r"(?:END|UNQUOTE)\b", re.IGNORECASE)
_KNOWN = re.compile(r"(?:SUMMARY|COMMENT|BACKGROUND|INTRODUCTION|ACTION REQUEST)\b", re.IGNORECASE)
_ITEM = re.compile(r"[-*•(]|[A-Za-z0-9]{1,2}[.)]|https?:|www\.")
_PORTION = re.compile(rf"\({portion_marks.MARK}\)[ \t]*")
_FRAMES = "/-=*"  # what frames begin with
_FRAME = re.compile(r"(//|--|==|\*\*)[ \t]{0,3}(?=[^\s\-/=*])([^\n]{1,100}?)[ \t]{0,3}\1\Z")
_STOP = re.compile(
    r"(?<![.\s][A-Za-z])(?<!\.\.)[.;]\Z"
)  # of a sentence, not of an abbreviation (U.S.) or a row of dots
_WITHHELD = re.compile(rf"\s*{CODES}\s*")  # the whole paragraph
_BULLET = re.compile(r"-{1,2}(?![-\s]*\Z)[ \t]?(?=\S)|[*•][ \t]")
_FEW_WORDS = 8
_SHORT = 60
_WORDS = re.compile(r"[^\W\d_][\w'’.-]*")
_SENTENCE_END = ".!?:;)\"'”’"


class PassageEnd(NamedTuple):
    """The end of a passage: where its own `text` ends, and the `heading` of what follows, as printed."""

    text: int
    heading: str | None


class _Above(NamedTuple):
    """A heading found above line `end`: the lines before `start` go on, up to `column` of line `start` where not 0."""

    lines: list[str]
    start: int
    column: int = 0


def without_rules(text: str, start: int, end: int) -> int:
    """Return where the passage ends without the rules and blanks at its end; `start` where it is nothing else."""
    while end > start:
        line = max(start, text.rfind("\n", start, end) + 1)
        if text[line:end].strip(_DRAWN):
            return line + len(text[line:end].rstrip())
        end = line - 1
    return start


def after_rules(text: str, start: int, end: int) -> int:
    """Return where the passage begins without the rules and blanks at its beginning."""
    match = _RULES_FIRST.match(text, start, end)
    return match.end() if match else start


def split_heading(text: str, start: int, end: int, *, opens: bool) -> PassageEnd:
    """Take the heading of the next paragraph off the passage from `start` to `end`.

    `opens` says that no paragraph has begun at `start`, so that the passage may be a heading from its first line on.
    """
    passage = text[start:end].rstrip()
    if not passage or passage[-1] == ".":
        return PassageEnd(start + len(passage), None)
    lines = passage.rsplit("\n", _WINDOW)
    opens = opens and len(lines) <= _WINDOW
    if text.count("\n", start + len(passage), end) > 1:
        lines.append("")
    heading: list[str] = []
    rest, column = len(lines), 0
    while not column and (above := _heading_above(lines, rest, opens)):
        heading[:0] = above.lines
        rest, column = above.start, above.column
    if not heading:
        return PassageEnd(start + len(passage) if passage[-1] not in RULE else without_rules(text, start, end), None)
    own = sum(map(len, lines[:rest])) + rest + column
    return PassageEnd(without_rules(text, start, start + own), "\n".join(heading))


def find_rules(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the rules between `start` and `end`: the line end before each, and the line end after it."""
    return [match.span() for match in _RULE_LINES.finditer(text, start, end)]


def find_sections(text: str, start: int, end: int, ruled: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield where unnumbered sections begin between `start` and `end`: after the headings above the rules `ruled`."""
    content = without_rules(text, start, end)
    for line_end, rule_end in ruled:
        if rule_end > content:
            return
        window = max(start, line_end - _LINES * _LENGTH)
        lines = text[window:rule_end].split("\n")
        above = _heading_above(lines, len(lines), opens=False)
        if above is None or above.column or above.start == 0:
            continue
        between_rules = lines[above.start - 1].strip()
        following = text[rule_end + 1 : rule_end + _LENGTH].partition("\n")[0]
        if between_rules or not following.strip():
            yield rule_end


def _heading_above(lines: list[str], end: int, opens: bool) -> _Above | None:
    """Return the heading whose lines, with rules and blank lines after them, stand before line `end`."""
    last = end
    ruled_below = False
    while last and not lines[last - 1].strip(_DRAWN):
        ruled_below = ruled_below or len(lines[last - 1].strip()) >= 3
        last -= 1
    if not last:
        return None
    first = last - 1
    while first and lines[first - 1].strip(_DRAWN) and last - first <= _LINES:
        first -= 1
    starts = first == 0 and opens
    blank_above = starts or (first > 0 and not lines[first - 1].strip(_DRAWN))
    line = lines[last - 1].strip()
    frame = line[0] in _FRAMES and _FRAME.match(line)
    if frame and first == last - 1 and (first > 0 or opens):
        return _Above([frame[2]], first)
    if (head := lines[last - 1].rstrip(_DRAWN)) and len(lines[last - 1].rstrip()) - len(head) >= 3:
        return _on_rule_line(head, last - 1, alone=blank_above and first == last - 1)
    if not blank_above and not ruled_below:
        return _below_sentence(lines, last, blank_below=last < end)
    block = [line.strip() for line in lines[first:last]]
    ruled_above = first > 0 and len(lines[first - 1].strip()) >= 3
    if ruled_below and not ruled_above and (swallowed := _prose_before(block)):
        return _Above(block[swallowed:], first + swallowed)
    if (
        any(map(_CLOSING.match, block))
        or _WITHHELD.fullmatch("\n".join(block))
        or (first == 0 and not opens and not ruled_below)
    ):
        return None
    if blank_above and len(block) <= _LINES and (ruled_below or ruled_above):
        if not any(_COLUMNS.search(line) or len(line) > _LENGTH for line in block):
            return _Above(block, first)
        return None
    if ruled_below:
        follows = last > 1 and lines[last - 2].rstrip()[-1:] in _SENTENCE_END
        return _Above(block[-1:], last - 1) if follows and looks_like_heading(block[-1:]) else None
    if blank_above and looks_like_heading(block) and (starts or _follows_sentence(lines, first, block)):
        return _Above(block, first)
    if first and blank_above and len(block) == 1 and _is_a_few_words(block[0]) and _ends_sentence(lines, first):
        return _Above(block, first)
    return None


def _prose_before(block: list[str]) -> int:
    """Return how many lines above a heading that has a rule below it are prose or items of a list; 0 for none."""
    heading = block[-1]
    for index in range(len(block) - 1, 0, -1):
        before = block[index - 1]
        if _STOP.search(before) or _CLOSING.match(before) or _BULLET.match(before):
            return index
        if heading.isupper() and not before.isupper() and not looks_like_heading([before]):
            return index
    return 0


def _below_sentence(lines: list[str], last: int, *, blank_below: bool) -> _Above | None:
    """Return the heading that is the line before `last`, right below the end of a sentence: in capitals below others.

    With a blank line below it, one in title case is a heading too.
    """
    if last < 2:
        return None
    heading, before = lines[last - 1].strip(), lines[last - 2].rstrip()
    if before[-1:] not in '.!?"”' or before.isupper() or len(heading) > _SHORT:
        return None
    frame = _FRAME.match(heading)
    if frame or (looks_like_heading([heading]) and (heading.isupper() or blank_below)):
        words = len(_WORDS.findall(heading))
        return _Above([frame[2] if frame else heading], last - 1) if words > 1 or _KNOWN.match(heading) else None
    return None


def _is_a_few_words(line: str) -> bool:
    """Return whether a line that stands alone is no sentence: some words that end without a stop."""
    words = _WORDS.findall(line)
    return (
        2 <= len(words) <= _FEW_WORDS
        and len(line) <= _SHORT
        and line[0].isupper()
        and line[-1].isalpha()
        and not _ITEM.match(line)
        and not _COLUMNS.search(line)
        and not _CLOSING.match(line)
    )


def _ends_sentence(lines: list[str], first: int) -> bool:
    """Return whether the last line before line `first` ends a sentence of prose."""
    before = first
    while before and not lines[before - 1].strip(_DRAWN):
        before -= 1
    line = lines[before - 1].strip() if before else ""
    return line[-1:] in (".", "!", "?", '"', "”") and len(line) > len("a word.") and not _BULLET.match(line)


def _on_rule_line(head: str, line: int, alone: bool) -> _Above | None:
    """Return a heading with its rule on the same line, perhaps at the end of a sentence or after another rule.

    `END NOTE. -----` has none, but a rule.
    """
    rule = max(head.rfind(character * 3) for character in RULE)
    if rule >= 0:
        column = len(head[:rule].rstrip(_DRAWN))
        return _Above([head[rule:].lstrip(_DRAWN)], line, column)
    if _CLOSING.match(head.lstrip()):
        return _Above([], line, len(head))
    if alone and len(head) <= _LENGTH:
        return _Above([head.strip()], line)
    sentence = max(head.rfind(character + " ") for character in '.!?")') + 1
    heading = head[sentence:].strip()
    if sentence and looks_like_heading([heading]):
        return _Above([heading], line, sentence)
    return None


def _follows_sentence(lines: list[str], first: int, block: list[str]) -> bool:
    """Return whether what stands before line `first` is complete.

    A list ends without a stop; from one only capitals part, or a heading that every reader knows.
    """
    if _KNOWN.match(block[0]):
        return True
    before = first
    while before and not lines[before - 1].strip(_DRAWN):
        before -= 1
    line = lines[before - 1].rstrip(_DRAWN) if before else ""
    capitals = all(part.isupper() for part in block)
    if not line or (line[-1] in _SENTENCE_END and (line[-1] != ":" or capitals)) or _CLOSING.match(line.lstrip()):
        return True
    return capitals and not line.isupper()


def looks_like_heading(block: list[str]) -> bool:
    """Return whether lines that stand alone read as a heading: in capitals, in title case, or before `:` or `?`."""
    heading = " ".join(block)
    if match := _PORTION.match(heading):
        heading = heading[match.end() :]
    if (
        len(block) > 3
        or len(heading) > 2 * _LENGTH
        or any(map(_CLOSING.match, block))
        or _ITEM.match(heading)
        or _COLUMNS.search(heading)
    ):
        return False
    words = _WORDS.findall(heading)
    if not words:
        return False
    if heading.isupper():
        return heading[-1] not in ".;," or len(words) <= 3
    if heading[-1] in ".;," or not heading.lstrip("\"'“‘")[:1].isupper():
        return False
    if len(block) == 1 and heading[-1] in ":?" and len(heading) <= _LENGTH:
        return True
    long = [word for word in words if len(word) > 3]
    return len(heading) <= _LENGTH and sum(word[0].isupper() for word in long or words) * 5 >= len(long or words) * 4
