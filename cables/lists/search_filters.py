"""What narrows a search besides its words: the values of facets that a reader has chosen, as an address holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from django.db.models import Q
from django.http import QueryDict

from cables.models import Address, Addressee, CableCaption, CableTag, Tag
from cables.periods import Period
from cables.search.query import fields
from cables.search.query.nodes import Field

MOST_TAGS = 8
LONGEST = 200  # characters of a value
WORDS = ("post", "country", "classification", "caption", "addressee", "signer")  # facets of which one value is chosen
NAMES = ("tag", "tags", "date", *WORDS)  # the parameters of an address that narrow
ANY = "any"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """The values chosen, each as its facet gives it, empty where none is; a value that nothing has finds nothing.

    Several tags, given by their slugs, must all be borne, or any of them where `any_tag`.
    """

    tags: tuple[str, ...] = ()
    any_tag: bool = False
    date: Period | None = None
    post: str = ""
    country: str = ""
    classification: str = ""
    caption: str = ""
    addressee: str = ""
    signer: str = ""

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """The narrowing that an address asks for. A date that is none is left out: see `misread`."""
        tags = [clean(tag) for tag in parameters.getlist("tag")]
        return cls(
            tags=tuple(dict.fromkeys(filter(None, tags)))[:MOST_TAGS],
            any_tag=parameters.get("tags") == ANY,
            date=period(parameters.get("date", "")),
            **{name: clean(parameters.get(name, "")) for name in WORDS},
        )

    def __bool__(self) -> bool:
        return self != Narrowing(any_tag=self.any_tag)

    def parameters(self) -> list[tuple[str, str]]:
        """The parameters that `read` takes it from."""
        found = [("tag", tag) for tag in self.tags]
        found += [("tags", ANY)] if self.any_tag and self.tags else []
        found += [("date", self.date.iso)] if self.date else []
        return found + [(name, getattr(self, name)) for name in WORDS if getattr(self, name)]

    def without_tags(self) -> Self:
        """The same without its tags."""
        return replace(self, tags=())

    def of_whole_year(self) -> Self:
        """The same with the whole year where it is of a part of one."""
        return replace(self, date=Period(self.date.year)) if self.date else self

    def condition(self) -> Q:
        """The cables that are left, as a condition on cables; an empty one where nothing narrows. Small queries."""
        asked = Q(*self._of_tags())
        if self.date:
            asked &= fields.condition(Field("date", self.date.iso))
        if self.post:
            asked &= Q(post__code=self.post)
        if self.country:
            asked &= Q(post__country=self.country)
        if self.classification:
            asked &= Q(classification=self.classification)
        if self.caption:
            asked &= fields.cables_of(CableCaption.objects.filter(caption=self.caption))
        if self.addressee:
            named = fields.keys(Address.objects.filter(name=self.addressee))
            asked &= fields.cables_of(Addressee.objects.filter(address__in=named))
        if self.signer:
            # The index is of capitals. A plain "=" would let SQLite take them for a constant, and read all cables.
            asked &= fields.condition(Field("by", self.signer)) & Q(signer__range=(self.signer, self.signer))
        return asked

    def _of_tags(self) -> Iterator[Q]:
        for tags in [self.tags] if self.any_tag and self.tags else [(tag,) for tag in self.tags]:
            yield bearing(tags)


def bearing(tags: Sequence[str]) -> Q:
    """Cables that bear any of the tags with these slugs; capitals or not, as in the address of a tag."""
    slugs = {slug for tag in tags for slug in (tag, tag.upper(), tag.lower())}
    return fields.cables_of(CableTag.objects.filter(tag__in=fields.keys(Tag.objects.filter(slug__in=slugs))))


def misread(parameters: QueryDict) -> str:
    """What to tell a reader whose address has a date that is none; empty where there is nothing to tell."""
    written = clean(parameters.get("date", ""))
    if not written or period(written):
        return ""
    return f"“{written}” is no date, so it narrows nothing: write it as 2007, 2007-09 or 2007-09-24."


def clean(value: str) -> str:
    """A parameter's value without what no database takes, of bounded length."""
    return value.replace("\0", "").strip()[:LONGEST]


def period(written: str) -> Period | None:
    """The period that is written; None where none is."""
    try:
        return Period.parse(clean(written))
    except ValueError:
        return None
