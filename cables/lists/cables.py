"""Lists of cables: by date or by arrival, with the records and feed items of cables."""

from __future__ import annotations

import datetime
from abc import abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from cables import keyset
from cables.db.prepared import PreparedQuery
from cables.keyset import ArrivalCursor, DateCursor
from cables.lists.listing import Absolute, Batch, FeedItem, Listing, Page, Record
from cables.lists.parameters import OLDEST, ListQuery
from cables.models import Cable, CableTag
from cables.models.cable import CableQuerySet
from cables.rendering.title_case import display_subject

COLUMNS = (
    "mrn",
    "address",
    "subject",
    "date",
    "date_source",
    "post",
    "post_name",
    "classification",
    "captions",
    "tags",
    "specimen",
)
FIELDS = (
    "mrn",
    "date",
    "date_source",
    "sent_at",
    "modified_at",
    "classification",
    "subject",
    "captions",
    "is_specimen",
    "post__code",
    "post__city",
    "post__kind",
    "post__known",
)

_cables = PreparedQuery(Cable, lambda ids: Cable.objects.for_list().filter(pk__in=ids).order_by())


def listed(ids: Sequence[int]) -> dict[int, Cable]:
    """Return the cables with these ids by id, with the columns of a list, without those deleted since. One query."""
    return {cable.pk: cable for cable in _cables(ids)} if ids else {}


@dataclass(frozen=True, slots=True)
class ListedCable:
    """A cable of a list for data and feeds, with the codes of its TAGS in its own order."""

    cable: Cable
    tags: list[str]

    def record(self, absolute: Absolute) -> Record:
        """Return the cable under the names of COLUMNS. The subject is as sent, captions and TAGS are lists."""
        cable = self.cable
        return {
            "mrn": cable.mrn,
            "address": absolute(cable.get_absolute_url()),
            "subject": cable.subject,
            "date": date_of(cable),
            "date_source": cable.date_source,
            "post": cable.post.code,
            "post_name": cable.post.name,
            "classification": cable.classification,
            "captions": cable.captions,
            "tags": self.tags,
            "specimen": cable.is_specimen,
        }

    def feed_item(self, absolute: Absolute) -> FeedItem:
        """Return the cable for a feed: published when it was sent, updated when its page last changed."""
        cable = self.cable
        url = absolute(cable.get_absolute_url())
        day = str(cable.date.year) if is_year_only(cable) else f"{cable.date:%-d %B %Y}"
        description = [cable.mrn, cable.post.name, day, cable.classification]
        description += ["specimen: invented for this archive"] if cable.is_specimen else []
        return FeedItem(
            title=display_subject(cable.subject),
            link=url,
            unique_id=url,
            description=", ".join(filter(None, description)),
            published=cable.sent_at or datetime.datetime.combine(cable.date, datetime.time.min, datetime.UTC),
            updated=cable.modified_at,
            categories=self.tags,
        )


def date_of(cable: Cable) -> str:
    """Return the day as 2007-09-24, or the year where no more is known, as the cable's own JSON has it."""
    return f"{cable.date.year:04}" if is_year_only(cable) else cable.date.isoformat()


def is_year_only(cable: Cable) -> bool:
    """Return whether no more of the cable's date is known than the year."""
    return cable.date_source == Cable.DateSource.MRN


def with_tags(ids: Sequence[int]) -> dict[int, ListedCable]:
    """Return the cables of these ids by id in their order, without those deleted since. Two queries."""
    cables = Cable.objects.select_related("post").only(*FIELDS).in_bulk(list(ids))
    tags: dict[int, list[str]] = defaultdict(list)
    links = CableTag.objects.filter(cable__in=list(ids)).order_by("cable", "position")
    for cable, code in links.values_list("cable", "tag__code"):
        tags[cable].append(code)
    return {pk: ListedCable(cables[pk], tags[pk]) for pk in ids if pk in cables}


