"""Nodes of a query: a frozen tree of what it means. No database; nothing here knows how a query was typed.

Words are compared by their stems. Nodes hold the words as typed too, for formatting the query, but are equal without
them. Trees are built by `all_of`, `any_of`, `none_of` and `confined`, so that equal queries are equal trees.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

NEAREST = 10  # words: the largest distance that `"..."~n` may ask for


@dataclass(frozen=True, slots=True)
class WordNode:
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
    """Words side by side in this order, compared by their stems; two at least."""

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
    """A text node confined to the subject, or to paragraphs of a portion marking: `subject`, `U`, `SBU`, `C` or `S`."""

    zone: str
    node: TextNode


@dataclass(frozen=True, slots=True)
class FieldNode:
    """A field and its value as typed and checked: `FieldNode("tag", "PGOV")`, `FieldNode("after", "2007-01-01")`."""

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
    """All cables that the part does not match."""

    part: Node


TextNode = WordNode | Prefix | Phrase | Near | Within | And | Or | Not
Node = WordNode | Prefix | Phrase | Near | Within | FieldNode | And | Or | Not


def all_of(nodes: Iterable[Node]) -> Node | None:
    """Return the conjunction of the nodes, each taken once; None where there are none."""
    parts = dict.fromkeys(part for node in nodes for part in (node.parts if isinstance(node, And) else (node,)))
    return And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def any_of(nodes: Iterable[Node]) -> Node | None:
    """Return the disjunction of the nodes, each taken once; None where there are none."""
    parts = dict.fromkeys(part for node in nodes for part in (node.parts if isinstance(node, Or) else (node,)))
    return Or(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def none_of(node: Node) -> Node:
    """Return the negation of the node."""
    return node.part if isinstance(node, Not) else Not(node)


def confined(node: Node, zone: str) -> Node:
    """Return the node with each of its words confined to a zone; fields, and words confined already, stay."""
    match node:
        case WordNode() | Prefix() | Phrase() | Near():
            return Within(zone, node)
        case And(parts):
            return all_of(confined(part, zone) for part in parts) or node
        case Or(parts):
            return any_of(confined(part, zone) for part in parts) or node
        case Not(part):
            return Not(confined(part, zone))
    return node


def needs_positions(node: object) -> bool:
    """Return whether it matters to a text node where in a cable words stand, and not only which words it has."""
    match node:
        case Phrase() | Near() | Within():
            return True
        case And(parts) | Or(parts):
            return any(map(needs_positions, parts))
        case Not(part):
            return needs_positions(part)
    return False
