"""One whole cable, made from its number alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import exp, log
from random import Random

from bench.corpus import body, citations, fields, heading, words
from bench.corpus.series import Number, SeriesIndex

# Lengths in characters are log-normal: this median and spread make a mean of 8.2 KB.
MEDIAN, SPREAD = 6_400, 0.7
SHORTEST, LONGEST = 1_000, 120_000


@dataclass(frozen=True, slots=True)
class Cable:
    """A made cable: its text in two parts (`text` joins them), and what is true of it."""

    number: Number
    sent: datetime
    level: str
    heading: str
    message: str
    cites: tuple[Number, ...]

    @property
    def mrn(self) -> str:
        """Return the canonical message reference number."""
        return str(self.number)

    @property
    def text(self) -> str:
        """Return the text as a source would have it."""
        return f"{self.heading}\n\n{self.message}\n"


def write(series_index: SeriesIndex, seed: int, number: Number) -> Cable:
    """Return the cable of this number; the same series and seed give the same text, whatever was generated before."""
    rng = Random(f"{seed}:{number}")
    sent = series_index.of(number.post, number.year).sent(number.serial)
    level = fields.LEVELS.draw(rng)
    length = int(min(LONGEST, max(SHORTEST, exp(rng.gauss(log(MEDIAN), SPREAD)))))
    sections = 1 + length // (body.SECTION_LENGTH + 1_000)
    style = body.style(rng)
    head = heading.write(rng, series_index, number, sent, level, sections)
    cites = citations.choose(rng, series_index, number)
    signer = _signer(rng, number)

    lines = [fields.classification_line(rng, level, number.post, number.serial, sections), ""]
    lines += fields.captions(rng, level)
    lines += ["", fields.executive_order(rng, level, sent)]
    lines += filter(None, [fields.tags_line(rng, number.post, style.linked)])
    lines += [fields.subject_line(rng), ""]
    letters: dict[Number, str] = {}
    if cites:
        block, letters = citations.block(rng, number, cites, style.mark)
        lines += [block, ""]
    if not level.startswith("U"):
        lines += [fields.classified_by(rng, signer), ""]
    before = "\n".join(lines)
    rest = max(SHORTEST // 2, length - len(head) - len(before))
    text = body.write(rng, style, number, level, rest, sections, letters)
    return Cable(number, sent, level, head, f"{before}\n{text}\n{signer}", tuple(cites))


def _signer(rng: Random, number: Number) -> str:
    """Return the head of the post in that year, or one of two others who sign in the meantime."""
    turn = rng.choice((0, 0, 0, 0, 0, 1, 2))
    return Random(f"{number.post} {number.year} {turn}").choice(words.surnames())
