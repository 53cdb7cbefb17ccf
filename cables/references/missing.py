"""The list of missing cables: cited, but not in the archive."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection
from django.db.models import Count

from cables.models import MissingCable, Reference
from cables.telegram.mrn import Mrn

UPSERT = """
    INSERT INTO cables_absentcable (mrn, post, year, serial, citing) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (mrn) DO UPDATE SET citing = excluded.citing
"""


def recount(mrns: Iterable[str]) -> None:
    """Update the rows of these MRNs: how many stored cables cite each by references that lead nowhere."""
    wanted = set(mrns)
    unlinked = Reference.objects.filter(target_mrn__one_of=wanted, link=Reference.Link.NONE)
    citing: dict[str, int] = dict(unlinked.values_list("target_mrn").annotate(Count("cable", distinct=True)).order_by())
    listed = dict(MissingCable.objects.filter(mrn__one_of=wanted).values_list("mrn", "citing").order_by())
    gone = listed.keys() - citing.keys()
    if gone:
        MissingCable.objects.filter(mrn__one_of=gone).delete()
    changed = sorted((mrn, count) for mrn, count in citing.items() if listed.get(mrn) != count)
    if changed:
        stamped = ((mrn, Mrn.parse(mrn), count) for mrn, count in changed)
        rows = [(mrn, parsed.post, parsed.year, parsed.serial, count) for mrn, parsed, count in stamped]
        with connection.cursor() as cursor:
            cursor.executemany(UPSERT, rows)
