"""A text node as a question to the index: an FTS5 expression, or a condition on tsvectors. Both find the same cables.

Every token is quoted, so that nothing a person types is ever the engines' syntax.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import pairwise
from typing import Any

from cables.search.index.document import EVERY, WEIGHTS
from cables.search.query.nodes import And, Near, Not, Or, Phrase, Prefix, Within, Word

FTS5_COLUMNS = {"subject": "subject", "U": "subject u", "SBU": "sbu", "C": "c", "S": "s"}


@dataclass(frozen=True, slots=True)
class Expanded:
    """The beginning of a word, with the stems of the words held that begin so but whose stem does not."""

    beginning: str
    stems: tuple[str, ...]


Asked = Any  # a text node, with its beginnings of words expanded
NOTHING = And((Word(EVERY), Not(Word(EVERY))))


def settled(node: Asked, stream: str = "") -> Asked:
    """The node with every Within brought down to the words it confines, which both engines can then ask.

    What is confined to two streams is confined to what they share: U has the subject in it, others share nothing.
    """
    match node:
        case And(parts) | Or(parts):
            return type(node)(tuple(settled(part, stream) for part in parts))
        case Not(part):
            return Not(settled(part, stream))
        case Within(inner, part):
            if stream in ("", inner) or {stream, inner} == {"U", "subject"}:
                return settled(part, "subject" if "subject" in (stream, inner) else inner)
            return NOTHING
    return Within(stream, node) if stream else node


def fts5(node: Asked) -> str:
    """The node as an FTS5 expression."""
    match node:
        case Word(stem):
            return f'"{stem}"'
        case Prefix(beginning):
            return f'"{beginning}" *'
        case Expanded(beginning, stems):
            return "(" + " OR ".join([f'"{beginning}" *', *(f'"{stem}"' for stem in stems)]) + ")"
        case Phrase(stems):
            return f'"{" ".join(stems)}"'
        case Near(stems, distance):
            pairs = (f'NEAR("{one}" "{other}", {distance - 1})' for one, other in pairwise(stems))
            return "(" + " AND ".join(pairs) + ")"
        case Within(stream, part):
            return f"{{{FTS5_COLUMNS[stream]}}} : ({fts5(part)})"
        case And(parts):
            wanted = [part for part in parts if not isinstance(part, Not)]
            unwanted = [part.part for part in parts if isinstance(part, Not)]
            asked = " AND ".join(map(fts5, wanted)) if wanted else f'"{EVERY}"'
            return reduce(lambda found, part: f"({found} NOT {fts5(part)})", unwanted, f"({asked})")
        case Or(parts):
            return "(" + " OR ".join(map(fts5, parts)) + ")"
        case Not(part):
            return f'("{EVERY}" NOT {fts5(part)})'
    raise TypeError(f"{node!r} is no text node")


@dataclass(slots=True)
class Condition:
    """A condition in SQL on the row of slice 0, called `entry`, and its parameters."""

    sql: str
    parameters: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a tsquery looks: in the words of all weights or of one, or in the subject."""

    column: str = "words"
    weight: str = ""

    def inside(self, stream: str) -> Scope:
        if stream == "subject":
            return replace(self, column="subject")
        return replace(self, weight=WEIGHTS[stream])


def tsquery(node: Asked, weight: str) -> str:
    """A node without a Within inside as the text of a tsquery."""
    match node:
        case Word(stem):
            return f"'{stem}'{colon(weight)}"
        case Prefix(beginning):
            return f"'{beginning}':*{weight}"
        case Expanded(beginning, stems):
            return "(" + " | ".join([f"'{beginning}':*{weight}", *(f"'{stem}'{colon(weight)}" for stem in stems)]) + ")"
        case Phrase(stems):
            return "(" + " <-> ".join(f"'{stem}'{colon(weight)}" for stem in stems) + ")"
        case Near(stems, distance):
            pairs = pairwise(stems)
            return "(" + " & ".join(beside(one, other, distance, weight) for one, other in pairs) + ")"
        case And(parts):
            return "(" + " & ".join(tsquery(part, weight) for part in parts) + ")"
        case Or(parts):
            return "(" + " | ".join(tsquery(part, weight) for part in parts) + ")"
        case Not(part):
            return f"!{tsquery(part, weight)}"
    raise TypeError(f"{node!r} is no text node")


def colon(weight: str) -> str:
    """The weight as a lexeme bears it."""
    return f":{weight}" if weight else ""


def beside(one: str, other: str, distance: int, weight: str) -> str:
    """Two words at most `distance` apart, in either order: tsquery knows exact distances only."""
    mark = colon(weight)
    ways = [f"'{one}'{mark} <{n}> '{other}'{mark}" for n in range(1, distance + 1)]
    ways += [f"'{other}'{mark} <{n}> '{one}'{mark}" for n in range(1, distance + 1)]
    return "(" + " | ".join(ways) + ")"


def postgresql(node: Asked, scope: Scope | None = None) -> Condition:
    """The node as a condition on tsvectors.

    Words alone are one tsquery on slice 0. Phrases and nearness of a long cable are asked of its further slices,
    since PostgreSQL does not keep all positions of a long text.
    """
    scope = scope or Scope()
    if plain(node):
        return Condition(f"entry.{scope.column} @@ %s::tsquery", [tsquery(node, scope.weight)])
    match node:
        case Phrase() | Near():
            return placed(node, scope)
        case Within(stream, part):
            return postgresql(part, scope.inside(stream))
        case Not(part):
            asked = postgresql(part, scope)
            return Condition(f"NOT ({asked.sql})", asked.parameters)
        case And(parts) | Or(parts):
            word = " AND " if isinstance(node, And) else " OR "
            simple = tuple(part for part in parts if plain(part))
            others = [part for part in parts if not plain(part)]
            asked_of = [postgresql(part, scope) for part in others]
            if simple:
                together = simple[0] if len(simple) == 1 else type(node)(simple)
                asked_of.insert(0, postgresql(together, scope))
            return Condition(
                "(" + word.join(part.sql for part in asked_of) + ")",
                [parameter for part in asked_of for parameter in part.parameters],
            )
    raise TypeError(f"{node!r} is no text node")


def plain(node: Asked) -> bool:
    """Whether the node asks only which words a cable has, not where they stand."""
    match node:
        case Phrase() | Near() | Within():
            return False
        case And(parts) | Or(parts):
            return all(map(plain, parts))
        case Not(part):
            return plain(part)
    return True


def placed(node: Phrase | Near, scope: Scope) -> Condition:
    """A phrase or nearness: of a short cable by slice 0, of a long one by the slices that keep positions."""
    asked = tsquery(node, scope.weight)
    if scope.column == "subject":
        return Condition("entry.subject @@ %s::tsquery", [asked])
    words = tsquery(And(tuple(Word(stem) for stem in node.stems)), scope.weight)
    return Condition(
        "((NOT entry.long AND entry.words @@ %s::tsquery) OR (entry.long AND entry.words @@ %s::tsquery AND EXISTS ("
        "SELECT 1 FROM cables_search further WHERE further.cable_id = entry.cable_id AND further.slice > 0 "
        "AND further.words @@ %s::tsquery)))",
        [asked, words, asked],
    )
