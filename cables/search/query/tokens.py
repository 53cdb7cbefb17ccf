"""Tokens of a query, the first step of parsing. Linear in the text's length; never fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from cables.search.query.fields import NAMES, QUOTATION_MARKS

STREAM_FIELDS = ("subject", "portion")  # which say where words are to stand

_DIRECTIONS = (
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # controls of writing direction: they divide like a space
)
_BLANK = rf"\s{_DIRECTIONS}"
_NAMES = "|".join(sorted([*STREAM_FIELDS, *NAMES], key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<blank>[{_BLANK}]+)"
    r"|(?P<open>\()|(?P<close>\))|(?P<bar>\|+)"
    rf"|[{QUOTATION_MARKS}](?P<quoted>[^{QUOTATION_MARKS}]*)(?:(?P<closed>[{QUOTATION_MARKS}])(?:~(?P<distance>[0-9]*))?)?"
    rf"|(?P<minus>(?:\A|(?<=[{_BLANK}(|]))-(?=[\w({QUOTATION_MARKS}]))"
    rf"|(?i:portion):(?P<marking>[^{_BLANK}()|:{QUOTATION_MARKS}]+):"
    rf"|(?=[A-Za-z]+:)(?P<field>(?i:{_NAMES})):"
    rf"|(?P<words>[^{_BLANK}()|{QUOTATION_MARKS}]+)"
)


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
class Token:
    """A token from `start` to `end` of the query: its text is the field's name, the words, or what stands in quotation
    marks. `marking` is that of `portion:S:`; `distance` are the digits of `"..."~10`, None without a `~`."""

    type: TokenType
    start: int
    end: int
    text: str = ""
    marking: str | None = None
    distance: str | None = None
    closed: bool = True


def tokenize(text: str) -> Iterator[Token]:
    """Yield the tokens of a query in order. What lies between them is white space."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        match match.lastgroup:
            case "blank":
                continue
            case "open":
                yield Token(TokenType.OPEN, start, end)
            case "close":
                yield Token(TokenType.CLOSE, start, end)
            case "bar":
                yield Token(TokenType.OR, start, end)
            case "minus":
                yield Token(TokenType.NOT, start, end)
            case "marking":
                yield Token(TokenType.FIELD, start, end, "portion", match["marking"])
            case "field":
                name = match["field"].lower()
                yield Token(TokenType.FIELD, start, end, NAMES.get(name, name))
            case "words":
                yield Token(_OPERATORS.get(match["words"], TokenType.WORDS), start, end, match["words"])
            case _:
                closed = match["closed"] is not None
                yield Token(TokenType.QUOTED, start, end, match["quoted"], None, match["distance"], closed)
