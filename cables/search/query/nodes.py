"""What a query means: a tree of frozen nodes. No database; nothing here knows how a query was typed.

Words are compared by their stems. Nodes carry the words as typed too, for writing the query back, but do not differ by
them.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

NEAREST = 10  # words: the largest distance that `"..."~n` may ask for


@dataclass(frozen=True, slots=True)
class Word:
    """A word, compared by its stem."""

    stem: str
    typed: str = dataclasses.field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word (`erad*`), normalised but not stemmed."""

    beginning: str


@dataclass(frozen=True, slots=True)
class Expanded:
    """A Prefix with the stems of the known words that begin so but whose stem does not."""

    beginning: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side in this order, compared by their stems; two at least."""

    stems: tuple[str, ...]
    typed: tuple[str, ...] = dataclasses.field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Near:
    """Words of which each is at most `distance` words away from the next one named, in either order, within a
    paragraph; two at least, all different."""

    stems: tuple[str, ...]
    distance: int
    typed: tuple[str, ...] = dataclasses.field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Within:
    """A text node confined to the subject, or to paragraphs of a marking: `subject`, `U`, `SBU`, `C` or `S`."""

    stream: str
    node: TextNode


@dataclass(frozen=True, slots=True)
class Field:
    """A field and its value as typed and checked: `Field("tag", "PGOV")`, `Field("after", "2007-01-01")`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class And:
    """All of the parts; none of them is an And."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of the parts; none of them is an Or."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What the part does not find."""

    part: Node


TextNode = Word | Prefix | Phrase | Near | Within | And | Or | Not
Node = Word | Prefix | Phrase | Near | Within | Field | And | Or | Not


def needs_positions(node: object) -> bool:
    """Return whether it matters to a text node where in a cable words stand, and not only which it has."""
    match node:
        case Phrase() | Near() | Within():
            return True
        case And(parts) | Or(parts):
            return any(map(needs_positions, parts))
        case Not(part):
            return needs_positions(part)
    return False
