"""Withdrawal of a cable from the public, and its restoration."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from cables import archive_version
from cables.editing.base import EditRefused, edit_transaction, get_cable
from cables.ingest import records, rewriting, source_files
from cables.ingest.events import record, signed
from cables.models import Cable, Event, Redaction, Revision, Withdrawal, WithdrawnText
from cables.models.revision import Text

TEXT = [field.name for field in Text._meta.get_fields()]


def withdraw(mrn: str, reason: str, editor: AbstractBaseUser | None = None) -> Withdrawal:
    """Withdraw a cable: its rows are deleted, its texts set apart, and references to it lead nowhere. A record without
    text of its number is deleted for good.

    `reason` is public. Raises EditRefused where the cable is not in the archive or no reason is given.
    """
    with edit_transaction(reason, mrn) as reason:
        cable = get_cable(mrn)
        withdrawal = Withdrawal.objects.create(
            mrn=mrn, cable=cable.pk, stored_at=cable.stored_at, **signed(reason, editor)
        )
        revisions = Revision.objects.filter(cable=cable).order_by("number")
        texts = [
            WithdrawnText(withdrawal=withdrawal, import_run_id=each.import_run_id, **columns(each))
            for each in revisions
        ]
        WithdrawnText.objects.bulk_create(texts)
        revisions.delete()
        records.delete([mrn])
        source_files.seal(texts)
        rewriting.remove(cable, texts, archive_version.time_of_change())
        record(Event.Kind.WITHDRAWN, mrn, reason, editor, detail={"revisions": len(texts)})
    return withdrawal


def restore(mrn: str, reason: str, editor: AbstractBaseUser | None = None) -> Cable:
    """Restore a withdrawn cable with its id and all its texts: its page is as it was, links lead to it again.

    Raises EditRefused where the cable is not withdrawn or no reason is given.
    """
    with edit_transaction(reason, mrn) as reason:
        withdrawal = Withdrawal.objects.filter(mrn=mrn).first()
        if withdrawal is None:
            raise EditRefused(f"{mrn} is not withdrawn.")
        texts = list(withdrawal.texts.order_by("number"))
        revisions = [
            Revision(cable_id=withdrawal.cable, import_run_id=each.import_run_id, **columns(each)) for each in texts
        ]
        withdrawal.texts.all().delete()
        withdrawal.delete()
        if not Redaction.objects.filter(mrn=mrn).exists():
            source_files.unseal(texts)
        rewriting.put_back(mrn, withdrawal.cable, withdrawal.stored_at, revisions)
        record(Event.Kind.RESTORED, mrn, reason, editor, detail={"revisions": len(texts)})
        return Cable.objects.get(mrn=mrn)


def columns(text: Text) -> dict[str, Any]:
    """Return the columns of a text that both tables of texts have."""
    return {name: getattr(text, name) for name in TEXT}
