"""Corrections of a cable as its page and its data show them."""

from __future__ import annotations

from typing import Any

from cables.db.prepared import PreparedQuery
from cables.models import Correction

ORDER = list(Correction.Field.values)


def standing(mrn: str) -> list[Correction]:
    """Return the corrections that stand for a cable, in the order of the fields. One query."""
    return sorted(_standing(mrn), key=lambda correction: ORDER.index(correction.field))


_standing = PreparedQuery(Correction, lambda mrn: Correction.objects.filter(mrn=mrn, undone_at=None).order_by("pk"))


def record(correction: Correction) -> dict[str, Any]:
    """Return a correction as data, without its editor: `text` is the text's own value, `shown` the one in its place."""
    return {
        "field": correction.field,
        "text": correction.before,
        "shown": correction.value,
        "reason": correction.reason,
        "at": correction.at.isoformat(timespec="seconds"),
    }
