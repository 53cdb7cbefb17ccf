"""Imports that are disturbed: their sources, waiting for a state, and checks of the archive in the end."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.builders import telegram
from tests.installation import TEXTS, Installation

TIMEOUT = 60  # seconds, of waiting for what must happen
# An import, a verification and the script of `Installation.texts` in one process: starting it takes most of the time.
AGAIN = f"""
import sys, django
django.setup()
from django.core.management import call_command
call_command("import_cables", "--workers", "0", sys.argv[1])
call_command("verify_archive")
{TEXTS}"""
GO_ON = "What was imported before is stored and consistent: run the command again to go on."


def text(number: int) -> str:
    """Return a cable that cites one before it and a missing one, some 3,000 characters long."""
    paragraphs = [f"(U) Barge {number * 7 + index} of the lower Sarn came back. " * 12 for index in range(4)]
    return telegram(f"07LIMA{number}", refs=[f"LIMA {number // 2}", "QUITO 5"], paragraphs=paragraphs)


def write_source(path: Path, numbers: Iterable[int]) -> Path:
    """Write a file of the cables of these numbers; return its path."""
    path.write_text("".join(json.dumps({"text": text(number)}) + "\n" for number in numbers))
    return path


def texts_of(numbers: Iterable[int]) -> list[str]:
    """Return what `Installation.texts` returns of an archive of these cables, in its order."""
    rows = ((f"07LIMA{number}", hashlib.sha256(text(number).encode()).hexdigest()) for number in numbers)
    return [f"{mrn} 1 {checksum}" for mrn, checksum in sorted(rows)]


def until(happened: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait until `happened` returns something true, which must be before the process ends."""
    start = time.monotonic()
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - start < TIMEOUT
        time.sleep(0.01)


def finish_and_check(disturbed: Installation, source: Path, numbers: Iterable[int]) -> None:
    """Run the import again and check that the archive then has these cables, all of each, and nothing else."""
    process = disturbed.python("-c", AGAIN, str(source))
    out, err = process.communicate()
    assert (err, process.returncode) == ("", 0), (out, err)
    expected = texts_of(numbers)
    verified = f"{len(expected)} cables, {len(expected)} texts: everything is as the texts say."
    assert out.splitlines()[1:] == [verified, *expected]
