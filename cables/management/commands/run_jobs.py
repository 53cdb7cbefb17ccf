"""`manage.py run_jobs`: run the jobs of the administration beside the site."""

from __future__ import annotations

import logging
import os
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from cables.jobs import runner
from cables.jobs.housekeeping import Housekeeping
from cables.jobs.outages import is_outage, sentence
from cables.models import Job

POLL = 1.0  # seconds between two queries for a job
AFTER_FAILURE = 5.0  # seconds until a database that failed is queried again

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Command that runs until it is asked to stop; the next runner resumes the job at hand."""

    help = (
        "Do the jobs of the administration, one after another: large uploads, deriving rows anew. `serve` starts one "
        "itself. It may be killed at any moment: the next one goes on where it was. A second one beside it waits."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when no job waits")
        parser.add_argument(
            "--workers",
            type=int,
            default=max(1, (os.cpu_count() or 2) - 1),
            metavar="N",
            help="processes that parse beside this one; 0 parses in the same one (default: cores less one)",
        )
        parser.add_argument("--parent", type=int, metavar="PID", help="end with this process, which started it")

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()
        parent: int | None = options["parent"]
        self.to_suspend: list[tuple[Job, runner.Interrupted]] = []

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()

        def should_stop() -> bool:
            return stopped.is_set() or (parent is not None and os.getppid() != parent)

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not should_stop():
                try:
                    with runner.runner_lock() as is_only:
                        if is_only:
                            self.work(should_stop, stopped, once=options["once"], workers=options["workers"])
                        elif options["once"]:
                            self.stderr.write("Another runner is at work, and does what waits.")
                except Exception as error:
                    if options["once"] or not is_outage(error):
                        raise
                    logger.warning("%s The jobs are resumed when that has passed.", sentence(error))
                    connection.close()
                    stopped.wait(AFTER_FAILURE)
                if options["once"]:
                    return
                stopped.wait(POLL)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def work(self, should_stop: runner.ShouldStop, stopped: threading.Event, *, once: bool, workers: int) -> None:
        """Run one job after another until asked to stop or, with `once`, until none waits.

        One that is interrupted is tried again after all others. Raises what the database or the disk raises where not
        even that can be recorded; then it is recorded before anything else is done.
        """
        housekeeping = Housekeeping()
        interrupted: dict[int, str] = {}

        def stops_after_batch() -> bool:
            housekeeping.do_if_due()  # a job may take hours
            return should_stop()

        while not should_stop():
            while self.to_suspend:
                runner.suspend(*self.to_suspend[0])
                self.to_suspend.pop(0)
            housekeeping.do_if_due()
            runner.clean_up()
            job = runner.next_job(but=interrupted)
            if job:
                try:
                    runner.run(job, workers, stops_after_batch)
                except runner.StopRequested:
                    return
                except runner.Interrupted as error:
                    logger.warning("%s waits: %s", job, error.hindrance)
                    connection.close()
                    self.to_suspend.append((job, error))
                    interrupted[job.pk] = error.hindrance
            elif once and interrupted:
                raise CommandError(f"Jobs wait that could not be done. {' '.join(set(interrupted.values()))}")
            elif once:
                return
            else:
                stopped.wait(AFTER_FAILURE if interrupted else POLL)
                interrupted.clear()
