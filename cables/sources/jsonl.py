"""JSON Lines: an object a line, `{"text": "...", "mrn": "07LIMA3229"}`; `mrn` may be left out, and is a hint."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from cables.sources.raw import Limits, RawCable, RefusedItem, extracted
from cables.sources.text import decode_line


def cables(stream: BinaryIO, name: str, limits: Limits) -> Iterator[RawCable | RefusedItem]:
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
            yield _cable(decode_line(raw)[0], where)


def _cable(line: str, where: str) -> RawCable | RefusedItem:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return RefusedItem(where, "is no JSON object", "jsonl")
    if not isinstance(entry, dict) or not isinstance(entry.get("text"), str):
        return RefusedItem(where, 'is no JSON object with a "text"', "jsonl")
    hint = entry.get("mrn")
    if hint is not None and not isinstance(hint, str):
        return RefusedItem(where, 'has a "mrn" that is no string', "jsonl")
    text, content = extracted(entry["text"])
    return RawCable(text, content, "utf-8", where, "jsonl", hint=extracted(hint)[0] if hint else None)
