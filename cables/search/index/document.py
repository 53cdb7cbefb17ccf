"""A cable as the search index sees it: the stems of its words by stream, before any database's form of it.

Streams separate what is marked differently, so that one index serves the whole cable and its secret paragraphs alone.
Between paragraphs lies a gap wider than any nearness: phrases and nearness never cross it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cables.models import Cable, Paragraph
from cables.search.index.normalise import stems_of, unlike_stem_of, words_of
from cables.search.query.nodes import NEAREST

STREAMS = ("subject", "U", "SBU", "C", "S")
EVERY = "¤"  # not a letter, hence no word: every cable's first token, by which "all but" is looked up
GAP = "¶"
GAP_LENGTH = NEAREST + 1

IndexedText = tuple[str | None, str | None, str]  # a paragraph's portion marking, heading and text


@dataclass(slots=True)
class Document:
    """By stream the stems of each text in it, and the words that differ from their stem, with it."""

    streams: dict[str, list[list[str]]] = field(default_factory=lambda: {stream: [] for stream in STREAMS})
    words: dict[str, str] = field(default_factory=dict)

    def add(self, stream: str, text: str | None) -> None:
        """Put a text into a stream."""
        if text:
            words = words_of(text)
            if words:
                stems = stems_of(words)
                self.words.update(unlike_stem_of(zip(words, stems, strict=True)))
                self.streams[stream].append(stems)


def stream_of(portion: str | None) -> str:
    """Return the stream of a paragraph by its portion marking (`S/NF`, `C//REL TO ...`); without one it is U."""
    level = (portion or "U").lstrip("(").upper()
    if level.startswith(("TS", "S")) and not level.startswith("SBU"):
        return "S"
    if level.startswith("C"):
        return "C"
    return "SBU" if level.startswith(("SBU", "LOU", "FOUO")) else "U"


def document(subject: str | None, paragraphs: Iterable[IndexedText]) -> Document:
    """Return the document of a cable from its subject and paragraphs. A heading has no marking and goes to U."""
    document = Document()
    document.add("subject", subject)
    for portion, heading, text in paragraphs:
        document.add("U", heading)
        document.add(stream_of(portion), text)
    return document


def documents(cables: Sequence[int]) -> list[tuple[int, Document]]:
    """Return the documents of stored cables, given by id, from their rows: (id, document). Two queries."""
    paragraphs: dict[int, list[IndexedText]] = {cable: [] for cable in cables}
    for cable, portion, heading, text in (
        Paragraph.objects.filter(cable__in=cables)
        .order_by("cable", "position")
        .values_list("cable", "portion", "heading", "text")
    ):
        paragraphs[cable].append((portion, heading, text or ""))
    subjects = dict(Cable.objects.filter(pk__in=cables).values_list("pk", "subject").order_by())
    return [(cable, document(subjects[cable], paragraphs[cable])) for cable in cables]
