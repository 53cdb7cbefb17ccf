"""Jobs end with the same archive and the same report, however often their runner is interrupted."""

from __future__ import annotations

import datetime
import json
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError
from django.utils import timezone

from cables.ingest import batches, service
from cables.jobs import runner, spool
from cables.models import Cable, ImportRun, Job
from cables.verification import verifier
from tests.builders import telegram
from tests.installation import Installation, installation
from tests.jobs.builders import archive, statuses, telegrams, upload

KILLED_AFTER = (0, 0.005, 0.01, 0.02)  # seconds, from the first batch that the runner stored
TEXTS = 200  # more than what is stored by then
UPLOAD = f"""
import django
django.setup()
from tests.jobs.builders import archive, telegrams, upload
upload(("many.zip", archive(telegrams({TEXTS}))))
"""
RUN = """
import django
django.setup()
from django.core.management import call_command
from cables.ingest import batches
batches.PARSED_AT_ONCE = batches.STORED_AT_ONCE = 4
call_command("run_jobs", once=True, workers=0)
"""
RESULT = """
import json, django
django.setup()
from cables.jobs import spool
from cables.models import ImportRun, Job, Revision
from cables.verification import verifier
from tests.jobs.builders import statuses
job = Job.objects.get()
print(json.dumps({
    "state": job.state,
    "statuses": statuses(job),
    "stored": list(ImportRun.objects.values_list("stored", flat=True)),
    "revisions": Revision.objects.count(),
    "differences": [difference.sentence for difference in verifier.verify()],
    "has_files": spool.has_files(job),
}))
"""


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Store two texts in a batch."""
    monkeypatch.setattr(batches, "PARSED_AT_ONCE", 2)
    monkeypatch.setattr(batches, "STORED_AT_ONCE", 2)


def reloaded(job: Job) -> Job:
    """Return the job as it is in the database."""
    job.refresh_from_db()
    return job


@pytest.mark.django_db
class TestUpload:
    def test_it_imports_every_file_and_reports_on_every_text(self) -> None:
        texts = telegrams(2)
        job = upload(("many.zip", archive(texts)), ("again.txt", texts["07LIMA1.txt"].encode()), ("empty.txt", b" "))
        runner.run(job)
        assert reloaded(job).state == Job.State.FINISHED
        assert statuses(job) == [
            (1, "07LIMA1", "stored"),
            (2, "07LIMA2", "stored"),
            (3, "07LIMA1", "unchanged"),
            (4, "", "refused"),
        ]
        assert job.outcomes.get(position=4).reason == "is empty"
        import_run = ImportRun.objects.get()
        assert job.import_run == import_run
        assert (import_run.label, import_run.stored, import_run.unchanged, import_run.refused) == (
            "upload: test",
            2,
            1,
            1,
        )
        assert not spool.has_files(job)

    def test_one_that_was_interrupted_resumes_where_it_was(self, small_batches: None) -> None:
        job = upload(("many.zip", archive(telegrams(5))))
        for _ in range(3):
            with pytest.raises(runner.StopRequested):
                runner.run(job, should_stop=lambda: True)
        assert (reloaded(job).state, job.done) == (Job.State.RUNNING, 5)
        runner.run(Job.objects.get())
        assert reloaded(job).state == Job.State.FINISHED
        assert [status for _, _, status in statuses(job)] == ["stored"] * 5
        assert ImportRun.objects.get().stored == 5
        assert not list(verifier.verify())

    def test_an_error_of_its_own_ends_it_with_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(spool, "items", fail)
        job = upload(("a.txt", telegram().encode()))
        runner.run(job)
        assert reloaded(job).state == Job.State.FAILED
        assert "in the log" in job.failure

    def test_a_database_that_fails_leaves_it_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object) -> None:
            raise DatabaseError

        monkeypatch.setattr(spool, "items", fail)
        job = upload(("a.txt", telegram().encode()))
        with pytest.raises(DatabaseError):
            runner.run(job)
        assert reloaded(job).is_under_way

    def test_one_without_progress_fails(self) -> None:
        job = upload(("a.txt", telegram().encode()))
        job.attempts = runner.MAX_ATTEMPTS
        runner.run(job)
        assert (reloaded(job).state, Cable.objects.count()) == (Job.State.FAILED, 0)


@pytest.mark.django_db
class TestOrder:
    def test_a_running_job_is_before_a_waiting_one(self) -> None:
        upload(("a.txt", b"A"))
        begun = upload(("b.txt", b"B"), state=Job.State.RUNNING)
        assert runner.next_job() == begun

    def test_drafts_and_files_of_other_machines_are_skipped(self) -> None:
        upload(("a.txt", b"A"), state=Job.State.DRAFT)
        Job.objects.create(kind=Job.Kind.UPLOAD, label="elsewhere")
        assert runner.next_job() is None

    def test_a_reparse_needs_no_files(self) -> None:
        job = Job.objects.create(kind=Job.Kind.REPARSE, label="vocabulary")
        assert runner.next_job() == job
        runner.run(job)
        assert reloaded(job).state == Job.State.FINISHED

    def test_uploads_that_are_not_confirmed_are_removed_with_their_files(self) -> None:
        fresh = upload(("a.txt", b"A"), state=Job.State.DRAFT)
        old = upload(("b.txt", b"B"), state=Job.State.DRAFT)
        Job.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=2))
        runner.clean_up()
        assert list(Job.objects.all()) == [fresh]
        assert not spool.has_files(old)


@pytest.mark.django_db
def test_a_reparse_derives_cables_of_another_parser_version() -> None:
    service.ingest(spool.items(upload(("a.zip", archive(telegrams(3))))), label="test")
    Cable.objects.update(parser_version=0)
    job = Job.objects.create(kind=Job.Kind.REPARSE, label="vocabulary")
    runner.run(job)
    assert (reloaded(job).done, Cable.objects.filter(parser_version=0).count()) == (3, 0)


class TestOnlyOne:
    def test_a_second_runner_does_not_get_the_lock(self) -> None:
        with runner.runner_lock() as first, runner.runner_lock() as second:
            assert (first, second) == (True, False)
        with runner.runner_lock() as again:
            assert again


@contextmanager
def progress_of(of: Installation) -> Iterator[Callable[[], int]]:
    """Yield a function that returns how many texts of the installation's only job are done."""
    url = of.environment["DATABASE_URL"]
    file = Path(of.environment["DATA_DIR"]) / "db.sqlite3"
    database: psycopg.Connection[Any] | sqlite3.Connection = (
        psycopg.connect(url, autocommit=True) if url else sqlite3.connect(file)
    )

    def done() -> int:
        [(number,)] = database.execute("SELECT done FROM cables_job").fetchall()
        return int(number)

    with closing(database):
        yield done


