r"""Dumps of databases: INSERT and COPY, their quotes and escapes, other statements passed over."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members
from cables.sources.sql import cables
from tests.sources.builders import BODY, HEADING, cable, refused

NAMES = ("id", "date", "refid", "classification", "origin", "destination", "header", "content")
COLUMNS = f"({', '.join(NAMES)})"


def read(content: str, limits: Limits | None = None) -> list[RawCable | RefusedItem]:
    return list(cables(io.BytesIO(content.encode()), "a.sql", limits or Limits(), Members()))


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def values(body: str = BODY, number: str = "07LIMA101") -> str:
    fields = ("2007-09-24 13:26:00", number, "UNCLASSIFIED", "Embassy Lima", "07LIMA90", HEADING, body)
    return f"(1, {', '.join(map(quoted, fields))})"


def copied(body: str = BODY) -> str:
    fields = ("1", "9/24/2007 13:26", "07LIMA101", "Embassy Lima", "UNCLASSIFIED", "\\N", HEADING, body)
    return "\t".join(field if field == "\\N" else escaped(field) for field in fields) + "\n"


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


@pytest.mark.parametrize(
    "dump",
    [
        f"INSERT INTO cable {COLUMNS} VALUES {values()};\n",
        f"-- a comment\nCREATE TABLE cable (id int);\ninsert into public.cable {COLUMNS}\nvalues\n{values()}\n;\n",
        f"INSERT INTO tag (id, name) VALUES (1, 'PREL');\nINSERT INTO cable {COLUMNS} VALUES {values()};\n",
        f"COPY cable (id, date, refid, origin, classification, refs, header, content) FROM stdin;\n{copied()}\\.\n",
        copied(),
        f'CREATE TABLE IF NOT EXISTS "cable" ({" text, ".join(NAMES)} text);\nINSERT INTO "cable" VALUES{values()};\n',
        "CREATE TABLE `cable` (\n"
        + ",\n".join(f"  `{name}` varchar(10) NOT NULL" for name in NAMES)
        + f",\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB;\nINSERT INTO `cable` VALUES {values()};\n",
    ],
    ids=["insert", "among others", "other tables", "copy", "rows of copy", "created", "created by MySQL"],
)
def test_a_row_is_a_cable(dump: str) -> None:
    [item] = read(dump)
    raw = cable(item)
    assert (raw.text, raw.published_id, raw.format) == (f"{HEADING}\n\n{BODY}", "07LIMA101", "sql")
    assert (raw.stated["classification"], raw.stated["origin"]) == ("UNCLASSIFIED", "Embassy Lima")


def test_a_statement_has_many_rows_each_with_the_line_it_begins_on() -> None:
    rows = [values(number=f"07LIMA{number}") for number in (1, 2, 3)]
    items = read(f"INSERT INTO cable {COLUMNS} VALUES\n" + ",\n".join(rows) + ";\n")
    assert [cable(item).published_id for item in items] == ["07LIMA1", "07LIMA2", "07LIMA3"]


def test_statements_follow_one_another() -> None:
    statements = [
        f"INSERT INTO cable {COLUMNS} VALUES {values(number=f'07LIMA{number}')};\n" for number in range(1, 100)
    ]
    items = read("".join(statements))
    height = statements[0].count("\n")
    found = [(cable(item).published_id, item.where) for item in items]
    assert found == [(f"07LIMA{number}", f"a.sql:{1 + height * (number - 1)}") for number in range(1, 100)]


@given(st.text(alphabet="ab'\\\n\t,();\"E", max_size=40))
def test_any_text_comes_back(body: str) -> None:
    assert cable(read(f"INSERT INTO cable (refid, content) VALUES ('07LIMA1', {quoted(body)});")[0]).text == body
    mysql = body.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    assert cable(read(f"INSERT INTO `cable` (`content`) VALUES ('{mysql}');")[0]).text == body
    assert cable(read(f"COPY cable (content) FROM stdin;\n{escaped(body)}\n\\.\n")[0]).text == body


@pytest.mark.parametrize(
    ("dump", "reason"),
    [
        (f"INSERT INTO cable {COLUMNS} VALUES {values()[:-60]}", "is no row of a table: the file ends within it"),
        ("INSERT INTO cable (a, content) VALUES ('x');", "is no row of the table: 1 columns, not 2"),
        (f"INSERT INTO cable (content) VALUES ('{'x' * 200_000}", "is no row of a table"),
        ("INSERT INTO tag (id, name) VALUES (1, 'PREL');", "holds no rows with a text"),
        (f"COPY cable (content) FROM stdin;\n{'x' * 200_000}\n", "is larger than 50,000 bytes"),
    ],
    ids=["cut off", "columns", "too large", "no text", "a long line"],
)
def test_what_is_no_row_is_refused(dump: str, reason: str) -> None:
    items = read(dump, Limits(cable=50_000))
    assert [refused(item).reason.startswith(reason) for item in items] == [True]
