"""Numbers that only a cable's text gives yield to a cable of that number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cables", "0006_batches")]

    operations = [
        migrations.AddField(
            model_name="alias", name="yields", field=models.BooleanField(db_default=False, default=False)
        ),
    ]
