"""Highlights of a query's words in a text: for snippets, for the page of a cable, and for the concordance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import islice
from typing import Any

from cables.rendering.garbles import words_of
from cables.search.index.document import zone_of
from cables.search.index.normalise import starting_with, stem, words_from
from cables.search.index.readings import is_read_otherwise, reading
from cables.search.query.nodes import And, Expanded, Near, Node, Or, Phrase, Prefix, Within, WordNode

ZONES_OF = {"subject": {"subject"}, "U": {"subject", "U"}, "SBU": {"SBU"}, "C": {"C"}, "S": {"S"}}
EVERYWHERE = frozenset({"subject", "U", "SBU", "C", "S"})

Span = tuple[int, int]


@dataclass
class Terms:
    """What is highlighted in one zone: single stems, beginnings of words, and phrases."""

    stems: set[str] = field(default_factory=set)
    beginnings: set[str] = field(default_factory=set)
    phrases: set[tuple[str, ...]] = field(default_factory=set)

    def __bool__(self) -> bool:
        return bool(self.stems or self.beginnings or self.phrases)

    @cached_property
    def first_words(self) -> frozenset[str]:
        """Return the stems, or beginnings of stems, one of which every highlight starts with."""
        return frozenset({*self.stems, *self.beginnings, *(phrase[0] for phrase in self.phrases)})


class Highlighter:
    """Finder of a query's words in texts. What the query excludes, and its fields, are not highlighted."""

    def __init__(self, node: Node | None) -> None:
        self.terms: dict[str, Terms] = {zone: Terms() for zone in EVERYWHERE}
        if node is not None:
            self.add(node, set(EVERYWHERE))

    def add(self, node: Any, zones: set[str]) -> None:
        """Add the terms of a node, within these zones."""
        match node:
            case WordNode(stem):
                for zone in zones:
                    self.terms[zone].stems.add(stem)
            case Prefix(beginning):
                for zone in zones:
                    self.terms[zone].beginnings.add(beginning)
            case Expanded(beginning, stems):
                for zone in zones:
                    self.terms[zone].beginnings.add(beginning)
                    self.terms[zone].stems.update(stems)
            case Near(stems, _):
                for zone in zones:
                    self.terms[zone].stems.update(stems)
            case Phrase(stems):
                for zone in zones:
                    self.terms[zone].phrases.add(stems)
            case Within(inside, confined):
                self.add(confined, zones & ZONES_OF[inside])
            case And(parts) | Or(parts):
                for part in parts:
                    self.add(part, zones)

    def __bool__(self) -> bool:
        return any(self.terms.values())

    def in_paragraph(self, text: str, portion: str | None) -> list[Span]:
        """Return the spans to highlight in a paragraph of that portion marking, in order, none overlapping another."""
        return self.spans(text, zone_of(portion))

    def in_subject(self, text: str) -> list[Span]:
        """Return the spans to highlight in a subject."""
        return self.spans(text, "subject")

    def spans(self, text: str, zone: str) -> list[Span]:
        """Return the spans to highlight in a text of the zone."""
        terms = self.terms[zone]
        if not terms:
            return []
        spans = list(spans_of(text, terms))
        if is_read_otherwise(text):
            for words in (words_of([text]), None):  # as a reader sees it, and with every word joined
                read = reading(text, words)
                spans += [(start, read.ends.get(end, end)) for start, end in spans_of(read.text, terms)]
        return merged(spans)


def spans_of(text: str, terms: Terms) -> Iterator[Span]:
    """Yield the spans of the terms in a text as it stands, in the order in which they begin."""
    beginnings = tuple(terms.beginnings)
    for run in candidates(terms.first_words, text):
        end, first = 0, stem(run[0])
        for phrase in terms.phrases:
            if first == phrase[0]:
                rest = list(islice(words_from(text, run.end()), len(phrase) - 1))
                if tuple(stem(other[0]) for other in rest) == phrase[1:]:
                    end = max(end, rest[-1].end())
        if first in terms.stems or (beginnings and first.startswith(beginnings)):
            end = max(end, run.end())
        if end:
            yield run.start(), end


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def candidates(wanted: frozenset[str], text: str) -> Iterator[re.Match[str]]:
    """Yield the words of a text that may have one of the wanted stems, or a stem that begins so."""
    if text.isascii():
        return pattern_for(wanted).finditer(text.lower())
    return starting_with(frozenset(word[0] for word in wanted)).finditer(text)


@lru_cache(maxsize=256)
def pattern_for(stems: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for words in small letters of ASCII that may have one of these stems, or one that begins so.

    A stem is the beginning of its word but for two letters at most: `dying` is `die`, `possibility` may be `possible`.
    The lookbehind stands second: so the machine runs to the next such beginning, and not from word to word.
    """
    beginnings: list[str] = []
    for opening in sorted({one[: max(1, len(one) - 2)] for one in stems if one.isascii()}):
        if not beginnings or not opening.startswith(beginnings[-1]):
            beginnings.append(opening)
    either = "|".join(f"{opening}(?<![a-z0-9]{opening})" for opening in beginnings)
    return re.compile(f"(?:{either or '(?!)'})[a-z0-9]*")
