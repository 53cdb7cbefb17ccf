"""Administration of redactions and of sealed originals, which administrators alone see."""

from __future__ import annotations

import zlib
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from cables.admin import permissions
from cables.admin.readonly import ReadOnlyAdmin
from cables.admin.redaction import Purge
from cables.models import Redaction, SealedFile, SealedText
from cables.rendering.html import escape

REDACTION_COLUMNS = ("mrn", "at", "reason", "editor_name", "purged_at")


@admin.register(Redaction)
class RedactionAdmin(ReadOnlyAdmin):
    """Redactions and their reasons."""

    view_permission = permissions.REDACT
    list_display = REDACTION_COLUMNS
    search_fields = ["mrn__exact"]
    search_help_text = "A reference number."
    fields = REDACTION_COLUMNS
    row_actions = (Purge,)

    def has_actions(self, row: Redaction) -> bool:
        return row.purged_at is None


@admin.register(SealedFile)
class SealedFileAdmin(ReadOnlyAdmin):
    """Files of redacted and withdrawn cables."""

    view_permission = permissions.SEE_SEALED
    list_display = ["text_checksum", "format", "size"]
    search_fields = ["text_checksum__startswith"]
    search_help_text = "The SHA-256 of the text that was extracted from it, or how that begins."
    fields = ["text_checksum", "checksum", "format", "size"]
    change_form_template = "admin/cables/sealed_file.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SealedFile]:
        return super().get_queryset(request).defer("content")

    def get_urls(self) -> list[URLPattern]:
        download = self.admin_site.admin_view(self.download)
        return [path("<str:pk>/download/", download, name="cables_sealedfile_download"), *super().get_urls()]

    def download(self, request: HttpRequest, pk: str) -> HttpResponse:
        """Return the file itself."""
        permissions.require(request, permissions.SEE_SEALED)
        file = get_object_or_404(SealedFile, pk=pk)
        headers = {"Content-Disposition": f'attachment; filename="{file.checksum[:12]}.{file.format}"'}
        return HttpResponse(bytes(file.content), content_type="application/octet-stream", headers=headers)


@admin.register(SealedText)
class SealedTextAdmin(ReadOnlyAdmin):
    """Originals of redacted texts."""

    view_permission = permissions.SEE_SEALED
    list_display = ["mrn", "checksum", "size", "where"]
    search_fields = ["mrn__exact"]
    search_help_text = "A reference number."
    fields = ["mrn", "checksum", "size", "encoding", "where"]
    change_form_template = "admin/cables/sealed.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[SealedText]:
        return super().get_queryset(request).defer("content")

    def row_context(self, request: HttpRequest, row: SealedText) -> dict[str, Any]:
        text = zlib.decompress(row.content).decode(row.encoding, "replace")
        return super().row_context(request, row) | {"text": escape(text.replace("\r\n", "\n"))}
