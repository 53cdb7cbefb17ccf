"""Parts of a parsed telegram, its fields named as the public JSON names them.

What a telegram has many of are named tuples, which are made faster than frozen dataclasses.

A field that the text does not give is None (a tuple: empty), never guessed. Offsets of spans count
characters of the paragraph's text; `Telegram.source_map` leads from there back to the raw text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Problem:
    """Something the parser did not understand or found contradictory; `line` counts the source's lines from 1."""

    code: str
    line: int
    message: str


class OffsetProblem(NamedTuple):
    """A problem before its line is known: at an offset of the cleaned text."""

    code: str
    offset: int
    message: str


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Map from an offset in the cleaned text to the offset in the raw text.

    `clean` and `source` are parallel ascending tuples: from `clean[i]` on, until `clean[i + 1]`, the cleaned
    text is the source's text from `source[i]` on, character by character.
    """

    clean: tuple[int, ...] = (0,)
    source: tuple[int, ...] = (0,)

    def to_source(self, offset: int) -> int:
        """Return the source offset of the character at `offset` of the cleaned text."""
        index = bisect_right(self.clean, offset) - 1
        return self.source[index] + offset - self.clean[index]


class Addressee(NamedTuple):
    """One line of the TO or INFO list: `RUEHBO/AMEMBASSY BOGOTA PRIORITY 5112`."""

    routing: str | None
    name: str
    office: str | None = None
    precedence: str | None = None
    serial: str | None = None
    excluded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExecutiveOrder:
    """The E.O. line. `declassify_on` is an ISO date; `event` is what must happen first where no date is given."""

    number: str | None
    declassify_on: str | None
    event: str | None
    raw: str


class Tag(NamedTuple):
    """One entry of the TAGS line; kind: subject, geographic, organization, program, person or topic."""

    code: str
    kind: str


class Reference(NamedTuple):
    """One entry of the REF block, whatever it cites; kind `other` where it is not understood.

    kind: cable, email, telephone, letter, report, dtg, meeting or other.
    confidence: exact, normalised (an alias or a spelling was corrected) or ambiguous (see `candidates`).
    """

    label: str | None
    raw: str
    kind: str
    mrn: str | None = None
    year_inferred: bool = False
    confidence: str = "exact"
    candidates: tuple[str, ...] = ()
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ClassifiedBy:
    """The classifier, and the reasons by the executive order (`1.4(b)`)."""

    name: str | None
    title: str | None
    reasons: tuple[str, ...]
    raw: str


class Paragraph(NamedTuple):
    """A paragraph of the body. Its index in the list is its key: numbers repeat and are missing.

    `start` is the offset of `text` in the cleaned text (`Telegram.source_map` leads on to the source).
    """

    number: int | None
    portion: str | None
    heading: str | None
    text: str
    start: int = 0


class Mention(NamedTuple):
    """A citation in the running text: the paragraph's position (from 1) and the span in its text.

    kind: label (ref A, refs C and D, reftel), mrn (LIMA 1053), paragraph (para 6) or septel.
    `year_inferred`: the text gives its MRNs no year, so that the citing cable's was taken.
    """

    paragraph: int
    start: int
    end: int
    text: str
    kind: str
    labels: tuple[str, ...] = ()
    mrns: tuple[str, ...] = ()
    paragraphs: tuple[int, ...] = ()
    year_inferred: bool = False


@dataclass(frozen=True, slots=True)
class Telegram:
    """One cable as parsed."""

    mrn: str | None = None
    year: int | None = None
    post: str | None = None
    serial: int | None = None
    published_id: str | None = None
    text_mrn: str | None = None  # what the text's own lines say, where they disagree with the published id too
    transmission_id: str | None = None
    dtg: str | None = None
    date: str | None = None
    date_source: str | None = None
    precedence: str | None = None
    info_precedence: str | None = None
    sender: str | None = None
    stated: Mapping[str, str] = field(default_factory=dict)
    to: tuple[Addressee, ...] = ()
    info: tuple[Addressee, ...] = ()
    classification: str | None = None
    captions: tuple[str, ...] = ()
    attention: tuple[str, ...] = ()
    executive_order: ExecutiveOrder | None = None
    tags: tuple[Tag, ...] = ()
    tags_raw: str | None = None
    subject: str | None = None
    subject_portion: str | None = None
    references: tuple[Reference, ...] = ()
    classified_by: ClassifiedBy | None = None
    paragraphs: tuple[Paragraph, ...] = ()
    mentions: tuple[Mention, ...] = ()
    summary: str | None = None
    signer: str | None = None
    section_count: int = 1
    section: int | None = None  # where the text is one section of several on its own: its number
    corrected_copy: str | None = None
    redactions: int = 0
    is_partial: bool = False
    problems: tuple[Problem, ...] = ()
    source_map: SourceMap = SourceMap()
