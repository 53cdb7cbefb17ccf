"""Recognition of formats by the first bytes."""

from cables.sources.recognise import HEAD, Format, recognise
from tests.sources.builders import BODY, HEADING, line, page, row, tarred, zipped

CASES = [
    (page(), Format.HTML),
    (b"\n<html><body>", Format.HTML),
    (b"<?xml version='1.0' encoding='utf-8' ?>\n<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0'>", Format.HTML),
    (b"\xef\xbb\xbf" + page(), Format.HTML),
    (row().encode(), Format.CSV),
    (b'1,12/28/1966 18:48,66LIMA1,"Embassy Lima"', Format.CSV),
    (line().encode(), Format.JSONL),
    (b'{ "mrn": null, "text": ""}', Format.JSONL),
    (zipped({"a.txt": "x"}), Format.ZIP),
    (zipped({}), Format.ZIP),
    (tarred({"a.txt": b"x"}, "w:gz"), Format.TAR),
    (tarred({"a.txt": b"x"}, "w:bz2"), Format.TAR),
    (tarred({"a.txt": b"x"}, "w:xz"), Format.TAR),
    (tarred({"a.txt": b"x"}, "w:"), Format.TAR),
    (f"{HEADING}\n\n{BODY}".encode(), Format.TEXT),
    (b"<<218634>>\nWednesday", Format.TEXT),
    (b"{C} 1. The Duke", Format.TEXT),
    (b"", Format.TEXT),
]


def test_recognise() -> None:
    wrong = [content for content, expected in CASES if recognise(content[:HEAD]) is not expected]
    assert wrong == []
