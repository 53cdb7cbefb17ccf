"""Identity of a telegram: its year, post and serial by what its text and its source say.

Each place that says which cable a text is, is a witness, and each has a rule here with its weight in `WEIGHTS`. A year,
post or serial is the one that the heaviest witnesses agree on; the first in the order of the table wins among equals.
Where two disagree, that is said, with their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from cables.telegram.classification import ClassificationLine
from cables.telegram.clean import CleanText, SectionBreak
from cables.telegram.message_heading import Heading
from cables.telegram.mrn import Mrn, linked_numbers, normalise
from cables.telegram.page_banners import PageBanner
from cables.telegram.parts import Witness
from cables.telegram.posts import despaced, is_one_edit_away, recognise, without_address
from cables.telegram.vocabulary import Vocabulary, cached


class Weight(NamedTuple):
    """How much a witness counts for each part of the number; 0 for a part that it does not give."""

    year: int
    post: int
    serial: int


# The text's own witnesses. The field MRN of SMART telegrams is the whole number, made by machine. The classification
# line has the post's whole name and the serial, but is typed by hand; page banners and document numbers are made by
# machine, with the name cut. The date-time group's year is typed, and is the new year's where a cable of the old one
# was sent late on its last day.
WEIGHTS: Mapping[str, Weight] = MappingProxyType(
    {
        "MRN field": Weight(5, 5, 5),
        "classification line": Weight(0, 3, 3),
        "document number": Weight(4, 2, 3),
        "section breaks": Weight(0, 2, 2),
        "page banners": Weight(0, 1, 2),
        "FM line": Weight(0, 2, 0),
        "date-time group": Weight(3, 0, 0),
        "DE line": Weight(0, 0, 1),
    }
)
# What the serial that a source gives weighs: as much as all witnesses that a text of 2010 has (line, breaks, DE line),
# since publishers have their ids from a database, while names of files and ids of tables are typed. The witnesses of a
# record of NARA's (document number, line, banners), or of a form with line and field MRN, outweigh it.
_SOURCE = 6
_KNOWN = 3  # what a post of the vocabulary weighs more than a name that nobody knows
_CUT = frozenset({"document number", "page banners", "section breaks"})  # they cut the names of posts

# Words of the format where a classification line has its post: `CONFIDENTIAL SECTION 1`, `UNCLAS NO. 12`,
# `SECRET TOSEC 140323`. Captions are such words too.
_FORMAT_WORD = re.compile(
    r"SECTIONS?|SECT?|PARTS?|FINAL|PAGE|O[FN]|N[OR]|NUMBER|CITE|FROM|FM|TO|FOR|INFO|ACTION|DEPT|PASS|REF|REFTEL|SUBJ|"
    r"SUBJECT|TAGS|DECL|EO|MSG|MESSAGE|TELEGRAM|TEL|CABLE|CORRECTED|COPY|JOINT|QUOTE|UNQUOTE|ONE|TWO|THREE|FOUR|FIVE|SIX|"
    r"JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
)
_DOCUMENT_NUMBER = re.compile(r"\s{0,60}((?:19|20)\d\d)([A-Z](?:[A-Z ]{0,8}[A-Z])?)(\d{4,7})(?!\d)")
_DOCUMENT_LABEL = "Document Number:"
_NEW_YEAR = timedelta(days=1)
_SHORTEST_CUT = 4  # letters of a post's name that is cut


class Identity(NamedTuple):
    """The number of the cable by its source, text or hint, the number by its text alone, and that by its source.

    `disagreement` names the witnesses that disagree, in a sentence.
    """

    mrn: Mrn | None
    text_mrn: Mrn | None
    witnesses: tuple[Witness, ...] = ()
    disagreement: str | None = None
    source_mrn: Mrn | None = None


def identify(
    cleaned: CleanText,
    line: ClassificationLine | None,
    heading: Heading,
    hint: str | None,
    published_id: str | None,
    vocabulary: Vocabulary,
) -> Identity:
    """Return the number that the source gives, else the text's own, else the hint; and the text's own.

    The text's own counts too where its witnesses to the serial outweigh the source. Without a witness of the year in
    the text it is that of the source or the hint. A post that nobody knows counts only where nothing says otherwise.
    Where both name one series (BRUSSELS, USEUBRUSSELS), the text is taken to say what the source says.
    """
    published = _mrn(published_id, vocabulary)
    hinted = published if hint == published_id else _mrn(hint, vocabulary)
    other = published or hinted
    witnesses = tuple(_witnesses(cleaned, line, heading, vocabulary))
    year = _year(witnesses) or (other.year if other else None)
    serial = _serial(witnesses)
    text_mrn = None
    post = _post(witnesses, year, vocabulary) if year and serial else None
    if year and serial and post and (other is None or post == other.post or _is_known(post, vocabulary)):
        text_mrn = Mrn(year, post, serial)
    disagreement = _disagreement(witnesses, text_mrn, heading.dtg, vocabulary) if text_mrn else None
    if published and text_mrn and published != text_mrn and str(published) in linked_numbers(str(text_mrn), vocabulary):
        text_mrn = published
    beside = [Witness(name, *mrn) for name, mrn in (("source", published), ("hint", hinted)) if mrn]
    mrn = published or text_mrn or other
    if published and text_mrn and _outweigh(witnesses, text_mrn, published):
        mrn = text_mrn
    return Identity(mrn, text_mrn, (*witnesses, *beside), disagreement, published)


def _outweigh(witnesses: Sequence[Witness], own: Mrn, published: Mrn) -> bool:
    """Return whether the text's witnesses to its own serial outweigh the source and those that agree with that."""
    if own.serial == published.serial or not _year(witnesses):
        return False
    weight = 0
    for witness in witnesses:
        modulus = 10_000 if witness.name == "DE line" else 10**12
        agrees = [witness.serial == mrn.serial % modulus for mrn in (own, published)]
        weight += WEIGHTS[witness.name].serial * (agrees[0] - agrees[1])
    return weight > _SOURCE


