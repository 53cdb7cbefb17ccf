"""Rules by which a reference leads to one of the stored cables. No database.

The rules are those of the format's "year of a reference" (rule 4) and of posts that go by two names. They never
change the MRN of a reference, only the cable that it is linked to; and they are applied again when cables arrive.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cables import archive_vocabulary
from cables.models import Reference
from cables.telegram.mrn import Mrn, linked_numbers

DATED_APART = 2  # days by which a citation's date may differ: cables were drafted, sent and received on other days
LAST_MONTH_OF_THE_YEAR_BEFORE = 2  # rule 4 is for cables of January and February


@dataclass(frozen=True, slots=True)
class ReferenceLink:
    """The link of a reference: its kind, the cable's id, and all stored cables where more than one fits."""

    kind: str
    target: int | None = None
    candidates: tuple[int, ...] = ()


NO_LINK = ReferenceLink(Reference.Link.NONE)


@lru_cache(maxsize=65_536)
def year_before(mrn: str) -> str:
    """Return the same post's and serial's MRN of the year before."""
    parsed = Mrn.parse(mrn)
    return str(Mrn(parsed.year - 1, parsed.post, parsed.serial))


@lru_cache(maxsize=65_536)
def year_after(mrn: str) -> str:
    """Return the same post's and serial's MRN of the year after."""
    parsed = Mrn.parse(mrn)
    return str(Mrn(parsed.year + 1, parsed.post, parsed.serial))


Meanings = list[list[tuple[str, str]]]


def meanings(mrn: str, candidates: Iterable[str], year_inferred: bool, citing: datetime.date | None) -> Meanings:
    """Return what a reference may mean: groups of (MRN, kind of link), the likelier group first.

    `mrn` is what the entry says, `candidates` what an ambiguous entry may mean as well, `citing` the day on which the
    citing cable was sent, None where that is not known.
    """
    groups = [_spellings(mrn, candidates)]
    if citing and citing.month <= LAST_MONTH_OF_THE_YEAR_BEFORE:
        groups += meanings_before(mrn, candidates, year_inferred, citing)
    return groups


def meanings_before(mrn: str, candidates: Iterable[str], year_inferred: bool, citing: datetime.date) -> Meanings:
    """Return what a reference may mean that is not of the citing cable's year, though it gives no year and this was
    inferred; as `meanings` does. Nothing where the entry gives one, or that of the year before was inferred already."""
    if not year_inferred or Mrn.parse(mrn).year != citing.year:
        return []
    return [[(year_before(other), Reference.Link.YEAR_BEFORE.value) for other, _ in _spellings(mrn, candidates)]]


def _spellings(mrn: str, candidates: Iterable[str]) -> list[tuple[str, str]]:
    """Return the numbers of one year that an entry may mean, with the kind of link that each gives."""
    others = dict.fromkeys([*candidates, *linked_numbers(mrn, archive_vocabulary.current())])
    others.pop(mrn, None)
    return [(mrn, Reference.Link.EXACT.value), *((other, Reference.Link.SPELLING.value) for other in others)]


def decide(groups: Meanings, stored: Mapping[str, int], retired: Mapping[str, str]) -> ReferenceLink:
    """Return the link, given the ids of stored cables by MRN: the first group of which any is stored counts.

    `retired` are numbers that cables had before, with the present one. Where more than one cable of that group is
    stored the link is ambiguous, and all are candidates.
    """
    for group in groups:
        hits: dict[int, str] = {}
        for mrn, kind in group:
            if mrn in stored:
                hits.setdefault(stored[mrn], kind)
            elif mrn in retired and retired[mrn] in stored:
                hits.setdefault(stored[retired[mrn]], Reference.Link.RETIRED.value)
        if len(hits) == 1:
            [(target, kind)] = hits.items()
            return ReferenceLink(kind, target)
        if hits:
            return ReferenceLink(Reference.Link.AMBIGUOUS, None, tuple(sorted(hits)))
    return NO_LINK


def compared(
    link: ReferenceLink, cited: str | None, citing: datetime.date | None, sent: datetime.date | None
) -> ReferenceLink:
    """Return the link, or one of the kind `date-differs` where the days speak against it.

    `cited` is the date of the entry, of which only a day counts, `citing` the day on which the citing cable was sent,
    and `sent` that of the target; None where it is not known.
    """
    if sent is not None and link.target and (_is_apart(cited, sent) or is_later(sent, citing)):
        return ReferenceLink(Reference.Link.DATE_DIFFERS, link.target)
    return link


def is_later(sent: datetime.date | None, citing: datetime.date | None) -> bool:
    """Return whether a cable was sent after the one that cites it, as far as their days are known."""
    return sent is not None and citing is not None and sent > citing


def _is_apart(cited: str | None, sent: datetime.date) -> bool:
    if cited is None or len(cited) < len("2007-09-24"):
        return False
    return abs((sent - datetime.date.fromisoformat(cited)).days) > DATED_APART


def may_be_said_as(mrn: str) -> set[str]:
    """Return every MRN by which a reference may lead to the stored cable `mrn`: the inverse of `meanings`."""
    same_year = {mrn, *linked_numbers(mrn, archive_vocabulary.current())}
    return same_year | {year_after(spelling) for spelling in same_year}
