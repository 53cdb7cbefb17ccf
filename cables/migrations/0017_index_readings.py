from django.db import migrations

from cables.search.index.migration_operations import IndexReadings


class Migration(migrations.Migration):
    dependencies = [
        ("cables", "0016_searched_attributes"),
    ]

    operations = [IndexReadings()]
