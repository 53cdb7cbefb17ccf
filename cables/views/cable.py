"""The page of a cable: in the archive, missing, withdrawn, or unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from cables.rendering import garbles, line_wrapping, portion_marks
from cables.rendering.html import MOST_NUMBERED, TextLink, anchors, highlighted, numbered_highlights, numbered_paragraph
from cables.rendering.title_case import display_subject
from cables.rendering.withheld import marks
from cables.search import backends
from cables.search.highlight import Highlighter, Span
from cables.search.query.parser import parse_query
from cables.telegram import drafting, message_attributes, smart
from cables.telegram.exemption_codes import meaning
from cables.telegram.exemptions import Release, release_of
from cables.telegram.release_stamps import NAMES as RELEASE_NAMES
from cables.telegram.release_stamps import is_released
from cables.views import missing_cable, revisions
from cables.views.base import ConditionalView

TEMPLATE = "cables/cable.html"
AS_SENT = "sent"  # the value of the parameter `as`


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
        self.is_missing = not self.modified and not self.response_without_cable and missing_cable.is_known(mrn)

    def version(self) -> Version | None:
        if self.modified:
            return page_version(self.modified)
        return archive_version() if self.is_missing else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """Return the page for the number."""
        after = request.GET.get("after", "").replace("\0", "")
        if self.modified:
            number = revisions.revision_number(request)
            as_sent = request.GET.get("as") == AS_SENT
            context = cable_context(mrn, after, Search.of(request), number, as_sent=as_sent)
            context["switch"] = _switch(request, as_sent=as_sent)
            return render(request, TEMPLATE, context)
        if self.response_without_cable:
            return self.response_without_cable
        if self.is_missing:
            return render(request, "cables/missing_cable.html", missing_cable.missing_context(mrn, after))
        return missing_cable.response_without_cable(request, mrn, "cable")


def _switch(request: HttpRequest, *, as_sent: bool) -> str:
    """Return the URL of the same page with the text as it is read where it is shown as sent, or the other way round."""
    parameters = request.GET.copy()
    parameters.pop("as", None)
    if not as_sent:
        parameters["as"] = AS_SENT
    return f"{request.path}?{parameters.urlencode()}" if parameters else request.path


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
    mrn: str,
    after: str = "",
    search: Search = NO_SEARCH,
    number: int | None = None,
    *,
    framed: bool = False,
    as_sent: bool = False,
) -> dict[str, Any]:
    """Return the context of the page of a cable in the archive, as `TEMPLATE` shows it.

    It shows the revision of that number, else the current one. `after` is the cursor of the list of citing cables. The
    words of the search are highlighted. `framed` is for a page that is shown within another; `as_sent` for a text in
    its own lines, with nothing joined or corrected.

    The number of queries does not depend on the cable, but for two more where it has corrections or redactions, and a
    third where it also has files.
    Raises Http404 where there is no such revision.
    """
    revision = _numbered(mrn, number).first() if number else _shown.first(mrn)
    if revision is None:
        raise revisions.not_found(mrn, number)
    cable = revision.cable
    is_current = revision.number == cable.revision_number
    contents = stored_contents(cable) if is_current else revision_contents(revision)
    edited = is_edited(revision)
    corrections = current_corrections(mrn) if edited else []
    return text_context(contents, search.highlighter, framed=framed, as_sent=as_sent) | {
        "search": search,
        "framed": framed,
        "corrections": corrections,
        "is_renumbered": any(correction.field == Correction.Field.MRN for correction in corrections),
        "redactions": _redactions(mrn) if edited else [],
        "revision": revision,
        "sealed_files": revisions.sealed_files([revision]) if edited else frozenset(),
        "is_current": is_current,
        "current_number": cable.revision_number,
        "of_revision": f"?revision={number}" if number else "",
        "citations": cited_by.of_cable(cable, after),
        "neighbours": series.of_post(cable.post, cable.year, cable.serial),
    }


def _numbered(mrn: str, number: int | None) -> QuerySet[Revision]:
    of_cable = Exists(Correction.objects.filter(mrn=mrn)) | Exists(Redaction.objects.filter(mrn=mrn))
    return revisions.of_cable(mrn, number).select_related("import_run", "cable__post").annotate(is_edited=of_cable)


def current_corrections(mrn: str) -> list[Correction]:
    """Return the corrections of a cable that are not undone, in the order of the fields. One query."""
    order = Correction.Field.values
    return sorted(_corrections(mrn), key=lambda correction: order.index(correction.field))


is_edited = attrgetter("is_edited")  # whether the cable has corrections or redactions, as few have

_shown = PreparedQuery(Revision, lambda mrn: _numbered(mrn, None).defer("content"))
_corrections = PreparedQuery(Correction, lambda mrn: Correction.objects.filter(mrn=mrn, undone_at=None).order_by("pk"))
_redactions = PreparedQuery(Redaction, lambda mrn: Redaction.objects.filter(mrn=mrn).order_by("pk"))
_modified = PreparedQuery(
    Cable, lambda mrn: Cable.objects.filter(mrn=mrn).order_by().values_list("modified_at", flat=True)
)


def text_context(
    contents: Contents, highlighter: Highlighter, *, framed: bool = False, as_sent: bool = False
) -> dict[str, Any]:
    """Return the context of the cable's own text, with the highlights that the highlighter finds."""
    cable, paragraphs = contents.cable, contents.paragraphs
    fragments = anchors(row.number for row in paragraphs)
    texts = [row.text for row in paragraphs]
    shown = str if as_sent else garbles.without_garbles
    words = None if as_sent else garbles.words_of(texts)
    subject = display_subject(cable.subject, garbles.capitals_of(texts, cable.subject or ""))
    if as_sent and cable.subject:
        subject = " ".join(cable.subject.split())
    in_subject, *in_text = numbered_highlights(
        [
            highlighter.in_subject(subject) if cable.subject else [],
            *(spans for row in paragraphs for spans in spans_of(row, highlighter)),
        ]
    )
    links = mention_links.links(contents.mentions, paragraphs, fragments, contents.entries)

    def links_of(row: Paragraph, release: Release | None) -> list[TextLink]:
        withheld = [] if as_sent or not cable.redactions else marks(row.text, release)
        return [*withheld, *links.get(row.position, ())]

    width = line_wrapping.measure(texts)
    released = release_of(cable.stated)
    portions = dict.fromkeys(row.portion for row in paragraphs if row.portion)
    captions = archive_vocabulary.current().captions
    return {
        "cable": cable,
        "is_as_sent": as_sent,
        "subject": highlighted(subject, in_subject),
        "highlights": (highlights := sum(map(len, [in_subject, *in_text]))),
        "last_highlight": min(highlights, MOST_NUMBERED),
        "tags": contents.tags,
        "action": [row for row in contents.addressees if row.role == Addressee.Role.ACTION],
        "info": [row for row in contents.addressees if row.role == Addressee.Role.INFO],
        "paragraphs": [
            numbered_paragraph(
                *(shown(row.text), fragment, row.number, row.portion, row.heading and shown(row.heading)),
                *(links_of(row, released), width, in_paragraph, in_heading),
                framed=framed,
                as_sent=as_sent,
                words=words,
            )
            for row, fragment, in_heading, in_paragraph in zip(
                paragraphs, fragments, in_text[::2], in_text[1::2], strict=True
            )
        ],
        "markings": [Marking(mark, portion_marks.level(mark), portion_marks.meaning(mark)) for mark in portions],
        "entries": contents.entries,
        "dated_by": Cable.DateSource(cable.date_source).label,
        "captions": [(caption, captions.get(caption)) for caption in cable.captions],
        "exemptions": [(each["code"], meaning(each["code"]), each["count"]) for each in cable.exemptions],
        "drafting": stated_facts(cable.stated, (drafting.NAMES | smart.NAMES).values()),
        "release": stated_facts(cable.stated, RELEASE_NAMES) if is_released(cable.stated) else [],
        "attributes": stated_facts(cable.stated, message_attributes.NAMES.values())
        if is_archived(cable.stated)
        else [],
    }


def is_archived(stated: Mapping[str, str]) -> bool:
    """Return whether the National Archives, or PlusD after them, are among those who state something of a cable.

    Their numbers of documents begin with the year, those of FOIA releases with a letter.
    """
    archived = any(name in stated for name in ("film_number", "canonical_id"))
    return archived or stated.get("document_number", "")[:1].isdigit()


def stated_facts(stated: Mapping[str, str], names: Iterable[str]) -> list[tuple[str, str]]:
    """Return what is stated under these names, in their order, each with what readers call it."""
    return [
        ("TAGS" if name == "tags" else name.replace("_", " ").capitalize(), stated[name])
        for name in dict.fromkeys(names)
        if name in stated
    ]


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
