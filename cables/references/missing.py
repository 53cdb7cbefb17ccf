"""The list of missing cables: cited or known by a record without text, but not in the archive."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import connection
from django.db.models import Count

from cables.models import Alias, Cable, DividedNumber, MissingCable, Reference, TextlessRecord
from cables.telegram.mrn import Mrn

UPSERT = """
    INSERT INTO cables_absentcable (mrn, post, year, serial, citing) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (mrn) DO UPDATE SET citing = excluded.citing
"""


def recount(mrns: Iterable[str]) -> None:
    """Update the rows of these MRNs: how many stored cables cite each by references that lead nowhere.

    One that none cites has a row where a record without text states facts of it, and nothing in the archive has, or
    had, that number.
    """
    wanted = set(mrns)
    unlinked = Reference.objects.filter(target_mrn__one_of=wanted, link=Reference.Link.NONE)
    citing: dict[str, int] = dict(unlinked.values_list("target_mrn").annotate(Count("cable", distinct=True)).order_by())
    citing |= dict.fromkeys(known_by_records(wanted) - citing.keys(), 0)
    listed = dict(MissingCable.objects.filter(mrn__one_of=wanted).values_list("mrn", "citing").order_by())
    uncited = listed.keys() - citing.keys()
    if uncited:
        MissingCable.objects.filter(mrn__one_of=uncited).delete()
    changed = sorted((mrn, count) for mrn, count in citing.items() if listed.get(mrn) != count)
    if changed:
        parsed_changes = ((mrn, Mrn.parse(mrn), count) for mrn, count in changed)
        rows = [(mrn, parsed.post, parsed.year, parsed.serial, count) for mrn, parsed, count in parsed_changes]
        with connection.cursor() as cursor:
            cursor.executemany(UPSERT, rows)


def known_by_records(mrns: Collection[str]) -> set[str]:
    """Return those of the MRNs that are known by records without text alone. One query where there are none."""
    known = set(TextlessRecord.objects.filter(mrn__one_of=mrns).order_by().values_list("mrn", flat=True))
    for model in (Cable, Alias, DividedNumber) if known else ():
        known -= set(model._default_manager.filter(mrn__one_of=known).order_by().values_list("mrn", flat=True))
    return known
