"""Building a query's tree: nodes put together so that equal queries are equal trees."""

from __future__ import annotations

from collections.abc import Iterable

from cables.search.query.nodes import And, Near, Node, Not, Or, Phrase, Prefix, Within, Word


def all_of(nodes: Iterable[Node]) -> Node | None:
    """What all of the nodes find; each is taken once. None where there are none."""
    parts = dict.fromkeys(part for node in nodes for part in (node.parts if isinstance(node, And) else (node,)))
    return And(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def any_of(nodes: Iterable[Node]) -> Node | None:
    """What any of the nodes finds; each is taken once. None where there are none."""
    parts = dict.fromkeys(part for node in nodes for part in (node.parts if isinstance(node, Or) else (node,)))
    return Or(tuple(parts)) if len(parts) > 1 else next(iter(parts), None)


def none_of(node: Node) -> Node:
    """What the node does not find."""
    return node.part if isinstance(node, Not) else Not(node)


def confined(node: Node, stream: str) -> Node:
    """The node with its words confined to a stream, each by itself; fields, and words confined already, stay."""
    match node:
        case Word() | Prefix() | Phrase() | Near():
            return Within(stream, node)
        case And(parts):
            return all_of(confined(part, stream) for part in parts) or node
        case Or(parts):
            return any_of(confined(part, stream) for part in parts) or node
        case Not(part):
            return Not(confined(part, stream))
    return node
