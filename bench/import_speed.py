"""Speed of an import into an empty archive, compared with a peer's of the same texts.

`python -m bench.import_speed --cables 20000` prints the table and stores it under bench/results/; it ends with 1 where
a bound is missed. The peer stores the bare rows and makes a full-text index of them: no parsing, no links, no counts.
That is sqlite-utils on SQLite, and with `tests/postgresql.sh` in front COPY, `to_tsvector` and GIN on PostgreSQL. Where
there are more than 20,000 cables, 20,000 are imported before, to see whether a cable takes longer among many.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from math import inf
from pathlib import Path

import psycopg

from bench.corpus import ARRIVAL, ORDERS, Corpus
from bench.corpus.output import write
from bench.measure import WORK, Run, python, run
from bench.table import Row, Table
from tests.installation import Installation, installation

BESIDE_SQLITE_AT_MOST = 1.5
BESIDE_POSTGRESQL_AT_MOST = 1.0
UNCHANGED_AT_MOST = 0.25  # times the first import
ONE_MORE_AT_MOST = 0.05  # seconds
SIZE_AT_MOST = 2.5  # times the text, on SQLite
MEMORY_AT_MOST = 1024  # MB, of all processes together, the server of PostgreSQL not among them
GROWTH_AT_MOST = 1.2  # times the time for a cable among FEW
FEW = 20_000

_FIRST = "import into an empty archive"
_FEW = f"import of {FEW:,} cables"


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.import_speed", description=__doc__)
    parser.add_argument("--cables", type=int, default=20_000, help="how many (default: %(default)s)")
    parser.add_argument("--order", choices=ORDERS, default=ARRIVAL, help="in which they come (default: %(default)s)")
    parser.add_argument("--keep", action="store_true", help="leave the database under bench/work/, or on the server")
    options = parser.parse_args(arguments)
    folder = WORK / f"import_{options.cables}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        table = measured(folder, options.cables, options.order, keep=options.keep)
    finally:
        if not options.keep:
            shutil.rmtree(folder, ignore_errors=True)
    print(f"stored in {table.store().name}")
    return 0 if table.met else 1


def measured(folder: Path, cables: int, order: str = ARRIVAL, *, keep: bool = False) -> Table:
    """Return the table of an import of a corpus of that size and order, in a folder that does not exist yet."""
    server = os.environ.get("DATABASE_URL", "").startswith("postgres")
    table = Table("import", {"cables": cables, "order": order, "database": "postgresql" if server else "sqlite"})
    folder.mkdir(parents=True)
    source = folder / "cables.jsonl"
    if cables > FEW:
        write(Corpus(FEW, order=order), "jsonl", source)
        with installation(folder / "import_few") as few:
            _prepare(few)
            taken = _manage(few, "import_cables", str(source))
        table.add(_rate(_FEW, FEW, taken))
    text = write(Corpus(cables, order=order), "jsonl", source)
    name, peer = _copied(folder, source) if server else _inserted(folder, source)
    table.add(_rate(name, cables, peer))
    with installation(folder / f"import_{cables}_cables", keep=keep) as made:
        _prepare(made)
        first = _manage(made, "import_cables", str(source))
        bound = BESIDE_POSTGRESQL_AT_MOST if server else BESIDE_SQLITE_AT_MOST
        table.add(_rate(_FIRST, cables, first, peer, name, bound))
        if cables > FEW:
            ratio = first.seconds / cables / (taken.seconds / FEW)
            milliseconds = 1000 * first.seconds / cables
            table.add(Row("time for a cable", milliseconds, "ms", ratio, _FEW, at_most=GROWTH_AT_MOST))
        table.add(Row("processor for a cable", 1000 * first.processor / cables, "ms"))
        table.add(Row("most memory of the import", first.memory / 2**20, "MB", at_most=MEMORY_AT_MOST))
        size = _size(made)
        table.add(
            Row("database", size / 2**20, "MB", size / text, "the text", at_most=None if server else SIZE_AT_MOST)
        )
        if not server:  # whose processes write by themselves
            table.add(Row("written to the disk", first.written / 2**20, "MB", first.written / size, "the database"))
        again = _manage(made, "import_cables", str(source))
        table.add(_rate("import of the same cables again", cables, again, first, _FIRST, UNCHANGED_AT_MOST))
        more = run(python("-m", "bench.one_more", str(cables)), _environment(made))
        seconds = json.loads(more.output)
        table.add(Row("one more cable", seconds, "seconds", memory=more.memory, at_most=ONE_MORE_AT_MOST))
    return table


def _inserted(folder: Path, source: Path) -> tuple[str, Run]:
    """Run the peer on SQLite; return its two commands as one run."""
    database = str(folder / "peer.db")
    insert = run(python("-m", "sqlite_utils", "insert", database, "cables", str(source), "--nl", "--pk", "mrn"))
    index = run(python("-m", "sqlite_utils", "enable-fts", database, "cables", "text"))
    together = Run(insert.seconds + index.seconds, max(insert.memory, index.memory), "")
    return "sqlite-utils insert and enable-fts", together


def _copied(folder: Path, source: Path) -> tuple[str, Run]:
    """Run the peer on PostgreSQL, in a database of its own; return the run."""
    with installation(folder / "import_peer") as bare:
        return "COPY, to_tsvector and GIN", run(python("-m", "bench.copied", str(source)), bare.environment)


def _prepare(made: Installation) -> None:
    """Create the tables of an archive, with posts and TAGS."""
    _manage(made, "migrate")
    _manage(made, "load_vocabulary")


def _manage(made: Installation, *arguments: str) -> Run:
    return run(python("manage.py", *arguments), _environment(made))


def _environment(made: Installation) -> dict[str, str]:
    """Return the environment of an installation: with DEBUG Django would record every statement."""
    return {**made.environment, "DEBUG": "0"}


def _size(made: Installation) -> int:
    """Return the bytes of an archive's database."""
    if url := made.environment["DATABASE_URL"]:
        with psycopg.connect(url) as server:
            [size] = server.execute("SELECT pg_database_size(current_database())").fetchone() or (0,)
            return int(size)
    return sum(file.stat().st_size for file in Path(made.environment["DATA_DIR"]).glob("*.sqlite3*"))


def _rate(name: str, cables: int, taken: Run, other: Run | None = None, against: str = "", bound: float = inf) -> Row:
    """Return a row in cables a second; the ratio is that of the seconds."""
    if other is None:
        return Row(name, cables / taken.seconds, "a second", memory=taken.memory)
    ratio = taken.seconds / other.seconds
    return Row(name, cables / taken.seconds, "a second", ratio, against, taken.memory, at_most=bound)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
