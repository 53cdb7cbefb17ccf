"""`/batch/12/`: an import run and the texts that it stored."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404

from cables.lists.activity_log import REPAIR, source_names
from cables.models import ImportRun, Revision
from cables.views.lists import ArchivePageView

PAGE_SIZE = 100  # rows
ID = re.compile("[0-9]{1,18}")


class BatchView(ArchivePageView):
    """The figures of the run, and its texts in the order of their arrival; `after` is the id of the last text of the
    page before. Cables that were withdrawn since are left out."""

    template_name = "cables/batch.html"
    section = "log"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = ImportRun.objects.filter(pk=kwargs["pk"]).first()
        if batch is None:
            raise Http404(f"There is no batch {kwargs['pk']}.")
        after = self.request.GET.get("after", "")
        resumed = ID.fullmatch(after) is not None
        rows = Revision.objects.filter(import_run=batch, pk__gt=int(after) if resumed else 0).order_by("pk")
        fields = ("number", "cable__mrn", "cable__subject", "cable__date", "cable__date_source", "cable__is_specimen")
        texts = list(rows.select_related("cable").only(*fields)[: PAGE_SIZE + 1])
        return super().get_context_data(**kwargs) | {
            "batch": batch,
            "names": source_names(batch.label),
            "is_repair": batch.label == REPAIR,
            "texts": texts[:PAGE_SIZE],
            "resumed": resumed,
            "further": texts[PAGE_SIZE - 1].pk if len(texts) > PAGE_SIZE else None,
        }