class CableListing(Listing[int]):
    """Cables by their ids, in some order."""

    noun = "cables"
    columns = COLUMNS

    @abstractmethod
    def newest(self, limit: int) -> Sequence[int]:
        """Return the ids of the newest cables of the list, whatever its own order."""

    def records(self, rows: Sequence[int], absolute: Absolute) -> list[Record | None]:
        """Return the cables under the names of COLUMNS, None for those deleted since. Two queries."""
        cables = with_tags(rows)
        return [cables[pk].record(absolute) if pk in cables else None for pk in rows]

    def feed_items(self, limit: int, absolute: Absolute) -> list[FeedItem]:
        """Return the newest cables for a feed. Two queries beside the one for their ids."""
        return [cable.feed_item(absolute) for cable in with_tags(self.newest(limit)).values()]


class DatedListing(CableListing):
    """Cables in order of their date, newest first or oldest first, from rows that stand for one cable each.

    `counted` gives the count and whether there are more. `first` gives other rows from which the first page can be
    read, newest first.
    """

    cursors: Mapping[str, type] = {"after": DateCursor, "before": DateCursor}

    def __init__(
        self,
        query: ListQuery,
        title: str,
        rows: Any,
        counted: Callable[[], tuple[int | None, bool]],
        first: Callable[[], Any] | None = None,
    ) -> None:
        super().__init__(query, title)
        self.rows = rows
        self.id_field: str = rows.cable
        self.counted = counted
        self.first = first
        self.oldest_first = query.order == OLDEST

    def count(self) -> tuple[int | None, bool]:
        """Return how many cables there are, and whether there are more."""
        return self.counted()

    def page(self, size: int) -> Page[int]:
        """Return the ids of a page after or before the query's cursor, else of the first. One query or two."""
        position = self.position
        rows = self.first() if self.first and not position and not self.oldest_first else self.rows
        page = keyset.page(rows, size, oldest_first=self.oldest_first, id_field=self.id_field, **position)
        return Page(
            [cursor.id for cursor in page.cursors],
            next={"after": str(page.cursors[-1])} if page.has_next else {},
            previous={"before": str(page.cursors[0])} if page.has_previous and page.cursors else {},
        )

    def batches(self, size: int) -> Iterator[Batch[int]]:
        """Yield the ids of all after the query's cursor, so many at a time. One query each."""
        after = self.position.get("after")
        for cursors in keyset.walk(
            self.rows, size, after=after, oldest_first=self.oldest_first, id_field=self.id_field
        ):
            yield [(cursor, cursor.id) for cursor in cursors]

    def newest(self, limit: int) -> Sequence[int]:
        """Return the ids of the newest."""
        return [cursor.id for cursor in next(keyset.walk(self.rows, limit, id_field=self.id_field), [])]


class ArrivedListing(CableListing):
    """Cables in the order in which they arrived, the last to come first. `dated` is the same list by date."""

    cursors: Mapping[str, type] = {"after": ArrivalCursor}

    def __init__(self, dated: DatedListing, cables: CableQuerySet) -> None:
        super().__init__(dated.query, dated.title)
        self.dated = dated
        self.cables = cables

    def count(self) -> tuple[int | None, bool]:
        """Return how many cables there are, and whether there are more."""
        return self.dated.count()

    def page(self, size: int) -> Page[int]:
        """Return the ids of a page after the query's cursor, else of the first. One query."""
        cursors = self._after(self.position.get("after"), size + 1)
        return Page(
            [cursor.id for cursor in cursors[:size]],
            next={"after": str(cursors[size - 1])} if len(cursors) > size else {},
        )

    def batches(self, size: int) -> Iterator[Batch[int]]:
        """Yield the ids of all after the query's cursor, so many at a time. One query each."""
        cursors = self._after(self.position.get("after"), size)
        while cursors:
            yield [(cursor, cursor.id) for cursor in cursors]
            cursors = self._after(cursors[-1], size)

    def newest(self, limit: int) -> Sequence[int]:
        """Return the ids of the newest by date."""
        return self.dated.newest(limit)

    def _after(self, cursor: ArrivalCursor | None, limit: int) -> list[ArrivalCursor]:
        rows = self.cables.order_by("-stored_at", "-pk")
        if cursor:
            tie = Q(stored_at__lt=cursor.stored_at) | Q(pk__lt=cursor.id)
            rows = rows.filter(Q(stored_at__lte=cursor.stored_at) & tie)
        return [ArrivalCursor(*row) for row in rows.values_list("stored_at", "pk")[:limit]]
