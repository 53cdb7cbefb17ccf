"""Upload: of one text with its preview, corrections and confirmation; of many texts as a job.

Which files can be read: `cables.sources.recognise`. How large and how many: `UPLOAD_MB` and the like in
`archive/settings.py`. The fields of the form: `cables.admin.forms`.
"""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from cables import archive_vocabulary
from cables.admin import permissions, upload_preview
from cables.admin.forms import PreviewForm, UploadForm, values_of
from cables.admin.signed_upload import BadDraft, Draft
from cables.db.errors import is_of_full_disk
from cables.ingest.outcomes import Status
from cables.ingest.parsing import ParsedText
from cables.jobs import runner, spool
from cables.jobs.outages import sentence
from cables.models import Cable, Job
from cables.sources import RawCable, RefusedItem, plusd
from cables.sources import text as text_source
from cables.sources.division import telegrams_of_each
from cables.sources.record import parts_of

logger = logging.getLogger(__name__)

PASTED = "pasted text"
MAX_PREVIEWED_BYTES = 512 * 1024  # bytes of a text that is previewed as a page; a longer one is taken in as a job
BUSY = "The archive is being written to, or its database failed. Nothing was stored: try again in a moment."
CUT_OFF = "The upload was cut off on its way. Nothing was stored: send it again."
FULL = "The disk is full. Nothing was stored: try again once there is room on the server."
TOO_MUCH_TEXT = "The text is too long to be pasted: put it into a file and upload that."


class Refusal(NamedTuple):
    """Why an upload is not taken, as a sentence, and the status of the response that says so."""

    sentence: str
    status: int


@csrf_exempt  # who may upload, and whether it can be read, is known before the token in it is
def upload(request: HttpRequest) -> HttpResponse:
    """Return the page for uploading, or what becomes of an upload."""
    permissions.require(request, permissions.ADD)
    if request.method == "POST" and (refusal := read(request)):
        return page(request, UploadForm(), *refusal)
    try:
        return csrf_protect(receive)(request)
    except OperationalError as error:
        return unstored(request, error)


def unstored(request: HttpRequest, error: OperationalError) -> HttpResponse:
    """Return the page that says that nothing was stored, since the database failed; log why."""
    logger.error("Nothing of an upload was stored: %s", sentence(error))
    is_full = is_of_full_disk(error)
    return page(request, UploadForm(), FULL if is_full else BUSY, status=507 if is_full else 503)


def read(request: HttpRequest) -> Refusal | None:
    """Read the request, whose files are stored in a temporary directory; return why it cannot be taken, else None."""
    try:
        request.FILES  # noqa: B018 - reads the request
    except TooManyFilesSent:
        return Refusal(
            f"The upload has more than {settings.UPLOAD_FILES:,} files. Nothing was stored: pack them into one zip "
            "archive and upload that.",
            413,
        )
    except RequestDataTooBig:
        return Refusal(TOO_MUCH_TEXT, 413)
    except UnreadablePostError:
        return Refusal(CUT_OFF, 408)
    except MultiPartParserError:
        return Refusal(CUT_OFF, 400)
    except OSError as error:
        remove_temporary_files(request)
        return not_stored(error)
    return None


def remove_temporary_files(request: HttpRequest) -> None:
    """Remove the file that was being written when the request could not be read any further."""
    for handler in request.upload_handlers:
        with suppress(OSError):  # of what could not be written before it was closed
            handler.upload_interrupted()


def not_stored(error: OSError) -> Refusal:
    """Return the refusal of an upload whose files cannot be written."""
    reason = f"The upload could not be kept: {error.strerror}. Nothing was stored:"
    return Refusal(f"{reason} it can be sent again once there is room on the server.", 507)


