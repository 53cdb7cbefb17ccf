"""Jobs end with the same archive and the same report, however often their runner is interrupted."""

from __future__ import annotations

import datetime
import json
import multiprocessing
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from cables.ingest import batches, service
from cables.jobs import runner, spool
from cables.models import Cable, ImportRun, Job, Revision
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
KILLED_IN_THE_FIRST_BATCH = """
import os, signal
import django
django.setup()
from django.core.management import call_command
from cables.ingest import service
from cables.jobs import runner, spool
from cables.models import Job

for _ in range(runner.MAX_ATTEMPTS):
    if not (killed := os.fork()):
        service.record = lambda *args: os.kill(os.getpid(), signal.SIGKILL)
        call_command("run_jobs", once=True, workers=0)
    assert os.waitpid(killed, 0)[1] == signal.SIGKILL
call_command("run_jobs", once=True, workers=0)
job = Job.objects.get()
print(job.state, job.failure == runner.IN_VAIN, job.outcomes.count(), spool.has_files(job), runner.start_again(job))
"""
ON_A_DISK_WITH_A_QUOTA = """
from pathlib import Path
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.db.backends.signals import connection_created
from cables.management.commands import run_jobs

def limit(connection, **options):
    if connection.vendor == "sqlite" and Path(settings.DATA_DIR, "full").exists():
        connection.connection.execute("PRAGMA max_page_count = 1")  # no more than the file has

connection_created.connect(limit)
run_jobs.AFTER_FAILURE = run_jobs.POLL = 0.02
call_command("run_jobs", workers=0)
"""
FILL = """
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON cables_revision EXECUTE FUNCTION full_disk();
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
    def test_it_stores_nothing_in_an_archive_that_was_restored_meanwhile(self, small_batches: None) -> None:
        def restore() -> bool:
            """Let the archive have another import run under the same id; do not stop."""
            ImportRun.objects.update(label="another", started_at=timezone.now())
            return False

        job = upload(("many.zip", archive(telegrams(6))))
        runner.run(job, should_stop=restore)
        assert [mrn for _, mrn, _ in statuses(job)] == ["07LIMA1", "07LIMA2"]
        assert (reloaded(job).state, reloaded(job).done) == (Job.State.RUNNING, 2)
        assert list(ImportRun.objects.values_list("label", "stored")) == [("another", 2)]

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

    def test_where_the_clock_is_set_back_the_record_stays_in_order(
        self, small_batches: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        job, now, hours = upload(("many.zip", archive(telegrams(5)))), timezone.now(), count(1)
        monkeypatch.setattr(timezone, "now", lambda: now - datetime.timedelta(hours=next(hours)))
        runner.run(job)
        import_run = ImportRun.objects.get()
        texts = Revision.objects.order_by("pk").values_list("received_at", flat=True)
        record = [import_run.started_at, *texts, import_run.finished_at or now]
        assert record == sorted(record)
        assert reloaded(job).state == Job.State.FINISHED
        assert not list(verifier.verify())

    def test_an_error_of_its_own_ends_it_with_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr(spool, "items", fail)
        job = upload(("a.txt", telegram().encode()))
        runner.run(job)
        assert reloaded(job).state == Job.State.FAILED
        assert "in the log" in job.failure

    def test_a_disk_that_fails_interrupts_it(self) -> None:
        job = upload(("a.txt", telegram().encode()), ("b.txt", b""))
        [broken] = spool.folder(job).rglob("b.txt")
        broken.unlink()
        broken.symlink_to("/proc/self/mem")  # which cannot be read from its beginning
        with pytest.raises(runner.Interrupted, match="The disk failed: Input/output error") as raised:
            runner.run(job)
        runner.suspend(job, raised.value)
        assert (reloaded(job).state, job.attempts, spool.has_files(job)) == (Job.State.WAITING, 0, True)
        assert runner.dismiss(job)
        assert (reloaded(job).state, spool.has_files(job)) == (Job.State.DISMISSED, False)

    def test_a_process_that_parses_and_is_killed_is_an_attempt(self, small_batches: None) -> None:
        job = upload(("many.zip", archive(telegrams(40))))

        def kill() -> bool:
            for process in multiprocessing.active_children():
                process.kill()
            return False

        with pytest.raises(runner.Interrupted) as raised:
            runner.run(job, workers=1, should_stop=kill)
        runner.suspend(job, raised.value)
        assert raised.value.is_attempt
        assert (reloaded(job).state, job.hindrance) == (Job.State.WAITING, runner.KILLED)
        runner.run(Job.objects.get())
        assert (reloaded(job).state, job.hindrance) == (Job.State.FINISHED, "")
        assert ImportRun.objects.get().stored == 40

    def test_one_without_progress_fails_and_keeps_its_files(self) -> None:
        job = upload(("a.txt", telegram().encode()))
        job.attempts = runner.MAX_ATTEMPTS
        runner.run(job)
        assert (reloaded(job).state, Cable.objects.count()) == (Job.State.FAILED, 0)
        runner.clean_up()
        assert runner.next_job() is None
        assert runner.start_again(job)
        runner.run(Job.objects.get())
        assert (reloaded(job).state, job.failure, Cable.objects.count()) == (Job.State.FINISHED, "", 1)
        assert not spool.has_files(job)


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
def database_of(of: Installation) -> Iterator[Callable[[str], list[Any]]]:
    """Yield a function that runs a statement on the installation's database and returns its rows."""
    url = of.environment["DATABASE_URL"]
    file = Path(of.environment["DATA_DIR"]) / "db.sqlite3"
    database: psycopg.Connection[Any] | sqlite3.Connection = (
        psycopg.connect(url, autocommit=True) if url else sqlite3.connect(file)
    )

    def run(statement: str) -> list[Any]:
        cursor = database.execute(statement)
        return cursor.fetchall() if cursor.description else []

    with closing(database):
        yield run


