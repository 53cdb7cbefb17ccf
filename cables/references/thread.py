"""The conversation around a cable: what it rests on, what rests on it, and what of that is not held.

Ancestors are cited by it, directly or over others; descendants cite it so. Missing cables have no text, so that they
can only be cited. It takes a fixed number of queries.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.db import connections, router
from django.db.models import Q

from cables.db.lookups import json_list
from cables.models import Cable, Reference
from cables.references import cited_by
from cables.references.cited_by import CitingSentence
from cables.telegram.mrn import Mrn

DEPTH = 3  # references from the cable to the farthest member
MOST = 120  # members that are shown: the nearest, and of these the most cited
MOST_FOUND = 2_000  # members that are looked for
MOST_CITED = 4  # times as many references as members

# What is cited and what cites, each as far as DEPTH; the limits end the recursion on both databases.
MEMBERS = """
    WITH RECURSIVE
    cited (cable, depth) AS (
        SELECT CAST(%s AS bigint), 0
        UNION
        SELECT reference.target_id, cited.depth + 1
        FROM cited JOIN cables_reference reference ON reference.cable_id = cited.cable
        WHERE cited.depth < %s AND reference.target_id IS NOT NULL
    ),
    citing (cable, depth) AS (
        SELECT CAST(%s AS bigint), 0
        UNION
        SELECT reference.cable_id, citing.depth + 1
        FROM citing JOIN cables_reference reference ON reference.target_id = citing.cable
        WHERE citing.depth < %s
    )
    SELECT * FROM (SELECT cable, -depth FROM cited LIMIT %s) ancestors
    UNION ALL
    SELECT * FROM (SELECT cable, depth FROM citing LIMIT %s) descendants
"""


@dataclass(slots=True)
class Member:
    """A cable of a thread; `cable` is None where it is not held, and `day` where nothing says when it was sent.

    `depth` is 0 for the cable itself, less for what is cited and more for what cites.
    """

    mrn: str
    depth: int
    post: str
    cable: Cable | None = None
    day: datetime.date | None = None
    cites: list[str] = field(default_factory=list)
    cited_by: list[str] = field(default_factory=list)

    @property
    def is_held(self) -> bool:
        """Return whether it is in the archive."""
        return self.cable is not None


@dataclass(frozen=True, slots=True)
class Link:
    """One member's citation of another: by which labels of its REF block, and in which sentence first."""

    citing: str
    cited: str
    labels: tuple[str, ...]
    sentence: CitingSentence | None = None


@dataclass(frozen=True, slots=True)
class Thread:
    """The members in order of date, the links between them, and how many members are left out.

    `more` says that there are still more than that: they were not counted to the end.
    """

    mrn: str
    members: list[Member]
    links: list[Link]
    left_out: int
    more: bool

    def member(self, mrn: str) -> Member:
        """Return the member of that number."""
        return next(member for member in self.members if member.mrn == mrn)


