"""Annotated text of an upload: which parts the parser read as what, and the lines that have a problem."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.safestring import SafeString

from cables.rendering.html import escape
from cables.telegram.parts import Problem
from cables.telegram.spans import ParsedSpan, SpanKind

MAX_SHOWN = 300_000  # characters
LINE_END = re.compile(r"\r\n?|\n")


@dataclass(frozen=True, slots=True)
class Piece:
    """Piece of the text; `kind` is what it was read as, `line` the number of a line with a problem that it begins."""

    text: str
    kind: SpanKind | None = None
    line: int | None = None

    @property
    def html(self) -> SafeString:
        """Return the piece as HTML, escaped."""
        return escape(LINE_END.sub("\n", self.text))

    @property
    def style(self) -> str:
        """Return the CSS class of what it was read as."""
        return self.kind.replace(" ", "-").lower() if self.kind else ""


@dataclass(frozen=True, slots=True)
class AnnotatedText:
    """Pieces of a text, or of its beginning where it is `cut`, and the kinds that occur in it, in order."""

    pieces: list[Piece] = field(default_factory=list)
    kinds: list[SpanKind] = field(default_factory=list)
    cut: bool = False


def annotate(text: str, spans: Sequence[ParsedSpan], problems: Iterable[Problem]) -> AnnotatedText:
    """Return the text in pieces that end where a span or a line with a problem begins or ends."""
    shown = text[:MAX_SHOWN]
    flawed = _starts(shown, {problem.line for problem in problems})
    begun = {span.start: span for span in spans}
    ends = (span.end for span in spans)
    cuts = sorted(offset for offset in {0, len(shown), *flawed, *begun, *ends} if offset <= len(shown))
    pieces: list[Piece] = []
    span: ParsedSpan | None = None
    for start, end in pairwise(cuts):
        if span and start >= span.end:
            span = None
        span = begun.get(start, span)
        pieces.append(Piece(shown[start:end], span.kind if span else None, flawed.get(start)))
    found = list(dict.fromkeys(piece.kind for piece in pieces if piece.kind))
    return AnnotatedText(pieces, found, cut=len(text) > len(shown))


def _starts(text: str, lines: set[int]) -> dict[int, int]:
    """Return the offsets at which these lines, counted from 1, begin, with their numbers."""
    starts = {0: 1} if 1 in lines else {}
    for number, match in enumerate(LINE_END.finditer(text), 2):
        if number in lines:
            starts[match.end()] = number
    return starts
