"""`/missing/`: the cables that held ones cite and the archive lacks, most cited first; the same as data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from cables.archive_version import Version, archive_version
from cables.lists import formats
from cables.lists.formats import CSV, JSON, Output
from cables.lists.listing import BATCH, PART, Part, RefusedError
from cables.lists.records import Absolute, Record
from cables.models import MissingCable, Post, Withdrawal
from cables.views.base import ConditionalView

ROWS = 100  # on one page
POSTS = 30  # offered to narrow the list down
KEY = re.compile(r"([0-9]{1,9})\.([0-9]{2}[A-Z0-9]{1,58})")
COLUMNS = ["mrn", "post", "post_name", "country", "year", "serial", "citing", "withdrawn", "address"]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """By what the list is narrowed down: a post's code, a year, or neither. What cannot be read narrows to nothing."""

    post: str = ""
    year: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """The narrowing that an address asks for."""
        # PostgreSQL takes no NUL, not even to look for.
        post, year = (request.GET.get(name, "").replace("\0", "").strip() for name in ("post", "year"))
        return cls(post.upper(), year)

    def rows(self) -> QuerySet[MissingCable]:
        """The absent cables that are left, most cited first."""
        rows = MissingCable.objects.order_by("-citing", "mrn")
        if self.post:
            rows = rows.filter(post=self.post)
        if self.year:
            rows = rows.filter(year=int(self.year)) if re.fullmatch("[0-9]{4}", self.year) else rows.none()
        return rows

    def query(self, **changes: str) -> str:
        """This narrowing with changes, as the query of an address; empty where nothing is narrowed."""
        given = {"post": self.post, "year": self.year} | changes
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}" if query else "."


@dataclass(frozen=True, slots=True)
class Choice:
    """A post or a year that the list can be narrowed down to, and how many it would leave."""

    name: str
    query: str
    count: int


class MissingView(ConditionalView):
    """The list, a page at a time; `after` is the key of the row that a page goes on behind."""

    output: Output | None = None

    def version(self) -> Version | None:
        return archive_version()

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """One page of the list, with the posts and years to narrow it down to; or the list as data."""
        if self.output:
            return self.output.answer(request, AbsentListing(request))
        narrowing = Narrowing.of(request)
        rows = narrowing.rows()
        page = list(behind(rows, request.GET.get("after", ""))[: ROWS + 1])
        posts = {post.code: post for post in Post.objects.filter(code__in={row.post for row in page})}
        last = page[ROWS - 1] if len(page) > ROWS else None
        return render(
            request,
            "cables/missing.html",
            {
                "section": "missing",
                "narrowing": narrowing,
                "total": rows.count(),
                "rows": [(row, posts.get(row.post)) for row in page[:ROWS]],
                "withdrawn": withdrawn(page),
                "posts": post_choices(narrowing),
                "years": year_choices(narrowing),
                "first": None if request.GET.get("after") is None else narrowing.query(),
                "next": narrowing.query(after=key_of(last)) if last else None,
                "outputs": formats.links(reverse("missing") + narrowing.query().removesuffix("."), JSON, CSV),
            },
        )


def behind(rows: QuerySet[MissingCable], key: str) -> QuerySet[MissingCable]:
    """The rows behind the key (`12.07LIMA909`: how many cite it, and its number); all of them where it is no key."""
    match = KEY.fullmatch(key)
    if not match:
        return rows
    citing, mrn = int(match[1]), match[2]
    return rows.filter(Q(citing__lte=citing) & (Q(citing__lt=citing) | Q(mrn__gt=mrn)))


def key_of(row: MissingCable) -> str:
    """The key of a row, as `behind` takes it."""
    return f"{row.citing}.{row.mrn}"


def post_choices(narrowing: Narrowing) -> list[Choice]:
    """The posts with the most absent cables, of the year if one is chosen."""
    rows = Narrowing(year=narrowing.year).rows().order_by()
    counted = rows.values_list("post").annotate(count=Count("pk")).order_by("-count", "post")[:POSTS]
    return [Choice(post, narrowing.query(post=post), count) for post, count in counted]


def year_choices(narrowing: Narrowing) -> list[Choice]:
    """The years that absent cables are of, of the post if one is chosen."""
    rows = Narrowing(post=narrowing.post).rows().order_by()
    counted = rows.values_list("year").annotate(count=Count("pk")).order_by("year")
    return [Choice(str(year), narrowing.query(year=str(year)), count) for year, count in counted]


def withdrawn(rows: list[MissingCable]) -> set[str]:
    """The numbers of those that were held and taken away. One query."""
    return set(Withdrawal.objects.filter(mrn__in=[row.mrn for row in rows]).order_by().values_list("mrn", flat=True))


class AbsentListing:
    """The whole list as data. It is read as it is written, whatever its length."""

    title = "Missing cables"
    noun = "cables"
    columns = COLUMNS

    def __init__(self, request: HttpRequest) -> None:
        self.narrowing = Narrowing.of(request)
        self.after = request.GET.get("after", "")

    def count(self) -> tuple[int | None, bool]:
        """How many absent cables there are."""
        return self.narrowing.rows().count(), False

    def part(self, absolute: Absolute) -> Part:
        """Those behind the key that is asked for; raises RefusedError where it is damaged."""
        if self.after and not KEY.fullmatch(self.after):
            raise RefusedError("“after” is no place in this list: take the address that its pages give.")
        rows = list(behind(self.narrowing.rows(), self.after)[: PART + 1])
        last = rows[PART - 1] if len(rows) > PART else None
        query = self.narrowing.query(after=key_of(last)) if last else ""
        return Part(absent_records(rows[:PART], absolute), reverse("missing-json") + query if query else "")

    def batches(self, absolute: Absolute) -> Iterator[list[Record]]:
        """All of them, a batch at a time: three queries each."""
        after = ""
        while rows := list(behind(self.narrowing.rows(), after)[:BATCH]):
            yield absent_records(rows, absolute)
            after = key_of(rows[-1])


def absent_records(rows: list[MissingCable], absolute: Absolute) -> list[Record]:
    """Absent cables under the names of COLUMNS."""
    posts = Post.objects.only("code", "city", "kind", "country", "known").in_bulk(
        {row.post for row in rows}, field_name="code"
    )
    gone = withdrawn(rows)
    return [
        {
            "mrn": row.mrn,
            "post": row.post,
            "post_name": posts[row.post].name if row.post in posts else "",
            "country": posts[row.post].country if row.post in posts else "",
            "year": row.year,
            "serial": row.serial,
            "citing": row.citing,
            "withdrawn": row.mrn in gone,
            "address": absolute(row.get_absolute_url()),
        }
        for row in rows
    ]
