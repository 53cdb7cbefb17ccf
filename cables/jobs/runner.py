"""Runner of jobs, one at a time: each resumes where it was when its last runner ended, however that ended."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Collection
from concurrent.futures import BrokenExecutor
from contextlib import AbstractContextManager
from itertools import islice

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from cables import archive_version
from cables.db.durability import on_disk
from cables.file_lock import file_lock
from cables.ingest import service
from cables.ingest.outcomes import Outcome
from cables.jobs import spool
from cables.jobs.outages import is_outage, sentence
from cables.models import ImportRun, Job, JobOutcome

MAX_ATTEMPTS = 5  # of runners that were killed without progress: then the job itself may be at fault
DRAFT_LIFETIME = datetime.timedelta(days=1)
KILLED = "A process that worked on it was killed, as happens where memory is short."
IN_VAIN = f"It was begun {MAX_ATTEMPTS} times, and its process was killed each time before it got any further."
FAULT = "An error of the program ended it, which is in the log. What it had stored by then is stored."
RECORDED_EVERY = 100  # cables derived again

ShouldStop = Callable[[], bool]

logger = logging.getLogger(__name__)


class StopRequested(Exception):  # noqa: N818 - no fault, but a request
    """The runner is asked to stop: what was stored stays, and the next runner resumes the job."""


class Interrupted(Exception):  # noqa: N818 - no fault of the job
    """Something ended the work on a job that is to go on later: `hindrance` says what, in a sentence.

    `is_attempt` is whether the job itself may be the reason, so that it is not begun again for ever.
    """

    def __init__(self, hindrance: str, *, is_attempt: bool = False) -> None:
        super().__init__(hindrance)
        self.hindrance = hindrance
        self.is_attempt = is_attempt


def runner_lock() -> AbstractContextManager[bool]:
    """Hold the lock of the data directory's runner; yield whether it was free. A killed process releases it too."""
    return file_lock(spool.directory() / "runner.lock")


def next_job(but: Collection[int] = ()) -> Job | None:
    """Return the job to run: one that was interrupted, else the oldest that waits. None where there is none.

    `but` are the ids of jobs that are not to be run now.
    """
    under_way = Job.objects.filter(state__in=[Job.State.RUNNING, Job.State.WAITING]).order_by("state", "pk")
    return next(
        (job for job in under_way.exclude(pk__in=but) if job.kind != Job.Kind.UPLOAD or spool.has_files(job)), None
    )


def clean_up() -> None:
    """Remove uploads that were not confirmed in time, and files of jobs that have ended."""
    for job in Job.objects.filter(state=Job.State.DRAFT, created_at__lt=timezone.now() - DRAFT_LIFETIME):
        discard(job)
    spool.remove_orphans()


def discard(job: Job) -> bool:
    """Remove an upload that was not confirmed, with its files; return False where it was confirmed meanwhile."""
    if not Job.objects.filter(pk=job.pk, state=Job.State.DRAFT).update(state=Job.State.DISMISSED):
        return False
    spool.remove(job)
    job.delete()
    return True


def confirm(job: Job) -> bool:
    """Let an upload wait for its turn; return False where it was confirmed or discarded already."""
    with on_disk():
        return bool(Job.objects.filter(pk=job.pk, state=Job.State.DRAFT).update(state=Job.State.WAITING))


def may_be_started_again(job: Job) -> bool:
    """Return whether the job failed, and has the files that it is done from."""
    return job.state == Job.State.FAILED and (job.kind != Job.Kind.UPLOAD or spool.has_files(job))


def start_again(job: Job) -> bool:
    """Let a job that failed wait for its turn again; return False where it is not one, or has no files any more."""
    if not may_be_started_again(job):
        return False
    failed = Job.objects.filter(pk=job.pk, state=Job.State.FAILED)
    with on_disk():
        return bool(failed.update(state=Job.State.WAITING, attempts=0, failure="", hindrance="", finished_at=None))


