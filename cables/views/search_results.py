"""Hits as their list shows them: the cable's facts, its subject with the words marked, and where else they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.safestring import SafeString

from cables.db.prepared import PreparedQuery
from cables.lists.cables import listed
from cables.lists.search import SearchQuery
from cables.models import Cable, CableTag, Paragraph
from cables.rendering.html import Highlight, anchor, highlighted
from cables.rendering.title_case import display_subject
from cables.search.highlight import Highlighter, Span
from cables.search.query.errors import QueryError
from cables.search.snippets import SnippetText, snippets

REACH = 60  # characters of what was typed on either side of an error's place, and of the place itself
CUT = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some of a paragraph with the words marked, and the way to it."""

    number: int | None
    portion: str | None
    html: SafeString
    href: str


@dataclass(slots=True)
class SearchResult:
    """A hit; `href` leads to the cable's page, with the words to be marked there."""

    cable: Cable
    href: str
    subject: SafeString
    tags: Sequence[str]
    excerpts: list[Excerpt] = field(default_factory=list)


class Row(NamedTuple):
    """A paragraph of a hit."""

    position: int
    number: int | None
    portion: str | None
    heading: str | None
    text: str


_tags = PreparedQuery(
    CableTag,
    lambda ids: (
        CableTag.objects.filter(cable__in=ids).order_by("cable_id", "position").values_list("cable_id", "tag__code")
    ),
)
_paragraphs = PreparedQuery(
    Paragraph,
    lambda ids: (
        Paragraph.objects.filter(cable__in=ids).order_by("cable_id", "position").values_list("cable_id", *Row._fields)
    ),
)


def search_results(ids: Sequence[int], highlighter: Highlighter, search: str) -> list[SearchResult]:
    """Return the hits with these ids, in that order; `search` is the query of its URL. At most three queries."""
    cables = listed(ids)
    tags: dict[int, list[str]] = defaultdict(list)
    for cable, code in _tags(ids) if ids else ():
        tags[cable].append(code)
    rows = paragraphs(ids) if highlighter else {}
    found = []
    for pk in ids:
        cable = cables[pk]
        href = f"{cable.get_absolute_url()}{'?' if search else ''}{search}"
        subject = display_subject(cable.subject)
        places = unnumbered(highlighter.in_subject(subject)) if cable.subject else []
        excerpts = list(excerpts_of(rows.get(pk, []), highlighter, href))
        found.append(SearchResult(cable, href, highlighted(subject, places), tags[pk], excerpts))
    return found


def paragraphs(ids: Sequence[int]) -> dict[int, list[Row]]:
    """Return the paragraphs of cables by the cable's id. One query."""
    found: dict[int, list[Row]] = defaultdict(list)
    for cable, *values in _paragraphs(ids) if ids else ():
        found[cable].append(Row._make(values))
    return found


def excerpts_of(rows: Sequence[Row], highlighter: Highlighter, href: str) -> Iterator[Excerpt]:
    """Yield excerpts where the words stand in a cable's paragraphs and their headings."""
    for place, snippet in snippets(snippet_texts(rows), highlighter):
        row = rows[place]
        occurrence = sum(other.number == row.number for other in rows[: place + 1])
        address = anchor(row.number, row.position, occurrence)
        yield Excerpt(
            row.number, row.portion, highlighted(snippet.text, unnumbered(snippet.spans)), f"{href}#{address}"
        )


def snippet_texts(rows: Iterable[Row]) -> Iterator[SnippetText]:
    """Yield the headings and texts of paragraphs, each with the paragraph's place among them."""
    for place, row in enumerate(rows):
        if row.heading:
            yield SnippetText(place, row.heading, None)
        yield SnippetText(place, row.text, row.portion)


def unnumbered(spans: Sequence[Span]) -> list[Highlight]:
    """Return spans as highlights without a number."""
    return [Highlight(start, end) for start, end in spans]


@dataclass(frozen=True, slots=True)
class ShownError:
    """An error in a query: what was typed before, at and after the place, in short, and what is wrong there."""

    before: str
    place: str
    after: str
    message: str


def shown_errors(query: SearchQuery) -> list[ShownError]:
    """Return what is wrong with the words of a query, and where."""
    return [_shown(query.typed, error) for error in query.reading.errors]


def _shown(typed: str, error: QueryError) -> ShownError:
    start, end = error.start, error.end
    before, place, after = typed[:start], typed[start:end], typed[end:]
    return ShownError(
        CUT + before[-REACH:] if len(before) > REACH else before,
        place[:REACH] + CUT if len(place) > REACH else place,
        after[:REACH] + CUT if len(after) > REACH else after,
        error.message,
    )
