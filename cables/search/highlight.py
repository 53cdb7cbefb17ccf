"""Where the words of a query stand in a text: for snippets, for marking an opened cable, and for the concordance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from cables.search.index.document import stream_of
from cables.search.index.normalise import beginning, behind, stem
from cables.search.query.nodes import And, Expanded, Near, Node, Or, Phrase, Prefix, Within, Word

STREAMS_OF = {"subject": {"subject"}, "U": {"subject", "U"}, "SBU": {"SBU"}, "C": {"C"}, "S": {"S"}}
EVERYWHERE = frozenset({"subject", "U", "SBU", "C", "S"})

Span = tuple[int, int]


@dataclass
class Sought:
    """What is marked within some streams: single stems, beginnings of words, and phrases."""

    stems: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)
    phrases: set[tuple[str, ...]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.stems or self.beginnings or self.phrases)

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The stems, or beginnings of stems, of which one opens whatever is marked."""
        return frozenset({*self.stems, *self.beginnings, *(phrase[0] for phrase in self.phrases)})


class Marker:
    """Finds the places of a query's words. What the query wants absent, and its fields, mark nothing."""

    def __init__(self, node: Node | None) -> None:
        self.sought: dict[str, Sought] = {stream: Sought() for stream in EVERYWHERE}
        if node is not None:
            self.learn(node, set(EVERYWHERE))

    def learn(self, node: Any, streams: set[str]) -> None:
        """Look for what the node wants, within these streams."""
        match node:
            case Word(stem):
                for stream in streams:
                    self.sought[stream].stems.add(stem)
            case Prefix(beginning):
                for stream in streams:
                    self.sought[stream].beginnings.add(beginning)
            case Expanded(beginning, stems):
                for stream in streams:
                    self.sought[stream].beginnings.add(beginning)
                    self.sought[stream].stems.update(stems)
            case Near(stems, _):
                for stream in streams:
                    self.sought[stream].stems.update(stems)
            case Phrase(stems):
                for stream in streams:
                    self.sought[stream].phrases.add(stems)
            case Within(inside, confined):
                self.learn(confined, streams & STREAMS_OF[inside])
            case And(parts) | Or(parts):
                for part in parts:
                    self.learn(part, streams)

    def __bool__(self) -> bool:
        return any(self.sought.values())

    def in_paragraph(self, text: str, portion: str | None) -> list[Span]:
        """The spans to mark in a paragraph of that portion mark, in order, none overlapping another."""
        return self.spans(text, stream_of(portion))

    def in_subject(self, text: str) -> list[Span]:
        """The spans to mark in a subject."""
        return self.spans(text, "subject")

    def spans(self, text: str, stream: str) -> list[Span]:
        """The spans to mark in a text of the stream."""
        sought = self.sought[stream]
        if not sought:
            return []
        beginnings = tuple(sought.beginnings)
        spans: list[Span] = []
        for run in candidates(sought.first_words, text):
            start, end, found = run.start(), 0, stem(run[0])
            for phrase in sought.phrases:
                if found == phrase[0]:
                    rest = list(islice(behind(text, run.end()), len(phrase) - 1))
                    if tuple(stem(other[0]) for other in rest) == phrase[1:]:
                        end = max(end, rest[-1].end())
            if found in sought.stems or (beginnings and found.startswith(beginnings)):
                end = max(end, run.end())
            if not end:
                continue
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans


def candidates(wanted: frozenset[str], text: str) -> Iterator[re.Match[str]]:
    """The words of a text that may be, or have, one of the wanted stems."""
    if text.isascii():
        return akin(wanted).finditer(text.lower())
    return beginning(frozenset(word[0] for word in wanted)).finditer(text)


@lru_cache(maxsize=256)
def akin(stems: frozenset[str]) -> re.Pattern[str]:
    """A pattern for words in small letters of ASCII that may have one of these stems, or one that begins like it.

    A stem is the beginning of its word but for two letters at most: `dying` is `die`, `possibility` may be `possible`.
    The look behind stands second: so the machine runs to the next such beginning, and not from word to word.
    """
    found: list[str] = []
    for opening in sorted({one[: max(1, len(one) - 2)] for one in stems if one.isascii()}):
        if not found or not opening.startswith(found[-1]):
            found.append(opening)
    either = "|".join(f"{opening}(?<![a-z0-9]{opening})" for opening in found)
    return re.compile(f"(?:{either or '(?!)'})[a-z0-9]*")
