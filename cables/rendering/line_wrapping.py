"""Line breaks of a paragraph's text: which are the teleprinter's, and which are the writer's.

Cables were sent in lines of some 55 to 70 characters. Where a line was full and the next continues it, the break means
nothing and prose may be wrapped again; in tables, lists and lines that end short it means everything. The rules here
decide that for display only: blocks and lines are offsets into a text that stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise
from typing import NamedTuple

from cables.rendering.garbles import is_compound
from cables.telegram.clean import ends_with_title

LONGEST_WRAPPED = 90  # no teleprinter line is longer; what is, was never wrapped
SHORTEST_MEASURED = 40  # shorter lines say nothing about the width
NARROWEST = 55  # the narrowest measure seen in published cables is 58
SLACK = 4  # characters by which a full line may fall short: a hyphenated word, a lost space
ENDS_WITHIN = 0.95  # the share of lines that keep within the measure; the rest are tables and accidents
TABLE_GAPS = 2  # gaps that make a line a table row on its own; with one gap it takes two rows

BLANKS = " \t\r\f"  # white space in HTML as well; what else Python strips is part of the text
WORD = re.compile(r"\S+")
WORD_CHARACTERS = re.compile(r"\w+")
RULE = re.compile(r"[-=_*~#+.\s]{4,}")
BULLET = re.compile(
    r"(?:-{1,3}(?=\s*[\w\"'(&$])|[*•·](?=\s*\w)|o(?=\s+[A-Z])"
    r"|¶?\(?(?:\d{1,2}|[A-Za-z]|[ivx]{2,4})[.)](?=\s)|¶?\([A-Za-z0-9]{1,2}\)(?=\w))[ \t]*"
)
PORTION = re.compile(r"\((?:U|C|S|SBU|TS|LOU|C/NF|S/NF)\)")
GAP = re.compile(r"(?:(?<=[^\s.?!\"']) {3,}|(?<=\S) *\t\s*|(?<=[^\s.]) *\.{4,}\s*)(?=\S)")
GAP_CHARACTERS = ("   ", "\t", "....")  # a text with none of them has no gap: most are examined no further
LONGEST_ROW = 140  # characters: a longer line that stands alone is prose with gaps, no row of a table
UNFINISHED = 25  # characters of a line from which a small letter after it continues it
OPEN_END = re.compile(r"\b(?:the|an?|of|and|or|to|in|for|with|by|from|that|its|his|her|their)\Z", re.IGNORECASE)
LONGEST_TITLE = 8  # characters at a line's end in which a title is looked for
HYPHENATED = re.compile(r"([^\W\d_]+)-\Z")
REST = re.compile(r"[^\W\d_]+")
PROSE_SHARE = 0.55  # of the measure: the length from which a line in capitals may be one of running prose
SMALL_WORDS = re.compile(
    r"\b(?:THE|AN?|OF|AND|OR|TO|IN|ON|AT|FOR|WITH|BY|FROM|AS|THAT|THIS|WHICH|WHO|IF|IS|ARE|WAS|WERE|BE|BEEN|HAS|HAD|HAVE"
    r"|WILL|WOULD|MAY|NOT|HE|SHE|IT|WE|THEY|HIS|HER|ITS|OUR|THEIR|THAN|BUT|MORE|EL|LOS|LAS|DEL|QUE|EN|UN|UNA)\b"
)
LABEL = re.compile(r"[^:]{1,30}:(?:\s|\Z)")
SENTENCE_END = re.compile(r"[.?!:;]['\")\]]*\Z")


class BlockType(Enum):
    """Types of blocks: running prose, an item of a list, rows of a table, or a rule of dashes."""

    PROSE = "prose"
    ITEM = "item"
    TABLE = "table"
    RULE = "rule"


class Line(NamedTuple):
    """A line without the white space around it, `indent` characters of which (or of a number) stood before it.

    It is `joined` if it continues the line before it, and `glued` if it continues a word, whose hyphen is left out.
    """

    start: int
    end: int
    indent: int
    joined: bool = False
    glued: bool = False


@dataclass(slots=True)
class LineBlock:
    """Lines that belong together. `bullet` is the length of an item's bullet or number: `-- `, `(1) `."""

    type: BlockType
    lines: list[Line] = field(default_factory=list)
    bullet: int = 0

    @property
    def start(self) -> int:
        """Return the offset of the first line's first character that is not white space."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Return the offset after the last line's last character that is not white space."""
        return self.lines[-1].end


