"""Doing jobs, one at a time: each goes on where it was when its runner ended, however that ended."""

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
from cables.jobs.limits import unpacked
from cables.models import ImportRun, Job, JobOutcome

MOST_ATTEMPTS = 5  # in which a job gets nowhere: then the job is what is wrong
KEPT_UNCONFIRMED = datetime.timedelta(days=1)
TOLD_EVERY = 100  # cables derived anew, between two entries of how many

Asking = Callable[[], bool]

logger = logging.getLogger(__name__)


class Ending(Exception):  # noqa: N818 - no fault, but a request
    """The runner is to end: what was stored stays, and the job goes on with the next runner."""


@contextmanager
def only_one() -> Iterator[bool]:
    """Whether this process is the only runner of this data directory; it stays so until the end, however that comes."""
    spool.spool().mkdir(parents=True, exist_ok=True)
    with (spool.spool() / "runner.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def next_job() -> Job | None:
    """The job to do: one that was broken off, else the one that waits longest."""
    under_way = Job.objects.filter(state__in=[Job.State.RUNNING, Job.State.WAITING]).order_by("state", "pk")
    return next((job for job in under_way if job.kind != Job.Kind.UPLOAD or spool.holds(job)), None)


def tidy() -> None:
    """Remove uploads that were never confirmed, and files that nobody needs any more."""
    for job in Job.objects.filter(state=Job.State.DRAFT, created_at__lt=timezone.now() - KEPT_UNCONFIRMED):
        discard(job)
    spool.sweep()


def discard(job: Job) -> None:
    """Remove an upload that was not confirmed, without a trace."""
    spool.remove(job)
    job.delete()


def run(job: Job, workers: int = 0, ending: Asking = lambda: False) -> None:
    """Do the job from where it is to its end, and say on it how it ended; what is wrong with it does not raise.

    `ending` is asked after each portion: if it says so, `Ending` is raised and the job waits for the next runner.
    A database that fails raises too, and so the job waits.
    """
    job.state, job.attempts = Job.State.RUNNING, job.attempts + 1
    job.save(update_fields=["state", "attempts"])
    if job.attempts > MOST_ATTEMPTS:
        end(job, f"It was begun {MOST_ATTEMPTS} times and got nowhere: look into the log for the reason.")
        return
    try:
        if job.kind == Job.Kind.UPLOAD:
            take_in(job, workers, ending)
        else:
            derive(job, ending)
    except (Ending, DatabaseError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s failed", job)
        end(job, "An error of the program ended it, which is in the log. What it had stored by then is stored.")
    else:
        end(job)


def take_in(job: Job, workers: int, ending: Asking) -> None:
    """Take in what of an upload was not taken in yet."""
    if job.import_run is None:
        with transaction.atomic():
            job.import_run = ImportRun.objects.create(label=job.label, editor=job.editor, editor_name=job.editor_name)
            job.save(update_fields=["import_run"])
            archive_version.invalidate()

    def keep(import_run: ImportRun, outcomes: list[Outcome]) -> None:
        JobOutcome.objects.bulk_create(
            [entry(job, position, outcome) for position, outcome in enumerate(outcomes, job.done + 1)], batch_size=1_000
        )
        got_on(job, job.done + len(outcomes))

    def tell(outcome: Outcome) -> None:
        if ending():
            raise Ending

    job.done = job.outcomes.count()
    rest = islice(spool.items(job, unpacked()), job.done, None)
    service.ingest(rest, job.label, workers=workers, import_run=job.import_run, keep=keep, tell=tell)


def entry(job: Job, position: int, outcome: Outcome) -> JobOutcome:
    """What the report says of one text."""
    return JobOutcome(
        job=job,
        position=position,
        where=outcome.where.replace("\0", "\ufffd"),
        status=outcome.status,
        mrn=outcome.mrn or "",
        reason=(outcome.reason or "").replace("\0", "\ufffd"),
        problems=len(outcome.problems),
    )


def derive(job: Job, ending: Asking) -> None:
    """Derive anew what the vocabulary of now reads otherwise; a derivation that is broken off is begun again."""
    done = 0

    def tell() -> None:
        nonlocal done
        done += 1
        if done % TOLD_EVERY == 0:
            got_on(job, done)
            if ending():
                raise Ending

    got_on(job, service.reparse(tell=tell))


def got_on(job: Job, done: int) -> None:
    """Put on record how far the job has come."""
    job.done, job.attempts = done, 0
    job.save(update_fields=["done", "attempts"])


def end(job: Job, failure: str = "") -> None:
    """Put on record that the job has ended, and remove its files."""
    job.state = Job.State.FAILED if failure else Job.State.FINISHED
    job.failure, job.finished_at = failure, timezone.now()
    job.save(update_fields=["state", "failure", "finished_at"])
    spool.remove(job)
