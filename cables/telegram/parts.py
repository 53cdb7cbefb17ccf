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

    kind: cable, airgram, email, telephone, letter, report, dtg, meeting or other. An airgram has a `number` (`A-87`).
    `date` is the entry's own, an ISO day or month: what a cable cited so was sent on, and its year.
    confidence: exact, normalised (an alias or a spelling was corrected) or ambiguous (see `candidates`).
    """

    label: str | None
    raw: str
    kind: str
    mrn: str | None = None
    year_inferred: bool = False
    confidence: str = "exact"
    candidates: tuple[str, ...] = ()
    number: str | None = None
    date: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ClassifiedBy:
    """The classifier, and the reasons by the executive order (`1.4(b)`)."""

    name: str | None
    title: str | None
    reasons: tuple[str, ...]
    raw: str


@dataclass(frozen=True, slots=True)
class Exemption:
    """An exemption of the Freedom of Information Act (`B6`), and how many places of a text are withheld by it."""

    code: str
    count: int


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


class Witness(NamedTuple):
    """What one place says of which cable a text is: a year, a post, a serial, each None where it does not say.

    `name` is one of the text's own witnesses (see `cables.telegram.identity`), or `source` or `hint` for a number that
    was given with the text. `post` is as spelt there, despaced, and may be cut.
    """

    name: str
    year: int | None = None
    post: str | None = None
    serial: int | None = None


@dataclass(frozen=True, slots=True)
class Telegram:
    """One cable as parsed.

    `witnesses` are the places that say which cable it is; none where nothing in the text or beside it does.
    `disagreement` names those that disagree, in a sentence. `sections` are the numbers of the sections, of
    `section_count`, that its classification line, page banners and section breaks name; a lone one is `section`. Where
    that is the first, the others may be there all the same: 186 of 814 cables have lost their section breaks.
    """

    mrn: str | None = None
    year: int | None = None
    post: str | None = None
    serial: int | None = None
    published_id: str | None = None
    text_mrn: str | None = None  # what the text's own lines say, where they disagree with the published id too
    witnesses: tuple[Witness, ...] = ()
    disagreement: str | None = None
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
    afterword: int | None = None  # the position, from 1, of the first paragraph below the signature
    section_count: int = 1
    sections: tuple[int, ...] = ()
    corrected_copy: str | None = None
    redactions: int = 0
    exemptions: tuple[Exemption, ...] = ()
    is_partial: bool = False
    problems: tuple[Problem, ...] = ()
    source_map: SourceMap = SourceMap()

    @property
    def section(self) -> int | None:
        """Return the number of the one section that the text names; None where it names several or none."""
        return self.sections[0] if len(self.sections) == 1 else None
