"""Citations of a cable, stored or missing: the citing sentences, or the REF line that the text never mentions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Substr

from cables.db.prepared import PreparedQuery
from cables.models import Cable, Mention, Paragraph, Reference, ReferenceCandidate
from cables.references import sentences
from cables.references.outgoing import anchor as reference_anchor
from cables.references.sentences import CitingExcerpt
from cables.rendering.html import anchor

PAGE = 25  # citing cables shown at once
SENTENCES = 3  # shown of each citing cable
CITING = (Mention.Kind.LABEL, Mention.Kind.MRN)


@dataclass(frozen=True, slots=True)
class CitingSentence:
    """A citing sentence and its URL; `number` is the paragraph's, None where it has none."""

    excerpt: CitingExcerpt
    number: int | None
    href: str


@dataclass(slots=True)
class Citation:
    """A citing cable with the references by which it cites, and the sentences in its text.

    `further` counts the sentences beyond those shown. `uncertain` where every one of its references is ambiguous.
    """

    cable: Cable
    references: list[Reference] = field(default_factory=list)
    citing_sentences: list[CitingSentence] = field(default_factory=list)
    further: int = 0
    uncertain: bool = True

    @property
    def href(self) -> str:
        """Return the URL of the REF entry in the citing cable's page."""
        return f"{self.cable.get_absolute_url()}#{reference_anchor(self.references[0].position)}"

    @property
    def labels(self) -> list[str]:
        """Return the letters by which it cites."""
        return list(dict.fromkeys(reference.label for reference in self.references if reference.label))


@dataclass(frozen=True, slots=True)
class Citations:
    """Some of the cables that cite, oldest first, and how many do in `total`.

    `after` is the cursor of the next page (an MRN) if there are more; `resumed` where these are not the first.
    """

    shown: list[Citation]
    total: int
    after: str | None
    resumed: bool


def of_cable(cable: Cable, after: str = "") -> Citations:
    """Return who cites a stored cable, by references that lead to it and ambiguous ones that may."""
    return _gather(_LEADING_TO, cable.pk, after)


def of_mrn(mrn: str, after: str = "") -> Citations:
    """Return who cites a number that is not in the archive, by references that say it, wherever they lead."""
    return _gather(_SAYING, mrn, after)


class _Queries:
    """The queries about what is cited: `cables` selects the ids of the citing cables, `condition` the references by
    which they cite."""

    def __init__(self, cables: Callable[[Any], QuerySet[Any, Any]], condition: Callable[[Any], Q]) -> None:
        self.citing = PreparedQuery(
            Cable,
            lambda cited: Cable.objects.filter(pk__in=cables(cited)).order_by("date", "pk").values_list("pk", "mrn"),
        )
        self.references = PreparedQuery(
            Reference,
            lambda cited, cables: Reference.objects.filter(condition(cited), cable__in=cables).order_by(
                "cable", "position"
            ),
        )


def _leading_to(cable: int) -> Q:
    maybe = ReferenceCandidate.objects.filter(cable=cable).values("reference")
    return Q(target=cable) | Q(pk__in=maybe)


def _led_from(cable: int) -> QuerySet[Any, Any]:
    """Return the ids of citing cables by a union: with an OR of two conditions PostgreSQL reads all references."""
    surely = Reference.objects.filter(target=cable).order_by().values("cable")
    maybe = ReferenceCandidate.objects.filter(cable=cable).order_by().values("reference__cable")
    return surely.union(maybe, all=True)


_LEADING_TO = _Queries(_led_from, _leading_to)
_SAYING = _Queries(
    lambda mrn: Reference.objects.filter(target_mrn=mrn).order_by().values("cable"),
    lambda mrn: Q(target_mrn=mrn),
)


def _gather(queries: _Queries, cited: int | str, after: str) -> Citations:
    """One page of the citing cables. The number of queries does not grow with them."""
    citing = queries.citing(cited)
    mrns = [mrn for _, mrn in citing]
    resumed = after in mrns
    first = mrns.index(after) + 1 if resumed else 0
    ids = [pk for pk, _ in citing[first : first + PAGE]]
    if not ids:
        return Citations([], len(citing), None, resumed)
    cables = {cable.pk: cable for cable in _cables(ids)}
    found = {pk: Citation(cables[pk]) for pk in ids}
    for reference in queries.references(cited, ids):
        citation = found[reference.cable_id]
        citation.references.append(reference)
        citation.uncertain &= reference.link == Reference.Link.AMBIGUOUS
    _add_sentences(found)
    last = first + len(ids)
    return Citations(list(found.values()), len(citing), mrns[last - 1] if last < len(citing) else None, resumed)


_cables = PreparedQuery(
    Cable,
    lambda ids: (
        Cable.objects.filter(pk__in=ids)
        .only("mrn", "subject", "date", "date_source", "sent_at", "classification", "is_specimen")
        .order_by()
    ),
)
_mentions = PreparedQuery(
    Mention,
    lambda cables: (
        Mention.objects.filter(cable__in=cables, kind__in=CITING)
        .order_by("cable", "position")
        .values_list("pk", "cable", "references")
    ),
)


def _offsets(mentions: Sequence[int]) -> QuerySet[Mention, Any]:
    """Return the offsets of mentions, the text around each, the paragraph's number, and its index among those of it."""
    of_cable = Paragraph.objects.filter(cable=OuterRef("cable")).order_by()
    paragraph = of_cable.filter(position=OuterRef("paragraph"))
    first = Greatest(OuterRef("start") + 1 - sentences.REACH, 1)
    window = Substr("text", first, 2 * sentences.REACH + sentences.LONGEST)
    up_to_it = of_cable.filter(position__lte=OuterRef("paragraph"), number=OuterRef("number"))
    occurrence = up_to_it.values("number").annotate(count=Count("pk")).values("count")
    return (
        Mention.objects.filter(pk__in=mentions)
        .annotate(number=Subquery(paragraph.values("number")), window=Subquery(paragraph.values(around=window)))
        .annotate(occurrence=Subquery(occurrence))
        .order_by("cable", "position")
        .values_list("cable", "paragraph", "start", "end", "number", "window", "occurrence")
    )


_located_mentions = PreparedQuery(Mention, _offsets)


def _add_sentences(found: dict[int, Citation]) -> None:
    """Add to each citation, by its cable's id, the sentences in which the cable's text names one of its references."""
    positions = {pk: {reference.position for reference in citation.references} for pk, citation in found.items()}
    chosen: list[int] = []
    count: dict[int, int] = defaultdict(int)
    for pk, cable, named in _mentions(list(found)):
        if positions[cable].intersection(named):
            count[cable] += 1
            if count[cable] <= SENTENCES:
                chosen.append(pk)
    for cable, total in count.items():
        found[cable].further = max(0, total - SENTENCES)
    for cable, paragraph, start, end, number, window, occurrence in _located_mentions(chosen) if chosen else ():
        citation = found[cable]
        before = min(start, sentences.REACH)
        excerpt = sentences.around(window or "", before, before + end - start)
        fragment = anchor(number, paragraph, occurrence or 1)
        citation.citing_sentences.append(
            CitingSentence(excerpt, number, f"{citation.cable.get_absolute_url()}#{fragment}")
        )
