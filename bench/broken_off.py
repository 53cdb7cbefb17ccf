"""Archives being made, broken off by SIGKILL at random moments, each made again: do they end as if undisturbed?

`python -m bench.broken_off --moments 20` makes the tables and imports cables into them, on SQLite and then on a
PostgreSQL server of its own (with DATABASE_URL: on that database alone), and kills whichever command is at work at
each moment. Right after each kill and at the end `verify_archive` must find nothing. Ends with 1 where it finds
something, or where other texts are held than after an undisturbed import.
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
    """Break the making of archives off and print how each ended; returns the exit status."""
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
    """How many of so many archives did not end as if undisturbed."""
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
            moment = chance.uniform(0, seconds)
            with installation(folder / f"broken_off_{number}") as disturbed:
                command = disturbed.run_and_kill(moment, MIGRATE, (*IMPORT, str(source)))
                held, complaint = made_again(disturbed, source, expected)
            shutil.rmtree(folder / f"broken_off_{number}")
            failures += complaint is not None
            ended = complaint or "as if undisturbed"
            print(f"{number}: {command} killed after {moment:.2f} s with {held} texts: {ended}", flush=True)
    finally:
        shutil.rmtree(folder)
    return failures


def undisturbed(folder: Path, source: Path) -> tuple[list[str], float]:
    """The texts that are held in an archive whose making nothing disturbs, and the seconds that it takes."""
    with installation(folder) as calm:
        start = perf_counter()
        for command in (MIGRATE, (*IMPORT, str(source))):
            _, complaints, status = calm.run(*command)
            if status:
                raise RuntimeError(complaints)
        return calm.texts(), perf_counter() - start


def made_again(disturbed: Installation, source: Path, expected: list[str]) -> tuple[int, str | None]:
    """Go on where the making was killed.

    Returns how many texts were held then, and what is wrong in the end, if anything is.
    """
    held = None
    for command in (MIGRATE, ["verify_archive"], [*IMPORT, str(source)], ["verify_archive"]):
        told, complaints, status = disturbed.run(*command)
        if status:
            return held or 0, f"{command[0]} ended with {status}: {(complaints or told).splitlines()[0]}"
        if held is None:
            held = len(disturbed.texts())
    return held or 0, None if disturbed.texts() == expected else "other texts are held"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
