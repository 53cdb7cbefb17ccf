"""Tokens of a query, the first step of parsing. Linear in the text's length; never fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from cables.search.query.fields import NAMES, QUOTATION_MARKS

ZONE_FIELDS = ("subject", "portion")  # which say where words are to stand

_DIRECTIONS = (
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # controls of writing direction: they divide like a space
)
_BLANK = rf"\s{_DIRECTIONS}"
_NAMES = "|".join(sorted([*ZONE_FIELDS, *NAMES], key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<blank>[{_BLANK}]+)"
    r"|(?P<open>\()|(?P<close>\))|(?P<bar>\|+)"
    rf"|[{QUOTATION_MARKS}](?P<quoted>[^{QUOTATION_MARKS}]*)(?:(?P<closed>[{QUOTATION_MARKS}])(?:~(?P<distance>[0-9]*))?)?"
    rf"|(?P<minus>(?:\A|(?<=[{_BLANK}(|]))-(?=[\w({QUOTATION_MARKS}]))"
    rf"|(?i:portion):(?P<marking>[^{_BLANK}()|:{QUOTATION_MARKS}]+):"
    rf"|(?=[A-Za-z]+:)(?P<field>(?i:{_NAMES})):"
    rf"|(?P<words>[^{_BLANK}()|{QUOTATION_MARKS}]+)"
)
# A value whose parentheses are no group: the code of an exemption, `1.4(D)`, `B7(C)`, `(b)(7)(C)`.
_CODED = "exemption"
_CODE = re.compile(r"[A-Za-z0-9.]{0,10}(?:\([A-Za-z0-9]\)){1,3}(?!\w)")


class TokenType(Enum):
    """Types of tokens."""

    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    FIELD = auto()
    WORDS = auto()
    QUOTED = auto()


_OPERATORS = {"OR": TokenType.OR, "AND": TokenType.AND, "NOT": TokenType.NOT}
OPERATORS = frozenset(_OPERATORS)  # words that are operators where they are typed so, in capitals and unquoted


@dataclass(frozen=True, slots=True)
class QueryToken:
    """A token from `start` to `end` of the query: its text is the field's name, the words, or what stands in quotation
    marks. `marking` is that of `portion:S:`; `distance` are the digits of `"..."~10`, None without a `~`."""

    type: TokenType
    start: int
    end: int
    text: str = ""
    marking: str | None = None
    distance: str | None = None
    closed: bool = True


def tokenize(text: str) -> Iterator[QueryToken]:
    """Yield the tokens of a query in order. What lies between them is white space."""
    at = depth = 0
    coded = False  # whether a code may stand here: behind the field's name, and in a group of its values
    while found := (coded and _CODE.match(text, at)) or _TOKEN.match(text, at):
        start, end = found.span()
        at = end
        kind = "words" if found.re is _CODE else found.lastgroup
        if kind == "field":
            name = found["field"].lower()
            coded, depth = NAMES.get(name, name) == _CODED, 0
        elif kind != "blank":
            depth += (kind == "open") - (kind == "close")
            coded = coded and depth > 0
        match kind:
            case "blank":
                continue
            case "open":
                yield QueryToken(TokenType.OPEN, start, end)
            case "close":
                yield QueryToken(TokenType.CLOSE, start, end)
            case "bar":
                yield QueryToken(TokenType.OR, start, end)
            case "minus":
                yield QueryToken(TokenType.NOT, start, end)
            case "marking":
                yield QueryToken(TokenType.FIELD, start, end, "portion", found["marking"])
            case "field":
                name = found["field"].lower()
                yield QueryToken(TokenType.FIELD, start, end, NAMES.get(name, name))
            case "words":
                yield QueryToken(_OPERATORS.get(found[0], TokenType.WORDS), start, end, found[0])
            case _:
                closed = found["closed"] is not None
                yield QueryToken(TokenType.QUOTED, start, end, found["quoted"], None, found["distance"], closed)
