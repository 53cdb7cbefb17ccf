"""The Cablegate dump: escapes, line ends in fields, bad rows, streaming."""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.sources.csv import cables
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members
from tests.sources.builders import BODY, HEADING, cable, refused, row

HEADED = "id{0}datetime{0}refid{0}classification{0}content{0}film\n"


def read(text: str, limits: Limits | None = None) -> list[RawCable | RefusedItem]:
    return list(cables(io.BytesIO(text.encode()), "dump.csv", limits or Limits(), Members()))


def test_a_row() -> None:
    [item] = read(row())
    raw = cable(item)
    assert raw.published_id == "07LIMA101"
    assert raw.stated == {"created": "9/24/2007 13:26", "origin": "Embassy Lima", "classification": "UNCLASSIFIED"}
    assert raw.text == f"{HEADING}\n\n{BODY}"
    assert raw.content == raw.text.encode()
    assert (raw.where, raw.format) == ("dump.csv:1", "csv")


def test_rows_come_in_order_with_the_line_they_begin_on() -> None:
    lines = row().count("\n")
    assert [item.where for item in read(row(1) + row(2) + row(3))] == [
        "dump.csv:1",
        f"dump.csv:{1 + lines}",
        f"dump.csv:{1 + 2 * lines}",
    ]


@pytest.mark.parametrize(
    ("field", "body"),
    [
        (r"a \"quoted\" word", 'a "quoted" word'),
        (r"a " "quoted" " word", "a quoted word"),
        ('a ""doubled"" quote', 'a "doubled" quote'),
        (r"a path C:\temp\new", r"a path C:\temp\new"),
        (r"two \\ strokes", r"two \ strokes"),
        (r"at the end \\", "at the end \\"),
        ("before a line end \\\nand after", "before a line end \\\nand after"),
        (r"both \\\" of them", 'both \\" of them'),
        ("kept\r\nline ends", "kept\r\nline ends"),
    ],
)
def test_escapes(field: str, body: str) -> None:
    [item] = read(row(body="BODY").replace("BODY", field))
    assert cable(item).text == f"{HEADING}\n\n{body}"


@given(st.text(alphabet='ab"\\,\n\r', min_size=1, max_size=30).filter(str.strip))
def test_any_field_comes_back(body: str) -> None:
    items = read(row(1, body=body) + row(2))
    assert [cable(item).text for item in items] == [f"{HEADING}\n\n{body}", f"{HEADING}\n\n{BODY}"]


def test_a_bad_row_is_refused_and_the_rest_goes_on() -> None:
    items = read(row(1) + '"2","9/24/2007 13:26","07LIMA102"\n' + row(3))
    assert cable(items[0]).published_id == cable(items[2]).published_id == "07LIMA101"
    assert "3 columns, not 8" in refused(items[1]).reason


def test_a_row_beyond_the_limit_is_refused_and_the_rest_goes_on() -> None:
    items = read(row(1) + row(2, body="x\n" * 2000) + row(3), Limits(cable=1000))
    assert [type(item) for item in items] == [RawCable, RefusedItem, RawCable]
    assert "larger than 1,000 characters" in refused(items[1]).reason
    assert items[2].where == f"dump.csv:{1 + row().count(chr(10)) + row(2, body='x' + chr(10) * 2000).count(chr(10))}"


def test_a_line_beyond_the_limit_is_refused_and_the_rest_goes_on() -> None:
    items = read(row(1, body="x" * 5000) + row(2), Limits(cable=1000))
    assert [type(item) for item in items] == [RefusedItem, RawCable]
    assert items[1].where == f"dump.csv:{1 + row(1, body='x').count(chr(10))}"


def test_an_unclosed_quote_does_not_swallow_the_dump() -> None:
    broken = row(1).rstrip("\n").removesuffix('"') + "\n"
    items = read(broken + "".join(row(number) for number in range(2, 60)), Limits(cable=4000))
    assert isinstance(items[0], RefusedItem)
    assert len([item for item in items if isinstance(item, RawCable)]) > 40


@pytest.mark.parametrize("begin", ["", HEADED.format(",")])
def test_a_file_that_is_cut_off_within_a_row_says_so(begin: str) -> None:
    whole = row(1) if not begin else '1,x,07LIMA101,y,"the text",z\n'
    first, last = read(begin + whole + '2,9/24/2007 13:26,07LIMA102,x,"y\nand so')
    assert cable(first).published_id == "07LIMA101"
    assert refused(last).reason == "is no row of the table: the file ends within it"


def test_empty_rows() -> None:
    [only] = read("\n\n" + row())
    assert only.where == "dump.csv:3"
    assert refused(read(row(heading="", body=" "))[0]).reason == "is empty"


def test_the_limit_of_the_csv_module_is_left_as_it_was() -> None:
    before = csv.field_size_limit()
    read(row(), Limits(cable=1000))
    assert csv.field_size_limit() == before


class Endless:
    """A dump without end, which counts what was read of it."""

    def __init__(self) -> None:
        self.lines = 0

    def readline(self, limit: int) -> bytes:
        self.lines += 1
        return (
            row(self.lines, heading="P 241326Z SEP 07", body="UNCLAS LIMA 000101").encode().replace(b"\n", b" ") + b"\n"
        )


def test_the_dump_is_streamed() -> None:
    dump = Endless()
    items = list(islice(cables(cast(BinaryIO, dump), "-", Limits(), Members()), 5))
    assert len(items) == 5
    assert dump.lines < 10


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_with_a_heading_row_has_its_columns_in_any_order(separator: str) -> None:
    fields = ("17", "2007-09-24 13:26", "07LIMA101", "UNCLASSIFIED", BODY, "D1")
    line = separator.join('"' + field.replace('"', '""') + '"' for field in fields)
    [first, second] = read(HEADED.format(separator) + line + "\r\n" + line + "\r\n")
    raw = cable(first)
    assert (raw.text, raw.published_id, raw.where) == (BODY, "07LIMA101", "dump.csv:2")
    assert second.where == f"dump.csv:{2 + line.count(chr(10)) + 1}"
    assert raw.stated == {"created": "2007-09-24 13:26", "classification": "UNCLASSIFIED", "id": "17", "film": "D1"}


@given(st.text(alphabet='ab"\\,\n\r', min_size=1, max_size=30).filter(str.strip))
def test_any_field_of_a_table_with_doubled_quotes_comes_back(body: str) -> None:
    doubled = body.replace('"', '""')
    [item] = read(f'refid,body\n07LIMA101,"{doubled}"\n') if '\\""' not in doubled else [None]
    assert item is None or cable(item).text == body


def test_a_table_whose_quotes_are_escaped_is_read_so() -> None:
    assert cable(read('refid,body\n07LIMA101,"he \\"said\\", and \\\\ went"\n')[0]).text == 'he "said", and \\ went'
