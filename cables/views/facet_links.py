"""The filters beside a search: every facet with its values as links that choose them or give them up."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from cables.lists.listing import Address
from cables.lists.search_filters import ANY, Narrowing
from cables.search.facets import Facets, Value, parted
from cables.views.lists import Chip


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet: `url` chooses it, or gives it up where it is `chosen`."""

    value: Value
    chosen: bool
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """A facet as it stands beside the hits: values that are seen at once, and those behind "more".

    Where several values can be chosen, `mode` says how they are combined and `mode_url` leads to the other way.
    """

    name: str
    title: str
    front: Sequence[Choice]
    more: Sequence[Choice]
    mode: str = ""
    mode_url: str = ""


def groups(counted: Facets, narrowing: Narrowing, address: Address) -> list[Group]:
    """The facets that have values; `address` gives the search's address with parameters changed."""
    year = str(narrowing.date.year) if narrowing.date else ""
    found = [
        of_tags(counted.tags, narrowing, address),
        of_one("post", "Post", counted.posts, narrowing.post, address),
        of_one("country", "Country", counted.countries, narrowing.country, address),
        of_one("date", "Year", counted.years, year, address),
        of_one("classification", "Classification", counted.classifications, narrowing.classification, address),
        of_one("caption", "Caption", counted.captions, narrowing.caption, address),
        of_one("addressee", "Addressee", counted.addressees, narrowing.addressee, address),
        of_one("signer", "Signer", counted.signers, narrowing.signer, address),
    ]
    return [group for group in found if group.front]


def of_one(name: str, title: str, values: Sequence[Value], chosen: str, address: Address) -> Group:
    """A facet of which one value can be chosen."""

    def choice(value: Value) -> Choice:
        return Choice(value, value.key == chosen, address(**{name: None if value.key == chosen else value.key}))

    front, more = parted(with_chosen(values, [chosen] if chosen else []), [chosen])
    return Group(name, title, list(map(choice, front)), list(map(choice, more)))


def of_tags(values: Sequence[Value], narrowing: Narrowing, address: Address) -> Group:
    """TAGS, of which several can be chosen: all of them or any."""
    tags, mode = list(narrowing.tags), ANY if narrowing.any_tag else None

    def choice(value: Value) -> Choice:
        chosen = value.key in tags
        others = [tag for tag in tags if tag != value.key] if chosen else [*tags, value.key]
        return Choice(value, chosen, address(tag=others, tags=mode if others else None))

    front, more = parted(with_chosen(values, tags), tags)
    group = Group("tag", "TAGS", list(map(choice, front)), list(map(choice, more)))
    if not tags:
        return group
    other = None if narrowing.any_tag else ANY
    return Group(group.name, group.title, group.front, group.more, mode or "all", address(tags=other))


def with_chosen(values: Sequence[Value], chosen: Collection[str]) -> list[Value]:
    """The values, those that are chosen first, also where no hit has them."""
    held = {value.key: value for value in values}
    first = [held.get(key, Value(key, key, "", 0)) for key in chosen]
    return [*first, *(value for value in values if value.key not in chosen)]


def chips(narrowing: Narrowing, counted: Facets, address: Address) -> Iterator[Chip]:
    """What narrows the search, each with the address without it."""
    names = {value.key: value.name for value in (*counted.tags, *counted.posts)}
    for tag in narrowing.tags:
        others = [other for other in narrowing.tags if other != tag]
        yield Chip("TAGS", names.get(tag, tag), address(tag=others, tags=ANY if narrowing.any_tag and others else None))
    if narrowing.post:
        yield Chip("Post", names.get(narrowing.post, narrowing.post), address(post=None))
    if narrowing.country:
        yield Chip("Country", narrowing.country, address(country=None))
    if narrowing.date:
        yield Chip("Date", str(narrowing.date), address(date=None))
    if narrowing.classification:
        yield Chip("Classification", narrowing.classification.capitalize(), address(classification=None))
    if narrowing.caption:
        yield Chip("Caption", narrowing.caption, address(caption=None))
    if narrowing.addressee:
        yield Chip("Addressee", narrowing.addressee, address(addressee=None))
    if narrowing.signer:
        yield Chip("Signer", narrowing.signer, address(signer=None))
