"""Links that filter a list further, or less: chips of the filters that are set, and the values of facets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from cables.lists.parameters import ALL, ANY, PARAMETERS, ListQuery
from cables.models import Tag
from cables.search.facets import Facets, FacetValue, parted


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the URL without it."""

    name: str
    value: str
    url: str


def chips(query: ListQuery) -> list[Chip]:
    """Return the filters that are set, in the order of the table of parameters. A single period is one filter."""
    return list(_chips(query))


def _chips(query: ListQuery) -> Iterator[Chip]:
    values = query.values
    for name, value in values.items():
        label = PARAMETERS[name].label
        if name == "tag":
            yield from (Chip(label, tag.code, _with_tags(query, _others(value, tag.slug))) for tag in value)
        elif name == "since" and value == values.get("until"):
            yield Chip("Date", str(value), query.url(since=None, until=None))
        elif label and not (name == "until" and value == values.get("since")):
            shown = value.capitalize() if name == "classification" else str(value)
            yield Chip(label, shown, query.url(**{name: None}))


@dataclass(frozen=True, slots=True)
class FacetLink:
    """A value of a facet: `url` chooses it, or removes it where it is `chosen`."""

    value: FacetValue
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet as it stands beside the results: values in `front`, and those in `more` that are folded.

    Where several values can be chosen, `mode` says how they are combined and `mode_url` is the URL of the other way.
    """

    name: str
    title: str
    front: Sequence[FacetLink]
    more: Sequence[FacetLink]
    mode: str = ""
    mode_url: str = ""


def groups(counted: Facets, query: ListQuery) -> list[FacetGroup]:
    """Return the facets that have values, with their links."""
    facets = [
        _of_tags(counted.tags, query),
        _of_one("post", counted.posts, query),
        _of_one("country", counted.countries, query),
        _of_years(counted.years, query),
        _of_one("classification", counted.classifications, query),
        _of_one("caption", counted.captions, query),
        _of_one("addressee", counted.addressees, query),
        _of_one("signer", counted.signers, query),
    ]
    return [group for group in facets if group.front]


def _of_one(name: str, values: Sequence[FacetValue], query: ListQuery) -> FacetGroup:
    """Return a facet of which one value can be chosen."""
    [chosen] = query.parameters.get(name, [""])

    def link(value: FacetValue) -> FacetLink:
        return FacetLink(value, value.key == chosen, query.url(**{name: None if value.key == chosen else value.key}))

    front, more = parted(_with_chosen(values, [chosen] if chosen else []), [chosen])
    return FacetGroup(name, PARAMETERS[name].label, list(map(link, front)), list(map(link, more)))


def _of_years(values: Sequence[FacetValue], query: ListQuery) -> FacetGroup:
    """Return the facet of years, of which the one that all dates lie in is chosen."""
    year = query.criteria.year
    chosen = str(year) if year else ""

    def link(value: FacetValue) -> FacetLink:
        period = None if value.key == chosen else value.key
        return FacetLink(value, value.key == chosen, query.url(since=period, until=period))

    front, more = parted(_with_chosen(values, [chosen] if chosen else []), [chosen])
    return FacetGroup("date", "Year", list(map(link, front)), list(map(link, more)))


def _of_tags(values: Sequence[FacetValue], query: ListQuery) -> FacetGroup:
    """Return TAGS, of which several can be chosen: all of them or any."""
    tags: list[Tag] = query.values.get("tag", [])
    slugs = [tag.slug for tag in tags]
    any_tag = query.criteria.any_tag

    def link(value: FacetValue) -> FacetLink:
        chosen = value.key in slugs
        return FacetLink(value, chosen, _with_tags(query, _others(tags, value.key) if chosen else [*slugs, value.key]))

    front, more = parted(_with_chosen(values, slugs), slugs)
    mode = (ANY if any_tag else ALL) if tags else ""
    mode_url = query.url(tags=None if any_tag else ANY) if tags else ""
    return FacetGroup("tag", "TAGS", list(map(link, front)), list(map(link, more)), mode, mode_url)


def _others(tags: Sequence[Tag], slug: str) -> list[str]:
    return [tag.slug for tag in tags if tag.slug != slug]


def _with_tags(query: ListQuery, slugs: list[str]) -> str:
    """Return the URL with these tags; how they are combined says something of several only."""
    changes: dict[str, Any] = {} if slugs else {"tags": None}
    return query.url(tag=slugs, **changes)


def _with_chosen(values: Sequence[FacetValue], chosen: Collection[str]) -> list[FacetValue]:
    """Return the values, those that are chosen first, also where no result has them."""
    listed = {value.key: value for value in values}
    first = [listed.get(key, FacetValue(key, key, "", 0)) for key in chosen]
    return [*first, *(value for value in values if value.key not in chosen)]
