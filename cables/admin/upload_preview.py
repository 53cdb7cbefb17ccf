"""What would become of an upload: it is stored as on the day, looked at from all sides, and all of it undone.

So the preview cannot differ from what confirming does: page, links and consequences come from the code that makes them.
"""

from __future__ import annotations

import hashlib
import json
from copy import copy
from dataclasses import dataclass, field
from typing import cast

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, F, Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import resolve, reverse

from cables import archive_vocabulary
from cables.admin.annotated_text import MarkedText, marked
from cables.admin.signed_upload import Draft
from cables.ingest import service
from cables.ingest.outcomes import Fate, Outcome
from cables.models import Cable, Reference, Revision
from cables.models.tag import FREE_KINDS
from cables.references import outgoing
from cables.references.outgoing import Entry
from cables.rendering import text_diff
from cables.telegram import PARSER_VERSION, spans
from cables.telegram.mrn import Mrn
from cables.telegram.parts import Telegram
from cables.views.cable import CableView

TAKEN = (Fate.STORED, Fate.REVISED)


@dataclass(frozen=True, slots=True)
class Fulfilment:
    """An absent number that is cited, by how many held cables, and that the upload would fulfil."""

    mrn: str
    citing: int


@dataclass(slots=True)
class Rehearsal:
    """What the preview of an upload shows. What needs the cable in the archive is empty where it is not taken.

    `seal` stands for all that a confirmation relies on: the fate, the revision before, and where references lead.
    """

    telegram: Telegram
    outcome: Outcome
    text: MarkedText
    page: str = ""
    entries: list[Entry] = field(default_factory=list)
    fulfilled: list[Fulfilment] = field(default_factory=list)
    unknown_tags: list[str] = field(default_factory=list)
    unknown_posts: list[str] = field(default_factory=list)
    held: Revision | None = None
    difference: text_diff.Shown | None = None
    seal: str = ""

    @property
    def is_taken(self) -> bool:
        """Whether confirming would store it."""
        return self.outcome.fate in TAKEN


class Stale(Exception):  # noqa: N818 - says that the archive has moved on
    """The archive is not as it was when the upload was previewed; `outcome` is what would become of it now."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def rehearse(draft: Draft, editor: User, request: HttpRequest) -> Rehearsal:
    """What would become of the draft; nothing of it is stored."""
    with transaction.atomic():
        try:
            telegram = service.preview(draft.raw).telegram
            held = _shown_text(telegram.mrn)
            outcome, seal = _take(draft, editor)
            text = marked(
                draft.raw.text, spans.spans(draft.raw.text, telegram, archive_vocabulary.current()), telegram.problems
            )
            shown = Rehearsal(telegram, outcome, text, seal=seal)
            if shown.is_taken:
                _look(shown, held, request)
            return shown
        finally:
            transaction.set_rollback(True)


def store(draft: Draft, editor: User) -> Outcome:
    """Store the draft as it was previewed. Raises Stale where that would come out otherwise now; then nothing is."""
    with transaction.atomic():
        outcome, seal = _take(draft, editor)
        if seal != draft.seal:
            raise Stale(outcome)
        return outcome


def _shown_text(mrn: str | None) -> Revision | None:
    """The text that the page of that cable shows now."""
    return Revision.objects.filter(cable__mrn=mrn, number=F("cable__revision_number")).first()


def _take(draft: Draft, editor: User) -> tuple[Outcome, str]:
    """Take the text in with its corrections, within the caller's transaction; what became of it, and the seal."""
    told: list[Outcome] = []
    label = f"upload: {draft.raw.where}"
    service.ingest([draft.raw], label, reason=draft.reason, editor=editor, tell=told.append)
    [outcome] = told
    latest = Revision.objects.filter(cable__mrn=outcome.mrn).aggregate(Max("number"))["number__max"]
    links = Reference.objects.filter(cable__mrn=outcome.mrn).order_by("position").values_list("link", "target__mrn")
    said = [outcome.fate, outcome.mrn, latest, list(links), PARSER_VERSION, archive_vocabulary.current().fingerprint]
    return outcome, hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _look(shown: Rehearsal, held: Revision | None, request: HttpRequest) -> None:
    """Fill in what can be seen while the cable is in the archive."""
    cable = Cable.objects.select_related("post").get(mrn=shown.outcome.mrn)
    shown.page = _page(cable, request)
    shown.entries = outgoing.entries(cable)
    shown.unknown_tags, shown.unknown_posts = _unknown(cable, shown.entries)
    if shown.outcome.fate == Fate.STORED:
        cited = Reference.objects.filter(target=cable).values_list("target_mrn").order_by("target_mrn")
        counted = cited.annotate(Count("cable", distinct=True))
        shown.fulfilled = [Fulfilment(mrn or "", citing) for mrn, citing in counted]
    elif held and (text := _shown_text(cable.mrn)):
        shown.held = held
        shown.difference = text_diff.around(text_diff.collate(held.text, text.text))


def _page(cable: Cable, request: HttpRequest) -> str:
    """The public page of the cable."""
    page = copy(request)
    page.method, page.GET, page.POST = "GET", QueryDict(), QueryDict()
    page.path = page.path_info = reverse("cable", args=[cable.mrn])
    page.resolver_match = resolve(page.path)
    response = cast(HttpResponse, CableView.as_view()(page, mrn=cable.mrn))
    return framed(str(response.content, response.charset))


def framed(page: str) -> str:
    """A page as it stands within another: its links open beside it, those within it lead on in it.

    Within a frame without an address of its own, `#p2` alone would lead to the page around it.
    """
    page = page.replace('href="#', 'target="_self" href="about:srcdoc#')
    return page.replace("<head>", '<head><base target="_blank">', 1)


def _unknown(cable: Cable, entries: list[Entry]) -> tuple[list[str], list[str]]:
    """The TAGS and the posts, its own and those it cites, that the vocabulary lacks."""
    tags = [row.tag for row in cable.cable_tags.select_related("tag")]
    vocabulary = archive_vocabulary.current()
    unknown = [tag.code for tag in tags if tag.kind not in FREE_KINDS and tag.code not in vocabulary.tags]
    cited = (Mrn.parse(entry.reference.target_mrn) for entry in entries if entry.reference.target_mrn)
    posts = dict.fromkeys([cable.post.code, *(mrn.post for mrn in cited if mrn)])
    return unknown, [post for post in posts if post not in vocabulary.posts]
