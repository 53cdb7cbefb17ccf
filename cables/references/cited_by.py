"""Citations of a cable, stored or missing: the citing sentences, or the REF line that the text never mentions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest, Substr

from cables.db.prepared import PreparedQuery
from cables.models import Cable, Mention, Paragraph, Reference, ReferenceCandidate
from cables.references.outgoing import anchor as reference_anchor
from cables.rendering.html import anchor
from cables.reverse import url

PAGE_SIZE = 25  # citing cables shown at once
SENTENCES = 3  # shown of each citing cable
CITING = (Mention.Kind.LABEL, Mention.Kind.MRN)

LONGEST_EXCERPT = 360  # characters shown of one sentence; longer ones are cut at a word
SHORTEST_EXCERPT = 30  # a sentence with fewer characters besides the mention itself is shown with the one before it
BRACKETS = ("(", "[")  # "(Ref B)" after a full stop belongs to the sentence before it
REACH = 2 * LONGEST_EXCERPT  # how far on either side a text is looked at

STOP = re.compile(r"[.?!][\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9¶-])|\n[ \t]*\n")
ABBREVIATION = re.compile(
    r"(?:\b[A-Za-z]|\b(?:Mr|Mrs|Ms|Dr|Amb|Gen|Lt|Col|Maj|Sgt|Capt|Sen|Rep|Gov|Pres|Prof|Jr|Sr|St|No|Nos|Sept?|Oct|Nov"
    r"|Dec|Jan|Feb|Aug|Inc|Corp|Ltd|Dept|vs|etc|para|paras|approx|cf))\Z",
    re.IGNORECASE,
)
SPACES = re.compile(r"\s+")
WORD_BREAK = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class CitingExcerpt:
    """A sentence in three parts, line breaks as spaces: `hit` is the mention itself, `…` stands for what was cut."""

    before: str
    hit: str
    after: str


@dataclass(frozen=True, slots=True)
class CitingSentence:
    """A citing sentence and its URL; `number` is the paragraph's, None where it has none."""

    excerpt: CitingExcerpt
    number: int | None
    href: str


@dataclass(slots=True)
class CitingCable:
    """A citing cable with the references by which it cites, and the sentences in its text.

    `further` counts the sentences beyond those shown. `uncertain` where every one of its references is ambiguous,
    `date_differs` where the days speak against each of them.
    """

    cable: Cable
    references: list[Reference] = field(default_factory=list)
    citing_sentences: list[CitingSentence] = field(default_factory=list)
    further: int = 0
    uncertain: bool = True
    date_differs: bool = True

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

    shown: list[CitingCable]
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
    """Return one page of the citing cables. The number of queries does not grow with them."""
    citing = queries.citing(cited)
    mrns = [mrn for _, mrn in citing]
    resumed = after in mrns
    first = mrns.index(after) + 1 if resumed else 0
    ids = [pk for pk, _ in citing[first : first + PAGE_SIZE]]
    if not ids:
        return Citations([], len(citing), None, resumed)
    cables = {cable.pk: cable for cable in _cables(ids)}
    found = {pk: CitingCable(cables[pk]) for pk in ids}
    for reference in queries.references(cited, ids):
        citation = found[reference.cable_id]
        citation.references.append(reference)
        citation.uncertain &= reference.link == Reference.Link.AMBIGUOUS
        citation.date_differs &= reference.link == Reference.Link.DATE_DIFFERS
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
    first = Greatest(OuterRef("start") + 1 - REACH, 1)
    window = Substr("text", first, 2 * REACH + LONGEST_EXCERPT)
    up_to_it = of_cable.filter(position__lte=OuterRef("paragraph"), number=OuterRef("number"))
    occurrence = up_to_it.values("number").annotate(count=Count("pk")).values("count")
    return (
        Mention.objects.filter(pk__in=mentions)
        .annotate(number=Subquery(paragraph.values("number")), window=Subquery(paragraph.values(around=window)))
        .annotate(occurrence=Subquery(occurrence))
        .order_by("cable", "position")
        .values_list("pk", "cable", "paragraph", "start", "end", "number", "window", "occurrence")
    )


