r"""Values in the rows of an INSERT: strings, words, and what programs make of strings that have line ends.

A string is quoted by apostrophes, doubled within; a backslash escapes where it begins with E, and everywhere where
MySQL wrote the statement. Of expressions these are read: `replace('a\nb','\n',char(10))` and `unistr('a\u000a')` of
sqlite3, `'a' || chr(10) || 'b'` of Oracle, the same with + of SQL Server, and the string within any other function
(`CAST(N'2008-02-12' AS datetime)`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cables.sources.escapes import unescaped
from cables.sources.text import decode_line

_ESCAPED = r"'([^'\\]*(?:(?:\\.|'')[^'\\]*)*)'"
_PLAIN = r"'([^']*(?:''[^']*)*)'"
_CHARSET = r"(?:N|_[a-z]\w{1,20}\s*)?"
_WORD = r"([^\s,()'][^\s,()']{0,1000})"
_END = r"\s*([,)])"
STANDARD = re.compile(rf"\s*(?:E{_ESCAPED}|{_CHARSET}{_PLAIN}|{_WORD}){_END}", re.IGNORECASE | re.DOTALL)
MYSQL = re.compile(rf"\s*(?:{_CHARSET}{_ESCAPED}|(?!){_PLAIN}|{_WORD}){_END}", re.IGNORECASE | re.DOTALL)

_QUOTED = r"'(?:[^']|'')*+'"
_WITHIN = rf"(?:[^'()]|{_QUOTED})"
for _ in range(4):  # functions within one another
    _WITHIN = rf"(?:[^'()]|{_QUOTED}|\({_WITHIN}*+\))"
_TERM = rf"(?:[ENUX]?{_QUOTED}|\w{{1,60}}\s*\({_WITHIN}*+\)|0x[0-9A-F]*+)"
_EXPRESSION = re.compile(
    rf"\s*({_TERM}(?:\s*(?:\|\||\+)\s*{_TERM})*+)(?:\s*::\s*[\w.]{{1,60}}(?:\(\d+\))?)?{_END}", re.IGNORECASE
)
_TERMS = re.compile(_TERM, re.IGNORECASE)
_FIRST_STRING = re.compile(_QUOTED)
_CHARACTER = re.compile(r"N?CHA?R\s*\(\s*(\d{1,7})\s*\)", re.IGNORECASE)
_REPLACED = re.compile(r",\s*('(?:[^']|'')*+')\s*,\s*CHAR\s*\(\s*(\d{1,7})\s*\)\s*\)", re.IGNORECASE)
_CODE = re.compile(r"\\(?:\\|\+([0-9A-Fa-f]{6})|U([0-9A-Fa-f]{8})|u?([0-9A-Fa-f]{4}))")


class Value(NamedTuple):
    """What a row has of a column: its text, None for NULL, where it ends, and whether the row ends there."""

    text: str | None
    end: int
    is_last: bool


def value(buffer: str, position: int, pattern: re.Pattern[str]) -> Value | None:
    """Return the value that begins here, by the pattern STANDARD or MYSQL; None where it is not whole, or none."""
    if found := pattern.match(buffer, position):
        if found[3] is None:
            escaped = found[1]
            quoted = found[2] if escaped is None else escaped
            text = quoted.replace("''", "'") if "''" in quoted else quoted
            return Value(text if escaped is None else unescaped(text), found.end(), found[4] == ")")
        if not found[3].lower().startswith("0x"):
            return Value(None if found[3].upper() == "NULL" else found[3], found.end(), found[4] == ")")
    if found := _EXPRESSION.match(buffer, position):
        terms = [_evaluated(term[0]) for term in _TERMS.finditer(found[1])]
        return Value("".join(terms), found.end(), found[2] == ")")
    return None


def _evaluated(term: str) -> str:
    """Return the text that a string, a number in hexadecimals or a function stands for."""
    kind = term[:1].upper()
    if term[:2].lower() == "0x" or (kind == "X" and term[1:2] == "'"):
        return _of_bytes(term)
    if kind == "E" and term[1:2] == "'":
        return unescaped(_unquoted(term[1:]))
    if character := _CHARACTER.fullmatch(term):
        return _character(int(character[1]))
    strings = _FIRST_STRING.search(term)
    if strings is None:
        return term
    text = _unquoted(strings[0])
    name = term[: strings.start()].lower()
    if name.startswith("replace"):
        for sign, code in _REPLACED.findall(term, strings.end()):
            text = text.replace(_unquoted(sign), _character(int(code)))
    elif name.startswith("unistr"):
        text = _CODE.sub(lambda code: _character(int("".join(filter(None, code.groups())) or "5c", 16)), text)
    return text


def _unquoted(quoted: str) -> str:
    return quoted[1:-1].replace("''", "'")


def _character(code: int) -> str:
    return chr(code) if code < 0x110000 else "\ufffd"


def _of_bytes(term: str) -> str:
    """Return the text of `0x5220` or `X'5220'`, and a short one, which is a number, as it stands."""
    digits = term[2:].rstrip("'")
    try:
        return decode_line(bytes.fromhex(digits))[0] if len(digits) > 20 else term
    except ValueError:
        return term
