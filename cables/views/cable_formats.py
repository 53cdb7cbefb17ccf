"""Endings of a cable's URL: its text byte for byte (`.txt`), and the output of the parser (`.json`)."""

from __future__ import annotations

import codecs
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse

from cables.archive_version import Version, archive_version, page_version
from cables.ingest import unsaved
from cables.lists import formats
from cables.models import Cable, Redaction, Withdrawal
from cables.references import outgoing
from cables.references.outgoing import ReferenceEntry
from cables.telegram import to_json
from cables.views import corrections, missing_cable, revisions
from cables.views.base import ConditionalView
from cables.views.cable import revision_contents
from cables.views.missing_cable import is_cited

# Names in HTTP headers of the encodings that Python names otherwise.
CHARSETS = {"iso8859-1": "iso-8859-1", "cp1252": "windows-1252", "ascii": "us-ascii", "utf-8-sig": "utf-8"}
PARAMETERS = ("revision",)


def charset(encoding: str) -> str:
    """Return the name of a Python encoding in HTTP headers."""
    name = codecs.lookup(encoding).name
    return CHARSETS.get(name, name)


class EndingView(ConditionalView):
    """A cable under one of the endings of its URL. For each kind of number a method returns the response:

    `stored` for a cable in the archive, `withdrawn` (410) for one that was, `missing` for one that is only cited, and
    `unknown` (404) for any other number. Another spelling of a number, and one that was merged into another, redirect
    to the same ending of that one. A parameter that is unknown or malformed is refused with 400.
    """

    url_name: ClassVar[str]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if problem := problem_of(request):
            return formats.refusal(request, problem)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """Return the response for the number; raise Http404 where a stored cable has no such revision."""
        if response := self.stored(mrn, revisions.revision_number(request)):
            if "revision" in request.GET:
                response["X-Robots-Tag"] = "noindex"
            return response
        if Cable.objects.filter(mrn=mrn).exists():
            raise revisions.not_found(mrn, revisions.revision_number(request))
        if canonical := missing_cable.current_mrn(mrn):
            return missing_cable.redirect_to(request, self.url_name, canonical)
        if withdrawal := Withdrawal.objects.filter(mrn=mrn).first():
            return missing_cable.revalidated(self.withdrawn(withdrawal))
        if is_cited(mrn):
            return self.missing(mrn)
        return self.unknown(mrn)

    @abstractmethod
    def stored(self, mrn: str, number: int | None) -> HttpResponse | None:
        """Return the revision of that number, else the current one; None where there is none."""

    @abstractmethod
    def withdrawn(self, withdrawal: Withdrawal) -> HttpResponse:
        """Return when and why the cable was withdrawn."""

    @abstractmethod
    def missing(self, mrn: str) -> HttpResponse:
        """Return the known facts about a missing cable."""

    def unknown(self, mrn: str) -> HttpResponse:
        """Return that there is no such cable."""
        return formats.refusal(self.request, f"{mrn} is not in the archive, and no cable in it mentions it.", 404)


def problem_of(request: HttpRequest) -> str:
    """Return what is wrong with the parameters of an ending, in a sentence or some; empty where nothing is."""
    unknown = [f"“{name[:60]}” is no parameter of this address: it takes revision." for name in request.GET]
    problems = [sentence for name, sentence in zip(request.GET, unknown, strict=True) if name not in PARAMETERS]
    revision = request.GET.get("revision")
    if revision is not None and not revisions.NUMBER.fullmatch(revision):
        problems.append(revisions.NO_NUMBER.format(revision[:60]))
    return " ".join(problems)


