"""Division of files, pages and records that have several telegrams."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from cables.sources import RawCable, RefusedItem, read
from cables.telegram import parse
from tests.sources.builders import page
from tests.sources.pdf_files import pdf

FIRST, SECOND = (
    f"R 051020Z JUN 07\nFM AMCONSUL ZENDA\nTO SECSTATE WASHDC\nUNCLAS ZENDA {serial}\n\nSUBJECT: SALT\n\n1. Salt.\n\n"
    for serial in (841, 842)
)
TWO = f"{FIRST}NNNN\n\n{SECOND}"
UNSURE = SECOND.replace("R 051020Z JUN 07\nFM AMCONSUL ZENDA", "FM AMEMBASSY STRELSAU")  # is it a telegram of Zenda?
DOUBTFUL = FIRST + UNSURE


def csv_of(text: str, number: str) -> bytes:
    quoted = text.replace('"', '""')
    return f'mrn_of_row,document_number,date,text\n7,{number},2007-06-05,"{quoted}"\n'.encode()


def sql_of(text: str, number: str) -> bytes:
    return f"INSERT INTO cables (refid, created, content) VALUES ('{number}', '2007-06-05', '{text}');\n".encode()


def xml_of(text: str, number: str) -> bytes:
    return f"<all><c><refid>{number}</refid><created>2007-06-05</created><body>{text}</body></c></all>".encode()


def jsonl_of(text: str, number: str) -> bytes:
    return json.dumps({"text": text, "refid": number, "created": "2007-06-05"}).encode() + b"\n"


def json_of(text: str, number: str) -> bytes:
    return b"[" + jsonl_of(text, number) + b"]"


def html_of(text: str, number: str) -> bytes:
    heading, _, body = text.partition("UNCLAS")
    columns = {"Reference ID": number, "Created": "2007-06-05"} if number else {}
    return page(heading.rstrip(), f"UNCLAS{body}", columns)


Maker = Callable[[str, str], bytes]
RECORDS: list[Maker] = [csv_of, sql_of, xml_of, jsonl_of, json_of, html_of]


def items(folder: Path, name: str, content: bytes, *, divides: bool = True) -> list[RawCable | RefusedItem]:
    (folder / name).write_bytes(content)
    return list(read(folder / name, divides=divides))


def cables(folder: Path, name: str, content: bytes) -> list[RawCable]:
    return [item for item in items(folder, name, content) if isinstance(item, RawCable)]


@pytest.mark.parametrize("made", RECORDS)
@pytest.mark.parametrize("number", ["", "07ZENDA841", "07ZENDA842", "07QUILLENZ1"])
def test_a_record_or_page_of_two_telegrams_is_divided(made: Maker, number: str, tmp_path: Path) -> None:
    found = cables(tmp_path, "a", made(TWO, number))
    assert [parse(each.text).mrn for each in found] == ["07ZENDA841", "07ZENDA842"]
    assert all(each.content.decode() == each.text and each.encoding == "utf-8" for each in found)
    assert len({each.where for each in found}) == 2
    stating = int(number == "07ZENDA842")  # what is stated is stated of that number, or of the first
    assert [each.published_id for each in found][stating] == (number or None)
    assert [bool(each.stated) for each in found] == ([False, True] if stating else [bool(found[0].stated), False])


@pytest.mark.parametrize("made", RECORDS)
def test_one_that_may_have_two_is_refused_unless_its_number_is_given(made: Maker, tmp_path: Path) -> None:
    [refused] = items(tmp_path, "a", made(DOUBTFUL, ""))
    assert isinstance(refused, RefusedItem)
    assert "second telegram, whose heading is on line 1" in refused.reason
    assert refused.reason.endswith("put each into a file or record of its own")
    [item] = items(tmp_path, "b", made(DOUBTFUL, "07ZENDA841"))
    assert isinstance(item, RawCable)


@pytest.mark.parametrize("made", RECORDS)
@pytest.mark.parametrize("text", [TWO, DOUBTFUL])
def test_a_page_or_record_in_a_line_out(made: Maker, text: str, tmp_path: Path) -> None:
    [item] = items(tmp_path, "a", made(text, ""), divides=False)
    assert isinstance(item, RawCable)


def test_a_pdf_of_two_telegrams_is_divided_and_says_on_which_page_each_begins(tmp_path: Path) -> None:
    content = pdf([f"{FIRST}NNNN", SECOND])
    first, second = cables(tmp_path, "07ZENDA841.pdf", content)
    assert (first.where, second.where) == (f"{tmp_path}/07ZENDA841.pdf#page=1", f"{tmp_path}/07ZENDA841.pdf#page=2")
    assert [parse(each.text).mrn for each in (first, second)] == ["07ZENDA841", "07ZENDA842"]
    for each in (first, second):
        assert each.file == content
        assert (each.stated, each.published_id, each.format) == ({"telegrams_in_file": "2"}, None, "pdf")
        assert each.extractor


def test_a_pdf_that_may_have_two_is_refused_with_the_page(tmp_path: Path) -> None:
    content = pdf([FIRST, UNSURE])
    [refused] = items(tmp_path, "a.pdf", content)
    assert isinstance(refused, RefusedItem)
    assert "second telegram, whose heading is on page 2" in refused.reason
    [item] = cables(tmp_path, "07ZENDA841.pdf", content)
    assert item.stated == {}
