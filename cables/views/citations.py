"""`/citations/`: the telegrams that a pasted text cites, what the archive has of each, and where note and cable differ.

A short text stands in the address, a longer one is sent: it is neither stored nor cached nor logged.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from cables import archive_vocabulary
from cables.citations import Citation, find_citations
from cables.lists import formats
from cables.models import Cable
from cables.references.citation_lookup import AMBIGUOUS, HELD, MISSING, MOST, UNKNOWN, WITHDRAWN, LookedUp, look_up
from cables.reverse import url
from cables.views import revisions
from cables.views.lists import ArchivePageView

LONGEST_IN_ADDRESS = 1_500  # characters
MOST_TEXTS = 200  # of a zip
FIRST_YEAR, LAST_YEAR = 1900, 2099
NO_YEAR = "“{}” is no year: write one of four digits, or leave it out."
NO_TEXT = "Send the text as the parameter text, or as JSON with the member text."
NO_JSON = "The content is no JSON object with the member text."
COLUMNS = (
    *(
        "start",
        "end",
        "text",
        "kind",
        "mrn",
        "status",
        "held",
        "address",
        "cable_date",
        "cable_subject",
        "date",
        "sender",
    ),
    *("recipient", "subject", "signer", "film", "locator", "differences", "candidates"),
)
STATUSES = {
    HELD: "held",
    MISSING: "cited by cables held here, but not held",
    WITHDRAWN: "withdrawn",
    AMBIGUOUS: "not certain",
    UNKNOWN: "unknown here",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the pasted text; `number` is that of the citation that begins there, 0 for what cites nothing."""

    text: str
    number: int = 0
    status: str = ""


class Request:
    """What a reader sent: the text and the year that it is about, with what is wrong of it in `problem`."""

    def __init__(self, request: HttpRequest) -> None:
        self.problem = ""
        given: Mapping[str, Any] = request.GET
        if request.method == "POST":
            given = self._posted(request)
        text, year = given.get("text") or "", given.get("year") or ""
        if not isinstance(text, str):
            self.problem, text = NO_JSON, ""
        self.text = text.replace("\0", "").replace("\r\n", "\n")
        self.typed_year = str(year)[:20]
        self.year = int(self.typed_year) if self.typed_year.isascii() and self.typed_year.isdecimal() else None
        if self.typed_year and not (self.year and FIRST_YEAR <= self.year <= LAST_YEAR):
            self.problem, self.year = self.problem or NO_YEAR.format(self.typed_year), None

    def _posted(self, request: HttpRequest) -> Mapping[str, Any]:
        if request.content_type != "application/json":
            return request.POST
        try:
            given = json.loads(request.body)
        except (ValueError, RecursionError):
            given = None
        if not isinstance(given, dict):
            self.problem = NO_JSON
            return {}
        return given

    def found(self) -> tuple[list[Citation], list[LookedUp]]:
        """Return all that the text cites, and what the archive has of the telegrams among it."""
        vocabulary = archive_vocabulary.current()
        citations = find_citations(self.text, vocabulary, self.year)
        return citations, look_up(citations, vocabulary)


@method_decorator(csrf_exempt, name="dispatch")
class PostedReadView(ArchivePageView):
    """A page or data that are read by POST too, without a token; what is sent is cached by nobody."""

    @property
    def is_shared(self) -> bool:
        """Return whether caches may store it: not what was sent."""
        return self.request.method != "POST"


class CitationsView(PostedReadView):
    """The page: a form, and below it the text with its citations marked, and what is known of each.

    The number of queries does not depend on the text.
    """

    template_name = "cables/citations.html"
    section = "citations"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        """Return the page of a text that is sent; a short one gets an address that can be passed on."""
        given = Request(request)
        if len(given.text) <= LONGEST_IN_ADDRESS and not given.problem and request.content_type != "application/json":
            parameters = {"text": given.text} | ({"year": given.typed_year} if given.typed_year else {})
            return redirect(f"{request.path}?{urlencode(parameters)}" if given.text.strip() else request.path)
        response = self.render_to_response(self.get_context_data())
        response["Cache-Control"] = "no-store"
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = Request(self.request)
        citations, found = given.found() if given.text.strip() else ([], [])
        telegrams = {id(each.citation): each for each in found}
        return super().get_context_data(**kwargs) | {
            "text": given.text,
            "year": given.typed_year,
            "problem": given.problem,
            "pieces": pieces(given.text, [telegrams[id(each)] for each in citations if id(each) in telegrams]),
            "found": found,
            "airgrams": [each for each in citations if each.kind != "telegram"],
            "left_out": max(0, sum(each.kind == "telegram" for each in citations) - MOST),
            "summary": [
                (count, name) for status, name in STATUSES.items() if (count := sum(e.status == status for e in found))
            ],
            "statuses": STATUSES,
            "longest": settings.READS_BY_POST[url("citations")] // 1024,
        }


