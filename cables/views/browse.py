"""Browsing by TAGS, by post and by date."""

from __future__ import annotations

import itertools
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from cables.db.prepared import PreparedQuery
from cables.lists import histogram
from cables.lists.counts import Counts
from cables.lists.criteria import Criteria
from cables.lists.histogram import Bar
from cables.models import Cable, Post, Tag, Tally
from cables.periods import Period
from cables.views.lists import ArchivePageView, Breadcrumb, CableListView

FREE_KINDS = (Tag.Kind.PERSON, Tag.Kind.TOPIC)
CODE_KINDS = tuple(kind for kind in Tag.Kind if kind not in FREE_KINDS)
FREE_WORDS_ON_PAGE = 500
OTHER_SENDERS = "Other senders"


def with_counts(rows: QuerySet[Any], scope: str) -> Any:
    """Return tags or posts with the number of their cables, as tallied, in `cable_count`."""
    tallies = Tally.objects.filter(scope=scope, key=Cast(OuterRef("pk"), CharField()), year=0, month=0)
    cables = Subquery(tallies.values("cables")[:1], output_field=IntegerField())
    return rows.annotate(cable_count=Coalesce(cables, 0))


@dataclass(frozen=True, slots=True)
class TagKind:
    """One kind of TAGS on their index page; the first tag of each letter has that letter."""

    kind: str
    label: str
    tags: Sequence[tuple[str, Tag]]

    @property
    def letters(self) -> list[str]:
        """Return the letters that tags begin with."""
        return [letter for letter, _ in self.tags if letter]


def lettered(tags: Iterable[Tag]) -> list[tuple[str, Tag]]:
    """Return the tags, the first of each letter with that letter, others with an empty text."""
    seen: set[str] = set()
    rows = []
    for tag in tags:
        letter = tag.code[:1]
        rows.append(("" if letter in seen else letter, tag))
        seen.add(letter)
    return rows


class TagIndexView(ArchivePageView):
    """`/tag/`: the codes by kind, those that cables have or all of them; persons and topics on pages of their own."""

    template_name = "cables/tag_index.html"
    section = "tags"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        everything = "all" in self.request.GET
        kind = self.request.GET.get("kind", "")
        if kind in FREE_KINDS:
            return context | self.free_words(Tag.Kind(kind))
        tags = with_counts(Tag.objects.filter(kind__in=CODE_KINDS), Tally.Scope.TAG).order_by("code", "pk")
        if not everything:
            tags = tags.filter(cable_count__gt=0)
        by_kind: dict[str, list[Tag]] = {code_kind: [] for code_kind in CODE_KINDS}
        for tag in tags:
            by_kind[tag.kind].append(tag)
        words = Tag.objects.filter(kind__in=FREE_KINDS).order_by("kind").values_list("kind").annotate(tags=Count("pk"))
        return context | {
            "everything": everything,
            "kinds": [TagKind(kind, Tag.Kind(kind).label, lettered(tags)) for kind, tags in by_kind.items() if tags],
            "words": [(Tag.Kind(kind), tags) for kind, tags in words],
        }

    def free_words(self, kind: Tag.Kind) -> dict[str, Any]:
        """Return the context of a page of persons or topics in alphabetical order, from the word of the query on."""
        prefix = f"{kind.value}-"
        start = self.request.GET.get("from", "").lower()[:100].replace("\0", "")
        rows = with_counts(Tag.objects.filter(kind=kind, slug__gte=prefix + start), Tally.Scope.TAG).order_by("slug")
        words = list(rows[: FREE_WORDS_ON_PAGE + 1])
        more = words[FREE_WORDS_ON_PAGE:]
        return {
            "kind": kind,
            "start": start,
            "words_on_page": words[:FREE_WORDS_ON_PAGE],
            "next_from": more[0].slug.removeprefix(prefix) if more else "",
            "alphabet": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        }


_tags = PreparedQuery(Tag, lambda slugs: Tag.objects.filter(slug__in=slugs))


