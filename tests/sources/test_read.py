"""The one entry point: files, folders, archives, standard input, and what of them is refused."""

from __future__ import annotations

import io
import os
import stat
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from cables.sources import FileFormat, Limits, RawCable, RefusedItem, read
from tests.sources.builders import BODY, cable, line, page, piped, plusd_page, refused, row, tarred, zipped
from tests.sources.pdf_files import pdf

SMALL = Limits(cable=10_000, total=100_000, members=50)


def items(path: Path | str, limits: Limits = SMALL, format: str | None = None) -> list[RawCable | RefusedItem]:
    return list(read(path, format, limits))


def results_of(found: list[RawCable | RefusedItem], root: Path) -> list[tuple[str, str]]:
    """Return each item's path below `root`, and its format or the reason why it is refused."""
    return [
        (
            os.path.relpath(item.where, root),
            item.reason.partition(":")[0] if isinstance(item, RefusedItem) else item.format,
        )
        for item in found
    ]


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "07LIMA101.txt").write_text(BODY)
    [item] = items(tmp_path / "07LIMA101.txt")
    assert cable(item).published_id == "07LIMA101"
    assert cable(item).where == str(tmp_path / "07LIMA101.txt")


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    [item] = items(tmp_path / "nothing.txt")
    assert refused(item) == RefusedItem(str(tmp_path / "nothing.txt"), "cannot be read: No such file or directory")


def test_a_path_that_cannot_be(tmp_path: Path) -> None:
    assert "null" in refused(items("a\0b")[0]).reason
    assert refused(items(tmp_path / ("x" * 300))[0]).reason == "cannot be read: File name too long"


def test_formats_are_recognised_and_can_be_overridden(tmp_path: Path) -> None:
    files = {"a.html": page(), "b.csv": row().encode(), "c.jsonl": line().encode(), "d.pdf": pdf([BODY])}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    assert [cable(item).format for item in items(tmp_path)] == ["html", "csv", "jsonl", "pdf"]
    assert [cable(item).format for item in items(tmp_path, format="text")] == ["text"] * 4


def test_a_folder_in_sorted_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/2.txt", "a/10.txt", "c.txt", "a/b/1.txt", ".hidden", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BODY)
    (tmp_path / "empty.txt").touch()
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "z.txt").symlink_to(tmp_path / "b.txt")
    assert results_of(items(tmp_path), tmp_path) == [
        ("b.txt", "text"),
        ("c.txt", "text"),
        ("empty.txt", "is empty"),
        ("loop", "is a link to a folder or nowhere, or no file"),
        ("z.txt", "text"),
        ("a/10.txt", "text"),
        ("a/2.txt", "text"),
        ("a/b/1.txt", "text"),
    ]


MEMBERS = {
    "07LIMA101.txt": BODY.encode(),
    "x/p.html": page(),
    "x/q.html": plusd_page(),
    "x/d.csv": (row() * 2).encode(),
    "e.txt": b"",
}
RESULTS = [
    ("a/07LIMA101.txt", "text"),
    ("a/x/p.html", "html"),
    ("a/x/q.html", "plusd"),
    ("a/x/d.csv:1", "csv"),
    (f"a/x/d.csv:{1 + row().count(chr(10))}", "csv"),
    ("a/e.txt", "is empty"),
]


