"""Endings of a cable's URL: its text byte for byte (`.txt`), the output of the parser (`.json`), and the file that the
text was extracted from (`.pdf`, `.docx` and so on)."""

from __future__ import annotations

import codecs
from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, cast

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse

from cables import streams
from cables.archive_version import Version, archive_version, page_version
from cables.db.lookups import on_record
from cables.ingest import unsaved
from cables.lists import formats
from cables.models import Alias, Cable, Correction, Redaction, Revision, SourceFile, Withdrawal
from cables.models.revision import FurtherSource, StoredFile, stored_file
from cables.references import outgoing
from cables.references.outgoing import ReferenceEntry
from cables.reverse import url
from cables.sources import FileFormat
from cables.telegram import to_json
from cables.views import missing_cable, revisions
from cables.views.base import ConditionalView
from cables.views.cable import current_corrections, revision_contents
from cables.views.missing_cable import SeparatedCable, is_known

# Names in HTTP headers of the encodings that Python names otherwise.
CHARSETS = {"iso8859-1": "iso-8859-1", "cp1252": "windows-1252", "ascii": "us-ascii", "utf-8-sig": "utf-8"}
PARAMETERS = ("revision",)
NEVER_WAS = "No cable has the number {}: it was misread in the texts of several, which have their own numbers now."
AT_ONCE = 1 << 20  # bytes of a file that are sent as one; of larger ones no more than two at a time


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
        if withdrawal := Withdrawal.objects.filter(mrn=mrn).first():
            return missing_cable.revalidated(self.withdrawn(withdrawal))
        if alias := Alias.objects.filter(mrn=mrn).first():
            return missing_cable.redirect_to(request, self.url_name, alias.target_mrn)
        if targets := missing_cable.divided(mrn):
            return missing_cable.revalidated(self.divided(mrn, targets))
        if canonical := missing_cable.canonical_mrn(mrn):
            return missing_cable.redirect_to(request, self.url_name, canonical)
        if is_known(mrn):
            return self.missing(mrn)
        return self.unknown(mrn)

    @abstractmethod
    def stored(self, mrn: str, number: int | None) -> HttpResponse | None:
        """Return the revision of that number, else the current one; None where there is none."""

    @abstractmethod
    def withdrawn(self, withdrawal: Withdrawal) -> HttpResponse:
        """Return when and why the cable was withdrawn."""

    @abstractmethod
    def divided(self, mrn: str, targets: Sequence[SeparatedCable]) -> HttpResponse:
        """Return which cables the texts of a number are of that never was."""

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
        return gone(withdrawn_sentence(withdrawal))

    def divided(self, mrn: str, targets: Sequence[SeparatedCable]) -> HttpResponse:
        """Return a sentence, and a line for each cable."""
        return gone(*divided_lines(mrn, targets))

    def missing(self, mrn: str) -> HttpResponse:
        """Return that there is no text."""
        known = "cited" if missing_cable.is_cited(mrn) else "known"
        return formats.refusal(self.request, f"{mrn} is {known}, but not in the archive: there is no text of it.", 404)


