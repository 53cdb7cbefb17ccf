"""Indexes of dates ascending, and none on the cable of captions and tags, which their unique ones begin with."""

import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cables", "0007_alias_yields"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="cable",
            name="cable_by_date",
        ),
        migrations.RemoveIndex(
            model_name="cable",
            name="cable_by_post",
        ),
        migrations.RemoveIndex(
            model_name="cable",
            name="cable_by_class",
        ),
        migrations.RemoveIndex(
            model_name="cable",
            name="cable_by_arrival",
        ),
        migrations.RemoveIndex(
            model_name="cable",
            name="cable_by_signer",
        ),
        migrations.RemoveIndex(
            model_name="cablecaption",
            name="cablecaption_by_date",
        ),
        migrations.RemoveIndex(
            model_name="cabletag",
            name="cabletag_by_date",
        ),
        migrations.AlterField(
            model_name="cablecaption",
            name="cable",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cable_captions",
                to="cables.cable",
            ),
        ),
        migrations.AlterField(
            model_name="cabletag",
            name="cable",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="cable_tags",
                to="cables.cable",
            ),
        ),
        migrations.AddIndex(
            model_name="cable",
            index=models.Index(fields=["date", "id"], name="cable_by_date"),
        ),
        migrations.AddIndex(
            model_name="cable",
            index=models.Index(fields=["post", "date", "id"], name="cable_by_post"),
        ),
        migrations.AddIndex(
            model_name="cable",
            index=models.Index(fields=["classification", "date", "id"], name="cable_by_class"),
        ),
        migrations.AddIndex(
            model_name="cable",
            index=models.Index(fields=["stored_at", "id"], name="cable_by_arrival"),
        ),
        migrations.AddIndex(
            model_name="cable",
            index=models.Index(
                django.db.models.functions.text.Upper("signer"),
                models.F("date"),
                models.F("id"),
                name="cable_by_signer",
            ),
        ),
        migrations.AddIndex(
            model_name="cablecaption",
            index=models.Index(fields=["caption", "date", "cable"], name="cablecaption_by_date"),
        ),
        migrations.AddIndex(
            model_name="cabletag",
            index=models.Index(fields=["tag", "date", "cable"], name="cabletag_by_date"),
        ),
    ]
