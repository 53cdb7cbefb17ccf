"""References of a cable, where they lead, and in words how certain that is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cables.db.prepared import PreparedQuery
from cables.models import Cable, MissingCable, Reference, ReferenceCandidate, Withdrawal
from cables.rendering.template_filters import date_in_words
from cables.rendering.title_case import display_subject
from cables.reverse import url
from cables.telegram.mrn import Mrn

NOTES = {
    "NOTAL": "not sent to all addressees of this cable",
    "AND PREVIOUS": "and the cables before it on the matter",
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cable that an ambiguous entry may mean; `href` is None where it has no page, being neither stored nor cited."""

    mrn: str
    href: str | None
    cable: Cable | None


@dataclass(slots=True)
class ReferenceEntry:
    """One reference of a cable as its page shows it.

    `href` leads to the page of the cable it cites, stored or missing; None where it cites no cable that has a number.
    `citing` is how many stored cables cite the missing one, `withdrawn` whether that was withdrawn; `inferred` says
    the source of its year, and `remarks` say in words whatever else is not certain.
    """

    reference: Reference
    anchor: str
    mrn: str | None = None
    href: str | None = None
    target: Cable | None = None
    citing: int | None = None
    withdrawn: bool = False
    candidates: list[Candidate] = field(default_factory=list)
    inferred: str | None = None
    remarks: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Return the title of a link to this entry."""
        label = f"Ref {self.reference.label}: " if self.reference.label else ""
        if self.target:
            return f"{label}{self.mrn}, {display_subject(self.target.subject)}"
        if self.mrn:
            missing = "withdrawn" if self.withdrawn else "not in the archive"
            return f"{label}{self.mrn}, {'one of several cables' if self.candidates else missing}"
        return f"{label}{self.what.lower() if not self.reference.number else self.what}"

    @property
    def what(self) -> str:
        """Return the name of what is cited, where that is no cable: `Letter`, `Airgram A-87`."""
        number = self.reference.number
        return f"{self.reference.get_kind_display()} {number}" if number else self.reference.get_kind_display()

    @property
    def dated(self) -> str | None:
        """Return in words the day or month that the entry gives of what it cites."""
        return date_in_words(self.reference.date) if self.reference.date else None

    @property
    def note(self) -> str | None:
        """Return the entry's note, with its meaning if it has one of the usual."""
        if not self.reference.note:
            return None
        meaning = NOTES.get(self.reference.note.upper())
        return f"{self.reference.note}: {meaning}" if meaning else self.reference.note


def anchor(position: int) -> str:
    """Return the fragment, within the citing cable's page, of the reference at that position."""
    return f"ref-{position}"


_references = PreparedQuery(
    Reference,
    lambda cable: (
        Reference.objects.filter(cable=cable)
        .order_by("position")
        .select_related("target")
        .only(
            *("cable_id", "position", "origin", "label", "raw", "kind", "target_mrn", "year_inferred", "confidence"),
            *(
                "candidates",
                "number",
                "date",
                "note",
                "link",
                "target__mrn",
                "target__subject",
                "target__date",
                "target__date_source",
            ),
            *("target__sent_at", "target__classification", "target__is_specimen"),
        )
    ),
)
_stored_candidates = PreparedQuery(
    ReferenceCandidate,
    lambda cable: (
        ReferenceCandidate.objects.filter(reference__cable=cable)
        .select_related("reference", "cable")
        .only(
            *("reference__position", "cable__mrn", "cable__subject", "cable__date", "cable__date_source"),
            "cable__sent_at",
        )
    ),
)

_missing = PreparedQuery(
    MissingCable, lambda mrns: MissingCable.objects.filter(mrn__in=mrns).order_by().values_list("mrn", "citing")
)
_withdrawn = PreparedQuery(
    Withdrawal, lambda mrns: Withdrawal.objects.filter(mrn__in=mrns).order_by().values_list("mrn", flat=True)
)


def entries(cable: Cable) -> list[ReferenceEntry]:
    """Return the cable's references in order, each with where it leads. At most four queries."""
    references = _references(cable.pk)
    stored: dict[int, list[Cable]] = defaultdict(list)
    if any(row.link == Reference.Link.AMBIGUOUS for row in references):
        for candidate in _stored_candidates(cable.pk):
            stored[candidate.reference.position].append(candidate.cable)
    return entries_of(cable, references, stored)


