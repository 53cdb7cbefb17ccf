from django.db import migrations

from cables.search.index.migration_operations import SetSearchIndex


class Migration(migrations.Migration):
    dependencies = [("cables", "0008_ascending_indexes")]

    operations = [SetSearchIndex("automerge", 8, before=4)]
