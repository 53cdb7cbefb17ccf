"""A cable as the index sees it: its words in streams, as FTS5 takes them and as tsvectors. No database.

Streams keep apart what is marked differently, so that one index answers for the whole cable and for its secret
paragraphs alone. Between paragraphs lies a gap wider than any nearness: phrases and nearness never cross it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from operator import add

from cables.search.nodes import NEAREST
from cables.search.words import odd_of, stems_of, written

STREAMS = ("subject", "U", "SBU", "C", "S")
WEIGHTS = {"subject": "D", "U": "D", "SBU": "C", "C": "B", "S": "A"}
EVERY = "¤"  # a sign, hence no word: every cable's first token, by which "everything but" is asked
GAP = "¶"
GAP_LENGTH = NEAREST + 1
OVERLAP = 80  # words that consecutive slices of a long cable share: more than a query may have

# PostgreSQL keeps positions up to 16,383 and 255 of a lexeme; what comes after would not be found by phrase.
LAST_POSITION = 16_383
MOST_POSITIONS = 15_000
MOST_OF_A_LEXEME = 240

Part = tuple[str | None, str | None, str]  # a paragraph's portion mark, heading and text


@dataclass(slots=True)
class Document:
    """The stems of a cable's passages by stream, and the words that differ from them, with their stem."""

    passages: dict[str, list[list[str]]] = field(default_factory=lambda: {stream: [] for stream in STREAMS})
    words: dict[str, str] = field(default_factory=dict)

    def add(self, stream: str, text: str | None) -> None:
        """Put a passage into a stream."""
        if text:
            words = written(text)
            if words:
                found = stems_of(words)
                self.words.update(odd_of(zip(words, found, strict=True)))
                self.passages[stream].append(found)


def stream_of(portion: str | None) -> str:
    """The stream of a paragraph by its portion mark (`S/NF`, `C//REL TO ...`); one without a mark goes to U."""
    level = (portion or "U").lstrip("(").upper()
    if level.startswith(("TS", "S")) and not level.startswith("SBU"):
        return "S"
    if level.startswith("C"):
        return "C"
    return "SBU" if level.startswith(("SBU", "LOU", "FOUO")) else "U"


def document(subject: str | None, parts: Iterable[Part]) -> Document:
    """The document of a cable: its subject and its paragraphs. A heading bears no mark of its own and goes to U."""
    made = Document()
    made.add("subject", subject)
    for portion, heading, text in parts:
        made.add("U", heading)
        made.add(stream_of(portion), text)
    return made


def columns(made: Document) -> tuple[str, ...]:
    """The texts of FTS5's columns, one a stream, of tokens divided by spaces."""
    gap = f" {' '.join([GAP] * GAP_LENGTH)} "
    texts = [gap.join(map(" ".join, made.passages[stream])) for stream in STREAMS]
    texts[0] = f"{EVERY} {texts[0]}".rstrip()
    return tuple(texts)


@cache
def places(weight: str) -> list[str]:
    """Every position that a vector may have, with its weight, as it is written; to be taken by the position."""
    return [f"{position}{weight}" for position in range(LAST_POSITION + 1)]


@cache
def endings(weight: str) -> list[str]:
    """The same behind a word and its quotation mark."""
    return [f"':{place}" for place in places(weight)]


@dataclass(slots=True)
class Vector:
    """A tsvector in the making: positions, with their weights, by lexeme."""

    positions: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    last: int = 0

    def add(self, stems: Sequence[str], weight: str) -> None:
        """Put the stems behind what is there. Beyond the last position they all stand at it, as in PostgreSQL."""
        table = places(weight)
        beginning, self.last = self.last + 1, self.last + len(stems)
        here = table[beginning : self.last + 1]
        here += table[-1:] * (len(stems) - len(here))
        positions = self.positions
        for stem, place in zip(stems, here, strict=True):
            positions[stem].append(place)

    def skip_gap(self) -> None:
        self.last += GAP_LENGTH

    def fits(self) -> bool:
        """Whether PostgreSQL keeps all of its positions."""
        return self.last <= MOST_POSITIONS and max(map(len, self.positions.values()), default=0) <= MOST_OF_A_LEXEME

    def __str__(self) -> str:
        return " ".join([f"'{stem}':{','.join(places)}" for stem, places in self.positions.items()])


def vectors(made: Document) -> list[tuple[int, bool, str, str]]:
    """The rows of PostgreSQL's index: (slice, whether the cable is long, words, words of the subject).

    Slice 0 answers for the whole cable. Where it cannot hold all positions the cable is long: slice 0 then says only
    which words it has, and further slices, in parts that fit, answer for phrases and nearness.
    """
    subject = Vector()
    for passage in made.passages["subject"]:
        subject.add(passage, "D")
    if is_short(made):
        return [(0, False, word_by_word(made), str(subject))]
    whole = Vector(defaultdict(list, {EVERY: ["1"]}), 1)
    for stream in STREAMS:
        for passage in made.passages[stream]:
            whole.skip_gap()
            whole.add(passage, WEIGHTS[stream])
    presence = Vector(
        {
            stem: list({place[-1]: place for place in reversed(places)}.values())
            for stem, places in whole.positions.items()
        }
    )
    rows = [(0, True, str(presence), str(subject))]
    rows += [(number, True, str(vector), "") for number, vector in enumerate(slices(made), 1)]
    return rows


def is_short(made: Document) -> bool:
    """Whether PostgreSQL keeps all positions of a cable in one vector."""
    passages = [*chain.from_iterable(made.passages.values())]
    if 1 + sum(GAP_LENGTH + len(passage) for passage in passages) > MOST_POSITIONS:
        return False
    return max(Counter(chain.from_iterable(passages)).values(), default=0) <= MOST_OF_A_LEXEME


def word_by_word(made: Document) -> str:
    """A short cable's words as a vector, each as often as it stands there: PostgreSQL gathers their positions, which
    takes it less time than it would take here."""
    found = [f"{EVERY}':1"]
    last = 1
    for stream in STREAMS:
        table = endings(WEIGHTS[stream])
        for passage in made.passages[stream]:
            first = last + GAP_LENGTH + 1
            last = first + len(passage) - 1
            found += map(add, passage, table[first : last + 1])
    return "'" + " '".join(found)


def slices(made: Document) -> Iterator[Vector]:
    """A long cable's words in vectors that fit, cut between paragraphs or, within one, with an overlap."""
    vector = Vector()
    for stream in STREAMS:
        for passage in made.passages[stream]:
            for piece in pieces(passage):
                before, last = {stem: len(places) for stem, places in vector.positions.items()}, vector.last
                vector.skip_gap()
                vector.add(piece, WEIGHTS[stream])
                if vector.fits() or not last:
                    continue
                yield without(vector, before, last)
                vector = Vector()
                vector.add(piece, WEIGHTS[stream])
    if vector.positions:
        yield vector


def pieces(passage: list[str]) -> Iterator[list[str]]:
    """A passage in pieces each of which fits a vector; neighbours share some words."""
    step = MOST_OF_A_LEXEME - OVERLAP
    if len(passage) <= MOST_OF_A_LEXEME:
        yield passage
        return
    for start in range(0, len(passage) - OVERLAP, step):
        yield passage[start : start + MOST_OF_A_LEXEME]


def without(vector: Vector, before: dict[str, int], last: int) -> Vector:
    """The vector as it was when it had these many positions of each stem."""
    kept = {stem: vector.positions[stem][:count] for stem, count in before.items()}
    return Vector(kept, last)
