"""Verification of texts by their checksums; nothing of it can be repaired but from a backup."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence

from cables.ingest.parsing import checksum
from cables.models.revision import Text
from cables.telegram.fingerprint import fingerprint
from cables.verification import further_sources
from cables.verification.difference import Difference, DifferenceKind, differs, listed


def fault(text: Text) -> str | None:
    """Return what is wrong with a stored text, in words; None where it is as received."""
    try:
        content = text.raw
    except zlib.error:
        return "cannot be decompressed"
    if checksum(content) != text.raw_checksum:
        return "has another checksum than when it came"
    try:
        content.decode(text.encoding, "replace")
    except LookupError:
        return f"has an encoding that does not exist, {text.encoding}"
    return None


def text_faults(mrn: str, revisions: Sequence[Text], latest: int) -> Iterator[Difference]:
    """Yield what is wrong with the texts of a cable; none of it can be repaired but from a backup or the source.

    `latest` is the revision that the cable's rows name: texts up to it are missing where they are not there.
    """
    numbers = [revision.number for revision in revisions]
    if not numbers:
        yield Difference(DifferenceKind.REVISION, f"{mrn}: no text of it is held.", mrn, derivable=False)
    elif missing := sorted(set(range(1, max(latest, numbers[-1]) + 1)) - set(numbers)):
        yield Difference(
            DifferenceKind.REVISION, f"{mrn}: revision {listed(missing)} is lacking.", mrn, derivable=False
        )
    for revision in revisions:
        name = f"{mrn}: the text of revision {revision.number}"
        wrong = fault(revision)
        if wrong:
            yield Difference(DifferenceKind.REVISION, f"{name} {wrong}.", mrn, derivable=False)
        elif revision.size != len(revision.raw):
            sentence = differs(f"{name}: its size", revision.size, len(revision.raw))
            yield Difference(DifferenceKind.REVISION, sentence, mrn, derivable=False)
        elif (
            revision.fingerprint and not revision.shown_checksum and revision.fingerprint != fingerprint(revision.text)
        ):
            sentence = f"{name} has other words than its fingerprint says."
            yield Difference(DifferenceKind.REVISION, sentence, mrn, derivable=False)
        for wrong in further_sources.faults(revision):
            yield Difference(DifferenceKind.REVISION, f"{name} {wrong}.", mrn, derivable=False)
