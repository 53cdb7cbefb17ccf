"""Meaning of a text node, computed word by word without any index, with which both databases have to agree."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from cables.search.index.document import Document
from cables.search.query.nodes import And, Expanded, Near, Not, Or, Phrase, Prefix, Within, WordNode

EVERYWHERE = frozenset({"subject", "U", "SBU", "C", "S"})
INSIDE = {
    "subject": {"subject"},
    "U": {"subject", "U"},
    "SBU": {"SBU"},
    "C": {"C"},
    "S": {"S"},
}


def matches(node: Any, document: Document, zones: frozenset[str] = EVERYWHERE) -> bool:
    """Return whether the node matches the document in these zones."""
    texts = [text for zone in zones for text in document.zones[zone]]
    match node:
        case WordNode(stem):
            return any(stem in text for text in texts)
        case Prefix(beginning):
            return any(stem.startswith(beginning) for text in texts for stem in text)
        case Expanded(beginning, stems):
            return matches(Or((Prefix(beginning), *map(WordNode, stems))), document, zones)
        case Phrase(stems):
            return any(tuple(text[start : start + len(stems)]) == stems for text in texts for start in range(len(text)))
        case Near(stems, distance):
            return all(any(are_near(text, one, other, distance) for text in texts) for one, other in pairwise(stems))
        case Within(zone, part):
            return matches(part, document, zones & INSIDE[zone])
        case And(parts):
            return all(matches(part, document, zones) for part in parts)
        case Or(parts):
            return any(matches(part, document, zones) for part in parts)
        case Not(part):
            return not matches(part, document, zones)
    raise TypeError(node)


def are_near(text: list[str], one: str, other: str, distance: int) -> bool:
    others = [index for index, stem in enumerate(text) if stem == other]
    return any(
        stem == one and any(0 < abs(index - position) <= distance for position in others)
        for index, stem in enumerate(text)
    )
