"""The page of a cable: held, cited but absent, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import Exists, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from cables import archive_vocabulary
from cables.archive_version import Version, archive_version, page_version
from cables.db.prepared import PreparedQuery
from cables.models import Addressee, Cable, Correction, Paragraph, Redaction, Revision
from cables.references import cited_by, mention_links, series
from cables.rendering import line_wrapping, portion_marks
from cables.rendering.html import MOST_NUMBERED, anchors, highlighted, numbered_highlights, numbered_paragraph
from cables.rendering.title_case import display_subject
from cables.search import backends
from cables.search.highlight import Highlighter, Span
from cables.search.query.parse import parse_query
from cables.views import cable_contents, corrections, missing_cable, revisions
from cables.views.base import ConditionalView
from cables.views.cable_contents import Contents

TEMPLATE = "cables/cable.html"


class CableView(ConditionalView):
    """`/cable/07LIMA3229/`: the cable, or the page of a cable that is cited but absent, or was withdrawn.

    Any other spelling of a number leads to the canonical one for good. A number that nobody mentions is not found,
    and neither is what is no number; either way the page says so in a sentence.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.modified = _modified.first(kwargs["mrn"])
        self.gone = None if self.modified else missing_cable.gone(request, kwargs["mrn"], "cable")
        is_absent = not self.modified and not self.gone
        self.is_cited = is_absent and missing_cable.is_cited(kwargs["mrn"])

    def version(self) -> Version | None:
        if self.modified:
            return page_version(self.modified)
        return archive_version() if self.is_cited else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """Return the page that the number has."""
        after = request.GET.get("after", "").replace("\0", "")
        if self.modified:
            context = held(mrn, after, Search.of(request), revisions.number_asked(request))
            return render(request, TEMPLATE, context)
        if self.gone:
            return self.gone
        if self.is_cited:
            return render(request, "cables/absent.html", missing_cable.cited(mrn, after))
        return missing_cable.elsewhere(request, mrn, "cable")


@dataclass(frozen=True, slots=True)
class Marking:
    """A portion marking that the text uses, and what it means."""

    portion: str
    level: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Search:
    """The search that led here: what was typed, what of that is marked, and the way back to the results."""

    typed: str
    highlighter: Highlighter
    url: str

    @classmethod
    def of(cls, request: HttpRequest) -> Search:
        """The search that an address holds; one that nothing was typed into marks nothing."""
        typed = request.GET.get("q", "")
        if not typed:
            return NO_SEARCH
        parameters = request.GET.copy()
        parameters.pop("after", None)
        node = parse_query(typed).node
        highlighter = Highlighter(backends.reader().expand(node) if node else None)
        return cls(typed, highlighter, f"{reverse('search')}?{parameters.urlencode()}")


NO_SEARCH = Search("", Highlighter(None), "")


def held(
    mrn: str, after: str = "", search: Search = NO_SEARCH, number: int | None = None, *, framed: bool = False
) -> dict[str, Any]:
    """Return the context of the page of a cable in the archive, as `TEMPLATE` shows it.

    It shows the revision of that number, else the current one. `after` is the citing cable after which the list of
    these goes on. What the search finds is marked. `framed` is for a page that is shown within another.

    The number of queries does not depend on what the cable holds, but for two where editors said anything of it.
    Raises Http404 where there is no such revision.
    """
    revision = _numbered(mrn, number).first() if number else _shown.first(mrn)
    if revision is None:
        raise revisions.there_is_none(mrn, number)
    cable = revision.cable
    is_current = revision.number == cable.revision_number
    shown = cable_contents.stored(cable) if is_current else cable_contents.said(revision)
    edited = is_edited(revision)
    standing = corrections.standing(mrn) if edited else []
    return text_of(shown, search.highlighter, framed=framed) | {
        "search": search,
        "framed": framed,
        "corrections": standing,
        "is_renumbered": any(correction.field == Correction.Field.MRN for correction in standing),
        "redactions": _redactions(mrn) if edited else [],
        "revision": revision,
        "is_current": is_current,
        "current_number": cable.revision_number,
        "of_revision": f"?revision={number}" if number else "",
        "citations": cited_by.of_cable(cable, after),
        "neighbours": series.of_post(cable.post, cable.year, cable.serial),
    }


def _numbered(mrn: str, number: int | None) -> QuerySet[Revision]:
    of_cable = Exists(Correction.objects.filter(mrn=mrn)) | Exists(Redaction.objects.filter(mrn=mrn))
    return revisions.of_cable(mrn, number).select_related("import_run", "cable__post").annotate(is_edited=of_cable)


is_edited = attrgetter("is_edited")  # whether editors said anything of the cable, as they did of few

_shown = PreparedQuery(Revision, lambda mrn: _numbered(mrn, None).defer("content"))
_redactions = PreparedQuery(Redaction, lambda mrn: Redaction.objects.filter(mrn=mrn).order_by("pk"))
_modified = PreparedQuery(
    Cable, lambda mrn: Cable.objects.filter(mrn=mrn).order_by().values_list("modified_at", flat=True)
)


def text_of(shown: Contents, highlighter: Highlighter, *, framed: bool = False) -> dict[str, Any]:
    """Return what the page shows of the cable's own text, with the highlights that the highlighter finds."""
    cable, paragraphs = shown.cable, shown.paragraphs
    addresses = anchors(row.number for row in paragraphs)
    subject = display_subject(cable.subject)
    in_subject, *in_text = numbered_highlights(
        [
            highlighter.in_subject(subject) if cable.subject else [],
            *(spans for row in paragraphs for spans in spans_of(row, highlighter)),
        ]
    )
    links = mention_links.links(shown.mentions, paragraphs, addresses, shown.entries)
    width = line_wrapping.measure(row.text for row in paragraphs)
    portions = dict.fromkeys(row.portion for row in paragraphs if row.portion)
    captions = archive_vocabulary.current().captions
    return {
        "cable": cable,
        "subject": highlighted(subject, in_subject),
        "places": (places := sum(map(len, [in_subject, *in_text]))),
        "last_place": min(places, MOST_NUMBERED),
        "tags": shown.tags,
        "action": [row for row in shown.addressees if row.role == Addressee.Role.ACTION],
        "info": [row for row in shown.addressees if row.role == Addressee.Role.INFO],
        "paragraphs": [
            numbered_paragraph(
                *(row.text, address, row.number, row.portion, row.heading),
                *(links.get(row.position, ()), width, in_paragraph, in_heading),
                framed=framed,
            )
            for row, address, in_heading, in_paragraph in zip(
                paragraphs, addresses, in_text[::2], in_text[1::2], strict=True
            )
        ],
        "markings": [Marking(mark, portion_marks.level(mark), portion_marks.meaning(mark)) for mark in portions],
        "entries": shown.entries,
        "dated_by": Cable.DateSource(cable.date_source).label,
        "captions": [(caption, captions.get(caption)) for caption in cable.captions],
    }


def spans_of(row: Paragraph, highlighter: Highlighter) -> tuple[list[Span], list[Span]]:
    """Return the spans to highlight in a paragraph's heading, which has no portion marking, and in its text."""
    return highlighter.in_paragraph(row.heading or "", None), highlighter.in_paragraph(row.text, row.portion)
