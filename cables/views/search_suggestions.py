"""What a search for words may have meant besides: a TAG, a post, or the number of a cable."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, Value
from django.db.models.functions import Upper
from django.db.models.lookups import Exact
from django.urls import reverse

from cables import archive_vocabulary
from cables.db.prepared import PreparedQuery
from cables.models import Post, Tag
from cables.telegram import mrn, posts

LONGEST = 80  # characters of what may be the name of anything
MOST = 12


@dataclass(frozen=True, slots=True)
class Offer:
    """Something of the archive that has a page: what kind of thing, its code, its name, and its address."""

    kind: str
    code: str
    name: str
    url: str


_tags = PreparedQuery(Tag, lambda slugs: Tag.objects.filter(slug__in=slugs).order_by("slug")[:1])
_posts = PreparedQuery(
    Post, lambda code, city: Post.objects.filter(Q(code=code) | Q(Exact(Upper("city"), Upper(Value(city)))))[:MOST]
)


def of_tag(tag: Tag) -> Offer:
    """The offer of a tag's page."""
    return Offer("TAGS", tag.code, tag.name, tag.get_absolute_url())


def of_post(post: Post) -> Offer:
    """The offer of a post's page."""
    return Offer("Post", post.code, ", ".join(filter(None, [post.name, post.country])), post.get_absolute_url())


def name(typed: str) -> str:
    """What was typed, as it may be the name of something; empty where it is too long for that."""
    written = " ".join(typed.replace("\0", " ").split())
    return written if len(written) <= LONGEST else ""


def exact(typed: str) -> list[Offer]:
    """The tag and the posts that are called exactly so. At most two queries."""
    called = name(typed)
    if not called:
        return []
    tags = _tags([called, called.upper(), called.lower()])
    read = posts.recognise(posts.despaced(called), archive_vocabulary.current())
    return [*map(of_tag, tags), *map(of_post, _posts(read.post, called))]


def similar(typed: str) -> list[Offer]:
    """Tags and posts in whose name this stands, or that its spelling may mean. At most two queries."""
    called = name(typed)
    if not called:
        return []
    read = posts.recognise(posts.despaced(called), archive_vocabulary.current())
    tags = Tag.objects.filter(Q(name__icontains=called) | Q(code__istartswith=called)).order_by("code")[:MOST]
    named = Q(city__icontains=called) | Q(country__icontains=called) | Q(code__in=[read.post, *read.candidates])
    return [*map(of_tag, tags), *map(of_post, Post.objects.filter(named)[:MOST])]


def lacking_year(typed: str) -> Offer | None:
    """The post of a reference number that lacks its year (`LIMA 3229`)."""
    reading = mrn.normalise(name(typed), archive_vocabulary.current())
    if reading.mrn is not None or not reading.known_post:
        return None
    return Offer("Post", reading.post or "", reading.post or "", reverse("post", args=[reading.post]))
