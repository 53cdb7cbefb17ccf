"""Markdown with front matter: its facts become lines of the telegram, its marks are left out."""

from __future__ import annotations

import io

import pytest

from cables.sources.front_matter import cables
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members
from tests.sources.builders import cable, refused

FACTS = """title: "A file"
date: 2020-01-02
cable-date: June 5, 1979
cable-from: AmConsul Zenda
cable-tags: [QR, ETRD]
cable-doc-number: 1979ZENDA00218
"""


def read(content: str) -> list[RawCable | RefusedItem]:
    return list(cables(io.BytesIO(content.encode()), "a.md", Limits(), Members()))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_facts_become_lines_of_the_telegram(line_end: str) -> None:
    content = f"---\n{FACTS}---\n\n# TELEGRAM\n**SPECIMEN**\n\n1. The *price*.\n\n***\n- **Number:** 7\n"
    raw = cable(read(content.replace("\n", line_end))[0])
    lines = "FM AmConsul Zenda\nTAGS: QR, ETRD\n\nTELEGRAM\nSPECIMEN\n\n1. The *price*.\n\n\nNumber: 7\n"
    assert raw.text.replace("\r\n", "\n") == lines
    assert (raw.published_id, raw.stated["created"], raw.stated["title"]) == (
        "1979ZENDA00218",
        "June 5, 1979",
        "A file",
    )


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (f"---\n{FACTS}", "has front matter without an end"),
        ("---\na: &x [1]\nb: *x\n---\nx", "has front matter that is no YAML: an alias stands"),
        ("---\na: [1\n---\nx", "has front matter that is no YAML: "),
        ("---\na: " + "[" * 5000 + "\n---\nx", "has front matter that is no YAML: "),
    ],
)
def test_what_is_no_front_matter_is_refused(content: str, reason: str) -> None:
    assert [refused(item).reason.startswith(reason) for item in read(content)] == [True]
