"""Growth of an archive: its import's rate, the size of each table, and the time of each kind of page.

`python -m bench.growth --cables 1000000 --archive DIR` runs on SQLite, and with `tests/postgresql.sh` in front on
PostgreSQL. It prints the table and stores it under bench/results/. An archive that is in the folder already is
measured as it is.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import servers
from bench.serving import deep_lists, every_url
from bench.site import add_arguments, database, engine, order, site
from bench.table import Row, Table
from bench.urls import find_heaviest

MEGABYTE = 2**20
SMALLEST_SHOWN = 0.005  # of the whole


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    add_arguments(parser)
    options = parser.parse_args(arguments)
    with site(options):
        from cables.models import Cable

        cables = Cable.objects.count()
        table = Table(f"growth-{engine()}", {"cables": cables, "order": order(), "database": database()})
        for row in rows(cables):
            table.add(row)
    print(f"stored in {table.store().name}")
    return 0


def rows(cables: int) -> Iterator[Row]:
    """Yield the rows of the table."""
    yield import_rate()
    text = stored_text()
    yield Row("text", text / MEGABYTE, "MB")
    sizes = table_sizes()
    whole = sum(sizes.values())
    yield Row("database", whole / MEGABYTE, "MB", whole / text, "text")
    yield Row("database, each cable", whole / cables / 1024, "KB")
    for name, size in sorted(sizes.items(), key=lambda one: -one[1]):
        if size >= SMALLEST_SHOWN * whole:
            yield Row(name, size / MEGABYTE, "MB", size / whole, "database")
    heaviest = find_heaviest()
    with servers.archive_server(workers=1, page_cache=0) as server:
        yield from deep_lists(server, heaviest)
        yield from every_url(server, heaviest)


def import_rate() -> Row:
    """Return the cables a second of the largest import run that ended, by its own record."""
    from django.db.models import F

    from cables.models import ImportRun

    ended = ImportRun.objects.exclude(finished_at=None).annotate(took=F("finished_at") - F("started_at"))
    stored, took = ended.order_by("-stored").values_list("stored", "took")[0]
    return Row("import", stored / took.total_seconds(), "a second")


def stored_text() -> int:
    """Return the bytes of all texts."""
    from django.db.models import Sum

    from cables.models import Revision

    total: int = Revision.objects.aggregate(total=Sum("size"))["total"]
    return total


def table_sizes() -> dict[str, int]:
    """Return the bytes of each table with its indexes and TOAST; on SQLite those of the file as a whole."""
    from django.db import connection

    if connection.vendor == "sqlite":
        return {"the file": Path(str(connection.settings_dict["NAME"])).stat().st_size}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, pg_total_relation_size(oid) FROM pg_class "
            "WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace"
        )
        return dict(cursor.fetchall())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
