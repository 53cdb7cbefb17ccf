"""What a list of hits shows of a cable's text: the stretches in which most of a reader's words stand. No database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cables.search.highlight import Marker, Span
from cables.search.index.normalise import stems

WIDTH = 260  # characters of a snippet
MOST = 3  # snippets of a cable
LOOKED_AT = 120_000  # characters of a cable: beyond, nothing is looked for once something was found

SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A stretch of a text on one line, with … where it was cut, and the spans of the words in it."""

    text: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that may be shown: `place` says which of the cable's it is."""

    place: int
    text: str
    portion: str | None


def snippets(passages: Iterable[Passage], marker: Marker) -> list[tuple[int, Snippet]]:
    """Up to MOST snippets in the order of the passages, each with its passage's place: of those with most words."""
    found: list[tuple[int, int, str, list[Span]]] = []
    most = wanted(marker)
    whole = looked_at = 0
    for passage in passages:
        spans = marker.in_paragraph(passage.text, passage.portion)
        if spans:
            different = len({written(passage.text, span) for span in spans})
            found.append((-different, passage.place, passage.text, spans))
            whole += different >= most
        looked_at += len(passage.text)
        if whole == MOST or (found and looked_at > LOOKED_AT):
            break
    best = sorted(found, key=lambda passage: passage[:2])[:MOST]
    return [(place, snippet(text, spans)) for _, place, text, spans in sorted(best, key=lambda passage: passage[1])]


def wanted(marker: Marker) -> int:
    """How many different words or phrases the marker looks for: a passage that has them all is as good as any."""
    sought = marker.sought.values()
    return len({word for part in sought for word in (*part.stems, *part.beginnings, *part.phrases)})


def written(text: str, span: Span) -> tuple[str, ...]:
    """The word at a span, or the words, in whatever form they stand there."""
    return tuple(stems(text[span[0] : span[1]]))


def snippet(text: str, spans: Sequence[Span]) -> Snippet:
    """The stretch of the text, about WIDTH characters long, in which most of the words at these spans stand."""
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
    """From where to where, at most some WIDTH characters, the most different words stand, and the most words."""
    words = [written(text, span) for span in spans]
    held: Counter[tuple[str, ...]] = Counter()
    best, most = spans[0], (0, 0)
    first = 0
    for last, (_, end) in enumerate(spans):
        held[words[last]] += 1
        while first < last and end - spans[first][0] > WIDTH:
            held[words[first]] -= 1
            if not held[words[first]]:
                del held[words[first]]
            first += 1
        if (len(held), last - first) > most:
            best, most = (spans[first][0], end), (len(held), last - first)
    return best


def on_one_line(text: str, left: int, right: int, spans: Iterable[Span]) -> Snippet:
    """text[left:right] with its white space made single, and the spans as they then lie."""
    out = ["… "] if left else []
    length = sum(map(len, out))
    moved: list[Span] = []
    place = left
    for start, end in spans:
        between = SPACES.sub(" ", text[place:start])
        word = SPACES.sub(" ", text[start:end])
        out += [between, word]
        length += len(between)
        moved.append((length, length + len(word)))
        length += len(word)
        place = end
    out.append(SPACES.sub(" ", text[place:right]).rstrip())
    if right < len(text):
        out.append(" …")
    return Snippet("".join(out), tuple(moved))
