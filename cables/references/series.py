"""Neighbours in a post's series: the stored cables before and after a serial, and the days that bound its date."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass, replace

from django.db.models import Q

from cables.db.prepared import PreparedQuery
from cables.models import Cable, Post, TextlessRecord
from cables.models.cable import CableQuerySet
from cables.references.link_rules import DATED_APART
from cables.rendering.template_filters import date_in_words


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest stored cables before and after; None where there is none on that side."""

    before: Cable | None
    after: Cable | None


@dataclass(frozen=True, slots=True)
class DateBounds:
    """The days between which a cable must have been sent, each with the stored cable that says so.

    A missing cable on a side leaves the end of the year there. `in_order` is false where the two cables were sent in
    the other order than their serials say, which happens by a day or so: then the days say nothing certain.
    `cited` is the first stored cable that cites it, which bounds it too. `dated` is the day or month, as ISO, that the
    cable `dated_by` cites it with: it was sent within two days of that.
    """

    first: datetime.date
    last: datetime.date
    before: Cable | None
    after: Cable | None
    cited: Cable | None = None
    dated: str | None = None
    dated_by: Cable | None = None

    @property
    def dated_in_words(self) -> str:
        """Return the day or month that it is cited with, in words."""
        return date_in_words(self.dated) if self.dated else ""

    @property
    def bounded_by_citation(self) -> bool:
        """Return whether it is the first citation that says how late it can have been sent."""
        return self.cited is not None and self.cited.date == self.last

    @property
    def cited_too_early(self) -> bool:
        """Return whether it was cited before it can have been sent: then year or serial is not what was cited."""
        return self.cited is not None and self.cited.date < self.first

    @property
    def in_order(self) -> bool:
        """Return whether the earlier serial was sent no later than the later one."""
        return self.first <= self.last


def of_post(post: Post, year: int, serial: int) -> Neighbours:
    """Return the previous and the next stored cable of the post, by year and serial."""
    return Neighbours(_before.first(post.pk, year, serial), _after.first(post.pk, year, serial))


def by_serial(post: str, year: int, serial: int) -> Neighbours:
    """Return the stored cables of the post and year with the nearest serials on both sides."""
    return _nearest(_of(post).filter(year=year), serial)


def frame(
    post: str,
    year: int,
    serial: int,
    pair: Neighbours,
    cited: Cable | None = None,
    dated: str | None = None,
    dated_by: Cable | None = None,
) -> DateBounds:
    """Return the days between which the post sent this serial; `pair` are its neighbours (`by_serial`), `cited` the
    first stored cable that cites it, `dated` the day or month that `dated_by` cites it with.

    A neighbour of which only the year is known gives way to the nearest one with a day. A date that lies outside what
    the others leave bounds nothing.
    """
    nearest = pair
    if any(cable and cable.date_source == Cable.DateSource.MRN for cable in (pair.before, pair.after)):
        nearest = _nearest(_of(post).filter(year=year).exclude(date_source=Cable.DateSource.MRN), serial)
    before, after = nearest.before, nearest.after
    first = before.date if before else datetime.date(year, 1, 1)
    last = after.date if after else datetime.date(year, 12, 31)
    if cited and first <= cited.date < last:
        last = cited.date
    if dated:
        earliest, latest = _around(dated)
        if max(first, earliest) <= min(last, latest):
            first, last = max(first, earliest), min(last, latest)
    return DateBounds(first, last, before, after, cited, dated, dated_by)


def with_record(bounds: DateBounds, record: TextlessRecord) -> DateBounds:
    """Return the days between which a cable was sent, given the day that its record states: the one on which it was
    sent, or before which it was not, since it was drafted then. A day outside what the others leave bounds nothing."""
    day = record.date
    if day is None or not bounds.first <= day <= bounds.last:
        return bounds
    return replace(bounds, first=day, last=day if record.date_source == TextlessRecord.DateSource.SENT else bounds.last)


def _around(dated: str) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day that the date of a citation, a day or a month, leaves."""
    year, month, *days = (int(part) for part in dated.split("-"))
    first = datetime.date(year, month, *(days or [1]))
    last = first if days else datetime.date(year, month, calendar.monthrange(year, month)[1])
    apart = datetime.timedelta(days=DATED_APART)
    return first - apart, last + apart


def _of(post: str) -> CableQuerySet:
    """Return the stored cables of the post named, with what a link to one shows."""
    return Cable.objects.filter(post__code=post).only(*_SHOWN)


_SHOWN = ("mrn", "year", "serial", "date", "date_source", "subject")

# The year is bounded by itself too: without that, no database walks its index in this order.
_before = PreparedQuery(
    Cable,
    lambda post, year, serial: (
        Cable.objects.filter(Q(year__lt=year) | Q(serial__lt=serial), post=post, year__lte=year)
        .only(*_SHOWN)
        .order_by("-year", "-serial")[:1]
    ),
)
_after = PreparedQuery(
    Cable,
    lambda post, year, serial: (
        Cable.objects.filter(Q(year__gt=year) | Q(serial__gt=serial), post=post, year__gte=year)
        .only(*_SHOWN)
        .order_by("year", "serial")[:1]
    ),
)


def _nearest(cables: CableQuerySet, serial: int) -> Neighbours:
    """Return those of the cables, of one post and year, with the nearest serials."""
    return Neighbours(
        cables.filter(serial__lt=serial).order_by("-serial").first(),
        cables.filter(serial__gt=serial).order_by("serial").first(),
    )
