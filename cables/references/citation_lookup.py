"""What the archive holds of the telegrams that a text cites, and where the text and the cable differ.

However many a text cites, that takes the same number of queries.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from django.db.models import Max, Q, Subquery, Value
from django.db.models.functions import Upper

from cables.citations import Citation
from cables.citations.citation import FIRST_YEAR, TELEGRAM
from cables.citations.parties import post_named
from cables.citations.words import folded
from cables.models import Addressee, Alias, Cable, MissingCable, Paragraph, Post, Withdrawal
from cables.rendering.template_filters import date_in_words
from cables.telegram.mrn import Mrn, linked_numbers
from cables.telegram.vocabulary import Vocabulary

_SHOWN = (
    *("mrn", "year", "serial", "date", "date_source", "sent_at", "classification", "subject", "captions", "signer"),
    *("stated", "is_specimen", "post__code", "post__city", "post__kind", "post__known"),
)
MOST = 300  # citations of one text that are looked up
MOST_UNKNOWN = 100  # of these, that the nearest serials are looked up for
MOST_CANDIDATES = 5  # of a citation without a number
_WITHIN = datetime.timedelta(days=1)  # of a note's day that a cable is a candidate: notes have the day of drafting, too
_MOST_ON_THE_DAYS = 400  # cables that are weighed as candidates

HELD, MISSING, WITHDRAWN, UNKNOWN, AMBIGUOUS = "held", "missing", "withdrawn", "unknown", "ambiguous"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A cable that a citation may mean, with the reasons, in words."""

    cable: Cable
    reasons: tuple[str, ...]


@dataclass(slots=True)
class LookedUp:
    """A citation with what the archive has of it.

    `status` is held, missing (cited by held cables, `citing` of them), withdrawn, ambiguous (with `candidates`, which
    may be none) or unknown, with the nearest held serials of its post and year. `differences` are sentences.
    """

    citation: Citation
    status: str = UNKNOWN
    cable: Cable | None = None
    citing: int = 0
    before: str | None = None
    after: str | None = None
    candidates: list[Candidate] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


def look_up(citations: Sequence[Citation], vocabulary: Vocabulary) -> list[LookedUp]:
    """Return what the archive has of each telegram cited, of MOST at most. Ten queries at most."""
    found = [LookedUp(citation) for citation in citations if citation.kind == TELEGRAM][:MOST]
    wanted = {each.citation.mrn for each in found if each.citation.mrn}
    wanted |= {number for mrn in tuple(wanted) for number in linked_numbers(mrn, vocabulary)}
    wanted |= {number for each in found for number in _of_any_year(each.citation)}
    merged = dict(Alias.objects.filter(mrn__one_of=wanted).values_list("mrn", "target_mrn")) if wanted else {}
    on_days = _on_the_days([each.citation for each in found if _lacks_number(each.citation)])
    cables = _cables(wanted | set(merged.values()), on_days)
    withdrawn = set(Withdrawal.objects.filter(mrn__one_of=wanted).values_list("mrn", flat=True)) if wanted else set()
    missing = dict(MissingCable.objects.filter(mrn__one_of=wanted).values_list("mrn", "citing")) if wanted else {}
    by_number = {cable.mrn: cable for cable in cables}
    for each in found:
        _decide(each, by_number, merged, withdrawn, missing, vocabulary)
    _give_neighbours([each for each in found if each.status == UNKNOWN and each.citation.mrn][:MOST_UNKNOWN])
    addressees = _addressees(cables)
    paragraphs = _last_paragraphs(each for each in found if each.citation.locator)
    for each in found:
        if _lacks_number(each.citation):
            each.candidates = _candidates(each.citation, cables, on_days, addressees, vocabulary)
        elif each.cable:
            each.differences = list(_differences(each.citation, each.cable, addressees, paragraphs, vocabulary))
    return found


def _lacks_number(citation: Citation) -> bool:
    return citation.serial is None


def _of_any_year(citation: Citation) -> list[str]:
    """Return the numbers that a citation may mean whose note does not state its year."""
    if (citation.year and not citation.hinted) or not citation.post or not citation.serial:
        return []
    years = range(FIRST_YEAR, datetime.datetime.now(tz=datetime.UTC).year + 1)
    return [str(Mrn(year, citation.post, citation.serial)) for year in years]


