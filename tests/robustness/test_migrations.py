"""Migrations back and forth with data in the tables: nothing that cannot be derived is lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from tests.installation import Installation, installation
from tests.robustness.conftest import ALL, FIRST
from tests.robustness.imports import finish_and_check, texts_of

pytestmark = pytest.mark.slow

# Migrates to each migration named, one after another, and prints how that ended.
STEPS = """
import sys, django
django.setup()
from django.core.management import CommandError, call_command
for target in sys.argv[1:]:
    try:
        call_command("migrate", "cables", target, verbosity=0)
        print(target, "reached")
    except CommandError as refused:
        print(target, refused)
"""
EDIT = """
import django
django.setup()
from cables.editing import withdrawal
withdrawal.withdraw("07LIMA7", "Withdrawn for this test.", None)
"""
RESTORE = EDIT.replace("withdraw(", "restore(", 1)

ADVICE = (
    "which nothing can bring back. Let migrate go forward again, and restore a backup that was made before instead."
)
EVERYTHING = f"{len(FIRST)} cables, {len(FIRST)} texts: everything is as the texts say.\n"


def names() -> list[str]:
    """Return the names of the archive's own migrations on disk, from the first to the last."""
    return sorted(name for app, name in MigrationLoader(None).disk_migrations if app == "cables")


def migrated(of: Installation, *targets: str) -> list[str]:
    """Migrate to these migrations, one after another; return a line about each."""
    process = of.python("-c", STEPS, *targets)
    out, err = process.communicate()
    assert err == ""
    return out.splitlines()


def reached(*targets: str) -> list[str]:
    """Return the lines about migrations that were reached."""
    return [f"{target} reached" for target in targets]


def test_every_one_goes_back_and_forth_and_the_texts_stay(begun: Installation, sources: tuple[Path, Path]) -> None:
    first, *later = names()
    back = [*reversed(later[:-1]), first]
    refused = f"zero Going back further would lose {len(FIRST)} revisions, {ADVICE}"
    assert migrated(begun, *back, "zero", *later) == [*reached(*back), refused, *reached(*later)]
    assert begun.run("verify_archive") == (EVERYTHING, "", 0)
    assert begun.texts() == texts_of(FIRST)
    finish_and_check(begun, sources[1], ALL)


def test_none_goes_back_over_what_editors_did(begun: Installation) -> None:
    first, *_ = names()
    assert begun.python("-c", EDIT).communicate() == ("", "")
    assert migrated(begun, first) == [
        f"{first} Going back further would lose 1 event, 1 withdrawal, 1 withdrawn text, {ADVICE}"
    ]
    assert begun.run("migrate", "--verbosity", "0") == ("", "", 0)
    assert begun.python("-c", RESTORE).communicate() == ("", "")
    assert begun.run("verify_archive") == (EVERYTHING, "", 0)
    assert begun.texts() == texts_of(FIRST)


def test_without_texts_they_go_back_to_nothing_and_forward_again(
    empty: Installation, sources: tuple[Path, Path], tmp_path: Path
) -> None:
    with installation(tmp_path / "remade", copy_of=empty) as remade:
        assert migrated(remade, "zero", names()[-1]) == reached("zero", names()[-1])
        finish_and_check(remade, sources[0], FIRST)
