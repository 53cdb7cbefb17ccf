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
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cables import archive_vocabulary
from cables.models import MissingCable, Post
from cables.search.query.errors import QueryError, QueryErrors
from cables.search.query.formatting import format_query
from cables.search.query.nodes import Node
from cables.search.query.parser import Parser, balanced
from cables.search.query.tokens import TokenType, tokenize
from cables.telegram import mrn, posts

LONGEST = 10_000  # characters of a query that are parsed: more than its terms at their longest take

_COMPACT_MRN = re.compile(r"(?:[0-9]{2}){1,2}[A-Z]+[0-9]+", re.IGNORECASE)
_BESIDE_POST = re.compile(r"\b(?:OF|IN|REF(?:TEL)?S?)\b|[^A-Z]", re.IGNORECASE)


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

    A number of a post that neither the vocabulary nor the archive knows is one where a stored cable cites it; else it
    is a word: `90days30`. At most two queries, none where the vocabulary knows the post.
    """
    number = mrn_by_spelling(typed)
    if number is None or mrn.normalise(number, archive_vocabulary.current()).known_post:
        return number
    known = Post.objects.filter(code=mrn.Mrn.parse(number).post).exists()
    return number if known or MissingCable.objects.filter(mrn=number).exists() else None


def mrn_by_spelling(typed: str) -> str | None:
    """Return the message reference number that the whole text may be; None where it is none. No database.

    A number with blanks in it (`lima 3229 of 2007`) counts where the vocabulary lists the post in that spelling: `opium
    12 2007` are words, however near they come to a post. `07ZENDA12` may be a number even where the vocabulary lacks
    the post, but `ref:07ZENDA12` is a field.
    """
    text = " ".join(typed.split())
    vocabulary = archive_vocabulary.current()
    reading = mrn.normalise(text, vocabulary)
    if reading.mrn is None or _COMPACT_MRN.fullmatch(text):
        return reading.mrn
    if any(token.type is TokenType.FIELD for token in tokenize(text)):
        return None
    post = posts.recognise(posts.despaced(_BESIDE_POST.sub(" ", text)), vocabulary)
    return reading.mrn if post.known and post.post == reading.post else None