def entries_of(
    cable: Cable, references: Sequence[Reference], stored: Mapping[int, list[Cable]]
) -> list[ReferenceEntry]:
    """Return these references of a cable, stored or not, each with where it leads. Two queries.

    `stored` are the candidates of the ambiguous ones, by position.
    """
    waiting = {mrn for row in references for mrn in (row.target_mrn, *row.candidates) if mrn and not row.target_id}
    missing = dict(_missing(sorted(waiting))) if waiting else {}
    withdrawn = set(_withdrawn(sorted(waiting))) if waiting else set()
    return [
        _entry(cable, reference, stored.get(reference.position, []), missing, withdrawn) for reference in references
    ]


def _entry(
    cable: Cable, reference: Reference, stored: list[Cable], missing: dict[str, int], withdrawn: set[str]
) -> ReferenceEntry:
    """Return one reference with what the tables say of its target."""
    entry = ReferenceEntry(reference, anchor(reference.position))
    entry.target = reference.target
    entry.mrn = reference.target.mrn if reference.target else reference.target_mrn
    if entry.mrn:
        entry.href = url("cable", entry.mrn)
    if reference.target_mrn and not reference.target:
        entry.citing = missing.get(reference.target_mrn)
        entry.withdrawn = reference.target_mrn in withdrawn
    entry.candidates = list(_candidates(reference, stored, missing))
    entry.inferred = _inferred(cable, reference)
    entry.remarks = list(_remarks(cable, reference))
    return entry


def _candidates(reference: Reference, stored: list[Cable], missing: dict[str, int]) -> Iterator[Candidate]:
    """Yield the cables that an ambiguous reference may mean: those stored, then those that are not."""
    found = {cable.mrn: cable for cable in stored}
    said = reference.candidates if reference.confidence == "ambiguous" else []
    for mrn in dict.fromkeys([*found, *said]):
        has_page = mrn in found or mrn in missing
        yield Candidate(mrn, url("cable", mrn) if has_page else None, found.get(mrn))


def _inferred(cable: Cable, reference: Reference) -> str | None:
    """Return in words the source of a year that an entry does not give; None where it gives one."""
    if not reference.target_mrn or not reference.year_inferred:
        return None
    year = Mrn.parse(reference.target_mrn).year
    if reference.link == Reference.Link.YEAR_BEFORE:
        return f"no year given, {year - 1} inferred: none of {year} is held that was sent before this one"
    if year < cable.year:
        return f"no year given, {year} inferred: {_why_earlier(cable, reference)}"
    return f"no year given, {year} inferred"


def _why_earlier(cable: Cable, reference: Reference) -> str:
    """Return in words why a reference without a year is to a cable of the year before."""
    if reference.date:
        return "its day fits that year"
    if reference.target_mrn and Mrn.parse(reference.target_mrn).post == Mrn.parse(cable.mrn).post:
        return "the serial is above this cable’s own"
    return f"the serial is higher than the post can have reached by then in {cable.year}"


def _remarks(cable: Cable, reference: Reference) -> Iterator[str]:
    """Yield what else is not certain of a link, in words."""
    if reference.origin == Reference.Origin.TEXT:
        yield "named in the text, not among its references"
    if not reference.target_mrn:
        return
    if reference.link == Reference.Link.SPELLING:
        yield f"written {reference.target_mrn}: the same series under the post’s other name"
    elif reference.link == Reference.Link.RETIRED:
        yield f"written {reference.target_mrn}: the number under which it was held before"
    elif reference.link == Reference.Link.DATE_DIFFERS and reference.target:
        yield _difference(cable, reference, reference.target)
    elif reference.link == Reference.Link.AMBIGUOUS:
        yield "more than one held cable fits"
    elif reference.confidence == "ambiguous":
        yield "the post’s name is ambiguous"
    elif reference.confidence == "normalised":
        yield "the spelling was mended"


def _difference(cable: Cable, reference: Reference, target: Cable) -> str:
    """Return in words which days speak against a link."""
    sent = date_in_words(target.date.isoformat())
    if target.date > cable.date and cable.date_source != Cable.DateSource.MRN:
        return f"the held cable of this number was sent later than this one, on {sent}: another may be meant"
    cited = date_in_words(reference.date) if reference.date else "another day"
    return f"cited as of {cited}, but the held cable of this number was sent on {sent}: another may be meant"
