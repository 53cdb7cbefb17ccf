"""The secret key of a site whose environment has none."""

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

LENGTH = 50


def stored_secret_key(path: Path) -> str:
    """Return the secret key in the file ``path``, which is made on first use and readable by its owner alone.

    The file appears complete or not at all, so processes that start together agree on one key. Raises
    ``ImproperlyConfigured`` where it cannot be read or made.
    """
    try:
        if not path.exists():
            with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".secret_key-") as file:
                file.write(secrets.token_urlsafe(LENGTH))
                file.flush()
                with contextlib.suppress(FileExistsError):
                    os.link(file.name, path)
        return path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The file {str(path)!r} cannot be used ({error.strerror}): set SECRET_KEY, or set DATA_DIR to a directory "
            "that you may write."
        ) from error