def _cables(numbers: Collection[str], ids: Collection[int]) -> list[Cable]:
    if not numbers and not ids:
        return []
    cables = Cable.objects.filter(Q(mrn__one_of=set(numbers)) | Q(pk__one_of=set(ids)))
    return list(cables.select_related("post").only(*_SHOWN).order_by("date", "pk"))


def _decide(
    each: LookedUp,
    cables: Mapping[str, Cable],
    merged: Mapping[str, str],
    withdrawn: Collection[str],
    missing: Mapping[str, int],
    vocabulary: Vocabulary,
) -> None:
    """Set the status of a citation, with its cable or its candidates."""
    mrn = each.citation.mrn or ""
    for number in (mrn, merged.get(mrn, ""), *linked_numbers(mrn, vocabulary)):
        if cable := cables.get(number):
            each.status, each.cable = HELD, cable
            return
    held = [cables[number] for number in _of_any_year(each.citation) if number in cables]
    if held or not mrn:
        each.status = AMBIGUOUS
        each.candidates = [Candidate(cable, ("the same post and number",)) for cable in held[:MOST_CANDIDATES]]
    elif mrn in withdrawn:
        each.status = WITHDRAWN
    elif mrn in missing:
        each.status, each.citing = MISSING, missing[mrn]


def _give_neighbours(unknown: Sequence[LookedUp]) -> None:
    """Give each citation the nearest held numbers of its post and year, before and behind it. One query."""
    if not unknown:
        return
    branches = []
    for index, each in enumerate(unknown):
        citation = each.citation
        series = Cable.objects.filter(post__code=citation.post, year=citation.year or 0).order_by("-serial")
        before = series.filter(serial__lt=citation.serial).values("mrn")[:1]
        after = series.filter(serial__gt=citation.serial).order_by("serial").values("mrn")[:1]
        branches.append(
            Post.objects.filter(code=citation.post)
            .order_by()
            .values_list(Value(index), Subquery(before), Subquery(after))
        )
    first, *others = branches
    for index, lower, upper in first.union(*others, all=True) if others else first:
        unknown[index].before, unknown[index].after = lower, upper


def _addressees(cables: Iterable[Cable]) -> dict[int, list[str]]:
    """Return the names of the action addressees of the cables, by id. One query."""
    ids = {cable.pk for cable in cables}
    found: dict[int, list[str]] = {}
    if ids:
        rows = Addressee.objects.filter(cable__in=ids, role=Addressee.Role.ACTION).order_by("cable", "position")
        for cable, name in rows.values_list("cable", "name"):
            found.setdefault(cable, []).append(name)
    return found


def _last_paragraphs(found: Iterable[LookedUp]) -> dict[int, int]:
    """Return the highest paragraph number of the cables that a citation names a paragraph of. One query."""
    ids = {each.cable.pk for each in found if each.cable}
    if not ids:
        return {}
    rows = Paragraph.objects.filter(cable__in=ids, number__isnull=False).order_by()
    return dict(rows.values("cable").annotate(last=Max("number")).values_list("cable", "last"))


# Citations without a number


def _on_the_days(citations: Sequence[Citation]) -> list[int]:
    """Return the ids of cables that citations without a number may mean, of their post and about their day."""
    branches = []
    for citation in citations[:MOST_UNKNOWN]:
        if not (citation.date and (citation.post or citation.signer)):
            continue
        first, last = _days(citation.date)
        rows = Cable.objects.filter(date__gte=first, date__lte=last).order_by()
        if citation.post:
            rows = rows.filter(post__code=citation.post)
        else:
            rows = rows.alias(signed=Upper("signer")).filter(signed=str(citation.signer).upper())
        branches.append(rows.values_list("pk", flat=True))
    if not branches:
        return []
    return list(reduce(lambda one, other: one.union(other), branches)[:_MOST_ON_THE_DAYS])


