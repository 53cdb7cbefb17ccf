"""What it takes to import cables into a fresh SQLite database, beside what sqlite-utils takes for the same texts.

`python -m bench.import_speed --cables 20000` prints the table and keeps it under bench/results/; it ends with 1 where a
bound is missed. The peer stores the bare rows and makes a full-text index of them: no parsing, no links, no counts.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from math import inf
from pathlib import Path

from bench.corpus import Corpus
from bench.corpus.output import write
from bench.measure import WORK, Run, python, run
from bench.table import Row, Table

BESIDE_PEER_AT_MOST = 1.5
UNCHANGED_AT_MOST = 0.25  # times the first import
ONE_MORE_AT_MOST = 0.05  # seconds
SIZE_AT_MOST = 2.5  # times the text

_PEER = "sqlite-utils insert and enable-fts"
_FIRST = "import into an empty archive"


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.import_speed", description=__doc__)
    parser.add_argument("--cables", type=int, default=20_000, help="how many (default: %(default)s)")
    parser.add_argument("--keep", action="store_true", help="leave the database under bench/work/")
    options = parser.parse_args(arguments)
    folder = WORK / f"import-{options.cables}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        table = Table("import", {"cables": options.cables})
        _measure(table, folder, options.cables)
    finally:
        if not options.keep:
            shutil.rmtree(folder)
    print(f"kept in {table.store().name}")
    return 0 if table.met else 1


def _measure(table: Table, folder: Path, cables: int) -> None:
    source = folder / "cables.jsonl"
    text = write(Corpus(cables), "jsonl", source)
    peer = _peer(folder, source)
    table.add(_rate(_PEER, cables, peer))

    _manage(folder, "migrate")
    _manage(folder, "load_vocabulary")
    first = _manage(folder, "import_cables", str(source))
    table.add(_rate(_FIRST, cables, first, peer, _PEER, BESIDE_PEER_AT_MOST))
    size = sum(file.stat().st_size for file in folder.glob("*.sqlite3*"))
    table.add(Row("database", size / 2**20, "MB", size / text, "the text", at_most=SIZE_AT_MOST))
    again = _manage(folder, "import_cables", str(source))
    table.add(_rate("import of the same cables again", cables, again, first, _FIRST, UNCHANGED_AT_MOST))
    more = run(python("-m", "bench.one_more", str(cables)), _environment(folder))
    seconds = json.loads(more.output)
    table.add(Row("one more cable", seconds, "seconds", memory=more.memory, at_most=ONE_MORE_AT_MOST))


def _peer(folder: Path, source: Path) -> Run:
    """The two commands of the peer as one run."""
    database = str(folder / "peer.db")
    insert = run(python("-m", "sqlite_utils", "insert", database, "cables", str(source), "--nl", "--pk", "mrn"))
    index = run(python("-m", "sqlite_utils", "enable-fts", database, "cables", "text"))
    return Run(insert.seconds + index.seconds, max(insert.memory, index.memory), "")


def _manage(folder: Path, *arguments: str) -> Run:
    return run(python("manage.py", *arguments), _environment(folder))


def _environment(folder: Path) -> dict[str, str]:
    return {"DATA_DIR": str(folder), "DATABASE_URL": ""}


def _rate(name: str, cables: int, taken: Run, other: Run | None = None, against: str = "", bound: float = inf) -> Row:
    """A row in cables a second; the ratio is that of the seconds."""
    if other is None:
        return Row(name, cables / taken.seconds, "a second", memory=taken.memory)
    ratio = taken.seconds / other.seconds
    return Row(name, cables / taken.seconds, "a second", ratio, against, taken.memory, at_most=bound)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
