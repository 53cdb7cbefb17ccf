"""`manage.py run_jobs` runs waiting jobs, stops when asked, and never runs beside another."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from cables.jobs import runner
from cables.models import Cable, Job
from tests.builders import telegram
from tests.jobs.builders import upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> None:
    """Set the directory of this test's uploads."""
    settings.DATA_DIR = tmp_path


def test_it_does_what_waits_and_ends() -> None:
    upload(("a.txt", telegram().encode()))
    upload(("b.txt", telegram("07LIMA102").encode()))
    call_command("run_jobs", once=True, workers=0)
    assert {job.state for job in Job.objects.all()} == {Job.State.FINISHED}


def test_a_second_one_leaves_the_work_to_the_first(capsys: pytest.CaptureFixture[str]) -> None:
    upload(("a.txt", telegram().encode()))
    with runner.runner_lock():
        call_command("run_jobs", once=True, workers=0)
    assert "Another runner is at work" in capsys.readouterr().err
    assert not Cable.objects.exists()


def test_asked_to_stop_it_leaves_the_rest_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    upload(("a.txt", telegram().encode()))
    upload(("b.txt", telegram("07LIMA102").encode()))
    finish = runner.finish

    def finish_and_signal(job: Job, failure: str = "") -> None:
        finish(job, failure)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(runner, "finish", finish_and_signal)
    call_command("run_jobs", workers=0)
    assert [job.state for job in Job.objects.order_by("pk")] == [Job.State.FINISHED, Job.State.WAITING]


def test_it_ends_with_the_process_that_started_it() -> None:
    call_command("run_jobs", workers=0, parent=1 if os.getppid() != 1 else 2)
