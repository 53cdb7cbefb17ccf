"""A cable without a page around it: its text byte for byte, and what the parser reads in it as JSON."""

from __future__ import annotations

import codecs
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from cables.archive_version import Version, page_version
from cables.ingest import unsaved
from cables.models import Cable, Redaction, Revision
from cables.references import outgoing
from cables.references.outgoing import Entry
from cables.telegram import to_json
from cables.views import cable_contents, corrections, missing_cable, revisions
from cables.views.base import ConditionalView

# What the web calls the encodings for which Python has a name of its own.
CHARSETS = {"iso8859-1": "iso-8859-1", "cp1252": "windows-1252", "ascii": "us-ascii", "utf-8-sig": "utf-8"}


def charset(encoding: str) -> str:
    """The name that the web knows a Python encoding by."""
    name = codecs.lookup(encoding).name
    return CHARSETS.get(name, name)


class CableTextView(ConditionalView):
    """`/cable/07LIMA3229.txt`: the bytes of the revision that is shown as they came; with `?revision=1` of that one.
    Their SHA-256 is the entity tag; where they were redacted, that of what is left of them."""

    def version(self) -> Version | None:
        revision = self.asked().select_related("cable").only("checksum", "shown_checksum", "cable__modified_at").first()
        return Version(revision.raw_checksum, revision.cable.modified_at) if revision else None

    def etag(self, version: Version) -> str:
        return f'"{version.rests_on}"'

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """The text; or the way to it under the number's canonical spelling."""
        revision = self.asked().first()
        if revision is None:
            return none_of(request, mrn, "cable-text")
        response = HttpResponse(revision.raw, content_type=f"text/plain; charset={charset(revision.encoding)}")
        return unlisted(response, request)

    def asked(self) -> QuerySet[Revision]:
        """The revision that is asked for."""
        return revisions.of_cable(self.kwargs["mrn"], revisions.number_asked(self.request))


class CableJsonView(ConditionalView):
    """`/cable/07LIMA3229.json`: the cable as the parser reads it now, its address, and where its references lead; with
    `?revision=1` that one of its texts."""

    def version(self) -> Version | None:
        touched = Cable.objects.filter(mrn=self.kwargs["mrn"]).values_list("modified_at", flat=True).first()
        return page_version(touched) if touched else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """The parsed cable; or the way to it under the number's canonical spelling."""
        number = revisions.number_asked(request)
        revision = revisions.of_cable(mrn, number).select_related("cable__post").first()
        if revision is None:
            return none_of(request, mrn, "cable-json")
        cable = revision.cable
        parsed = to_json(unsaved.telegram(revision), revision.source)
        query = f"?revision={number}" if number else ""
        parsed["address"] = cable.get_absolute_url() + query
        parsed["revision"] = revision.number
        is_current = revision.number == cable.revision_number
        entries = outgoing.entries(cable) if is_current else cable_contents.said(revision).entries
        parsed["corrections"] = [corrections.record(correction) for correction in corrections.standing(mrn)]
        parsed["redacted"] = [
            {"at": redaction.at.isoformat(timespec="seconds"), "reason": redaction.reason}
            for redaction in Redaction.objects.filter(mrn=mrn).order_by("pk")
        ]
        parsed["links"] = {
            "text": reverse("cable-text", args=[mrn]) + query,
            "history": reverse("cable-history", args=[mrn]),
            "references": [link(entry) for entry in entries],
        }
        return unlisted(JsonResponse(parsed, json_dumps_params={"ensure_ascii": False}), request)


def none_of(request: HttpRequest, mrn: str, name: str) -> HttpResponse:
    """The answer where there is no such text: the way to the cable under its canonical number, or why there is none;
    raises Http404 where the cable is held and has no revision of the number asked for."""
    if Cable.objects.filter(mrn=mrn).exists():
        raise revisions.there_is_none(mrn, revisions.number_asked(request))
    return missing_cable.elsewhere(request, mrn, name)


def unlisted(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    """The response; where it is a revision's own address, with the wish that search engines leave it out."""
    if "revision" in request.GET:
        response["X-Robots-Tag"] = "noindex"
    return response


def link(entry: Entry) -> dict[str, Any]:
    """Where one reference leads: `link` says how (one of `Reference.Link`), `address` whither.

    `position` counts the references from 1; those behind the REF block's are cables that the text alone names.
    """
    reference = entry.reference
    return {
        "position": reference.position,
        "origin": reference.origin,
        "label": reference.label,
        "mrn": reference.target_mrn,
        "link": reference.link,
        "held": entry.target.mrn if entry.target else None,
        "withdrawn": entry.withdrawn,
        "address": entry.href,
        "candidates": [candidate.href for candidate in entry.candidates],
        "inferred": entry.inferred,
        "remarks": entry.remarks,
    }
