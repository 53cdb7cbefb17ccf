"""Linking references to stored cables: those of cables that arrive, and those that waited for them.

Cables are linked a batch at a time; by which rules, `link_rules` says.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.db.models import Q

from cables.db import bulk
from cables.db.lookups import retired, sent_days, stored_ids
from cables.models import Cable, Reference, ReferenceCandidate
from cables.references import link_rules
from cables.references.link_rules import Meanings, ReferenceLink
from cables.references.rows import ReferenceRow


def citing_day(date: datetime.date, date_source: str) -> datetime.date | None:
    """Return the day on which the citing cable was sent, None where only its year is known."""
    return None if date_source == Cable.DateSource.MRN else date


def links_of(cables: Iterable[tuple[datetime.date | None, Sequence[ReferenceRow]]]) -> list[list[ReferenceLink]]:
    """Return the links of the references of cables about to be stored, in the order of their references.

    `cables` gives of each the day on which it was sent, as `citing_day` does, and its references. The cables
    themselves must be stored already: one may cite another of the same batch.
    """
    citing = list(cables)
    links = iter(_links([(day, row) for day, references in citing for row in references]))
    return [list(islice(links, len(references))) for _, references in citing]


def _links(references: Sequence[tuple[datetime.date | None, ReferenceRow | Reference]]) -> list[ReferenceLink]:
    """Return where references lead, each given with the day of its cable. Three queries, and two more where a cable
    cites a number of its own year that was sent after it."""
    before = retired()
    links = _decided([meanings_of(reference, day) for day, reference in references], before)
    days = _days_of(links)
    impossible = {
        position: link_rules.meanings_before(reference.target_mrn, reference.candidates, reference.year_inferred, day)
        for position, (link, (day, reference)) in enumerate(zip(links, references, strict=True))
        if day and reference.target_mrn and link.target and link_rules.is_later(days.get(link.target), day)
    }
    if any(impossible.values()):
        earlier = _decided(impossible.values(), before)
        days |= _days_of(earlier)
        for position, link in zip(impossible, earlier, strict=True):
            if link != link_rules.NO_LINK:
                links[position] = link
    return [
        link_rules.compared(link, reference.date, day, days.get(link.target or 0))
        for link, (day, reference) in zip(links, references, strict=True)
    ]


def _decided(wanted: Collection[Meanings], before: Mapping[str, str]) -> list[ReferenceLink]:
    """Return where references with these meanings lead; `before` are retired numbers. One query."""
    stored = stored_ids(each for groups in wanted for each in named(groups, before))
    return [link_rules.decide(groups, stored, before) for groups in wanted]


def _days_of(links: Iterable[ReferenceLink]) -> dict[int, datetime.date]:
    """Return the days on which the targets of links were sent, by id. One query where there are any."""
    targets = {link.target for link in links if link.target}
    return sent_days(targets) if targets else {}


def named(groups: Meanings, before: Mapping[str, str]) -> Iterator[str]:
    """Yield the numbers that cables must have for a reference to lead to them."""
    for group in groups:
        for mrn, _ in group:
            yield mrn
            if mrn in before:
                yield before[mrn]


def meanings_of(row: ReferenceRow | Reference, citing: datetime.date | None) -> Meanings:
    """Return what a reference, stored or about to be, may mean; nothing where it cites no cable."""
    if row.target_mrn is None:
        return []
    return link_rules.meanings(row.target_mrn, row.candidates, row.year_inferred, citing)


def relink(mrns: Iterable[str], condition: Q | None = None) -> list[tuple[Reference, int | None]]:
    """Resolve the references that may mean one of these cables again, and store what changed.

    Return the references whose link changed, each with the id of the cable it led to before. `condition` filters them.
    """
    wanted = set(mrns)
    wanted |= {before for before, mrn in retired().items() if mrn in wanted}
    spellings = {spelling for mrn in wanted for spelling in link_rules.may_be_said_as(mrn)}
    waiting = list(
        Reference.objects.filter(condition or Q(), target_mrn__one_of=spellings)
        .select_related("cable")
        .only(
            "target_mrn", "candidates", "year_inferred", "date", "link", "target", "cable__date", "cable__date_source"
        )
        .order_by("pk")
    )
    return store_links(list(zip(waiting, resolve(waiting), strict=True)))


def resolve(references: Iterable[Reference]) -> list[ReferenceLink]:
    """Return where stored references lead, given the cables of now; their own cables are loaded with them."""
    return _links([(citing_day(each.cable.date, each.cable.date_source), each) for each in references])


def store_links(links: Iterable[tuple[Reference, ReferenceLink]]) -> list[tuple[Reference, int | None]]:
    """Store where references lead; one whose link is as it was is left alone, unless it has candidates.

    Return those that were stored, each with the id of the cable it led to before.
    """
    changed: list[tuple[Reference, int | None]] = []
    candidates: list[ReferenceCandidate] = []
    for reference, link in links:
        ambiguous = Reference.Link.AMBIGUOUS in (link.kind, reference.link)
        if (link.kind, link.target) == (reference.link, reference.target_id) and not ambiguous:
            continue
        changed.append((reference, reference.target_id))
        reference.link, reference.target_id = link.kind, link.target
        candidates += [ReferenceCandidate(reference=reference, cable_id=cable) for cable in link.candidates]
    updated = [reference for reference, _ in changed]
    if updated:
        bulk.update(Reference, ("link", "target_id"), [(each.link, each.target_id, each.pk) for each in updated])
        ReferenceCandidate.objects.filter(reference__in=updated).delete()
    ReferenceCandidate.objects.bulk_create(candidates)
    return changed
