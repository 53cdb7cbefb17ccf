"""Verification of the archive: every text by its checksum, and everything derived from texts by deriving it again.

Each step looks at a batch and reports in sentences what differs. Without repair the whole is one snapshot, beside
which the site and an import go on. With repair each batch is a transaction of its own that finds and repairs, first
rows, then what rests on them; a text itself is never written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Sum

from cables import archive_version, archive_vocabulary
from cables.db import bulk
from cables.db.lookups import in_batches
from cables.ingest import rows
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.parsing import NO_OVERRIDES, telegram_of
from cables.ingest.reparsing import raw_cable
from cables.ingest.rows import Rows
from cables.ingest.tables import CableToWrite
from cables.ingest.writer import DERIVED
from cables.models import Cable, ImportRun, Reference, ReferenceCandidate, Revision, Word
from cables.references.link_rules import NO_LINK, ReferenceLink
from cables.references.linking import resolve
from cables.search.index import maintenance
from cables.telegram import PARSER_VERSION
from cables.telegram.overrides import Overrides
from cables.verification import counts, editorial, further_sources, records, source_files
from cables.verification.difference import Difference, DifferenceKind, listed
from cables.verification.index import IndexVerification, misstemmed
from cables.verification.repair import delete_words, relink, relist, retally, rewrite
from cables.verification.rows import StoredRows
from cables.verification.texts import fault, text_faults

STRAYING: tuple[tuple[Any, Any], ...] = (*((model, Cable) for model in DERIVED), (ReferenceCandidate, Reference))
REPAIR = "repair"  # the label of an import run that repaired what is derived
CABLES_AT_ONCE = 200  # cables
BYTES_AT_ONCE = 8_000_000  # of text, so that a batch of giant cables stays small in memory

Progress = Callable[[], object]


class Verification:
    """One verification of the whole archive; `differences` goes through it once."""

    def __init__(self, *, repair: bool, progress: Progress) -> None:
        self.repair, self.progress = repair, progress
        # Cables with rows that could not be repaired, or were not to be: what these say of links may be nonsense.
        self.damaged: set[int] = set()

    def differences(self) -> Iterator[Difference]:
        """Yield everything that differs, in an order for repair; what is derivable is repaired with `repair`."""
        yield from self.step(self.strays)
        for batch in self.batches():
            yield from self.step(partial(self.cables, batch))
        for batch in self.batches():
            yield from self.step(partial(self.links, batch))
        yield from self.step(partial(records.differences, repair=self.repair))
        yield from records.sealed()
        yield from self.missing_cables()
        yield from self.tallies()
        yield from self.step(self.index)
        yield from counts.import_runs()
        yield from further_sources.import_runs()
        yield from editorial.differences()
        yield from source_files.differences()

    def step(self, look: Callable[[], list[Difference]]) -> list[Difference]:
        """Return the differences that one step finds; with repair in a transaction of its own."""
        with self.transaction():
            return look()

    def transaction(self) -> AbstractContextManager[None]:
        """Return the context of a batch: the snapshot that the caller holds, or a transaction that may write."""
        return bulk.writing() if self.repair else nullcontext()

    def batches(self) -> Iterator[list[int]]:
        """Yield the ids of all cables, rising, in batches bounded both in number and in bytes of text."""
        after = 0
        while ids := list(
            Cable.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CABLES_AT_ONCE]
        ):
            sizes = dict(Revision.objects.filter(cable__in=ids).order_by().values_list("cable").annotate(Sum("size")))
            batch: list[int] = []
            size = 0
            for cable in ids:
                size += sizes.get(cable, 0)
                if batch and size > BYTES_AT_ONCE:
                    break
                batch.append(cable)
            yield batch
            after = batch[-1]

    def strays(self) -> list[Difference]:
        """Return rows whose cable is missing: derived ones are deleted, and of its texts the cable is derived again."""
        found = []
        for model, owner in STRAYING:
            strays = model.objects.filter(~Exists(owner.objects.filter(pk=OuterRef(owner._meta.model_name))))
            number = strays.count()
            if number:
                what = f"{number} {model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural}"
                found.append(Difference(DifferenceKind.STRAY, f"The {owner._meta.verbose_name} of {what} is lacking."))
                if self.repair:
                    strays.delete()
        without = Revision.objects.filter(~Exists(Cable.objects.filter(pk=OuterRef("cable_id"))))
        for cable in list(without.order_by("cable_id").values_list("cable_id", flat=True).distinct()):
            texts = list(Revision.objects.filter(cable_id=cable).order_by("number"))
            mrn, derived = cable_of(texts)
            free = mrn is not None and not Cable.objects.filter(mrn=mrn).exists()
            named = f"The cable {mrn}" if mrn else f"A cable with the id {cable}"
            sentence = f"{named}, of which texts up to revision {texts[-1].number} are held, is lacking."
            found.append(Difference(DifferenceKind.STRAY, sentence, mrn, derivable=free))
            if self.repair and free and derived:
                rewrite([derived], archive_version.time_of_change())
        return found

    def cables(self, batch: list[int]) -> list[Difference]:
        """Return differences in the texts of some cables and in the rows derived from the current ones."""
        stored = StoredRows(batch)
        decisions = Decisions.on(map(stored.mrn, batch))
        revisions: dict[int, list[Revision]] = {}
        for revision in Revision.objects.filter(cable__in=batch).order_by("cable_id", "number"):
            revisions.setdefault(revision.cable_id, []).append(revision)
        found: list[Difference] = []
        entries: list[CableToWrite] = []
        for cable in batch:
            self.progress()
            texts = revisions.get(cable, [])
            found += text_faults(stored.mrn(cable), texts, stored.cables[cable]["revision_number"])
            shown = shown_of(texts, decisions, stored.mrn(cable))
            if not shown or fault(shown) or stored.cables[cable]["revision_number"] > texts[-1].number:
                self.damaged.add(cable)
                continue
            differences, entry = self.rows(stored, cable, shown, decisions)
            found += differences
            if entry:
                entries.append(entry)
        if self.repair and entries:
            rewrite(entries, archive_version.time_of_change())
        else:
            self.damaged.update(entry.cable_id for entry in entries)
        return found

    def rows(
        self, stored: StoredRows, cable: int, text: Revision, decisions: Decisions
    ) -> tuple[list[Difference], CableToWrite | None]:
        """Return how the rows of a cable differ from those of its text, and the latter where they differ."""
        mrn = stored.mrn(cable)
        derived = rows_of(text, decisions.overrides(mrn))
        if isinstance(derived, str):
            self.damaged.add(cable)
            return [
                Difference(DifferenceKind.CABLE, f"{mrn}: its text cannot be read any more: {derived}", mrn, False)
            ], None
        reads_as = derived.cable.mrn
        if reads_as != mrn and (stored.fits_its_mrn(cable) or Cable.objects.filter(mrn=reads_as).exists()):
            self.damaged.add(cable)
            return [Difference(DifferenceKind.CABLE, f"{mrn}: by its text it is {reads_as}.", mrn, False)], None
        differences = list(stored.differences(cable, derived, text.number))
        return differences, CableToWrite(derived, cable, text.number, is_new=False) if differences else None

    def links(self, batch: list[int]) -> list[Difference]:
        """Return the references of some cables that do not lead where they should."""
        references = list(
            Reference.objects.filter(cable__in=[cable for cable in batch if cable not in self.damaged])
            .select_related("cable")
            .order_by("cable_id", "position")
        )
        candidates: dict[int, list[int]] = {}
        for reference, cable in (
            ReferenceCandidate.objects.filter(reference__in=references)
            .order_by("reference_id", "cable_id")
            .values_list("reference_id", "cable_id")
        ):
            candidates.setdefault(reference, []).append(cable)
        wrong = [
            (reference, link)
            for reference, link in zip(references, resolve(references), strict=True)
            if linked(reference, candidates) != (link.kind, link.target, link.candidates)
        ]
        ids = {end for each, link in wrong for end in (each.target_id, link.target, *link.candidates) if end}
        ids.update(cable for each, _ in wrong for cable in candidates.get(each.pk, []))
        mrns = mrns_of(ids)
        found = [
            link_difference(reference, ReferenceLink(*linked(reference, candidates)), link, mrns)
            for reference, link in wrong
        ]
        if self.repair and wrong:
            relink(wrong, archive_version.time_of_change())
        for _ in batch:
            self.progress()
        return found

    def missing_cables(self) -> Iterator[Difference]:
        """Yield differences in the list of missing cables."""
        after: str | None = ""
        while after is not None:
            with self.transaction():
                found, after = counts.missing_cables(after)
                if self.repair and found:
                    relist(difference.mrn or "" for difference in found)
            yield from found

    def tallies(self) -> Iterator[Difference]:
        """Yield differences in the tallies, a scope at a time."""
        for counted in counts.TALLY_SCOPES:
            found: list[Difference] = []
            with self.transaction():
                for wrong, differences in counts.tallies(counted):
                    found += differences
                    if self.repair:
                        retally(wrong)
            yield from found

    def index(self) -> list[Difference]:
        """Return differences in the search index and the known words, which are repaired by rebuilding the index."""
        verification = IndexVerification()
        for batch in self.batches():
            verification.batch(batch)
            for _ in batch:
                self.progress()
        verification.finish()
        wrong: list[Word] = []
        misstemmed(wrong.append)
        mrns = mrns_of(verification.differing)
        found = []
        for cable in verification.differing:
            sentence = f"The search index holds words of a cable with the id {cable}, which is not held."
            if cable in mrns:
                sentence = f"{mrns[cable]}: the search index holds other words than its rows."
            found.append(Difference(DifferenceKind.INDEX, sentence, mrns.get(cable)))
        found += [
            Difference(DifferenceKind.WORD, f"The word {word} is not known to searches by its beginning.")
            for word in sorted(verification.unknown_words)
        ]
        found += [
            Difference(
                DifferenceKind.WORD, f"The word {word.word} is known with the stem {word.stem}, which is not its own."
            )
            for word in wrong
        ]
        if self.repair and found:
            delete_words(wrong)
            maintenance.reindex(lambda: None)
        return found


def cable_of(texts: list[Revision]) -> tuple[str | None, CableToWrite | None]:
    """Return the number and the rows of a cable of which only the texts are stored; None where they give none."""
    read = rows_of(texts[-1]) if not fault(texts[-1]) else ""
    if isinstance(read, str):
        return None, None
    decisions = Decisions.on([read.cable.mrn])
    mrn = decisions.retired.get(read.cable.mrn, read.cable.mrn)
    shown = shown_of(texts, decisions, mrn)
    derived = rows_of(shown, decisions.overrides(mrn)) if shown and not fault(shown) else ""
    if isinstance(derived, str):
        return mrn, None
    return mrn, CableToWrite(derived, texts[0].cable_id, shown.number if shown else 0, is_new=True)


def mrns_of(cables: Iterable[int]) -> dict[int, str]:
    """Return the numbers of those of the cables that are stored, by id."""
    found: dict[int, str] = {}
    for batch in in_batches(sorted(cables)):
        found.update(Cable.objects.filter(pk__in=batch).order_by().values_list("pk", "mrn"))
    return found


def shown_of(texts: list[Revision], decisions: Decisions, mrn: str) -> Revision | None:
    """Return the text, of all that a cable has by rising numbers, that it shows."""
    number = decisions.shown(mrn, texts[-1].number) if texts else 0
    return next((text for text in texts if text.number == number), None)


def rows_of(revision: Revision, standing: Overrides = NO_OVERRIDES) -> Rows | str:
    """Return the rows that a text gives with the corrections that stand, or the reason why it gives none."""
    raw = raw_cable(revision)
    vocabulary = archive_vocabulary.current()
    telegram = telegram_of(raw, vocabulary, standing)
    return rows.unstorable(telegram) or rows.build(
        telegram, text=raw.text, parser_version=PARSER_VERSION, vocabulary=vocabulary.fingerprint
    )


def linked(reference: Reference, candidates: dict[int, list[int]]) -> tuple[str, int | None, tuple[int, ...]]:
    """Return where a reference is stored to lead, as the parts of a link."""
    return reference.link, reference.target_id, tuple(candidates.get(reference.pk, ()))


def link_difference(
    reference: Reference, stored: ReferenceLink, expected: ReferenceLink, mrns: dict[int, str]
) -> Difference:
    """Return the sentence about a reference that leads elsewhere than it should."""
    mrn = reference.cable.mrn
    sentence = (
        f"{mrn}: reference {reference.position} ({reference.target_mrn or reference.raw[:40]}) leads to "
        f"{described(stored, mrns)} and should lead to {described(expected, mrns)}."
    )
    return Difference(DifferenceKind.LINK, sentence, mrn)


def described(link: ReferenceLink, mrns: dict[int, str]) -> str:
    """Return where a link leads, in words."""
    ends = [link.target] if link.target else list(link.candidates)
    if not ends:
        return "nothing" if link.kind == NO_LINK.kind else f"nothing ({link.kind})"
    return f"{listed([mrns.get(end, f'a cable {end} that is not held') for end in ends])} ({link.kind})"


def verify(*, repair: bool = False, progress: Callable[[], object] = lambda: None) -> Iterator[Difference]:
    """Compare everything that is stored with what the texts say, calling `progress` `LOOKS` times for each cable.

    Yield what differs. With `repair` what is derivable has been repaired by then, and at the end an import run
    without texts records that, by which caches are invalidated; a text is never changed.
    """
    repaired = False
    with nullcontext() if repair else bulk.snapshot():
        archive_vocabulary.refresh()
        for difference in Verification(repair=repair, progress=progress).differences():
            repaired |= repair and difference.derivable
            yield difference
    if repaired:
        now = archive_version.time_of_change()
        ImportRun.objects.create(label=REPAIR, started_at=now, finished_at=now)
        archive_version.invalidate()
