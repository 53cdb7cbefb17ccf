"""Hostile items: read harmlessly or refused in a sentence, in little memory whatever size they claim."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import struct
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from copy import copy
from pathlib import Path
from unittest.mock import ANY

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from cables.sources import Limits, RawCable, RefusedItem, foreign, read
from cables.telegram import parse
from tests.sources.builders import BODY, HEADING, cable, line, page, piped, plusd_page, refused, row, tarred, zipped

MEBIBYTE = 1 << 20
LINES = 1_000_000
LONG = 50 * MEBIBYTE  # bytes of one line

# Bytes that a process may take in addition while it reads something hostile.
ROOM = 200 * MEBIBYTE

READING = """
import json, resource, sys
from cables.sources import RefusedItem, read
from cables.telegram import parse
results = []
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for item in read(sys.argv[1]):
    if isinstance(item, RefusedItem):
        results.append(item.reason)
    else:
        results.append(len(parse(item.text).paragraphs))
    del item
print(json.dumps([results, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024]))
"""


def reading(path: Path) -> tuple[list[str | int], int]:
    """Return what a process of its own finds in a file (reasons, numbers of paragraphs), and the bytes that it took."""
    done = subprocess.run(
        [sys.executable, "-c", READING, str(path)],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    results, taken = json.loads(done.stdout)
    return results, taken


def repeated(beginning: bytes, again: bytes, end: bytes = b"") -> Callable[[Path], None]:
    """Return a writer of a file whose middle is `LONG` bytes of the same."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            file.write(beginning)
            for _ in range(LONG // MEBIBYTE):
                file.write((again * MEBIBYTE)[:MEBIBYTE])
            file.write(end)

    return write


def many_lines(path: Path) -> None:
    """Write a cable of a million lines."""
    path.write_text(f"{HEADING}\n\n{BODY}\n" + "The barge came.\n" * LINES)


def many_empty_members(path: Path) -> None:
    """Write a zip whose directory lists the same empty member over and over."""
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\1\2", 20, 0, 20, 0, 0, 0, 0, 0x21, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 0, 0, 0x21, 0, 0, 0, 1, 0) + b"a"
    count = LINES + 100_000
    with path.open("wb") as file:
        file.write(local + entry * count)
        size, start = len(entry) * count, len(local)
        file.write(struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, size, start))
        file.write(struct.pack("<4sLQL", b"PK\6\7", 0, start + size, 1))
        file.write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, size, start, 0))


def packed_rarely(method: int) -> Callable[[Path], None]:
    """Write a zip of a few hundred bytes with a member that says it is small and unpacks to 250 MB."""

    def write(path: Path) -> None:
        real, stated = 250_000_000, 2_000
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr("a.txt", b"x" * real)
        path.write_bytes(path.read_bytes().replace(struct.pack("<L", real), struct.pack("<L", stated)))

    return write


def great_in_a_tar(path: Path) -> None:
    """Write a packed tar with 300 MB of the same character."""
    member = tarfile.TarInfo("a.txt")
    member.size = 300_000_000
    with tarfile.open(path, "w:gz") as archive:
        archive.addfile(member, io.BytesIO(b"x" * member.size))


TOO_LARGE = "is larger than 16,777,216 bytes"
HUGE = [
    pytest.param(repeated(b"", b"x"), [TOO_LARGE], id="one line"),
    pytest.param(repeated(b'{"text": "', b"x", b'"}\n' + line().encode()), [TOO_LARGE, 1], id="a line of JSON"),
    pytest.param(
        repeated(b'"1","9/24/2007 13:26","', b"x", b'"\n' + row(2).encode()),
        ["is no row of the table: it is larger than 16,777,216 characters", 1],
        id="a row of the dump",
    ),
    pytest.param(
        repeated(b'[{"text": "', b"x"),
        ["cannot be read as JSON, nor what follows it: it is larger than 16,777,216 characters"],
        id="an array of JSON",
    ),
    pytest.param(
        repeated(b"INSERT INTO cable (content) VALUES ('", b"x" * 99 + b"\n"),
        ["is larger than 16,777,216 characters"],
        id="a row of SQL",
    ),
    pytest.param(
        repeated(b"<records><record><text>", b"x"), ["has a record larger than 16,777,216 characters"], id="XML"
    ),
    pytest.param(repeated(b"<html><pre>", b"x"), [TOO_LARGE], id="a page"),
    pytest.param(
        lambda path: path.write_bytes(b"<html><pre>" + b"<b>" * 5_000_000),
        ["is no page of a cable: it has more than 20,000 tags"],
        id="a page of tags",
    ),
    pytest.param(
        lambda path: path.write_bytes(b"<html>" + b"<pre>x" * 6_000),
        ["is no page of a cable: it has more than 8 parts or tables"],
        id="a page of parts in parts",
    ),
    pytest.param(
        lambda path: path.write_bytes(b"<html><pre>x<p>" + b"<b a>" * 9_000 + b"<p>x" * 9_000),
        [ANY],
        id="a page of formatting that is never closed",
    ),
    pytest.param(many_lines, [1], id="a million lines"),
    pytest.param(
        many_empty_members, ["has more than 1,000,000 members; none of them is read"], id="a directory without end"
    ),
    pytest.param(
        packed_rarely(zipfile.ZIP_BZIP2),
        ["is packed by another method than deflate: pack the archive anew"],
        id="bzip2",
    ),
    pytest.param(
        great_in_a_tar,
        ["cannot be unpacked: it unpacks to more than 250 times its size", ANY],
        id="a tar",
    ),
]


