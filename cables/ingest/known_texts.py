"""Texts that are in the archive already, recognised before they are parsed."""

from __future__ import annotations

from collections.abc import Sequence

from cables.db.lookups import in_batches
from cables.ingest.parsing import Item, KnownText, Read, checksum
from cables.models import Revision
from cables.sources import RawCable, RefusedItem


def recognise(batch: Sequence[RawCable | Read | RefusedItem]) -> list[Item]:
    """Return the items, as known those that are stored byte for byte with the same beside them: a parser would give
    the same.

    One query a batch. A text that comes with corrections, or with another number beside it, may be a cable of its own.
    """
    checksums = {
        number: checksum(item.content)
        for number, item in enumerate(batch)
        if isinstance(item, RawCable) and not item.corrections
    }
    stored: dict[str, tuple[str, tuple[object, ...]]] = {}
    for some in in_batches(sorted(set(checksums.values()))):
        columns = ("checksum", "cable__mrn", "format", "published_id", "hint", "stated")
        for each, mrn, *beside in Revision.objects.filter(checksum__in=some).order_by().values_list(*columns):
            stored[each] = mrn, tuple(beside)
    return [known(item, *stored.get(checksums.get(number, ""), ("", ()))) for number, item in enumerate(batch)]


def known(item: RawCable | Read | RefusedItem, mrn: str, beside: tuple[object, ...]) -> Item:
    """Return the item as known, where its source gives beside it what is stored."""
    if isinstance(item, RawCable) and beside == (item.format, item.published_id, item.hint, dict(item.stated)):
        return KnownText(item.where, mrn)
    return item
