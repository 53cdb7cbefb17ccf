"""`/cable/07LIMA3229/history/`: every revision of a cable, the source of each, and which is shown."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cables.archive_version import Version, page_version
from cables.models import Cable, Revision
from cables.views import missing_cable, revisions
from cables.views.base import ConditionalView

REVISIONS = 100  # on one page


class HistoryView(ConditionalView):
    """The revisions, latest first; `before` is the number of the last one of the page before."""

    def version(self) -> Version | None:
        modified = Cable.objects.filter(mrn=self.kwargs["mrn"]).values_list("modified_at", flat=True).first()
        return page_version(modified) if modified else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """Return the page, or a redirect to it under the number's canonical spelling."""
        cable = Cable.objects.select_related("post").filter(mrn=mrn).first()
        if cable is None:
            return missing_cable.response_without_cable(request, mrn, "cable-history")
        rows = Revision.objects.filter(cable=cable).select_related("import_run").defer("content").order_by("-number")
        before = request.GET.get("before", "")
        resumed = before.isascii() and before.isdigit() and len(before) < 10
        page = list((rows.filter(number__lt=int(before)) if resumed else rows)[: REVISIONS + 1])
        shown = page[:REVISIONS]
        return render(
            request,
            "cables/history.html",
            {
                "cable": cable,
                "revisions": shown,
                "sealed_files": revisions.sealed_files(shown),
                "is_redacted": any(row.shown_checksum for row in shown),
                "resumed": resumed,
                "further": shown[-1].number if len(page) > REVISIONS else None,
                "latest": shown[0].number if shown else cable.revision_number,
            },
        )
