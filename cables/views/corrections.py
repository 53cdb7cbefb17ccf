"""What editors say of a cable in place of what its text says, as readers are told."""

from __future__ import annotations

from typing import Any

from cables.db.prepared import PreparedQuery
from cables.models import Correction

ORDER = list(Correction.Field.values)


def standing(mrn: str) -> list[Correction]:
    """The corrections that stand for a cable, in the order of the fields. One query."""
    return sorted(_standing(mrn), key=lambda correction: ORDER.index(correction.field))


_standing = PreparedQuery(Correction, lambda mrn: Correction.objects.filter(mrn=mrn, undone_at=None).order_by("pk"))


def record(correction: Correction) -> dict[str, Any]:
    """A correction as data: `text` is what the text gives, `shown` what is shown in its place. Who made it is not
    told."""
    return {
        "field": correction.field,
        "text": correction.before,
        "shown": correction.value,
        "reason": correction.reason,
        "at": correction.at.isoformat(timespec="seconds"),
    }
