"""The text of an RTF file, by striprtf; what that reads otherwise than it is printed is put right before and after.

The control words are those of Microsoft's specification 1.9.1.
"""

from __future__ import annotations

import re
from importlib.metadata import version

from striprtf.striprtf import rtf_to_text

from cables.sources.limits import Limits
from cables.sources.office import not_read, whole
from cables.sources.raw import RefusedFileError

EXTRACTOR = f"striprtf {version('striprtf')}"

_DEEPEST = 500  # groups within one another: those of word processors have some twenty
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
_BRACE = re.compile(rb"\\[\\{}]|[{}]")
_HIGH = re.compile(rb"[\x80-\xff]")
_CHANGED = re.compile(rb"\\deleted(?![a-z0-9])")
_DEFAULTS = ((re.compile(rb"\\mac(?![a-z])"), "mac_roman"), (re.compile(rb"\\pca?(?![a-z])"), "cp437"))
_LEFT_OUT = {
    "footnotes": rb"\\footnote(?![a-z])",
    "comments": rb"\\annotation(?![a-z])",
    "text boxes": rb"\\shptxt(?![a-z])",
}
# Words that are replaced: ends of cells, for which a stroke would stand; numbers of lists, and the first of two forms
# of a text, which would be left out; and links, whose address is not printed and would stand behind them.
_REPLACED = (
    (re.compile(r"\\(?:nest)?cell(?![a-z])"), r"\\tab"),
    (re.compile(r"\\(?:pntext|upr)(?![a-z])"), r"\\plain"),
    (re.compile(r"\\fldinst\{"), r"\\fldinst {"),
)
_LINE_ENDS = re.compile(r"\r\n?")


def is_rtf(head: bytes) -> bool:
    """Return whether a file that begins so is RTF."""
    return bool(re.match(rb"\s*\{\\u?rtf", head))


def text_of(content: bytes, limits: Limits) -> tuple[str, dict[str, str]]:
    """Return the text of a file, an LF at the end of each line, and what of it was not read, if anything.

    Raises RefusedFileError.
    """
    content = _without_binary(content)
    end = _end(content)
    if _CHANGED.search(content):
        raise RefusedFileError(
            "has words that were deleted with the change recorded: accept or reject the changes, and save it anew"
        )
    left_out = {kind: bool(re.search(words, content)) for kind, words in _LEFT_OUT.items()}
    left_out["what stands behind its end"] = bool(content[end:].strip(b"\0\r\n\t \x1a"))
    encoding = next((name for word, name in _DEFAULTS if word.search(content[:200])), "cp1252")
    marked = _HIGH.sub(lambda sign: b"\\'%02x" % sign[0][0], content[:end]).decode("ascii")
    for words, replacement in _REPLACED:
        marked = words.sub(replacement, marked)
    text = rtf_to_text(marked, encoding, "replace")  # type: ignore[no-untyped-call]
    # A character beyond the first 65,536 is spelled as two halves of a surrogate pair.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    lines = (line.rstrip("\t") for line in _LINE_ENDS.sub("\n", text).split("\n"))
    return whole("\n".join(lines), not_read(left_out))


def _without_binary(content: bytes) -> bytes:
    """Return a file without data that stands in it as it is: a brace in it is none."""
    pieces, place = [], 0
    for binary in _BINARY.finditer(content):
        if binary.start() >= place:
            pieces.append(content[place : binary.start()])
            place = binary.end() + int(binary[1])
    return b"".join([*pieces, content[place:]])


def _end(content: bytes) -> int:
    """Return where the outermost group ends. Raises RefusedFileError where it does not, or holds too many others."""
    depth = 0
    for brace in _BRACE.finditer(content):
        depth += {b"{": 1, b"}": -1}.get(brace[0], 0)
        if depth > _DEEPEST:
            raise RefusedFileError(f"has more than {_DEEPEST} groups within one another: save its text alone")
        if depth == 0 and brace[0] == b"}":
            return brace.end()
    raise RefusedFileError("is cut off: its last group does not end; get it again from its source")
