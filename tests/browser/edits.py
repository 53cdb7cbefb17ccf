"""Edits before the browser's tests: a second text, corrections, words blacked out, a cable withdrawn."""

from __future__ import annotations

from pathlib import Path

from cables.editing.corrections import correct
from cables.editing.redaction import redact
from cables.editing.withdrawal import withdraw
from cables.ingest.service import ingest
from cables.sources import RawCable, read

REVISED, REDACTED, WITHDRAWN, CITING = "07SKARHAVN14", "08OSTRELLE35", "04MIRASHAK64", "04MIRASHAK71"


def make(directory: str) -> None:
    """Do all of it in the archive that holds the fixtures; `directory` takes a file."""
    [stored] = read(Path("fixtures/cables") / f"{REVISED}.txt")
    assert isinstance(stored, RawCable)
    second = Path(directory) / f"{REVISED}.txt"
    second.write_text(stored.text.replace("twenty-five years", "thirty years").replace("in his kitchen", "in his boat"))
    ingest(read(second), label=str(second))
    correct(
        REVISED,
        {"subject": "GANNET STACK: THE FISH ARE TO BE LEFT ALONE", "tags": "EFIS, PBOR, PREL"},
        "The subject line is garbled in the scan.",
    )
    redact(REDACTED, ["Montrevane", "knitting needles"], "A reader asked that they be protected.")
    withdraw(WITHDRAWN, "The text turned out to be another archive’s.")
