"""The text of a cable: numbered paragraphs with portion marks, headings, mentions, section breaks and the signature."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from bench.corpus import words
from bench.corpus.mix import Mix
from bench.corpus.posts import posts
from bench.corpus.series import Number

SECTION_LENGTH = 5_500  # characters after which a telegram was cut into the next section

_PORTIONS = {
    "U": Mix({"": 55, "(U)": 45}),
    "U//FOUO": Mix({"(SBU)": 85, "(U)": 15}),
    "C": Mix({"(C)": 82, "(SBU)": 9, "(U)": 8, "": 1}),
    "C//NF": Mix({"(C/NF)": 75, "(C)": 20, "(U)": 5}),
    "S": Mix({"(S)": 70, "(C)": 24, "(U)": 6}),
    "S//NF": Mix({"(S/NF)": 75, "(S)": 20, "(U)": 5}),
}
_MARKS = Mix({"¶": 72, "[1](#)": 18, "": 10})
_WRAP = re.compile(r"(.{1,66})(?: |$)")
_GLUED_FROM = 200  # characters of a paragraph that a section break can stand in the midst of


@dataclass(frozen=True, slots=True)
class Style:
    """How one cable is written down: its paragraph mark, whether lines are wrapped, whether TAGS are linked."""

    mark: str
    wrapped: bool
    linked: bool


def style(rng: Random) -> Style:
    """Return the style of a cable."""
    mark = _MARKS.draw(rng)
    return Style(mark, rng.random() < 0.6, mark.startswith("["))


def write(
    rng: Random, style: Style, number: Number, level: str, length: int, sections: int, letters: dict[Number, str]
) -> str:
    """Return about `length` characters of text, with the section breaks due; `letters` are those of the REF block."""
    written: list[str] = []
    size = 0
    section = 1
    for text in _paragraphs(rng, style, level, length, _mentions(rng, number, letters)):
        if section < sections and size > section * SECTION_LENGTH:
            section += 1
            line = f"{posts()[number.post].name} {number.serial:08d}  {section:03d} OF {sections:03d}"
            if len(text) > _GLUED_FROM and rng.random() < 0.2:
                middle = text.index(" ", len(text) // 2)
                text = f"{text[:middle]} {line}{text[middle:]}"
            else:
                written.append(f"{line}\n\n")
        written.append(text)
        size += len(text)
    return "".join(written).rstrip()


def _paragraphs(rng: Random, style: Style, level: str, length: int, mentions: Iterator[str]) -> Iterator[str]:
    """Yield headings and paragraphs one after the other, each with the blank line after it."""
    sentences = words.sentences(rng, length)
    count = max(2, round(length / 750))
    portions = _PORTIONS[level]
    start = 0
    for position in range(1, count + 1):
        end = len(sentences) if position == count else max(start + 1, round(len(sentences) * position / count))
        chosen = sentences[start:end]
        start = end
        if not chosen:
            return
        if rng.random() < 0.4:
            chosen[-1] = f"{chosen[-1][:-1]} {next(mentions)}."
        last = position == count
        opening = closing = ""
        if position == 1:
            opening, closing = "Summary: ", " End Summary."
        elif last:
            opening, closing = "Comment: ", " End Comment."
        elif rng.random() < 0.3:
            heading = words.title(rng, 3)
            yield heading + (f"\n{'-' * len(heading)}\n\n" if rng.random() < 0.4 else "\n\n")
        if rng.random() < 0.02:
            chosen[0] = f"XXXXXXXXXXXX {chosen[0]}"
        portion = portions.draw(rng)
        head = f"{style.mark}{position}. {portion + ' ' if portion else ''}{opening}"
        yield _laid_out(style, head, chosen, closing)


def _laid_out(style: Style, head: str, sentences: Sequence[str], closing: str) -> str:
    text = f"{head}{' '.join(sentences)}{closing}"
    return _WRAP.sub(r"\1\n", text) + "\n" if style.wrapped else text + "\n\n"


def _mentions(rng: Random, number: Number, letters: dict[Number, str]) -> Iterator[str]:
    """Yield in-text citations without end: of the lettered references, of paragraphs, of other cables."""
    labels = sorted(set(letters.values()))
    name = posts()[number.post].name
    while True:
        kind = rng.random()
        if kind < 0.5 and labels:
            if len(labels) > 1 and kind < 0.15:
                yield "(refs {} and {})".format(*sorted(rng.sample(labels, 2)))
            else:
                yield f"(ref {rng.choice(labels)})"
        elif kind < 0.6:
            yield f"(see para {rng.randint(1, 9)})"
        elif kind < 0.7:
            yield "to be reported septel"
        elif kind < 0.8 and number.serial > 1:
            yield f"as reported in {name} {rng.randrange(1, number.serial)}"
        elif kind < 0.85:
            yield f"in {number.year - rng.randint(0, 20)}"
        else:
            yield f"with {rng.randint(2, 900)} of {rng.randint(1, 99) * 1000:,}"
