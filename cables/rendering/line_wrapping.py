"""How a paragraph's text is laid out: which line breaks are the teleprinter's, and which are the writer's.

Cables were sent in lines of some 55 to 70 characters. Where a line was full and the next goes on, the break means
nothing and prose may flow; in tables, lists and lines that end short it means everything. The rules here decide that
for display only: blocks and lines are offsets into a text that stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

LONGEST_WRAPPED = 90  # no teleprinter line is longer; what is, was never wrapped
SHORTEST_TELLING = 40  # shorter lines say nothing about the width
NARROWEST = 55  # the narrowest measure seen in published cables is 58
PARTLY_FULL = 0.6  # of the measure: enough of a line for a small letter behind it to go on
SLACK = 4  # characters by which a full line may fall short: a hyphenated word, a lost space
ENDS_WITHIN = 0.95  # the share of lines that keep within the measure; the rest are tables and accidents
TABLE_GAPS = 2  # gaps that make a line a table row on its own; with one gap it takes two rows

BLANKS = " \t\r\f"  # white space to HTML as well; what else Python strips is part of the text
WORD = re.compile(r"\S+")
WORD_CHARACTERS = re.compile(r"\w+")
RULE = re.compile(r"[-=_*~#+.\s]{4,}")
MARK = re.compile(
    r"(?:-{1,3}(?=\s*[\w\"'(&$])|[*•·](?=\s*\w)|o(?=\s+[A-Z])"
    r"|¶?\(?(?:\d{1,2}|[A-Za-z]|[ivx]{2,4})[.)](?=\s)|¶?\([A-Za-z0-9]{1,2}\)(?=\w))[ \t]*"
)
PORTION = re.compile(r"\((?:U|C|S|SBU|TS|LOU|C/NF|S/NF)\)")
GAP = re.compile(r"(?:(?<=[^\s.?!\"']) {3,}|(?<=\S) *\t\s*|(?<=[^\s.]) *\.{4,}\s*)(?=\S)")
GAP_SIGNS = ("   ", "\t", "....")  # a text with none of them has no gap: most are asked no further
SENTENCE_END = re.compile(r"[.?!:;]['\")\]]*\Z")


class Kind(Enum):
    """What a block is: running prose, an item of a list, rows of a table, or a rule of dashes."""

    PROSE = "prose"
    ITEM = "item"
    TABLE = "table"
    RULE = "rule"


class Line(NamedTuple):
    """A line without the white space around it, `indent` characters of which (or of a number) stood before it.

    It is `joined` if it goes on where the line before it broke off.
    """

    start: int
    end: int
    indent: int
    joined: bool = False


@dataclass(slots=True)
class Block:
    """Lines that belong together. `mark` is the length of an item's own mark: `-- `, `(1) `."""

    kind: Kind
    lines: list[Line] = field(default_factory=list)
    mark: int = 0

    @property
    def start(self) -> int:
        """Offset of the first line's first character that is not white space."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Offset behind the last line's last character that is not white space."""
        return self.lines[-1].end


def measure(texts: Iterable[str]) -> int | None:
    """The width in characters at which these texts of one cable were wrapped; None where they were not.

    Texts of which most stands in lines longer than a teleprinter's were not: their breaks are all the writer's.
    """
    lengths: list[int] = []
    unwrapped = 0
    for text in texts:
        lines = [line.rstrip() for line in text.split("\n")]
        unwrapped += sum(len(line) for line in lines if len(line) > LONGEST_WRAPPED)
        lengths += [
            len(line)
            for line, following in pairwise(lines)
            if following and SHORTEST_TELLING <= len(line) <= LONGEST_WRAPPED
        ]
    if not lengths or unwrapped > sum(lengths):
        return None
    lengths.sort()
    return max(NARROWEST, lengths[int(ENDS_WITHIN * (len(lengths) - 1))])


def blocks(text: str, width: int | None, opening: int = 0) -> list[Block]:
    """The blocks of a text that was wrapped at `width` (see `measure`), in order. Blank lines belong to none.

    `opening` is how many characters stood before the text on its first line: a number, a portion marking.
    """
    found: list[Block] = []
    lines = _lines(text, opening)
    tabular = _table_lines(text, [line for line, _ in lines])
    for number, (line, after_blank) in enumerate(lines):
        current = found[-1] if found else None
        if number in tabular:
            if current is None or current.kind is not Kind.TABLE or after_blank:
                found.append(Block(Kind.TABLE))
            found[-1].lines.append(line)
        elif RULE.fullmatch(text, line.start, line.end):
            found.append(Block(Kind.RULE, [line]))
        else:
            _add(found, text, line, after_blank, width)
    return found