class CableTextView(EndingView):
    """`.txt`: the raw bytes of the text that is shown. Their SHA-256 is the entity tag; where they were
    redacted, that of the redacted bytes. Of a missing cable there is none (404)."""

    url_name = "cable-text"

    def version(self) -> Version | None:
        rows = revisions.of_cable(self.kwargs["mrn"], revisions.revision_number(self.request)).select_related("cable")
        revision = rows.only("checksum", "shown_checksum", "cable__modified_at").first()
        return Version(revision.raw_checksum, revision.cable.modified_at) if revision else None

    def etag(self, version: Version) -> str:
        return f'"{version.rests_on}"'

    def stored(self, mrn: str, number: int | None) -> HttpResponse | None:
        """Return the bytes of the text."""
        revision = revisions.of_cable(mrn, number).first()
        if revision is None:
            return None
        return HttpResponse(revision.raw, content_type=f"text/plain; charset={charset(revision.encoding)}")

    def withdrawn(self, withdrawal: Withdrawal) -> HttpResponse:
        """Return the reason in one line."""
        sentence = f"{withdrawal.mrn} was withdrawn on {withdrawal.at:%-d %B %Y}: {withdrawal.reason}\n"
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=410)

    def missing(self, mrn: str) -> HttpResponse:
        """Return that there is no text."""
        return formats.refusal(self.request, f"{mrn} is cited, but not in the archive: there is no text of it.", 404)


class CableJsonView(EndingView):
    """`.json`: the cable as parsed now, its URL, and the targets of its references. Of a missing cable the known facts,
    likewise with 200."""

    url_name = "cable-json"

    def version(self) -> Version | None:
        mrn = self.kwargs["mrn"]
        modified = Cable.objects.filter(mrn=mrn).values_list("modified_at", flat=True).first()
        if modified:
            return page_version(modified)
        is_missing = is_cited(mrn) and not Withdrawal.objects.filter(mrn=mrn).exists()
        return archive_version() if is_missing and not missing_cable.current_mrn(mrn) else None

    def stored(self, mrn: str, number: int | None) -> HttpResponse | None:
        """Return the parsed cable."""
        revision = revisions.of_cable(mrn, number).select_related("cable__post").first()
        if revision is None:
            return None
        cable = revision.cable
        parsed = to_json(unsaved.telegram(revision), revision.source)
        query = f"?revision={number}" if number else ""
        parsed["address"] = cable.get_absolute_url() + query
        parsed["revision"] = revision.number
        is_current = revision.number == cable.revision_number
        entries = outgoing.entries(cable) if is_current else revision_contents(revision).entries
        parsed["corrections"] = [corrections.record(correction) for correction in corrections.current(mrn)]
        parsed["redacted"] = [
            {"at": redaction.at.isoformat(timespec="seconds"), "reason": redaction.reason}
            for redaction in Redaction.objects.filter(mrn=mrn).order_by("pk")
        ]
        parsed["links"] = {
            "text": reverse("cable-text", args=[mrn]) + query,
            "history": reverse("cable-history", args=[mrn]),
            "references": [link(entry) for entry in entries],
        }
        return json_response(parsed)

    def withdrawn(self, withdrawal: Withdrawal) -> HttpResponse:
        """Return the day and the reason."""
        data = {
            "error": f"{withdrawal.mrn} was withdrawn.",
            "mrn": withdrawal.mrn,
            "withdrawn": {"at": withdrawal.at.isoformat(timespec="seconds"), "reason": withdrawal.reason},
        }
        return json_response(data, status=410)

    def missing(self, mrn: str) -> HttpResponse:
        """Return the known facts about a missing cable: its number, the days it must lie between, and who cites it."""
        return json_response(missing_cable.known(mrn))


def json_response(data: Mapping[str, Any], status: int = 200) -> JsonResponse:
    """Return data as JSON in UTF-8."""
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


# Every ending below /cable/NUMBER with its view.
ENDINGS: Mapping[str, type[EndingView]] = {"txt": CableTextView, "json": CableJsonView}


def no_such_ending(request: HttpRequest, mrn: str, ending: str) -> HttpResponse:
    """Raise Http404 for an ending that is none of ENDINGS."""
    endings = " and ".join(f".{known}" for known in ENDINGS)
    raise Http404(f"A cable is not to be had as .{ending[:60]}: there are {endings}.")


def link(entry: ReferenceEntry) -> dict[str, Any]:
    """Return the target of a reference as data: `link` is a value of `Reference.Link`, `address` the URL.

    `position` counts the references from 1; cables that the text alone names follow those of the REF block.
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
