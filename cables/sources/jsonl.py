"""JSON Lines: an object a line, `{"text": "...", "mrn": "07LIMA3229"}`; which member gives what is said in `record`."""

from __future__ import annotations

from collections.abc import Iterator
from json import loads
from typing import BinaryIO

from cables.sources import json
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members
from cables.sources.text import decode_line


def is_line(head: str) -> bool:
    """Return whether what begins so has an object on its first line, or as much of a line as this is."""
    line, end, _ = head.lstrip().partition("\n")
    if not end:
        return not json.is_wrapped(head)
    try:
        record = loads(line)
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict)


def cables(stream: BinaryIO, name: str, limits: Limits, members: Members) -> Iterator[RawCable | RefusedItem]:
    """Yield one item for each line, in order, a bad or blank line refused."""
    number = 0
    while raw := stream.readline(limits.cable + 1):
        number += 1
        where = f"{name}:{number}"
        if len(raw) > limits.cable:
            while raw and not raw.endswith(b"\n"):
                raw = stream.readline(limits.cable)
            yield RefusedItem(where, f"is larger than {limits.cable:,} bytes", "jsonl")
        else:
            yield _cable(decode_line(raw)[0], where, members)


def _cable(line: str, where: str, members: Members) -> RawCable | RefusedItem:
    try:
        record = loads(line)
    except (ValueError, RecursionError):
        return RefusedItem(where, "is no JSON object", "jsonl")
    if not isinstance(record, dict):
        return RefusedItem(where, 'is no JSON object with a "text"', "jsonl")
    return members.cable(record, where, "jsonl")