def receive(request: HttpRequest) -> HttpResponse:
    """Return the empty form, the preview of one text, or the redirect to the job of many."""
    if request.method != "POST":
        return page(request, UploadForm(initial={"number": request.GET.get("number", "")}))
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return page(request, form)
    number: str = form.cleaned_data["number"]
    files: list[UploadedFile[Any]] = form.cleaned_data["files"]
    if not files:
        text = form.cleaned_data["text"].replace("\r\n", "\n")
        content = text.encode("utf-8", "replace")
        if len(content) > MAX_PREVIEWED_BYTES:
            return page(request, form, TOO_MUCH_TEXT)
        items = pasted(content, is_copy=plusd.is_copy(text))
        if len(items) == 1:
            return single(request, form, items[0], number)
        files = [SimpleUploadedFile(PASTED, content)]  # of several telegrams, which become a job as those of a file do
    job = Job.objects.create(
        kind=Job.Kind.UPLOAD,
        state=Job.State.DRAFT,
        label=f"upload: {label_of(files)}",
        editor=cast(User, request.user),
        editor_name=request.user.get_username(),
        record_map=form.cleaned_data["record_map"],
    )
    try:
        spool.store(job, files)
    except OSError as error:
        with suppress(DatabaseError):  # on the same disk: the draft is removed after a day, and has no files
            runner.discard(job)
        return page(request, form, *not_stored(error))
    first = list(islice(spool.items(job), 2))
    if len(first) == 1 and not job.record_map and is_single(first[0]):
        runner.discard(job)
        return single(request, form, first[0], number)
    return redirect("admin:cables_job_change", job.pk)


def pasted(content: bytes, *, is_copy: bool) -> list[RawCable | RefusedItem]:
    """Return the items of a pasted text, or of a pasted copy of a page of PlusD."""
    stream, limits, vocabulary = io.BytesIO(content), spool.limits(), archive_vocabulary.current()
    if is_copy:
        return list(telegrams_of_each(plusd.cables(stream, PASTED, limits), vocabulary))
    return list(text_source.cables(stream, PASTED, limits, vocabulary))


def is_single(item: RawCable | RefusedItem) -> bool:
    """Return whether the one item of an upload needs no job: a short text, or one that no map would help to read."""
    if isinstance(item, RefusedItem):
        return not item.members
    return size_of(item) <= MAX_PREVIEWED_BYTES


def size_of(raw: RawCable) -> int:
    """Return how many bytes a text has, and the file that it was extracted from."""
    return len(raw.content) + len(raw.file or b"")


def label_of(files: list[UploadedFile[Any]]) -> str:
    """Return the label of an upload: its first file, and how many more there are."""
    first = spool.file_name(files[0])
    return first if len(files) == 1 else f"{first} and {len(files) - 1} more"


def single(request: HttpRequest, form: UploadForm, item: RawCable | RefusedItem, number: str) -> HttpResponse:
    """Return the preview of a single text, or why there is none."""
    if isinstance(item, RefusedItem):
        return page(request, form, f"Nothing was stored: {item.where} {item.reason}.")
    raw = replace(item, hint=number or item.hint)
    return preview(request, Draft(raw, cast(User, request.user).pk), upload_preview.parse(raw))


@csrf_exempt  # who may upload is known before the token in the form is read
def confirm(request: HttpRequest) -> HttpResponse:
    """Take what the preview sends: corrections to be previewed, or the confirmation."""
    permissions.require(request, permissions.ADD)
    if request.method != "POST":
        return redirect("admin:cables_cable_add")
    if refusal := read(request):
        return page(request, UploadForm(), *refusal)
    return csrf_protect(receive_draft)(request)


def receive_draft(request: HttpRequest) -> HttpResponse:
    """Return what becomes of the draft that came back."""
    user = cast(User, request.user)
    try:
        return confirmed(request, Draft.of(request.POST.get("draft", ""), user.pk))
    except BadDraft as error:
        return page(request, UploadForm(), str(error))
    except OperationalError as error:
        return unstored(request, error)


