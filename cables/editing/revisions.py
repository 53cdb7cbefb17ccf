"""Showing an earlier text of a cable again. Later ones are kept; the next that arrives is shown in its turn."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser

from cables.editing.base import Refused, editing, held
from cables.ingest.events import record
from cables.ingest.rewriting import rewrite
from cables.models import Event, Reversion, Revision


def revert(mrn: str, number: int, reason: str, editor: AbstractBaseUser | None = None) -> None:
    """Show the revision `number` of a held cable in place of the one that is shown.

    `reason` is public. Raises Refused where there is no such cable or revision, or it is shown already.
    """
    with editing(reason, mrn) as reason:
        cable = held(mrn)
        numbers = list(Revision.objects.filter(cable=cable).order_by("number").values_list("number", flat=True))
        if number not in numbers:
            raise Refused(f"{mrn} has no revision {number}: {numbers[-1]} is its latest.")
        if number == cable.revision_number:
            raise Refused(f"Revision {number} of {mrn} is shown already.")
        show(mrn, number, numbers[-1])
        rewrite(cable, mrn)
        record(Event.Kind.REVERTED, mrn, reason, editor, detail={"number": number, "before": cable.revision_number})


def show(mrn: str, number: int, latest: int) -> None:
    """Let the revision `number` be shown as long as `latest` is the latest one."""
    Reversion.objects.filter(mrn=mrn).delete()
    if number != latest:
        Reversion.objects.create(mrn=mrn, number=number, latest=latest)
