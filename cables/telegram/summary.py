"""Summary: the text between `Summary` and `End Summary`, or in the section headed SUMMARY.

881 of 1,295 cables close it with `End Summary`; the word that opens it stands in a heading or begins a paragraph. Where
it is closed but not opened (18 cables), it begins with the text. Numbers, portion markings and headings within it are
left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from cables.telegram import portion_marks
from cables.telegram.clean import capitals
from cables.telegram.parts import Paragraph

_FARTHEST = 12  # paragraphs: longer is no summary
_FARTHEST_UNOPENED = 4  # paragraphs before the one that closes a summary that nothing opens

_OTHER = r"(?:\s{0,3}(?:AND|&|/|,)\s{0,3}[A-Z]{3,16}(?: [A-Z]{4,16})?(?![A-Z])){0,2}"  # AND COMMENT, /ACTION REQUEST
_NAME = rf"(?:EXECUTIVE |BRIEF )?(?:(?:INTRODUCTION|COMMENT) (?:AND|&) )?SUMM?ARY{_OTHER}"
_HEADING = re.compile(rf"(?:\([A-Z/ ]{{1,12}}\)\s{{0,3}})?(?:BEGIN )?{_NAME}[\s.:-]{{0,5}}", re.IGNORECASE)
_PORTION = rf"(?:[ \t]*+\({portion_marks.MARK}\))?+"  # SUMMARY (C): ...
_OPENING = re.compile(
    rf"[\s(]{{0,3}}(?:BEGIN {_NAME}{_PORTION}[\s.:)–-]*+|{_NAME}{_PORTION}(?:\s*+[.:–)-][\s.:)–-]*+|\s*+\Z|\s*+\n\s*+))"
    rf"(?:\({portion_marks.MARK}\)\s*+)?+",  # Summary: (C) ...
    re.IGNORECASE,
)
# What stands before a summary that nothing opens: a remark on handling, what is asked for.
_REMARK = re.compile(
    r"[\s(]{0,3}(?:THIS (?:IS AN? )?(?:ACTION|CABLE|MESSAGE|TELEGRAM)|SENSITIVE|ENTIRE TEXT|NOT FOR|PLEASE"
    r"|ACTION REQUEST|(?:CONFIDENTIAL|SECRET)\W{1,3}ENTIRE TEXT)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"END(?: OF)?\s{1,3}(?:EXECUTIVE |BRIEF |INTRODUCTION AND |COMMENT AND )?SUMM?ARY\b", re.IGNORECASE
)


def find_summary(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the text of the summary, its paragraphs joined by line ends; None where there is none."""
    for position, paragraph in enumerate(paragraphs):
        opening = _OPENING.match(paragraph.text)
        headed = _is_headed(paragraph)
        if opening or headed:
            return _text(paragraphs[position : position + _FARTHEST], opening.end() if opening else 0, headed)
    return _unopened(paragraphs)


def _unopened(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the text before the first `End Summary`, from the beginning or the last heading on, remarks left out."""
    for position, paragraph in enumerate(paragraphs[:_FARTHEST]):
        if _closing(paragraph.text) >= 0:
            begin = position
            while begin and paragraphs[begin].heading is None and not _REMARK.match(paragraphs[begin - 1].text):
                begin -= 1
            begin = begin if position - begin <= _FARTHEST_UNOPENED else position
            return _text(paragraphs[begin : position + 1], 0, headed=False)
    return None


def _is_headed(paragraph: Paragraph) -> bool:
    heading = paragraph.heading
    return heading is not None and any(_HEADING.fullmatch(line.strip()) for line in heading.split("\n"))


def _text(paragraphs: Sequence[Paragraph], begin: int, headed: bool) -> str | None:
    """Return the summary that opens the first of the paragraphs: up to its end, else to that of its section."""
    texts = [paragraphs[0].text[begin:], *(paragraph.text for paragraph in paragraphs[1:])]
    for position, text in enumerate(texts):
        closing = _closing(text)
        if closing >= 0:
            texts[position:] = [text[:closing].rstrip(" \n(-")]
            break
    else:
        section = 1
        while headed and section < len(paragraphs) and paragraphs[section].heading is None:
            section += 1
        del texts[section:]
    return "\n".join(text.strip() for text in texts if text.strip()) or None


def _closing(text: str) -> int:
    """Return where the words that close a summary begin; -1 where there are none."""
    upper = capitals(text)
    at = upper.find("END")
    while at >= 0 and not _CLOSING.match(text, at):
        at = upper.find("END", at + 1)
    return at
