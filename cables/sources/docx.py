"""The text of a Word document (DOCX): paragraphs and rows of tables as lines, numbers of lists as they are printed.

The names are those of ECMA-376. What was deleted with its change recorded is left out and what was inserted so is read;
headers and footers of pages are furniture. Notes, comments and hidden text are left out, and stated as not read.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from cables.sources.limits import Limits
from cables.sources.list_numbers import BULLET, Counter, Level
from cables.sources.office import BROKEN_DOCUMENT, Lines, Package, not_read, whole
from cables.sources.raw import RefusedFileError

EXTRACTOR = "cable-archive docx 1"  # raised where the text of a document comes out otherwise

_WORD = ("/wordprocessingml/2006/main", "/wordprocessingml/main")  # ends of the namespaces, transitional and strict
_OFF = ("0", "false", "off")
_FORMS = {
    "decimal": "1",
    "decimalZero": "1",
    "lowerLetter": "a",
    "upperLetter": "A",
    "lowerRoman": "i",
    "upperRoman": "I",
    "bullet": BULLET,
    "none": "",
}
_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad", "sym": "\ufffd"}
# With all that is in them: what was deleted, the second form of a box, sounds of characters, former formatting.
_LEFT_OUT = ("del", "moveFrom", "Fallback", "rt", "pPrChange", "rPrChange")
_OTHERS = {
    "xl/": "an Excel workbook (.xlsx): export the table that has the texts as CSV, and import that",
    "ppt/": "a PowerPoint presentation (.pptx): save the text of each telegram as plain text, and import that",
    "visio/": "a drawing of Visio: save the text of each telegram as plain text, and import that",
}


def text_of(content: bytes, limits: Limits) -> tuple[str, dict[str, str]]:
    """Return the text of a document, an LF at the end of each line, and what of it was not read, if anything.

    Raises RefusedFileError.
    """
    package = Package(content, limits)
    main = _main_part(package)
    folder = posixpath.dirname(main)
    numbering = _Numbering()
    for name, start, end in (("numbering.xml", numbering.start, numbering.end), ("styles.xml", numbering.style, _pass)):
        if (part := posixpath.join(folder, name)) in package:
            package.parse(part, start, end, _pass)
    body = _Body(limits, numbering)
    package.parse(main, body.start, body.end, body.characters)
    return whole(body.lines.text(), not_read(body.left_out))


def _main_part(package: Package) -> str:
    """Return the name of the part that has the text. Raises RefusedFileError where it is that of no Word document."""
    found: list[str] = []

    def start(_: str, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            found.append(attributes.get("Target", "").lstrip("/"))

    if "_rels/.rels" in package:
        package.parse("_rels/.rels", start, _pass, _pass)
    main = found[0] if found else "word/document.xml"
    for folder, what in _OTHERS.items():
        if main.startswith(folder):
            raise RefusedFileError(f"is {what}")
    if main not in package:
        raise RefusedFileError(BROKEN_DOCUMENT)
    return main


def _pass(*_: object) -> None:
    """Take no notice."""


class _Numbering:
    """The lists of a document: levels of each, the list of each style, and the numbers so far."""

    def __init__(self) -> None:
        self._levels: dict[str, dict[int, Level]] = {}  # by abstract list
        self._of: dict[str, str] = {}  # the abstract list of each list
        self._starts: dict[tuple[str, int], int] = {}  # of lists that begin again
        self._counters: dict[str, Counter] = {}  # by abstract list: lists of one go on with its numbers
        self._styles: dict[str, tuple[str, int]] = {}
        self._abstract = self._list = self._style = ""
        self._level = 0

    def start(self, _: str, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element of the part of lists."""
        value = attributes.get("val", "")
        match name:
            case "abstractNum":
                self._abstract, self._list = attributes.get("abstractNumId", ""), ""
                self._levels[self._abstract] = {}
            case "num":
                self._list = attributes.get("numId", "")
            case "abstractNumId" if self._list:
                self._of[self._list] = value
            case "lvl" | "lvlOverride":
                self._level = _number(attributes.get("ilvl"))
                if not self._list:
                    self._levels.setdefault(self._abstract, {})[self._level] = Level("1", "")
            case "startOverride" if self._list:
                self._starts[self._list, self._level] = _number(value)
            case "start" | "numFmt" | "lvlText" if not self._list:
                self._set(name, value)

    def end(self, _: str, name: str) -> None:
        """Take the end of an element of the part of lists."""
        if name == "num":
            self._list = ""

    def _set(self, name: str, value: str) -> None:
        levels = self._levels.setdefault(self._abstract, {})
        level = levels.get(self._level, Level("1", ""))
        match name:
            case "start":
                level = Level(level.form, level.shown, _number(value))
            case "numFmt":
                level = Level(_FORMS.get(value, "1"), level.shown, level.start)
            case _:
                level = Level(level.form, value, level.start)
        levels[self._level] = level

    def style(self, _: str, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element of the part of styles."""
        match name:
            case "style":
                self._style = attributes.get("styleId", "")
            case "ilvl":
                self._styles[self._style] = (self._styles.get(self._style, ("", 0))[0], _number(attributes.get("val")))
            case "numId":
                self._styles[self._style] = (attributes.get("val", ""), self._styles.get(self._style, ("", 0))[1])

    def label(self, of: str | None, level: int | None, style: str) -> str:
        """Return what is printed before a paragraph of that list, level and style; empty where it is no item."""
        by_style = self._styles.get(style, ("", 0))
        of, level = by_style[0] if of is None else of, by_style[1] if level is None else level
        abstract = self._of.get(of)
        if abstract is None:
            return ""
        counter = self._counters.setdefault(abstract, Counter())
        return counter.next(self._levels.get(abstract, {}), level, self._starts.pop((of, level), None))


class _Body:
    """Receiver of the elements of the text."""

    def __init__(self, limits: Limits, numbering: _Numbering) -> None:
        self.lines = Lines(limits)
        self.left_out = dict.fromkeys(("footnotes", "endnotes", "comments", "hidden text"), False)
        self._numbering = numbering
        self._skipped = 0  # elements that are open within one that is left out, and that
        self._is_text = self._is_hidden = False
        self._runs = 0  # that are open: one can hold a box with more
        self._begun: list[bool] = []  # of the paragraphs that are open, whether something of it was added
        self._list: str | None = None
        self._level: int | None = None
        self._style = ""

    def start(self, namespace: str, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if self._skipped or name in _LEFT_OUT:
            self._skipped += 1
        elif namespace.endswith(_WORD):
            self._started(name, attributes)

    def _started(self, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        match name:
            case "p":
                self._begun.append(False)
                self._list = self._level = None
                self._style = ""
            case "numId":
                self._list = value
            case "ilvl":
                self._level = _number(value)
            case "pStyle":
                self._style = value
            case "r":
                self._runs += 1
                self._is_hidden = False
            case "vanish" if self._runs:
                self._is_hidden = value not in _OFF
                self.left_out["hidden text"] |= self._is_hidden
            case "t":
                self._is_text = not self._is_hidden
            case "br" if self._runs:
                self._add("\n")
            case "footnoteReference" | "endnoteReference" | "commentReference":
                self.left_out[f"{name.removesuffix('Reference')}s"] = True
            case "tr":
                self.lines.begin_row()
            case "tc" | "txbxContent":
                self.lines.begin_part()
            case _ if self._runs and name in _SIGNS:
                self._add(_SIGNS[name])

    def end(self, namespace: str, name: str) -> None:
        """Take the end of an element."""
        if self._skipped:
            self._skipped -= 1
            return
        if not namespace.endswith(_WORD):
            return
        match name:
            case "t":
                self._is_text = False
            case "r":
                self._runs -= 1
            case "p":
                self._add("")
                self._begun.pop()
                self.lines.end_paragraph()
            case "tc":
                self.lines.end_cell()
            case "tr":
                self.lines.end_row()
            case "txbxContent":
                self.lines.end_box()

    def characters(self, text: str) -> None:
        """Take text."""
        if self._is_text and not self._skipped:
            self._add(text)

    def _add(self, text: str) -> None:
        """Add text to the paragraph, behind its number where it is the first."""
        if self._begun and not self._begun[-1]:
            self._begun[-1] = True
            if label := self._numbering.label(self._list, self._level, self._style):
                self.lines.add(f"{label} ")
        self.lines.add(text)


def _number(text: str | None) -> int:
    """Return the number in an attribute; 0 where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
