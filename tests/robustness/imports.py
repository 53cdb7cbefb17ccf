"""Imports that are disturbed: what they read, how they are followed, and how the archive must be in the end."""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from bench.archive import Archive
from tests.builders import telegram

PATIENCE = 60  # seconds until something that must happen has happened
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
    """What `Archive.texts` says of an archive that holds these cables, in its order."""
    rows = ((f"07LIMA{number}", hashlib.sha256(text(number).encode()).hexdigest()) for number in numbers)
    return [f"{mrn} 1 {checksum}" for mrn, checksum in sorted(rows)]


def until(happened: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait until something has happened, which must be before the process ends."""
    start = time.monotonic()
    while not happened():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - start < PATIENCE
        time.sleep(0.01)


def ends_as_if_undisturbed(disturbed: Archive, source: Path, numbers: Iterable[int]) -> None:
    """Run the import again: then the archive holds these cables, all of each, and nothing else."""
    out, err, status = disturbed.run("import_cables", "--workers", "0", source)
    assert (err, status) == ("", 0), (out, err)
    expected = held(numbers)
    told = f"{len(expected)} cables, {len(expected)} texts: everything is as the texts say.\n"
    assert disturbed.run("verify_archive") == (told, "", 0)
    assert disturbed.texts() == expected