@pytest.mark.parametrize(
    "packed",
    [zipped(MEMBERS), *(tarred(MEMBERS, mode) for mode in ("w:", "w:gz", "w:bz2", "w:xz"))],
    ids=["zip", "tar", "tar.gz", "tar.bz2", "tar.xz"],
)
def test_archives(tmp_path: Path, packed: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(packed)
    found = items(tmp_path / "a")
    assert results_of(found, tmp_path) == RESULTS
    assert cable(found[0]).published_id == "07LIMA101"
    monkeypatch.setattr(sys, "stdin", piped(packed))
    assert results_of(items("-"), Path("-")) == [(place.removeprefix("a/"), what) for place, what in RESULTS]


@pytest.mark.parametrize(
    ("content", "format"),
    [(BODY.encode(), "text"), (page(), "html"), (row().encode(), "csv"), (line().encode(), "jsonl")],
)
def test_standard_input(content: bytes, format: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", piped(content))
    [item] = items("-")
    assert cable(item).format == format
    assert item.where.startswith("-")


def test_paths_that_lead_out_of_an_archive_are_refused(tmp_path: Path) -> None:
    members = {"../a.txt": b"x", "/b.txt": b"x", "c/../../d.txt": b"x", "C:\\e.txt": b"x", "..\\f.txt": b"x"}
    for name, packed in {"a.zip": zipped(members), "a.tgz": tarred(members)}.items():
        (tmp_path / name).write_bytes(packed)
        found = items(tmp_path / name)
        assert len(found) == len(members)
        assert {refused(item).reason for item in found} == {
            "has an absolute path",
            "has a path that leads out of the archive",
        }


def test_links_in_archives_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(link, "/etc/hostname")
        archive.writestr("a.txt", BODY)
    (tmp_path / "a.zip").write_bytes(packed.getvalue())
    hard, soft, pipe = tarfile.TarInfo("hard"), tarfile.TarInfo("soft"), tarfile.TarInfo("pipe")
    hard.type, hard.linkname = tarfile.LNKTYPE, "a.txt"
    soft.type, soft.linkname = tarfile.SYMTYPE, "/etc/hostname"
    pipe.type = tarfile.FIFOTYPE
    (tmp_path / "a.tgz").write_bytes(tarred({"1": hard, "2": soft, "3": pipe, "a.txt": BODY.encode()}))
    reason = "is a link or no file"
    assert results_of(items(tmp_path / "a.zip"), tmp_path) == [("a.zip/link.txt", reason), ("a.zip/a.txt", "text")]
    assert results_of(items(tmp_path / "a.tgz"), tmp_path) == [
        ("a.tgz/hard", reason),
        ("a.tgz/soft", reason),
        ("a.tgz/pipe", reason),
        ("a.tgz/a.txt", "text"),
    ]


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"b.zip": zipped({"c.txt": BODY}), "d.txt": BODY}))
    assert results_of(items(tmp_path / "a.zip"), tmp_path) == [
        ("a.zip/b.zip", "is an archive in an archive"),
        ("a.zip/d.txt", "text"),
    ]


def test_what_unpacks_to_too_much_is_refused_unread(tmp_path: Path) -> None:
    bomb = b"x" * 5_000_000
    (tmp_path / "a.zip").write_bytes(zipped({"bomb.txt": bomb, "a.txt": BODY}))
    found = items(tmp_path / "a.zip", Limits())
    assert results_of(found, tmp_path) == [
        ("a.zip/bomb.txt", "unpacks to more than 250 times its size"),
        ("a.zip/a.txt", "text"),
    ]
    (tmp_path / "b.tgz").write_bytes(tarred({"bomb.txt": bomb}))
    found = items(tmp_path / "b.tgz", Limits(cable=10_000_000))
    assert {refused(item).reason.partition(":")[2] for item in found} == {" it unpacks to more than 250 times its size"}


def test_a_member_beyond_the_limit_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    members = {"a.txt": os.urandom(4000).hex().encode(), "b.txt": BODY.encode()}
    limits = Limits(cable=1000)
    for name, packed in {"a.zip": zipped(members), "a.tgz": tarred(members)}.items():
        (tmp_path / name).write_bytes(packed)
        assert results_of(items(tmp_path / name, limits), tmp_path) == [
            (f"{name}/a.txt", "is larger than 1,000 bytes"),
            (f"{name}/b.txt", "text"),
        ]


def test_an_archive_beyond_the_limits_is_read_up_to_them(tmp_path: Path) -> None:
    members = {f"{number}.txt": BODY.encode() for number in range(6)}
    (tmp_path / "a.zip").write_bytes(zipped(members))
    [item] = items(tmp_path / "a.zip", Limits(members=4))
    assert refused(item).reason == "has more than 4 members; none of them is read"
    (tmp_path / "a.tgz").write_bytes(tarred(members))
    found = items(tmp_path / "a.tgz", Limits(members=4))
    assert [type(item) for item in found] == [RawCable] * 4 + [RefusedItem]
    assert refused(found[-1]).reason == "has more than 4 members; the rest is not read"
    found = items(tmp_path / "a.zip", Limits(total=3 * len(BODY.encode())))
    assert [type(item) for item in found] == [RawCable] * 3 + [RefusedItem]


def test_a_name_in_a_tar_that_claims_to_be_endless_is_not_read(tmp_path: Path) -> None:
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 3 << 20
    (tmp_path / "a.tar").write_bytes(header.tobuf() + b"n" * (4 << 20))
    [item] = items(tmp_path / "a.tar", Limits())
    assert "more bytes than are allowed" in refused(item).reason


