import django.db.models.deletion
from django.db import migrations, models

FILL = """
    INSERT INTO cables_address (name) SELECT DISTINCT substr(name, 1, 200) FROM cables_addressee
"""
LINK = """
    UPDATE cables_addressee SET address_id =
    (SELECT address.id FROM cables_address address WHERE address.name = substr(cables_addressee.name, 1, 200))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cables", "0002_search"),
    ]

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, unique=True)),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.AddField(
            model_name="addressee",
            name="address",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="addressees",
                to="cables.address",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(LINK, migrations.RunSQL.noop),
    ]
