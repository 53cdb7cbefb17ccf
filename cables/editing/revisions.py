"""Reversion of a cable to an earlier text. Later ones are kept; the next that arrives becomes the current one."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from cables.editing.base import EditRefused, edit_transaction, get_cable
from cables.ingest.events import record
from cables.ingest.rewriting import rewrite
from cables.models import Event, Reversion, Revision


def revert(mrn: str, number: int, reason: str, editor: AbstractBaseUser | None = None) -> None:
    """Make the revision `number` the current one of a cable.

    `reason` is public. Raises EditRefused where there is no such cable or revision, or it is the current one already.
    """
    with edit_transaction(reason, mrn) as reason:
        cable = get_cable(mrn)
        numbers = list(Revision.objects.filter(cable=cable).order_by("number").values_list("number", flat=True))
        if number not in numbers:
            raise EditRefused(f"{mrn} has no revision {number}: {numbers[-1]} is its latest.")
        if number == cable.revision_number:
            raise EditRefused(f"Revision {number} of {mrn} is shown already.")
        show(mrn, number, numbers[-1])
        rewrite(cable, mrn)
        record(Event.Kind.REVERTED, mrn, reason, editor, detail={"number": number, "before": cable.revision_number})


def show(mrn: str, number: int, latest: int) -> None:
    """Record that the revision `number` is the current one as long as `latest` is the latest."""
    Reversion.objects.filter(mrn=mrn).delete()
    if number != latest:
        Reversion.objects.create(mrn=mrn, number=number, latest=latest)