@pytest.mark.parametrize("name", ["a.zip", "a.tgz", "a.tar"])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_broken_archives_are_refused(tmp_path: Path, name: str, share: float) -> None:
    members = {f"{number}.txt": os.urandom(900).hex().encode() for number in range(8)}
    packed = {"a.zip": zipped(members), "a.tgz": tarred(members), "a.tar": tarred(members, "w:")}[name]
    (tmp_path / name).write_bytes(packed[: int(len(packed) * share)])
    assert any(isinstance(item, RefusedItem) for item in items(tmp_path / name))


def test_a_member_with_a_bad_checksum_is_refused_and_the_rest_goes_on(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.txt": b"The barges came back.", "b.txt": BODY}, zipfile.ZIP_STORED))
    packed[packed.index(b"barges")] = ord("B")
    (tmp_path / "a.zip").write_bytes(packed)
    assert results_of(items(tmp_path / "a.zip"), tmp_path) == [
        ("a.zip/a.txt", "cannot be unpacked"),
        ("a.zip/b.txt", "text"),
    ]


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    packed = bytearray(zipped({"a.txt": BODY}))
    packed[6] |= 1
    packed[packed.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(packed)
    assert results_of(items(tmp_path / "a.zip"), tmp_path) == [("a.zip/a.txt", "is encrypted")]


def test_the_formats_of_archives_are_known() -> None:
    assert [format.value for format in FileFormat if format.is_archive] == ["zip", "tar"]


UNKNOWN = f'nummer,inhalt\n1,"{BODY.replace(chr(34), chr(34) * 2)}"\n'
TABLES = [
    pytest.param("a.csv", UNKNOWN, "nummer, inhalt", id="CSV"),
    pytest.param("a.csv", UNKNOWN.replace(",", ";", 1).replace(',"', ';"'), "nummer, inhalt", id="semicolons"),
    pytest.param("a.csv", "nummer\tinhalt\n1\tA\n2\tB\n", "nummer, inhalt", id="tabs"),
    pytest.param("a.csv", 'nummer,inhalt\n1,"' + "A B\n" * 10_000 + '"\n', "nummer, inhalt", id="a long row"),
    pytest.param("a.jsonl", '{"nummer": 1, "inhalt": "A"}\n', "nummer, inhalt", id="JSON Lines"),
    pytest.param("a.json", '[{"nummer": 1, "inhalt": "A"}]', "nummer, inhalt", id="JSON"),
    pytest.param("a.xml", "<all><one><nummer>1</nummer><inhalt>A</inhalt></one></all>", "nummer, inhalt", id="XML"),
    pytest.param("a.sql", "INSERT INTO a (nummer, inhalt) VALUES (1, 'A');", "nummer, inhalt", id="INSERT"),
    pytest.param("a.sql", "COPY a (nummer, inhalt) FROM stdin;\n1\tA\n\\.\n", "nummer, inhalt", id="COPY"),
]


@pytest.mark.parametrize("stated", [{}, {"text": "nope"}])
@pytest.mark.parametrize(("name", "content", "names"), TABLES)
def test_tables_whose_columns_are_not_known_are_refused_by_what_they_have(
    name: str, content: str, names: str, stated: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content)
    [item] = read(tmp_path / name, given=stated)
    assert names in refused(item).reason
    assert ("nope" in refused(item).reason) == bool(stated)
    assert refused(item).members == ("nummer", "inhalt")
    [*items] = read(tmp_path / name, given={"text": "inhalt"})
    assert {cable(item).members["text"] for item in items} == {"inhalt"}


@pytest.mark.parametrize(
    "text",
    ["TO, FROM, AND BY\n", "LIMA, PERU\nThe barges came back.\nAll of them.\n", "A; B\n\n\n", f"SALT, TOLLS\n{BODY}"],
)
def test_prose_whose_first_line_has_commas_is_no_table(text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text)
    for stated in ({}, {"text": "nope"}):
        [item] = read(tmp_path / "a.txt", given=stated)
        assert cable(item).format == "text"


@pytest.mark.parametrize(
    "packed", [zipped({}), zipped({"a/": b"", "b/c/": b""}), tarred({})], ids=["zip", "folders", "tar"]
)
def test_an_archive_without_files_is_refused(packed: bytes, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(packed)
    [item] = items(tmp_path / "a")
    assert refused(item).reason == "is an archive that has no files"


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / ".hidden").touch()
    [item] = items(tmp_path / "a")
    assert refused(item).reason == "is a folder that has no files"


@pytest.mark.parametrize("content", ["id,body\n", "id,body", "id,body\n\n\n"])
def test_a_table_without_rows_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(content)
    [item] = items(tmp_path / "a.csv")
    assert refused(item).reason == "is a table that has no rows"
