"""Removal of a cable's rows from the public tables, within the caller's transaction; its texts are for the caller."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from django.db.models import Q

from cables import archive_vocabulary
from cables.ingest import orphans, parsing, tallies
from cables.ingest.orphans import Names
from cables.ingest.parsing import Read
from cables.ingest.reparsing import raw_cable
from cables.ingest.writer import add_changed, clear, set_modified
from cables.models import Cable, Reference, ReferenceCandidate
from cables.models.revision import Text
from cables.references import missing
from cables.references.linking import resolve, store_links
from cables.search.index import maintenance


def remove(cable: Cable, texts: Iterable[Text], now: datetime.datetime) -> None:
    """Delete the cable and everything derived from it; what led to it leads elsewhere or nowhere.

    Names and words of it and of `texts` that nothing else has are gone. It must have no revisions any more. The caller
    holds the write lock.
    """
    names = Names.of([cable.pk])
    names.words.update(word for text in texts for word in words_of(text).items())
    changes: Counter[tallies.Key] = Counter()
    maintenance.remove([cable.pk])
    unresolved, modified = clear([cable.pk], changes)
    tallies.apply(changes)
    unlinked = unlink(cable)
    Cable.objects.filter(pk=cable.pk).delete()
    citing = list(Reference.objects.filter(pk__in=unlinked).select_related("cable").order_by("pk"))
    unresolved.update(reference.target_mrn or "" for reference in citing)
    modified.update(reference.cable_id for reference in citing)
    add_changed(store_links(list(zip(citing, resolve(citing), strict=True))), unresolved, modified)
    set_modified(modified - {cable.pk}, now)
    missing.recount((unresolved | {cable.mrn}) - {""})
    orphans.delete_unused(names)


def words_of(text: Text) -> dict[str, str]:
    """Return the words of a text that differ from their stem, with it."""
    read = parsing.read(raw_cable(text), archive_vocabulary.current())
    return read.rows.words if isinstance(read, Read) else {}


def unlink(cable: Cable) -> list[int]:
    """Let the references that lead to the cable, or may, lead nowhere; returns their ids."""
    citing = Reference.objects.filter(Q(target=cable) | Q(stored_candidates__cable=cable))
    ids = list(citing.values_list("pk", flat=True).distinct().order_by())
    ReferenceCandidate.objects.filter(reference__in=ids).delete()
    Reference.objects.filter(pk__in=ids).update(target=None, link=Reference.Link.NONE)
    return ids
