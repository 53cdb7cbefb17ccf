"""Merging of two cables that are the same telegram: the texts of both become revisions under one number."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from cables import archive_version
from cables.editing import redaction, renumbering, revisions
from cables.editing.base import EditRefused, edit_transaction, get_cable
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.events import record
from cables.ingest.rewriting import remove, rewrite
from cables.models import Correction, Event, Reversion, Revision

ITSELF = "A cable cannot be merged into itself."


def merge(duplicate_mrn: str, into_mrn: str, reason: str, editor: AbstractBaseUser | None = None) -> None:
    """Make the texts of `duplicate_mrn` revisions of `into_mrn`, whose current text stays current.

    The duplicate's URL and the references to it lead there, its redactions apply to all texts, its corrections are
    undone. `reason` is public. Raises EditRefused where either is not in the archive, or a redaction of it is purged.
    """
    with edit_transaction(reason, duplicate_mrn, into_mrn) as reason:
        duplicate, into = get_cable(duplicate_mrn), get_cable(into_mrn)
        if duplicate == into:
            raise EditRefused(ITSELF)
        for purged in Decisions.on([duplicate_mrn, into_mrn]).purged:
            raise EditRefused(f"{purged} is redacted for good: the other’s texts might show what was blacked out.")
        shown = into.revision_number
        Correction.objects.filter(mrn=duplicate_mrn, undone_at=None).update(undone_at=timezone.now())
        Reversion.objects.filter(mrn=duplicate_mrn).delete()
        renumbering.move(duplicate_mrn, into_mrn)
        renumbering.retire(duplicate_mrn, into_mrn)
        latest = Revision.objects.filter(cable=into).count()
        texts = list(Revision.objects.filter(cable=duplicate).order_by("number"))
        for number, text in enumerate(texts, latest + 1):
            Revision.objects.filter(pk=text.pk).update(cable=into, number=number)
        revisions.show(into_mrn, shown, latest + len(texts))
        remove(duplicate, (), archive_version.time_of_change())
        redaction.apply(into_mrn)
        rewrite(into, into_mrn)
        record(Event.Kind.MERGED, duplicate_mrn, reason, editor, detail={"into": into_mrn, "revisions": len(texts)})