def thread_of(cable: Cable, depth: int = DEPTH, most: int = MOST) -> Thread:
    """Return the thread around a stored cable, of `most` members at most. Six queries at most."""
    depths, more = _depths(cable.pk, depth)
    references = _references(depths)
    citing = Counter(target for _, target, *_ in references if target is not None)
    nearest = sorted(depths, key=lambda pk: (abs(depths[pk]), -citing[pk], pk))
    missing = _missing(references, depths, depth)
    held = nearest[: max(1, most - min(len(missing), most // 3))]
    shown = set(held)
    cables = Cable.objects.for_list().filter(pk__by_key=json_list(held))
    members = {found.mrn: _held(found, depths[found.pk]) for found in cables}
    by_id = {member.cable.pk: mrn for mrn, member in members.items() if member.cable}
    for mrn, (cited, farthest) in sorted(missing.items(), key=lambda item: (item[1][1], -len(item[1][0]), item[0])):
        if len(members) < most and shown.intersection(cited):
            members[mrn] = _not_held(mrn, -farthest - 1)
    links = _links(references, by_id, members)
    for link in links:
        members[link.citing].cites.append(link.cited)
        members[link.cited].cited_by.append(link.citing)
    _date_missing(members)
    ordered = sorted(members.values(), key=lambda member: (member.day or datetime.date.max, member.depth, member.mrn))
    return Thread(cable.mrn, ordered, links, len(depths) + len(missing) - len(members), more)


def _depths(cable: int, depth: int) -> tuple[dict[int, int], bool]:
    """Return the nearest depth of each held member by id, and whether there are more than were looked for."""
    with connections[router.db_for_read(Cable)].cursor() as cursor:
        cursor.execute(MEMBERS, [cable, depth, cable, depth, MOST_FOUND, MOST_FOUND])
        rows = cursor.fetchall()
    depths: dict[int, int] = {}
    for pk, distance in sorted(rows, key=lambda row: abs(row[1])):
        depths.setdefault(pk, distance)
    return depths, len(rows) >= MOST_FOUND


_Row = tuple[int, int | None, str | None, str | None, int]  # citing id, cited id, number, label, position


def _references(cables: Collection[int]) -> list[_Row]:
    """Return what the cables cite that is a cable, in order."""
    rows = Reference.objects.filter(Q(target__isnull=False) | Q(target_mrn__isnull=False))
    rows = rows.filter(cable__in=list(cables)).order_by("cable", "position")
    return list(rows.values_list("cable", "target", "target_mrn", "label", "position")[: MOST_CITED * MOST_FOUND])


def _missing(references: Iterable[_Row], depths: dict[int, int], depth: int) -> dict[str, tuple[set[int], int]]:
    """Return the numbers that are cited and not held, each with who cites it and how near the nearest of these is.

    Only what this cable and its ancestors cite: what descendants cite beside it is another matter.
    """
    found: dict[str, tuple[set[int], int]] = {}
    for citing, target, mrn, _, _ in references:
        if target is None and mrn is not None and -depth < depths[citing] <= 0:
            cables, nearest = found.get(mrn, (set(), -depths[citing]))
            found[mrn] = cables | {citing}, min(nearest, -depths[citing])
    return found


def _held(cable: Cable, depth: int) -> Member:
    day = None if cable.date_source == Cable.DateSource.MRN else cable.date
    return Member(cable.mrn, depth, cable.post.code, cable, day)


def _not_held(mrn: str, depth: int) -> Member:
    return Member(mrn, depth, Mrn.parse(mrn).post)


def _date_missing(members: dict[str, Member]) -> None:
    """Give members without a day the day before the first that cites them: they stand before it in the order."""
    for member in members.values():
        if member.day is None:
            days = [members[mrn].day for mrn in member.cited_by]
            earliest = min((day for day in days if day), default=None)
            year = datetime.date(Mrn.parse(member.mrn).year, 1, 1)
            member.day = max(year, earliest - datetime.timedelta(days=1)) if earliest else year


def _links(references: Iterable[_Row], by_id: dict[int, str], members: dict[str, Member]) -> list[Link]:
    """Return who cites whom among the members, and in which words first."""
    entries: dict[tuple[int, str], list[tuple[int, str | None]]] = {}
    positions: dict[int, list[int]] = {}
    for citing, target, mrn, label, position in references:
        cited = by_id.get(target) if target is not None else mrn
        if citing in by_id and cited in members and cited != by_id[citing]:
            entries.setdefault((citing, cited or ""), []).append((position, label))
            positions.setdefault(citing, []).append(position)
    sentences = cited_by.first_sentences(by_id, positions)
    links = []
    for (citing, cited), found in entries.items():
        first = (sentences.get((citing, position)) for position, _ in found)
        labels = tuple(dict.fromkeys(label for _, label in found if label))
        sentence = next(filter(None, first), None)
        links.append(Link(by_id[citing], cited, labels, sentence))
    return links
