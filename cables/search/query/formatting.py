"""Nodes as one would type them. What was parsed from a query parses as the same node again."""

from __future__ import annotations

import re

from cables.search.query.nodes import And, FieldNode, Near, Node, Not, Or, Phrase, Prefix, Within, WordNode
from cables.search.query.tokens import OPERATORS

_NEEDS_NO_QUOTES = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]*")


def format_query(node: Node) -> str:
    """Return the query that means the node: `coca (peru OR bolivia) -tag:SNAR`."""
    match node:
        case WordNode(stem, typed):
            word = typed or stem
            return f'"{word}"' if word in OPERATORS else word
        case Prefix(beginning):
            return f"{beginning}*"
        case Phrase(stems, typed):
            return f'"{" ".join(typed or stems)}"'
        case Near(stems, distance, typed):
            return f'"{" ".join(typed or stems)}"~{distance}'
        case Within(zone, part):
            field = "subject:" if zone == "subject" else f"portion:{zone}:"
            return field + grouped(part, And, Or, Not)
        case FieldNode(name, value):
            return f"{name}:{quoted(value)}"
        case And(parts):
            return " ".join(grouped(part, Or) for part in parts)
        case Or(parts):
            return " OR ".join(map(format_query, parts))
        case Not(part):
            return "-" + grouped(part, And, Or)


def quoted(value: str) -> str:
    """Return a field's value as one types it after the colon: in quotation marks where it needs them."""
    return value if _NEEDS_NO_QUOTES.fullmatch(value) and value not in OPERATORS else f'"{value}"'


def grouped(node: Node, *groups: type[Node]) -> str:
    """Return the node as typed, in parentheses where it is of one of these classes."""
    return f"({format_query(node)})" if isinstance(node, groups) else format_query(node)
