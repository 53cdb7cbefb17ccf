"""Administration of cables: look-up by number, upload, and the actions on one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from cables import archive_vocabulary
from cables.admin import actions, permissions, redaction, upload
from cables.admin.readonly import ReadOnlyAdmin
from cables.db.lookups import read_number
from cables.lists.activity_log import summary_of
from cables.models import Cable, Correction, Event, Redaction

SHOWN_EVENTS = 20


@admin.register(Cable)
class CableAdmin(ReadOnlyAdmin):
    """Cables in the archive. Adding one is uploading it."""

    list_display = ["mrn", "date", "post", "classification", "subject", "revision_number", "stored_at"]
    list_select_related = ["post"]
    list_filter = ["classification"]
    search_fields = ["mrn"]
    search_help_text = "A reference number in any spelling, or how it begins: 07LIMA3229, 07LIMA."
    fields = [
        *("mrn", "date", "date_source", "post", "classification", "subject", "revision_number"),
        *("parser_version", "vocabulary", "stored_at", "modified_at"),
    ]
    row_actions = (*actions.CABLE_ACTIONS, redaction.Redact)
    change_form_template = "admin/cables/cable.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.has(request, permissions.ADD)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Cable], search_term: str
    ) -> tuple[QuerySet[Cable], bool]:
        prefix = "".join(search_term.split()).upper()
        if not prefix:
            return queryset, False
        number = read_number(search_term, archive_vocabulary.current()).mrn
        exact = queryset.filter(mrn=number) if number else queryset.none()
        return (exact if exact.exists() else queryset.filter(mrn__startswith=prefix)), False

    def get_urls(self) -> list[URLPattern]:
        confirm = path("upload/confirm/", self.admin_site.admin_view(upload.confirm), name="cables_cable_confirm")
        return [confirm, *super().get_urls()]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return upload.upload(request)

    add_view.csrf_exempt = True  # type: ignore[attr-defined]  # `upload` sees to it itself

    def row_context(self, request: HttpRequest, row: Cable) -> dict[str, Any]:
        return super().row_context(request, row) | {
            "revisions": row.revisions.select_related("import_run").defer("content").order_by("-number"),
            "corrections": Correction.objects.filter(mrn=row.mrn, undone_at=None),
            "redactions": Redaction.objects.filter(mrn=row.mrn),
            "events": [(event, summary_of(event)) for event in Event.objects.of(row.mrn)[:SHOWN_EVENTS]],
            "may_revise": permissions.has(request, permissions.REVISE),
            "may_correct": permissions.has(request, permissions.CORRECT),
        }
