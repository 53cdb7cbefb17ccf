"""The second step of reading a query: tokens become a tree.

Words that stand side by side are all wanted; `OR` binds less than that, `NOT` and `-` more. Parentheses are
balanced beforehand, and never nested deeper than DEEPEST, so that reading is plain recursive descent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cables.search.index import normalise
from cables.search.query.combining import all_of, any_of, confined, none_of
from cables.search.query.errors import Complaints, shown
from cables.search.query.fields import KINDS, Kind
from cables.search.query.nodes import NEAREST, Field, Near, Node, Phrase, Prefix, Word
from cables.search.query.tokens import PLACES, Sign, Token

DEEPEST = 10  # parentheses within one another
MOST_TERMS = 60  # words and values of fields together; an index's overlap of slices rests on it
SHORTEST_BEGINNING = 2  # letters of `er*`

MARKINGS = {
    **dict.fromkeys(["U", "UNCLAS", "UNCLASSIFIED"], "U"),
    **dict.fromkeys(["SBU", "LOU", "FOUO"], "SBU"),
    **dict.fromkeys(["C", "CONF", "CONFIDENTIAL"], "C"),
    **dict.fromkeys(["S", "SECRET", "TS"], "S"),
}

_MOST_DIGITS = 4
_RUN = re.compile(r"[^\W_]+")
_NEARNESS = re.compile(r"(?<=[^\W_])~[0-9]*\Z")
_FIELD_LIKE = re.compile(r"([A-Za-z]{2,20}):(?!//)")

Inside = str | Kind | None  # what words become: words of a stream, values of a field, or words anywhere


def balanced(tokens: Iterable[Token], complaints: Complaints, end: int) -> list[Token]:
    """The tokens with every parenthesis closed, before `end` at the latest, and none without effect or too deep."""
    kept: list[Token] = []
    opened: list[Token] = []
    ignored = 0
    for token in tokens:
        if token.sign is Sign.OPEN:
            if len(opened) == DEEPEST:
                if not ignored:
                    message = f"Parentheses nest at most {DEEPEST} deep: those within were ignored."
                    complaints.add(token.start, token.end, message)
                ignored += 1
                continue
            opened.append(token)
        elif token.sign is Sign.CLOSE:
            if ignored:
                ignored -= 1
                continue
            if not opened:
                complaints.add(token.start, token.end, "This parenthesis closes none that was opened: it was ignored.")
                continue
            opened.pop()
        kept.append(token)
    if opened:
        message = "This parenthesis is never closed: it was taken to reach to the end."
        complaints.add(opened[0].start, opened[0].end, message)
    return kept + [Token(Sign.CLOSE, end, end)] * len(opened)


def shortened(run: str) -> str:
    """A word as typed, cut where it is too long for a word, so that writing it back does not lengthen a query."""
    return run if len(run) <= normalise.LONGEST else normalise.normal(run)


class Reader:
    """Reads balanced tokens, of a text of `length` characters, into one node."""

    def __init__(self, tokens: list[Token], complaints: Complaints, length: int) -> None:
        self.tokens = tokens
        self.complaints = complaints
        self.length = length
        self.place = 0
        self.terms = 0

    def node(self) -> Node | None:
        """The whole query's node; None where nothing in it is a word or a field with its value."""
        return self.either(None)

    def ahead(self) -> Token | None:
        """The next token, without taking it."""
        return self.tokens[self.place] if self.place < len(self.tokens) else None

    def take(self) -> Token:
        """The next token, which there must be."""
        self.place += 1
        return self.tokens[self.place - 1]

    def complain(self, token: Token, message: str) -> None:
        """Complain of a token."""
        self.complaints.add(token.start, token.end, message)

    def either(self, inside: Inside) -> Node | None:
        """What stands between parentheses, or the whole: alternatives divided by OR."""
        branches: list[Node] = []
        last: Token | None = None
        while True:
            branch, filled = self.together(inside)
            if branch is not None:
                branches.append(branch)
            token = self.ahead()
            if token is None or token.sign is not Sign.OR:
                break
            last = self.take() if filled else None
            if last is None:
                self.complain(self.take(), "OR stands between two words or groups, but nothing stands before it.")
        if last and not filled:
            self.complain(last, "OR stands between two words or groups, but nothing follows it.")
        return any_of(branches)

    def together(self, inside: Inside) -> tuple[Node | None, bool]:
        """What stands side by side, and whether anything does; up to an OR, a closing parenthesis or the end.

        `portion:S` among it confines all of its words.
        """
        parts: list[Node] = []
        waiting: list[Token] = []  # AND and NOT that nothing has followed yet
        filled = False
        portion: tuple[Token, str] | None = None
        while (token := self.ahead()) and token.sign not in (Sign.OR, Sign.CLOSE):
            self.take()
            if token.sign is Sign.AND:
                if not filled or waiting:
                    self.complain(token, "AND stands between two words or groups, but nothing stands before it.")
                else:
                    waiting.append(token)
                continue
            if token.sign is Sign.NOT:
                waiting.append(token)
                continue
            negated = sum(wait.sign is Sign.NOT for wait in waiting) % 2 == 1
            waiting = []
            if token.sign is Sign.FIELD and token.text == "portion" and token.marking is None and self.is_marking():
                portion = self.confinement(token, portion, negated)
                continue
            filled = True
            part = self.operand(token, inside)
            if part is not None:
                parts.append(none_of(part) if negated else part)
        if waiting:
            name = "NOT or a minus sign" if waiting[-1].sign is Sign.NOT else "AND"
            self.complain(waiting[-1], f"{name} needs something to follow it: it was ignored.")
        node = all_of(parts)
        if portion and node is not None:
            token, stream = portion
            inner = confined(node, stream)
            if inner == node:
                self.complain(token, "portion: says where words are to stand, but no words stand beside it.")
            return inner, filled
        if portion:
            self.complain(portion[0], "portion: says where words are to stand, but no words stand beside it.")
        return node, filled or portion is not None

    def is_marking(self) -> bool:
        """Whether the next token is a marking and not the words themselves."""
        token = self.ahead()
        return token is not None and token.sign in (Sign.WORDS, Sign.QUOTED)

    def confinement(self, field: Token, before: tuple[Token, str] | None, negated: bool) -> tuple[Token, str] | None:
        """The stream of `portion:S` as it holds for all that stands beside it; `before` is one that does already."""
        value = self.take()
        spot = Token(Sign.FIELD, field.start, value.end)
        stream = self.stream(spot, value.text)
        if negated:
            self.complain(
                spot, "portion: cannot be excluded; put the minus sign in front of the words: it was ignored."
            )
            return before
        if before and stream and before[1] != stream:
            self.complain(spot, "Words can be confined to one marking only: the first one was taken.")
            return before
        return (spot, stream) if stream else before

    def stream(self, spot: Token, marking: str) -> str | None:
        """The stream that a portion marking names; its control (`/NF`) is not told apart."""
        level, *control = re.split(r"[/,\s-]+", marking.strip(" ().,").upper(), maxsplit=1)
        stream = MARKINGS.get(level)
        if stream is None:
            message = f"“{shown(marking)}” marks no paragraphs: write U, SBU, C or S. The words were sought everywhere."
            self.complain(spot, message)
        elif control or level == "TS":
            message = f"Paragraphs are told apart by U, SBU, C and S alone: {stream} was taken for “{shown(marking)}”."
            self.complain(spot, message)
        return stream

    def operand(self, token: Token, inside: Inside) -> Node | None:
        """A group, a field with its value, or words."""
        if token.sign is Sign.OPEN:
            node = self.either(inside)
            self.take()
            return node
        if token.sign is Sign.FIELD:
            return self.field(token, inside)
        return self.value(token, inside) if isinstance(inside, Kind) else self.text(token, inside)

    def field(self, field: Token, inside: Inside) -> Node | None:
        """A field with its value; a group behind it holds several, `tag:(PGOV OR SNAR)`."""
        if field.text in PLACES:
            stream = field.text if field.text == "subject" else self.stream(field, field.marking or "")
            inside = stream or inside
        else:
            inside = KINDS[field.text]
        token = self.ahead()
        if token is None or token.sign not in (Sign.OPEN, Sign.WORDS, Sign.QUOTED):
            self.complain(field, f"{field.text}: stands without a value: it was ignored.")
            return None
        return self.operand(self.take(), inside)

    def value(self, token: Token, kind: Kind) -> Node | None:
        """A field's value, checked; None where it is none."""
        if not self.has_room(token):
            return None
        if token.sign is Sign.WORDS and "," in token.text.strip(",;."):
            example = " OR ".join(shown(value) for value in token.text.split(",", 2)[:2])
            self.complain(token, f"Several values of {kind.name}: are written {kind.name}:({example}): it was ignored.")
            return None
        try:
            value = kind.check(token.text.strip(",;") if token.sign is Sign.WORDS else token.text)
        except ValueError as error:
            self.complain(token, f"{error} {kind.name}: was ignored.")
            return None
        self.terms += 1
        return Field(kind.name, value)

    def text(self, token: Token, stream: str | None) -> Node | None:
        """Words: one, its beginning, a phrase or nearness; confined where there is a stream to confine them to."""
        if not _RUN.search(token.text) or not self.has_room(token):
            return None
        node = self.quoted(token) if token.sign is Sign.QUOTED else self.bare(token)
        return confined(node, stream) if node is not None and stream else node

    def has_room(self, token: Token) -> bool:
        """Whether the query has not too many terms yet; complains once, of everything from this token on."""
        if self.terms == MOST_TERMS:
            message = f"A query holds at most {MOST_TERMS} words and values: the rest was ignored."
            self.complaints.add(token.start, self.length, message)
            self.terms += 1
        return self.terms < MOST_TERMS

    def bare(self, token: Token) -> Node | None:
        """Words without quotation marks; what is written as one but holds several (`U.S.`) is a phrase."""
        text = token.text
        if (named := _FIELD_LIKE.match(text)) and (named.end() < len(text) or self.touches(token)):
            known = ", ".join(f"{name}:" for name in (*PLACES, *KINDS))
            message = f"There is no field “{named[1]}:”: it was taken for a word. There are {known}."
            self.complaints.add(token.start, token.start + named.end(), message)
        if nearness := _NEARNESS.search(text):
            message = "“~” and a number stand behind quotation marks, which hold the words to be near each other."
            self.complaints.add(token.start + nearness.start(), token.end, message)
            text = text[: nearness.start()]
        core = text.rstrip("*")
        runs = _RUN.findall(core)
        if core != text and len(runs) == 1 and core.endswith(runs[0]):
            beginning = normalise.normal(runs[0])
            if len(beginning) >= SHORTEST_BEGINNING:
                self.terms += 1
                return Prefix(beginning)
            message = f"The beginning of a word needs {SHORTEST_BEGINNING} letters at least: a whole word was taken."
            self.complain(token, message)
        elif runs and "*" in text:
            self.complain(token, "“*” stands for the rest of a word only at the word’s end: it was ignored.")
        return self.phrase(token, runs)

    def touches(self, token: Token) -> bool:
        """Whether the next token follows without a blank."""
        following = self.ahead()
        return following is not None and following.start == token.end and following.sign in (Sign.OPEN, Sign.QUOTED)

    def quoted(self, token: Token) -> Node | None:
        """What quotation marks hold: words side by side, or with a distance behind them near each other."""
        if not token.closed:
            start = token.start
            message = "This quotation mark is never closed: it was taken to reach to the end."
            self.complaints.add(start, start + 1, message)
        if "*" in token.text:
            self.complain(token, "Within quotation marks “*” has no meaning: it was ignored.")
        runs = _RUN.findall(token.text)
        if token.distance is None:
            return self.phrase(token, runs)
        return self.near(token, runs)

    def phrase(self, token: Token, runs: list[str]) -> Node | None:
        """Words side by side; one alone is a word."""
        found = self.stems(token, runs)
        if len(found) > 1:
            return Phrase(tuple(stem for stem, _ in found), tuple(run for _, run in found))
        return Word(*found[0]) if found else None

    def near(self, token: Token, runs: list[str]) -> Node | None:
        """Words near each other, each once."""
        found: dict[str, str] = {}
        for stem, run in self.stems(token, runs):
            found.setdefault(stem, run)
        digits = token.distance or ""
        distance = int(digits) if 0 < len(digits) <= _MOST_DIGITS else NEAREST + 1
        if not 1 <= distance <= NEAREST:
            message = f'Nearness is a number of words from 1 to {NEAREST}, as in "…"~{NEAREST}.'
            self.complain(token, f"{message} {min(max(distance, 1), NEAREST)} was taken.")
            distance = min(max(distance, 1), NEAREST)
        if len(found) < 2:
            self.complain(token, "Nearness needs two different words at least.")
            return next((Word(stem, run) for stem, run in found.items()), None)
        return Near(tuple(found), distance, tuple(found.values()))

    def stems(self, token: Token, runs: list[str]) -> list[tuple[str, str]]:
        """Each word's stem and the word as typed; no more than there is room for."""
        found = [(stem, shortened(run)) for run in runs if (stem := normalise.stem(run))]
        room = MOST_TERMS - self.terms
        if len(found) > room:
            message = f"A query holds at most {MOST_TERMS} words and values: the rest was ignored."
            self.complaints.add(token.start, self.length, message)
            self.terms = MOST_TERMS + 1
            return found[:room]
        self.terms += len(found)
        return found
