"""URLs for every public pattern of the archive, each with the heaviest object that the archive has for it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from bench.corpus.words import vocabulary

FREQUENT = 150  # the rank of a word that most cables have


@dataclass(frozen=True, slots=True)
class PatternUrl:
    """A URL: the name of its pattern, what is heavy about it, and its path."""

    pattern: str
    what: str
    path: str

    @property
    def is_search(self) -> bool:
        """Return whether it searches words in the whole archive: such pages have bounds of their own."""
        return self.pattern.split("-")[0] in ("search", "concordance", "find") and self.pattern != "search-help"


@dataclass(frozen=True, slots=True)
class Heaviest:
    """The heaviest objects of an archive: their ids, numbers or codes."""

    tag: str
    post: str
    year: int
    month: tuple[int, int]
    day: datetime.date
    longest: str
    most_cited: str
    citing_most: str
    missing: str
    batch: int


def find_heaviest() -> Heaviest:
    """Return the heaviest objects of the archive, queried once. Scans tables: not for pages."""
    from django.db.models import Count, Sum
    from django.db.models.functions import Length

    from cables.models import Cable, ImportRun, MissingCable, Paragraph, Post, Reference, Tag, Tally

    def most(scope: str, **period: int) -> Any:
        return Tally.objects.filter(scope=scope, **period).order_by("-cables")[0]

    every: dict[str, int] = {"year": 0, "month": 0}
    month = Tally.objects.filter(scope="archive", month__gt=0).order_by("-cables")[0]
    year = Tally.objects.filter(scope="archive", year__gt=0).values("year").annotate(n=Sum("cables")).order_by("-n")[0]
    dated = Cable.objects.exclude(date_source=Cable.DateSource.MRN)
    day = dated.order_by().values("date").annotate(n=Count("pk")).order_by("-n")[0]["date"]
    lengths = Paragraph.objects.order_by().values("cable__mrn").annotate(n=Sum(Length("text")))
    cited = Reference.objects.exclude(target=None).order_by().values("target__mrn").annotate(n=Count("pk"))
    citing = Reference.objects.order_by().values("cable__mrn").annotate(n=Count("pk"))
    return Heaviest(
        tag=Tag.objects.get(pk=most("tag", **every).key).slug,
        post=Post.objects.get(pk=most("post", **every).key).code,
        year=year["year"],
        month=(month.year, month.month),
        day=day,
        longest=lengths.order_by("-n")[0]["cable__mrn"],
        most_cited=cited.order_by("-n")[0]["target__mrn"],
        citing_most=citing.order_by("-n")[0]["cable__mrn"],
        missing=MissingCable.objects.order_by("-citing")[0].mrn,
        batch=ImportRun.objects.order_by("-stored")[0].pk,
    )


def urls(heaviest: Heaviest) -> Iterator[PatternUrl]:
    """Yield URLs for every public pattern. Raise LookupError where there is a pattern unknown to this module."""
    from django.urls import URLPattern, get_resolver

    values: dict[str, dict[str, dict[str, Any]]] = {
        "slug": {"the heaviest tag": {"slug": heaviest.tag}},
        "code": {"the heaviest post": {"code": heaviest.post}},
        "year": {"the heaviest year": {"year": heaviest.year}},
        "month": {"the heaviest month": dict(zip(("year", "month"), heaviest.month, strict=True))},
        "day": {"the heaviest day": {"year": heaviest.day.year, "month": heaviest.day.month, "day": heaviest.day.day}},
        "mrn": {
            "the longest": {"mrn": heaviest.longest},
            "the most cited": {"mrn": heaviest.most_cited},
            "the one that cites most": {"mrn": heaviest.citing_most},
        },
        "pk": {"the largest batch": {"pk": heaviest.batch}},
        "": {"": {}},
    }
    for pattern in get_resolver("cables.urls").url_patterns:
        if getattr(pattern, "name", "") == "cable-ending":
            continue  # which nothing is found at
        parts = list(pattern.pattern.converters)
        choices = values.get(parts[-1] if parts else "")
        if choices is None or not isinstance(pattern, URLPattern) or not pattern.name:
            raise LookupError(f"bench/urls.py knows no value for the URL {pattern.pattern}.")
        if pattern.name == "cable":
            choices = choices | {"the most cited absent one": {"mrn": heaviest.missing}}
        for what, chosen in choices.items():
            path = _filled(str(pattern.pattern), pattern.pattern.converters, chosen)
            for query_what, query in _queries(pattern.name, heaviest):
                yield PatternUrl(pattern.name, ", ".join(filter(None, [what, query_what])), f"/{path}{query}")


def _filled(route: str, converters: dict[str, Any], values: dict[str, Any]) -> str:
    """Return the route with values for its parameters."""
    for name, converter in converters.items():
        before, _, after = route.partition(f":{name}>")
        route = before.rpartition("<")[0] + quote(converter.to_url(values[name])) + after
    return route


def _notes(heaviest: Heaviest) -> str:
    """Return a list of 25 citations: the post's serials, of the year and of none, held and not."""
    post, year = heaviest.post.capitalize(), heaviest.year
    return "; ".join(
        f"Embassy {post} to State, telegram {serial}, 4 May {year}, para. 3" if serial % 2 else f"{post} {serial}"
        for serial in range(101, 126)
    )


def _queries(name: str, heaviest: Heaviest) -> Iterator[tuple[str, str]]:
    """Yield the query parameters with which a URL is requested, each with a word for it."""
    word = vocabulary()[FREQUENT]
    if name.split("-")[0] in ("search", "concordance", "find") and name != "search-help":
        yield "a frequent word", f"?{urlencode({'q': word})}"
        return
    if name.split("-")[0] == "citations":
        yield "25 citations", f"?{urlencode({'text': _notes(heaviest)})}"
        return
    if name == "cable":
        yield "with a word marked", f"?{urlencode({'q': word})}"
    if name in ("tag", "post", "date-index", "year"):
        yield "the oldest first", "?order=oldest"
        yield "the last to arrive first", "?order=arrived"
    if name == "missing":
        yield "by post", "?order=post"
    if name in ("tag", "date-index", "year"):
        yield "of one post", f"?{urlencode({'post': heaviest.post})}"
        yield "of one classification", f"?{urlencode({'classification': 'SECRET'})}"
    if name in ("post", "date-index", "year"):
        yield "of one tag", f"?{urlencode({'tag': heaviest.tag})}"
    if name in ("tag-index", "post-index"):
        yield "all", "?all"
    if name == "tag-index":
        yield "persons", "?kind=person"
    if name == "cable-difference":
        yield "", "?from=1&to=1"
        return
    yield "", ""
