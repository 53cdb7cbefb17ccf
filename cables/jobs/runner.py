"""Runner of jobs, one at a time: each resumes where it was when its last runner ended, however that ended."""

from __future__ import annotations

import datetime
import fcntl
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice

from django.db import DatabaseError, InterfaceError, transaction
from django.utils import timezone

from cables import archive_version
from cables.ingest import service
from cables.ingest.outcomes import Outcome
from cables.jobs import spool
from cables.models import ImportRun, Job, JobOutcome

MAX_ATTEMPTS = 5  # without progress: then the job itself is at fault
DRAFT_LIFETIME = datetime.timedelta(days=1)
RECORDED_EVERY = 100  # cables derived again

ShouldStop = Callable[[], bool]

logger = logging.getLogger(__name__)


class StopRequested(Exception):  # noqa: N818 - no fault, but a request
    """The runner is asked to stop: what was stored stays, and the next runner resumes the job."""


@contextmanager
def runner_lock() -> Iterator[bool]:
    """Hold the lock of the data directory's runner; yield whether it was free. A killed process releases it too."""
    spool.directory().mkdir(parents=True, exist_ok=True)
    with (spool.directory() / "runner.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def next_job() -> Job | None:
    """Return the job to run: one that was interrupted, else the oldest that waits. None where there is none."""
    under_way = Job.objects.filter(state__in=[Job.State.RUNNING, Job.State.WAITING]).order_by("state", "pk")
    return next((job for job in under_way if job.kind != Job.Kind.UPLOAD or spool.has_files(job)), None)


def clean_up() -> None:
    """Remove uploads that were not confirmed in time, and files of jobs that have ended."""
    for job in Job.objects.filter(state=Job.State.DRAFT, created_at__lt=timezone.now() - DRAFT_LIFETIME):
        discard(job)
    spool.remove_orphans()


def discard(job: Job) -> None:
    """Remove an upload that was not confirmed, with its files."""
    spool.remove(job)
    job.delete()


def run(job: Job, workers: int = 0, should_stop: ShouldStop = lambda: False) -> None:
    """Run the job from where it is to its end, and record how it ended; an error of its own is recorded, not raised.

    `workers` are the processes that parse beside this one. `should_stop` is called after each batch: where it returns
    True, StopRequested is raised and the job waits for the next runner. An error of the database is raised too, and the
    job waits.
    """
    job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
    job.save(update_fields=["state", "attempts"])
    if job.attempts > MAX_ATTEMPTS:
        finish(job, f"It was begun {MAX_ATTEMPTS} times and got nowhere: look into the log for the reason.")
        return
    try:
        if job.kind == Job.Kind.UPLOAD:
            run_upload(job, workers, should_stop)
        else:
            run_reparse(job, should_stop)
    except (StopRequested, DatabaseError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s failed", job)
        finish(job, "An error of the program ended it, which is in the log. What it had stored by then is stored.")
    else:
        finish(job)


def run_upload(job: Job, workers: int, should_stop: ShouldStop) -> None:
    """Import the texts of an upload that were not imported yet."""
    if job.import_run is None:
        with transaction.atomic():
            job.import_run = ImportRun.objects.create(label=job.label, editor=job.editor, editor_name=job.editor_name)
            job.save(update_fields=["import_run"])
            archive_version.invalidate()

    def store_outcomes(import_run: ImportRun, outcomes: list[Outcome]) -> None:
        JobOutcome.objects.bulk_create(
            [outcome_row(job, position, outcome) for position, outcome in enumerate(outcomes, job.done + 1)],
            batch_size=1_000,
        )
        record_progress(job, job.done + len(outcomes))

    def stop_if_asked(outcome: Outcome) -> None:
        if should_stop():
            raise StopRequested

    job.done = job.outcomes.count()
    rest = islice(spool.items(job), job.done, None)
    service.ingest(
        rest, job.label, workers=workers, import_run=job.import_run, on_batch=store_outcomes, report=stop_if_asked
    )


def outcome_row(job: Job, position: int, outcome: Outcome) -> JobOutcome:
    """Return the row of the job's report for one text."""
    return JobOutcome(
        job=job,
        position=position,
        where=outcome.where.replace("\0", "\ufffd"),
        status=outcome.status,
        mrn=outcome.mrn or "",
        reason=(outcome.reason or "").replace("\0", "\ufffd"),
        problems=len(outcome.problems),
    )


def run_reparse(job: Job, should_stop: ShouldStop) -> None:
    """Derive the rows of stale cables again; one that was interrupted starts with those that are still stale."""
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if done % RECORDED_EVERY == 0:
            record_progress(job, done)
            if should_stop():
                raise StopRequested

    record_progress(job, service.reparse(progress=count))


def record_progress(job: Job, done: int) -> None:
    """Store how many texts or cables of the job are done."""
    job.done, job.attempts = done, 0
    job.save(update_fields=["done", "attempts"])


def finish(job: Job, failure: str = "") -> None:
    """Record that the job has ended, with a sentence where it failed, and remove its files."""
    job.state = Job.State.FAILED if failure else Job.State.FINISHED
    job.failure, job.finished_at = failure, timezone.now()
    job.save(update_fields=["state", "failure", "finished_at"])
    spool.remove(job)