def _mrn(raw: str | None, vocabulary: Vocabulary) -> Mrn | None:
    canonical = normalise(raw, vocabulary).mrn if raw else None
    return Mrn.parse(canonical) if canonical else None


def _is_known(post: str, vocabulary: Vocabulary) -> bool:
    return recognise(post, vocabulary).known


def _witnesses(
    cleaned: CleanText, line: ClassificationLine | None, heading: Heading, vocabulary: Vocabulary
) -> Iterator[Witness]:
    """Yield the text's own witnesses, in the order of `WEIGHTS`."""
    if heading.number and (named := _mrn(heading.number, vocabulary)):
        yield Witness("MRN field", *named)
    if line and line.post and line.serial and not _is_format(line.post, heading.sender, vocabulary):
        yield Witness("classification line", post=despaced(line.post), serial=line.serial)
    if number := _document_number(cleaned.source):
        yield number
    yield from _numbers("section breaks", cleaned.breaks)
    yield from _numbers("page banners", cleaned.banners)
    if heading.sender:
        yield Witness("FM line", post=without_address(despaced(heading.sender)))
    if heading.dtg:
        yield Witness("date-time group", year=heading.dtg.year)
    if heading.station_serial is not None:
        yield Witness("DE line", serial=heading.station_serial)


def _is_format(name: str, sender: str | None, vocabulary: Vocabulary) -> bool:
    """Return whether what stands where a post should is words of the format, and no post's name.

    A series of the travelling Secretary (SECTO, TOSEC) is a post only where the FM line is the Secretary's own:
    messages to the Secretary have a number of STATE besides.
    """
    post = vocabulary.posts.get(despaced(name))
    if post and post.type == "Series":
        return not (sender and sender.startswith(post.plad)) or recognise(despaced(sender), vocabulary).known
    if post or recognise(despaced(name), vocabulary).known:
        return False
    return any(_FORMAT_WORD.fullmatch(word.strip(".'-")) or word in vocabulary.captions for word in name.split())


def _document_number(source: str) -> Witness | None:
    """Return what NARA's document number says (`1979LAPAZ02423`): the post's name is cut to some letters."""
    at = source.find(_DOCUMENT_LABEL)
    found = _DOCUMENT_NUMBER.match(source, at + len(_DOCUMENT_LABEL)) if at >= 0 else None
    if found is None or not int(found[3]):
        return None
    return Witness("document number", int(found[1]), despaced(found[2]), int(found[3]))


