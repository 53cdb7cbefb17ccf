"""The backend, as ``archive.sqlite`` in the description of a database."""

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to a file that must exist.

    A file that was moved away is so told from an empty archive, and is not in its own way when it comes back.
    """

    def get_connection_params(self) -> dict[str, Any]:
        parameters: dict[str, Any] = super().get_connection_params()
        name = str(parameters["database"])
        if not name.startswith("file:"):
            parameters["database"] = f"{Path(name).absolute().as_uri()}?mode=rw"
        return parameters
