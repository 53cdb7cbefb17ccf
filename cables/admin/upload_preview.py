"""Preview of an upload: the text is stored as a confirmation would store it, looked at, and rolled back.

So the preview cannot differ from what confirming does: page, links and consequences come from the code that makes them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from typing import cast

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Max
from django.http import HttpRequest
from django.template.loader import render_to_string

from cables import archive_vocabulary
from cables.admin.annotated_text import AnnotatedText, annotate
from cables.admin.signed_upload import Draft
from cables.ingest import parsing, service
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.outcomes import Outcome, Status
from cables.ingest.parsing import NO_OVERRIDES, ParsedText, Read
from cables.models import Cable, Reference, Revision
from cables.models.tag import FREE_KINDS
from cables.references.outgoing import ReferenceEntry
from cables.rendering import text_diff
from cables.sources import RawCable
from cables.telegram import PARSER_VERSION, spans
from cables.telegram.mrn import Mrn
from cables.telegram.overrides import Overrides
from cables.telegram.parts import Telegram
from cables.views import cable as cable_page

TAKEN = (Status.STORED, Status.REVISED)
COMMITTED = (*TAKEN, Status.FURTHER, Status.RECORDED)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """A missing number that the upload would fulfil, and how many cables in the archive cite it."""

    mrn: str
    citing: int


@dataclass(slots=True)
class Preview:
    """What the preview of an upload shows. What needs the cable in the archive is empty where it is not taken.

    `page` is its public page as HTML, to be shown in a frame: as read, or with `is_as_sent` in its own lines. `former`
    is the text that the cable of its number shows, and `difference` how it differs; also of a text in conflict.
    `digest` is that of what a confirmation relies on: the status, the revision before, and where references lead.
    """

    telegram: Telegram
    outcome: Outcome
    text: AnnotatedText
    page: str = ""
    is_as_sent: bool = False
    entries: list[ReferenceEntry] = field(default_factory=list)
    fulfilled: list[Fulfilment] = field(default_factory=list)
    unknown_tags: list[str] = field(default_factory=list)
    unknown_posts: list[str] = field(default_factory=list)
    former: Revision | None = None
    difference: text_diff.ShownDiff | None = None
    digest: str = ""

    @property
    def is_taken(self) -> bool:
        """Return whether confirming would store it."""
        return self.outcome.status in TAKEN

    @property
    def is_committed(self) -> bool:
        """Return whether confirming would keep anything of it: itself, its source, or what it states without a text."""
        return self.outcome.status in COMMITTED


class StalePreview(Exception):  # noqa: N818 - no fault of the program, but a result
    """The archive is not as it was when the upload was previewed; `outcome` is what would become of it now."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def parse(raw: RawCable) -> ParsedText:
    """Return the text to be parsed by the archive's vocabulary as it is now, once for all that is done with it."""
    return ParsedText(raw, archive_vocabulary.refresh())


def corrected(text: ParsedText, given: Overrides = NO_OVERRIDES) -> Telegram:
    """Return the telegram of a text with the corrections that stand for its cable, and over these the ones given."""
    mrn = text.telegram(given).mrn
    decisions = Decisions.on([mrn] if mrn else [])
    standing = decisions.overrides(decisions.retired.get(mrn, mrn)) if mrn else NO_OVERRIDES
    return text.telegram({**standing, **given})


def preview(draft: Draft, text: ParsedText, request: HttpRequest) -> Preview:
    """Return what would become of the draft, whose text is parsed; nothing of it is stored."""
    with transaction.atomic():
        try:
            telegram = corrected(text, draft.raw.corrections)
            former = _current_text(telegram.mrn)
            outcome, digest = _store(draft, text, cast(User, request.user))
            annotated = annotate(
                draft.raw.text, spans.find_spans(draft.raw.text, telegram, text.vocabulary), telegram.problems
            )
            shown = Preview(telegram, outcome, annotated, digest=digest)
            if shown.is_taken:
                _look(shown, former, request)
            elif outcome.status == Status.CONFLICT and former:
                shown.former = former
                shown.difference = text_diff.with_context(text_diff.diff(former.text, draft.raw.text))
            return shown
        finally:
            transaction.set_rollback(True)


