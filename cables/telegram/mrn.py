"""Message reference numbers: `07LIMA3229` is the cable with the serial 3229 that LIMA sent in 2007.

`normalise` parses an id in any of the spellings that sources, cables and people use; `Mrn` is the canonical form.
Nothing here raises on an id, but `Mrn.parse`, which wants a canonical one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from cables.telegram.posts import (
    AMBIGUOUS,
    EXACT,
    NORMALISED,
    PostReading,
    despaced,
    linked,
    recognise_cut,
    recognise_damaged,
    without_address,
)
from cables.telegram.vocabulary import DEFAULT, Vocabulary

# The highest serials seen have six digits; damaged ids can run other numbers into them.
LARGEST_SERIAL = 9_999_999


class Mrn(NamedTuple):
    """A canonical message reference number; `year` has four digits, `serial` no leading zeros."""

    year: int
    post: str
    serial: int

    def __str__(self) -> str:
        return f"{self.year % 100:02d}{self.post}{self.serial}"

    @classmethod
    def parse(cls, canonical: str) -> Mrn:
        """Return the number that `canonical` (`07LIMA3229`) spells. Raises ValueError where it is not of that form."""
        match = _CANONICAL.fullmatch(canonical)
        if match is None:
            raise ValueError(f"not a canonical message reference number: {canonical[:40]!r}")
        return cls(full_year(int(match[1])), match[2], int(match[3]))


@dataclass(frozen=True, slots=True)
class MrnReading:
    """An id as parsed. `mrn` is None where it gives no year, post and serial; an unknown post stays as it is spelt.

    `confidence` is exact (canonical already), normalised (a spelling was corrected), ambiguous (the post stays as spelt
    then) or None: no id at all. `candidates` are other ids under which the cable may be stored.
    """

    mrn: str | None
    post: str | None = None
    known_post: bool = False
    confidence: str | None = None
    candidates: tuple[str, ...] = ()


_CANONICAL = re.compile(r"([0-9]{2})([A-Z](?:[A-Z0-9]{0,46}[A-Z])?)([1-9][0-9]{0,6})")
_YEAR = r"(?:\(\s?)?['’]?(?P<{0}>(?:19|20)[0-9]{{2}}|[0-9O][0-9])(?:\s?\))?"
_SEPARATORS = r"[\s.,:;#/_-]{0,4}"
_NAME = r"(?P<post>[A-Z](?:[^()]{0,78}[A-Z.])?)"
_SERIAL = r"(?P<serial>O?[0-9][0-9O]{0,9})"
_KEYWORD = re.compile(r"(?:REF(?:TEL)?S?|MRN)\b[\s:.]{0,3}")
# An id as the last part of a published page's address: /plusd/cables/1979LAPAZ02423_e.html, /cable/2007/09/ID.html.
_ADDRESS = re.compile(
    r"(?:HTTPS?://)?[A-Z0-9.:-]{0,80}/(?:[A-Z0-9._-]{1,20}/){0,4}CABLES?/(?:[0-9]{4}/[0-9]{2}/)?([A-Z0-9_.-]{1,60}?)"
    r"(?:\.HTML?)?/?(?:[?#].*)?"
)
_PAIRS = ("[]", "<>", '""', "“”", "()")
# Public collections mark the release that an id is of, behind it: 1979LAPAZ02423_e, 07LIMA3229_a, 1976LIMA00012_b2.
_RELEASE = re.compile(r"(.*[0-9])_[A-Z][0-9]?")
# A number within the traffic of the travelling Secretary can follow the id (90STATE255577TOSEC140323), or an operating
# signal with the number of another transmission (06LIMA001913ZFR1915).
_TAIL = re.compile(
    r"(.*[A-Z].*[0-9])(?:[\s/(]{0,3}(?:TOSEC|SECTO|PARTO)\s?[0-9/]{1,12}\)?|\s?Z(?:DK|DS|EL|FD|FR)\s?[0-9]{0,12})"
)
# Years with what does not belong to them: twice (7575LIMA1895), with the month (8805KAMPALA1783), with a section
# (0901OF02LIMA288).
_DAMAGED_YEAR = re.compile(
    r"(?!(?:19|20)[0-9]{2}[^0-9])([0-9]{2})(?:\1|0[1-9]|1[0-2]|[0-9]{2}OF[0-9]{2})(?=[\s_-]?[A-Z]{3})"
)
# The number of an airgram, a series of its own: 78 STATE A-226.
_AIRGRAM = re.compile(r".*[\s,.]A ?-[\s0]*[1-9][0-9]{0,4}(?:[^0-9].*)?")
_LEADING_YEAR = re.compile(_YEAR.format("year") + _SEPARATORS + _NAME + _SEPARATORS + _SERIAL)
_TRAILING_YEAR = re.compile(
    _NAME + _SEPARATORS + _SERIAL + r"(?:\s{0,2}(?:-|/|OF|IN|,)\s{0,2}|\s{1,2}|(?=\())" + _YEAR.format("year")
)
_ONLY_SERIAL = re.compile(_NAME + _SEPARATORS + _SERIAL)
_LONGEST_ID = 120
_LONGEST_ADDRESS = 500
_PARENTHESIS = re.compile(r"[()\[\]<>]")


def full_year(year: int, citing: int | None = None) -> int:
    """Return the four digits of a two-digit year: 66-99 are 19xx, 00-65 are 20xx.

    Where the cable that cites (of the year `citing`) is older than 2000, 52-65 are of the last century too.
    """
    if year > 99:
        return year
    first = 52 if citing is not None and citing < 2000 else 66
    return 1900 + year if year >= first else 2000 + year


def digits(text: str) -> int:
    """Return the number in `text`, a letter O read as a zero (`O1512`)."""
    return int(text.upper().replace("O", "0"))


def normalise(raw: str, vocabulary: Vocabulary = DEFAULT) -> MrnReading:
    """Parse an id in any spelling: `2007 LIMA 003229`, `lima 3229 of 2007`, `1976NEWDE01234`, `1979LAPAZ02423_e`.

    It may be the address of a published page of a cable.
    """
    if (plain := _CANONICAL.fullmatch(raw)) and plain[2] in vocabulary.posts:
        others = tuple(f"{plain[1]}{post}{plain[3]}" for post in linked(plain[2], vocabulary))
        return MrnReading(raw, plain[2], known_post=True, confidence=EXACT, candidates=others)
    text = _without_tail(raw)
    if match := _CANONICAL.fullmatch(text):
        reading = _reading(match[1], match[2], match[3], raw, vocabulary)
        if reading.known_post:
            return reading
    if match := _with_year(text):
        return _reading(match["year"], match["post"], match["serial"], raw, vocabulary)
    if not _AIRGRAM.fullmatch(text) and (match := _ONLY_SERIAL.fullmatch(text)):
        post = recognise_damaged(despaced(match["post"]), vocabulary)
        return MrnReading(None, post.post, post.known, _worse(NORMALISED, post.confidence))
    return MrnReading(None)


def spelt(raw: str) -> str | None:
    """Return the number in an id, its post as it is spelt: `74 part 2004` is 74PART2004, where `normalise` corrects the
    post to PARTO. None where the id gives no year, post and serial."""
    if (match := _with_year(_without_tail(raw))) is None:
        return None
    post, serial = despaced(match["post"]), digits(match["serial"])
    mrn = str(Mrn(full_year(digits(match["year"])), post, serial))
    return mrn if _CANONICAL.fullmatch(mrn) else None


def _without_tail(raw: str) -> str:
    """Return an id in capitals without what stands around it and behind it; nothing of one that is too long."""
    text = bare(raw).upper()
    if len(text) > _LONGEST_ID:
        return ""
    if ("TO" in text or "Z" in text) and (tail := _TAIL.fullmatch(text)):
        return tail[1]
    return text


def _with_year(text: str) -> re.Match[str] | None:
    """Return the year, post and serial in an id; None of an airgram, and of one without its year."""
    if damaged := _DAMAGED_YEAR.match(text):
        text = damaged[1] + text[damaged.end() :]
    if _AIRGRAM.fullmatch(text):
        return None
    return _LEADING_YEAR.fullmatch(text) or _TRAILING_YEAR.fullmatch(text)


def bare(raw: str) -> str:
    """Return an id without what stands around it: an address, brackets, a label, a full stop, a release's letter."""
    text = " ".join(raw.split())
    if len(text) > _LONGEST_ADDRESS:
        return text
    if "/" in text and (address := _ADDRESS.fullmatch(text.upper())):
        text = text[slice(*address.span(1))]
    text = text.rstrip(".,;:")
    if len(text) > 1 and text[0] + text[-1] in _PAIRS and not _PARENTHESIS.search(text, 1, len(text) - 1):
        text = text[1:-1].strip().rstrip(".,;:")
    if keyword := _KEYWORD.match(text.upper()):
        text = text[keyword.end() :]
    release = _RELEASE.fullmatch(text.upper())
    return text[: release.end(1)] if release else text


