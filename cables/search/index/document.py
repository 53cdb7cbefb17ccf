"""A cable as the index sees it: its words in streams, as FTS5 takes them and as tsvectors. No database.

Streams keep apart what is marked differently, so that one index answers for the whole cable and for its secret
paragraphs alone. Between paragraphs lies a gap wider than any nearness: phrases and nearness never cross it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from cables.search.index.normalise import odd_of, stems_of, written
from cables.search.query.nodes import NEAREST

STREAMS = ("subject", "U", "SBU", "C", "S")
RISING = "DCBA"  # weights
WEIGHTS = {"subject": "D", "U": "D", "SBU": "C", "C": "B", "S": "A"}
EVERY = "¤"  # a sign, hence no word: every cable's first token, by which "everything but" is asked
GAP = "¶"
GAP_LENGTH = NEAREST + 1
OVERLAP = 80  # words that consecutive slices of a long cable share: more than a query may have

# PostgreSQL keeps positions up to 16,383 and 255 of a lexeme; what comes after would not be found by phrase.
POSITION_BITS = 14
LAST_POSITION = (1 << POSITION_BITS) - 1
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


def place(position: int, weight: str) -> str:
    """A place in a vector as PostgreSQL keeps it, in two characters for its two bytes: the position in 14 bits, above
    them the weight."""
    return (RISING.index(weight) << POSITION_BITS | position).to_bytes(2).decode("latin-1")


def position_of(place: str) -> tuple[int, str]:
    """Position and weight of a place."""
    kept = int.from_bytes(place.encode("latin-1"))
    return kept & LAST_POSITION, RISING[kept >> POSITION_BITS]


@cache
def places(weight: str) -> list[str]:
    """Every place that has this weight, by its position."""
    return [place(position, weight) for position in range(LAST_POSITION + 1)]


@dataclass(slots=True)
class Vector:
    """A tsvector in the making: by lexeme its places, one behind the other. (Lists of them would take four times as
    long to make.)"""

    places: dict[str, str] = field(default_factory=dict)
    last: int = 0

    def add(self, stems: Sequence[str], weight: str) -> None:
        """Put the stems behind what is there. Beyond the last position each stands at it once, as in PostgreSQL."""
        table = places(weight)
        first, self.last = self.last + 1, self.last + len(stems)
        here = table[first : self.last + 1]
        found = self.places
        for stem, where in zip(stems, here, strict=False):
            if stem in found:
                found[stem] += where
            else:
                found[stem] = where
        for stem in dict.fromkeys(stems[len(here) :]):
            if not (before := found.get(stem, "")).endswith(table[-1]):
                found[stem] = before + table[-1]

    def skip_gap(self) -> None:
        self.last += GAP_LENGTH

    def fits(self) -> bool:
        """Whether PostgreSQL keeps all of its positions."""
        most = max(map(len, self.places.values()), default=0)
        return self.last <= MOST_POSITIONS and most <= 2 * MOST_OF_A_LEXEME

    def of(self, stem: str) -> list[str]:
        """The places of a lexeme."""
        found = self.places[stem]
        return [found[start : start + 2] for start in range(0, len(found), 2)]

    def kept(self) -> Vector:
        """What PostgreSQL keeps of it: each position once, with the highest weight, and not too many of a lexeme."""
        found = {}
        for stem in self.places:
            highest = {position_of(place)[0]: place for place in sorted(self.of(stem))}
            found[stem] = "".join(highest[position] for position in sorted(highest)[:MOST_OF_A_LEXEME])
        return Vector(found, self.last)

    def presence(self) -> Vector:
        """Its lexemes with the first place of each weight."""
        found = {}
        for stem in self.places:
            first = {position_of(place)[1]: place for place in reversed(self.of(stem))}
            found[stem] = "".join(first.values())
        return Vector(found, self.last).kept()

    def __str__(self) -> str:
        return " ".join(f"'{stem}':{','.join(map(written_place, self.of(stem)))}" for stem in self.places)

    def __bytes__(self) -> bytes:
        """As PostgreSQL takes it in binary (`tsvectorrecv`), in a fraction of the time that it takes to read words."""
        counts = COUNTS
        lexemes = [
            f"{stem if stem.isascii() else stem.encode().decode('latin-1')}\0{counts[len(places) >> 1]}{places}"
            for stem, places in self.places.items()
        ]
        return len(lexemes).to_bytes(4) + "".join(lexemes).encode("latin-1")


COUNTS = [count.to_bytes(2).decode("latin-1") for count in range(MOST_OF_A_LEXEME + 1)]


def written_place(place: str) -> str:
    """A place as PostgreSQL writes it: `12C`."""
    position, weight = position_of(place)
    return f"{position}{weight}"


def vectors(made: Document) -> list[tuple[int, bool, Vector, Vector]]:
    """The rows of PostgreSQL's index: (slice, whether the cable is long, words, words of the subject).

    Slice 0 answers for the whole cable. Where it cannot hold all positions the cable is long: slice 0 then says only
    which words it has, and further slices, in parts that fit, answer for phrases and nearness.
    """
    subject = Vector()
    for passage in made.passages["subject"]:
        subject.add(passage, "D")
    whole = Vector({EVERY: place(1, "D")}, 1)
    for stream in STREAMS:
        for passage in made.passages[stream]:
            whole.skip_gap()
            whole.add(passage, WEIGHTS[stream])
    if whole.fits():
        return [(0, False, whole, subject)]
    rows = [(0, True, whole.presence(), subject.kept())]
    rows += [(number, True, vector, Vector()) for number, vector in enumerate(slices(made), 1)]
    return rows


def slices(made: Document) -> Iterator[Vector]:
    """A long cable's words in vectors that fit, cut between paragraphs or, within one, with an overlap."""
    vector = Vector()
    for stream in STREAMS:
        for passage in made.passages[stream]:
            for piece in pieces(passage):
                before, last = {stem: len(places) for stem, places in vector.places.items()}, vector.last
                vector.skip_gap()
                vector.add(piece, WEIGHTS[stream])
                if vector.fits() or not last:
                    continue
                yield without(vector, before, last)
                vector = Vector()
                vector.add(piece, WEIGHTS[stream])
    if vector.places:
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
    """The vector as it was when it had places of this length of each stem."""
    kept = {stem: vector.places[stem][:length] for stem, length in before.items()}
    return Vector(kept, last)
