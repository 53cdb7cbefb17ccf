"""Where the words of a query stand in a text: for snippets, for marking an opened cable, and for the concordance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cables.search.document import stream_of
from cables.search.match import Expanded
from cables.search.nodes import And, Near, Node, Or, Phrase, Prefix, Within, Word
from cables.search.words import stems_beginning, tokens

STREAMS_OF = {"subject": {"subject"}, "U": {"subject", "U"}, "SBU": {"SBU"}, "C": {"C"}, "S": {"S"}}
EVERYWHERE = frozenset({"subject", "U", "SBU", "C", "S"})

Span = tuple[int, int]


@dataclass(slots=True)
class Sought:
    """What is marked within some streams: single stems, beginnings of words, and phrases."""

    stems: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)
    phrases: set[tuple[str, ...]] = field(default_factory=set)

    def may_be_in(self, text: str) -> bool:
        """Whether any of it may stand in the text: far sooner told than where."""
        wanted = self.stems.union(phrase[0] for phrase in self.phrases)
        beginnings = tuple(self.beginnings)
        found = stems_beginning(text, {stem[0] for stem in wanted.union(beginnings)})
        return not wanted.isdisjoint(found) or (bool(beginnings) and any(stem.startswith(beginnings) for stem in found))


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
        return any(sought.stems or sought.beginnings or sought.phrases for sought in self.sought.values())

    def in_paragraph(self, text: str, portion: str | None) -> list[Span]:
        """The spans to mark in a paragraph of that portion mark, in order, none overlapping another."""
        return self.spans(text, stream_of(portion))

    def in_subject(self, text: str) -> list[Span]:
        """The spans to mark in a subject."""
        return self.spans(text, "subject")

    def spans(self, text: str, stream: str) -> list[Span]:
        """The spans to mark in a text of the stream."""
        sought = self.sought[stream]
        beginnings = tuple(sought.beginnings)
        if not sought.may_be_in(text):
            return []
        found = list(tokens(text))
        spans: list[Span] = []
        for index, token in enumerate(found):
            end = 0
            for phrase in sought.phrases:
                if token.stem == phrase[0] and tuple(t.stem for t in found[index : index + len(phrase)]) == phrase:
                    end = max(end, found[index + len(phrase) - 1].end)
            if token.stem in sought.stems or (beginnings and token.stem.startswith(beginnings)):
                end = max(end, token.end)
            if not end:
                continue
            if spans and token.start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((token.start, end))
        return spans