def linked_numbers(mrn: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the other ids under which the cable `mrn` may be stored or cited; a relation that goes both ways.

    Posts of one series (TAIPEI, AITTAIPEI), renamed ones (KIEV, KYIV) and spellings that several posts share.
    """
    match = _CANONICAL.fullmatch(mrn)
    if match is None:
        return ()
    return tuple(f"{match[1]}{post}{match[3]}" for post in vocabulary.linked_posts.get(match[2], ()))


def candidates(year: int, post: PostReading, serial: int, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the ids to try beside the one as given: of the posts an ambiguous name may mean, or of linked posts."""
    posts = post.candidates or linked(post.post, vocabulary)
    if not posts:
        return ()
    return tuple(str(Mrn(year, other, serial)) for other in posts)


def _reading(year_text: str, name: str, serial_text: str, raw: str, vocabulary: Vocabulary) -> MrnReading:
    year, serial = full_year(digits(year_text)), digits(serial_text)
    name = despaced(name)
    post = recognise_cut(name, vocabulary, year) if len(year_text) == 4 else None
    post = post or recognise_damaged(name, vocabulary, year)
    if not post.known and name.endswith("O") and (shorter := recognise_damaged(name[:-1], vocabulary, year)).known:
        post = shorter  # LAGOSO1512: the letter is the serial's zero
    if not post.known and not post.candidates:
        post = replace(post, post=without_address(post.post))
    if not 0 < serial <= LARGEST_SERIAL or not _can_be_post(post.post):
        return MrnReading(None, post.post or None, post.known, _worse(NORMALISED, post.confidence))
    mrn = str(Mrn(year, post.post, serial))
    confidence = _worse(EXACT if mrn == raw.strip() else NORMALISED, post.confidence)
    return MrnReading(mrn, post.post, post.known, confidence, candidates(year, post, serial, vocabulary))


@lru_cache(maxsize=1024)
def _can_be_post(name: str) -> bool:
    return _CANONICAL.fullmatch(f"00{name}1") is not None


def _worse(*confidences: str) -> str:
    return max(confidences, key=(EXACT, NORMALISED, AMBIGUOUS).index)
