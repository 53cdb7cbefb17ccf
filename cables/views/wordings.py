"""Other wordings of a search: narrower ones where it took too long, looser ones where it found nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from cables.lists.listing import Address
from cables.lists.search_filters import Narrowing
from cables.models import Post, Tally
from cables.search.query.formatting import format_query
from cables.search.query.nodes import And, Node, Or, Within
from cables.search.query.parse import parse_query
from cables.search.results import is_text

MOST = 4  # years or posts that are suggested


@dataclass(frozen=True, slots=True)
class Wording:
    """Another search, and its address."""

    name: str
    url: str


def narrower(node: Any, narrowing: Narrowing, address: Address) -> list[Wording]:
    """The same within the subject, within the years of the most cables, or from the posts of the most. Two queries."""
    found = []
    if node and is_text(node) and (written := as_typed(Within("subject", node))):
        found.append(Wording(f"only in subjects: {written}", address(q=written)))
    if not narrowing.date:
        found += [Wording(f"only of {year}", address(date=str(year))) for year in largest_years()]
    if not narrowing.post:
        found += [Wording(f"only from {post.name}", address(post=post.code)) for post in largest_posts()]
    return found


def looser(node: Node | None, address: Address) -> list[Wording]:
    """The same for any of the words instead of all."""
    if isinstance(node, And) and is_text(node) and (written := as_typed(Or(node.parts))):
        return [Wording(written, address(q=written))]
    return []


def as_typed(node: Any) -> str:
    """The node as one would type it; empty where that would be read as something else."""
    written = format_query(node)
    return written if parse_query(written).node == node else ""


def largest_years() -> list[int]:
    """The years of the most cables in order."""
    tallies = Tally.objects.filter(scope=Tally.Scope.ARCHIVE, key="", year__gt=0).values_list("year", "cables")
    years: Counter[int] = Counter()
    for year, cables in tallies:
        years[year] += cables
    return sorted(year for year, _ in years.most_common(MOST))


def largest_posts() -> list[Post]:
    """The posts of the most cables, most first."""
    largest = Tally.objects.filter(scope=Tally.Scope.POST, year=0, month=0).order_by("-cables", "key")[:MOST]
    ids = [int(key) for key in largest.values_list("key", flat=True)]
    posts = Post.objects.in_bulk(ids)
    return [posts[pk] for pk in ids]
