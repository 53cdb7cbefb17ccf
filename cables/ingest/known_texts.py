"""Recognising texts that are held already, before they are parsed."""

from __future__ import annotations

from collections.abc import Sequence

from cables.db.lookups import in_portions
from cables.ingest.parsing import Came, Known, Read, checksum
from cables.models import Revision
from cables.sources import RawCable, RefusedItem


def recognise(chunk: Sequence[RawCable | Read | RefusedItem]) -> list[Came]:
    """The items, those known that are held byte for byte with the same said of them: they would be parsed to the same.

    One query a chunk. A text that comes with corrections, or with another number beside it, may be a cable of its own.
    """
    checksums = {
        number: checksum(item.content)
        for number, item in enumerate(chunk)
        if isinstance(item, RawCable) and not item.corrections
    }
    held: dict[str, tuple[str, tuple[object, ...]]] = {}
    for portion in in_portions(sorted(set(checksums.values()))):
        columns = ("checksum", "cable__mrn", "format", "published_id", "hint", "stated")
        for each, mrn, *said in Revision.objects.filter(checksum__in=portion).order_by().values_list(*columns):
            held[each] = mrn, tuple(said)
    return [known(item, *held.get(checksums.get(number, ""), ("", ()))) for number, item in enumerate(chunk)]


def known(item: RawCable | Read | RefusedItem, mrn: str, said: tuple[object, ...]) -> Came:
    """The item as known, where its source says of it what is held."""
    if isinstance(item, RawCable) and said == (item.format, item.published_id, item.hint, dict(item.stated)):
        return Known(item.where, mrn)
    return item
