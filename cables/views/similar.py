"""`/cable/07LIMA3229/like/`: the cables most similar to one, with what each shares with it.

A page of its own, since it takes about as long as the cable's page itself.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cables.archive_version import Version, page_version
from cables.models import Cable
from cables.search import similar
from cables.views import missing_cable
from cables.views.base import ConditionalView


class SimilarView(ConditionalView):
    """Similar cables of one. The number of queries depends neither on the archive's size nor on the cable's length."""

    def version(self) -> Version | None:
        modified = Cable.objects.filter(mrn=self.kwargs["mrn"]).values_list("modified_at", flat=True).first()
        return page_version(modified) if modified else None

    def get(self, request: HttpRequest, mrn: str) -> HttpResponse:
        """Return the page, or a redirect to it under the number's canonical spelling."""
        cable = Cable.objects.select_related("post").filter(mrn=mrn).first()
        if cable is None:
            return missing_cable.response_without_cable(request, mrn, "cable-like")
        return render(request, "cables/similar.html", {"cable": cable, "similar_cables": similar.similar_cables(cable)})
