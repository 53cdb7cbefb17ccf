"""Where the words of a query stand in a text: for snippets, for marking an opened cable, and for the concordance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cables.search.document import stream_of
from cables.search.match import Expanded
from cables.search.nodes import And, Near, Node, Or, Phrase, Prefix, Within, Word
from cables.search.words import runs, stem

STREAMS_OF = {"subject": {"subject"}, "U": {"subject", "U"}, "SBU": {"SBU"}, "C": {"C"}, "S": {"S"}}
EVERYWHERE = frozenset({"subject", "U", "SBU", "C", "S"})

Span = tuple[int, int]


@dataclass(slots=True)
class Sought:
    """What is marked within some streams: single stems, beginnings of words, and phrases."""

    stems: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)
    phrases: set[tuple[str, ...]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.stems or self.beginnings or self.phrases)

    def initials(self) -> set[str]:
        """The signs that words begin with which may be sought: a word begins like its stem, in either case.

        A stem takes long to work out the first time, so it is not for words that begin otherwise. (Those that begin
        beyond ASCII may be any: `É` begins like `e`.)
        """
        wanted = {*self.stems, *self.beginnings, *(phrase[0] for phrase in self.phrases)}
        small = {word[0] for word in wanted}
        return small | {letter.upper() for letter in small}


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
        initials, beginnings = sought.initials(), tuple(sought.beginnings)
        found = runs(text)
        spans: list[Span] = []
        for index, (start, word_end, word) in enumerate(found):
            if word[0] not in initials and word[0].isascii():
                continue
            word_stem, end = stem(word), 0
            for phrase in sought.phrases:
                if word_stem == phrase[0]:
                    stretch = found[index : index + len(phrase)]
                    if tuple(stem(other) for _, _, other in stretch) == phrase:
                        end = max(end, stretch[-1][1])
            if word_stem in sought.stems or (beginnings and word_stem.startswith(beginnings)):
                end = max(end, word_end)
            if not end:
                continue
            if spans and start < spans[-1][1]:
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return spans
