"""`python -m bench.copied SOURCE`: the bare rows of a file of JSON Lines in PostgreSQL, with a full-text index.

COPY, `to_tsvector` and GIN on one connection, without parsing, links or counts: what an import there stands beside. The
database is that of DATABASE_URL.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

TABLE = """
    CREATE TABLE cables (
        mrn text PRIMARY KEY, text text NOT NULL,
        words tsvector GENERATED ALWAYS AS (to_tsvector('english', text)) STORED
    )
"""
INDEX = "CREATE INDEX cables_words ON cables USING gin (words)"


def main(arguments: Sequence[str]) -> None:
    """Copy the rows and create the index."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as server:
        server.execute(TABLE)
        with server.cursor() as cursor, cursor.copy("COPY cables (mrn, text) FROM STDIN") as copy:
            for row in rows(Path(arguments[0])):
                copy.write_row(row)
        server.execute(INDEX)


def rows(source: Path) -> Iterator[tuple[str, str]]:
    """Yield the number and the text of each line."""
    with source.open(encoding="utf-8") as lines:
        for line in lines:
            cable = json.loads(line)
            yield cable["mrn"], cable["text"]


if __name__ == "__main__":
    main(sys.argv[1:])