def measure(texts: Iterable[str]) -> int | None:
    """Return the width in characters at which these texts of one cable were wrapped; None where they were not.

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
            if following and SHORTEST_MEASURED <= len(line) <= LONGEST_WRAPPED
        ]
    if not lengths or unwrapped > sum(lengths):
        return None
    lengths.sort()
    return max(NARROWEST, lengths[int(ENDS_WITHIN * (len(lengths) - 1))])


def blocks(text: str, width: int | None, opening: int = 0, words: frozenset[str] | None = None) -> list[LineBlock]:
    """Return the blocks of a text that was wrapped at `width` (see `measure`), in order. Blank lines belong to none.

    `words` are those of the cable, by which words that are hyphenated at the ends of lines are joined; without them
    all stay as they are. `opening` is how many characters stood before the text on its first line: a number, a portion
    marking.
    """
    found: list[LineBlock] = []
    lines = _lines(text, opening)
    tabular = _table_lines(text, [line for line, _ in lines])
    for number, (line, after_blank) in enumerate(lines):
        current = found[-1] if found else None
        if number in tabular:
            if current is None or current.type is not BlockType.TABLE or after_blank:
                found.append(LineBlock(BlockType.TABLE))
            found[-1].lines.append(line)
        elif RULE.fullmatch(text, line.start, line.end):
            found.append(LineBlock(BlockType.RULE, [line]))
        else:
            _add(found, text, line, after_blank, width)
    if words is not None:
        for block in found:
            _join_words(text, block.lines, words)
    return found


def _join_words(text: str, lines: list[Line], words: frozenset[str]) -> None:
    """Join the words of joined lines that are hyphenated at the end of one; a compound's hyphen stays."""
    for index in range(1, len(lines)):
        before, line = lines[index - 1], lines[index]
        if not line.joined or text[before.end - 1] != "-":
            continue
        head = HYPHENATED.search(text, max(before.start, before.end - LONGEST_WRAPPED), before.end)
        rest = REST.match(text, line.start, line.end)
        if not head or not rest:
            continue
        lines[index] = line._replace(glued=True)
        if not is_compound(head[1].lower(), rest[0].lower(), words):
            lines[index - 1] = before._replace(end=before.end - 1)


def _add(found: list[LineBlock], text: str, line: Line, after_blank: bool, width: int | None) -> None:
    """Add a line of prose or of a list to the block before it, or to a new one."""
    block = found[-1] if found and found[-1].type in (BlockType.PROSE, BlockType.ITEM) else None
    bullet = BULLET.match(text, line.start, line.end)
    if bullet and _opens_item(text, line, bullet[0], block, width):
        found.append(LineBlock(BlockType.ITEM, [line], len(bullet[0])))
    elif block and _continues(text, line, block, after_blank, width):
        block.lines.append(Line(line.start, line.end, line.indent, joined=True))
    elif block and not after_blank and (block.type is BlockType.PROSE or line.indent > block.lines[0].indent):
        block.lines.append(line)
    else:
        found.append(LineBlock(BlockType.PROSE, [line]))


def _opens_item(text: str, line: Line, bullet: str, block: LineBlock | None, width: int | None) -> bool:
    """Return whether a bullet at a line's start opens an item, and is not a dash or an initial put there by wrapping.

    It does after a line that ended short or with a sentence, and next to an item with a bullet of the same shape.
    `(C)` and the like are portion markings, unless a list is open.
    """
    if block is None or block.type is BlockType.PROSE:
        if PORTION.match(text, line.start, line.end):
            return False
    elif _shape(bullet) == _shape(text[block.start : block.start + block.bullet]):
        return True
    return block is None or _ended(text, block) or not _is_full(text, block.lines[-1], line, width)


