"""Pages of an archive of generated cables, requested within this process as a browser would of a server."""

from __future__ import annotations

import argparse
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.test import Client

from bench.corpus import ARRIVAL, DATE, ORDERS, Corpus
from bench.corpus.output import write
from bench.measure import WORK
from tests.installation import Installation, installation

SAMPLE = 1_000  # cables whose dates show in which order they came


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that select the archive, as `site` takes them."""
    parser.add_argument("--cables", type=int, default=20_000, help="how many to make (default: %(default)s)")
    parser.add_argument("--order", choices=ORDERS, default=ARRIVAL, help="in which they come (default: %(default)s)")
    parser.add_argument(
        "--archive",
        type=Path,
        metavar="DIR",
        help="keep the archive there, and measure one that an earlier run left there as it is",
    )


@contextmanager
def site(options: argparse.Namespace) -> Iterator[Client]:
    """Yield a browser for the archive of the options. Once in a process: Django is set up for this archive.

    On SQLite, or on PostgreSQL where DATABASE_URL leads to a server. An archive in the folder `archive` is kept and,
    where it has cables already, measured as it is; without a folder it goes at the end.
    """
    cables: int = options.cables
    folder: Path | None = options.archive
    scratch = WORK / f"site_{cables}"
    if folder is None:
        shutil.rmtree(scratch, ignore_errors=True)
        WORK.mkdir(exist_ok=True)
    try:
        with installation((folder or scratch).resolve(), keep=folder is not None) as installed:
            _manage(installed, "migrate", "--verbosity", "0")
            _manage(installed, "collectstatic", "--no-input", "--verbosity", "0")
            os.environ.update(installed.environment | {"DEBUG": "", "PAGE_CACHE": "0"})  # every page is made each time
            django.setup()
            from django.db import connection  # the database is known only now

            try:
                _fill(installed, Corpus(cables, order=options.order))
                yield Client(raise_request_exception=False, headers={"host": "localhost"})
            finally:
                connection.close()
    finally:
        if folder is None:
            shutil.rmtree(scratch)


def _fill(installed: Installation, corpus: Corpus) -> None:
    """Import generated cables where there are none, and let the database sample its tables."""
    from django.db import connection

    from cables.models import Cable

    if Cable.objects.exists():
        return
    source = Path(installed.environment["DATA_DIR"]) / "cables.jsonl"
    write(corpus, "jsonl", source)
    _manage(installed, "load_vocabulary")
    _manage(installed, "import_cables", source)
    source.unlink()
    with connection.cursor() as cursor:
        # A server vacuums by itself a while after an import, which ends the index's list of entries to be sorted in.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _manage(installed: Installation, *arguments: str | Path) -> None:
    output, errors, status = installed.run(*arguments)
    if status:
        raise RuntimeError(errors or output)


def order() -> str:
    """Return the order in which the cables of the archive at hand came."""
    from cables.models import Cable

    sent = list(Cable.objects.order_by("pk").values_list("date", flat=True)[:SAMPLE])
    dates = [date for date in sent if date]
    return DATE if dates == sorted(dates) else ARRIVAL


def database() -> str:
    """Return the database at hand and its version."""
    from django.db import connection

    return f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"


def engine() -> str:
    """Return the database at hand as names of results have it: `sqlite` or `postgresql`."""
    from django.db import connection

    return connection.vendor
