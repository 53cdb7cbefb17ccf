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

from bench.corpus import Corpus
from bench.corpus.output import write
from bench.measure import WORK
from tests.installation import Installation, installation


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Return the arguments that select the archive, as `site` takes them."""
    parser.add_argument("--cables", type=int, default=20_000, help="how many to make (default: %(default)s)")
    parser.add_argument(
        "--archive",
        type=Path,
        metavar="DIR",
        help="keep the archive there, and ask one that an earlier run kept there as it is",
    )


@contextmanager
def site(cables: int, folder: Path | None) -> Iterator[Client]:
    """Yield a browser for an archive of so many cables. Once in a process: Django is set up for this archive.

    On SQLite, or on PostgreSQL where DATABASE_URL leads to a server. An archive in `folder` is kept and, where it has
    cables already, asked as it is; without a folder it goes at the end.
    """
    scratch = WORK / f"site_{cables}"
    if folder is None:
        shutil.rmtree(scratch, ignore_errors=True)
        WORK.mkdir(exist_ok=True)
    try:
        with installation((folder or scratch).resolve(), keep=folder is not None) as asked:
            _manage(asked, "migrate", "--verbosity", "0")
            _manage(asked, "collectstatic", "--no-input", "--verbosity", "0")
            os.environ.update(asked.environment | {"DEBUG": "", "PAGE_CACHE": "0"})  # every page is made anew
            django.setup()
            from django.db import connection  # the database is known only now

            try:
                _fill(asked, cables)
                yield Client(raise_request_exception=False, headers={"host": "localhost"})
            finally:
                connection.close()
    finally:
        if folder is None:
            shutil.rmtree(scratch)


def _fill(asked: Installation, cables: int) -> None:
    """Import generated cables where there are none, and let the database sample its tables."""
    from django.db import connection

    from cables.models import Cable

    if Cable.objects.exists():
        return
    source = Path(asked.environment["DATA_DIR"]) / "cables.jsonl"
    write(Corpus(cables), "jsonl", source)
    _manage(asked, "load_vocabulary")
    _manage(asked, "import_cables", source)
    source.unlink()
    with connection.cursor() as cursor:
        # A server vacuums by itself a while after an import, which ends the index's list of entries to be sorted in.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _manage(asked: Installation, *arguments: str | Path) -> None:
    told, complaints, status = asked.run(*arguments)
    if status:
        raise RuntimeError(complaints or told)


def database() -> str:
    """Return the database at hand and its version."""
    from django.db import connection

    return f"{connection.display_name} {'.'.join(map(str, connection.get_database_version()))}"


def engine() -> str:
    """Return the database at hand as names of results have it: `sqlite` or `postgresql`."""
    from django.db import connection

    return connection.vendor
