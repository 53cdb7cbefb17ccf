"""JSON Lines: one item a line, bad ones too."""

from __future__ import annotations

import io

import pytest

from cables.sources.jsonl import cables
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members
from tests.sources.builders import BODY, cable, line, refused


def read(content: str | bytes, limits: Limits | None = None) -> list[RawCable | RefusedItem]:
    content = content.encode() if isinstance(content, str) else content
    return list(cables(io.BytesIO(content), "-", limits or Limits(), Members()))


def test_a_line() -> None:
    [item] = read(line(mrn="07LIMA101"))
    members = {"text": "text", "hint": "mrn"}
    assert cable(item) == RawCable(BODY, BODY.encode(), "utf-8", "-:1", "jsonl", hint="07LIMA101", members=members)


def test_the_hint_may_be_left_out() -> None:
    assert [cable(item).hint for item in read(line() + line(mrn=None) + line(mrn=""))] == [None, None, None]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("", "is no JSON object"),
        ("{", "is no JSON object"),
        ("[" * 100_000, "is no JSON object"),
        ("nan nan", "is no JSON object"),
        ('["text"]', 'is no JSON object with a "text"'),
        ('{"mrn": "07LIMA101"}', "has no text: it has mrn"),
        ('{"text": 7}', 'has a "text" that is no text: it has text'),
        ('{"text": "' + "x" * 200_000 + '"}', "is larger than 150,000 bytes"),
    ],
)
def test_a_bad_line_is_one_item_and_the_rest_goes_on(bad: str, reason: str) -> None:
    items = read(line() + bad + "\n" + line(), Limits(cable=150_000))
    assert [item.where for item in items] == ["-:1", "-:2", "-:3"]
    assert refused(items[1]).reason == reason
    assert cable(items[2]).text == BODY


def test_what_utf_8_cannot_encode_is_replaced() -> None:
    [item] = read('{"text": "a\\u0000b \\ud800 \\ud83d\\ude00 c"}\n')
    assert cable(item).text == "a\ufffdb \ufffd \U0001f600 c"
    assert cable(item).content.decode() == cable(item).text


def test_lines_in_other_encodings() -> None:
    assert cable(read('{"text": "café"}'.encode("latin-1"))[0]).text == "café"
    assert cable(read(b'\xef\xbb\xbf{"text": "caf\xc3\xa9"}')[0]).text == "café"


def test_an_empty_text_is_a_cable_without_a_word() -> None:
    assert cable(read(line(""))[0]).text == ""
