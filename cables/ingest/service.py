"""The only way into the archive: `ingest()` stores texts, or judges them in a dry run.

Texts are stored in batches, each in a transaction of its own: rows, links, tallies and missing cables of a batch are
all stored or none is. An import that is interrupted loses at most its last batch, and when it is run again it finds the
texts that it stored before unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from cables import archive_version, archive_vocabulary
from cables.db import bulk
from cables.ingest import batches, editorial_decisions, events, known_cables, parsing, reparsing, separation
from cables.ingest import records as textless_records
from cables.ingest import vocabulary as vocabulary_rows
from cables.ingest.known_cables import KnownCables
from cables.ingest.outcomes import Outcome, Status
from cables.ingest.parsing import KnownText, ParsedItem, Read, Textless
from cables.ingest.writer import add_further_source, add_provisional_aliases, delete_provisional_aliases, store
from cables.models import Cable, ImportRun, WithdrawnText
from cables.search.index import maintenance
from cables.sources import RawCable, RefusedItem
from cables.telegram.redaction import black_out


class ArchiveReplaced(Exception):  # noqa: N818 - no fault, but what somebody did
    """A backup was restored over the archive that an import had begun to store texts in."""


MANY = 1_000  # cables, after which the database samples its tables again


def ingest(
    items: Iterable[RawCable | Read | Textless | RefusedItem],
    label: str,
    *,
    workers: int = 0,
    dry_run: bool = False,
    import_run: ImportRun | None = None,
    reason: str = "",
    editor: AbstractBaseUser | None = None,
    on_batch: Callable[[ImportRun, list[Outcome]], None] = lambda import_run, outcomes: None,
    report: Callable[[Outcome], None] = lambda outcome: None,
) -> Counter[Status]:
    """Store the texts in the archive, and report the outcome of each, in their order.

    Texts that a caller has parsed already are given as `Read`. `label` is the name of the import run, `workers` the
    number of processes that parse beside this one, `dry_run` judges every text and stores nothing. `import_run` is one
    that was interrupted and is to be resumed. `editor` is who uploads the texts, and `reason` why, for corrections
    given with a text, which is refused without one. What `on_batch` writes of a batch's outcomes is in the database if
    and only if the batch is. Return how many texts have each status. A text that cannot be stored is reported and
    passed over; a database that fails raises, with everything up to the last batch stored.
    """
    statuses: Counter[Status] = Counter()
    known = KnownCables()  # of a dry run, as if the texts before had been stored
    vocabulary = archive_vocabulary.refresh()
    if not dry_run:
        vocabulary_rows.load()
    to_parse = map(known_cables.recognise, batches.to_parse(items))
    for batch in batches.to_store(parsing.parse_all(to_parse, workers, vocabulary)):
        if dry_run:
            outcomes = judge_batch(batch, known)
        else:
            import_run = import_run or begin(label, editor)
            outcomes = store_batch(batch, import_run, on_batch, reason)
        for outcome in outcomes:
            statuses[outcome.status] += 1
            report(outcome)
    if import_run and statuses[Status.STORED] + statuses[Status.REVISED] >= MANY:
        with bulk.writing():
            bulk.analyze()
            maintenance.flush()
    if import_run:
        import_run.finished_at = archive_version.time_of_change()
        import_run.save(update_fields=["finished_at"])
        archive_version.invalidate()
    return statuses


def begin(label: str, editor: AbstractBaseUser | None) -> ImportRun:
    """Create an import run under the name `label`; `editor` is who uploads it."""
    import_run = ImportRun.objects.create(
        label=label, started_at=archive_version.time_of_change(), **events.named(editor)
    )
    archive_version.invalidate()
    return import_run


def store_batch(
    items: list[ParsedItem],
    import_run: ImportRun,
    on_batch: Callable[[ImportRun, list[Outcome]], None],
    reason: str,
) -> list[Outcome]:
    """Judge and store a batch in one transaction, in which `on_batch` writes what it wants of the outcomes.

    Raises ArchiveReplaced where the archive does not have the import run any more.
    """
    with bulk.writing():
        if not ImportRun.objects.filter(pk=import_run.pk, started_at=import_run.started_at).exists():
            raise ArchiveReplaced
        vocabulary = archive_vocabulary.refresh()
        batch, decisions = editorial_decisions.apply([explained(item, reason) for item in items], vocabulary)
        events.redact_label(import_run, [phrase for phrases in decisions.phrases.values() for phrase in phrases])
        reads = [item for item in batch if isinstance(item, Read)]
        known = KnownCables(decisions)
        known.load(reads)
        outcomes: list[Outcome] = []
        records = textless_records.known(batch)
        recorded: set[str] = set()
        distinct: dict[str, tuple[Read, int, int]] = {}  # texts of as many cables, to be written at once
        given: dict[str, str] = {}  # number that a text gives -> number by its correction
        for item in batch:
            if isinstance(item, Textless):
                outcomes.append(outcome := textless_records.judge(item, records, decisions))
                recorded |= {item.mrn} if outcome.status == Status.RECORDED else set()
                continue
            if not isinstance(item, Read):
                outcomes.append(outcome_of(item))
                continue
            if item.mrn in distinct or item.text_mrn in distinct:
                store(list(distinct.values()), import_run)
                distinct = {}
                known.load(reads)
            where, item = item.where, known.with_sections(item)
            outcome = replace(known.judge(item), where=where)
            outcomes.append(outcome)
            if outcome.status == Status.REVISED:
                item = known.with_facts(item)
            if outcome.status in (Status.STORED, Status.REVISED):
                distinct[item.mrn] = (item, *known.cables.get(item.mrn, (0, 0)))
                known.owners[item.checksum] = item.mrn
            if outcome.status == Status.FURTHER:
                add_further_source(item, known.worded[item.mrn, item.fingerprint], import_run)
                known.owners[item.checksum] = item.mrn
            if item.corrections and outcome.status in (Status.STORED, Status.REVISED):
                why = black_out(reason, decisions.phrases.get(item.mrn, []))
                events.record_corrections(item.mrn, item.corrections, why, import_run.editor, import_run)
                own = item.corrections.get("mrn", (None, None))[1]
                if own and own != item.mrn:
                    given[own] = item.mrn
        if distinct:
            store(list(distinct.values()), import_run)
        textless_records.store((records[mrn] for mrn in sorted(recorded)), import_run, archive_version.time_of_change())
        if decisions.provisional:
            delete_provisional_aliases(
                [outcome.mrn for outcome in outcomes if outcome.mrn and outcome.status == Status.STORED]
            )
        if given:
            add_provisional_aliases(given)
        record(import_run, outcomes)
        on_batch(import_run, outcomes)
    return outcomes


def explained(item: ParsedItem, reason: str) -> ParsedItem:
    """Return the text; one that comes with corrections is refused where no reason is given."""
    if isinstance(item, Read) and item.corrections and not reason.strip():
        return RefusedItem(item.where, "Corrections need a reason, which readers are shown.", item.format)
    return item


def outcome_of(item: RefusedItem | KnownText) -> Outcome:
    """Return the outcome of an item that needs no judging."""
    if isinstance(item, RefusedItem):
        return Outcome(item.where, Status.REFUSED, None, item.reason)
    return Outcome(item.where, Status.UNCHANGED, item.mrn)


def judge_batch(items: list[ParsedItem], known: KnownCables) -> list[Outcome]:
    """Judge a batch in a dry run, as if the batches before it had been stored: `known` has these, and is updated."""
    cables, owners, worded = dict(known.cables), dict(known.owners), dict(known.worded)
    batch, known.decisions = editorial_decisions.apply(items, archive_vocabulary.current())
    known.load([item for item in batch if isinstance(item, Read)])
    known.cables.update(cables)
    known.owners.update(owners)
    known.worded.update(worded)
    known.records = {**textless_records.known(batch), **known.records}
    outcomes = []
    for item in batch:
        if isinstance(item, Textless):
            outcomes.append(textless_records.judge(item, known.records, known.decisions))
            continue
        if not isinstance(item, Read):
            outcomes.append(outcome_of(item))
            continue
        outcome = replace(known.judge(known.with_sections(item)), where=item.where)
        outcomes.append(outcome)
        if outcome.status in (Status.STORED, Status.REVISED):
            known.add(item)
        elif outcome.status == Status.FURTHER:
            known.owners[item.checksum] = item.mrn
    return outcomes


def record(import_run: ImportRun, outcomes: Iterable[Outcome]) -> None:
    """Add to the counts of an import run how many texts have each status."""
    statuses = Counter(outcome.status for outcome in outcomes)
    import_run.stored += statuses[Status.STORED]
    import_run.revised += statuses[Status.REVISED]
    import_run.further += statuses[Status.FURTHER]
    import_run.unchanged += statuses[Status.UNCHANGED]
    import_run.conflicts += statuses[Status.CONFLICT]
    import_run.refused += statuses[Status.REFUSED]
    import_run.recorded += statuses[Status.RECORDED]
    import_run.save()
    archive_version.invalidate()


def load_vocabulary() -> tuple[int, int]:
    """Write the vocabulary over the rows of posts and tags; return how many of each it has."""
    with transaction.atomic():
        bulk.lock_archive()
        archive_vocabulary.refresh()
        return vocabulary_rows.overwrite()


def reparse(*, everything: bool = False, progress: Callable[[], object] = lambda: None) -> int:
    """Derive the rows of cables again from their current revisions, calling `progress` for each; return how many.

    These are the cables whose rows are of another parser version or vocabulary, or all. The rows of posts and tags are
    updated to the vocabulary first. Texts that were stored under a number that never was become cables of their own.
    """
    load_vocabulary()
    done = 0
    after = 0
    while True:
        with transaction.atomic():
            bulk.lock_archive()
            archive_vocabulary.refresh()
            stale = reparsing.stale(everything=everything, after=after)
            if not stale:
                separation.separate_withdrawn()
                reparsing.fill_fingerprints(WithdrawnText.objects.all())
                textless_records.derive_again()
                return done
            otherwise = reparsing.derive(stale, numbers_stay=False)
            fewer = separation.separate(
                {cable.pk: cable for cable in [*otherwise, *separation.suspects(stale)]}.values()
            )
            ids = [cable.pk for cable in otherwise]
            reparsing.derive(list(Cable.objects.filter(pk__in=[*ids, *fewer]).order_by("pk")))
        after = stale[-1].pk
        done += len(stale)
        for _ in stale:
            progress()


def rebuild_search(progress: Callable[[], object] = lambda: None) -> int:
    """Rebuild the search index from the rows, calling `progress` for each cable; return how many there are.

    All in one transaction: readers search the old index until the new one is whole, and an interruption leaves the
    old one.
    """
    with bulk.writing():
        return maintenance.reindex(progress)
