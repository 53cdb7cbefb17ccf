"""`/missing/`: the cables that held ones cite and the archive lacks, most cited first; the same as CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse

from cables.models import AbsentCable, Post
from cables.views.freshness import ConditionalView, Stamp, archive_stamp

ROWS = 100  # on one page
POSTS = 30  # offered to narrow the list down
KEY = re.compile(r"([0-9]{1,9})\.([0-9]{2}[A-Z0-9]{1,58})")
COLUMNS = ["mrn", "post", "post_name", "country", "year", "serial", "citing", "address"]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


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

    def rows(self) -> QuerySet[AbsentCable]:
        """The absent cables that are left, most cited first."""
        rows = AbsentCable.objects.order_by("-citing", "mrn")
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

    def stamp(self) -> Stamp | None:
        return archive_stamp()

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of the list, with the posts and years to narrow it down to."""
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
                "posts": post_choices(narrowing),
                "years": year_choices(narrowing),
                "first": None if request.GET.get("after") is None else narrowing.query(),
                "next": narrowing.query(after=f"{last.citing}.{last.mrn}") if last else None,
                "csv": reverse("missing-csv") + narrowing.query().removesuffix("."),
            },
        )


def behind(rows: QuerySet[AbsentCable], key: str) -> QuerySet[AbsentCable]:
    """The rows behind the key (`12.07LIMA909`: how many cite it, and its number); all of them where it is no key."""
    match = KEY.fullmatch(key)
    if not match:
        return rows
    citing, mrn = int(match[1]), match[2]
    return rows.filter(Q(citing__lte=citing) & (Q(citing__lt=citing) | Q(mrn__gt=mrn)))


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


class MissingCsvView(ConditionalView):
    """The whole list, narrowed down in the same way, as CSV. It is written as it is read, whatever its length."""

    def stamp(self) -> Stamp | None:
        return archive_stamp()

    def get(self, request: HttpRequest) -> StreamingHttpResponse:
        """The file."""
        response = StreamingHttpResponse(lines(request), content_type="text/csv; charset=utf-8; header=present")
        response["Content-Disposition"] = 'attachment; filename="missing-cables.csv"'
        return response


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


def lines(request: HttpRequest) -> Iterator[str]:
    """The lines of the CSV file, one for each absent cable behind the one of the column names."""
    writer: Any = csv.writer(_Echo())
    posts = {post.code: post for post in Post.objects.only("code", "city", "kind", "country", "known")}
    yield writer.writerow(COLUMNS)
    for row in Narrowing.of(request).rows().iterator(chunk_size=2000):
        post = posts.get(row.post)
        named = [post.name, post.country] if post else ["", ""]
        address = request.build_absolute_uri(row.get_absolute_url())
        cells: list[str | int] = [row.mrn, row.post, *named, row.year, row.serial, row.citing, address]
        yield writer.writerow([harmless(cell) for cell in cells])


def harmless(cell: str | int) -> str | int:
    """A cell that no spreadsheet takes for a formula: one that would begin like one has an apostrophe in front."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