_located_mentions = PreparedQuery(Mention, _offsets)


def _add_sentences(found: dict[int, CitingCable]) -> None:
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
    for _, cable, sentence in _sentences(chosen, {pk: citation.cable.mrn for pk, citation in found.items()}):
        found[cable].citing_sentences.append(sentence)


def _sentences(mentions: Sequence[int], mrns: Mapping[int, str]) -> Iterator[tuple[int, int, CitingSentence]]:
    """Yield the sentence of each mention, with the ids of the mention and of its cable; `mrns` are the cables' numbers.

    One query, none without mentions.
    """
    for pk, cable, paragraph, start, end, number, window, occurrence in _located_mentions(mentions) if mentions else ():
        before = min(start, REACH)
        excerpt = excerpt_around(window or "", before, before + end - start)
        fragment = anchor(number, paragraph, occurrence or 1)
        yield pk, cable, CitingSentence(excerpt, number, f"{url('cable', mrns[cable])}#{fragment}")


def first_sentences(
    mrns: Mapping[int, str], positions: Mapping[int, Collection[int]]
) -> dict[tuple[int, int], CitingSentence]:
    """Return the first sentence in which each cable names each of these references of its own, by id and position.

    `mrns` are the numbers of the cables by id. Two queries.
    """
    chosen: dict[tuple[int, int], int] = {}
    for pk, cable, named in _mentions(list(positions)) if positions else ():
        for position in positions[cable]:
            if position in named:
                chosen.setdefault((cable, position), pk)
    found = {pk: sentence for pk, _, sentence in _sentences(sorted(set(chosen.values())), mrns)}
    return {key: found[pk] for key, pk in chosen.items()}


def excerpt_around(text: str, start: int, end: int) -> CitingExcerpt:
    """Return the sentence of the text in which text[start:end] stands, of bounded length."""
    floor = max(0, start - REACH)
    ceiling = min(len(text), end + REACH)
    beginnings = [floor, *_beginnings(text, floor, start)]
    following = next(iter(_beginnings(text, end, ceiling)), ceiling)
    first = beginnings.pop()
    while beginnings and (
        (start - first) + (following - end) < SHORTEST_EXCERPT or text[first:start].strip() in BRACKETS
    ):
        first = beginnings.pop()
    before = _cut_left(text[first:start], whole=first > floor or floor == 0)
    after = _cut_right(text[end:following], whole=following < ceiling or ceiling == len(text))
    return CitingExcerpt(before, SPACES.sub(" ", text[start:end])[:LONGEST_EXCERPT], after)


def _beginnings(text: str, start: int, end: int) -> list[int]:
    """Return the offsets at which sentences begin, after one that ends within text[start:end]."""
    return [
        stop.end()
        for stop in STOP.finditer(text, start, min(len(text), end + 2))
        if stop.end() <= end
        and not (text[stop.start()] == "." and ABBREVIATION.search(text, max(start, stop.start() - 8), stop.start()))
    ]


def _cut_left(text: str, whole: bool) -> str:
    """Return the text before the mention, cut from the left if it is long or was cut already."""
    plain = SPACES.sub(" ", text).lstrip()
    if len(plain) <= LONGEST_EXCERPT // 2 and whole:
        return plain
    shown = plain[-(LONGEST_EXCERPT // 2) :]
    space = WORD_BREAK.search(shown)
    return f"… {shown[space.end() :] if space else shown}"


def _cut_right(text: str, whole: bool) -> str:
    """Return the text after the mention, cut from the right if it is long or was cut already."""
    plain = SPACES.sub(" ", text).rstrip()
    if len(plain) <= LONGEST_EXCERPT // 2 and whole:
        return plain
    shown = plain[: LONGEST_EXCERPT // 2]
    space = shown.rfind(" ")
    return f"{shown[:space] if space > 0 else shown} …"
