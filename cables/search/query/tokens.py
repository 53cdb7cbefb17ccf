"""The first step of reading a query: what was typed, cut into tokens. Linear in the text's length; never fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from cables.search.query.fields import NAMES, QUOTATION_MARKS

PLACES = ("subject", "portion")  # fields that say where words are to stand

_DIRECTIONS = (
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # marks of writing direction: they divide like a space
)
_BLANK = rf"\s{_DIRECTIONS}"
_NAMES = "|".join(sorted([*PLACES, *NAMES], key=len, reverse=True))
_TOKEN = re.compile(
    rf"(?P<blank>[{_BLANK}]+)"
    r"|(?P<open>\()|(?P<close>\))|(?P<bar>\|+)"
    rf"|[{QUOTATION_MARKS}](?P<quoted>[^{QUOTATION_MARKS}]*)(?:(?P<closed>[{QUOTATION_MARKS}])(?:~(?P<distance>[0-9]*))?)?"
    rf"|(?P<minus>(?:\A|(?<=[{_BLANK}(|]))-(?=[\w({QUOTATION_MARKS}]))"
    rf"|(?i:portion):(?P<marking>[^{_BLANK}()|:{QUOTATION_MARKS}]+):"
    rf"|(?=[A-Za-z]+:)(?P<field>(?i:{_NAMES})):"
    rf"|(?P<words>[^{_BLANK}()|{QUOTATION_MARKS}]+)"
)


class Sign(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    FIELD = auto()
    WORDS = auto()
    QUOTED = auto()


_OPERATORS = {"OR": Sign.OR, "AND": Sign.AND, "NOT": Sign.NOT}
OPERATORS = frozenset(_OPERATORS)  # words that are operators where they are typed so, in capitals and unquoted


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text from `start` to `end`: its text is the field's name, the words, or what the quotation marks
    hold. `marking` is that of `portion:S:`; `distance` are the digits of `"..."~10`, None where no `~` stands there."""

    sign: Sign
    start: int
    end: int
    text: str = ""
    marking: str | None = None
    distance: str | None = None
    closed: bool = True


def scan(text: str) -> Iterator[Token]:
    """The tokens of a text in order. What lies between them are blanks."""
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        match match.lastgroup:
            case "blank":
                continue
            case "open":
                yield Token(Sign.OPEN, start, end)
            case "close":
                yield Token(Sign.CLOSE, start, end)
            case "bar":
                yield Token(Sign.OR, start, end)
            case "minus":
                yield Token(Sign.NOT, start, end)
            case "marking":
                yield Token(Sign.FIELD, start, end, "portion", match["marking"])
            case "field":
                name = match["field"].lower()
                yield Token(Sign.FIELD, start, end, NAMES.get(name, name))
            case "words":
                yield Token(_OPERATORS.get(match["words"], Sign.WORDS), start, end, match["words"])
            case _:
                closed = match["closed"] is not None
                yield Token(Sign.QUOTED, start, end, match["quoted"], None, match["distance"], closed)
