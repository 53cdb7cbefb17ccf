"""Speed of imports from every form of tables and records, beside JSON Lines of the same cables.

`python -m bench.forms --cables 10000` prints the table and stores it under bench/results/; it ends with 1 where a bound
is missed: a form is imported at no less than 0.8 of the rate of JSON Lines, and reading a file takes no more memory
than reading one of a tenth of its records. Of several rounds the fastest counts.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from bench.corpus import ARRIVAL, ORDERS, Corpus
from bench.corpus.output import write as write_corpus
from bench.measure import WORK, Run, python, run
from bench.table import Row, Table
from tests.installation import installation

RATE_AT_LEAST = 0.8  # of that of JSON Lines
MEMORY_AT_MOST = 1.2  # times that of a file of a tenth of the records
JSON_LINES = "JSON Lines"
READING = "import sys; from cables.sources import read; print(sum(1 for _ in read(sys.argv[1])))"


class Record(NamedTuple):
    """A cable as a record: its published id and its text."""

    mrn: str
    text: str


Writer = Callable[[Iterator[Record]], Iterator[str]]


def lines(records: Iterator[Record]) -> Iterator[str]:
    """Yield JSON Lines."""
    for record in records:
        yield json.dumps({"mrn": record.mrn, "text": record.text}, ensure_ascii=False) + "\n"


def array(records: Iterator[Record]) -> Iterator[str]:
    """Yield a JSON array."""
    for number, record in enumerate(records):
        yield ("," if number else "[") + "\n" + json.dumps({"refid": record.mrn, "body": record.text})
    yield "\n]\n"


def dump(records: Iterator[Record]) -> Iterator[str]:
    """Yield rows of the Cablegate dump: eight columns without headings, quotes escaped by a backslash."""
    for number, record in enumerate(records, 1):
        heading, _, text = record.text.partition("\n\n")
        fields = (str(number), "9/24/2007 13:26", record.mrn, "Embassy", "UNCLASSIFIED", "", heading, text)
        escaped = (field.replace("\\", "\\\\").replace('"', '\\"') for field in fields)
        yield ",".join(f'"{field}"' for field in escaped) + "\n"


def table_of(delimiter: str) -> Writer:
    """Return what yields a table with headings, quotes doubled."""

    def rows(records: Iterator[Record]) -> Iterator[str]:
        buffer = io.StringIO()
        writer = csv.writer(buffer, delimiter=delimiter, lineterminator="\r\n")
        writer.writerow(["number", "document number", "text"])
        for number, record in enumerate(records):
            writer.writerow([number, record.mrn, record.text])
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()

    return rows


def copy(records: Iterator[Record]) -> Iterator[str]:
    """Yield a COPY statement of PostgreSQL."""
    yield "COPY public.cable (id, refid, content) FROM stdin;\n"
    for number, record in enumerate(records):
        text = record.text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
        yield f"{number}\t{record.mrn}\t{text}\n"
    yield "\\.\n"


def inserts(records: Iterator[Record]) -> Iterator[str]:
    """Yield INSERT statements."""
    yield "CREATE TABLE cable (id integer, refid text, content text);\n"
    for number, record in enumerate(records):
        text = record.text.replace("'", "''")
        yield f"INSERT INTO cable (id, refid, content) VALUES ({number}, '{record.mrn}', '{text}');\n"  # noqa: S608 - which no database runs


def elements(records: Iterator[Record]) -> Iterator[str]:
    """Yield XML of records."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<records>\n'
    for record in records:
        yield f"<record><docnbr>{record.mrn}</docnbr><msgtext>{escape(record.text)}</msgtext></record>\n"
    yield "</records>\n"


# JSON Lines come first: the others are compared with them.
FORMS: dict[str, tuple[str, Writer]] = {
    JSON_LINES: ("jsonl", lines),
    "JSON array": ("json", array),
    "Cablegate dump": ("csv", dump),
    "CSV with headings": ("csv", table_of(",")),
    "CSV with semicolons": ("csv", table_of(";")),
    "CSV with tabs": ("tsv", table_of("\t")),
    "SQL: COPY": ("sql", copy),
    "SQL: INSERT": ("sql", inserts),
    "XML of records": ("xml", elements),
}


def records_of(source: Path, most: int | None = None) -> Iterator[Record]:
    """Yield the records of a file of JSON Lines, `most` of them."""
    with source.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            if most is not None and number >= most:
                return
            record = json.loads(line)
            yield Record(record["mrn"], record["text"])


def write(path: Path, writer: Writer, records: Iterator[Record]) -> None:
    """Write records in a form."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(writer(records))


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.forms", description=__doc__)
    parser.add_argument("--cables", type=int, default=10_000, help="how many (default: %(default)s)")
    parser.add_argument("--order", choices=ORDERS, default=ARRIVAL, help="in which they come (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=2, help="of which the fastest counts (default: %(default)s)")
    options = parser.parse_args(arguments)
    folder = WORK / "forms"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        table = measured(folder, Corpus(options.cables, order=options.order), options.cables, options.rounds)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"stored in {table.store().name}")
    return 0 if table.met else 1


def measured(folder: Path, corpus: Corpus, cables: int, rounds: int) -> Table:
    """Return the table of imports of a corpus in every form, in a folder that is there."""
    table = Table("forms", {"cables": cables, "rounds": rounds})
    source = folder / "corpus.jsonl"
    write_corpus(corpus, "jsonl", source)
    first = 0.0
    for name, (ending, writer) in FORMS.items():
        path, tenth = folder / f"whole.{ending}", folder / f"tenth.{ending}"
        write(path, writer, records_of(source))
        write(tenth, writer, records_of(source, cables // 10))
        fastest = min((imported(folder, path) for _ in range(rounds)), key=lambda taken: taken.seconds)
        rate = cables / fastest.seconds
        first = first or rate
        is_first = name == JSON_LINES
        table.add(
            Row(
                f"import of {name}",
                rate,
                "a second",
                None if is_first else rate / first,
                None if is_first else f"import of {JSON_LINES}",
                fastest.memory,
                at_least=None if is_first else RATE_AT_LEAST,
            )
        )
        whole, part = (run(python("-c", READING, str(file))) for file in (path, tenth))
        table.add(
            Row(
                f"reading of {name}",
                cables / whole.seconds,
                "a second",
                whole.memory / part.memory,
                "memory of a tenth of it",
                whole.memory,
                at_most=MEMORY_AT_MOST,
            )
        )
        path.unlink()
        tenth.unlink()
    return table


def imported(folder: Path, path: Path) -> Run:
    """Return what importing a file into an empty archive takes."""
    shutil.rmtree(folder / "archive", ignore_errors=True)
    with installation(folder / "archive") as made:
        environment = {**made.environment, "DEBUG": "0"}
        for command in (["migrate"], ["load_vocabulary"]):
            run(python("manage.py", *command), environment)
        return run(python("manage.py", "import_cables", str(path)), environment)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
