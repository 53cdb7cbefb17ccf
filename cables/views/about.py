"""`/about/`: the figures of the archive, the sources of its texts, and the contact."""

from __future__ import annotations

from typing import Any

from cables.lists.activity_log import source_names
from cables.models import ImportRun, Post, Tally
from cables.telegram.vocabulary import CLASSIFICATIONS
from cables.views.home import archive_figures
from cables.views.lists import ArchivePageView

BATCHES = 20


class AboutView(ArchivePageView):
    """The page about the archive."""

    template_name = "cables/about.html"
    section = "about"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        totals = Tally.objects.filter(scope=Tally.Scope.CLASSIFICATION, year=0, month=0)
        by_class = dict(totals.values_list("key", "cables"))
        batches = ImportRun.objects.exclude(stored=0, revised=0).order_by("-pk")[:BATCHES]
        return super().get_context_data(**kwargs) | {
            "figures": archive_figures(),
            "classifications": [(name, by_class[name]) for name in [*CLASSIFICATIONS, ""] if by_class.get(name)],
            "specimens": Post.objects.filter(specimen=True).exists(),
            "batches": [(batch, source_names(batch.label)) for batch in batches],
        }