def output_of(process: subprocess.Popen[str]) -> str:
    """Return what a process printed, which must end without an error."""
    out, err = process.communicate()
    assert (err, process.returncode) == ("", 0)
    return out


def whole_result() -> dict[str, object]:
    """Return what RESULT prints of an upload that was imported as a whole, each text once."""
    return {
        "state": Job.State.FINISHED,
        "statuses": [[serial, f"07LIMA{serial}", "stored"] for serial in range(1, TEXTS + 1)],
        "stored": [TEXTS],
        "revisions": TEXTS,
        "differences": [],
        "has_files": False,
    }


@pytest.mark.slow
def test_killed_at_any_moment_it_ends_in_the_same_archive(empty: Installation, tmp_path: Path) -> None:
    """Kill the runner with SIGKILL some time after its first batch, and start it again."""
    with installation(tmp_path / "runner", copy_of=empty) as killed:
        assert output_of(killed.python("-c", UPLOAD)) == ""
        with database_of(killed) as run:

            def done() -> int:
                [(number,)] = run("SELECT done FROM cables_job")
                return int(number)

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
        assert json.loads(output_of(killed.python("-c", RESULT))) == whole_result()


@pytest.mark.slow
def test_killed_in_its_first_batch_each_time_it_fails_and_can_be_started_again(
    empty: Installation, tmp_path: Path
) -> None:
    with installation(tmp_path / "killed", copy_of=empty) as killed:
        assert output_of(killed.python("-c", UPLOAD)) == ""
        assert output_of(killed.python("-c", KILLED_IN_THE_FIRST_BATCH)) == "failed True 0 True True\n"
        assert output_of(killed.python("-c", RUN)) == ""
        assert json.loads(output_of(killed.python("-c", RESULT))) == whole_result()


def test_on_a_full_disk_it_waits_and_goes_on_when_there_is_room(empty: Installation, tmp_path: Path) -> None:
    with installation(tmp_path / "full", copy_of=empty) as full, database_of(full) as run:
        assert output_of(full.python("-c", UPLOAD)) == ""
        flag = Path(full.environment["DATA_DIR"]) / "full"
        flag.touch()
        if full.environment["DATABASE_URL"]:
            run(FILL)
        with full.python("-c", ON_A_DISK_WITH_A_QUOTA) as process:
            assert process.stderr
            for _ in range(2 * runner.MAX_ATTEMPTS):
                assert "waits: The database failed" in process.stderr.readline()
            [(hindrance,)] = run("SELECT hindrance FROM cables_job WHERE state IN ('running', 'waiting')")
            assert re.search("disk is full|No space left", hindrance)
            flag.unlink()
            if full.environment["DATABASE_URL"]:
                run("DROP TRIGGER full_disk ON cables_revision")
            while run("SELECT 1 FROM cables_job WHERE state IN ('running', 'waiting')"):
                time.sleep(0.01)
            process.terminate()
        assert process.returncode == 0
        assert json.loads(output_of(full.python("-c", RESULT))) == whole_result()
