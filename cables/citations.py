"""Who cites a cable, held or absent, and where: the citing sentence, or the REF line that the text never mentions."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Substr

from cables import excerpts
from cables.excerpts import Excerpt
from cables.linkage import anchor as reference_anchor
from cables.models import Cable, Mention, Paragraph, Reference, ReferenceCandidate
from cables.render import anchor

PAGE = 25  # citing cables shown at once
PLACES = 3  # citing sentences shown of each
CITING = (Mention.Kind.LABEL, Mention.Kind.MRN)


@dataclass(frozen=True, slots=True)
class Place:
    """A citing sentence and its address; `number` is the paragraph's, None where it has none."""

    excerpt: Excerpt
    number: int | None
    href: str


@dataclass(slots=True)
class Citation:
    """A citing cable with the references by which it cites, and the places in its text.

    `further` counts the places beyond those shown. `uncertain` where every one of its references is ambiguous.
    """

    cable: Cable
    references: list[Reference] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    further: int = 0
    uncertain: bool = True

    @property
    def href(self) -> str:
        """The address of the REF entry in the citing cable's page."""
        return f"{self.cable.get_absolute_url()}#{reference_anchor(self.references[0].position)}"

    @property
    def labels(self) -> list[str]:
        """The letters by which it cites."""
        return list(dict.fromkeys(reference.label for reference in self.references if reference.label))


@dataclass(frozen=True, slots=True)
class Citations:
    """Some of the cables that cite, oldest first, and how many do in `total`.

    `after` is the MRN to go on behind if there are more; `resumed` where these are not the first.
    """

    shown: list[Citation]
    total: int
    after: str | None
    resumed: bool


def of_cable(cable: Cable, after: str = "") -> Citations:
    """Who cites a held cable: the references that lead to it, and the ambiguous ones that may."""
    maybe = ReferenceCandidate.objects.filter(cable=cable).values("reference")
    return _gather(Reference.objects.filter(Q(target=cable) | Q(pk__in=maybe)), after)


def of_mrn(mrn: str, after: str = "") -> Citations:
    """Who cites a cable by a number that is not held: the references that say it, wherever they lead."""
    return _gather(Reference.objects.filter(target_mrn=mrn), after)


def _gather(references: QuerySet[Reference], after: str) -> Citations:
    """One page of the cables that these references stand in. The number of queries does not grow with them."""
    references = references.order_by()
    citing = Cable.objects.filter(pk__in=references.values("cable")).order_by("date", "pk")
    total = citing.count()
    if not total:
        return Citations([], 0, None, resumed=False)
    last = Cable.objects.filter(mrn=after).values_list("date", "pk").first() if after else None
    if last:
        date, pk = last
        citing = citing.filter(Q(date__gte=date) & (Q(date__gt=date) | Q(pk__gt=pk)))
    fields = ("mrn", "subject", "date", "date_source", "sent_at", "classification", "is_specimen")
    cables = list(citing.only(*fields)[: PAGE + 1])
    found = {cable.pk: Citation(cable) for cable in cables[:PAGE]}
    for reference in references.filter(cable__in=found).order_by("cable", "position"):
        citation = found[reference.cable_id]
        citation.references.append(reference)
        citation.uncertain &= reference.link == Reference.Link.AMBIGUOUS
    _find_places(found)
    more = len(cables) > PAGE
    return Citations(list(found.values()), total, cables[PAGE - 1].mrn if more else None, resumed=last is not None)


def _find_places(found: dict[int, Citation]) -> None:
    """Give each citation, by its cable's id, the places where the cable's text names one of its references."""
    positions = {pk: {reference.position for reference in citation.references} for pk, citation in found.items()}
    chosen: list[int] = []
    count: dict[int, int] = defaultdict(int)
    mentions = Mention.objects.filter(cable__in=found, kind__in=CITING).order_by("cable", "position")
    for pk, cable, named in mentions.values_list("pk", "cable", "references").iterator():
        if positions[cable].intersection(named):
            count[cable] += 1
            if count[cable] <= PLACES:
                chosen.append(pk)
    for cable, total in count.items():
        found[cable].further = max(0, total - PLACES)
    of_cable = Paragraph.objects.filter(cable=OuterRef("cable")).order_by()
    paragraph = of_cable.filter(position=OuterRef("paragraph"))
    first = Greatest(OuterRef("start") + 1 - excerpts.REACH, 1)
    window = Substr("text", first, 2 * excerpts.REACH + excerpts.LONGEST)
    up_to_it = of_cable.filter(position__lte=OuterRef("paragraph"), number=OuterRef("number"))
    occurrence = up_to_it.values("number").annotate(count=Count("pk")).values("count")
    placed = (
        Mention.objects.filter(pk__in=chosen)
        .annotate(number=Subquery(paragraph.values("number")), window=Subquery(paragraph.values(around=window)))
        .annotate(occurrence=Subquery(occurrence))
        .order_by("cable", "position")
    )
    for place in placed.values("cable", "paragraph", "start", "end", "number", "window", "occurrence"):
        citation = found[place["cable"]]
        before = min(place["start"], excerpts.REACH)
        excerpt = excerpts.around(place["window"] or "", before, before + place["end"] - place["start"])
        address = anchor(place["number"], place["paragraph"], place["occurrence"] or 1)
        citation.places.append(Place(excerpt, place["number"], f"{citation.cable.get_absolute_url()}#{address}"))
