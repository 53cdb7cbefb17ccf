"""The cables app: what a cable says, where it is kept, and the pages that show it."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CablesConfig(AppConfig):
    """Registers the system checks and the receiver of migrations with Django when the app is loaded."""

    name = "cables"
    verbose_name = "Cables"

    def ready(self) -> None:
        from cables import checks  # noqa: F401 - importing the checks registers them
        from cables.db import roles

        post_migrate.connect(roles.grant_after_migrating, sender=self)
