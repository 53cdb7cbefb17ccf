"""Provisional aliases: numbers that only texts give, whose cables were corrected on arrival, while they are free."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils import timezone

from cables.ingest.writer import add_changed, set_modified
from cables.models import Alias, Cable, Withdrawal
from cables.references import missing
from cables.references.linking import relink


def add_provisional(given: Mapping[str, str]) -> None:
    """Let each number that a text gives lead to its cable's (the value), unless a cable has it, or had it before.

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
    unresolved, modified = set(free), {0}
    add_changed(relink(free), unresolved, modified)
    set_modified(modified, timezone.now())
    missing.recount(unresolved - {""})


def delete_provisional(arrived: Collection[str]) -> None:
    """Delete the aliases of numbers of which cables arrived; references lead to these already."""
    Alias.objects.filter(mrn__one_of=arrived, is_provisional=True).delete()