def dismiss(job: Job) -> bool:
    """Remove the files of a job that failed or is hindered; return False where it is neither any more.

    A database that shares a full disk with the files can record it only once they are gone. Raises what the database
    raises where it cannot even then: the files are gone, and the job may be dismissed again.
    """
    given_up = Q(state=Job.State.FAILED) | Q(state=Job.State.WAITING) & ~Q(hindrance="")
    jobs = Job.objects.filter(given_up, pk=job.pk)
    try:
        ended = record_dismissal(jobs)
    except Exception as error:
        if not is_outage(error) or not jobs.exists():
            raise
        spool.remove(job)
        ended = record_dismissal(jobs)
    if ended:
        spool.remove(job)
    return ended


def record_dismissal(jobs: QuerySet[Job]) -> bool:
    """Record that a job is dismissed; return False where it is not among these."""
    return bool(jobs.update(state=Job.State.DISMISSED, finished_at=timezone.now()))


def suspend(job: Job, interrupted: Interrupted) -> None:
    """Let a job wait for the end of what interrupted it."""
    begun = Job.objects.filter(pk=job.pk, state__in=[Job.State.RUNNING, Job.State.WAITING])
    attempts = {} if interrupted.is_attempt else {"attempts": 0}
    begun.update(state=Job.State.WAITING, hindrance=interrupted.hindrance, **attempts)


def run(job: Job, workers: int = 0, should_stop: ShouldStop = lambda: False) -> None:
    """Run the job from where it is to its end, and record how it ended; an error of its own is recorded, not raised.

    `workers` are the processes that parse beside this one. `should_stop` is called after each batch: where it returns
    True, StopRequested is raised and the job waits for the next runner. Raises Interrupted where the database or the
    disk fails or a process that parses is killed: the job is to be suspended.
    """
    try:
        if not begin(job):
            return
        if job.attempts > MAX_ATTEMPTS:
            finish(job, IN_VAIN)
        else:
            work(job, workers, should_stop)
            finish(job)
    except StopRequested:
        raise
    except service.ArchiveReplaced:
        logger.warning("%s is ended: a backup was restored over the archive that it belonged to", job)
    except (BrokenExecutor, MemoryError) as error:
        raise Interrupted(KILLED, is_attempt=True) from error
    except Exception as error:
        if is_outage(error):
            raise Interrupted(sentence(error)) from error
        logger.exception("%s failed", job)
        finish(job, FAULT)


def begin(job: Job) -> bool:
    """Record that the job is begun once more; return False where an editor dismissed it meanwhile."""
    waiting = Job.objects.filter(pk=job.pk, state=job.state)
    job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
    return bool(waiting.update(state=job.state, attempts=job.attempts))


def work(job: Job, workers: int, should_stop: ShouldStop) -> None:
    """Do what the job is for."""
    if job.kind == Job.Kind.UPLOAD:
        run_upload(job, workers, should_stop)
    else:
        run_reparse(job, should_stop)


def run_upload(job: Job, workers: int, should_stop: ShouldStop) -> None:
    """Import the texts of an upload that were not imported yet."""
    if job.import_run is None:
        with transaction.atomic():
            job.import_run = ImportRun.objects.create(
                label=job.label,
                editor=job.editor,
                editor_name=job.editor_name,
                started_at=archive_version.time_of_change(),
            )
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
    """Store how many texts or cables of the job are done; what hindered it has passed."""
    job.done, job.attempts, job.hindrance = done, 0, ""
    job.save(update_fields=["done", "attempts", "hindrance"])


def finish(job: Job, failure: str = "") -> None:
    """Record that the job has ended, and remove its files; with a sentence where it failed, and then they stay."""
    job.state = Job.State.FAILED if failure else Job.State.FINISHED
    job.failure, job.hindrance, job.finished_at = failure, "", timezone.now()
    with on_disk():  # else a power cut would undo what was stored of files that are gone
        job.save(update_fields=["state", "failure", "hindrance", "finished_at"])
    if not failure:
        spool.remove(job)