@pytest.mark.parametrize(("write", "results"), HUGE)
def test_memory_is_bounded(write: Callable[[Path], None], results: list[str | int], tmp_path: Path) -> None:
    write(tmp_path / "hostile")
    found, taken = reading(tmp_path / "hostile")
    assert found == results
    assert taken < ROOM


def items(path: Path, limits: Limits | None = None) -> list[RawCable | RefusedItem]:
    return list(read(path, limits=limits))


def only(path: Path) -> RawCable:
    """Return the one cable of a file."""
    [item] = items(path)
    return cable(item)


HARMLESS = [
    pytest.param("<script>alert(1)</script><img src=x onerror=alert(1)>", id="script tags"),
    pytest.param("{{ request }} {% load static %} {# gone #} {{ '<b>'|safe }}", id="template syntax"),
    pytest.param("\u202eLIMA\u202c \u2066barge\u2069 \u200f\u061c", id="bidi controls"),
    pytest.param("\x1b[2J\x1b[31mred\x1b[0m \x9b1m", id="ANSI codes"),
    pytest.param("%s {0} $(date) `date` ; DROP TABLE cables_cable; --", id="what others would run"),
]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_text_comes_through_as_it_is_in_every_format(text: str, tmp_path: Path) -> None:
    said = f"{BODY}\n\n¶2. (U) {text} end.\n"
    whole = f"{HEADING}\n\n{said}"
    for name, content in {
        "a.txt": whole.encode(),
        "a.html": page(body=said),
        "a.jsonl": line(whole).encode(),
        "a.csv": row(body=said).encode(),
        "a.zip": zipped({"a.txt": whole}),
    }.items():
        (tmp_path / name).write_bytes(content)
        item = only(tmp_path / name)
        assert text in item.text
        assert item.content.decode(item.encoding) == item.text


@pytest.mark.parametrize(
    ("spelled", "read_as"),
    [("\\u0000", "\ufffd"), ("\\ud800", "\ufffd"), ("\\udc00\\ud800", "\ufffd\ufffd"), ("\\ud83d\\udea2", "🚢")],
)
def test_what_json_can_spell_and_nothing_can_store(spelled: str, read_as: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"text": "a {spelled} b", "mrn": "07{spelled}LIMA1"}}\n')
    item = only(tmp_path / "a.jsonl")
    assert (item.text, item.hint) == (f"a {read_as} b", f"07{read_as}LIMA1")
    assert item.content.decode() == item.text


PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\1\0\x08\6\0\0\0\x5c\x72\xa8\x66" + bytes(range(256)) * 4
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\1\0\x48\0\x48\0\0\xff\xdb\0\x43\0" + bytes(range(64)) * 8
REFUSED = [
    pytest.param(PNG, f"is a picture (PNG): {foreign.RECOGNISE_TEXT}", id="a picture"),
    pytest.param(JPEG, f"is a picture (JPEG): {foreign.RECOGNISE_TEXT}", id="a photograph"),
    pytest.param(
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 4,
        "is broken, or no whole PDF; get it again from its source",
        id="a document",
    ),
    pytest.param(b"\x7fELF\2\1\1" + b"\0" * 500, "is a program: it holds no text of a cable", id="a program"),
    pytest.param(b"", "is empty", id="nothing"),
    pytest.param(b"\xef\xbb\xbf", "is empty", id="a byte order mark"),
    pytest.param(b"\xff\xfe", "is empty", id="a byte order mark of UTF-16"),
    pytest.param("  \n\u2003\u00a0\n".encode(), "is empty", id="white space"),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED)