def _add(found: list[Block], text: str, line: Line, after_blank: bool, width: int | None) -> None:
    """Put a line of prose or of a list where it belongs: on the block before it, or into a new one."""
    block = found[-1] if found and found[-1].kind in (Kind.PROSE, Kind.ITEM) else None
    mark = MARK.match(text, line.start, line.end)
    if mark and _opens_item(text, line, mark[0], block, width):
        found.append(Block(Kind.ITEM, [line], len(mark[0])))
    elif block and _goes_on(text, line, block, after_blank, width):
        block.lines.append(Line(line.start, line.end, line.indent, joined=True))
    elif block and not after_blank and (block.kind is Kind.PROSE or line.indent > block.lines[0].indent):
        block.lines.append(line)
    else:
        found.append(Block(Kind.PROSE, [line]))


def _opens_item(text: str, line: Line, mark: str, block: Block | None, width: int | None) -> bool:
    """Whether a mark at a line's start opens an item, and is not a dash or an initial that the wrapping put there.

    It does after a line that ended short or with a sentence, and next to an item with a mark of the same shape.
    `(C)` and the like mark a portion, unless a list is open.
    """
    if block is None or block.kind is Kind.PROSE:
        if PORTION.match(text, line.start, line.end):
            return False
    elif _shape(mark) == _shape(text[block.start : block.start + block.mark]):
        return True
    return block is None or _ended(text, block) or not _is_full(text, block.lines[-1], line, width)


def _goes_on(text: str, line: Line, block: Block, after_blank: bool, width: int | None) -> bool:
    """Whether a line goes on where a block's last line broke off.

    A full line does. Sections were cut in mid-sentence, which leaves a blank line there: the sentence still goes on if
    it has not ended and a small letter follows, or if the block is running prose. Redactions shorten lines, and texts
    that were never wrapped have breaks by accident: there too a small letter goes on with an unfinished sentence.
    """
    last = block.lines[-1]
    if _is_full(text, last, line, width):
        running = block.kind is Kind.PROSE and last.joined
        return not after_blank or ((running or text[line.start].islower()) and not _ended(text, block))
    enough = width * PARTLY_FULL if width else LONGEST_WRAPPED
    return not after_blank and text[line.start].islower() and _length(last) > enough and not _ended(text, block)


def _length(line: Line) -> int:
    """How far a line reached, in characters."""
    return line.indent + line.end - line.start


def _ended(text: str, block: Block) -> bool:
    """Whether a block's last line ends with a sentence, or with the colon of one that announces a list."""
    last = block.lines[-1]
    return SENTENCE_END.search(text, max(last.start, last.end - 4), last.end) is not None


def _shape(mark: str) -> str:
    """What marks of one list have in common: `(1)` and `(2)` have one shape."""
    return WORD_CHARACTERS.sub("n", mark).strip()


def _is_full(text: str, line: Line, following: Line, width: int | None) -> bool:
    """Whether the first word of the following line would have gone past the measure on this one."""
    length = _length(line)
    if width is None or length > max(width, LONGEST_WRAPPED):
        return False
    word = WORD.match(text, following.start, following.end)
    return word is not None and length + 1 + word.end() - word.start() > width - SLACK


def _lines(text: str, opening: int) -> list[tuple[Line, bool]]:
    """The lines that are not blank, each with whether a blank line (or nothing) stands before it.

    What stood before the text on its first line counts as that line's indentation.
    """
    found: list[tuple[Line, bool]] = []
    start = 0
    after_blank = True
    for raw in text.split("\n"):
        content = raw.strip(BLANKS)
        if content:
            indent = raw.index(content)
            before = indent + (opening if start == 0 else 0)
            found.append((Line(start + indent, start + indent + len(content), before), after_blank))
        after_blank = not content
        start += len(raw) + 1
    return found


def _table_lines(text: str, lines: list[Line]) -> set[int]:
    """The positions of the lines that are part of a table: two rows with gaps on end, or one with several.

    A line between two rows that has no gap (a heading, a rule, a name that fills its column) belongs to the table.
    """
    if not any(sign in text for sign in GAP_SIGNS):
        return set()
    gaps = [_gaps(text, line) for line in lines]
    rows = [number for number, count in enumerate(gaps) if count]
    members: set[int] = set()
    for run in _runs(rows):
        if len(run) > 1 or gaps[run[0]] >= TABLE_GAPS:
            members.update(range(run[0], run[-1] + 1))
    return members


def _gaps(text: str, line: Line) -> int:
    """How often a line jumps to a further column, leaving its own list mark aside."""
    mark = MARK.match(text, line.start, line.end)
    return sum(1 for _ in GAP.finditer(text, mark.end() if mark else line.start, line.end))


def _runs(rows: list[int]) -> Iterator[list[int]]:
    """Ascending numbers in runs that skip at most one."""
    run: list[int] = []
    for number in rows:
        if run and number - run[-1] > 2:
            yield run
            run = []
        run.append(number)
    if run:
        yield run
