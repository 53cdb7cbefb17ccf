"""The lock of a network's attempts to log in: one is checked and counted before the next begins.

Without it attempts sent at once would all be checked before any is counted, since a password takes 0.2 s to hash: of 24
at once 8 to 11 were, where the limit is five.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from cables.file_lock import file_lock

TRY_LOCK = "SELECT pg_try_advisory_xact_lock(hashtext('archive.login'), hashtext(%s))"


def login_lock(network: str) -> AbstractContextManager[bool]:
    """Hold the lock of a network; yield whether it was free, without waiting. A killed process releases it too."""
    return transaction_lock(network) if connection.vendor == "postgresql" else file_lock(lock_file(network))


@contextmanager
def transaction_lock(network: str) -> Iterator[bool]:
    """Hold PostgreSQL's lock for a transaction, whose commit shows what was counted before it releases the lock."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(TRY_LOCK, [network])
            (is_free,) = cursor.fetchone()
        yield is_free


def lock_file(network: str) -> Path:
    """Return the file of a network's lock: one of 256, so that they do not grow and none names a network.

    Which it is, nobody can work out without the secret key. Two networks may share one, and then seldom wait 0.2 s.
    """
    directory: Path = settings.DATA_DIR / "login_locks"
    return directory / salted_hmac("archive.login", network).hexdigest()[:2]