def test_what_is_no_text_whatever_it_is_called(content: bytes, reason: str, tmp_path: Path) -> None:
    (tmp_path / "07LIMA1.txt").write_bytes(content)
    [item] = items(tmp_path / "07LIMA1.txt")
    assert refused(item).reason == reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    said = f"{HEADING}\n\n{BODY}\nLe café à côté.\n"
    (tmp_path / "a.txt").write_bytes(said.encode(encoding))
    item = only(tmp_path / "a.txt")
    assert item.text == said
    assert parse(item.text).mrn == "07LIMA101"


def test_members_that_lie_over_each_other_are_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", BODY)
        for name in ("b.txt", "c.txt"):
            again = copy(archive.filelist[0])
            again.filename = name
            archive.filelist.append(again)
    reason = "shares its bytes with another member"
    assert [refused(item).reason for item in items(tmp_path / "a.zip")] == [reason] * 3


def test_many_members_that_are_small_packed_are_weighed_together(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({f"{number}.txt": "x" * 900_000 for number in range(30)}))
    found = items(tmp_path / "a.zip", Limits(ratio=20))
    assert cable(found[0]).where.endswith("0.txt")
    assert refused(found[1]).reason == "unpacks to more than 1,048,576 bytes; the rest is not read"
    assert len(found) == 2


def devices() -> dict[str, tarfile.TarInfo]:
    """Return members of a tar that are no files."""
    kinds = {"char": tarfile.CHRTYPE, "block": tarfile.BLKTYPE, "pipe": tarfile.FIFOTYPE, "link": tarfile.SYMTYPE}
    found = {name: tarfile.TarInfo(name) for name in kinds}
    for name, member in found.items():
        member.type, member.linkname = kinds[name], "/dev/zero" if name == "link" else ""
    return found


def test_devices_in_archives_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tarred(devices(), "w:"))
    assert {refused(item).reason for item in items(tmp_path / "a.tar")} == {"is a link or no file"}
    device = zipfile.ZipInfo("device")
    device.external_attr = (stat.S_IFCHR | 0o666) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(device, "")
    assert {refused(item).reason for item in items(tmp_path / "a.zip")} == {"is a link or no file"}


def test_a_chain_of_names_without_end_is_refused(tmp_path: Path) -> None:
    named = tarfile.TarInfo("x")
    named.type, named.size = tarfile.GNUTYPE_LONGNAME, 1
    (tmp_path / "a.tar").write_bytes((named.tobuf() + b"n".ljust(512, b"\0")) * 900)
    [item] = items(tmp_path / "a.tar")
    assert refused(item).reason.startswith("cannot be unpacked any further: ")


def test_a_full_disk_while_reading_a_pipe_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(sys, "stdin", piped(zipped({"a.txt": BODY})))
    monkeypatch.setattr(tempfile, "SpooledTemporaryFile", full)
    [item] = read("-")
    assert refused(item) == RefusedItem("-", "cannot be read any further: No space left on device")


WHOLE = [
    zipped({"a.txt": BODY, "b/c.html": page(), "d.txt": b"x" * 3000}),
    zipped({"a.txt": BODY}, zipfile.ZIP_STORED),
    tarred({"a.txt": BODY.encode(), "b.jsonl": line().encode()}, "w:"),
    tarred({"a.txt": BODY.encode(), **devices()}, "w:gz"),
    page(),
    plusd_page(),
    row().encode(),
    line().encode(),
]
CHANGES = st.lists(st.tuples(st.integers(0, 20_000), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6)


@given(st.sampled_from(WHOLE), CHANGES, st.integers(0, 20_000) | st.none())
def test_nothing_is_raised_whatever_is_changed(whole: bytes, changes: list[tuple[int, bytes]], cut: int | None) -> None:
    content = bytearray(whole)
    for place, what in changes:
        place %= len(content)
        content[place : place + len(what)] = what
    with tempfile.NamedTemporaryFile() as file:
        file.write(content[: cut % len(content)] if cut is not None else content)
        file.flush()
        for item in read(file.name, limits=Limits(cable=100_000, total=1_000_000, members=50)):
            assert item.where.startswith(file.name)
            if isinstance(item, RawCable):
                assert "\0" not in item.text
                item.text.encode()
            else:
                assert item.reason
