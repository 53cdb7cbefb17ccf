"""Numbers that texts give and their cables do not bear, corrected as they came: they lead there while they are free."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils import timezone

from cables.ingest.writer import followed, touch
from cables.models import Alias, Cable, Withdrawal
from cables.references import missing
from cables.references.resolver import relink


def lead(given: Mapping[str, str]) -> None:
    """Let each number that a text gives lead to the number of its cable, unless a cable has it, or had it before.

    The caller holds the write lock.
    """
    taken = {
        mrn
        for model in (Cable, Withdrawal, Alias)
        for mrn in model._default_manager.filter(mrn__in=given).order_by().values_list("mrn", flat=True)
    }
    free = given.keys() - taken
    if not free:
        return
    Alias.objects.bulk_create(Alias(mrn=mrn, target_mrn=given[mrn], is_provisional=True) for mrn in sorted(free))
    unsettled, touched = set(free), {0}
    followed(relink(free), unsettled, touched)
    touch(touched, timezone.now())
    missing.recount(unsettled - {""})


def give_way(arrived: Collection[str]) -> None:
    """Let these numbers lead nowhere else: cables of their own arrived, to which references lead already."""
    Alias.objects.filter(mrn__one_of=arrived, is_provisional=True).delete()
