"""Verification of records without text: the columns that follow from what a record states, and its number."""

from __future__ import annotations

from collections.abc import Iterator

from cables.ingest.records import RECORDS_AT_ONCE, derive_again, derived
from cables.models import Redaction, TextlessRecord, Withdrawal
from cables.telegram.mrn import Mrn
from cables.verification.difference import Difference, DifferenceKind, differs


def differences(*, repair: bool) -> list[Difference]:
    """Return how records differ from what they should be; with `repair` what is derived is written again."""
    found = [difference for row in rows() for difference in of_record(row)]
    if repair and any(difference.derivable for difference in found):
        derive_again()
    return found


def rows() -> Iterator[TextlessRecord]:
    """Yield all records by their ids."""
    return TextlessRecord.objects.order_by("pk").iterator(chunk_size=RECORDS_AT_ONCE)


def of_record(row: TextlessRecord) -> Iterator[Difference]:
    """Yield what is wrong with a record. One of a cable that is withdrawn or redacted may not be there."""
    for name, expected in derived(row.stated, row.notice).items():
        if (stored := getattr(row, name)) != expected:
            sentence = differs(f"The record of {row.mrn}: {name}", stored, expected)
            yield Difference(DifferenceKind.RECORD, sentence, row.mrn)
    try:
        Mrn.parse(row.mrn)
    except ValueError:
        yield Difference(DifferenceKind.RECORD, f"The record of {row.mrn[:40]} has no number.", derivable=False)


def sealed() -> Iterator[Difference]:
    """Yield the records of cables that are withdrawn or redacted, which could show what those do not."""
    for model, what in ((Withdrawal, "withdrawn"), (Redaction, "redacted")):
        numbers = model._default_manager.order_by().values("mrn")
        for row in TextlessRecord.objects.filter(mrn__in=numbers).order_by("pk"):
            sentence = f"There is a record of {row.mrn}, which is {what}: delete it."
            yield Difference(DifferenceKind.RECORD, sentence, row.mrn, derivable=False)
