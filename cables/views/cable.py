"""The page of a cable: in the archive, missing, withdrawn, or unknown."""

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
from cables.ingest.unsaved import unsaved_cable
from cables.models import Addressee, Cable, CableTag, Correction, Mention, Paragraph, Redaction, Revision, Tag
from cables.references import cited_by, mention_links, outgoing, series
from cables.references.outgoing import ReferenceEntry
from cables.rendering import line_wrapping, portion_marks
from cables.rendering.html import MOST_NUMBERED, anchors, highlighted, numbered_highlights, numbered_paragraph
from cables.rendering.title_case import display_subject
from cables.search import backends
from cables.search.highlight import Highlighter, Span
from cables.search.query.parse import parse_query
from cables.views import corrections, missing_cable, revisions
from cables.views.base import ConditionalView

TEMPLATE = "cables/cable.html"


class CableView(ConditionalView):
    """`/cable/07LIMA3229/`: the cable, or the page of a cable that is missing or was withdrawn.

    Any other spelling of a number redirects permanently to the canonical one. For a number that no cable mentions, and
    for text that is no number, the response is 404 with a sentence that says so.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.modified = _modified.first(kwargs["mrn"])
        mrn = kwargs["mrn"]
        self.response_without_cable = (
            None if self.modified else missing_cable.withdrawn_or_merged(request, mrn, "cable")
        )
        self.is_missing = not self.modified and not self.response_without_cable and missing_cable.is_cited(mrn)

    def version(self) -> Version | None:
        if self.modified:
            return page_version(self.modified)
        return archive_version() if self.is_missing else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """Return the page for the number."""
        after = request.GET.get("after", "").replace("\0", "")
        if self.modified:
            context = cable_context(mrn, after, Search.of(request), revisions.revision_number(request))
            return render(request, TEMPLATE, context)
        if self.response_without_cable:
            return self.response_without_cable
        if self.is_missing:
            return render(request, "cables/missing_cable.html", missing_cable.missing_context(mrn, after))
        return missing_cable.response_without_cable(request, mrn, "cable")


@dataclass(frozen=True, slots=True)
class Marking:
    """A portion marking that the text uses, and what it means."""

    portion: str
    level: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Search:
    """The search that led to the page: the query as typed, the highlighter of its words, and the URL of its results."""

    typed: str
    highlighter: Highlighter
    url: str

    @classmethod
    def of(cls, request: HttpRequest) -> Search:
        """Return the search that the URL carries; NO_SEARCH where it carries none."""
        typed = request.GET.get("q", "")
        if not typed:
            return NO_SEARCH
        parameters = request.GET.copy()
        parameters.pop("after", None)
        node = parse_query(typed).node
        highlighter = Highlighter(backends.reader().expand(node) if node else None)
        return cls(typed, highlighter, f"{reverse('search')}?{parameters.urlencode()}")


NO_SEARCH = Search("", Highlighter(None), "")


def cable_context(
    mrn: str, after: str = "", search: Search = NO_SEARCH, number: int | None = None, *, framed: bool = False
) -> dict[str, Any]:
    """Return the context of the page of a cable in the archive, as `TEMPLATE` shows it.

    It shows the revision of that number, else the current one. `after` is the cursor of the list of citing cables. The
    words of the search are highlighted. `framed` is for a page that is shown within another.

    The number of queries does not depend on the cable, but for two more where it has corrections or redactions.
    Raises Http404 where there is no such revision.
    """
    revision = _numbered(mrn, number).first() if number else _shown.first(mrn)
    if revision is None:
        raise revisions.not_found(mrn, number)
    cable = revision.cable
    is_current = revision.number == cable.revision_number
    contents = stored_contents(cable) if is_current else revision_contents(revision)
    edited = is_edited(revision)
    current_corrections = corrections.current(mrn) if edited else []
    return text_context(contents, search.highlighter, framed=framed) | {
        "search": search,
        "framed": framed,
        "corrections": current_corrections,
        "is_renumbered": any(correction.field == Correction.Field.MRN for correction in current_corrections),
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


is_edited = attrgetter("is_edited")  # whether the cable has corrections or redactions, as few have

_shown = PreparedQuery(Revision, lambda mrn: _numbered(mrn, None).defer("content"))
_redactions = PreparedQuery(Redaction, lambda mrn: Redaction.objects.filter(mrn=mrn).order_by("pk"))
_modified = PreparedQuery(
    Cable, lambda mrn: Cable.objects.filter(mrn=mrn).order_by().values_list("modified_at", flat=True)
)


def text_context(contents: Contents, highlighter: Highlighter, *, framed: bool = False) -> dict[str, Any]:
    """Return the context of the cable's own text, with the highlights that the highlighter finds."""
    cable, paragraphs = contents.cable, contents.paragraphs
    fragments = anchors(row.number for row in paragraphs)
    subject = display_subject(cable.subject)
    in_subject, *in_text = numbered_highlights(
        [
            highlighter.in_subject(subject) if cable.subject else [],
            *(spans for row in paragraphs for spans in spans_of(row, highlighter)),
        ]
    )
    links = mention_links.links(contents.mentions, paragraphs, fragments, contents.entries)
    width = line_wrapping.measure(row.text for row in paragraphs)
    portions = dict.fromkeys(row.portion for row in paragraphs if row.portion)
    captions = archive_vocabulary.current().captions
    return {
        "cable": cable,
        "subject": highlighted(subject, in_subject),
        "highlights": (highlights := sum(map(len, [in_subject, *in_text]))),
        "last_highlight": min(highlights, MOST_NUMBERED),
        "tags": contents.tags,
        "action": [row for row in contents.addressees if row.role == Addressee.Role.ACTION],
        "info": [row for row in contents.addressees if row.role == Addressee.Role.INFO],
        "paragraphs": [
            numbered_paragraph(
                *(row.text, fragment, row.number, row.portion, row.heading),
                *(links.get(row.position, ()), width, in_paragraph, in_heading),
                framed=framed,
            )
            for row, fragment, in_heading, in_paragraph in zip(
                paragraphs, fragments, in_text[::2], in_text[1::2], strict=True
            )
        ],
        "markings": [Marking(mark, portion_marks.level(mark), portion_marks.meaning(mark)) for mark in portions],
        "entries": contents.entries,
        "dated_by": Cable.DateSource(cable.date_source).label,
        "captions": [(caption, captions.get(caption)) for caption in cable.captions],
    }


