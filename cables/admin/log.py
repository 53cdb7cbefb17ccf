"""Administration of records: events, batches, corrections, withdrawals, aliases."""

from __future__ import annotations

from django.contrib import admin

from cables.admin.actions import Restore, UndoCorrection
from cables.admin.readonly import ReadOnlyAdmin
from cables.admin.redaction import RedactWithdrawn
from cables.models import Alias, Correction, Event, ImportRun, Withdrawal


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Edits, newest first."""

    list_display = ["at", "kind", "mrn", "reason", "editor_name"]
    list_filter = ["kind"]
    search_fields = ["mrn__exact"]
    search_help_text = "A reference number."
    fields = ["at", "kind", "mrn", "reason", "editor_name", "detail", "import_run"]


IMPORT_RUN_COLUMNS = (
    "label",
    "started_at",
    "finished_at",
    "stored",
    "revised",
    "further",
    "unchanged",
    "conflicts",
    "refused",
    "recorded",
    "editor_name",
)


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    """Imports and uploads, newest first."""

    list_display = IMPORT_RUN_COLUMNS
    fields = IMPORT_RUN_COLUMNS


CORRECTION_COLUMNS = ("mrn", "field", "value", "before", "reason", "editor_name", "at", "undone_at")


@admin.register(Correction)
class CorrectionAdmin(ReadOnlyAdmin):
    """Corrections, standing and undone."""

    list_display = CORRECTION_COLUMNS
    list_filter = ["field"]
    search_fields = ["mrn__exact"]
    search_help_text = "A reference number."
    fields = CORRECTION_COLUMNS
    row_actions = (UndoCorrection,)

    def has_actions(self, row: Correction) -> bool:
        return row.undone_at is None


@admin.register(Withdrawal)
class WithdrawalAdmin(ReadOnlyAdmin):
    """Withdrawn cables."""

    list_display = ["mrn", "at", "reason", "editor_name"]
    search_fields = ["mrn__exact"]
    search_help_text = "A reference number."
    fields = ["mrn", "at", "reason", "editor_name", "stored_at"]
    row_actions = (Restore, RedactWithdrawn)


ALIAS_COLUMNS = ("mrn", "target_mrn", "at")


@admin.register(Alias)
class AliasAdmin(ReadOnlyAdmin):
    """Numbers that lead to another since a merge or a correction."""

    list_display = ALIAS_COLUMNS
    search_fields = ["mrn__exact", "target_mrn__exact"]
    search_help_text = "A reference number."
    fields = ALIAS_COLUMNS
