"""Migrations and imports killed at random moments and run again: do the archives end as if undisturbed?

`python -m bench.broken_off --moments 20` creates the tables and imports cables into them, on SQLite and then on a
PostgreSQL server of its own (with DATABASE_URL: on that database alone), and kills whichever command runs at each
moment with SIGKILL. After each kill and at the end `verify_archive` must find nothing. Ends with 1 where it finds
something, or where other texts are stored than after an undisturbed import.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from bench.corpus import Corpus
from bench.corpus.output import write
from bench.measure import ROOT, WORK
from tests.installation import Installation, installation

MIGRATE = ("migrate", "--verbosity", "0")
IMPORT = ("import_cables", "--workers", "1")


def main(arguments: Sequence[str]) -> int:
    """Interrupt the commands and print how each archive ended; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.broken_off", description=__doc__)
    parser.add_argument("--moments", type=int, default=20, help="how many to break off (default: %(default)s)")
    parser.add_argument("--cables", type=int, default=3_000, help="how many to import (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other moments (default: %(default)s)")
    options = parser.parse_args(arguments)
    failures = on_this_database(options.moments, options.cables, random.Random(options.seed))
    if not os.environ.get("DATABASE_URL"):
        again = [sys.executable, "-m", "bench.broken_off", *arguments]
        failures += subprocess.run([ROOT / "tests/postgresql.sh", *again], cwd=ROOT, check=False).returncode
    return 1 if failures else 0


def on_this_database(moments: int, cables: int, chance: random.Random) -> int:
    """Return how many of so many archives did not end as if undisturbed."""
    folder = WORK / "broken_off"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        source = folder / "cables.jsonl"
        write(Corpus(cables), "jsonl", source)
        expected, seconds = undisturbed(folder / "undisturbed", source)
        database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
        print(f"{database}, undisturbed: {len(expected)} texts in {seconds:.1f} s", flush=True)
        failures = 0
        for number in range(1, moments + 1):
            seconds_in = chance.uniform(0, seconds)
            with installation(folder / f"broken_off_{number}") as disturbed:
                command = disturbed.run_and_kill(seconds_in, MIGRATE, (*IMPORT, str(source)))
                stored, problem = finish(disturbed, source, expected)
            shutil.rmtree(folder / f"broken_off_{number}")
            failures += problem is not None
            ended = problem or "as if undisturbed"
            print(f"{number}: {command} killed after {seconds_in:.2f} s with {stored} texts: {ended}", flush=True)
    finally:
        shutil.rmtree(folder)
    return failures


def undisturbed(folder: Path, source: Path) -> tuple[list[str], float]:
    """Return the texts of an archive that is imported undisturbed, and the seconds that this takes."""
    with installation(folder) as calm:
        start = perf_counter()
        for command in (MIGRATE, (*IMPORT, str(source))):
            _, err, status = calm.run(*command)
            if status:
                raise RuntimeError(err)
        return calm.texts(), perf_counter() - start


def finish(disturbed: Installation, source: Path, expected: list[str]) -> tuple[int, str | None]:
    """Run the commands again after one was killed.

    Return how many texts were stored then, and what is wrong in the end, None where nothing is.
    """
    stored = None
    for command in (MIGRATE, ["verify_archive"], [*IMPORT, str(source)], ["verify_archive"]):
        out, err, status = disturbed.run(*command)
        if status:
            return stored or 0, f"{command[0]} ended with {status}: {(err or out).splitlines()[0]}"
        if stored is None:
            stored = len(disturbed.texts())
    return stored or 0, None if disturbed.texts() == expected else "other texts are stored"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
