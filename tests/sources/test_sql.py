r"""Dumps of databases: INSERT and COPY, their quotes and escapes, other statements passed over, rows too large."""

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
        (f"INSERT INTO cable (content) VALUES ('{'x' * 200_000}", "is larger than 50,000 characters"),
        ("INSERT INTO tag (id, name) VALUES (1, 'PREL');", "holds no rows with a text"),
        (f"COPY cable (content) FROM stdin;\n{'x' * 200_000}\n", "is larger than 50,000 bytes"),
        ("COPY cable (content) FROM stdin;\nUNCLAS LI", "is no row of a table: the file ends within it"),
        ("COPY cable (content) FROM stdin;\n\\.\n", "is a dump whose table has no rows"),
        ("BEGIN;\nCOMMIT;\n", "holds no rows with a text: no INSERT and no COPY of a table"),
    ],
    ids=["cut off", "columns", "too large", "no text", "a long line", "a line cut off", "no rows", "no statement"],
)
def test_what_is_no_row_is_refused(dump: str, reason: str) -> None:
    items = read(dump, Limits(cable=50_000))
    assert [refused(item).reason.startswith(reason) for item in items] == [True]


@pytest.mark.parametrize(
    ("table", "content"),
    [
        ("cable", quoted(BODY)),
        ("[dbo].[cable]", f"N{quoted(BODY)}"),
        ('"my cables"', f"E{quoted(escaped(BODY))}"),
        ("cable", f"replace({quoted(escaped(BODY))},'\\n',char(10))"),
        ("cable", f"replace(replace({quoted(escaped(BODY))},'\\r',char(13)),'\\n',char(10))"),
        ("cable", f"unistr({quoted(BODY.replace(chr(10), chr(92) + 'u000a'))})"),
        ("cable", " || chr(10) || ".join(map(quoted, BODY.split("\n")))),
        ("cable", " + CHAR(10) + ".join(f"N{quoted(line)}" for line in BODY.split("\n"))),
        ("cable", f"CAST(N{quoted(BODY)} AS nvarchar(max))"),
        ("cable", f"TO_CLOB({quoted(BODY)})"),
        ("cable", f"{quoted(BODY)}::text"),
        ("`cable`", f"_utf8mb4 {quoted(BODY)}"),
        ("`cable`", "0x" + BODY.encode().hex()),
        ("cable", f"X'{BODY.encode().hex()}'"),
    ],
)
def test_what_programs_make_of_a_string_is_read(table: str, content: str) -> None:
    row = f"(refid, sent, content) VALUES ('07LIMA101', CAST(N'2007-09-24' AS datetime), {content})"
    [item] = read(f"INSERT INTO {table} {row};")
    assert (cable(item).text, cable(item).stated) == (BODY, {"created": "2007-09-24"})


@pytest.mark.parametrize(
    "begin", ["INSERT", "INSERT INTO", "INSERT IGNORE INTO", "INSERT OR REPLACE INTO", "REPLACE INTO"]
)
@pytest.mark.parametrize("end", [";\n", "\nGO\n", " ON CONFLICT DO NOTHING;\n", ";"])
def test_statements_follow_one_another_however_they_end(begin: str, end: str) -> None:
    statements = [f"{begin} [c] (refid, content) VALUES ('07LIMA{number}', 'A'){end}" for number in (1, 2)]
    assert [cable(item).published_id for item in read("".join(statements))] == ["07LIMA1", "07LIMA2"]


def test_a_table_of_sql_server_ends_without_a_semicolon() -> None:
    table = "CREATE TABLE [dbo].[c](\n\t[refid] [nvarchar](20) NOT NULL,\n\t[content] [nvarchar](max),\n"
    key = " CONSTRAINT [pk] PRIMARY KEY CLUSTERED ([refid] ASC, [content])\n) ON [PRIMARY]\nGO\n"
    [item] = read(f"{table}{key}INSERT [dbo].[c] VALUES (N'07LIMA1', N'A')\nGO\n")
    assert (cable(item).published_id, cable(item).text) == ("07LIMA1", "A")


LARGE = "''(\n),;" * 5_000


@pytest.mark.parametrize("between", [",\n", ","], ids=["lines", "one line"])
@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (f"('07LIMA2', '{LARGE}')", "is larger than 9,000 characters: the row that begins with 07LIMA2"),
        (f"('07LIMA2', N'{LARGE}x')", "is larger than 9,000 characters: the row that begins with 07LIMA2"),
        (f"('{LARGE}', 'A')", "is larger than 9,000 characters"),
        ("('07LIMA2', 1 + (2 * x))", "is no row of a table: it has a value that is none that is read, 1 + (2 * x)"),
    ],
    ids=["too large", "of another charset", "in the first column", "no value"],
)
def test_a_row_that_cannot_be_read_is_named_and_the_rest_goes_on(between: str, bad: str, reason: str) -> None:
    rows = between.join(["('07LIMA1', 'A')", bad, "('07LIMA3', 'C')"])
    statements = (
        f"INSERT INTO c (refid, content) VALUES\n{rows};\nINSERT INTO c (refid, content) VALUES ('07LIMA4', 'D');\n"
    )
    first, second, third, fourth = read(statements, Limits(cable=9_000))
    assert [cable(item).published_id for item in (first, third, fourth)] == ["07LIMA1", "07LIMA3", "07LIMA4"]
    assert refused(second).reason.startswith(reason)
    lines = [2, 3, 4 + bad.count("\n")] if between == ",\n" else [2, 2, 2 + bad.count("\n")]
    assert [item.where for item in (first, second, third)] == [f"a.sql:{line}" for line in lines]
    assert fourth.where == f"a.sql:{lines[2] + 1}"


def test_escapes_within_a_row_that_is_too_large() -> None:
    large = f"('07LIMA2', '{(chr(92) + chr(39) + '(') * 5_000}')"
    items = read(f"INSERT INTO `c` (refid, content) VALUES {large},('07LIMA3', 'C');", Limits(cable=9_000))
    assert refused(items[0]).reason.startswith("is larger than 9,000 characters")
    assert cable(items[1]).published_id == "07LIMA3"


@pytest.mark.parametrize("length", [10, 20_000])
def test_a_string_without_an_end_takes_no_other_statement_with_it(length: int) -> None:
    unclosed = "INSERT INTO c (refid, content) VALUES ('07LIMA1', 'A\n" + "x\n" * length
    first, second = read(f"{unclosed}INSERT INTO c (refid, content) VALUES ('07LIMA2', 'B');\n", Limits(cable=9_000))
    assert isinstance(first, RefusedItem)
    assert (cable(second).published_id, second.where) == ("07LIMA2", f"a.sql:{length + 2}")


def test_a_line_of_many_rows_can_be_longer_than_the_limit() -> None:
    rows = ",".join(f"('07LIMA{number}', 'Zenda é {number}')" for number in range(1, 2_000))
    items = read(f"INSERT INTO c (refid, content) VALUES {rows};", Limits(cable=1_000))
    assert [cable(item).text for item in items] == [f"Zenda é {number}" for number in range(1, 2_000)]
