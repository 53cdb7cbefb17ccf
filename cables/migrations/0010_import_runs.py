"""Models under the names of what they are. No table or column is renamed, so that grants and backups stay as they are.

Django renames the content types itself, but not the permissions: those are renamed here, so that groups keep them.
"""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

RENAMED = {
    "batch": ("importrun", "batch", "batch"),
    "absentcable": ("missingcable", "absent cable", "missing cable"),
}
ACTIONS = ("add", "change", "delete", "view")


def rename_permissions(apps: Any, schema_editor: Any, *, back: bool = False) -> None:
    """Give the permissions of the renamed models their codenames and names; groups and users keep them."""
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    for before, (after, name_before, name_after) in RENAMED.items():
        ends = (before, name_before), (after, name_after)
        (old, _), (new, name) = reversed(ends) if back else ends
        for action in ACTIONS:
            permissions.filter(content_type__app_label="cables", codename=f"{action}_{old}").update(
                codename=f"{action}_{new}", name=f"Can {action} {name}"
            )


def restore_permissions(apps: Any, schema_editor: Any) -> None:
    """Give the permissions the codenames and names that they had before."""
    rename_permissions(apps, schema_editor, back=True)


def renamed(model: str, before: str, after: str, field: Any) -> list[Any]:
    """Return the operations that rename a field of a model and leave its column alone."""
    return [migrations.AlterField(model, before, field), migrations.RenameField(model, before, after)]


def batch(kind: Any = models.ForeignKey, **options: Any) -> Any:
    """Return a field that leads to an import run by the column of its former name."""
    protect = django.db.models.deletion.PROTECT
    return kind("cables.importrun", protect, verbose_name="batch", db_column="batch_id", **options)


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("cables", "0009_fewer_merges"),
    ]

    operations = [
        migrations.AlterModelTable("batch", "cables_batch"),
        migrations.AlterModelTable("absentcable", "cables_absentcable"),
        migrations.RenameModel("Batch", "ImportRun"),
        migrations.RenameModel("AbsentCable", "MissingCable"),
        migrations.RunPython(rename_permissions, restore_permissions),
        migrations.AlterModelOptions(
            "importrun", {"ordering": ["-id"], "verbose_name": "batch", "verbose_name_plural": "batches"}
        ),
        # The index stays: only its field gets another name.
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveIndex("revision", "revision_by_batch")]),
        *renamed("revision", "batch", "import_run", batch(related_name="revisions", db_index=False)),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddIndex("revision", models.Index(fields=["import_run", "id"], name="revision_by_batch"))
            ]
        ),
        *renamed("withdrawntext", "batch", "import_run", batch(related_name="withdrawn")),
        *renamed(
            "event",
            "batch",
            "import_run",
            batch(null=True, blank=True, help_text="The upload that it came with."),
        ),
        *renamed("job", "batch", "import_run", batch(models.OneToOneField, null=True, blank=True, related_name="job")),
        *renamed("joboutcome", "fate", "status", models.CharField(db_column="fate", max_length=9)),
        *renamed(
            "alias",
            "yields",
            "is_provisional",
            models.BooleanField(db_column="yields", db_default=False, default=False),
        ),
        *renamed(
            "cable",
            "touched_at",
            "modified_at",
            models.DateTimeField(
                db_column="touched_at",
                default=django.utils.timezone.now,
                help_text="When its page last changed: its own rows, a link of it or a link to it.",
            ),
        ),
        migrations.AlterField(
            "referencecandidate",
            "reference",
            models.ForeignKey(
                "cables.reference",
                django.db.models.deletion.CASCADE,
                db_index=False,
                related_name="stored_candidates",
            ),
        ),
    ]
