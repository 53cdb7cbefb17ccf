"""What a text node means, worked out word by word without any index: what both databases are held against."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from cables.search.index.document import Document
from cables.search.query.nodes import And, Expanded, Near, Not, Or, Phrase, Prefix, Within, Word

EVERYWHERE = frozenset({"subject", "U", "SBU", "C", "S"})
INSIDE = {
    "subject": {"subject"},
    "U": {"subject", "U"},
    "SBU": {"SBU"},
    "C": {"C"},
    "S": {"S"},
}


def finds(node: Any, made: Document, streams: frozenset[str] = EVERYWHERE) -> bool:
    """Whether the node finds the document, looking into these streams."""
    passages = [passage for stream in streams for passage in made.streams[stream]]
    match node:
        case Word(stem):
            return any(stem in passage for passage in passages)
        case Prefix(beginning):
            return any(stem.startswith(beginning) for passage in passages for stem in passage)
        case Expanded(beginning, stems):
            return finds(Or((Prefix(beginning), *map(Word, stems))), made, streams)
        case Phrase(stems):
            return any(
                tuple(passage[start : start + len(stems)]) == stems
                for passage in passages
                for start in range(len(passage))
            )
        case Near(stems, distance):
            return all(
                any(beside(passage, one, other, distance) for passage in passages) for one, other in pairwise(stems)
            )
        case Within(stream, part):
            return finds(part, made, streams & INSIDE[stream])
        case And(parts):
            return all(finds(part, made, streams) for part in parts)
        case Or(parts):
            return any(finds(part, made, streams) for part in parts)
        case Not(part):
            return not finds(part, made, streams)
    raise TypeError(node)


def beside(passage: list[str], one: str, other: str, distance: int) -> bool:
    places = [index for index, stem in enumerate(passage) if stem == other]
    return any(
        stem == one and any(0 < abs(index - place) <= distance for place in places)
        for index, stem in enumerate(passage)
    )
