"""Sections of a telegram that arrived apart, in one text: each as it came, in order, divided by `SEPARATOR`.

Each is cleaned by itself, so that nothing of one (attributes) is taken for the end of the next. What stands between two
only because they were sent apart is left out of what is read: the end marks of the one, and the heading of the next as
far as it repeats that of the first, so that a sentence goes on across.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from cables.telegram import caption
from cables.telegram.classification import ClassificationLine
from cables.telegram.clean import CleanText, SectionBreak, clean, line_end, splits_sentence
from cables.telegram.layout import Layout, find_layout
from cables.telegram.page_banners import PageBanner
from cables.telegram.parts import SourceMap
from cables.telegram.vocabulary import Vocabulary

SEPARATOR = "\x1d"  # the control character of ASCII for it, which telegrams do not have
# What ends a transmission: the classification below each section of the 1973-79 layout; BT, the serial and NNNN of ACP
# 127. From the last line up, each on a line of its own.
_END_MARK = re.compile(
    r"\n[ \t]*(?:UNCLAS(?:SIFIED)?|LIMITED OFFICIAL USE|CONFIDENTIAL|SECRET|BT|#[ \t]?\d{3,5}|N{3,5}(?:[A-Z]{3,9})?"
    r"|(?:UNCLASSIFIED|LIMITED OFFICIAL USE|CONFIDENTIAL|SECRET)[ \t]+N{3,5})[ \t]*\Z"
)
_END_MARKS = 6  # lines: the most that are met
_LONGEST_MARK = 80
# Fields that a later section repeats with words of its own behind them: `SUBJECT: TOLL BARGES (SECTION 2 OF 3)`.
_LABELLED = re.compile(r"(?:E\.?O\.?|TAGS?|SUBJ(?:ECT)?|REFS?)\b")
_SENTENCE_ENDS = (".", "!", "?", ":")
MOST = 99  # sections; in a text with more separators they are any character


def sections_of(text: str) -> list[str]:
    """Return the texts of the sections, each as it came; the whole text where it was not joined."""
    return text.split(SEPARATOR) if SEPARATOR in text and text.count(SEPARATOR) < MOST else [text]


def clean_sections(text: str, vocabulary: Vocabulary) -> CleanText:
    """Clean a raw text, section by section where it is joined of several."""
    sections = sections_of(text)
    if len(sections) == 1:
        return clean(text, vocabulary)
    texts: list[str] = []
    breaks: list[SectionBreak] = []
    banners: list[PageBanner] = []
    to_clean: list[int] = []
    to_source: list[int] = []
    attributes: dict[str, str] = {}  # of the first section that states each
    markings: dict[str, None] = {}
    heading: frozenset[str] = frozenset()  # lines of that of the first section
    first: ClassificationLine | None = None
    margin: list[tuple[str, ...]] = []
    start = length = 0
    for section in sections:
        one = clean(section, vocabulary)
        layout = find_layout(one.text, vocabulary)
        line, begin = layout.classification, 0
        if not start:
            first = line
            heading = frozenset(filter(None, map(_words, one.text[: layout.body].split("\n"))))
        else:
            if line is None or not line.start or line.section or (first and line.serial == first.serial):
                begin = _end_of_heading(one.text, layout, heading, vocabulary)
            if line and line.section:
                count = line.sections or line.section
                breaks.append(SectionBreak(length, line.post or "", line.serial or 0, line.section, count))
        end = _end(one.text)
        while begin < end and one.text[begin].isspace():
            begin += 1
        if texts:
            torn = splits_sentence(texts[-1], one.text[begin:end]) or not texts[-1].endswith(_SENTENCE_ENDS)
            glue = "\n" if torn else "\n\n"
            to_clean.append(length)
            to_source.append(start - len(SEPARATOR))
            texts.append(glue)
            length += len(glue)
        to_clean.append(length)
        to_source.append(start + one.source_map.to_source(begin))
        for offset, source in zip(one.source_map.clean, one.source_map.source, strict=True):
            if begin < offset < end:
                to_clean.append(offset - begin + length)
                to_source.append(start + source)
        breaks += [each._replace(offset=max(each.offset - begin, 0) + length) for each in one.breaks]
        banners += one.banners
        attributes = {**one.attributes, **attributes}
        markings.update(dict.fromkeys(one.markings))
        margin += one.margin
        texts.append(one.text[begin:end])
        length += end - begin
        start += len(section) + len(SEPARATOR)
    return CleanText(
        source=text,
        text="".join(texts),
        source_map=SourceMap(tuple(to_clean), tuple(to_source)),
        breaks=tuple(breaks),
        banners=tuple(banners),
        attributes=attributes,
        markings=tuple(markings),
        margin=tuple(margin),
    )


def _end_of_heading(text: str, layout: Layout, heading: Collection[str], vocabulary: Vocabulary) -> int:
    """Return the end of the heading of a later section: below its classification line, of the lines that are captions
    or stand in the heading of the first.

    What is no such line is text, though it may begin like a field: a section begins where the one before was full.
    """
    at = end = layout.classification.end if layout.classification else layout.heading_end
    while 0 < at < len(text):
        following = line_end(text, at, len(text))
        if words := _words(text[at:following]):
            if not (_is_repeated(words, heading) or caption.is_caption_line(words, vocabulary)):
                break
            end = following
        at = following + 1
    return end


def _is_repeated(line: str, heading: Collection[str]) -> bool:
    """Return whether a line stands in a heading, or begins with a field of it."""
    return line in heading or bool(
        _LABELLED.match(line) and any(_LABELLED.match(each) and line.startswith(each) for each in heading)
    )


def _words(line: str) -> str:
    """Return a line in capitals with a blank between its words, as lines of two headings are compared."""
    return " ".join(line.upper().split())


def _end(text: str) -> int:
    """Return where the text of a section ends: before the marks that end its transmission."""
    end = len(text.rstrip())
    for _ in range(_END_MARKS):
        found = _END_MARK.search(text, max(0, end - _LONGEST_MARK), end)
        if found is None:
            break
        end = len(text[: found.start()].rstrip())
    return end
