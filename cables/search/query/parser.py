"""Parsing of what a person typed into the search box: the tree that it means, and what of it was not understood.

Words are all wanted, each in any of its forms (`growers` finds `grower`). Further there are

- `"exact phrases"`, and `"coca eradication"~10`: at most so many words apart, in either order
- `erad*`: words that begin so
- `OR` or `|`; `-word` or `NOT word`; parentheses. `AND` may be written. Operators are in capitals
- fields, `tag:PGOV`: the table in `fields`. A value of several words is quoted, `by:"LA LIME"`; several values
  stand in parentheses, `tag:(PGOV OR SNAR)`
- `subject:coca`, `subject:(coca OR opium)`: words within the subject
- `portion:S:coca`, `portion:S:(coca OR opium)`: words within paragraphs of that marking. `portion:S` alone confines
  all words beside it, up to an OR or the parenthesis around them: `portion:S coca opium`

A word with other characters in it (`wha/and`, `U.S.`) is a phrase of its parts; such characters alone are nothing.

Tokens become a tree of nodes. Words side by side are all wanted; `OR` binds less than that, `NOT` and `-` more.
Parentheses are balanced beforehand, and never nested deeper than DEEPEST, so that parsing is plain recursive descent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from cables import archive_vocabulary
from cables.db.lookups import on_record
from cables.models import MissingCable, Post
from cables.search.index import normalise
from cables.search.query.errors import QueryError, QueryErrors, shown
from cables.search.query.fields import FIELDS, FieldType
from cables.search.query.formatting import format_query
from cables.search.query.nodes import (
    NEAREST,
    FieldNode,
    Near,
    Node,
    Phrase,
    Prefix,
    WordNode,
    all_of,
    any_of,
    confined,
    none_of,
)
from cables.search.query.tokens import ZONE_FIELDS, QueryToken, TokenType, tokenize
from cables.telegram import mrn, posts

LONGEST = 10_000  # characters of a query that are parsed: more than its terms at their longest take
DEEPEST = 10  # parentheses within one another
MOST_TERMS = 60  # words and values of fields together; the overlap of an index's slices rests on it
SHORTEST_BEGINNING = 2  # letters of `er*`

ZONE_OF_MARKING = {
    **dict.fromkeys(["U", "UNCLAS", "UNCLASSIFIED"], "U"),
    **dict.fromkeys(["SBU", "LOU", "FOUO"], "SBU"),
    **dict.fromkeys(["C", "CONF", "CONFIDENTIAL"], "C"),
    **dict.fromkeys(["S", "SECRET", "TS"], "S"),
}

_MOST_DIGITS = 4
_NEARNESS = re.compile(r"(?<=[^\W_])~[0-9]*\Z")
_FIELD_LIKE = re.compile(r"([A-Za-z]{2,20}):(?!//)")
_COMPACT_MRN = re.compile(r"(?:[0-9]{2}){1,2}(?:OF[0-9]{2})?[A-Z]+[0-9]+(?:Z[A-Z]{2}[0-9]*)?", re.IGNORECASE)
_LABELLED = re.compile(r"\W*MRN:?\s", re.IGNORECASE)
_GLUED_FIELD = re.compile(r"\s*[A-Z]+:[^\s/]", re.IGNORECASE)
_BESIDE_POST = re.compile(r"\b(?:OF|IN|REF(?:TEL)?S?)\b|[^A-Z]", re.IGNORECASE)

Context = str | FieldType | None  # what words become: words of a zone, values of a field, or words anywhere


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """A query as understood: its node (None where nothing was), errors in the order of what was typed, and the
    canonical query: the node as one would type it."""

    node: Node | None
    errors: tuple[QueryError, ...]
    canonical: str


def parse_query(typed: str) -> ParsedQuery:
    """Parse a query. Nothing is raised, whatever the text; errors say where in it something is not understood."""
    errors = QueryErrors()
    text = typed
    if len(text) > LONGEST:
        errors.add(LONGEST, len(text), f"Only the first {LONGEST:,} characters were read.")
        text = text[:LONGEST]
    tokens = balanced(tokenize(text), errors, len(text))
    node = Parser(tokens, errors, len(text)).query()
    if node is None and tokens and not errors.errors:
        errors.add(0, len(text), "There is no word in this.")
    return ParsedQuery(node, tuple(sorted(errors.errors)), format_query(node) if node is not None else "")


def mrn_alone(typed: str) -> str | None:
    """Return the message reference number that the whole text is, in any spelling; None where it is a query.

    One that is on record as it is spelt is that number, and no other that its spelling may mean. A number of a post
    that neither the vocabulary nor the archive knows is one where a stored cable cites it; else it is a word:
    `90days30`. At most three queries, none where the vocabulary knows the post as it is spelt.
    """
    number, spelt = mrn_by_spelling(typed), mrn.spelt(typed)
    if spelt and spelt != number and stands_alone(typed) and on_record(spelt):
        return spelt
    if number is None or mrn.normalise(number, archive_vocabulary.current()).known_post:
        return number
    if on_record(number) or Post.objects.filter(code=mrn.Mrn.parse(number).post).exists():
        return number
    return number if MissingCable.objects.filter(mrn=number).exists() else None


def mrn_by_spelling(typed: str) -> str | None:
    """Return the message reference number that the whole text may be; None where it is none. No database.

    A number with blanks in it (`lima 3229 of 2007`) counts where the vocabulary lists the post in that spelling: `opium
    12 2007` are words, however near they come to a post. `07ZENDA12` may be a number even where the vocabulary lacks
    the post, but `ref:07ZENDA12` is a field. The address of a published page is the number in it.
    """
    text = mrn.bare(typed)
    vocabulary = archive_vocabulary.current()
    reading = mrn.normalise(text, vocabulary)
    if reading.mrn is None or not stands_alone(typed):
        return None
    if _COMPACT_MRN.fullmatch(text):
        return reading.mrn
    post = posts.recognise(posts.despaced(_BESIDE_POST.sub(" ", text)), vocabulary)
    return reading.mrn if post.known and post.post == reading.post else None


def stands_alone(typed: str) -> bool:
    """Return whether a number that was typed is no value of a field of the query, as in `ref:07ZENDA12`."""
    if _COMPACT_MRN.fullmatch(mrn.bare(typed)):
        return not _GLUED_FIELD.match(typed)
    return bool(_LABELLED.match(typed)) or all(token.type is not TokenType.FIELD for token in tokenize(typed))


def balanced(tokens: Iterable[QueryToken], errors: QueryErrors, end: int) -> list[QueryToken]:
    """Return the tokens with every parenthesis closed, at `end` at the latest, and none without effect or too deep."""
    result: list[QueryToken] = []
    opened: list[QueryToken] = []
    ignored = 0
    for token in tokens:
        if token.type is TokenType.OPEN:
            if len(opened) == DEEPEST:
                if not ignored:
                    message = f"Parentheses nest at most {DEEPEST} deep: those within were ignored."
                    errors.add(token.start, token.end, message)
                ignored += 1
                continue
            opened.append(token)
        elif token.type is TokenType.CLOSE:
            if ignored:
                ignored -= 1
                continue
            if not opened:
                errors.add(token.start, token.end, "This parenthesis closes none that was opened: it was ignored.")
                continue
            opened.pop()
        result.append(token)
    if opened:
        message = "This parenthesis is never closed: it was taken to reach to the end."
        errors.add(opened[0].start, opened[0].end, message)
    return result + [QueryToken(TokenType.CLOSE, end, end)] * len(opened)


def shortened(run: str) -> str:
    """Return a word as typed, cut where it is too long for a word, so that formatting does not lengthen a query."""
    return run if len(run) <= normalise.LONGEST else normalise.normal(run)


class Parser:
    """A parser of balanced tokens, of a text of `length` characters, into one node."""

    def __init__(self, tokens: list[QueryToken], errors: QueryErrors, length: int) -> None:
        self.tokens = tokens
        self.errors = errors
        self.length = length
        self.index = 0
        self.terms = 0

    def query(self) -> Node | None:
        """Parse the whole query; return None where nothing in it is a word or a field with its value."""
        return self.alternatives(None)

    def peek(self) -> QueryToken | None:
        """Return the next token without consuming it; None at the end."""
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def take(self) -> QueryToken:
        """Consume and return the next token, which there must be."""
        self.index += 1
        return self.tokens[self.index - 1]

    def error(self, token: QueryToken, message: str) -> None:
        """Add an error about a token."""
        self.errors.add(token.start, token.end, message)

    def alternatives(self, context: Context) -> Node | None:
        """Parse the whole, or what stands between parentheses: alternatives divided by OR."""
        branches: list[Node] = []
        last: QueryToken | None = None
        while True:
            branch, filled = self.sequence(context)
            if branch is not None:
                branches.append(branch)
            token = self.peek()
            if token is None or token.type is not TokenType.OR:
                break
            last = self.take() if filled else None
            if last is None:
                self.error(self.take(), "OR stands between two words or groups, but nothing stands before it.")
        if last and not filled:
            self.error(last, "OR stands between two words or groups, but nothing follows it.")
        return any_of(branches)

    def sequence(self, context: Context) -> tuple[Node | None, bool]:
        """Parse operands side by side, up to an OR, a parenthesis or the end; return also whether there are any.

        `portion:S` among them confines all of their words.
        """
        parts: list[Node] = []
        pending: list[QueryToken] = []  # AND and NOT that nothing has followed yet
        filled = False
        portion: tuple[QueryToken, str] | None = None
        while (token := self.peek()) and token.type not in (TokenType.OR, TokenType.CLOSE):
            self.take()
            if token.type is TokenType.AND:
                if not filled or pending:
                    self.error(token, "AND stands between two words or groups, but nothing stands before it.")
                else:
                    pending.append(token)
                continue
            if token.type is TokenType.NOT:
                pending.append(token)
                continue
            negated = sum(operator.type is TokenType.NOT for operator in pending) % 2 == 1
            pending = []
            if self.is_portion(token):
                portion = self.portion(token, portion, negated)
                continue
            filled = True
            part = self.operand(token, context)
            if part is not None:
                parts.append(none_of(part) if negated else part)
        if pending:
            name = "NOT or a minus sign" if pending[-1].type is TokenType.NOT else "AND"
            self.error(pending[-1], f"{name} needs something to follow it: it was ignored.")
        node = all_of(parts)
        if portion is None:
            return node, filled
        token, zone = portion
        inner = confined(node, zone) if node is not None else None
        if inner == node:
            self.error(token, "portion: says where words are to stand, but no words stand beside it.")
        return inner, filled or node is None

    def is_portion(self, token: QueryToken) -> bool:
        """Return whether a token is a `portion:` that a marking follows, and not words."""
        if token.type is not TokenType.FIELD or token.text != "portion" or token.marking is not None:
            return False
        following = self.peek()
        return following is not None and following.type in (TokenType.WORDS, TokenType.QUOTED)

    def portion(
        self, field: QueryToken, before: tuple[QueryToken, str] | None, negated: bool
    ) -> tuple[QueryToken, str] | None:
        """Parse the marking of `portion:S`; return token and zone that hold for all words beside it.

        `before` is one that stands there already.
        """
        value = self.take()
        token = QueryToken(TokenType.FIELD, field.start, value.end)
        zone = self.zone(token, value.text)
        if negated:
            self.error(token, "portion: cannot be excluded; put the minus sign in front of the words: it was ignored.")
            return before
        if before and zone and before[1] != zone:
            self.error(token, "Words can be confined to one marking only: the first one was taken.")
            return before
        return (token, zone) if zone else before

    def zone(self, token: QueryToken, marking: str) -> str | None:
        """Return the zone that a portion marking names; its control (`/NF`) makes no difference."""
        level, *control = re.split(r"[/,\s-]+", marking.strip(" ().,").upper(), maxsplit=1)
        zone = ZONE_OF_MARKING.get(level)
        if zone is None:
            message = f"“{shown(marking)}” marks no paragraphs: write U, SBU, C or S. The words were sought everywhere."
            self.error(token, message)
        elif control or level == "TS":
            message = f"Paragraphs are told apart by U, SBU, C and S alone: {zone} was taken for “{shown(marking)}”."
            self.error(token, message)
        return zone

    def operand(self, token: QueryToken, context: Context) -> Node | None:
        """Parse a group, a field with its value, or words."""
        if token.type is TokenType.OPEN:
            node = self.alternatives(context)
            self.take()
            return node
        if token.type is TokenType.FIELD:
            return self.field(token, context)
        return self.value(token, context) if isinstance(context, FieldType) else self.text(token, context)

    def field(self, field: QueryToken, context: Context) -> Node | None:
        """Parse a field with its value; a group after it has several, `tag:(PGOV OR SNAR)`."""
        if field.text in ZONE_FIELDS:
            zone = field.text if field.text == "subject" else self.zone(field, field.marking or "")
            context = zone or context
        else:
            context = FIELDS[field.text]
        token = self.peek()
        if token is None or token.type not in (TokenType.OPEN, TokenType.WORDS, TokenType.QUOTED):
            self.error(field, f"{field.text}: stands without a value: it was ignored.")
            return None
        return self.operand(self.take(), context)

    def value(self, token: QueryToken, field: FieldType) -> Node | None:
        """Parse a field's value; return None where it is none."""
        if not self.has_room(token):
            return None
        if token.type is TokenType.WORDS and "," in token.text.strip(",;."):
            example = " OR ".join(shown(value) for value in token.text.split(",", 2)[:2])
            self.error(token, f"Several values of {field.name}: are written {field.name}:({example}): it was ignored.")
            return None
        try:
            value = field.check(token.text.strip(",;") if token.type is TokenType.WORDS else token.text)
        except ValueError as error:
            self.error(token, f"{error} {field.name}: was ignored.")
            return None
        self.terms += 1
        return FieldNode(field.name, value)

    def text(self, token: QueryToken, zone: str | None) -> Node | None:
        """Parse words: one, its beginning, a phrase or nearness; confined where there is a zone."""
        if not normalise.RUN.search(token.text) or not self.has_room(token):
            return None
        node = self.quoted(token) if token.type is TokenType.QUOTED else self.bare(token)
        return confined(node, zone) if node is not None and zone else node

    def has_room(self, token: QueryToken) -> bool:
        """Return whether the query has not too many terms yet; adds one error, of everything from this token on."""
        if self.terms == MOST_TERMS:
            message = f"A query holds at most {MOST_TERMS} words and values: the rest was ignored."
            self.errors.add(token.start, self.length, message)
            self.terms += 1
        return self.terms < MOST_TERMS

    def bare(self, token: QueryToken) -> Node | None:
        """Parse words without quotation marks; what is written as one but consists of several (`U.S.`) is a phrase."""
        text = token.text
        if (named := _FIELD_LIKE.match(text)) and (named.end() < len(text) or self.touches(token)):
            known = ", ".join(f"{name}:" for name in (*ZONE_FIELDS, *FIELDS))
            message = f"There is no field “{named[1]}:”: it was taken for a word. There are {known}."
            self.errors.add(token.start, token.start + named.end(), message)
        if nearness := _NEARNESS.search(text):
            message = "“~” and a number stand behind quotation marks, which hold the words to be near each other."
            self.errors.add(token.start + nearness.start(), token.end, message)
            text = text[: nearness.start()]
        core = text.rstrip("*")
        runs = normalise.RUN.findall(core)
        if core != text and len(runs) == 1 and core.endswith(runs[0]):
            beginning = normalise.normal(runs[0])
            if len(beginning) >= SHORTEST_BEGINNING:
                self.terms += 1
                return Prefix(beginning)
            message = f"The beginning of a word needs {SHORTEST_BEGINNING} letters at least: a whole word was taken."
            self.error(token, message)
        elif runs and "*" in text:
            self.error(token, "“*” stands for the rest of a word only at the word’s end: it was ignored.")
        return self.phrase(token, runs)

    def touches(self, token: QueryToken) -> bool:
        """Return whether a group or a quotation follows the token without a blank."""
        following = self.peek()
        if following is None or following.start != token.end:
            return False
        return following.type in (TokenType.OPEN, TokenType.QUOTED)

    def quoted(self, token: QueryToken) -> Node | None:
        """Parse what stands in quotation marks: words side by side, or with a distance after them near each other."""
        if not token.closed:
            start = token.start
            message = "This quotation mark is never closed: it was taken to reach to the end."
            self.errors.add(start, start + 1, message)
        if "*" in token.text:
            self.error(token, "Within quotation marks “*” has no meaning: it was ignored.")
        runs = normalise.RUN.findall(token.text)
        if token.distance is None:
            return self.phrase(token, runs)
        return self.near(token, runs)

    def phrase(self, token: QueryToken, runs: list[str]) -> Node | None:
        """Return the node of words side by side; one alone is a word."""
        words = self.stems(token, runs)
        if len(words) > 1:
            return Phrase(tuple(stem for stem, _ in words), tuple(run for _, run in words))
        return WordNode(*words[0]) if words else None

    def near(self, token: QueryToken, runs: list[str]) -> Node | None:
        """Return the node of words near each other, each once."""
        words: dict[str, str] = {}
        for stem, run in self.stems(token, runs):
            words.setdefault(stem, run)
        digits = token.distance or ""
        distance = int(digits) if 0 < len(digits) <= _MOST_DIGITS else NEAREST + 1
        if not 1 <= distance <= NEAREST:
            message = f'Nearness is a number of words from 1 to {NEAREST}, as in "…"~{NEAREST}.'
            self.error(token, f"{message} {min(max(distance, 1), NEAREST)} was taken.")
            distance = min(max(distance, 1), NEAREST)
        if len(words) < 2:
            self.error(token, "Nearness needs two different words at least.")
            return next((WordNode(stem, run) for stem, run in words.items()), None)
        return Near(tuple(words), distance, tuple(words.values()))

    def stems(self, token: QueryToken, runs: list[str]) -> list[tuple[str, str]]:
        """Return each word's stem and the word as typed; no more than there is room for."""
        words = [(stem, shortened(run)) for run in runs if (stem := normalise.stem(run))]
        room = MOST_TERMS - self.terms
        if len(words) > room:
            message = f"A query holds at most {MOST_TERMS} words and values: the rest was ignored."
            self.errors.add(token.start, self.length, message)
            self.terms = MOST_TERMS + 1
            return words[:room]
        self.terms += len(words)
        return words