def _days(iso: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day that a note's date leaves."""
    year, month, *day = map(int, iso.split("-"))
    if day:
        return datetime.date(year, month, *day) - _WITHIN, datetime.date(year, month, *day) + _WITHIN
    following = datetime.date(year + month // 12, month % 12 + 1, 1)
    return datetime.date(year, month, 1), following - datetime.timedelta(days=1)


def _candidates(
    citation: Citation,
    cables: Sequence[Cable],
    ids: Collection[int],
    addressees: Mapping[int, Sequence[str]],
    vocabulary: Vocabulary,
) -> list[Candidate]:
    """Return the cables that a citation without a number may mean, those for which most speaks first."""
    if not citation.date:
        return []
    first, last = _days(citation.date)
    weighed = []
    on_days = set(ids)
    for cable in cables:
        if cable.pk not in on_days or not first <= cable.date <= last:
            continue
        if citation.post and cable.post.code != citation.post:
            continue
        reasons = _reasons(citation, cable, addressees.get(cable.pk, ()), vocabulary)
        weighed.append(Candidate(cable, reasons))
    weighed.sort(key=lambda candidate: -len(candidate.reasons))
    return weighed[:MOST_CANDIDATES]


def _reasons(citation: Citation, cable: Cable, to: Sequence[str], vocabulary: Vocabulary) -> tuple[str, ...]:
    reasons = []
    if citation.post:
        reasons.append(f"sent by {cable.post.name}")
    if citation.date == cable.date.isoformat():
        reasons.append("on that day")
    recipient = post_named(citation.recipient, vocabulary) if citation.recipient else None
    if recipient and recipient in {post_named(name, vocabulary) for name in to}:
        reasons.append("to that addressee")
    if citation.signer and cable.signer and _surname(citation.signer) == _surname(cable.signer):
        reasons.append(f"signed {cable.signer}")
    if citation.subject and cable.subject and _share(citation.subject, cable.subject) >= _SAME_SUBJECT:
        reasons.append("of that subject")
    return tuple(reasons)


# Differences


_SAME_SUBJECT = 0.5  # of the words of a note's title that the cable's subject has
_WORDS = re.compile(r"\w{3,}")


def _differences(
    citation: Citation,
    cable: Cable,
    addressees: Mapping[int, Sequence[str]],
    paragraphs: Mapping[int, int],
    vocabulary: Vocabulary,
) -> Iterable[str]:
    """Yield in which the note and the cable differ, each as a sentence."""
    if citation.date and _differs(citation.date, cable):
        yield f"The note has {date_in_words(citation.date)}, the cable {date_in_words(cable.date.isoformat())}."
    sender = post_named(citation.sender, vocabulary) if citation.sender else None
    if sender and sender != citation.post and sender not in vocabulary.linked_posts.get(citation.post or "", ()):
        yield f"The note names {citation.sender} as its sender; the number is of {cable.post.name}."
    to = addressees.get(cable.pk, ())
    recipient = post_named(citation.recipient, vocabulary) if citation.recipient else None
    if recipient and to and recipient not in {post_named(name, vocabulary) for name in to}:
        yield f"The note has it sent to {citation.recipient}; the cable names {', '.join(to[:3])}."
    if citation.subject and cable.subject and not _share(citation.subject, cable.subject):
        yield f"The note has the title “{citation.subject}”, the cable “{cable.subject}”."
    if citation.signer and cable.signer and _surname(citation.signer) != _surname(cable.signer):
        yield f"The note names {citation.signer}; the cable is signed {cable.signer}."
    film = cable.stated.get("film_number")
    if citation.film and film and citation.film != film:
        yield f"The note has the film number {citation.film}, the cable’s record {film}."
    last = paragraphs.get(cable.pk)
    if citation.locator and last and max(map(int, re.findall(r"[0-9]+", citation.locator))) > last:
        yield f"The note names paragraph {citation.locator}; the last one of the cable is {last}."


def _differs(date: str, cable: Cable) -> bool:
    """Return whether a note's day or month is another than the cable's; not where only the cable's year is known."""
    return cable.date_source != Cable.DateSource.MRN and not cable.date.isoformat().startswith(date)


def _surname(name: str) -> str:
    return folded(name.split()[-1]) if name.split() else ""


def _share(title: str, subject: str) -> float:
    """Return the share of the words of a title that a subject has."""
    words = set(map(folded, _WORDS.findall(title)))
    return len(words & set(map(folded, _WORDS.findall(subject)))) / len(words) if words else 1.0