class TagView(CableListView):
    """`/tag/PGOV/`: the cables that have a tag. Another case of its slug redirects permanently."""

    template_name = "cables/tag.html"
    section = "tags"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        slug = kwargs["slug"]
        tags = {tag.slug: tag for tag in _tags([slug, slug.upper(), slug.lower()])}
        if not tags:
            raise Http404(f"There is no TAG “{slug}”.")
        if slug not in tags:
            [tag, *_] = tags.values()
            return self.redirect_to(tag.get_absolute_url())
        self.tag = tags[slug]
        return super().dispatch(request, *args, **kwargs)

    def page_criteria(self) -> Criteria:
        return Criteria(tags=(self.tag,))

    def list_title(self) -> str:
        return f"{self.tag.code}: {self.tag.name}" if self.tag.name else self.tag.code

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        breadcrumbs = [Breadcrumb("TAGS", reverse("tag-index"))]
        if self.tag.kind in FREE_KINDS:
            breadcrumbs.append(
                Breadcrumb(Tag.Kind(self.tag.kind).label, f"{reverse('tag-index')}?kind={self.tag.kind}")
            )
        else:
            breadcrumbs.append(Breadcrumb(Tag.Kind(self.tag.kind).label, f"{reverse('tag-index')}#{self.tag.kind}"))
        return super().get_context_data(**kwargs) | {
            "tag": self.tag,
            "breadcrumbs": [*breadcrumbs, Breadcrumb(self.tag.code)],
        }


@dataclass(frozen=True, slots=True)
class Country:
    """The posts in one country; `letter` is set on the first country under it."""

    name: str
    letter: str
    posts: Sequence[Post]
    cables: int


class PostIndexView(ArchivePageView):
    """`/post/`: the posts by country, those with cables or all of them."""

    template_name = "cables/post_index.html"
    section = "posts"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        everything = "all" in self.request.GET
        posts = with_counts(Post.objects.all(), Tally.Scope.POST)
        if not everything:
            posts = posts.filter(cable_count__gt=0)
        countries: list[Country] = []
        seen: set[str] = set()
        listed = sorted(posts, key=lambda post: (not post.country, post.country, post.city, post.code))
        for name, grouped in itertools.groupby(listed, lambda post: post.country):
            group = list(grouped)
            letter = name[:1].upper()
            new = bool(name) and letter not in seen
            seen.add(letter)
            cables = sum(post.cable_count for post in group)
            countries.append(Country(name or OTHER_SENDERS, letter if new else "", group, cables))
        return super().get_context_data(**kwargs) | {
            "everything": everything,
            "countries": countries,
            "letters": [country.letter for country in countries if country.letter],
            "posts_listed": len(listed),
        }


_posts = PreparedQuery(Post, lambda code: Post.objects.filter(code=code))


class PostView(CableListView):
    """`/post/LIMA/`: the cables of a post. Small letters redirect permanently."""

    template_name = "cables/post.html"
    section = "posts"
    without = ("post",)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        code = kwargs["code"]
        post = _posts.first(code.upper())
        if post is None:
            raise Http404(f"There is no post “{code}”.")
        if code != post.code:
            return self.redirect_to(post.get_absolute_url())
        self.post_shown = post
        return super().dispatch(request, *args, **kwargs)

    def page_criteria(self) -> Criteria:
        return Criteria(post=self.post_shown)

    def list_title(self) -> str:
        return self.post_shown.name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        post = self.post_shown
        breadcrumbs = [
            Breadcrumb("Posts", reverse("post-index")),
            Breadcrumb(post.country or OTHER_SENDERS),
            Breadcrumb(post.name),
        ]
        return super().get_context_data(**kwargs) | {"post": post, "breadcrumbs": breadcrumbs}


class DateIndexView(CableListView):
    """`/date/`: all cables, with a bar for every year."""

    template_name = "cables/date_index.html"
    section = "dates"

    def page_criteria(self) -> Criteria:
        return Criteria()

    def list_title(self) -> str:
        return "All cables"

    def url_within(self, period: Period) -> str:
        """Return the URL of the period's page with the other filters."""
        return self.query.url(period.get_absolute_url(), since=None, until=None)


@dataclass(frozen=True, slots=True)
class NearestPeriods:
    """The nearest periods before and after that have cables, None where there is none."""

    before: Period | None
    after: Period | None


