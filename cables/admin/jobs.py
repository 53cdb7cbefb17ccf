"""Administration of jobs: confirmation of an upload, its progress, and its report."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path

from cables.admin import permissions
from cables.admin.readonly import ReadOnlyAdmin
from cables.ingest import service
from cables.ingest.outcomes import Outcome
from cables.jobs import runner, spool
from cables.lists.formats import lines
from cables.lists.listing import Record
from cables.models import Job, JobOutcome

MAX_PREVIEWED = 50  # texts of an upload whose status is shown before it is confirmed
SHOWN = 100  # of what was not taken, on the page; the report has all
REFRESHED_EVERY = 3  # seconds
BATCH_SIZE = 2_000  # rows of the report
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
    list_display = ["__str__", "label", "state", "done", "editor_name", "created_at", "finished_at"]
    list_filter = ["kind", "state"]
    fields = ["label", "state", "done", "failure", "editor_name", "created_at", "finished_at"]
    change_form_template = "admin/cables/job.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/confirm/", view(confirm), name="cables_job_confirm"),
            path("<int:pk>/report.csv", view(report), name="cables_job_report"),
            *super().get_urls(),
        ]

    def row_context(self, request: HttpRequest, row: Job) -> dict[str, Any]:
        if row.state == Job.State.DRAFT:
            outcomes, has_more = dry_run_outcomes(row)
            return {"outcomes": outcomes, "has_more": has_more, "is_own": row.editor_id == request.user.pk}
        rest = row.outcomes.exclude(status__in=["stored", "revised", "unchanged"])
        return {"not_taken": rest[:SHOWN], "not_taken_in_all": rest.count()}

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        response = super().change_view(request, object_id, form_url, extra_context)
        job = self.get_object(request, object_id)
        if job and job.is_under_way:
            response["Refresh"] = str(REFRESHED_EVERY)
        return response


def dry_run_outcomes(job: Job) -> tuple[list[Outcome], bool]:
    """Return what would become of the first texts of an upload, and whether more follow."""
    if not spool.has_files(job):
        return [], False
    first = list(islice(spool.items(job), MAX_PREVIEWED + 1))
    outcomes: list[Outcome] = []
    service.ingest(first[:MAX_PREVIEWED], job.label, dry_run=True, report=outcomes.append)
    return outcomes, len(first) > MAX_PREVIEWED


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm or cancel an upload, once, by whoever made it."""
    permissions.require(request, permissions.ADD)
    job = get_object_or_404(Job, pk=pk)
    here: HttpResponseRedirect = redirect("admin:cables_job_change", job.pk)
    if request.method != "POST":
        return here
    drafts = Job.objects.filter(pk=job.pk, state=Job.State.DRAFT, editor=cast(User, request.user))
    if "store" not in request.POST:
        if not drafts.exists():
            messages.error(request, "It can no longer be cancelled: it was confirmed, or is another user’s.")
            return here
        runner.discard(job)
        messages.success(request, "The upload is cancelled. Nothing was stored.")
        return redirect("admin:cables_cable_changelist")
    if drafts.update(state=Job.State.WAITING):
        messages.success(request, "The upload is confirmed. This page may be closed: the work goes on.")
    elif job.state == Job.State.DRAFT:
        messages.error(request, "Nothing was done: only the user who uploaded it can confirm it.")
    else:
        messages.info(request, "It was confirmed already: nothing is done twice.")
    return here


def report(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """Return the outcome of each text as CSV."""
    permissions.require(request, permissions.ADD)
    job = get_object_or_404(Job, pk=pk)
    response = StreamingHttpResponse(lines(COLUMNS, batches(job)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="upload-{job.pk}.csv"'
    return response


def batches(job: Job) -> Iterator[list[Record]]:
    """Yield the rows of the report in batches."""
    last = 0
    while rows := list(JobOutcome.objects.filter(job=job, position__gt=last).order_by("position")[:BATCH_SIZE]):
        yield [{column: getattr(row, name) for column, name in COLUMNS.items()} for row in rows]
        last = rows[-1].position
