"""More than one batch are batches."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cables", "0005_revision_by_batch")]

    operations = [
        migrations.AlterModelOptions(name="batch", options={"ordering": ["-id"], "verbose_name_plural": "batches"}),
    ]
