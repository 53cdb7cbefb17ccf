"""The text of a PDF, line for line as it is printed; extracted in a process of its own (`cables.sources.extraction`).

PDFium gives each character with its place, and where words end. Lines, indentation and blank lines are made of the
places, not of the order in which a file draws them: those of the National Archives draw the stamps of both margins
first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import isfinite
from operator import attrgetter
from statistics import median, median_low
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw as pdfium

from cables.sources.limits import Limits
from cables.sources.raw import RefusedFileError

GET_AGAIN = "get it again from its source"
NO_TEXT = "has no text, only pictures of its pages: let a text recognition (OCR) add one, and import that"
EXTRACTOR = f"pypdfium2 {pypdfium2.version.PYPDFIUM_INFO.version}, PDFium {pypdfium2.version.PDFIUM_INFO.build}"

_SAME_LINE = 0.3  # of a character's size, by which those on one line may differ in height
_WORD_GAP = 0.17  # of a character's size: a wider gap divides words; kerning takes less than 0.1
_WIDE_GAP = 1.5  # of a character's size: a wider gap is shown as wide, up to it words are only justified
_NEXT_LINE = 1.6  # of the distance between lines: a greater one holds blank lines
_MOST_BLANK_LINES = 3
_MOST_COLUMNS = 120  # of blanks, between two words and before the first
_LINE_END_HYPHENS = ("\x02", "\ufffe")  # how PDFium gives a hyphen at the end of a line


class PrintedWord(NamedTuple):
    """Characters without a blank, with their place in points from the left and from the foot of the page, and size."""

    text: str
    left: float
    right: float
    foot: float
    size: float


def text_of(content: bytes, limits: Limits) -> tuple[str, dict[str, str]]:
    """Return the text of a PDF, a form feed after each page, and which pages are pictures without text, if any.

    Raises RefusedFileError where it is broken, encrypted, longer than the limits allow, or has no text.
    """
    try:
        document = pypdfium2.PdfDocument(content)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        raise RefusedFileError(reason_of(error, content)) from error
    if count > limits.pages:
        raise RefusedFileError(f"has {count:,} pages, more than {limits.pages:,}: divide it into its telegrams")
    pages, pictures = [], []
    for number in range(count):
        try:
            page = document[number]
            lines = list(lines_of(words_of(page)))
        except pypdfium2.PdfiumError as error:
            raise RefusedFileError(f"is broken: its page {number + 1} cannot be read; {GET_AGAIN}") from error
        if not lines and has_picture(page):
            pictures.append(str(number + 1))
        pages.append(lines)
        page.close()
    if not any(pages):
        raise RefusedFileError(NO_TEXT if pictures else f"has no text on its pages; {GET_AGAIN}")
    apart = [distance for lines in pages for distance in distances(lines)]
    usual = median_low(apart) if apart else 0.0  # of all pages: on a short one blank lines can be more than half
    text = "".join(f"{page_text(lines, usual)}\f" for lines in pages)
    return text, {"pages_without_text": ", ".join(pictures)} if pictures else {}


def has_picture(page: pypdfium2.PdfPage) -> bool:
    """Return whether a page has a picture."""
    objects = (pdfium.FPDFPage_GetObject(page.raw, index) for index in range(pdfium.FPDFPage_CountObjects(page.raw)))
    return any(pdfium.FPDFPageObj_GetType(each) == pdfium.FPDF_PAGEOBJ_IMAGE for each in objects)


def reason_of(error: pypdfium2.PdfiumError, content: bytes) -> str:
    """Return why a document cannot be opened."""
    # PDFium (5.15) does not always state a fault, and then its code is that of the document before.
    if b"/Encrypt" in content and error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return "is encrypted: store it without its password, and import that"
    return f"is broken, or no whole PDF; {GET_AGAIN}"


def page_text(lines: list[list[PrintedWord]], usual: float) -> str:
    """Return the lines of a page as text; blank ones where they stand wider apart than `usual`."""
    if not lines:
        return ""
    margin = min(line[0].left for line in lines)
    column = median(abs(word.right - word.left) / len(word.text) for line in lines for word in line) or 1.0
    shown = [line_text(lines[0], margin, column)]
    for line, distance in zip(lines[1:], distances(lines), strict=True):
        if distance > _NEXT_LINE * usual:
            shown += [""] * min(round(distance / usual) - 1, _MOST_BLANK_LINES)
        shown.append(line_text(line, margin, column))
    return "\n".join(shown) + "\n"


def distances(lines: list[list[PrintedWord]]) -> list[float]:
    """Return how far each line but the first stands below the one before."""
    return [above[0].foot - below[0].foot for above, below in pairwise(lines)]


def words_of(page: pypdfium2.PdfPage) -> Iterator[PrintedWord]:
    """Yield the words of a page in the order of the file, upright whichever way the page is turned.

    Only the first and the last character of a word are asked for their place, which takes longer than all else.
    """
    open_text = page.get_textpage()  # which is closed with this name
    text = open_text.raw
    turned = pdfium.FPDFPage_GetRotation(page.raw)
    word: list[str] = []
    for index in range(pdfium.FPDFText_CountChars(text) + 1):
        character = chr(pdfium.FPDFText_GetUnicode(text, index))  # NUL after the last
        is_hyphen = character in _LINE_END_HYPHENS
        if is_hyphen or (character > " " and character.isprintable()):
            word.append("-" if is_hyphen else character)
            last = index
            if not is_hyphen:
                continue
        if word:
            yield from placed(text, last - len(word) + 1, word, turned)
            word = []


def placed(text: pdfium.FPDF_TEXTPAGE, start: int, word: list[str], turned: int) -> Iterator[PrintedWord]:
    """Yield the word whose characters begin at an index of the text; where they stand below one another, each alone."""
    left, foot, right, head = box_of(text, start, turned)
    size = abs(head - foot) or 1.0
    if len(word) > 1:
        _, last_foot, right, _ = box_of(text, start + len(word) - 1, turned)
        if abs(last_foot - foot) > _SAME_LINE * size:
            for offset, character in enumerate(word):
                yield from placed(text, start + offset, [character], turned)
            return
    if isfinite(left + foot + right + head):
        yield PrintedWord("".join(word), left, right, foot, size)


def box_of(text: pdfium.FPDF_TEXTPAGE, index: int, turned: int) -> tuple[float, float, float, float]:
    """Return left, foot, right and head of a character on a page turned by so many right angles."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFText_GetLooseCharBox(text, index, box)
    return upright((box.left, box.bottom, box.right, box.top), turned)


