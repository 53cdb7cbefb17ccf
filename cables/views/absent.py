"""Cables that are not held: who cites one, between which days it was sent, and what lies next to it."""

from __future__ import annotations

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cables import citations, neighbours
from cables.models import Cable, Post
from cables.telegram import vocabulary
from cables.telegram.mrn import Mrn, also_written, normalise
from cables.telegram.posts import despaced


def cited(mrn: str, after: str) -> dict[str, Any]:
    """All that the page of a cable shows that is cited but not held; `after` is as for a held one."""
    number = Mrn.parse(mrn)
    post = Post.objects.filter(code=number.post).first()
    pair = neighbours.by_serial(number.post, number.year, number.serial)
    citing = Cable.objects.filter(references__target_mrn=mrn)
    first_cited = citing.exclude(date_source=Cable.DateSource.MRN).order_by("date").first()
    return {
        "mrn": mrn,
        "number": number,
        "post": post,
        "spoken": spoken(number, post),
        "citations": citations.of_mrn(mrn, after),
        "neighbours": pair,
        "frame": neighbours.frame(number.post, number.year, number.serial, pair, first_cited),
        "led_to": Cable.objects.filter(cited_by__target_mrn=mrn).distinct().order_by("mrn")[:5],
        "variants": variants(mrn),
        "new_year": datetime.date(number.year, 1, 1),
        "new_years_eve": datetime.date(number.year, 12, 31),
    }


def spoken(number: Mrn, post: Post | None) -> str:
    """The post's name as its numbers are spoken: its city if that is the name, else the code (USNATO in Brussels)."""
    return post.city if post and despaced(post.city) == number.post else number.post


def variants(mrn: str) -> list[tuple[str, Cable | None]]:
    """The numbers under which the cable may be held as well, each with the held cable of that number.

    Those that name no post, such as the ambiguous spelling SD of STATE, only where a cable is held so.
    """
    spellings = also_written(mrn)
    held = {cable.mrn: cable for cable in Cable.objects.filter(mrn__in=spellings)}
    posts = vocabulary.posts()
    return [
        (spelling, held.get(spelling))
        for spelling in spellings
        if spelling in held or Mrn.parse(spelling).post in posts
    ]


def elsewhere(request: HttpRequest, written: str, name: str) -> HttpResponse:
    """The answer for a number that has no page as written: the way to its canonical spelling, or "not found".

    `name` is the address (`cable`, `cable-text`, `cable-json`) that was asked for.
    """
    reading = normalise(written)
    if reading.mrn and reading.mrn != written and reading.confidence != "ambiguous":
        return redirect(name, reading.mrn, permanent=True)
    candidates = [mrn for mrn in (reading.mrn, *reading.candidates) if mrn]
    context: dict[str, Any] = {
        "written": written,
        "reading": reading,
        "held": Cable.objects.filter(mrn__in=candidates).order_by("mrn"),
    }
    if reading.mrn:
        number = Mrn.parse(reading.mrn)
        context["number"] = number
        context["post"] = Post.objects.filter(code=number.post).first()
        context["neighbours"] = neighbours.by_serial(number.post, number.year, number.serial)
    return render(request, "cables/not_held.html", context, status=404)
