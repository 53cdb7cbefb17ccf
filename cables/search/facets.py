"""What the hits of a search have in common: how many bear each tag, come from each post, were sent in each month.

All counts rest on the ids of hits, at most some thousand; each query takes them as one parameter.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, Lookup, Q

from cables.models import Address, Addressee, Cable, CableCaption, CableTag, Post, Tag

if TYPE_CHECKING:
    IdLookup = Lookup[bool]
else:  # Django's own class takes no parameter
    IdLookup = Lookup

SHOWN = 10  # values of a facet that stand there at once
MOST = 60  # values that are given at all

Month = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Ids:
    """Ids of cables that go to the database as one parameter, however many they are."""

    ids: Collection[int]


class Among(IdLookup):
    """`pk__among=Ids(...)`: cables with these ids."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            return f"{left} = ANY(%s)", (*parameters, list(self.rhs.ids))
        chosen = "(SELECT value FROM json_each(%s))"
        return f"{left} IN {chosen}", (*parameters, json.dumps(list(self.rhs.ids)))


models.BigAutoField.register_lookup(Among)


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: as an address holds it, as it is called and explained, and how many hits have it."""

    key: str
    name: str
    meaning: str
    cables: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of each facet, those of the most hits first, and hits by month (month 0: only the year is known)."""

    tags: Sequence[Value]
    posts: Sequence[Value]
    countries: Sequence[Value]
    years: Sequence[Value]
    classifications: Sequence[Value]
    captions: Sequence[Value]
    addressees: Sequence[Value]
    signers: Sequence[Value]
    months: Mapping[Month, int]


def count(ids: Collection[int], tags_among: Collection[int] | None = None, chosen: Collection[str] = ()) -> Facets:
    """The facets of the hits with these ids.

    TAGS are counted among the hits `tags_among` where these are given; a tag whose slug is among the `chosen` is given
    however few bear it. Takes eight queries.
    """
    own = ("post", "classification", "signer", "date", "date_source")
    posts: Counter[int] = Counter()
    classifications: Counter[str | None] = Counter()
    signers: Counter[str | None] = Counter()
    months: Counter[Month] = Counter()
    for post, classification, signer, date, source in (
        Cable.objects.filter(pk__among=Ids(ids)).order_by().values_list(*own).iterator(chunk_size=len(ids) or 1)
    ):
        posts[post] += 1
        classifications[classification] += 1
        signers[signer] += 1
        months[date.year, 0 if source == Cable.DateSource.MRN else date.month] += 1
    years: Counter[int] = Counter()
    for (year, _), cables in months.items():
        years[year] += cables
    countries: Counter[str] = Counter()
    for post, country in Post.objects.filter(pk__in=posts).values_list("pk", "country").order_by():
        countries[country] += posts[post]
    captions = CableCaption.objects.filter(cable__pk__among=Ids(ids)).order_by().values_list("caption")
    return Facets(
        tags=of_tags(ids if tags_among is None else tags_among, chosen),
        posts=of_posts(posts),
        countries=named(countries),
        years=named({str(year): cables for year, cables in years.items()}),
        classifications=named(classifications),
        captions=named(dict(captions.annotate(cables=Count("pk")))),
        addressees=of_addressees(ids),
        signers=named(signers),
        months=months,
    )


def by_month(ids: Collection[int]) -> Counter[Month]:
    """Hits by month (month 0: only the year is known). One query."""
    found = Cable.objects.filter(pk__among=Ids(ids)).order_by().values_list("date", "date_source")
    return Counter((date.year, 0 if source == Cable.DateSource.MRN else date.month) for date, source in found)


def largest(counted: Mapping[Any, int]) -> list[tuple[Any, int]]:
    """The keys of the most cables with their number, as many as are given at all; of equals those first in order."""
    found = [(key, cables) for key, cables in counted.items() if key not in (None, "")]
    return sorted(found, key=lambda item: (-item[1], item[0]))[:MOST]


def named(counted: Mapping[Any, int]) -> list[Value]:
    """Values that are their own names."""
    return [Value(key, key, "", cables) for key, cables in largest(counted)]


def of_posts(counted: Mapping[int, int]) -> list[Value]:
    """Posts by the number of hits that they sent. One query."""
    top = largest(counted)
    posts = Post.objects.in_bulk([pk for pk, _ in top])
    return [Value(posts[pk].code, posts[pk].name, posts[pk].country, cables) for pk, cables in top]


def of_tags(ids: Collection[int], chosen: Collection[str]) -> list[Value]:
    """TAGS by the number of hits that bear them. Two queries."""
    rows = CableTag.objects.filter(cable__pk__among=Ids(ids)).order_by().values_list("tag")
    counted: dict[int, int] = dict(rows.annotate(cables=Count("pk")))
    top = dict(largest(counted))
    tags = Tag.objects.filter(Q(pk__in=top) | Q(slug__in=chosen))
    values = [Value(tag.slug, tag.code, tag.name, counted.get(tag.pk, 0)) for tag in tags]
    return sorted(values, key=lambda value: (-value.cables, value.key))


def of_addressees(ids: Collection[int]) -> list[Value]:
    """Addressees by the number of hits that went to them, for action or information. Two queries."""
    rows = Addressee.objects.filter(cable__pk__among=Ids(ids)).order_by().values_list("address")
    counted = largest(dict(rows.annotate(cables=Count("cable", distinct=True))))
    names = dict(Address.objects.filter(pk__in=[pk for pk, _ in counted]).values_list("pk", "name").order_by())
    return [Value(names[pk], names[pk], "", cables) for pk, cables in counted]


def parted(values: Iterable[Value], chosen: Collection[str]) -> tuple[list[Value], list[Value]]:
    """The values that stand there at once, those chosen among them, and those behind "more"."""
    listed = list(values)
    front = [value for place, value in enumerate(listed) if place < SHOWN or value.key in chosen]
    return front, [value for value in listed if value not in front]