def confirmed(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Preview a draft that came back once more, or store it."""
    text = upload_preview.parse(draft.raw)
    form = PreviewForm(values_of(upload_preview.corrected(text)), request.POST)
    if not form.is_valid():
        return preview(request, draft, text, form)
    given = form.corrections(form.cleaned_data)
    if given:
        permissions.require(request, permissions.CORRECT)
    reason, is_same = form.cleaned_data["reason"], form.cleaned_data["same"]
    corrected = replace(draft, raw=replace(draft.raw, corrections=given), reason=reason, is_same=is_same)
    if "store" not in request.POST:
        return preview(request, corrected, text)
    if (given, reason, is_same) != (dict(draft.raw.corrections), draft.reason, draft.is_same):
        messages.warning(request, "The corrections were changed after the preview: this is how it looks now.")
        return preview(request, corrected, text)
    return store(request, draft, text)


def store(request: HttpRequest, draft: Draft, text: ParsedText) -> HttpResponse:
    """Store what was confirmed, and say what became of it."""
    try:
        outcome = upload_preview.store(draft, text, cast(User, request.user))
    except upload_preview.StalePreview as stale:
        if stale.outcome.status != Status.UNCHANGED:
            messages.warning(
                request,
                "The archive has changed since the preview, and nothing was stored: look at how it comes out now, and "
                "confirm again.",
            )
            return preview(request, draft, text)
        outcome = stale.outcome
    if outcome.status == Status.UNCHANGED:
        if not Cable.objects.filter(mrn=outcome.mrn).exists():
            messages.info(request, f"What is stated of {outcome.mrn} was recorded already; there is no text of it.")
            return redirect("cable", outcome.mrn)
        messages.info(request, f"{outcome.mrn} was stored already with this very text: nothing was stored twice.")
        return to_cable(outcome.mrn)
    if outcome.status == Status.FURTHER:
        messages.success(request, f"{outcome.mrn} is held with the same words: a further source of them is named now.")
        return to_cable(outcome.mrn)
    if outcome.status == Status.RECORDED:
        messages.success(request, f"What is stated of {outcome.mrn} is recorded; there is no text of it.")
        return redirect("cable", outcome.mrn)
    if outcome.status not in upload_preview.TAKEN:
        messages.error(request, "Nothing was stored: the text cannot be, for the reason below.")
        return preview(request, draft, text)
    messages.success(request, f"{outcome.mrn} is {outcome.status}, and public.")
    response = to_cable(outcome.mrn)
    log(request, outcome.mrn, f"{outcome.status} by upload")
    return response


def log(request: HttpRequest, mrn: str | None, what: str) -> None:
    """Log an upload in Django's log of its administration."""
    cables = Cable.objects.filter(mrn=mrn)
    LogEntry.objects.log_actions(cast(User, request.user).pk, cables, ADDITION, what, single_object=True)


def to_cable(mrn: str | None) -> HttpResponse:
    """Return the redirect to a cable's page in the administration."""
    return redirect("admin:cables_cable_change", Cable.objects.get(mrn=mrn).pk)


def preview(request: HttpRequest, draft: Draft, text: ParsedText, form: PreviewForm | None = None) -> HttpResponse:
    """Return the page that says what would become of a draft. `form` is one that could not be taken."""
    shown = upload_preview.preview(draft, text, request)
    draft = replace(draft, digest=shown.digest)
    current = values_of(upload_preview.corrected(text))
    initial = {**current, **draft.raw.corrections, "reason": draft.reason, "same": draft.is_same}
    form = form or PreviewForm(current, initial=initial)
    context = {
        "title": f"Preview: {shown.outcome.mrn or draft.raw.where}",
        "shown": shown,
        "draft": draft,
        "parts": parts_of(draft.raw.members),
        "signed": draft.signed(),
        "form": form,
        "may_correct": permissions.has(request, permissions.CORRECT),
    }
    return TemplateResponse(request, "admin/cables/preview.html", admin.site.each_context(request) | context)


def page(request: HttpRequest, form: UploadForm, error: str = "", status: int = 200) -> HttpResponse:
    """Return the page for uploading, with the error of the last attempt."""
    context = {
        "title": "Upload",
        "form": form,
        "error": error,
        "limits": spool.limits(),
        "most": settings.UPLOAD_SIZE,
        "most_files": settings.UPLOAD_FILES,
    }
    context = admin.site.each_context(request) | context
    return TemplateResponse(request, "admin/cables/upload.html", context, status=status)