def spans_of(row: Paragraph, highlighter: Highlighter) -> tuple[list[Span], list[Span]]:
    """Return the spans to highlight in a paragraph's heading, which has no portion marking, and in its text."""
    return highlighter.in_paragraph(row.heading or "", None), highlighter.in_paragraph(row.text, row.portion)


@dataclass(frozen=True, slots=True)
class Contents:
    """A cable, stored or not, with all that its page shows of its text; `entries` are its references."""

    cable: Cable
    paragraphs: list[Paragraph]
    addressees: list[Addressee]
    tags: list[Tag]
    entries: list[ReferenceEntry]
    mentions: list[Mention]


def stored_contents(cable: Cable) -> Contents:
    """Return the contents of a cable from the tables. The number of queries does not depend on the cable."""
    return Contents(
        cable,
        _paragraphs(cable.pk),
        _addressees(cable.pk),
        [row.tag for row in _tags(cable.pk)],
        outgoing.entries(cable),
        _mentions(cable.pk),
    )


_paragraphs = PreparedQuery(Paragraph, lambda cable: Paragraph.objects.filter(cable=cable).order_by("position"))
_addressees = PreparedQuery(Addressee, lambda cable: Addressee.objects.filter(cable=cable).order_by("position"))
_tags = PreparedQuery(
    CableTag, lambda cable: CableTag.objects.filter(cable=cable).select_related("tag").order_by("position")
)
_mentions = PreparedQuery(Mention, lambda cable: Mention.objects.filter(cable=cable).order_by("position"))


def revision_contents(revision: Revision) -> Contents:
    """Return the contents of a revision that is not the one shown, parsed again.

    The number of queries does not depend on the revision.
    """
    unsaved = unsaved_cable(revision)
    entries = outgoing.entries_of(unsaved.cable, unsaved.references, unsaved.candidates)
    return Contents(unsaved.cable, unsaved.paragraphs, unsaved.addressees, unsaved.tags, entries, unsaved.mentions)
