"""Contents of a cable: as the tables have them, or as another of its texts gives them."""

from __future__ import annotations

from dataclasses import dataclass

from cables.db.prepared import PreparedQuery
from cables.ingest.unsaved import unsaved_cable
from cables.models import Addressee, Cable, CableTag, Mention, Paragraph, Revision, Tag
from cables.references import outgoing
from cables.references.outgoing import ReferenceEntry


@dataclass(frozen=True, slots=True)
class Contents:
    """A cable, stored or not, with all that its page shows of its text; `entries` are its references."""

    cable: Cable
    paragraphs: list[Paragraph]
    addressees: list[Addressee]
    tags: list[Tag]
    entries: list[ReferenceEntry]
    mentions: list[Mention]


def stored(cable: Cable) -> Contents:
    """Return what the tables have of a cable. The number of queries does not depend on what that is."""
    return Contents(
        cable,
        _paragraphs(cable.pk),
        _addressees(cable.pk),
        [row.tag for row in _tags(cable.pk)],
        outgoing.entries(cable),
        _mentions(cable.pk),
    )


_paragraphs = PreparedQuery(Paragraph, lambda cable: Paragraph.objects.filter(cable=cable).order_by("position"))
_addressees = PreparedQuery(Addressee, lambda cable: Addressee.objects.filter(cable=cable).order_by("position"))
_tags = PreparedQuery(
    CableTag, lambda cable: CableTag.objects.filter(cable=cable).select_related("tag").order_by("position")
)
_mentions = PreparedQuery(Mention, lambda cable: Mention.objects.filter(cable=cable).order_by("position"))


def said(revision: Revision) -> Contents:
    """Return what a revision says that is not the one shown, parsed again.

    The number of queries does not depend on what that is.
    """
    drawn = unsaved_cable(revision)
    entries = outgoing.entries_of(drawn.cable, drawn.references, drawn.candidates)
    return Contents(drawn.cable, drawn.paragraphs, drawn.addressees, drawn.tags, entries, drawn.mentions)
