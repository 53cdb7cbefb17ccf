"""Administration of jobs: confirmation of an upload, its progress, and its report."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path

from cables.admin import permissions
from cables.admin.forms import MapForm
from cables.admin.readonly import ReadOnlyAdmin
from cables.ingest import service
from cables.ingest.outcomes import Outcome, Status
from cables.jobs import runner, spool
from cables.jobs.outages import is_outage, sentence
from cables.lists import formats
from cables.lists.formats import lines
from cables.lists.listing import Record
from cables.models import Job, JobOutcome
from cables.sources import RawCable
from cables.sources.record import parts_of
from cables.streams import streamed

logger = logging.getLogger(__name__)

MAX_PREVIEWED = 50  # texts of an upload whose status is shown before it is confirmed
MAX_RECORDS = 3  # of which the preview says what comes from where
BEGINNING = 300  # characters of a text that the preview of a record shows
SHOWN = 100  # of what was not taken, on the page; the report has all
REFRESHED_EVERY = 3  # seconds
BATCH_SIZE = 2_000  # rows of the report
POSITION = re.compile("[0-9]{1,9}")
BAD_AFTER = "“after” is no position in this report: take one from its first column."
COLUMNS = {  # of the report, with the fields of an outcome
    "position": "position",
    "where": "where",
    "mrn": "mrn",
    "fate": "status",
    "reason": "reason",
    "problems": "problems",
}


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Uploads and reparsing, newest first."""

    view_permission = permissions.ADD
    list_display = ["__str__", "label", "state", "done", "files", "editor_name", "created_at", "finished_at"]
    list_filter = ["kind", "state"]
    fields = ["label", "state", "done", "failure", "editor_name", "created_at", "finished_at"]
    change_form_template = "admin/cables/job.html"
    change_list_template = "admin/cables/jobs.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/map/", view(change_map), name="cables_job_map"),
            path("<int:pk>/confirm/", view(confirm), name="cables_job_confirm"),
            path("<int:pk>/start-again/", view(start_again), name="cables_job_start_again"),
            path("<int:pk>/dismiss/", view(dismiss), name="cables_job_dismiss"),
            path("<int:pk>/report.csv", view(report), name="cables_job_report"),
            *super().get_urls(),
        ]

    @admin.display(description="Files")
    def files(self, job: Job) -> str:
        """Return the size of the job's files, which are there until it is finished or dismissed."""
        return filesizeformat(spool.size(job)) if spool.has_files(job) else ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        jobs, size = spool.totals()
        return super().changelist_view(request, (extra_context or {}) | {"spooled_jobs": jobs, "spooled_size": size})

    def row_context(self, request: HttpRequest, row: Job) -> dict[str, Any]:
        if row.state == Job.State.DRAFT:
            return draft_context(row) | {"is_own": row.editor_id == request.user.pk}
        rest = row.outcomes.exclude(status__in=["stored", "revised", "further", "unchanged", "recorded"])
        return {
            "not_taken": rest[:SHOWN],
            "not_taken_in_all": rest.count(),
            "size": spool.size(row),
            "may_be_started_again": runner.may_be_started_again(row),
        }

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().change_view(request, object_id, form_url, extra_context)
        job = self.get_object(request, object_id)
        if job and job.is_under_way:
            response["Refresh"] = str(REFRESHED_EVERY)
        return response


@dataclass(frozen=True, slots=True)
class RecordPreview:
    """A record as it is read: the parts with the columns that they come from, how its text begins, and its number."""

    where: str
    parts: list[tuple[str, str]]
    beginning: str
    mrn: str | None


def draft_context(job: Job) -> dict[str, Any]:
    """Return what would become of the first texts of an upload, and how the first records among them are read."""
    first = list(islice(spool.items(job), MAX_PREVIEWED + 1)) if spool.has_files(job) else []
    outcomes: list[Outcome] = []
    service.ingest(first[:MAX_PREVIEWED], job.label, dry_run=True, report=outcomes.append)
    records = [
        RecordPreview(
            item.where,
            parts_of(item.members),
            item.text.strip()[:BEGINNING],
            outcome.mrn,
        )
        for item, outcome in zip(first, outcomes, strict=False)
        if isinstance(item, RawCable) and item.members
    ]
    return {
        "outcomes": outcomes,
        "has_more": len(first) > MAX_PREVIEWED,
        "may_be_taken": len(first) > MAX_PREVIEWED or any(each.status != Status.REFUSED for each in outcomes),
        "records": records[:MAX_RECORDS],
        "has_records": any(item.members for item in first) or bool(job.record_map),
        "map_form": MapForm(initial={"record_map": job.record_map}),
    }


