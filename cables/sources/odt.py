"""The text of an OpenDocument text (ODT): paragraphs and rows of tables as lines, numbers of lists as they are printed.

The names are those of OASIS OpenDocument 1.3. What was deleted with its change recorded is left out; headers and
footers of pages stand in another part, and are furniture. Notes and comments are left out, and stated as not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from cables.sources.limits import Limits
from cables.sources.list_numbers import BULLET, Counter, Level
from cables.sources.office import ENCRYPTED, Lines, Package, not_read, whole
from cables.sources.raw import RefusedFileError

EXTRACTOR = "cable-archive odt 1"  # raised where the text of a document comes out otherwise

_TEXT, _TABLE, _OFFICE = ":text:1.0", ":table:1.0", ":office:1.0"  # ends of the namespaces
_LEFT_OUT = {
    "note": "footnotes",
    "annotation": "comments",
    "tracked-changes": "",
    "ruby-text": "",
    "hidden-text": "hidden text",
    "forms": "",
    "title": "",  # of a picture
    "desc": "",
    "binary-data": "",
}
_BLANKS = re.compile(r"[ \t\r\n]+")
_MOST_BLANKS = 200  # that one element stands for
_FORMS = ("1", "a", "A", "i", "I")


def text_of(content: bytes, limits: Limits) -> tuple[str, dict[str, str]]:
    """Return the text of a document, an LF at the end of each line, and what of it was not read, if anything.

    Raises RefusedFileError.
    """
    package = Package(content, limits)
    if "META-INF/manifest.xml" in package:
        package.parse("META-INF/manifest.xml", _refuse_encrypted, _pass, _pass)
    body = _Body(limits)
    if "styles.xml" in package:
        package.parse("styles.xml", body.styles, _pass, _pass)
    package.parse("content.xml", body.start, body.end, body.characters)
    return whole(body.lines.text(), not_read(body.left_out))


def _refuse_encrypted(_: str, name: str, __: Mapping[str, str]) -> None:
    if name == "encryption-data":
        raise RefusedFileError(ENCRYPTED)


def _pass(*_: object) -> None:
    """Take no notice."""


class _List:
    """A list that is open: its style, and whether an item of it waits for its first paragraph."""

    def __init__(self, style: str) -> None:
        self.style = style
        self.is_waiting = False
        self.start: int | None = None


class _Body:
    """Receiver of the elements of the text."""

    def __init__(self, limits: Limits) -> None:
        self.lines = Lines(limits)
        self.left_out = dict.fromkeys(("footnotes", "comments", "hidden text"), False)
        self._skipped = 0  # elements that are open within one that is left out, and that
        self._is_body = False
        self._paragraphs = 0  # that are open: one can hold a box with more
        self._ends_in_blank = True
        self._lists: list[_List] = []
        self._counters: dict[str, Counter] = {}
        self._levels: dict[str, dict[int, Level]] = {}
        self._style = ""

    def styles(self, namespace: str, name: str, attributes: Mapping[str, str]) -> None:
        """Take an element of the styles of lists."""
        if not namespace.endswith(_TEXT):
            return
        level = _number(attributes.get("level"), 1) - 1
        match name:
            case "list-style":
                self._style = attributes.get("name", "")
                self._levels[self._style] = {}
            case "list-level-style-bullet":
                self._levels.setdefault(self._style, {})[level] = Level(BULLET, "")
            case "list-level-style-number":
                form = attributes.get("num-format", "")
                first = level + 1 - min(_number(attributes.get("display-levels"), 1), level + 1)
                number = ".".join(f"%{place + 1}" for place in range(first, level + 1))
                shown = f"{attributes.get('num-prefix', '')}{number}{attributes.get('num-suffix', '')}"
                own = Level(form if form in _FORMS else "", shown, _number(attributes.get("start-value"), 1))
                self._levels.setdefault(self._style, {})[level] = own

    def start(self, namespace: str, name: str, attributes: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if self._skipped:
            self._skipped += 1
        elif not self._is_body:
            self._is_body = namespace.endswith(_OFFICE) and name == "text"
            self.styles(namespace, name, attributes)
        elif name in _LEFT_OUT:
            self._skipped = 1
            if kind := _LEFT_OUT[name]:
                self.left_out[kind] = True
        elif namespace.endswith(_TEXT):
            self._started(name, attributes)
        elif namespace.endswith(_TABLE):
            self._cell_started(name)
        elif name == "text-box":
            self.lines.begin_part()

    def _started(self, name: str, attributes: Mapping[str, str]) -> None:
        match name:
            case "p" | "h":
                self._paragraphs += 1
                self._ends_in_blank = True
                if label := self._label():
                    self.lines.add(f"{label} ")
            case "s":
                self._add(" " * min(_number(attributes.get("c"), 1), _MOST_BLANKS))
            case "tab":
                self._add("\t")
            case "line-break":
                self._add("\n")
            case "list":
                style = attributes.get("style-name") or (self._lists[-1].style if self._lists else "")
                if not self._lists and attributes.get("continue-numbering") != "true":
                    self._counters.pop(style, None)
                self._lists.append(_List(style))
            case "list-item" if self._lists:
                self._lists[-1].is_waiting = True
                self._lists[-1].start = _number(attributes.get("start-value"), -1)

    def _cell_started(self, name: str) -> None:
        match name:
            case "table-row":
                self.lines.begin_row()
            case "table-cell" | "covered-table-cell":
                self.lines.begin_part()

    def _label(self) -> str:
        """Return what is printed before a paragraph: a number where it is the first of an item of a list."""
        if not self._lists or not self._lists[-1].is_waiting:
            return ""
        item = self._lists[-1]
        item.is_waiting = False
        counter = self._counters.setdefault(item.style, Counter())
        start = item.start if item.start is not None and item.start >= 0 else None
        return counter.next(self._levels.get(item.style, {}), len(self._lists) - 1, start)

    def end(self, namespace: str, name: str) -> None:
        """Take the end of an element."""
        if self._skipped:
            self._skipped -= 1
        elif not self._is_body:
            return
        elif namespace.endswith(_OFFICE) and name == "text":
            self._is_body = False
        elif namespace.endswith(_TEXT) and name in ("p", "h"):
            self._paragraphs -= 1
            self.lines.end_paragraph()
        elif namespace.endswith(_TEXT) and name == "list" and self._lists:
            self._lists.pop()
        elif name in ("table-cell", "covered-table-cell"):
            self.lines.end_cell()
        elif name == "table-row":
            self.lines.end_row()
        elif name == "text-box":
            self.lines.end_box()

    def characters(self, text: str) -> None:
        """Take text: white space counts as one blank, and as none where one stands before it."""
        if self._skipped or not self._paragraphs or not self._is_body:
            return
        text = _BLANKS.sub(" ", text)
        self._add(text[1:] if self._ends_in_blank and text.startswith(" ") else text)

    def _add(self, text: str) -> None:
        if text:
            self._ends_in_blank = text[-1] in " \n"
            self.lines.add(text)


def _number(text: str | None, otherwise: int) -> int:
    """Return the number in an attribute; `otherwise` where there is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise
