"""Suggestions beside a search: pages with the name that was typed, and narrower or looser searches."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact
from django.urls import reverse

from cables import archive_vocabulary
from cables.citations import find_citations
from cables.db.prepared import PreparedQuery
from cables.lists.search import SearchQuery
from cables.models import MissingCable, Post, Tag, Tally, TextlessRecord
from cables.references.citation_lookup import LookedUp, look_up
from cables.search.query.formatting import format_query
from cables.search.query.nodes import And, Or, Within
from cables.search.query.parser import parse_query
from cables.search.results import is_text
from cables.telegram import mrn, posts

LONGEST = 80  # characters of a name
LONGEST_CITATION = 500  # characters that are read as a citation
CITED = 1 / 2  # of what was typed that citations are, from which it is read as one
MOST = 12
MOST_SUGGESTED = 4  # years or posts


@dataclass(frozen=True, slots=True)
class NamedPage:
    """A page of the archive with the name that was typed: its kind, code, name and URL."""

    kind: str
    code: str
    name: str
    url: str


_tags = PreparedQuery(Tag, lambda slugs: Tag.objects.filter(slug__in=slugs).order_by("slug")[:1])
_posts = PreparedQuery(
    Post, lambda code, city: Post.objects.filter(Q(code=code) | Q(Exact(Upper("city"), Upper(Value(city)))))[:MOST]
)


_FILM = re.compile(r'film:\s?"?([A-Z0-9][A-Z0-9.-]{0,40})"?', re.IGNORECASE)
_on_film = PreparedQuery(
    TextlessRecord,
    lambda number: (
        TextlessRecord.objects.filter(film_number=number)
        .filter(Exists(MissingCable.objects.filter(mrn=OuterRef("mrn"))))
        .only("mrn", "subject")
        .order_by("mrn")[:MOST]
    ),
)


def cited_in(typed: str) -> list[LookedUp]:
    """Return the telegrams that what was typed cites, where it is a citation; no query where it is none."""
    if len(typed) > LONGEST_CITATION or not any(map(str.isdigit, typed)):
        return []
    vocabulary = archive_vocabulary.current()
    citations = find_citations(typed, vocabulary)
    if sum(citation.end - citation.start for citation in citations) < CITED * len(typed.strip()):
        return []
    return look_up(citations, vocabulary)


def of_record(record: TextlessRecord) -> NamedPage:
    """Return the page of a number of which a record without text is known."""
    return NamedPage("Not held", record.mrn, record.subject or "", record.get_absolute_url())


def of_tag(tag: Tag) -> NamedPage:
    """Return a tag's page."""
    return NamedPage("TAGS", tag.code, tag.name, tag.get_absolute_url())


def of_post(post: Post) -> NamedPage:
    """Return a post's page."""
    return NamedPage("Post", post.code, ", ".join(filter(None, [post.name, post.country])), post.get_absolute_url())


def name_of(typed: str) -> str:
    """Return the query as a name on one line; empty where it is too long for one."""
    text = " ".join(typed.replace("\0", " ").split())
    return text if len(text) <= LONGEST else ""


def pages_named(typed: str) -> list[NamedPage]:
    """Return the tag and the posts of exactly this name, or the records without text of a film number that is searched
    for alone. At most two queries."""
    name = name_of(typed)
    if not name:
        return []
    if film := _FILM.fullmatch(name):
        return [of_record(record) for record in _on_film(film[1].upper())]
    tags = _tags([name, name.upper(), name.lower()])
    recognised = posts.recognise(posts.despaced(name), archive_vocabulary.current())
    return [*map(of_tag, tags), *map(of_post, _posts(recognised.post, name))]


def pages_with_similar_names(typed: str) -> list[NamedPage]:
    """Return tags and posts whose name contains this, or that its spelling may mean. At most two queries."""
    name = name_of(typed)
    if not name:
        return []
    recognised = posts.recognise(posts.despaced(name), archive_vocabulary.current())
    tags = Tag.objects.filter(Q(name__icontains=name) | Q(code__istartswith=name)).order_by("code")[:MOST]
    named = Q(city__icontains=name) | Q(country__icontains=name) | Q(code__in=[recognised.post, *recognised.candidates])
    return [*map(of_tag, tags), *map(of_post, Post.objects.filter(named)[:MOST])]


def missing_year(typed: str) -> NamedPage | None:
    """Return the post of a reference number without its year (`LIMA 3229`)."""
    reading = mrn.normalise(name_of(typed), archive_vocabulary.current())
    if reading.mrn is not None or not reading.known_post:
        return None
    return NamedPage("Post", reading.post or "", reading.post or "", reverse("post", args=[reading.post]))


# Other searches: narrower ones after a timeout, looser ones without results


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another search, and its URL."""

    name: str
    url: str


def narrower(query: SearchQuery) -> list[Suggestion]:
    """Return the search within subjects, within the years of the most cables, and from the posts of the most.

    Two queries.
    """
    node: Any = query.parsed.node
    suggestions = []
    if node and is_text(node) and (words := as_typed(Within("subject", node))):
        suggestions.append(Suggestion(f"only in subjects: {words}", query.url(q=words)))
    if not query.criteria.since and not query.criteria.until:
        years = map(str, largest_years())
        suggestions += [Suggestion(f"only of {year}", query.url(since=year, until=year)) for year in years]
    if not query.criteria.post:
        suggestions += [Suggestion(f"only from {post.name}", query.url(post=post.code)) for post in largest_posts()]
    return suggestions


def looser(query: SearchQuery) -> list[Suggestion]:
    """Return the search for any of the words instead of all."""
    node = query.parsed.node
    if isinstance(node, And) and is_text(node) and (words := as_typed(Or(node.parts))):
        return [Suggestion(words, query.url(q=words))]
    return []


def as_typed(node: Any) -> str:
    """Return the text of the query; empty where that would be parsed to another node."""
    words = format_query(node)
    return words if parse_query(words).node == node else ""


def largest_years() -> list[int]:
    """Return the years of the most cables in order."""
    tallies = Tally.objects.filter(scope=Tally.Scope.ARCHIVE, key="", year__gt=0).values_list("year", "cables")
    years: Counter[int] = Counter()
    for year, cables in tallies:
        years[year] += cables
    return sorted(year for year, _ in years.most_common(MOST_SUGGESTED))


def largest_posts() -> list[Post]:
    """Return the posts of the most cables, most first."""
    largest = Tally.objects.filter(scope=Tally.Scope.POST, year=0, month=0).order_by("-cables", "key")
    ids = [int(key) for key in largest[:MOST_SUGGESTED].values_list("key", flat=True)]
    posts = Post.objects.in_bulk(ids)
    return [posts[pk] for pk in ids]
