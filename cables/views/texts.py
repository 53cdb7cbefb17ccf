"""A cable without a page around it: its text byte for byte, and what the parser reads in it as JSON."""

from __future__ import annotations

import codecs
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from cables import linkage
from cables.linkage import Entry
from cables.models import Cable, Revision
from cables.telegram import parse, to_json
from cables.views import absent
from cables.views.freshness import ConditionalView, Stamp, page_stamp

# What the web calls the encodings for which Python has a name of its own.
CHARSETS = {"iso8859-1": "iso-8859-1", "cp1252": "windows-1252", "ascii": "us-ascii", "utf-8-sig": "utf-8"}


def charset(encoding: str) -> str:
    """The name that the web knows a Python encoding by."""
    name = codecs.lookup(encoding).name
    return CHARSETS.get(name, name)


class CableTextView(ConditionalView):
    """`/cable/07LIMA3229.txt`: the bytes of the current revision as they came. Their SHA-256 is the entity tag."""

    def stamp(self) -> Stamp | None:
        row = self.current().values_list("checksum", "received_at").first()
        return Stamp(*row) if row else None

    def etag(self, stamp: Stamp) -> str:
        return f'"{stamp.rests_on}"'

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """The text; or the way to it under the number's canonical spelling."""
        revision = self.current().first()
        if revision is None:
            return absent.elsewhere(request, mrn, "cable-text")
        return HttpResponse(revision.raw, content_type=f"text/plain; charset={charset(revision.encoding)}")

    def current(self) -> Any:
        """The revision that is asked for."""
        return Revision.objects.filter(cable__mrn=self.kwargs["mrn"], number=F("cable__revision_number")).order_by()


class CableJsonView(ConditionalView):
    """`/cable/07LIMA3229.json`: the cable as the parser reads it now, its address, and where its references lead."""

    def stamp(self) -> Stamp | None:
        touched = Cable.objects.filter(mrn=self.kwargs["mrn"]).values_list("touched_at", flat=True).first()
        return page_stamp(touched) if touched else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """The parsed cable; or the way to it under the number's canonical spelling."""
        current = Revision.objects.filter(cable__mrn=mrn, number=F("cable__revision_number")).select_related("cable")
        revision = current.first()
        if revision is None:
            return absent.elsewhere(request, mrn, "cable-json")
        cable = revision.cable
        telegram = parse(revision.text, revision.hint, published_id=revision.published_id, stated=revision.stated)
        parsed = to_json(telegram, revision.source)
        parsed["address"] = cable.get_absolute_url()
        parsed["links"] = {
            "text": reverse("cable-text", args=[mrn]),
            "references": [link(entry) for entry in linkage.entries(cable)],
        }
        return JsonResponse(parsed, json_dumps_params={"ensure_ascii": False})


def link(entry: Entry) -> dict[str, Any]:
    """Where one reference leads: `link` says how (exact, spelling, year-before, ambiguous, none), `address` whither.

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
        "address": entry.href,
        "candidates": [candidate.href for candidate in entry.candidates],
        "inferred": entry.inferred,
        "remarks": entry.remarks,
    }