def output_of(process: subprocess.Popen[str]) -> str:
    """Return what a process printed, which must end without an error."""
    out, err = process.communicate()
    assert (err, process.returncode) == ("", 0)
    return out


def test_killed_at_any_moment_it_ends_in_the_same_archive(empty: Installation, tmp_path: Path) -> None:
    """Kill the runner with SIGKILL some time after its first batch, and start it again."""
    with installation(tmp_path / "runner", copy_of=empty) as killed:
        assert output_of(killed.python("-c", UPLOAD)) == ""
        with progress_of(killed) as done:
            for seconds in KILLED_AFTER:
                before = done()
                process = killed.python("-c", RUN)
                while done() == before:
                    assert process.poll() is None, process.communicate()
                    time.sleep(0.002)
                time.sleep(seconds)
                process.kill()
                process.communicate()
                assert process.returncode == -signal.SIGKILL
            assert 0 < done() < TEXTS
        assert output_of(killed.python("-c", RUN)) == ""
        assert json.loads(output_of(killed.python("-c", RESULT))) == {
            "state": Job.State.FINISHED,
            "statuses": [[serial, f"07LIMA{serial}", "stored"] for serial in range(1, TEXTS + 1)],
            "stored": [TEXTS],
            "revisions": TEXTS,
            "differences": [],
            "has_files": False,
        }
