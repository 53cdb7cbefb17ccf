"""Numbers without a stored cable: citations and date bounds of missing cables, withdrawn cables, and redirects."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from cables import archive_vocabulary
from cables.db.prepared import PreparedQuery
from cables.models import Alias, Cable, Post, Reference, Withdrawal
from cables.references import cited_by, series
from cables.references.series import DateBounds, Neighbours
from cables.reverse import url
from cables.telegram.mrn import Mrn, linked_numbers, normalise
from cables.telegram.posts import despaced


def missing_context(mrn: str, after: str) -> dict[str, Any]:
    """Return the context of the page of a missing cable; `after` is as for a stored one."""
    number = Mrn.parse(mrn)
    post = Post.objects.filter(code=number.post).first()
    neighbours = series.by_serial(number.post, number.year, number.serial)
    ids = list(target_ids(mrn))
    return {
        "mrn": mrn,
        "number": number,
        "post": post,
        "post_name": spoken_name(number, post),
        "citations": cited_by.of_mrn(mrn, after),
        "neighbours": neighbours,
        "bounds": date_bounds(number, neighbours),
        "targets": Cable.objects.filter(pk__in=ids).order_by("mrn")[:5],
        "variants": variants(mrn),
        "new_year": datetime.date(number.year, 1, 1),
        "new_years_eve": datetime.date(number.year, 12, 31),
    }


def date_bounds(number: Mrn, neighbours: Neighbours) -> DateBounds:
    """Return the days between which a missing cable was sent, from its neighbours by serial. Two queries."""
    first = min(citing_days(str(number)), default=None)
    citing = Cable.objects.get(pk=first[1]) if first else None
    return series.frame(number.post, number.year, number.serial, neighbours, citing)


# The rows of both are few. With an order and a limit, PostgreSQL would walk all cables in that order to find them.


def citing_days(mrn: str) -> QuerySet[Reference, tuple[datetime.date, int]]:
    """Return the day and the id of each cable that cites this number, of those whose day is known."""
    rows = Reference.objects.filter(target_mrn=mrn).exclude(cable__date_source=Cable.DateSource.MRN)
    return rows.order_by().values_list("cable__date", "cable")


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
    """
    number = Mrn.parse(mrn)
    post = Post.objects.filter(code=number.post).first()
    bounds = date_bounds(number, series.by_serial(number.post, number.year, number.serial))
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
    }


def is_cited(mrn: str) -> bool:
    """Return whether a cable in the archive cites this number, which leads to no cable by itself."""
    return bool(_citing(mrn))


_citing = PreparedQuery(
    Reference, lambda mrn: Reference.objects.filter(target_mrn=mrn).order_by().values_list("pk", flat=True)[:1]
)


def current_mrn(mrn: str) -> str | None:
    """Return the MRN in place of this one: its canonical spelling, or that of the cable it was merged into.

    None where it is canonical and was not merged. At most a query.
    """
    reading = normalise(mrn, archive_vocabulary.current())
    if reading.mrn and reading.mrn != mrn and reading.confidence != "ambiguous":
        return reading.mrn
    alias = Alias.objects.filter(mrn=mrn).first()
    return alias.target_mrn if alias else None


def response_without_cable(request: HttpRequest, typed: str, name: str) -> HttpResponse:
    """Return the response for a number without a stored cable: a redirect to its canonical spelling or to the number
    that its cable has now, the page of a withdrawn cable (410), or 404.

    `name` is the URL name of the page that was requested.
    """
    reading = normalise(typed, archive_vocabulary.current())
    if reading.mrn and reading.mrn != typed and reading.confidence != "ambiguous":
        return redirect_to(request, name, reading.mrn)
    if response := withdrawn_or_merged(request, typed, name):
        return response
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
    """Return the response for the number of a cable that was withdrawn or has another number now; None for others."""
    if withdrawal := Withdrawal.objects.filter(mrn=mrn).first():
        return withdrawn_page(request, withdrawal)
    alias = Alias.objects.filter(mrn=mrn).first()
    return redirect_to(request, name, alias.target_mrn) if alias else None


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