class CitationsDataView(PostedReadView):
    """The same as data; a subclass gives its form."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return what a text in the address cites; 400 with a sentence where there is none."""
        return self.respond(Request(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Return what a text that is sent cites; 400 with a sentence where there is none."""
        response = self.respond(Request(request))
        response["Cache-Control"] = "no-store"
        return response

    def respond(self, given: Request) -> HttpResponse:
        """Return the data of a text."""
        if given.problem or not given.text.strip():
            return formats.refusal(self.request, given.problem or NO_TEXT)
        return self.data(*given.found())

    def data(self, citations: Sequence[Citation], found: Sequence[LookedUp]) -> HttpResponse:
        """Return the citations as data."""
        raise NotImplementedError


class CitationsJsonView(CitationsDataView):
    """JSON: an object a citation, with what the archive has of it."""

    def data(self, citations: Sequence[Citation], found: Sequence[LookedUp]) -> HttpResponse:
        known = {id(each.citation): each for each in found}
        objects = [
            each.as_json() | (as_data(known[id(each)], self.request) if id(each) in known else {}) for each in citations
        ]
        return JsonResponse({"citations": objects}, json_dumps_params={"ensure_ascii": False})


class CitationsCsvView(CitationsDataView):
    """CSV: a line a citation."""

    def data(self, citations: Sequence[Citation], found: Sequence[LookedUp]) -> HttpResponse:
        known = {id(each.citation): each for each in found}
        lines = io.StringIO()
        table = csv.DictWriter(lines, COLUMNS, extrasaction="ignore")
        table.writeheader()
        for each in citations:
            record = each.as_json()
            if looked_up := known.get(id(each)):
                data = as_data(looked_up, self.request)
                held = data["held"] or {}
                record |= {
                    "status": data["status"],
                    "held": held.get("mrn"),
                    "address": held.get("address"),
                    "cable_date": held.get("date"),
                    "cable_subject": held.get("subject"),
                    "differences": " ".join(data["differences"]),
                    "candidates": " ".join(candidate["mrn"] for candidate in data["candidates"]),
                }
            table.writerow({name: formats.cell(value) for name, value in record.items()})
        response = HttpResponse(lines.getvalue(), content_type="text/csv; charset=utf-8; header=present")
        response["Content-Disposition"] = 'attachment; filename="citations.csv"'
        return response


class CitationsZipView(CitationsDataView):
    """ZIP: the texts of the cables that are cited and held, each as its `.txt`."""

    def data(self, citations: Sequence[Citation], found: Sequence[LookedUp]) -> HttpResponse:
        cables = dict.fromkeys(each.cable.mrn for each in found if each.cable)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for revision in revisions.current_of(list(cables)[:MOST_TEXTS]):
                archive.writestr(f"{revision.cable.mrn}.txt", revision.raw)
        response = HttpResponse(packed.getvalue(), content_type="application/zip")
        response["Content-Disposition"] = 'attachment; filename="citations.zip"'
        return response


def pieces(text: str, found: Sequence[LookedUp]) -> list[Piece]:
    """Return the text in pieces, those that cite with the numbers of their citations."""
    made: list[Piece] = []
    place = 0
    for number, each in enumerate(found, 1):
        start, end = max(place, each.citation.start), each.citation.end
        if end <= start:
            continue
        if start > place:
            made.append(Piece(text[place:start]))
        made.append(Piece(text[start:end], number, each.status))
        place = end
    return [*made, Piece(text[place:])] if place < len(text) else made


def as_data(each: LookedUp, request: HttpRequest) -> dict[str, Any]:
    """Return what the archive has of a citation as data."""
    return {
        "status": each.status,
        "held": cable_as_data(each.cable, request) if each.cable else None,
        "cited_by": each.citing or None,
        "nearest": [number for number in (each.before, each.after) if number],
        "candidates": [
            cable_as_data(candidate.cable, request) | {"reasons": candidate.reasons} for candidate in each.candidates
        ],
        "differences": each.differences,
    }


def cable_as_data(cable: Cable, request: HttpRequest) -> dict[str, Any]:
    """Return a held cable as data."""
    return {
        "mrn": cable.mrn,
        "address": request.build_absolute_uri(cable.get_absolute_url()),
        "date": cable.date.isoformat() if cable.date_source != Cable.DateSource.MRN else None,
        "subject": cable.subject,
    }
