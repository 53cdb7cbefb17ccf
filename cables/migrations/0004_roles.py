"""The roles of the administration, each with the rights that its work needs.

Django makes permissions only once all migrations are done, so those that the roles have are made here.
"""

from typing import Any

from django.db import migrations

ARCHIVIST = {
    ("cables", "cable"): {
        "add_cable": "Can add cable",
        "view_cable": "Can view cable",
        "revise_cable": "Can add revisions and revert to one",
        "correct_cable": "Can correct what cables say",
        "withdraw_cable": "Can withdraw cables and restore them",
        "merge_cable": "Can merge cables held twice",
    },
    ("cables", "vocabularyentry"): {"change_vocabularyentry": "Can change vocabulary entry"},
}
ADMINISTRATOR = {
    ("cables", "cable"): {"redact_cable": "Can redact cables", "purge_redaction": "Can purge sealed originals"},
    ("cables", "sealedtext"): {"view_sealedtext": "Can view sealed text"},
    ("auth", "user"): {
        "add_user": "Can add user",
        "change_user": "Can change user",
        "view_user": "Can view user",
    },
}
ROLES = {"archivist": [ARCHIVIST], "administrator": [ARCHIVIST, ADMINISTRATOR]}


def make(apps: Any, schema_editor: Any) -> None:
    """Make the roles; a group of that name keeps what it has."""
    database = schema_editor.connection.alias
    group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    kind_model = apps.get_model("contenttypes", "ContentType")
    for role, rights in ROLES.items():
        group, _ = group_model.objects.using(database).get_or_create(name=role)
        for models in rights:
            for (app, model), permissions in models.items():
                kind, _ = kind_model.objects.using(database).get_or_create(app_label=app, model=model)
                for codename, name in permissions.items():
                    found, _ = permission_model.objects.using(database).get_or_create(
                        content_type=kind, codename=codename, defaults={"name": name}
                    )
                    group.permissions.add(found)


def unmake(apps: Any, schema_editor: Any) -> None:
    """Take the roles away; the permissions are Django's."""
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("cables", "0003_jobs"),
    ]

    operations = [migrations.RunPython(make, unmake)]
