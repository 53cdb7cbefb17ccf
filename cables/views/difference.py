"""`/cable/07LIMA3229/difference/?from=1&to=2`: two texts of a cable compared word by word."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cables.archive_version import Version, page_version
from cables.models import Cable, Revision
from cables.rendering import text_diff
from cables.rendering.text_diff import SegmentKind
from cables.views import missing_cable, revisions
from cables.views.base import ConditionalView


class DifferenceView(ConditionalView):
    """The text diff of two revisions; without numbers, of the one shown and the one before it."""

    def version(self) -> Version | None:
        modified = Cable.objects.filter(mrn=self.kwargs["mrn"]).values_list("modified_at", flat=True).first()
        return page_version(modified) if modified else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """Return the page, or a redirect to it under the number's canonical spelling. Raise Http404 where there is no
        revision of a number."""
        cable = Cable.objects.select_related("post").filter(mrn=mrn).first()
        if cable is None:
            return missing_cable.response_without_cable(request, mrn, "cable-difference")
        new = revisions.revision_number(request, "to") or cable.revision_number
        old = revisions.revision_number(request, "from") or max(1, new - 1)
        revisions_by_number = {row.number: row for row in Revision.objects.filter(cable=cable, number__in={old, new})}
        for number in (old, new):
            if number not in revisions_by_number:
                raise revisions.not_found(mrn, number)
        segments = text_diff.diff(revisions_by_number[old].text, revisions_by_number[new].text)
        return render(
            request,
            "cables/difference.html",
            {
                "cable": cable,
                "old": revisions_by_number[old],
                "new": revisions_by_number[new],
                "same": all(segment.kind is SegmentKind.SAME for segment in segments),
                "shown": text_diff.with_context(segments),
            },
        )