class PeriodView(CableListView):
    """The cables of a year, a month or a day, with links to the nearest periods that have any."""

    template_name = "cables/period.html"
    section = "dates"
    without = ("since", "until")

    def page_criteria(self) -> Criteria:
        try:
            self.period = Period(**self.kwargs)
        except ValueError as error:
            raise Http404("The calendar has no such day.") from error
        return Criteria(since=self.period, until=self.period)

    def list_title(self) -> str:
        return str(self.period)

    def histogram_criteria(self, criteria: Criteria) -> Criteria:
        return criteria

    def url_within(self, period: Period) -> str:
        """Return the URL of the period's page with the filters."""
        return self.query.url(period.get_absolute_url())

    @abstractmethod
    def neighbours(self) -> NearestPeriods:
        """Return the nearest periods of the same length that have cables."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        period, neighbours = self.period, self.neighbours()
        breadcrumbs = [Breadcrumb("Dates", reverse("date-index"))]
        if period.month:
            breadcrumbs.append(Breadcrumb(str(period.year), self.url_within(Period(period.year))))
        if period.day:
            month = Period(period.year, period.month)
            breadcrumbs.append(Breadcrumb(month.own_name, self.url_within(month)))
        return context | {
            "period": period,
            "breadcrumbs": [*breadcrumbs, Breadcrumb(period.own_name)],
            "before": neighbours.before,
            "before_url": self.url_within(neighbours.before) if neighbours.before else "",
            "after": neighbours.after,
            "after_url": self.url_within(neighbours.after) if neighbours.after else "",
        }


_tallied = Tally.objects.filter(scope=Tally.Scope.ARCHIVE, key="", year__gt=0)
_years = _tallied.values_list("year", flat=True)
_year_before = PreparedQuery(Tally, lambda year: _years.filter(year__lt=year).order_by("-year")[:1])
_year_after = PreparedQuery(Tally, lambda year: _years.filter(year__gt=year).order_by("year")[:1])
_months = _tallied.filter(month__gt=0).values_list("year", "month")
_month_before = PreparedQuery(
    Tally,
    lambda year, month: _months.filter(Q(year__lt=year) | Q(year=year, month__lt=month)).order_by("-year", "-month")[
        :1
    ],
)
_month_after = PreparedQuery(
    Tally,
    lambda year, month: _months.filter(Q(year__gt=year) | Q(year=year, month__gt=month)).order_by("year", "month")[:1],
)


class YearView(PeriodView):
    """`/date/2007/`, with a bar for every month."""

    def neighbours(self) -> NearestPeriods:
        before, after = _year_before.first(self.period.year), _year_after.first(self.period.year)
        return NearestPeriods(Period(before) if before else None, Period(after) if after else None)


class MonthView(PeriodView):
    """`/date/2007/09/`, with a bar for every day."""

    def neighbours(self) -> NearestPeriods:
        year, month = self.period.year, self.period.month
        before, after = _month_before.first(year, month), _month_after.first(year, month)
        return NearestPeriods(Period(*before) if before else None, Period(*after) if after else None)

    def bars(self, criteria: Criteria, counted: Counts) -> list[Bar]:
        return days_of_month(self, Period(self.period.year, self.period.month))


class DayView(PeriodView):
    """`/date/2007/09/24/`, with a bar for every day of its month."""

    def neighbours(self) -> NearestPeriods:
        dated = Cable.objects.exclude(date_source=Cable.DateSource.MRN).values_list("date", flat=True)
        before = dated.filter(date__lt=self.period.first).order_by("-date", "-pk").first()
        after = dated.filter(date__gt=self.period.first).order_by("date", "pk").first()
        return NearestPeriods(Period.of(before) if before else None, Period.of(after) if after else None)

    def bars(self, criteria: Criteria, counted: Counts) -> list[Bar]:
        return days_of_month(self, Period(self.period.year, self.period.month))


def days_of_month(view: PeriodView, month: Period) -> list[Bar]:
    """Return a bar for every day of the month, of cables that meet the other criteria of the view."""
    criteria = view.criteria
    rows = criteria.dated(month).rows().values_list("date").annotate(cables=Count("pk")).order_by("date")
    counts = {Period.of(date): cables for date, cables in rows}
    return histogram.bars(
        histogram.days_of(month.year, month.month), counts, view.url_within, lambda period: period == view.period
    )
