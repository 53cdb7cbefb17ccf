"""An import beside another one, beside readers, and beside the commands that look after the archive."""

from __future__ import annotations

from pathlib import Path

from tests.installation import Installation, installation
from tests.robustness.conftest import ALL, FIRST
from tests.robustness.imports import ends_as_if_undisturbed, held, written
from tests.served import pages

# Asks for pages over and over until a file is there, and says how many it got.
READING = """
import sys, django
from pathlib import Path
django.setup()
from django.test import Client
asked = 0
while not Path(sys.argv[1]).exists():
    for address in ("/", "/cable/07LIMA1/", "/search/?q=barge", "/tag/PREL/"):
        answer = Client().get(address, headers={"host": "127.0.0.1"})
        assert answer.status_code == 200, (address, answer.status_code)
        asked += 1
print(asked)
"""


def test_two_imports_at_once(tmp_path: Path, empty: Installation) -> None:
    """Both go through, the second waiting for its turns; they bring many of the same cables, in another order."""
    with installation(tmp_path / "shared", copy_of=empty) as shared:
        there, back = ALL[:400], ALL[:199:-1]
        importing = [
            shared.start("import_cables", "--workers", "0", written(tmp_path / f"{numbers[0]}.jsonl", numbers))
            for numbers in (there, back)
        ]
        statuses = []
        for process in importing:
            out, err = process.communicate()
            assert (err, process.returncode) == ("", 0), out
            statuses.append([int(word) for word in out.split() if word.isdigit()])
        assert [sum(counts) for counts in statuses] == [len(there), len(back)]
        assert sum(stored for stored, *_ in statuses) == len(ALL)
        assert shared.run("verify_archive")[2] == 0
        ends_as_if_undisturbed(shared, tmp_path / f"{there[0]}.jsonl", ALL)


def test_readers_and_commands_beside_an_import(begun: Installation, sources: tuple[Path, Path], tmp_path: Path) -> None:
    reader = begun.python("-c", READING, str(tmp_path / "enough"))
    others = [
        begun.start(*command)
        for command in (
            ("import_cables", "--workers", "0", sources[1]),
            ("rebuild_search",),
            ("reparse", "--all"),
            ("load_vocabulary",),
            ("backup", tmp_path / "copy"),
        )
    ]
    for process in others:
        out, err = process.communicate()
        assert (err, process.returncode) == ("", 0), out
    (tmp_path / "enough").touch()
    asked, complaints = reader.communicate()
    assert complaints == ""
    assert int(asked) > 0
    ends_as_if_undisturbed(begun, sources[1], ALL)
    with installation(tmp_path / "restored") as restored:
        assert restored.run("restore", tmp_path / "copy")[1:] == ("", 0)
        assert set(held(FIRST)) <= set(restored.texts()) <= set(held(ALL))
        ends_as_if_undisturbed(restored, sources[1], ALL)


def test_a_backup_is_put_back_beside_readers(begun: Installation, empty: Installation, tmp_path: Path) -> None:
    """Who reads gets what was there, then what is: never an error, also on a connection that was open before."""
    assert begun.run("backup", tmp_path / "copy")[1:] == ("", 0)
    with installation(tmp_path / "replaced", copy_of=empty) as replaced:
        assert replaced.run("import_cables", written(tmp_path / "few.jsonl", range(1, 20)))[1:] == ("", 0)
        reader = replaced.python("-c", READING, str(tmp_path / "enough"))
        assert replaced.run("restore", "--force", tmp_path / "copy")[1:] == ("", 0)
        assert pages(replaced) == pages(begun)
        (tmp_path / "enough").touch()
        asked, complaints = reader.communicate()
        assert complaints == ""
        assert int(asked) > 0
