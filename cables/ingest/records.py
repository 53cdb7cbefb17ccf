"""Records without text of an import: what becomes of each, and its row.

They are kept beside the cables and change none: whichever comes first, the page of a number shows its cable if that is
in the archive, and what its records state if not.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

from cables.db.lookups import in_batches
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.outcomes import Outcome, Status
from cables.ingest.parsing import ParsedItem, Textless
from cables.models import ImportRun, TextlessRecord
from cables.references import missing
from cables.telegram.textless import facts_of

Known = dict[str, Textless]  # by MRN
DERIVED = ("absence", "date", "date_source", "subject", "film_number")
RECORDS_AT_ONCE = 1_000


def known(items: Iterable[ParsedItem]) -> Known:
    """Return the records that are stored of the numbers of those among the items."""
    found: Known = {}
    for batch in in_batches({item.mrn for item in items if isinstance(item, Textless)}):
        columns = ("where", "format", "mrn", "stated", "notice")
        rows = TextlessRecord.objects.filter(mrn__in=batch).order_by().values_list(*columns)
        found.update((row[2], Textless(*row)) for row in rows)
    return found


def judge(item: Textless, known: Known, decisions: Decisions) -> Outcome:
    """Return the outcome of a record, and add it to the known ones: what it states counts before what was stated.

    None is kept of a cable that is withdrawn or has words blacked out: it could show them.
    """
    mrn = decisions.retired.get(item.mrn, item.mrn)
    if reason := decisions.withdrawn.get(mrn):
        return Outcome(item.where, Status.CONFLICT, mrn, f"{mrn} is withdrawn: {reason}")
    if decisions.phrases.get(mrn) or mrn in decisions.purged:
        reason = f"{mrn} is redacted: a record of it might show what was blacked out."
        return Outcome(item.where, Status.CONFLICT, mrn, reason)
    before = known.get(item.mrn)
    stated = {**before.stated, **item.stated} if before else item.stated
    notice = item.notice or (before.notice if before else "")
    if before and (stated, notice) == (before.stated, before.notice):
        return Outcome(item.where, Status.UNCHANGED, item.mrn)
    known[item.mrn] = Textless(item.where, item.format, item.mrn, stated, notice)
    return Outcome(item.where, Status.RECORDED, item.mrn)


def store(records: Iterable[Textless], import_run: ImportRun, now: datetime.datetime) -> None:
    """Write records, over those of the same numbers, and list as missing what is not in the archive.

    The caller holds the write lock.
    """
    rows = [
        TextlessRecord(
            mrn=record.mrn,
            stated=record.stated,
            notice=record.notice,
            format=record.format,
            where=record.where,
            import_run=import_run,
            received_at=now,
            **derived(record.stated, record.notice),
        )
        for record in records
    ]
    if rows:
        columns = ["stated", "notice", "format", "where", "import_run", "received_at", *DERIVED]
        TextlessRecord.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["mrn"], update_fields=columns, batch_size=RECORDS_AT_ONCE
        )
        missing.recount(row.mrn for row in rows)


def derived(stated: Mapping[str, str], notice: str) -> dict[str, str | datetime.date | None]:
    """Return the columns of a record that follow from what it states and what stands in place of its text."""
    facts = facts_of(stated, notice)
    return {
        **facts._asdict(),
        "absence": facts.absence.value,
        "date": datetime.date.fromisoformat(facts.date) if facts.date else None,
    }


def derive_again() -> None:
    """Write the derived columns of all records again, where the rules give others now."""
    for row in TextlessRecord.objects.order_by("pk").iterator(chunk_size=RECORDS_AT_ONCE):
        expected = derived(row.stated, row.notice)
        if any(getattr(row, name) != value for name, value in expected.items()):
            TextlessRecord.objects.filter(pk=row.pk).update(**expected)


def delete(mrns: Iterable[str]) -> None:
    """Delete the records of these numbers, and list as missing only those of them that are cited."""
    wanted = set(mrns)
    if TextlessRecord.objects.filter(mrn__one_of=wanted).delete()[0]:
        missing.recount(wanted)
