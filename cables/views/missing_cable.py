"""Numbers without a stored cable: citations and date bounds of missing cables, withdrawn cables, and redirects.

Their neighbours in the series of a post, and so the bounds of a date, are found in `cables.references.series`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from cables import archive_vocabulary
from cables.db.lookups import read_number
from cables.db.prepared import PreparedQuery
from cables.models import Alias, Cable, DividedNumber, Post, Reference, TextlessRecord, Withdrawal
from cables.references import cited_by, series
from cables.references.series import DateBounds, Neighbours
from cables.reverse import url
from cables.telegram import message_attributes
from cables.telegram.mrn import Mrn, linked_numbers, normalise
from cables.telegram.posts import AMBIGUOUS, despaced


def missing_context(mrn: str, after: str) -> dict[str, Any]:
    """Return the context of the page of a missing cable; `after` is as for a stored one."""
    number = Mrn.parse(mrn)
    post = Post.objects.filter(code=number.post).first()
    neighbours = series.by_serial(number.post, number.year, number.serial)
    ids = list(target_ids(mrn))
    record = _record.first(mrn)
    return {
        "mrn": mrn,
        "number": number,
        "post": post,
        "post_name": spoken_name(number, post),
        "citations": cited_by.of_mrn(mrn, after),
        "neighbours": neighbours,
        "bounds": date_bounds(number, neighbours, record),
        "record": record,
        "facts": facts_of(record) if record else [],
        "targets": Cable.objects.filter(pk__in=ids).order_by("mrn")[:5],
        "variants": variants(mrn),
        "new_year": datetime.date(number.year, 1, 1),
        "new_years_eve": datetime.date(number.year, 12, 31),
    }


def facts_of(record: TextlessRecord) -> list[tuple[str, str]]:
    """Return what a record states, each with what readers call it: message attributes in their order, then the rest."""
    names = [*(name for name in dict.fromkeys(message_attributes.NAMES.values()) if name in record.stated)]
    names += [name for name in record.stated if name not in names]
    return [
        ("TAGS" if name == "tags" else name.replace("_", " ").capitalize(), record.stated[name])
        for name in names
        if name != "subject"
    ]


def date_bounds(number: Mrn, neighbours: Neighbours, record: TextlessRecord | None) -> DateBounds:
    """Return the days between which a missing cable was sent, from its neighbours by serial, what cites it, and the
    date of its record. Two queries."""
    rows = citations_by_day(str(number))
    cited = next((cable for _, source, cable, _ in rows if source != Cable.DateSource.MRN), None)
    dated, dated_by = next(((date, cable) for _, _, cable, date in rows if date), (None, None))
    citing = Cable.objects.in_bulk({pk for pk in (cited, dated_by) if pk})
    found = citing.get(cited or 0), dated, citing.get(dated_by or 0)
    bounds = series.frame(number.post, number.year, number.serial, neighbours, *found)
    return series.with_record(bounds, record) if record and record.date else bounds


# The rows of both are few. With an order and a limit, PostgreSQL would walk all cables in that order to find them.


def citations_by_day(mrn: str) -> list[tuple[datetime.date, str, int, str | None]]:
    """Return of each citation of this number the citing cable's day, the source of that, its id, and the date that the
    entry gives; by day."""
    rows = Reference.objects.filter(target_mrn=mrn).order_by()
    found = rows.values_list("cable__date", "cable__date_source", "cable", "date")
    return sorted(found, key=lambda row: (row[0], row[2]))


def target_ids(mrn: str) -> QuerySet[Reference, Any]:
    """Return the ids of the cables that references to this number lead to."""
    rows = Reference.objects.filter(target_mrn=mrn, target__isnull=False)
    return rows.order_by().values_list("target", flat=True).distinct()


def spoken_name(number: Mrn, post: Post | None) -> str:
    """Return the post's name as it is spoken in its numbers: the city, or else the code (USNATO)."""
    return post.city if post and despaced(post.city) == number.post else number.post


def variants(mrn: str) -> list[tuple[str, Cable | None]]:
    """Return other numbers under which the cable may be stored, each with the stored cable of that number.

    Those that name no post, such as the ambiguous spelling SD of STATE, only where a cable is stored under that number.
    """
    vocabulary = archive_vocabulary.current()
    spellings = linked_numbers(mrn, vocabulary)
    stored = {cable.mrn: cable for cable in Cable.objects.filter(mrn__in=spellings)}
    return [
        (spelling, stored.get(spelling))
        for spelling in spellings
        if spelling in stored or Mrn.parse(spelling).post in vocabulary.posts
    ]


def known(mrn: str) -> dict[str, Any]:
    """Return the known facts about a missing cable as data.

    `between` are the first and the last day on which it can have been sent, in the other order where the cables on
    either side were not sent in the order of their serials. `cited_by` are the MRNs of all that cite it, by date.
    `record` is what a record without text states of it, None where there is none.
    """
    number = Mrn.parse(mrn)
    post = Post.objects.filter(code=number.post).first()
    record = _record.first(mrn)
    bounds = date_bounds(number, series.by_serial(number.post, number.year, number.serial), record)
    citing = Cable.objects.filter(pk__in=Reference.objects.filter(target_mrn=mrn).order_by().values("cable"))
    return {
        "mrn": mrn,
        "missing": True,
        "address": url("cable", mrn),
        "post": number.post,
        "post_name": post.name if post else None,
        "country": post.country or None if post else None,
        "year": number.year,
        "serial": number.serial,
        "between": [bounds.first.isoformat(), bounds.last.isoformat()],
        "cited_by": list(citing.order_by("date", "pk").values_list("mrn", flat=True)),
        "record": record_as_data(record) if record else None,
    }


