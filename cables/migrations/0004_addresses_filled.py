import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Upper


class Migration(migrations.Migration):
    # On its own: PostgreSQL does not change a table's columns while links filled in are still to be checked.
    dependencies = [
        ("cables", "0003_addresses"),
    ]

    operations = [
        migrations.AlterField(
            model_name="addressee",
            name="address",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addressees",
                to="cables.address",
            ),
        ),
        migrations.AddIndex(
            model_name="addressee",
            index=models.Index(fields=["address", "cable"], name="addressee_by_address"),
        ),
        migrations.AddIndex(
            model_name="cable",
            index=models.Index(Upper("signer"), models.F("date").desc(), models.F("id").desc(), name="cable_by_signer"),
        ),
    ]
