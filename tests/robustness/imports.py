"""Imports that are disturbed: what they read, how they are followed, and how the archive must be in the end."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.builders import telegram
from tests.installation import TEXTS, Installation

PATIENCE = 60  # seconds until something that must happen has happened
# An import, a verification, and what `Installation.texts` says, in one process: most of a short one is its beginning.
AGAIN = f"""
import sys, django
django.setup()
from django.core.management import call_command
call_command("import_cables", "--workers", "0", sys.argv[1])
call_command("verify_archive")
{TEXTS}"""
GO_ON = "What was imported before is stored and consistent: run the command again to go on."


def text(number: int) -> str:
    """A cable that cites one before it and one that is absent, some 3,000 characters long."""
    paragraphs = [f"(U) Barge {number * 7 + place} of the lower Sarn came back. " * 12 for place in range(4)]
    return telegram(f"07LIMA{number}", refs=[f"LIMA {number // 2}", "QUITO 5"], paragraphs=paragraphs)


def written(path: Path, numbers: Iterable[int]) -> Path:
    """A file of the cables of these numbers."""
    path.write_text("".join(json.dumps({"text": text(number)}) + "\n" for number in numbers))
    return path


def held(numbers: Iterable[int]) -> list[str]:
    """What `Installation.texts` says of an archive that holds these cables, in its order."""
    rows = ((f"07LIMA{number}", hashlib.sha256(text(number).encode()).hexdigest()) for number in numbers)
    return [f"{mrn} 1 {checksum}" for mrn, checksum in sorted(rows)]


def until(happened: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait until something has happened, which must be before the process ends."""
    start = time.monotonic()
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - start < PATIENCE
        time.sleep(0.01)


def ends_as_if_undisturbed(disturbed: Installation, source: Path, numbers: Iterable[int]) -> None:
    """Run the import again: then the archive holds these cables, all of each, and nothing else."""
    process = disturbed.python("-c", AGAIN, str(source))
    out, err = process.communicate()
    assert (err, process.returncode) == ("", 0), (out, err)
    expected = held(numbers)
    told = f"{len(expected)} cables, {len(expected)} texts: everything is as the texts say."
    assert out.splitlines()[1:] == [told, *expected]
