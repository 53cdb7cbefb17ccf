"""Snippets of a cable's text for a list of hits: those with most words of the query. No database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter

from cables.search.highlight import Highlighter, Span
from cables.search.index.normalise import stems

WIDTH = 260  # characters of a snippet
MOST = 3  # snippets of a cable
EXAMINED = 120_000  # characters of a cable, after which no more are examined once there is a snippet

SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """An excerpt of a text on one line, with … where it was cut, and the spans of the words in it."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SnippetText:
    """A text that snippets may be taken from: `index` says which of the cable's paragraphs it is of."""

    index: int
    text: str
    portion: str | None


def snippets(texts: Iterable[SnippetText], highlighter: Highlighter) -> list[tuple[int, Snippet]]:
    """Return up to MOST snippets in the order of the texts, each with its text's index: of those with most words."""
    matching: list[tuple[int, int, str, list[Span]]] = []
    most = wanted(highlighter)
    whole = examined = 0
    for each in texts:
        spans = highlighter.in_paragraph(each.text, each.portion)
        if spans:
            different = len({stems_at(each.text, span) for span in spans})
            matching.append((-different, each.index, each.text, spans))
            whole += different >= most
        examined += len(each.text)
        if whole == MOST or (matching and examined > EXAMINED):
            break
    best = sorted(matching, key=itemgetter(0, 1))[:MOST]
    return [(index, snippet(text, spans)) for _, index, text, spans in sorted(best, key=itemgetter(1))]


def wanted(highlighter: Highlighter) -> int:
    """Return how many different words or phrases are highlighted: no text can be better than one that has them all."""
    terms = highlighter.terms.values()
    return len({word for each in terms for word in (*each.stems, *each.beginnings, *each.phrases)})


def stems_at(text: str, span: Span) -> tuple[str, ...]:
    """Return the stem of the word at a span, or of the words."""
    return tuple(stems(text[span[0] : span[1]]))


def snippet(text: str, spans: Sequence[Span]) -> Snippet:
    """Return the excerpt of the text, about WIDTH characters long, with most of the words at these spans."""
    start, end = densest(text, spans)
    room = max(0, WIDTH - (end - start))
    left = max(0, start - room // 2)
    right = min(len(text), end + room - (start - left))
    left = max(0, min(left, right - WIDTH, start))
    if left and (space := SPACES.search(text, left, start)):
        left = space.end()
    if right < len(text):
        right = max((space.start() for space in SPACES.finditer(text, end, right)), default=right)
    return on_one_line(text, left, right, [span for span in spans if left <= span[0] and span[1] <= right])


def densest(text: str, spans: Sequence[Span]) -> Span:
    """Return the span of at most some WIDTH characters with the most different words, and the most words."""
    words = [stems_at(text, span) for span in spans]
    within: Counter[tuple[str, ...]] = Counter()
    best, most = spans[0], (0, 0)
    first = 0
    for last, (_, end) in enumerate(spans):
        within[words[last]] += 1
        while first < last and end - spans[first][0] > WIDTH:
            within[words[first]] -= 1
            if not within[words[first]]:
                del within[words[first]]
            first += 1
        if (len(within), last - first) > most:
            best, most = (spans[first][0], end), (len(within), last - first)
    return best


def on_one_line(text: str, left: int, right: int, spans: Iterable[Span]) -> Snippet:
    """Return text[left:right] with each run of white space as one space, and the spans in the result."""
    out = ["… "] if left else []
    length = sum(map(len, out))
    moved: list[Span] = []
    offset = left
    for start, end in spans:
        between = SPACES.sub(" ", text[offset:start])
        word = SPACES.sub(" ", text[start:end])
        out += [between, word]
        length += len(between)
        moved.append((length, length + len(word)))
        length += len(word)
        offset = end
    out.append(SPACES.sub(" ", text[offset:right]).rstrip())
    if right < len(text):
        out.append(" …")
    return Snippet("".join(out), tuple(moved))
