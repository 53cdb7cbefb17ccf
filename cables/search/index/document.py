"""A cable as the search index sees it: the stems of its words by zone, before any database's form of it.

Streams separate what is marked differently, so that one index serves the whole cable and its secret paragraphs alone.
Between paragraphs lies a gap wider than any nearness: phrases and nearness never cross it. A paragraph's words are
those that its page shows, and what was sent instead stands behind such a gap (`cables.search.index.readings`).
How hits are ranked by these: `ranked` of each backend (`cables.search.backends`).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field

from cables.models import Cable, Paragraph
from cables.rendering.garbles import words_of as words_of_cable
from cables.search.index.normalise import stems_of, unlike_stem_of, words_of
from cables.search.index.readings import is_read_otherwise, others, reading
from cables.search.query.nodes import NEAREST

ZONES = ("subject", "U", "SBU", "C", "S")
EVERY = "¤"  # not a letter, hence no word: every cable's first token, by which "all but" is looked up
GAP = "¶"
GAP_LENGTH = NEAREST + 1

IndexedText = tuple[str | None, str | None, str]  # a paragraph's portion marking, heading and text


@dataclass(slots=True)
class Document:
    """By zone the stems of each text in it, and the words that differ from their stem, with it."""

    zones: dict[str, list[list[str]]] = field(default_factory=lambda: {zone: [] for zone in ZONES})
    words: dict[str, str] = field(default_factory=dict)

    def add(self, zone: str, text: str | None, words_of_cable: Container[str] = ()) -> None:
        """Put a text into a zone, in both readings; the words of the cable decide what a reader sees."""
        if text and is_read_otherwise(text):
            self.add_as_sent(zone, reading(text, words_of_cable).text)
            for other in others(text, words_of_cable):
                self.add_as_sent(zone, other)
        elif text:
            self.add_as_sent(zone, text)

    def add_as_sent(self, zone: str, text: str) -> None:
        """Put a text into a zone as it stands."""
        words = words_of(text)
        if words:
            stems = stems_of(words)
            self.words.update(unlike_stem_of(zip(words, stems, strict=True)))
            self.zones[zone].append(stems)


def zone_of(portion: str | None) -> str:
    """Return the zone of a paragraph by its portion marking (`S/NF`, `C//REL TO ...`); without one it is U."""
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
    paragraphs = list(paragraphs)
    words = words_of_cable(text for _, _, text in paragraphs)
    for portion, heading, text in paragraphs:
        document.add("U", heading, words)
        document.add(zone_of(portion), text, words)
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
