"""`/`: the figures of the archive, a histogram by year, the most used TAGS and posts, and the newest cables."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from cables.lists import histogram
from cables.models import Cable, MissingCable, Post, Tag, Tally
from cables.periods import Period
from cables.views.lists import ArchivePageView

MOST_USED = 12
NEWEST = 8


@dataclass(frozen=True, slots=True)
class ArchiveFigures:
    """The archive in figures. The dates are those of cables whose day is known."""

    cables: int
    years: Counter[int]
    undated: int
    first: datetime.date | None
    last: datetime.date | None
    posts: int
    tags: int
    missing: int
    known: int  # by records without text alone


def archive_figures() -> ArchiveFigures:
    """Return the archive's figures, from the tallies and the ends of the index by date."""
    tallies = Tally.objects.filter(scope=Tally.Scope.ARCHIVE, key="").values_list("year", "month", "cables")
    years: Counter[int] = Counter()
    undated = total = 0
    for year, month, cables in tallies:
        if not year:
            total = cables
            continue
        years[year] += cables
        undated += cables if not month else 0
    dated = Cable.objects.exclude(date_source=Cable.DateSource.MRN).values_list("date", flat=True)
    totals = Tally.objects.filter(year=0, month=0)
    return ArchiveFigures(
        cables=total,
        years=years,
        undated=undated,
        first=dated.order_by("date", "pk").first(),
        last=dated.order_by("-date", "-pk").first(),
        posts=totals.filter(scope=Tally.Scope.POST).count(),
        tags=totals.filter(scope=Tally.Scope.TAG).count(),
        **MissingCable.objects.aggregate(
            missing=Count("pk", filter=Q(citing__gt=0)), known=Count("pk", filter=Q(citing=0))
        ),
    )


def most_used(scope: str) -> list[tuple[int, int]]:
    """Return the ids of the tags or posts of the most cables, with their number."""
    largest = Tally.objects.filter(scope=scope, year=0, month=0).order_by("-cables")[:MOST_USED]
    return [(int(key), cables) for key, cables in largest.values_list("key", "cables")]


def newest() -> QuerySet[Cable]:
    """Return the cables that arrived last.

    Their ids come from the index by arrival alone: with posts in the same query SQLite began at these, and sorted all
    cables (840 ms among 251,209 that had not arrived in order of date).
    """
    arrived = Cable.objects.order_by("-stored_at", "-pk").values_list("pk", flat=True)[:NEWEST]
    return Cable.objects.for_list().filter(pk__in=list(arrived)).order_by("-stored_at", "-pk")


class HomeView(ArchivePageView):
    """The front page."""

    template_name = "cables/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        figures = archive_figures()
        counts = {Period(year): cables for year, cables in figures.years.items()}
        bars = histogram.bars(histogram.years(figures.years), counts, Period.get_absolute_url)
        tag_counts, post_counts = most_used(Tally.Scope.TAG), most_used(Tally.Scope.POST)
        tags = Tag.objects.in_bulk([pk for pk, _ in tag_counts])
        posts = Post.objects.in_bulk([pk for pk, _ in post_counts])
        return super().get_context_data(**kwargs) | {
            "figures": figures,
            "bars": bars,
            "peak": histogram.peak(bars),
            "tags": [(tags[pk], cables) for pk, cables in tag_counts],
            "posts": [(posts[pk], cables) for pk, cables in post_counts],
            "newest": newest(),
        }