def change_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an upload that is not confirmed be read by another map, and return to its preview."""
    permissions.require(request, permissions.ADD)
    job = get_object_or_404(Job, pk=pk)
    if request.method == "POST":
        form = MapForm(request.POST)
        drafts = Job.objects.filter(pk=job.pk, state=Job.State.DRAFT, editor=cast(User, request.user))
        if not form.is_valid():
            messages.error(request, f"The map was not changed. {form.errors['record_map'][0]}")
        elif drafts.update(record_map=form.cleaned_data["record_map"]):
            messages.success(request, "This is how the upload is read by the map.")
        else:
            messages.error(request, "The map was not changed: the upload was confirmed, or is another user’s.")
    return redirect("admin:cables_job_change", job.pk)


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or cancel an upload, once, by whoever made it."""
    permissions.require(request, permissions.ADD)
    job = get_object_or_404(Job, pk=pk)
    here: HttpResponseRedirect = redirect("admin:cables_job_change", job.pk)
    if request.method != "POST":
        return here
    drafts = Job.objects.filter(pk=job.pk, state=Job.State.DRAFT, editor=cast(User, request.user))
    if "store" not in request.POST:
        if not drafts.exists() or not runner.discard(job):
            messages.error(request, "It can no longer be cancelled: it was confirmed, or is another user’s.")
            return here
        messages.success(request, "The upload is cancelled. Nothing was stored.")
        return redirect("admin:cables_cable_changelist")
    if drafts.exists() and not spool.has_files(job):
        messages.error(request, "Its files did not arrive whole: cancel it, and upload them again.")
    elif drafts.exists() and runner.confirm(job):
        messages.success(request, "The upload is confirmed. This page may be closed: the work goes on.")
    elif job.state == Job.State.DRAFT:
        messages.error(request, "Nothing was done: only the user who uploaded it can confirm it.")
    else:
        messages.info(request, "It was confirmed already: nothing is done twice.")
    return here


def start_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a job that failed wait for its turn again."""
    return decide(
        request,
        pk,
        runner.start_again,
        logged="Started again.",
        done="It is started again, and goes on where it was. This page may be closed.",
        refused="it is no job that failed and has its files.",
    )


def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove the files of a job that failed, or that waits for what may never end."""
    return decide(
        request,
        pk,
        runner.dismiss,
        logged="Dismissed.",
        done="It is dismissed, and its files are removed. What it had stored stays.",
        refused="it did not fail, or was started again.",
    )


def decide(
    request: HttpRequest, pk: int, change: Callable[[Job], bool], *, logged: str, done: str, refused: str
) -> HttpResponse:
    """Change a job as its button says, and return to its page with a sentence; it can be too late for the change.

    503 and a sentence where the database or the disk fails: then no message can be stored for the next page either.
    """
    permissions.require(request, permissions.ADD)
    job = get_object_or_404(Job, pk=pk)
    if request.method == "POST":
        try:
            is_done = change(job)
            if is_done:
                log(request, job, logged)
        except Exception as error:
            if not is_outage(error):
                raise
            return unrecorded(request, job, error)
        if is_done:
            messages.success(request, done)
        else:
            messages.error(request, f"Nothing was done: {refused}")
    return redirect("admin:cables_job_change", job.pk)


def unrecorded(request: HttpRequest, job: Job, error: Exception) -> HttpResponse:
    """Return the page that says why what was to be done with a job could not be recorded; log it."""
    logger.error("What a user asked for of job %s could not be recorded: %s", job.pk, sentence(error))
    context = {
        **admin.site.each_context(request),
        "title": "It could not be recorded",
        "job": job,
        "sentence": f"It could not be recorded. {sentence(error)} Try again when that has passed.",
    }
    return render(request, "admin/cables/job_unrecorded.html", context, status=503)


def log(request: HttpRequest, job: Job, what: str) -> None:
    """Log what a user did with a job in Django's log of its administration."""
    jobs = Job.objects.filter(pk=job.pk)
    LogEntry.objects.log_actions(cast(User, request.user).pk, jobs, CHANGE, what, single_object=True)


def report(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Return the outcome of each text as CSV; with `after`, of those after that position; 400 where it is none."""
    permissions.require(request, permissions.ADD)
    job = get_object_or_404(Job, pk=pk)
    after = request.GET.get("after", "0")
    if not POSITION.fullmatch(after):
        return formats.refusal(request, BAD_AFTER)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="upload-{job.pk}.csv"',
    }
    return streamed(request, lines(COLUMNS, batches(job, int(after))), headers)


def batches(job: Job, last: int) -> Iterator[list[Record]]:
    """Yield the rows of the report after a position in batches."""
    while rows := list(JobOutcome.objects.filter(job=job, position__gt=last).order_by("position")[:BATCH_SIZE]):
        yield [{column: getattr(row, name) for column, name in COLUMNS.items()} for row in rows]
        last = rows[-1].position
