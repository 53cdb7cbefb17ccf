"""Every measurement of the table on the database at hand: SQLite, or the server that DATABASE_URL leads to.

`python -m bench.parts --cables 20000 --results DIR` leaves one result of each in a folder. `make bench` runs it on both
databases.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from shutil import rmtree
from time import monotonic

from bench.corpus import ARRIVAL, ORDERS
from bench.measure import ROOT, WORK, python

MET_OR_MISSED = (0, 1)  # how a measurement ends; anything else is a failure of its own


def main(arguments: Sequence[str]) -> int:
    """Measure; returns 1 where a bound was missed or a measurement failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.parts", description=__doc__)
    parser.add_argument("--cables", type=int, default=20_000, help="how many (default: %(default)s)")
    parser.add_argument("--order", choices=ORDERS, default=ARRIVAL, help="in which they come (default: %(default)s)")
    parser.add_argument("--results", type=Path, required=True, metavar="DIR", help="where results are left")
    options = parser.parse_args(arguments)
    archive = WORK / f"bench_{options.cables}"
    rmtree(archive, ignore_errors=True)
    of_size = ["--cables", str(options.cables), "--order", options.order]
    try:
        statuses = [
            measured(["-m", "bench.import_speed", *of_size], options.results),
            measured(["-m", "bench.search", *of_size, "--archive", str(archive)], options.results),
            measured(["-m", "bench.serving", *of_size, "--archive", str(archive)], options.results),
        ]
    finally:
        rmtree(archive, ignore_errors=True)
    return max(statuses)


def measured(command: Sequence[str], results: Path) -> int:
    """Run a measurement, whose result is stored in the folder; return 0 where every bound is met, else 1."""
    start = monotonic()
    print(f"\n== {' '.join(command[1:])}", flush=True)
    status = subprocess.run(
        python(*command), cwd=ROOT, env={**os.environ, "BENCH_RESULTS": str(results.resolve())}, check=False
    ).returncode
    print(f"took {monotonic() - start:.0f} s", flush=True)
    if status not in MET_OR_MISSED:
        print(f"{command[1]} failed with {status}", file=sys.stderr)
    return min(abs(status), 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
