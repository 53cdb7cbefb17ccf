"""The only way into the archive: `ingest()` takes texts in, or judges them in a dry run.

Texts are taken in portions, each in a transaction of its own: rows, links, tallies and absences of a portion are all
in or none is. An import that is broken off has lost at most its last portion, and when it is run again it finds the
texts it already took unchanged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from cables import archive_version, archive_vocabulary
from cables.db import bulk
from cables.ingest import events, heeding, known_texts, parsing, provisional, reparsing
from cables.ingest import vocabulary as vocabulary_rows
from cables.ingest.outcomes import Holdings, Outcome, Status
from cables.ingest.parsing import Known, Read, Taken
from cables.ingest.writer import store
from cables.models import ImportRun
from cables.search.index import maintenance
from cables.sources import RawCable, RefusedItem
from cables.telegram.redaction import black_out

MANY = 1_000  # cables, after which the database looks anew at what it holds


def ingest(
    items: Iterable[RawCable | Read | RefusedItem],
    label: str,
    *,
    workers: int = 0,
    dry_run: bool = False,
    import_run: ImportRun | None = None,
    reason: str = "",
    editor: AbstractBaseUser | None = None,
    keep: Callable[[ImportRun, list[Outcome]], None] = lambda import_run, outcomes: None,
    tell: Callable[[Outcome], None] = lambda outcome: None,
) -> Counter[Status]:
    """Take the texts into the archive, and tell what became of each, in their order.

    Texts that a caller has parsed already come as `Read`. `label` names the batch on record, `workers` is the number of
    processes that parse beside this one, `dry_run` judges every text and stores nothing. `import_run` is one that was
    broken off and is to go on. `editor` is who uploads them, and `reason` why, for corrections that come with a text,
    which is refused without one. What `keep` writes of a portion's outcomes is in the database if and only if the
    portion is. Returns how many texts have each status. A text that cannot be taken is told and passed over; a database
    that fails raises, with everything up to the last portion stored.
    """
    statuses: Counter[Status] = Counter()
    foreseen = Holdings()
    vocabulary = archive_vocabulary.refresh()
    if not dry_run:
        vocabulary_rows.load()
    chunks = map(known_texts.recognise, parsing.chunks(items))
    for portion in parsing.portions(parsing.read_all(chunks, workers, vocabulary)):
        if dry_run:
            outcomes = foresee(portion, foreseen)
        else:
            import_run = import_run or begin(label, editor)
            outcomes = take(portion, import_run, keep, reason)
        for outcome in outcomes:
            statuses[outcome.status] += 1
            tell(outcome)
    if import_run and statuses[Status.STORED] + statuses[Status.REVISED] >= MANY:
        with bulk.writing():
            bulk.analyze()
            maintenance.flush()
    if import_run:
        import_run.finished_at = timezone.now()
        import_run.save(update_fields=["finished_at"])
        archive_version.invalidate()
    return statuses


def begin(label: str, editor: AbstractBaseUser | None) -> ImportRun:
    """Put a new batch on record, under the name `label`; `editor` is who uploads it."""
    import_run = ImportRun.objects.create(label=label, **events.named(editor))
    archive_version.invalidate()
    return import_run


def take(
    came: list[Taken], import_run: ImportRun, keep: Callable[[ImportRun, list[Outcome]], None], reason: str
) -> list[Outcome]:
    """Judge and store one portion in one transaction, in which `keep` writes what it wants of the outcomes."""
    with bulk.writing():
        vocabulary = archive_vocabulary.refresh()
        portion, decisions = heeding.heed([explained(item, reason) for item in came], vocabulary)
        events.name_without(import_run, [phrase for phrases in decisions.phrases.values() for phrase in phrases])
        reads = [item for item in portion if isinstance(item, Read)]
        holdings = Holdings(decisions)
        holdings.learn(reads)
        outcomes: list[Outcome] = []
        round_: dict[str, tuple[Read, int, int]] = {}
        given: dict[str, str] = {}  # numbers that texts give, with those that came as their corrections
        for item in portion:
            if isinstance(item, RefusedItem):
                outcomes.append(Outcome(item.where, Status.REFUSED, None, item.reason))
                continue
            if isinstance(item, Known):
                outcomes.append(Outcome(item.where, Status.UNCHANGED, item.mrn))
                continue
            if item.mrn in round_:
                store(list(round_.values()), import_run)
                round_ = {}
                holdings.learn(reads)
            outcome = holdings.judge(item)
            outcomes.append(outcome)
            if outcome.status in (Status.STORED, Status.REVISED):
                round_[item.mrn] = (item, *holdings.cables.get(item.mrn, (0, 0)))
                holdings.owners[item.checksum] = item.mrn
            if item.corrections and outcome.status in (Status.STORED, Status.REVISED):
                why = black_out(reason, decisions.phrases.get(item.mrn, []))
                events.stand(item.mrn, item.corrections, why, import_run.editor, import_run)
                own = item.corrections.get("mrn", (None, None))[1]
                if own and own != item.mrn:
                    given[own] = item.mrn
        if round_:
            store(list(round_.values()), import_run)
        if decisions.yielding:
            provisional.give_way(
                [outcome.mrn for outcome in outcomes if outcome.mrn and outcome.status == Status.STORED]
            )
        if given:
            provisional.lead(given)
        record(import_run, outcomes)
        keep(import_run, outcomes)
    return outcomes


def explained(item: Taken, reason: str) -> Taken:
    """The text; one that comes with corrections is refused where nobody says why."""
    if isinstance(item, Read) and item.corrections and not reason.strip():
        return RefusedItem(item.where, "Corrections need a reason, which readers are shown.", item.format)
    return item


def foresee(came: list[Taken], holdings: Holdings) -> list[Outcome]:
    """Judge one portion as if what came before it had been stored; `holdings` remembers it."""
    known = dict(holdings.cables)
    owners = dict(holdings.owners)
    portion, holdings.decisions = heeding.heed(came, archive_vocabulary.current())
    reads = [item for item in portion if isinstance(item, Read)]
    holdings.learn(reads)
    holdings.cables.update(known)
    holdings.owners.update(owners)
    outcomes = []
    for item in portion:
        if isinstance(item, RefusedItem):
            outcomes.append(Outcome(item.where, Status.REFUSED, None, item.reason))
            continue
        if isinstance(item, Known):
            outcomes.append(Outcome(item.where, Status.UNCHANGED, item.mrn))
            continue
        outcome = holdings.judge(item)
        outcomes.append(outcome)
        if outcome.status in (Status.STORED, Status.REVISED):
            held, latest = holdings.cables.get(item.mrn, (0, 0))
            holdings.cables[item.mrn] = (held, latest + 1)
            holdings.owners[item.checksum] = item.mrn
    return outcomes


def record(import_run: ImportRun, outcomes: Iterable[Outcome]) -> None:
    """Add to the batch's own record how many texts have each status."""
    statuses = Counter(outcome.status for outcome in outcomes)
    import_run.stored += statuses[Status.STORED]
    import_run.revised += statuses[Status.REVISED]
    import_run.unchanged += statuses[Status.UNCHANGED]
    import_run.conflicts += statuses[Status.CONFLICT]
    import_run.refused += statuses[Status.REFUSED]
    import_run.save()
    archive_version.invalidate()


def load_vocabulary() -> tuple[int, int]:
    """Write the vocabulary files over the rows of posts and tags; returns how many of each the files hold."""
    with transaction.atomic():
        bulk.lock_archive()
        archive_vocabulary.refresh()
        return vocabulary_rows.overwrite()


def reparse(*, everything: bool = False, tell: Callable[[], object] = lambda: None) -> int:
    """Derive the rows of cables anew from their current revisions, and tell each.

    Takes those that another parser version or vocabulary made, or all. Returns how many. The posts and tags that they
    are filed under are brought up to the vocabulary first.
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
                return done
            reparsing.derive(stale)
        after = stale[-1].pk
        done += len(stale)
        for _ in stale:
            tell()


def rebuild_search(tell: Callable[[], object] = lambda: None) -> int:
    """Build the search index anew from the rows, and tell each cable; returns how many.

    All in one transaction: readers search the old index until the new one is whole, and an interruption leaves the
    old one.
    """
    with bulk.writing():
        return maintenance.reindex(tell)
