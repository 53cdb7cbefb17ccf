"""The page of a cable: held, cited but absent, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cables import citations, flow, linkage, markings, neighbours, pointers
from cables.models import Addressee, Cable, Reference, Revision
from cables.render import anchors, passage
from cables.telegram import vocabulary
from cables.views import absent
from cables.views.freshness import ConditionalView, Stamp, archive_stamp, page_stamp


class CableView(ConditionalView):
    """`/cable/07LIMA3229/`: the cable, or the page of a cable that is cited but absent.

    Any other spelling of a number leads to the canonical one for good. A number that nobody mentions is not found,
    and neither is what is no number; either way the page says so in a sentence.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.touched = Cable.objects.filter(mrn=kwargs["mrn"]).values_list("touched_at", flat=True).first()
        self.is_cited = self.touched is None and Reference.objects.filter(target_mrn=kwargs["mrn"]).exists()

    def stamp(self) -> Stamp | None:
        if self.touched:
            return page_stamp(self.touched)
        return archive_stamp() if self.is_cited else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """The page that the number has."""
        after = request.GET.get("after", "").replace("\0", "")
        if self.touched:
            return render(request, "cables/cable.html", held(mrn, after))
        if self.is_cited:
            return render(request, "cables/absent.html", absent.cited(mrn, after))
        return absent.elsewhere(request, mrn, "cable")


@dataclass(frozen=True, slots=True)
class Marking:
    """A portion marking that the text uses, and what it means."""

    portion: str
    level: str
    meaning: str


def held(mrn: str, after: str) -> dict[str, Any]:
    """All that the page of a held cable shows; `after` is the citing cable that the list of them goes on behind.

    The number of queries does not depend on what the cable holds.
    """
    cable = Cable.objects.select_related("post").get(mrn=mrn)
    paragraphs = list(cable.paragraphs.order_by("position"))
    addresses = anchors(row.number for row in paragraphs)
    entries = linkage.entries(cable)
    links = pointers.links(cable.mentions.order_by("position"), paragraphs, addresses, entries)
    width = flow.measure(row.text for row in paragraphs)
    portions = dict.fromkeys(row.portion for row in paragraphs if row.portion)
    addressees = list(cable.addressees.order_by("position"))
    return {
        "cable": cable,
        "tags": [row.tag for row in cable.cable_tags.select_related("tag").order_by("position")],
        "action": [row for row in addressees if row.role == Addressee.Role.ACTION],
        "info": [row for row in addressees if row.role == Addressee.Role.INFO],
        "passages": [
            passage(row.text, address, row.number, row.portion, row.heading, links.get(row.position, ()), width)
            for row, address in zip(paragraphs, addresses, strict=True)
        ],
        "markings": [Marking(mark, markings.level(mark), markings.meaning(mark)) for mark in portions],
        "entries": entries,
        "citations": citations.of_cable(cable, after),
        "neighbours": neighbours.of_post(cable.post, cable.year, cable.serial),
        "revision": current_revision(mrn),
        "dated_by": Cable.DateSource(cable.date_source).label,
        "captions": [(caption, vocabulary.captions().get(caption)) for caption in cable.captions],
    }


def current_revision(mrn: str) -> Revision:
    """The revision that a held cable's rows were derived from, without its bytes."""
    current = Revision.objects.filter(cable__mrn=mrn, number=F("cable__revision_number"))
    return current.select_related("batch").defer("content").get()
