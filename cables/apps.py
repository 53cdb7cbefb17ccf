"""The cables app: what a cable says, where it is kept, and the pages that show it."""

from django.apps import AppConfig


class CablesConfig(AppConfig):
    """Registers the system checks with Django when the app is loaded."""

    name = "cables"
    verbose_name = "Cables"

    def ready(self) -> None:
        from cables import checks  # noqa: F401 - importing registers them
