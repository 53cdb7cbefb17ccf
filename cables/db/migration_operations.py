"""Operations of the migrations that concern what an archive must not lose."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError
from django.db.migrations.operations.base import Operation


class KeepRows(Operation):
    """A refusal to go back where a table would go whose rows nothing can restore; going forward it does nothing.

    Stands last in the migration that makes the tables of the `models` (their names), so that it is asked first.
    """

    reversible = True
    reduces_to_sql = False

    def __init__(self, *models: str) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave the models as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Do nothing: nothing can be lost."""

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Raise CommandError, by which `migrate` ends with a sentence, where any of the tables holds a row."""
        lost = []
        for name in self.models:
            model = from_state.apps.get_model(app_label, name)
            number = model.objects.using(schema_editor.connection.alias).count()
            if number:
                lost.append(f"{number} {model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural}")
        if lost:
            raise CommandError(
                f"Going back further would lose {', '.join(lost)}, which nothing can bring back. "
                "Let migrate go forward again, and restore a backup that was made before instead."
            )

    def describe(self) -> str:
        return f"Keep the rows of {', '.join(self.models)}"