class CableFileView(EndingView):
    """The file of one format that the text was extracted from, or that came with the same words. It is served as it
    came, and its SHA-256 is the entity tag.

    Of a redacted cable it is sealed (410): what is blacked out of the text stands in it. One of several telegrams
    is not served at all (410). Where the text came otherwise, and of a missing cable, there is none (404).
    """

    format: ClassVar[FileFormat]
    media_type: ClassVar[str]

    def version(self) -> Version | None:
        rows = revisions.of_cable(self.kwargs["mrn"], revisions.revision_number(self.request)).select_related("cable")
        revision = rows.defer("content").first()
        file = self.file_of(revision) if revision else None
        if revision is None or file is None or not SourceFile.objects.filter(pk=file.text_checksum).exists():
            return None
        return Version(file.checksum, revision.cable.modified_at)

    def etag(self, version: Version) -> str:
        return f'"{version.rests_on}"'

    def file_of(self, revision: Revision) -> StoredFile | None:
        """Return what is on record of the file of this format; None where the text has none."""
        return next((file for file in revision.files if file.format == self.format), None)

    def stored(self, mrn: str, number: int | None) -> HttpResponse | None:
        """Return the file, or why there is none; a large one as a stream."""
        revision = revisions.of_cable(mrn, number).defer("content").first()
        if revision is None:
            return None
        name = self.format.upper()
        held = self.file_of(revision)
        file = SourceFile.objects.filter(pk=held.text_checksum).first() if held else None
        if held and file is None:
            reason = f"The {name} of {mrn} is sealed: words of the cable are blacked out, which stand in it."
            if held.telegrams:
                text = reverse("cable-text", args=[mrn])
                reason = (
                    f"The {name} that {mrn} came in has {held.telegrams} telegrams, and is kept for "
                    f"administrators alone: words of one may be blacked out, which stand in it. The text is at {text}."
                )
            return missing_cable.revalidated(gone(reason))
        if file is None:
            text = reverse("cable-text", args=[mrn])
            reason = f"The text of {mrn} did not come as {name}: there is none of it. The text is at {text}."
            return formats.refusal(self.request, reason, 404)
        headers = {
            "Content-Type": self.media_type,
            "Content-Disposition": f'attachment; filename="{mrn}.{self.format}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        }
        content = bytes(file.content)
        if len(content) <= AT_ONCE:
            return HttpResponse(content, headers=headers)
        return cast(HttpResponse, streams.streamed(self.request, iter([content]), headers))

    def withdrawn(self, withdrawal: Withdrawal) -> HttpResponse:
        """Return the reason in one line."""
        return gone(withdrawn_sentence(withdrawal))

    def divided(self, mrn: str, targets: Sequence[SeparatedCable]) -> HttpResponse:
        """Return a sentence, and a line for each cable."""
        return gone(*divided_lines(mrn, targets))

    def missing(self, mrn: str) -> HttpResponse:
        """Return that there is no file."""
        return formats.refusal(self.request, f"{mrn} is cited, but not in the archive: there is no file of it.", 404)


class CablePdfView(CableFileView):
    """`.pdf`: the PDF of the text."""

    url_name = "cable-pdf"
    format = FileFormat.PDF
    media_type = "application/pdf"


class CableDocxView(CableFileView):
    """`.docx`: the Word document that the text was extracted from."""

    url_name = "cable-docx"
    format = FileFormat.DOCX
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class CableOdtView(CableFileView):
    """`.odt`: the OpenDocument text that the text was extracted from."""

    url_name = "cable-odt"
    format = FileFormat.ODT
    media_type = "application/vnd.oasis.opendocument.text"


class CableRtfView(CableFileView):
    """`.rtf`: the RTF file that the text was extracted from."""

    url_name = "cable-rtf"
    format = FileFormat.RTF
    media_type = "application/rtf"


class CableEmlView(CableFileView):
    """`.eml`: the mail that the text was extracted from."""

    url_name = "cable-eml"
    format = FileFormat.EML
    media_type = "message/rfc822"


def withdrawn_sentence(withdrawal: Withdrawal) -> str:
    """Return when and why a cable was withdrawn."""
    return f"{withdrawal.mrn} was withdrawn on {withdrawal.at:%-d %B %Y}: {withdrawal.reason}"


def divided_lines(mrn: str, targets: Sequence[SeparatedCable]) -> list[str]:
    """Return that a number never was, and the cables whose texts were stored under it."""
    lines = [f"{target.mrn}, revision {', '.join(map(str, target.revisions))}" for target in targets]
    return [NEVER_WAS.format(mrn), *lines]


def gone(*lines: str) -> HttpResponse:
    """Return these lines, with the status of what is gone (410)."""
    content = "".join(f"{line}\n" for line in lines)
    return HttpResponse(content, content_type="text/plain; charset=utf-8", status=410)


class CableJsonView(EndingView):
    """`.json`: the cable as parsed now, its URL, and the targets of its references. Of a missing cable the known facts,
    likewise with 200."""

    url_name = "cable-json"

    def version(self) -> Version | None:
        mrn = self.kwargs["mrn"]
        modified = Cable.objects.filter(mrn=mrn).values_list("modified_at", flat=True).first()
        if modified:
            return page_version(modified)
        is_missing = is_known(mrn) and not on_record(mrn) and not missing_cable.canonical_mrn(mrn)
        return archive_version() if is_missing else None

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
        files = {file.text_checksum: file_record(file, mrn, query) for file in revision.files}
        own = stored_file(revision)
        parsed["file"] = files[own.text_checksum] if own else None
        parsed["further_sources"] = [source_record(source, files) for source in revision.sources]
        is_current = revision.number == cable.revision_number
        entries = outgoing.entries(cable) if is_current else revision_contents(revision).entries
        parsed["corrections"] = [correction_record(correction) for correction in current_corrections(mrn)]
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

    def divided(self, mrn: str, targets: Sequence[SeparatedCable]) -> HttpResponse:
        """Return the cables with the revisions that their texts were."""
        cables = [
            {"mrn": target.mrn, "address": url("cable", target.mrn), "revisions": target.revisions}
            for target in targets
        ]
        return json_response({"error": NEVER_WAS.format(mrn), "mrn": mrn, "cables": cables}, status=410)

    def missing(self, mrn: str) -> HttpResponse:
        """Return the known facts about a missing cable: its number, the days it must lie between, and who cites it."""
        return json_response(missing_cable.known(mrn))


def file_record(file: StoredFile, mrn: str, query: str) -> dict[str, Any]:
    """Return a file of a text as data, without size and address where it is sealed."""
    size = SourceFile.objects.filter(pk=file.text_checksum).values_list("size", flat=True).first()
    return {
        "format": file.format,
        "sha256": file.checksum,
        "size": size,
        "extractor": file.extractor,
        "address": reverse(f"cable-{file.format}", args=[mrn]) + query if size is not None else None,
    }


def source_record(source: FurtherSource, files: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    """Return a further source of a text as data; `files` are those of the text, by their keys."""
    return {
        "source": source.source,
        "format": source.format,
        "published_id": source.published_id,
        "stated": source.stated,
        "sha256": source.checksum,
        "file": files.get(source.file.text_checksum) if source.file else None,
        "at": source.received_at.isoformat(timespec="seconds"),
    }


def correction_record(correction: Correction) -> dict[str, Any]:
    """Return a correction as data, without its editor: `text` is the value in the text, `shown` the corrected one."""
    return {
        "field": correction.field,
        "text": correction.before,
        "shown": correction.value,
        "reason": correction.reason,
        "at": correction.at.isoformat(timespec="seconds"),
    }


def json_response(data: Mapping[str, Any], status: int = 200) -> JsonResponse:
    """Return data as JSON in UTF-8."""
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


# Every ending below /cable/NUMBER with its view.
ENDINGS: Mapping[str, type[EndingView]] = {
    "txt": CableTextView,
    "json": CableJsonView,
    "pdf": CablePdfView,
    "docx": CableDocxView,
    "odt": CableOdtView,
    "rtf": CableRtfView,
    "eml": CableEmlView,
}


def no_such_ending(request: HttpRequest, mrn: str, ending: str) -> HttpResponse:
    """Raise Http404 for an ending that is none of ENDINGS."""
    *first, last = (f".{known}" for known in ENDINGS)
    endings = f"{', '.join(first)} and {last}"
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
