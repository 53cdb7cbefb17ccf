"""Upload: of one text with its preview, corrections and confirmation; of many texts as a job."""

from __future__ import annotations

import io
from dataclasses import replace
from itertools import islice
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.core.files.uploadedfile import UploadedFile
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from cables.admin import permissions, upload_preview
from cables.admin.forms import CorrectionsForm, UploadForm, values_of
from cables.admin.signed_upload import BadDraft, Draft
from cables.ingest.parsing import ParsedText
from cables.jobs import runner, spool
from cables.models import Cable, Job
from cables.sources import RawCable, RefusedItem
from cables.sources import text as text_source

PASTED = "pasted text"
MAX_PREVIEWED_BYTES = 512 * 1024  # bytes of a text that is previewed as a page; a longer one is taken in as a job
BUSY = "The archive is being written to, or its database does not answer. Nothing was stored: try again in a moment."
TOO_MUCH_TEXT = "The text is too long to be pasted: put it into a file and upload that."


@csrf_exempt  # its size and form are checked before the token in it is read
def upload(request: HttpRequest) -> HttpResponse:
    """Return the page for uploading, or what becomes of an upload."""
    permissions.require(request, permissions.ADD)
    if request.method == "POST" and (error := size_error(request)):
        return page(request, UploadForm(), error, status=413)
    try:
        return csrf_protect(receive)(request)
    except OperationalError:
        return page(request, UploadForm(), BUSY, status=503)


def size_error(request: HttpRequest) -> str | None:
    """Return why the request is too large, as a sentence; its size is checked before any of it is read."""
    size = int(request.META.get("CONTENT_LENGTH") or 0)
    if size > settings.UPLOAD_SIZE:
        return (
            f"The upload has {filesizeformat(size)}; at most {filesizeformat(settings.UPLOAD_SIZE)} are taken at once. "
            "Nothing was stored: upload it in parts, or let import_cables read it on the server."
        )
    try:
        request.FILES  # noqa: B018 - reads the request
    except TooManyFilesSent:
        return (
            f"The upload has more than {settings.UPLOAD_FILES:,} files. Nothing was stored: pack them into one zip "
            "archive and upload that."
        )
    except RequestDataTooBig:
        return TOO_MUCH_TEXT
    except MultiPartParserError:
        return "The upload was cut off on its way. Nothing was stored: send it again."
    return None


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
        content = form.cleaned_data["text"].replace("\r\n", "\n").encode("utf-8", "replace")
        if len(content) > MAX_PREVIEWED_BYTES:
            return page(request, form, TOO_MUCH_TEXT)
        [item] = text_source.cables(io.BytesIO(content), PASTED, spool.limits())
        return single(request, form, item, number)
    job = Job.objects.create(
        kind=Job.Kind.UPLOAD,
        state=Job.State.DRAFT,
        label=f"upload: {label_of(files)}",
        editor=cast(User, request.user),
        editor_name=request.user.get_username(),
    )
    try:
        spool.store(job, files)
    except OSError as error:
        runner.discard(job)
        return page(request, form, f"The upload could not be kept: {error.strerror}. Nothing was stored.", status=507)
    first = list(islice(spool.items(job), 2))
    if len(first) == 1 and (isinstance(first[0], RefusedItem) or len(first[0].content) <= MAX_PREVIEWED_BYTES):
        runner.discard(job)
        return single(request, form, first[0], number)
    return redirect("admin:cables_job_change", job.pk)


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


@csrf_protect
def confirm(request: HttpRequest) -> HttpResponse:
    """Take what the preview sends: corrections to be previewed, or the confirmation."""
    permissions.require(request, permissions.ADD)
    if request.method != "POST":
        return redirect("admin:cables_cable_add")
    user = cast(User, request.user)
    try:
        return confirmed(request, Draft.of(request.POST.get("draft", ""), user.pk))
    except BadDraft as error:
        return page(request, UploadForm(), str(error))
    except OperationalError:
        return page(request, UploadForm(), BUSY, status=503)


def confirmed(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Preview a draft that came back once more, or store it."""
    text = upload_preview.parse(draft.raw)
    form = CorrectionsForm(values_of(upload_preview.corrected(text)), request.POST)
    if not form.is_valid():
        return preview(request, draft, text, form)
    given = form.corrections(form.cleaned_data)
    if given:
        permissions.require(request, permissions.CORRECT)
    corrected = replace(draft, raw=replace(draft.raw, corrections=given), reason=form.cleaned_data["reason"])
    if "store" not in request.POST:
        return preview(request, corrected, text)
    if (given, corrected.reason) != (dict(draft.raw.corrections), draft.reason):
        messages.warning(request, "The corrections were changed after the preview: this is how it looks now.")
        return preview(request, corrected, text)
    return store(request, draft, text)


def store(request: HttpRequest, draft: Draft, text: ParsedText) -> HttpResponse:
    """Store what was confirmed, and say what became of it."""
    try:
        outcome = upload_preview.store(draft, text, cast(User, request.user))
    except upload_preview.StalePreview as stale:
        if stale.outcome.status == "unchanged":
            mrn = stale.outcome.mrn
            messages.info(request, f"{mrn} was stored already with this very text: nothing was stored twice.")
            return to_cable(mrn)
        messages.warning(
            request,
            "The archive has changed since the preview, and nothing was stored: look at how it comes out now, and "
            "confirm again.",
        )
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


def preview(request: HttpRequest, draft: Draft, text: ParsedText, form: CorrectionsForm | None = None) -> HttpResponse:
    """Return the page that says what would become of a draft. `form` is one that could not be taken."""
    shown = upload_preview.preview(draft, text, request)
    draft = replace(draft, digest=shown.digest)
    current = values_of(upload_preview.corrected(text))
    form = form or CorrectionsForm(current, initial=current | dict(draft.raw.corrections) | {"reason": draft.reason})
    context = {
        "title": f"Preview: {shown.outcome.mrn or draft.raw.where}",
        "shown": shown,
        "draft": draft,
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
