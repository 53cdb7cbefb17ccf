"""Sessions of the administration: removed on time, and never said to be interrupted where the database fails."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import InternalError, OperationalError
from django.utils import timezone


class SessionStore(db.SessionStore):
    """Django's sessions in the database, of which an outage is an outage.

    Django takes any failure to save a session for its end elsewhere, and responds 400: on a full disk to every editor
    with a message still to be shown.
    """

    def save(self, must_create: bool = False) -> None:
        """Store the session. Raises UpdateError where it has ended meanwhile, OperationalError where none is stored."""
        try:
            super().save(must_create)
        except UpdateError as error:
            failure = error.__context__
            if isinstance(failure, OperationalError | InternalError):  # the latter of a database that is read-only
                raise OperationalError(*failure.args) from failure
            raise


def remove_ended() -> int:
    """Remove the sessions that have ended; return how many they were.

    Where the clock was put back, a session lasts no longer from now on than one that begins now.
    """
    now = timezone.now()
    longest = now + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    too_long = Session.objects.filter(expire_date__gt=longest)
    if too_long.exists():  # else nothing is written: a writer may have to wait for another
        too_long.update(expire_date=longest)
    ended = Session.objects.filter(expire_date__lte=now)
    return ended.delete()[0] if ended.exists() else 0
