"""Corrections of a cable for its page and its data."""

from __future__ import annotations

from typing import Any

from cables.db.prepared import PreparedQuery
from cables.models import Correction

ORDER = list(Correction.Field.values)


def current(mrn: str) -> list[Correction]:
    """Return the corrections of a cable that are not undone, in the order of the fields. One query."""
    return sorted(_current(mrn), key=lambda correction: ORDER.index(correction.field))


_current = PreparedQuery(Correction, lambda mrn: Correction.objects.filter(mrn=mrn, undone_at=None).order_by("pk"))


def record(correction: Correction) -> dict[str, Any]:
    """Return a correction as data, without its editor: `text` is the value in the text, `shown` the corrected one."""
    return {
        "field": correction.field,
        "text": correction.before,
        "shown": correction.value,
        "reason": correction.reason,
        "at": correction.at.isoformat(timespec="seconds"),
    }