def _numbers(name: str, marks: Sequence[SectionBreak] | Sequence[PageBanner]) -> Iterator[Witness]:
    """Yield what most of the breaks or banners say, and what the next most say where they do not agree."""
    counts: dict[tuple[str, int], int] = {}
    for mark in marks:
        if mark.serial:
            counts[mark.post, mark.serial] = counts.get((mark.post, mark.serial), 0) + 1
    for post, serial in sorted(counts, key=counts.__getitem__, reverse=True)[:2]:
        yield Witness(name, post=despaced(post), serial=serial)


def _year(witnesses: Sequence[Witness]) -> int | None:
    given = [witness for witness in witnesses if witness.year]
    return max(given, key=lambda witness: WEIGHTS[witness.name].year).year if given else None


def _serial(witnesses: Sequence[Witness]) -> int | None:
    """Return the serial of the most weight; the DE line, which has it modulo 10,000, can only agree with one."""
    weights: dict[int, int] = {}
    for witness in witnesses:
        if witness.serial and witness.name != "DE line":
            weights[witness.serial] = weights.get(witness.serial, 0) + WEIGHTS[witness.name].serial
    for witness in witnesses:
        if witness.name == "DE line":
            for serial in weights:
                weights[serial] += WEIGHTS[witness.name].serial * (serial % 10_000 == witness.serial)
    return max(weights, key=weights.__getitem__, default=None)


def _post(witnesses: Sequence[Witness], year: int, vocabulary: Vocabulary) -> str | None:
    """Return the post of the most weight. Names that are cut count for the one that they are the beginning of."""
    named = [(witness.post, WEIGHTS[witness.name].post, witness.name in _CUT) for witness in witnesses if witness.post]
    if named and all(name == named[0][0] for name, _, _ in named) and named[0][0] in vocabulary.posts:
        return named[0][0]
    weights: dict[str, int] = {}
    for name, _, cut in named:
        reading = recognise(name, vocabulary, year)
        if reading.post not in weights and (reading.known or not cut):
            agreeing = sum(weight for other, weight, _ in named if _names(other, vocabulary, reading.post, year))
            weights[reading.post] = agreeing + _KNOWN * reading.known
    if not weights:
        return next((name for name, _, cut in named if cut), None)
    return max(weights, key=weights.__getitem__)


@cached(1024)
def _names(name: str, vocabulary: Vocabulary, post: str, year: int) -> bool:
    """Return whether a name, cut or damaged, can stand for a post."""
    reading = recognise(name, vocabulary, year)
    return (
        reading.post == post
        or post in reading.candidates
        or post in vocabulary.linked_posts.get(reading.post, ())
        or (len(name) >= _SHORTEST_CUT and post.startswith(name))
        or (not reading.known and is_one_edit_away(name, post))
    )


def _disagreement(witnesses: Sequence[Witness], mrn: Mrn, dtg: datetime | None, vocabulary: Vocabulary) -> str | None:
    """Return which witnesses say another number than `mrn`, in a sentence; the DE line's serial has its own problem."""
    disagreeing = [each for each in witnesses if each.name != "DE line" and not _agrees(each, mrn, dtg, vocabulary)]
    if not disagreeing:
        return None
    agreeing = ", ".join(f"the {each.name}" for each in witnesses if _agrees(each, mrn, dtg, vocabulary))
    others = ", ".join(f"the {each.name} {_said(each)}" for each in disagreeing)
    return f"the text is {mrn} by {agreeing}, but not by {others}"


def _agrees(witness: Witness, mrn: Mrn, dtg: datetime | None, vocabulary: Vocabulary) -> bool:
    """Return whether a witness says nothing else than `mrn`; a name that is cut, or an address, may be any post's."""
    if witness.serial and witness.serial != mrn.serial:
        return False
    if witness.year and witness.year != mrn.year and not (dtg and _is_new_year(dtg, mrn.year)):
        return False
    if not witness.post or witness.post == mrn.post or _names(witness.post, vocabulary, mrn.post, mrn.year):
        return True
    return witness.name != "classification line" and not recognise(witness.post, vocabulary, mrn.year).known


def _is_new_year(dtg: datetime, year: int) -> bool:
    """Return whether a cable of `year` can have that time: sent on its last day it is the next year's in Greenwich."""
    new_year = datetime(year + 1, 1, 1, tzinfo=UTC)
    return abs(dtg - new_year) <= _NEW_YEAR


def _said(witness: Witness) -> str:
    """Return what a witness says, as far as it goes: `1979 LAPAZ 2423`."""
    return " ".join(str(part) for part in (witness.year, witness.post, witness.serial) if part)
