"""The cables app: its models, pages and commands."""

from django.apps import AppConfig


class CablesConfig(AppConfig):
    """The configuration of the app, which registers its system checks with Django when it is loaded."""

    name = "cables"
    verbose_name = "Cables"

    def ready(self) -> None:
        from cables import checks  # noqa: F401 - importing the checks registers them
