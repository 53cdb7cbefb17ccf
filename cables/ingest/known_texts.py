"""Texts that are in the archive already, recognised by their checksum before they are parsed."""

from __future__ import annotations

from collections.abc import Sequence

from cables.db.lookups import in_batches
from cables.ingest.parsing import Item, KnownText, Read, checksum
from cables.models import Revision
from cables.sources import RawCable, RefusedItem


def recognise(batch: Sequence[RawCable | Read | RefusedItem]) -> list[Item]:
    """Return the items, as `KnownText` those that are stored byte for byte with the same metadata: a parser would give
    the same.

    One query a batch. A text with corrections, or with another number beside it, may be a cable of its own.
    """
    checksums = {
        number: checksum(item.content)
        for number, item in enumerate(batch)
        if isinstance(item, RawCable) and not item.corrections
    }
    stored: dict[str, tuple[str, tuple[object, ...]]] = {}
    for keys in in_batches(sorted(set(checksums.values()))):
        columns = ("checksum", "cable__mrn", "format", "published_id", "hint", "stated")
        for key, mrn, *metadata in Revision.objects.filter(checksum__in=keys).order_by().values_list(*columns):
            stored[key] = mrn, tuple(metadata)
    return [known(item, *stored.get(checksums.get(number, ""), ("", ()))) for number, item in enumerate(batch)]


def known(item: RawCable | Read | RefusedItem, mrn: str, metadata: tuple[object, ...]) -> Item:
    """Return the item as `KnownText` of that cable where its source gives the metadata that are stored."""
    if isinstance(item, RawCable) and metadata == (item.format, item.published_id, item.hint, dict(item.stated)):
        return KnownText(item.where, mrn)
    return item