def record_as_data(record: TextlessRecord) -> dict[str, Any]:
    """Return a record without text as data."""
    return {
        "absence": record.absence,
        "in_place_of_text": record.notice or None,
        "date": record.date.isoformat() if record.date else None,
        "date_source": record.date_source,
        "subject": record.subject,
        "film_number": record.film_number,
        "stated": record.stated,
        "source": record.source,
        "batch": record.import_run_id,
        "received_at": record.received_at.isoformat(timespec="seconds"),
    }


def is_known(mrn: str) -> bool:
    """Return whether a number has a page though no cable of it is in the archive: it is cited, or a record without text
    states facts of it. Two queries at most."""
    return is_cited(mrn) or bool(_record.first(mrn))


_record = PreparedQuery(TextlessRecord, lambda mrn: TextlessRecord.objects.filter(mrn=mrn).order_by()[:1])


def is_cited(mrn: str) -> bool:
    """Return whether a cable in the archive cites this number, which leads to no cable by itself."""
    return bool(_citing(mrn))


_citing = PreparedQuery(
    Reference, lambda mrn: Reference.objects.filter(target_mrn=mrn).order_by().values_list("pk", flat=True)[:1]
)


def canonical_mrn(typed: str) -> str | None:
    """Return the MRN in its canonical spelling in place of one that is spelt otherwise; None where it is spelt so, or
    is none. A number that is on record is not corrected to another. At most a query."""
    reading = read_number(typed, archive_vocabulary.current())
    return reading.mrn if reading.mrn != typed and reading.confidence != AMBIGUOUS else None


def response_without_cable(request: HttpRequest, typed: str, name: str) -> HttpResponse:
    """Return the response for a number without a stored cable: the page of a withdrawn cable (410), a redirect to the
    number that its cable has now or to its canonical spelling, or 404.

    `name` is the URL name of the page that was requested.
    """
    if response := withdrawn_or_merged(request, typed, name):
        return response
    if canonical := canonical_mrn(typed):
        return redirect_to(request, name, canonical)
    reading = normalise(typed, archive_vocabulary.current())
    mrns = [mrn for mrn in (reading.mrn, *reading.candidates) if mrn]
    context: dict[str, Any] = {
        "typed": typed,
        "reading": reading,
        "candidates": Cable.objects.filter(mrn__in=mrns).order_by("mrn"),
    }
    if reading.mrn:
        number = Mrn.parse(reading.mrn)
        context["number"] = number
        context["post"] = Post.objects.filter(code=number.post).first()
        context["neighbours"] = series.by_serial(number.post, number.year, number.serial)
    return render(request, "cables/unknown_number.html", context, status=404)


def withdrawn_or_merged(request: HttpRequest, mrn: str, name: str) -> HttpResponse | None:
    """Return the response for the number of a cable that was withdrawn or has another number now, or of a number that
    never was; None for others."""
    if withdrawal := Withdrawal.objects.filter(mrn=mrn).first():
        return withdrawn_page(request, withdrawal)
    if alias := Alias.objects.filter(mrn=mrn).first():
        return redirect_to(request, name, alias.target_mrn)
    if targets := divided(mrn):
        context = {"mrn": mrn, "targets": targets}
        return revalidated(render(request, "cables/divided_number.html", context, status=410))
    return None


@dataclass(frozen=True, slots=True)
class SeparatedCable:
    """A cable that texts went to which were stored under a number that never was: which revisions these were.

    `cable` is None where it is withdrawn.
    """

    mrn: str
    revisions: list[int]
    cable: Cable | None


def divided(mrn: str) -> list[SeparatedCable]:
    """Return the cables that the texts of a number are of that never was, in the order of the texts; none for others.

    Two queries at most.
    """
    revisions: dict[str, list[int]] = {}
    rows = DividedNumber.objects.filter(mrn=mrn).order_by("number")
    for target, number in rows.values_list("target_mrn", "number"):
        revisions.setdefault(target, []).append(number)
    stored = {cable.mrn: cable for cable in Cable.objects.filter(mrn__in=revisions)} if revisions else {}
    return [SeparatedCable(target, numbers, stored.get(target)) for target, numbers in revisions.items()]


def redirect_to(request: HttpRequest, name: str, mrn: str) -> HttpResponse:
    """Return a permanent redirect to the same page under another number."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse(name, args=[mrn])}{'?' if query else ''}{query}", permanent=True)


def withdrawn_page(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    """Return the page of a withdrawn cable, with 410: the date and the public reason."""
    mrn = withdrawal.mrn
    number = Mrn.parse(mrn)
    context = {
        "withdrawal": withdrawal,
        "mrn": mrn,
        "number": number,
        "post": Post.objects.filter(code=number.post).first(),
        "citations": cited_by.of_mrn(mrn, request.GET.get("after", "").replace("\0", "")),
    }
    return revalidated(render(request, "cables/withdrawn.html", context, status=410))


def revalidated(response: HttpResponse) -> HttpResponse:
    """Return the response with headers by which caches revalidate it each time: the cable may be restored."""
    patch_cache_control(response, public=True, no_cache=True)
    response["X-Robots-Tag"] = "noindex"
    return response
