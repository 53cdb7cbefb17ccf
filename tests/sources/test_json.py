"""JSON of records: arrays, objects around them, one object; what is broken ends the file with its reason."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.sources.json import cables
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members
from tests.sources.builders import BODY, cable, refused

RECORD = {"text": BODY, "mrn": "07LIMA101"}


def read(content: str, limits: Limits | None = None) -> list[RawCable | RefusedItem]:
    return list(cables(io.BytesIO(content.encode()), "a.json", limits or Limits(), Members()))


@pytest.mark.parametrize(
    "content",
    [
        json.dumps([RECORD, RECORD]),
        json.dumps([RECORD, RECORD], indent=2),
        json.dumps({"cables": [RECORD, RECORD], "count": 2}),
        json.dumps({"count": 2, "next": None, "meta": {}, "of": "an archive", "cables": [RECORD, RECORD]}),
        "\ufeff" + json.dumps([RECORD, RECORD]),
        f"{json.dumps(RECORD, indent=1)}\n{json.dumps(RECORD, indent=1)}\n",
    ],
    ids=["array", "over lines", "in an object", "behind members", "byte order mark", "objects over lines"],
)
def test_each_object_is_a_cable(content: str) -> None:
    items = read(content)
    assert [(item.where, cable(item).text, cable(item).hint) for item in items] == [
        ("a.json:1", BODY, "07LIMA101"),
        ("a.json:2", BODY, "07LIMA101"),
    ]


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (f"[{json.dumps(RECORD)}, {{'", "cannot be read as JSON, nor what follows it"),
        (json.dumps([RECORD, RECORD])[:-40], "cannot be read as JSON, nor what follows it"),
        (f"[{json.dumps(RECORD)}, {'[' * 100_000}", "it is nested too deeply"),
        (f"[{json.dumps(RECORD)}, {json.dumps({'text': 'x' * 200_000})}", "it is larger than 5,000 characters"),
        (f"[{json.dumps(RECORD)}, 7]", "is no JSON object"),
    ],
    ids=["no JSON", "cut off", "nested", "too large", "no object"],
)
def test_what_stands_before_a_fault_is_read(broken: str, reason: str) -> None:
    first, second = read(broken, Limits(cable=5000))
    assert cable(first).text == BODY
    assert (second.where, reason in refused(second).reason) == ("a.json:2", True)


@pytest.mark.parametrize("content", ["[]", "", "{}", " \n"])
def test_a_file_without_a_record_is_refused(content: str) -> None:
    [item] = read(content)
    assert refused(item).reason in ("holds no JSON object", "has no text: it has nothing")


@given(st.lists(st.text(max_size=300), min_size=1, max_size=5), st.integers(0, 300_000))
def test_any_text_comes_back_wherever_blocks_end(texts: list[str], size: int) -> None:
    records = [{"text": "x" * size}, *({"text": text} for text in texts)]
    found = [cable(item).text for item in read(json.dumps(records))]
    assert found == ["x" * size, *(text.replace("\0", "\ufffd") for text in texts)]
