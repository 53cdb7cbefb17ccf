"""Jobs: an upload before it is confirmed, how far one has come, and its report."""

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

FORESEEN = 50  # texts of an upload whose statuses are told before it is confirmed
SHOWN = 100  # of what was not taken, on the page; the report has all
REFRESHED_EVERY = 3  # seconds
AT_ONCE = 2_000
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
    """Uploads and derivations, newest first."""

    seen_with = permissions.ADD
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

    def around(self, request: HttpRequest, row: Job) -> dict[str, Any]:
        if row.state == Job.State.DRAFT:
            told, more = foreseen(row)
            return {"told": told, "more": more, "is_own": row.editor_id == request.user.pk}
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


def foreseen(job: Job) -> tuple[list[Outcome], bool]:
    """What would become of the first texts of an upload, and whether more follow."""
    if not spool.has_files(job):
        return [], False
    first = list(islice(spool.items(job), FORESEEN + 1))
    told: list[Outcome] = []
    service.ingest(first[:FORESEEN], job.label, dry_run=True, tell=told.append)
    return told, len(first) > FORESEEN


def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an upload be taken in, or cancel it; either only once, and only for whoever made it."""
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
    """What became of each text, as CSV."""
    permissions.require(request, permissions.ADD)
    job = get_object_or_404(Job, pk=pk)
    response = StreamingHttpResponse(lines(COLUMNS, batches(job)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="upload-{job.pk}.csv"'
    return response


def batches(job: Job) -> Iterator[list[Record]]:
    """The rows of the report, some at a time."""
    last = 0
    while rows := list(JobOutcome.objects.filter(job=job, position__gt=last).order_by("position")[:AT_ONCE]):
        yield [{column: getattr(row, name) for column, name in COLUMNS.items()} for row in rows]
        last = rows[-1].position
