"""Events and corrections, as editors' actions are recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.utils import timezone

from cables import archive_version
from cables.models import Correction, Event, ImportRun, Job
from cables.telegram.redaction import black_out

LONGEST_NAME = 150


def signed(reason: str, editor: AbstractBaseUser | None) -> dict[str, Any]:
    """Return the columns that say who did something and why."""
    return {"reason": reason, **named(editor)}


def named(editor: AbstractBaseUser | None) -> dict[str, Any]:
    """Return the columns that say who did something; the name stays when the account goes."""
    return {"editor": editor, "editor_name": editor.get_username()[:LONGEST_NAME] if editor else ""}


def redact_label(import_run: ImportRun, phrases: Sequence[str]) -> None:
    """Black phrases out of the label of an import run, and of its job: readers see it in the log."""
    label = black_out(import_run.label, phrases, name=True)
    if label != import_run.label:
        import_run.label = label
        import_run.save(update_fields=["label"])
        archive_version.invalidate()
        Job.objects.filter(import_run=import_run).update(label=label)


def record(
    kind: str,
    mrn: str,
    reason: str,
    editor: AbstractBaseUser | None,
    *,
    detail: dict[str, Any],
    import_run: ImportRun | None = None,
) -> Event:
    """Create an event; `detail` is as `Event` says, `import_run` the upload that it is part of."""
    event = Event.objects.create(
        kind=kind,
        mrn=mrn,
        detail=detail,
        import_run=import_run,
        at=archive_version.time_of_change(),
        **signed(reason, editor),
    )
    archive_version.invalidate()
    return event


def record_corrections(
    mrn: str,
    values: Mapping[str, tuple[str | None, str | None]],
    reason: str,
    editor: AbstractBaseUser | None,
    import_run: ImportRun | None = None,
) -> list[Correction]:
    """Create corrections of a cable, instead of earlier ones of the same fields, and an event of each; return them.

    `values` are by field the editor's value and that of the text.
    """
    Correction.objects.filter(mrn=mrn, field__in=values, undone_at=None).update(undone_at=timezone.now())
    corrections = []
    for field, (value, before) in values.items():
        by = signed(reason, editor)
        corrections.append(Correction.objects.create(mrn=mrn, field=field, value=value, before=before, **by))
        detail = {"field": field, "before": before, "value": value}
        record(Event.Kind.CORRECTED, mrn, reason, editor, detail=detail, import_run=import_run)
    return corrections
