"""An import beside another one, beside readers, and beside the commands that look after the archive."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.installation import Installation, installation
from tests.robustness.conftest import ALL, FIRST
from tests.robustness.imports import finish_and_check, texts_of, write_source
from tests.served import pages

pytestmark = pytest.mark.slow

# Requests pages until a file is there, and prints how many.
REQUEST_PAGES = """
import sys, django
from pathlib import Path
django.setup()
from django.test import Client
requested = 0
while not Path(sys.argv[1]).exists():
    for url in ("/", "/cable/07LIMA1/", "/search/?q=barge", "/tag/PREL/"):
        response = Client().get(url, headers={"host": "127.0.0.1"})
        assert response.status_code == 200, (url, response.status_code)
        requested += 1
print(requested)
"""


def test_two_imports_at_once(tmp_path: Path, empty: Installation) -> None:
    # Both succeed, each waiting for the other's batches; they have many cables in common, in another order.
    with installation(tmp_path / "shared", copy_of=empty) as shared:
        there, back = ALL[:400], ALL[:199:-1]
        importing = [
            shared.start("import_cables", "--workers", "0", write_source(tmp_path / f"{numbers[0]}.jsonl", numbers))
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
        finish_and_check(shared, tmp_path / f"{there[0]}.jsonl", ALL)


def test_readers_and_commands_beside_an_import(begun: Installation, sources: tuple[Path, Path], tmp_path: Path) -> None:
    reader = begun.python("-c", REQUEST_PAGES, str(tmp_path / "enough"))
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
    requested, err = reader.communicate()
    assert err == ""
    assert int(requested) > 0
    finish_and_check(begun, sources[1], ALL)
    with installation(tmp_path / "restored") as restored:
        assert restored.run("restore", tmp_path / "copy")[1:] == ("", 0)
        assert set(texts_of(FIRST)) <= set(restored.texts()) <= set(texts_of(ALL))
        finish_and_check(restored, sources[1], ALL)


def test_a_backup_is_restored_beside_readers(begun: Installation, empty: Installation, tmp_path: Path) -> None:
    # Readers get the former pages, then the restored ones: never an error, also on a connection opened before.
    assert begun.run("backup", tmp_path / "copy")[1:] == ("", 0)
    with installation(tmp_path / "replaced", copy_of=empty) as replaced:
        assert replaced.run("import_cables", write_source(tmp_path / "few.jsonl", range(1, 20)))[1:] == ("", 0)
        reader = replaced.python("-c", REQUEST_PAGES, str(tmp_path / "enough"))
        assert replaced.run("restore", "--force", tmp_path / "copy")[1:] == ("", 0)
        assert pages(replaced) == pages(begun)
        (tmp_path / "enough").touch()
        requested, err = reader.communicate()
        assert err == ""
        assert int(requested) > 0
