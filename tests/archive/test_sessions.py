"""Sessions end after twelve hours, whatever the clock does, and are removed then; an outage ends none."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import InternalError, OperationalError
from django.test import Client
from django.utils import timezone

from archive import sessions
from archive.sessions import SessionStore

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def hours_left() -> dict[str, float]:
    """Return for each session how many hours are left of it."""
    now = timezone.now()
    return {session.pk: round((session.expire_date - now) / HOUR, 2) for session in Session.objects.all()}


def test_ended_sessions_are_removed_and_none_outlasts_twelve_hours() -> None:
    for name, hours in {"ended": -0.01, "open": 11.0, "begun before the clock was put back": 13.0}.items():
        Session.objects.create(pk=name, session_data="", expire_date=timezone.now() + hours * HOUR)
    assert sessions.remove_ended() == 1
    assert hours_left() == {"open": 11.0, "begun before the clock was put back": 12.0}
    assert sessions.remove_ended() == 0


FAILURES = [
    OperationalError("database or disk is full"),
    InternalError("cannot execute UPDATE in a read-only transaction"),
]


@pytest.mark.parametrize("error", FAILURES, ids=str)
def test_where_a_session_cannot_be_stored_the_site_is_out_of_order(
    admin_client: Client, error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: object, **options: object) -> None:
        raise error

    admin_client.raise_request_exception = False
    monkeypatch.setattr(Session, "save", fail)
    response = admin_client.get("/admin/cables/job/99999/change/")  # which leaves a message in the session
    assert (response.status_code, response["Retry-After"]) == (503, "60")


def test_a_session_that_has_ended_meanwhile_is_not_stored_again() -> None:
    store = SessionStore()
    store["a"] = 1
    store.save()
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        store.save()
