"""Rules by which a reference leads to one of the stored cables. No database.

The rules are those of the format's "year of a reference" (rule 4) and of posts that go by two names. They never
change the MRN of a reference, only the cable that it is linked to; and they are applied again when cables arrive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cables import archive_vocabulary
from cables.models import Reference
from cables.telegram.mrn import Mrn, linked_numbers

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


def meanings(
    mrn: str, candidates: Iterable[str], year_inferred: bool, citing_month: int | None
) -> list[list[tuple[str, str]]]:
    """Return what a reference may mean: groups of (MRN, kind of link), the likelier group first.

    `mrn` is what the entry says, `candidates` what an ambiguous entry may mean as well, `citing_month` the month in
    which the citing cable was sent, None where that is not known.
    """
    others = dict.fromkeys([*candidates, *linked_numbers(mrn, archive_vocabulary.current())])
    others.pop(mrn, None)
    groups = [[(mrn, Reference.Link.EXACT.value), *((other, Reference.Link.SPELLING.value) for other in others)]]
    if year_inferred and citing_month is not None and citing_month <= LAST_MONTH_OF_THE_YEAR_BEFORE:
        groups.append([(year_before(other), Reference.Link.YEAR_BEFORE.value) for other, _ in groups[0]])
    return groups


def decide(groups: list[list[tuple[str, str]]], stored: Mapping[str, int], retired: Mapping[str, str]) -> ReferenceLink:
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


def may_be_said_as(mrn: str) -> set[str]:
    """Return every MRN by which a reference may lead to the stored cable `mrn`: the inverse of `meanings`."""
    same_year = {mrn, *linked_numbers(mrn, archive_vocabulary.current())}
    return same_year | {year_after(spelling) for spelling in same_year}