def _continues(text: str, line: Line, block: LineBlock, after_blank: bool, width: int | None) -> bool:
    """Return whether a line continues a block's last line.

    After a full line it does. Sections were cut in mid-sentence, which leaves a blank line there: the sentence still
    continues if it has not ended and a small letter follows, or if the block is running prose. Redactions shorten
    lines, and texts that were never wrapped have breaks by accident (271 cables of 1,295): there too a small letter
    continues an unfinished sentence, and so does anything after an article, a preposition or a title (`Gen.`). In
    telegrams that are in capitals throughout, any prose does (250 breaks of 98 of the National Archives').
    """
    last = block.lines[-1]
    if _is_full(text, last, line, width):
        running = block.type is BlockType.PROSE and last.joined
        return not after_blank or ((running or text[line.start].islower()) and not _ended(text, block))
    if _ended(text, block) or (block.type is not BlockType.PROSE and after_blank):
        return False
    enough = _length(last) >= UNFINISHED or last.joined
    if text[line.start].islower():
        return enough and (not after_blank or text[last.end - 1].isalpha())
    if after_blank or not enough:
        return False
    if text[last.end - 1] == "." or OPEN_END.search(text, max(last.start, last.end - 8), last.end):
        return True
    return width is not None and _is_prose_in_capitals(text, last, line, width)


def _is_prose_in_capitals(text: str, last: Line, line: Line, width: int) -> bool:
    """Return whether two lines in capitals are prose: long ones with small words in them, and no label or column.

    The first may be short where it is what was left of a longer line, and the second where a sentence ends with it.
    """
    before, after = text[last.start : last.end], text[line.start : line.end]
    shortest = PROSE_SHARE * width
    return (
        before.isupper()
        and after.isupper()
        and (last.joined or _length(last) >= shortest)
        and (_length(line) >= shortest or SENTENCE_END.search(after) is not None)
        and not (LABEL.match(after) or (LABEL.match(before) and not last.joined))
        and (SMALL_WORDS.search(after) or SMALL_WORDS.search(before)) is not None
        and not (_is_row(before) and _is_row(after))
        and not (GAP.search(before) or GAP.search(after))
    )


def _is_row(line: str) -> bool:
    """Return whether a line in capitals may be a row without columns: it has figures, and one small word at most."""
    return any(map(str.isdigit, line)) and len(SMALL_WORDS.findall(line)) < 2


def _length(line: Line) -> int:
    """Return how far a line reached, in characters."""
    return line.indent + line.end - line.start


def _ended(text: str, block: LineBlock) -> bool:
    """Return whether a block's last line ends with a sentence, or with the colon of one that announces a list."""
    last = block.lines[-1]
    if SENTENCE_END.search(text, max(last.start, last.end - 4), last.end) is None:
        return False
    return text[last.end - 1] != "." or not ends_with_title(text[max(last.start, last.end - LONGEST_TITLE) : last.end])


def _shape(bullet: str) -> str:
    """Return what bullets of one list have in common: `(1)` and `(2)` have one shape."""
    return WORD_CHARACTERS.sub("n", bullet).strip()


def _is_full(text: str, line: Line, following: Line, width: int | None) -> bool:
    """Return whether the first word of the following line would have gone past the measure on this one."""
    length = _length(line)
    if width is None or length > max(width, LONGEST_WRAPPED):
        return False
    word = WORD.match(text, following.start, following.end)
    return word is not None and length + 1 + word.end() - word.start() > width - SLACK


def _lines(text: str, opening: int) -> list[tuple[Line, bool]]:
    """Return the lines that are not blank, each with whether a blank line (or nothing) stands before it.

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
    """Return the indexes of the lines that are part of a table: two rows with gaps on end, or one with several.

    A line between two rows that has no gap (a heading, a rule, a name that fills its column) belongs to the table.
    """
    if not any(characters in text for characters in GAP_CHARACTERS):
        return set()
    gaps = [_gaps(text, line) for line in lines]
    rows = [number for number, count in enumerate(gaps) if count]
    members: set[int] = set()
    for run in _runs(rows):
        if all(BULLET.match(text, lines[row].start, lines[row].end) for row in run):
            continue  # a list
        if len(run) > 1 or (gaps[run[0]] >= TABLE_GAPS and lines[run[0]].end - lines[run[0]].start <= LONGEST_ROW):
            members.update(range(run[0], run[-1] + 1))
    return members


def _gaps(text: str, line: Line) -> int:
    """Return how often a line jumps to a further column, apart from its own bullet."""
    bullet = BULLET.match(text, line.start, line.end)
    return sum(1 for _ in GAP.finditer(text, bullet.end() if bullet else line.start, line.end))


def _runs(rows: list[int]) -> Iterator[list[int]]:
    """Yield the ascending numbers of rows in runs, in which at most one row is left out between two."""
    run: list[int] = []
    for number in rows:
        if run and number - run[-1] > 2:
            yield run
            run = []
        run.append(number)
    if run:
        yield run