def upright(box: tuple[float, float, float, float], turned: int) -> tuple[float, float, float, float]:
    """Return left, foot, right and head of a box as they are on its page turned by so many right angles."""
    left, foot, right, head = box
    match turned:
        case 1:
            return foot, -right, head, -left
        case 2:
            return -right, -head, -left, -foot
        case 3:
            return -head, left, -foot, right
        case _:
            return box


def lines_of(words: Iterable[PrintedWord]) -> Iterator[list[PrintedWord]]:
    """Yield the words of each line from left to right, the lines from the head of the page to its foot."""
    line: list[PrintedWord] = []
    for word in sorted(words, key=attrgetter("foot"), reverse=True):
        if line and line[0].foot - word.foot > _SAME_LINE * min(line[0].size, word.size):
            yield sorted(line, key=attrgetter("left"))
            line = []
        line.append(word)
    if line:
        yield sorted(line, key=attrgetter("left"))


def line_text(line: list[PrintedWord], margin: float, column: float) -> str:
    """Return a line as text, its indentation and its wide gaps as blanks, one for the width of a character."""
    indentation = columns(line[0].left - margin, column)
    text = [" " * indentation if indentation > 1 else "", line[0].text]
    for before, word in pairwise(line):
        gap = word.left - before.right
        if gap > _WIDE_GAP * word.size:
            text.append(" " * max(2, columns(gap, column)))
        elif gap > _WORD_GAP * word.size:
            text.append(" ")
        text.append(word.text)
    return "".join(text)


def columns(width: float, column: float) -> int:
    """Return how many columns a width takes."""
    return min(round(width / column), _MOST_COLUMNS)
