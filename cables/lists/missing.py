"""The list of missing cables: those cited in the archive, or known by a record without text, and not stored in it.

Its orders and filters are declared in `cables.lists.parameters`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet

from cables.keyset import CitationsCursor, PostCursor
from cables.lists.listing import Absolute, Batch, Listing, Page, Record
from cables.lists.parameters import POST, ListQuery
from cables.models import MissingCable, Post, TextlessRecord, Withdrawal

TITLE = "Missing cables"
COLUMNS = ["mrn", "post", "post_name", "country", "year", "serial", "citing", "withdrawn"]
COLUMNS += ["known", "date", "subject", "address"]


class MissingListing(Listing[MissingCable]):
    """Missing cables of a post, of some years, or all of them. Of a missing cable only the year is known."""

    noun = "cables"
    columns = COLUMNS

    def __init__(self, query: ListQuery) -> None:
        super().__init__(query, TITLE)
        self.is_by_post = query.order == POST
        self.cursors = {"after": PostCursor if self.is_by_post else CitationsCursor}

    def rows(self, *ignored: str) -> QuerySet[MissingCable]:
        """Return the rows that the query filters, in their order; some of its parameters may be ignored."""
        values = {name: value for name, value in self.query.values.items() if name not in ignored}
        order = ("post", "year", "serial") if self.is_by_post else ("-citing", "mrn")
        rows = MissingCable.objects.order_by(*order)
        if post := values.get("post"):
            rows = rows.filter(post=post)
        if since := values.get("since"):
            first: datetime.date = since.first
            rows = rows.filter(year__gte=first.year + ((first.month, first.day) != (1, 1)))
        if until := values.get("until"):
            last: datetime.date = until.last
            rows = rows.filter(year__lte=last.year - ((last.month, last.day) != (12, 31)))
        return rows

    def cursor_of(self, row: MissingCable) -> CitationsCursor | PostCursor:
        """Return the cursor of the row."""
        return PostCursor(row.post, row.year, row.serial) if self.is_by_post else CitationsCursor(row.citing, row.mrn)

    def count(self) -> tuple[int | None, bool]:
        """Return how many missing cables there are."""
        return self.rows().count(), False

    def totals(self) -> dict[str, int]:
        """Return how many of them are cited, and how many known by records without text alone. One query."""
        rows = self.rows().order_by()
        return rows.aggregate(cited=Count("pk", filter=Q(citing__gt=0)), known_alone=Count("pk", filter=Q(citing=0)))

    def page(self, size: int) -> Page[MissingCable]:
        """Return the rows after the query's cursor, else the first. One query."""
        rows = list(after(self.rows(), self.position.get("after"))[: size + 1])
        more = len(rows) > size
        return Page(rows[:size], next={"after": str(self.cursor_of(rows[size - 1]))} if more else {})

    def batches(self, size: int) -> Iterator[Batch[MissingCable]]:
        """Yield all rows after the query's cursor, so many at a time. One query each."""
        cursor = self.position.get("after")
        while rows := list(after(self.rows(), cursor)[:size]):
            yield [(self.cursor_of(row), row) for row in rows]
            cursor = self.cursor_of(rows[-1])

    def records(self, rows: Sequence[MissingCable], absolute: Absolute) -> list[Record]:
        """Return missing cables under the names of COLUMNS. Three queries."""
        posts, withdrawn, facts = posts_of(rows), withdrawn_of(rows), facts_of(rows)
        return [record(row, posts.get(row.post), row.mrn in withdrawn, facts.get(row.mrn), absolute) for row in rows]

    def by_year(self) -> list[tuple[int, int]]:
        """Return the years of missing cables with their number, whatever the dates of the query. One query."""
        rows: Any = self.rows("since", "until").order_by()
        return list(rows.values_list("year").annotate(count=Count("pk")).order_by("year"))

    def by_post(self, limit: int) -> list[tuple[str, int]]:
        """Return the posts of the most missing cables with their number, whatever the post of the query. One query."""
        rows: Any = self.rows("post").order_by()
        return list(rows.values_list("post").annotate(count=Count("pk")).order_by("-count", "post")[:limit])


def after(rows: QuerySet[MissingCable], cursor: CitationsCursor | PostCursor | None) -> QuerySet[MissingCable]:
    """Return the rows after the cursor, all of them where there is none. As in keyset, a guard bounds the scan."""
    match cursor:
        case CitationsCursor(citing, mrn):
            return rows.filter(Q(citing__lte=citing) & (Q(citing__lt=citing) | Q(mrn__gt=mrn)))
        case PostCursor(post, year, serial):
            later = Q(year__gt=year) | Q(year=year, serial__gt=serial)
            return rows.filter(Q(post__gte=post) & (Q(post__gt=post) | later))
    return rows


def posts_of(rows: Iterable[MissingCable]) -> Mapping[str, Post]:
    """Return the posts of the rows, by their codes, as far as they are known. One query."""
    return {post.code: post for post in Post.objects.filter(code__in={row.post for row in rows})}


def withdrawn_of(rows: Iterable[MissingCable]) -> set[str]:
    """Return the MRNs of the rows whose cable was withdrawn. One query."""
    mrns = [row.mrn for row in rows]
    return set(Withdrawal.objects.filter(mrn__in=mrns).order_by().values_list("mrn", flat=True))


def facts_of(rows: Iterable[MissingCable]) -> Mapping[str, TextlessRecord]:
    """Return the records without text of the rows, by MRN. One query."""
    records = TextlessRecord.objects.filter(mrn__in=[row.mrn for row in rows])
    return {each.mrn: each for each in records.only("mrn", "date", "date_source", "subject").order_by()}


def record(
    row: MissingCable, post: Post | None, withdrawn: bool, facts: TextlessRecord | None, absolute: Absolute
) -> Record:
    """Return a missing cable under the names of COLUMNS; `facts` is its record without text."""
    return {
        "mrn": row.mrn,
        "post": row.post,
        "post_name": post.name if post else "",
        "country": post.country if post else "",
        "year": row.year,
        "serial": row.serial,
        "citing": row.citing,
        "withdrawn": withdrawn,
        "known": facts is not None,
        "date": facts.date.isoformat() if facts and facts.date else "",
        "subject": (facts.subject or "") if facts else "",
        "address": absolute(row.get_absolute_url()),
    }
