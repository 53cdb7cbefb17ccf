"""Jobs end with the same archive and the same report, however often their runner is interrupted."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from cables.ingest import parsing, service
from cables.jobs import runner, spool
from cables.models import Cable, ImportRun, Job, Revision
from cables.verification import verifier
from tests.builders import telegram
from tests.jobs.builders import archive, statuses, telegrams, upload


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store two texts in a batch."""
    monkeypatch.setattr(parsing, "PARSED_AT_ONCE", 2)
    monkeypatch.setattr(parsing, "STORED_AT_ONCE", 2)


def done(job: Job) -> Job:
    """Return the job as it is in the database."""
    job.refresh_from_db()
    return job


@pytest.mark.django_db
class TestUpload:
    def test_it_takes_in_every_file_and_reports_on_every_text(self) -> None:
        texts = telegrams(2)
        job = upload(("many.zip", archive(texts)), ("again.txt", texts["07LIMA1.txt"].encode()), ("empty.txt", b" "))
        runner.run(job)
        assert done(job).state == Job.State.FINISHED
        assert statuses(job) == [
            (1, "07LIMA1", "stored"),
            (2, "07LIMA2", "stored"),
            (3, "07LIMA1", "unchanged"),
            (4, "", "refused"),
        ]
        assert job.outcomes.get(position=4).reason == "is empty"
        batch = ImportRun.objects.get()
        assert job.import_run == batch
        assert (batch.label, batch.stored, batch.unchanged, batch.refused) == ("upload: test", 2, 1, 1)
        assert not spool.has_files(job)

    def test_one_that_was_broken_off_goes_on_where_it_was(self, small_portions: None) -> None:
        job = upload(("many.zip", archive(telegrams(5))))
        for _ in range(3):
            with pytest.raises(runner.StopRequested):
                runner.run(job, should_stop=lambda: True)
        assert (done(job).state, job.done) == (Job.State.RUNNING, 5)
        runner.run(Job.objects.get())
        assert done(job).state == Job.State.FINISHED
        assert [status for _, _, status in statuses(job)] == ["stored"] * 5
        assert ImportRun.objects.get().stored == 5
        assert not list(verifier.verify())

    def test_what_is_wrong_with_it_ends_it_with_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(spool, "items", fail)
        job = upload(("a.txt", telegram().encode()))
        runner.run(job)
        assert done(job).state == Job.State.FAILED
        assert "in the log" in job.failure

    def test_a_database_that_fails_leaves_it_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object) -> None:
            raise DatabaseError

        monkeypatch.setattr(spool, "items", fail)
        job = upload(("a.txt", telegram().encode()))
        with pytest.raises(DatabaseError):
            runner.run(job)
        assert done(job).is_under_way

    def test_one_that_gets_nowhere_is_given_up(self) -> None:
        job = upload(("a.txt", telegram().encode()))
        job.attempts = runner.MAX_ATTEMPTS
        runner.run(job)
        assert (done(job).state, Cable.objects.count()) == (Job.State.FAILED, 0)


@pytest.mark.django_db
class TestOrder:
    def test_what_was_begun_comes_before_what_waits(self) -> None:
        upload(("a.txt", b"A"))
        begun = upload(("b.txt", b"B"), state=Job.State.RUNNING)
        assert runner.next_job() == begun

    def test_drafts_and_files_of_other_machines_are_left_alone(self) -> None:
        upload(("a.txt", b"A"), state=Job.State.DRAFT)
        Job.objects.create(kind=Job.Kind.UPLOAD, label="elsewhere")
        assert runner.next_job() is None

    def test_a_derivation_needs_no_files(self) -> None:
        job = Job.objects.create(kind=Job.Kind.REPARSE, label="vocabulary")
        assert runner.next_job() == job
        runner.run(job)
        assert done(job).state == Job.State.FINISHED

    def test_uploads_that_nobody_confirms_are_removed_without_a_trace(self) -> None:
        fresh = upload(("a.txt", b"A"), state=Job.State.DRAFT)
        old = upload(("b.txt", b"B"), state=Job.State.DRAFT)
        Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=2))
        runner.clean_up()
        assert list(Job.objects.all()) == [fresh]
        assert not spool.has_files(old)


@pytest.mark.django_db
def test_derivation_derives_what_another_parser_read() -> None:
    service.ingest(spool.items(upload(("a.zip", archive(telegrams(3))))), label="test")
    Cable.objects.update(parser_version=0)
    job = Job.objects.create(kind=Job.Kind.REPARSE, label="vocabulary")
    runner.run(job)
    assert (done(job).done, Cable.objects.filter(parser_version=0).count()) == (3, 0)


class TestOnlyOne:
    def test_a_second_runner_is_told_so(self) -> None:
        with runner.runner_lock() as first, runner.runner_lock() as second:
            assert (first, second) == (True, False)
        with runner.runner_lock() as again:
            assert again


@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_it_ends_in_the_same_archive(data_dir: Path) -> None:
    """Kill the runner with SIGKILL after each progress, and start it again."""
    job = upload(("many.zip", archive(telegrams(40))))
    environment = {**os.environ, "DATA_DIR": str(data_dir), "DATABASE_URL": address()}
    program = "import cables.ingest.parsing as r; r.PARSED_AT_ONCE = r.STORED_AT_ONCE = 4; " + (
        "from django.core.management import call_command as c; c('run_jobs', once=True, workers=0)"
    )
    command = [sys.executable, "-c", f"import django; django.setup(); {program}"]
    environment["DJANGO_SETTINGS_MODULE"] = "archive.settings"
    kills = 0
    while done(job).state != Job.State.FINISHED and kills < 4:
        before = job.done
        with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment) as process:
            while process.poll() is None and done(job).done == before:
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
        kills += 1
    call_command("run_jobs", once=True, workers=0)
    assert done(job).state == Job.State.FINISHED
    assert statuses(job) == [(serial, f"07LIMA{serial}", "stored") for serial in range(1, 41)]
    assert (ImportRun.objects.get().stored, Revision.objects.count()) == (40, 40)
    assert kills == 4
    assert not list(verifier.verify())
    assert not spool.has_files(job)


def address() -> str:
    """Return the URL of the test's own database."""
    described = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{described['NAME']}"
    login = f"{described['USER']}:{described['PASSWORD']}@" if described["USER"] else ""
    return f"postgres://{login}{described['HOST']}:{described['PORT']}/{described['NAME']}"
