"""`manage.py run_jobs`: run the jobs of the administration beside the site."""

from __future__ import annotations

import logging
import os
import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, connection

from cables.jobs import runner

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

        def stop(number: int, frame: FrameType | None) -> None:
            stopped.set()

        def should_stop() -> bool:
            return stopped.is_set() or (parent is not None and os.getppid() != parent)

        before = {number: signal.signal(number, stop) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            while not should_stop():
                with runner.runner_lock() as is_only:
                    if is_only:
                        self.work(should_stop, stopped, once=options["once"], workers=options["workers"])
                    elif options["once"]:
                        self.stderr.write("Another runner is at work, and does what waits.")
                if options["once"]:
                    return
                stopped.wait(POLL)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def work(self, should_stop: runner.ShouldStop, stopped: threading.Event, *, once: bool, workers: int) -> None:
        """Run one job after another until asked to stop or, with `once`, until none waits."""
        while not should_stop():
            try:
                runner.clean_up()
                job = runner.next_job()
                if job:
                    runner.run(job, workers, should_stop)
                elif once:
                    return
            except runner.StopRequested:
                return
            except (DatabaseError, InterfaceError) as error:
                if once:
                    raise
                logger.warning("The database failed (%s); the jobs are resumed when it responds.", str(error).strip())
                connection.close()
                stopped.wait(AFTER_FAILURE)
            else:
                stopped.wait(0 if job else POLL)
