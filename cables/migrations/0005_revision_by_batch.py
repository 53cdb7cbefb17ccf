"""A batch's texts in the order in which they came, read from one index."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cables", "0004_roles")]

    operations = [
        migrations.AlterField(
            model_name="revision",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="revisions",
                to="cables.batch",
            ),
        ),
        migrations.AddIndex(
            model_name="revision",
            index=models.Index(fields=["batch", "id"], name="revision_by_batch"),
        ),
    ]
