"""Facets of the hits of a search: how many have each tag, are from each post, were sent in each month.

All counts rest on the ids of hits, at most some thousand; each query takes them as one parameter.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, Count, Func, Q

from cables.db.lookups import json_list
from cables.db.prepared import PreparedQuery
from cables.models import Address, Addressee, Cable, CableCaption, CableTag, Post, Tag
from cables.periods import Month

SHOWN = 10  # values of a facet that are shown at first
MOST = 60  # values that are given at all
NO_SLUG = ("",)  # instead of none, where a query needs one


class YearMonth(Func):
    """The year and month of a date, `2007-09`, which take the database and Python half the time of a date."""

    template = "SUBSTR(%(expressions)s, 1, 7)"  # SQLite stores a date as its ISO text
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: BaseDatabaseWrapper, **context: Any) -> Any:
        """Return the SQL for PostgreSQL, which does not store dates as text."""
        return self.as_sql(compiler, connection, template="TO_CHAR(%(expressions)s, 'YYYY-MM')", **context)


_cables = PreparedQuery(
    Cable,
    lambda ids: (
        Cable.objects.filter(pk__by_key=ids)
        .order_by()
        .values_list("post", "classification", "signer", YearMonth("date"), "date_source")
    ),
)
_months = PreparedQuery(
    Cable, lambda ids: Cable.objects.filter(pk__by_key=ids).order_by().values_list(YearMonth("date"), "date_source")
)
_countries = PreparedQuery(
    Post, lambda ids: Post.objects.filter(pk__by_key=ids).order_by().values_list("pk", "country")
)
_posts = PreparedQuery(
    Post, lambda ids: Post.objects.filter(pk__by_key=ids).order_by().only("code", "city", "country", "kind", "known")
)
_tagged = PreparedQuery(
    CableTag,
    lambda ids: (
        CableTag.objects.filter(cable__pk__by_key=ids).order_by().values_list("tag").annotate(cables=Count("pk"))
    ),
)
_tags = PreparedQuery(
    Tag,
    lambda ids, slugs: (
        Tag.objects.filter(Q(pk__by_key=ids) | Q(slug__in=slugs)).order_by().values_list("pk", "slug", "code", "name")
    ),
)
_captions = PreparedQuery(
    CableCaption,
    lambda ids: (
        CableCaption.objects.filter(cable__pk__by_key=ids)
        .order_by()
        .values_list("caption")
        .annotate(cables=Count("pk"))
    ),
)
_addressed = PreparedQuery(
    Addressee,
    lambda ids: (
        Addressee.objects.filter(cable__pk__by_key=ids)
        .order_by()
        .values_list("address")
        .annotate(cables=Count("cable", distinct=True))
    ),
)
_names = PreparedQuery(Address, lambda ids: Address.objects.filter(pk__by_key=ids).order_by().values_list("pk", "name"))


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: as a URL has it, its name and meaning, and how many hits have it."""

    key: str
    name: str
    meaning: str
    cables: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of each facet, those of the most hits first, and hits by month (month 0: only the year is known)."""

    tags: Sequence[FacetValue]
    posts: Sequence[FacetValue]
    countries: Sequence[FacetValue]
    years: Sequence[FacetValue]
    classifications: Sequence[FacetValue]
    captions: Sequence[FacetValue]
    addressees: Sequence[FacetValue]
    signers: Sequence[FacetValue]
    months: Mapping[Month, int]


def count(ids: Collection[int], ids_for_tags: Collection[int] | None = None, chosen: Collection[str] = ()) -> Facets:
    """Return the facets of the hits with these ids.

    TAGS are counted in the hits `ids_for_tags` where these are given; a tag whose slug is in `chosen` is given however
    few have it. Eight queries.
    """
    parameter = json_list(ids)
    columns = tuple(zip(*_cables(parameter), strict=True)) or ((),) * 5
    posts, classifications, signers = map(Counter, columns[:3])
    months = in_months(zip(*columns[3:], strict=True))
    years: Counter[int] = Counter()
    for (year, _), cables in months.items():
        years[year] += cables
    countries: Counter[str] = Counter()
    for post, country in _countries(json_list(posts)):
        countries[country] += posts[post]
    return Facets(
        tags=of_tags(ids if ids_for_tags is None else ids_for_tags, chosen),
        posts=of_posts(posts),
        countries=named(countries),
        years=named({str(year): cables for year, cables in years.items()}),
        classifications=named(classifications),
        captions=named(dict(_captions(parameter))),
        addressees=of_addressees(ids),
        signers=named(signers),
        months=months,
    )


def by_month(ids: Collection[int]) -> Counter[Month]:
    """Return the number of hits by month (month 0: only the year is known). One query."""
    return in_months(_months(json_list(ids)))


def in_months(dates: Iterable[tuple[str, str]]) -> Counter[Month]:
    """Return the number of dates by month; each is given as `2007-09` and the source that it was taken from."""
    counts: Counter[Month] = Counter()
    for (date, source), cables in Counter(dates).items():
        year, month = map(int, date.split("-"))
        counts[year, 0 if source == Cable.DateSource.MRN else month] += cables
    return counts


def largest(counted: Mapping[Any, int]) -> list[tuple[Any, int]]:
    """Return the keys of the most cables with their number, at most MOST; of equals those first in order."""
    known = [(key, cables) for key, cables in counted.items() if key not in (None, "")]
    return sorted(known, key=lambda item: (-item[1], item[0]))[:MOST]


def named(counted: Mapping[Any, int]) -> list[FacetValue]:
    """Return values that are their own names."""
    return [FacetValue(key, key, "", cables) for key, cables in largest(counted)]


def of_posts(counted: Mapping[int, int]) -> list[FacetValue]:
    """Return posts by the number of hits that they sent. One query."""
    top = largest(counted)
    posts = {post.pk: post for post in _posts(json_list([pk for pk, _ in top]))}
    return [FacetValue(posts[pk].code, posts[pk].name, posts[pk].country, cables) for pk, cables in top]


def of_tags(ids: Collection[int], chosen: Collection[str]) -> list[FacetValue]:
    """Return TAGS by the number of hits that have them. Two queries."""
    counted: dict[int, int] = dict(_tagged(json_list(ids)))
    tags = _tags(json_list([pk for pk, _ in largest(counted)]), list(chosen or NO_SLUG))
    values = [FacetValue(slug, code, name, counted.get(pk, 0)) for pk, slug, code, name in tags]
    return sorted(values, key=lambda value: (-value.cables, value.key))


def of_addressees(ids: Collection[int]) -> list[FacetValue]:
    """Return addressees by the number of hits that went to them, for action or information. Two queries."""
    counted = largest(dict(_addressed(json_list(ids))))
    names = dict(_names(json_list([pk for pk, _ in counted])))
    return [FacetValue(names[pk], names[pk], "", cables) for pk, cables in counted]


def parted(values: Iterable[FacetValue], chosen: Collection[str]) -> tuple[list[FacetValue], list[FacetValue]]:
    """Return the values that are shown at first, with all chosen ones, and those behind "more"."""
    listed = list(values)
    shown = [value for index, value in enumerate(listed) if index < SHOWN or value.key in chosen]
    return shown, [value for value in listed if value not in shown]
