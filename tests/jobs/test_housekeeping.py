"""Housekeeping is done while a runner runs: once an interval, also during a job, and nobody has to log in for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from cables.jobs import housekeeping
from cables.models import Job
from tests.jobs.builders import archive, telegrams, upload


@pytest.fixture
def times() -> Iterator[list[float]]:
    """Yield a list that grows by one each time that housekeeping is due."""
    sent: list[float] = []

    def note(**signal: object) -> None:
        sent.append(0)

    housekeeping.due.connect(note)
    yield sent
    housekeeping.due.disconnect(note)


@pytest.mark.django_db
def test_it_is_done_once_an_interval(times: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    schedule = housekeeping.Housekeeping()
    for _ in range(3):
        schedule.do_if_due()
    assert len(times) == 1
    monkeypatch.setattr(housekeeping, "INTERVAL", 0)
    schedule = housekeeping.Housekeeping()
    for _ in range(3):
        schedule.do_if_due()
    assert len(times) == 4


@pytest.mark.django_db
def test_a_failure_of_it_is_none_of_the_job(caplog: pytest.LogCaptureFixture) -> None:
    def fail(**signal: object) -> None:
        raise OperationalError("database is locked")

    housekeeping.due.connect(fail)
    try:
        upload(("many.zip", archive(telegrams(3))))
        call_command("run_jobs", once=True, workers=0)
    finally:
        housekeeping.due.disconnect(fail)
    assert Job.objects.get().state == Job.State.FINISHED
    assert "Housekeeping failed, and is tried again in a minute: database is locked" in caplog.messages


@pytest.mark.django_db
def test_it_is_done_while_a_job_runs(times: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "INTERVAL", 0)
    upload(("many.zip", archive(telegrams(20))))
    call_command("run_jobs", once=True, workers=0)
    assert len(times) >= 20


@pytest.mark.django_db
@pytest.mark.parametrize("by", ["run_jobs", "login"])
def test_failed_logins_and_sessions_go_when_they_have_ended(by: str, client: Client) -> None:
    now = timezone.now()
    for minutes in (14, 16):
        attempt = AccessAttempt.objects.create(username=f"{minutes}", ip_address="192.0.2.7", failures_since_start=1)
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=now - timedelta(minutes=minutes))
    for name, hours in {"ended": -1, "open": 1}.items():
        Session.objects.create(pk=name, session_data="", expire_date=now + timedelta(hours=hours))
    if by == "run_jobs":
        call_command("run_jobs", once=True, workers=0)
    else:
        client.force_login(User.objects.create(username="keeper"))
    assert [attempt.username for attempt in AccessAttempt.objects.all()] == ["14"]
    assert not Session.objects.filter(pk="ended").exists()
    assert Session.objects.filter(pk="open").exists()
