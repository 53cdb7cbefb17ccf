"""Criteria of lists of cables: which cables meet them, as rows of the narrowest index or as a condition on cables.

The parameters that give them are declared in `cables.lists.parameters`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Q

from cables.models import Address, Addressee, Cable, CableCaption, CableTag, Post, Tag, Tally
from cables.models.cable import ListedQuerySet
from cables.periods import Period
from cables.search.query import fields
from cables.search.query.nodes import FieldNode

NOTHING = Q(pk__in=())

ScopeKey = tuple[str, str]


@dataclass(frozen=True)
class Criteria:
    """What all cables of a list have in common: the criteria of the page, and the filters.

    A cable must have all of the tags, or any of them where `any_tag`. Tags and posts that the archive does not know are
    unsaved instances, which match nothing.
    """

    tags: tuple[Tag, ...] = ()
    post: Post | None = None
    classification: str | None = None
    caption: str | None = None
    since: Period | None = None
    until: Period | None = None
    any_tag: bool = False
    country: str = ""
    addressee: str = ""
    signer: str = ""

    def __bool__(self) -> bool:
        return self != Criteria(any_tag=self.any_tag)

    def and_also(self, other: Criteria) -> Criteria:
        """Return both criteria at once; where they differ in a post, a class, a caption or dates, the other's."""
        return Criteria(
            tags=tuple(dict.fromkeys(self.tags + other.tags)),
            post=other.post or self.post,
            classification=other.classification or self.classification,
            caption=other.caption or self.caption,
            since=other.since or self.since,
            until=other.until or self.until,
        )

    @property
    def scopes(self) -> list[ScopeKey]:
        """Return tallies that count the cables of one criterion each; the archive's where there is none but dates."""
        scopes: list[ScopeKey] = [(Tally.Scope.TAG, str(tag.pk)) for tag in self.tags]
        if self.post:
            scopes.append((Tally.Scope.POST, str(self.post.pk)))
        if self.classification:
            scopes.append((Tally.Scope.CLASSIFICATION, self.classification))
        if self.caption:
            scopes.append((Tally.Scope.CAPTION, self.caption))
        return scopes or [(Tally.Scope.ARCHIVE, "")]

    @cached_property
    def narrowest(self) -> ScopeKey:
        """Return the scope of the fewest cables, whose index the list is read from: a query where there are several."""
        scopes = self.scopes
        if len(scopes) == 1:
            return scopes[0]
        wanted = Q()
        for scope, key in scopes:
            wanted |= Q(scope=scope, key=key)
        totals = Tally.objects.filter(wanted, year=0, month=0).values_list("scope", "key", "cables")
        sizes = {(scope, key): cables for scope, key, cables in totals}
        return min(scopes, key=lambda scope: sizes.get(scope, 0))

    @property
    def span(self) -> tuple[datetime.date | None, datetime.date | None]:
        """Return the first and the last day, None where that end is open."""
        return self.since.first if self.since else None, self.until.last if self.until else None

    @property
    def by_month(self) -> bool:
        """Return whether the dates begin and end with a month, as tallies do."""
        return not (self.since and self.since.day) and not (self.until and self.until.day)

    @property
    def year(self) -> int | None:
        """Return the one year in which all dates lie, if there is one."""
        return self.since.year if self.since and self.until and self.since.year == self.until.year else None

    def dated(self, period: Period) -> Criteria:
        """Return these criteria within another period."""
        return replace(self, since=period, until=period)

    def of_whole_year(self) -> Criteria:
        """Return these criteria within the whole year where the dates lie in one, else these."""
        return self.dated(Period(self.year)) if self.year else self

    def includes(self, month: Period) -> bool:
        """Return whether the month lies within the dates, in part at least."""
        first, last = self.span
        return (not first or first <= month.last) and (not last or month.first <= last)

    def rows(self) -> ListedQuerySet:
        """Return the rows of the list, in no order: links of the narrowest tag or caption, else cables.

        For lists that tallies count: by all of some tags, a post, a classification, a caption and dates.
        """
        scope, key = self.narrowest
        rows: ListedQuerySet
        if scope == Tally.Scope.TAG:
            rows = CableTag.objects.filter(tag=int(key))
        elif scope == Tally.Scope.CAPTION:
            rows = CableCaption.objects.filter(caption=key)
        else:
            rows = Cable.objects.all()
        for tag in self.tags:
            if (scope, key) != (Tally.Scope.TAG, str(tag.pk)):
                rows = rows.with_tag(tag)
        if self.caption and scope != Tally.Scope.CAPTION:
            rows = rows.with_caption(self.caption)
        if self.post:
            rows = rows.from_post(self.post)
        if self.classification:
            rows = rows.classified(self.classification)
        return rows.between(*self.span).order_by()

    def condition(self) -> Q:
        """Return all criteria as a condition on cables, empty where there is none. Takes some small queries."""
        condition = Q(*self._tag_conditions()) & dated(*self.span)
        if self.post:
            condition &= Q(post=self.post.pk) if self.post.pk else NOTHING
        if self.country:
            condition &= Q(post__country=self.country)
        if self.classification:
            condition &= Q(classification=self.classification)
        if self.caption:
            condition &= fields.cables_of(CableCaption.objects.filter(caption=self.caption))
        if self.addressee:
            addresses = fields.keys(Address.objects.filter(name=self.addressee))
            condition &= fields.cables_of(Addressee.objects.filter(address__in=addresses))
        if self.signer:
            # The index is of capitals. A plain "=" would let SQLite take them for a constant, and read all cables.
            condition &= fields.condition(FieldNode("by", self.signer)) & Q(signer__range=(self.signer, self.signer))
        return condition

    def _tag_conditions(self) -> Iterator[Q]:
        for tags in [self.tags] if self.any_tag and self.tags else [(tag,) for tag in self.tags]:
            yield with_any(tags)


def with_any(tags: Sequence[Tag]) -> Q:
    """Return the condition for cables that have any of the tags. One small query."""
    ids = [tag.pk for tag in tags if tag.pk]
    return fields.cables_of(CableTag.objects.filter(tag__in=ids)) if ids else NOTHING


def dated(first: datetime.date | None, last: datetime.date | None) -> Q:
    """Return the condition for cables dated from the first day to the last, both included; None leaves an end open.

    A cable of which only the year is known is included where its whole year is.
    """
    condition = Q(date__gte=first) if first else Q()
    if last:
        condition &= Q(date__lte=last)
        new_year = datetime.date(last.year, 1, 1)
        if (last.month, last.day) != (12, 31) and (not first or first <= new_year):
            condition &= ~Q(date=new_year, date_source=Cable.DateSource.MRN)
    return condition
