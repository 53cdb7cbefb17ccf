"""Environment variables, read and checked here alone.

A value that cannot be read raises ``ImproperlyConfigured`` with a sentence that says what to set.
"""

import os
from ipaddress import ip_address
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent


def text(name: str, default: str = "") -> str:
    """Return the variable ``name`` without surrounding space; an empty one counts as not set."""
    return os.environ.get(name, "").strip() or default


def flag(name: str) -> bool:
    """Return whether the variable ``name`` is switched on; it is off when not set."""
    value = text(name, "0").lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to 1 or 0.")


def number(name: str, default: int, lowest: int, highest: int) -> int:
    """Return the integer in the variable ``name``, which must lie within ``lowest`` and ``highest``."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdigit() and lowest <= int(value) <= highest):
        raise ImproperlyConfigured(f"{name} is {value!r}: set it to a whole number from {lowest} to {highest}.")
    return int(value)


def names(name: str, default: str) -> list[str]:
    """Return the comma-separated items in the variable ``name``."""
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def directory(name: str, default: Path) -> Path:
    """Return the directory in the variable ``name``; a relative path starts at the project.

    It is created if missing: nobody but its owner can list it then, but everybody can reach the static files in it.
    """
    path = BASE_DIR / Path(text(name, str(default))).expanduser()
    try:
        if not path.is_dir():
            path.mkdir(parents=True, exist_ok=True)
            path.chmod(0o711)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is {str(path)!r}, which cannot be made ({error.strerror}): choose one that you may write."
        ) from error
    return path


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach a server that listens on ``host``."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
