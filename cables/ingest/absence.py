"""Keeping the list of cables that are cited but not held."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count

from cables.ingest.lookup import in_portions
from cables.models import AbsentCable, Reference
from cables.telegram.mrn import Mrn


def recount(mrns: Iterable[str]) -> None:
    """Bring the rows of these MRNs up to date: how many held cables cite each without a link leading anywhere."""
    wanted = sorted(set(mrns))
    for portion in in_portions(wanted):
        citing: dict[str, int] = dict(
            Reference.objects.filter(target_mrn__in=portion, link=Reference.Link.NONE)
            .values_list("target_mrn")
            .annotate(Count("cable", distinct=True))
            .order_by()
        )
        held = {absent.mrn: absent for absent in AbsentCable.objects.filter(mrn__in=portion)}
        gone = [absent.pk for mrn, absent in held.items() if mrn not in citing]
        if gone:
            AbsentCable.objects.filter(pk__in=gone).delete()
        changed = []
        for mrn, absent in held.items():
            if mrn in citing and absent.citing != citing[mrn]:
                absent.citing = citing[mrn]
                changed.append(absent)
        AbsentCable.objects.bulk_update(changed, ["citing"])
        AbsentCable.objects.bulk_create(
            AbsentCable(mrn=mrn, post=parsed.post, year=parsed.year, serial=parsed.serial, citing=count)
            for mrn, count in citing.items()
            if mrn not in held and (parsed := Mrn.parse(mrn))
        )
