"""Imports broken off by SIGKILL at random moments, each run again: does the archive end as if undisturbed?

`python -m bench.broken_off --moments 20` runs on SQLite, and with `tests/postgresql.sh` in front on PostgreSQL. Right
after each kill and at the end `verify_archive` must find nothing. Ends with 1 where it finds something, or where other
texts are held than after an undisturbed import.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from bench.archive import Archive, archive
from bench.corpus import Corpus
from bench.corpus.output import write
from bench.measure import WORK


def main(arguments: Sequence[str]) -> int:
    """Break imports off and print how each ended; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.broken_off", description=__doc__)
    parser.add_argument("--moments", type=int, default=20, help="how many imports to break off (default: %(default)s)")
    parser.add_argument("--cables", type=int, default=3_000, help="how many to import (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other moments (default: %(default)s)")
    options = parser.parse_args(arguments)
    folder = WORK / "broken_off"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        source = folder / "cables.jsonl"
        write(Corpus(options.cables), "jsonl", source)
        expected, seconds = undisturbed(folder / "undisturbed", source)
        print(f"undisturbed: {len(expected)} texts in {seconds:.1f} s")
        chance = random.Random(options.seed)
        failures = 0
        for number in range(1, options.moments + 1):
            moment = chance.uniform(0, seconds)
            with archive(folder / f"broken_off_{number}") as disturbed:
                held, complaint = broken_off(disturbed, source, moment, expected)
            shutil.rmtree(folder / f"broken_off_{number}")
            failures += complaint is not None
            print(f"{number}: killed after {moment:.2f} s with {held} texts: {complaint or 'as if undisturbed'}")
    finally:
        shutil.rmtree(folder)
    return 1 if failures else 0


def undisturbed(folder: Path, source: Path) -> tuple[list[str], float]:
    """The texts that are held after an import that nothing disturbs, and the seconds that it takes."""
    with archive(folder) as calm:
        calm.run("migrate", "--verbosity", "0")
        start = perf_counter()
        _, complaints, status = calm.run("import_cables", "--workers", "1", source)
        seconds = perf_counter() - start
        if status:
            raise RuntimeError(complaints)
        return calm.texts(), seconds


def broken_off(disturbed: Archive, source: Path, moment: float, expected: list[str]) -> tuple[int, str | None]:
    """Kill an import after `moment` seconds and run it again.

    Returns how many texts were held when it was killed, and what is wrong in the end, if anything is.
    """
    disturbed.run("migrate", "--verbosity", "0")
    importing = disturbed.start("import_cables", "--workers", "1", source)
    try:
        importing.wait(moment)
    except subprocess.TimeoutExpired:
        importing.send_signal(signal.SIGKILL)
    importing.communicate()
    held = len(disturbed.texts())
    for command in (["verify_archive"], ["import_cables", str(source)], ["verify_archive"]):
        told, complaints, status = disturbed.run(*command)
        if status:
            return held, f"{command[0]} ended with {status}: {(complaints or told).splitlines()[0]}"
    return held, None if disturbed.texts() == expected else "other texts are held"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
