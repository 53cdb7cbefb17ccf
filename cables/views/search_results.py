"""Results of a search as their page shows them: the cable, its subject with the words marked, and excerpts."""

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

REACH = 60  # characters of the query that are shown on either side of an error, and of the error itself
CUT = "…"


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a paragraph with the words marked, and the URL of the paragraph."""

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


class ResultParagraph(NamedTuple):
    """A paragraph of a result, as its columns are read."""

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
        Paragraph.objects.filter(cable__in=ids)
        .order_by("cable_id", "position")
        .values_list("cable_id", *ResultParagraph._fields)
    ),
)


def search_results(ids: Sequence[int], highlighter: Highlighter, search: str) -> list[SearchResult]:
    """Return the results with these ids in that order; `search` is the query string.

    At most three queries.
    """
    cables = listed(ids)
    tags: dict[int, list[str]] = defaultdict(list)
    for cable, code in _tags(ids) if ids else ():
        tags[cable].append(code)
    rows = paragraphs(ids) if highlighter else {}
    results = []
    for pk in ids:
        cable = cables[pk]
        href = f"{cable.get_absolute_url()}{'?' if search else ''}{search}"
        subject = display_subject(cable.subject)
        highlights = unnumbered(highlighter.in_subject(subject)) if cable.subject else []
        excerpts = list(excerpts_of(rows.get(pk, []), highlighter, href))
        results.append(SearchResult(cable, href, highlighted(subject, highlights), tags[pk], excerpts))
    return results


def paragraphs(ids: Sequence[int]) -> dict[int, list[ResultParagraph]]:
    """Return the paragraphs of cables by the cable's id. One query."""
    by_cable: dict[int, list[ResultParagraph]] = defaultdict(list)
    for cable, *values in _paragraphs(ids) if ids else ():
        by_cable[cable].append(ResultParagraph._make(values))
    return by_cable


def excerpts_of(rows: Sequence[ResultParagraph], highlighter: Highlighter, href: str) -> Iterator[Excerpt]:
    """Yield excerpts around the words in a cable's paragraphs and their headings."""
    for index, snippet in snippets(snippet_texts(rows), highlighter):
        row = rows[index]
        occurrence = sum(other.number == row.number for other in rows[: index + 1])
        fragment = anchor(row.number, row.position, occurrence)
        yield Excerpt(
            row.number, row.portion, highlighted(snippet.text, unnumbered(snippet.spans)), f"{href}#{fragment}"
        )


def snippet_texts(rows: Iterable[ResultParagraph]) -> Iterator[SnippetText]:
    """Yield the headings and texts of paragraphs, each with the paragraph's index."""
    for index, row in enumerate(rows):
        if row.heading:
            yield SnippetText(index, row.heading, None)
        yield SnippetText(index, row.text, row.portion)


def unnumbered(spans: Sequence[Span]) -> list[Highlight]:
    """Return spans as highlights without a number."""
    return [Highlight(start, end) for start, end in spans]


@dataclass(frozen=True, slots=True)
class ShownError:
    """An error in a query: its text with the text before and after, each shortened, and the message."""

    before: str
    text: str
    after: str
    message: str


def shown_errors(query: SearchQuery) -> list[ShownError]:
    """Return the errors in the words of a query."""
    return [_shown(query.typed, error) for error in query.parsed.errors]


def _shown(typed: str, error: QueryError) -> ShownError:
    start, end = error.start, error.end
    before, text, after = typed[:start], typed[start:end], typed[end:]
    return ShownError(
        CUT + before[-REACH:] if len(before) > REACH else before,
        text[:REACH] + CUT if len(text) > REACH else text,
        after[:REACH] + CUT if len(after) > REACH else after,
        error.message,
    )