def store(draft: Draft, text: ParsedText, editor: User) -> Outcome:
    """Store the draft as it was previewed; where it is not taken, nothing is stored, no import run either.

    Raises StalePreview where that would come out otherwise now; then nothing is stored.
    """
    with transaction.atomic():
        outcome, digest = _store(draft, text, editor)
        if digest != draft.digest:
            raise StalePreview(outcome)
        transaction.set_rollback(outcome.status not in COMMITTED)
        return outcome


def _current_text(mrn: str | None) -> Revision | None:
    """Return the text that the page of that cable shows now; None where it is not in the archive."""
    return Revision.objects.filter(cable__mrn=mrn, number=F("cable__revision_number")).first()


def _store(draft: Draft, text: ParsedText, editor: User) -> tuple[Outcome, str]:
    """Store the text with its corrections in the caller's transaction; return the outcome and its digest."""
    outcomes: list[Outcome] = []
    read = parsing.arrived(draft.raw, text.vocabulary, parsed=text)
    if isinstance(read, Read):
        read = replace(read, is_confirmed=draft.is_same)
    service.ingest([read], f"upload: {draft.raw.where}", reason=draft.reason, editor=editor, report=outcomes.append)
    [outcome] = outcomes
    latest = Revision.objects.filter(cable__mrn=outcome.mrn).aggregate(Max("number"))["number__max"]
    links = Reference.objects.filter(cable__mrn=outcome.mrn).order_by("position").values_list("link", "target__mrn")
    relied_on = [
        outcome.status,
        outcome.mrn,
        latest,
        list(links),
        PARSER_VERSION,
        archive_vocabulary.current().fingerprint,
    ]
    return outcome, hashlib.sha256(json.dumps(relied_on).encode()).hexdigest()


def _look(shown: Preview, former: Revision | None, request: HttpRequest) -> None:
    """Fill in what can be seen while the cable is in the archive."""
    cable = Cable.objects.select_related("post").get(mrn=shown.outcome.mrn)
    shown.is_as_sent = request.GET.get("as") == cable_page.AS_SENT
    page = cable_page.cable_context(cable.mrn, framed=True, as_sent=shown.is_as_sent)
    shown.page = render_to_string(cable_page.TEMPLATE, page, request)
    shown.entries = page["entries"]
    shown.unknown_tags, shown.unknown_posts = _unknown(cable, shown.entries)
    if shown.outcome.status == Status.STORED:
        cited = Reference.objects.filter(target=cable).values_list("target_mrn").order_by("target_mrn")
        counted = cited.annotate(Count("cable", distinct=True))
        shown.fulfilled = [Fulfilment(mrn or "", citing) for mrn, citing in counted]
    elif former and (text := _current_text(cable.mrn)):
        shown.former = former
        shown.difference = text_diff.with_context(text_diff.diff(former.text, text.text))


def _unknown(cable: Cable, entries: list[ReferenceEntry]) -> tuple[list[str], list[str]]:
    """Return the TAGS and the posts, its own and those it cites, that the vocabulary lacks."""
    tags = [row.tag for row in cable.cable_tags.select_related("tag")]
    vocabulary = archive_vocabulary.current()
    unknown = [tag.code for tag in tags if tag.kind not in FREE_KINDS and tag.code not in vocabulary.tags]
    cited = (Mrn.parse(entry.reference.target_mrn) for entry in entries if entry.reference.target_mrn)
    posts = dict.fromkeys([cable.post.code, *(mrn.post for mrn in cited if mrn)])
    return unknown, [post for post in posts if post not in vocabulary.posts]
