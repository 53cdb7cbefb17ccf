"""Every measurement of the table on both databases in one run, in one table: what `make bench` does.

`python -m bench --cables 20000` prints the table and stores it under bench/results/; it ends with 1 where a bound is
missed or a measurement failed, which the table then lacks.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.corpus import ARRIVAL, ORDERS
from bench.measure import ROOT, WORK, python
from bench.table import Row, Table, load

DATABASES = {"SQLite": [], "PostgreSQL": ["tests/postgresql.sh"]}


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--cables", type=int, default=20_000, help="how many (default: %(default)s)")
    parser.add_argument("--order", choices=ORDERS, default=ARRIVAL, help="in which they come (default: %(default)s)")
    options = parser.parse_args(arguments)
    WORK.mkdir(exist_ok=True)
    whole = Table("bench", {"cables": options.cables, "order": options.order})
    failed = False
    parts: list[tuple[str, Table]] = []
    for database, around in DATABASES.items():
        with TemporaryDirectory(dir=WORK) as results:
            which = ["--cables", str(options.cables), "--order", options.order]
            command = python("-m", "bench.parts", *which, "--results", results)
            failed |= subprocess.run([*around, *command], cwd=ROOT, check=False).returncode != 0
            parts += [(database, load(file)) for file in sorted(Path(results).glob("*.json"))]
    print(f"\n== {options.cables:,} cables")
    for database, part in parts:
        whole.settings |= {f"{database}, {part.measured}: {name}": value for name, value in part.settings.items()}
        for row in renamed(database, part):
            whole.add(row)
    print(f"stored in {whole.store().name}")
    for row in whole.missed():
        print(f"missed: {row.name}")
    return 1 if failed or not whole.met else 0


def renamed(database: str, part: Table) -> Iterator[Row]:
    """Yield the rows of a measurement with the database before their names."""
    for row in part.rows:
        against = f"{database}: {row.against}" if row.against in {other.name for other in part.rows} else row.against
        yield replace(row, name=f"{database}: {row.name}", against=against)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
