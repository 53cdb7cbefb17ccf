"""Editorial decisions about cables, and their application to texts: the cable's present number, corrections, and
redactions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from django.db import connection
from django.db.models import Q

from cables.db.lookups import in_batches
from cables.ingest import parsing
from cables.ingest.parsing import ParsedItem, Read, Sealed, Textless
from cables.models import Alias, Correction, Redaction, Reversion, SealedPhrase, Withdrawal, WithdrawnText
from cables.sources import RawCable, RefusedItem
from cables.telegram.redaction import black_out
from cables.telegram.vocabulary import Vocabulary

SHOWN_ENCODING = "utf-8"  # of a text with words blacked out: few others have the character for that
ANY = """
    SELECT EXISTS (SELECT 1 FROM cables_correction WHERE undone_at IS NULL), EXISTS (SELECT 1 FROM cables_alias),
        EXISTS (SELECT 1 FROM cables_redaction), EXISTS (SELECT 1 FROM cables_withdrawal),
        EXISTS (SELECT 1 FROM cables_reversion)
"""


@dataclass(slots=True)
class Decisions:
    """The editorial decisions in force for some cables, by MRN.

    `corrections` are values by field, `numbered` the cables whose number an editor gave. `retired` maps former numbers
    to the present ones, `provisional` those that only texts give. `phrases` are blacked out; those of `purged` cables
    are not stored any more. `withdrawn` are reasons, `withdrawn_texts` the MRNs of withdrawn texts by checksum,
    `reversions` the number of the revision that is shown, and that of the latest: a later one ends the reversion.
    """

    corrections: dict[str, dict[str, str | None]] = field(default_factory=dict)
    numbered: set[str] = field(default_factory=set)
    retired: dict[str, str] = field(default_factory=dict)
    provisional: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, list[str]] = field(default_factory=dict)
    purged: set[str] = field(default_factory=set)
    withdrawn: dict[str, str] = field(default_factory=dict)
    withdrawn_texts: dict[str, str] = field(default_factory=dict)
    reversions: dict[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def on(cls, mrns: Iterable[str], checksums: Iterable[str] = ()) -> Self:
        """Return what is in force for these cables and texts. One query where editors decided nothing."""
        with connection.cursor() as cursor:
            cursor.execute(ANY)
            corrected, renamed, redacted, withdrawn, reverted = cursor.fetchone()
        found = cls()
        wanted = set(mrns)
        if renamed:
            aliases = Alias.objects.order_by().values_list("mrn", "target_mrn", "is_provisional")
            for mrn, target, is_provisional in aliases:
                (found.provisional if is_provisional else found.retired)[mrn] = target
            wanted |= {found.retired[mrn] for mrn in wanted & found.retired.keys()}
        for batch in in_batches(sorted(wanted)):
            if corrected:
                found._correct(batch)
            if redacted:
                found._redact(batch)
            if withdrawn:
                found.withdrawn.update(Withdrawal.objects.filter(mrn__in=batch).values_list("mrn", "reason"))
            if reverted:
                for mrn, number, latest in Reversion.objects.filter(mrn__in=batch).values_list(
                    "mrn", "number", "latest"
                ):
                    found.reversions[mrn] = number, latest
        for batch in in_batches(checksums) if withdrawn else ():
            texts = WithdrawnText.objects.filter(checksum__in=batch)
            found.withdrawn_texts.update(texts.order_by().values_list("checksum", "withdrawal__mrn"))
        return found

    def overrides(self, mrn: str) -> dict[str, str | None]:
        """Return what overrides the texts of a cable. One that had other numbers has texts that name these."""
        given = dict(self.corrections.get(mrn, {}))
        if mrn in self.retired.values():
            given["mrn"] = mrn
        return given

    def shown(self, mrn: str, latest: int) -> int:
        """Return the number of the revision that a cable shows, given that of its latest."""
        number, then = self.reversions.get(mrn, (latest, latest))
        return number if then == latest else latest

    def _correct(self, mrns: Collection[str]) -> None:
        standing = Correction.objects.filter(Q(mrn__in=mrns) | Q(field=Correction.Field.MRN), undone_at=None)
        for mrn, name, value in standing.order_by().values_list("mrn", "field", "value"):
            self.corrections.setdefault(mrn, {})[name] = value
            if name == Correction.Field.MRN:
                self.numbered.add(mrn)

    def _redact(self, mrns: Collection[str]) -> None:
        purged = Redaction.objects.filter(mrn__in=mrns).exclude(purged_at=None)
        self.purged.update(purged.order_by().values_list("mrn", flat=True))
        phrases = SealedPhrase.objects.filter(redaction__mrn__in=mrns, redaction__purged_at=None).order_by("pk")
        for mrn, phrase in phrases.values_list("redaction__mrn", "phrase"):
            self.phrases.setdefault(mrn, []).append(phrase)


def apply(batch: Sequence[ParsedItem], vocabulary: Vocabulary) -> tuple[list[ParsedItem], Decisions]:
    """Return the texts of a batch as editors decided, and these decisions. The caller holds the write lock, or
    stores nothing."""
    reads = [item for item in batch if isinstance(item, Read)]
    numbers = {item.mrn for item in batch if isinstance(item, Read | Textless)}
    decisions = Decisions.on(numbers, [read.checksum for read in reads])
    return [applied(item, decisions, vocabulary) if isinstance(item, Read) else item for item in batch], decisions


def applied(read: Read, decisions: Decisions, vocabulary: Vocabulary) -> Read | RefusedItem:
    """Return a text as editors decided: parsed again where something is in force for its cable, or the vocabulary
    changed meanwhile."""
    mrn = decisions.retired.get(read.mrn, read.mrn)
    standing = decisions.overrides(mrn)
    phrases = decisions.phrases.get(mrn, [])
    is_current = read.rows.cable.vocabulary == vocabulary.fingerprint
    if not standing and not phrases and is_current:
        return read
    for name, (value, _) in read.corrections.items():
        if value and black_out(value, phrases) != value:
            return RefusedItem(
                read.where, f"The {name} that is given holds words that are blacked out of {mrn}.", read.format
            )
    raw = blacked_out(read.raw, phrases)
    again = parsing.read(raw, vocabulary, standing, read.parsed if raw is read.raw and is_current else None)
    if isinstance(again, RefusedItem):
        return again
    again = replace(
        again,
        checksum=read.checksum,
        fingerprint=read.fingerprint,
        corrections=read.corrections,
        is_confirmed=read.is_confirmed,
    )
    if raw is read.raw:
        return again
    sealed = Sealed(read.content, read.size, read.encoding, read.where, read.stated)
    return replace(again, shown_checksum=parsing.checksum(raw.content), sealed=sealed)


def blacked_out(raw: RawCable, phrases: list[str]) -> RawCable:
    """Return the text with the phrases blacked out, also in what is beside it; itself where none is in it."""
    if not phrases:
        return raw
    text = black_out(raw.text, phrases)
    where = black_out(raw.where, phrases, name=True)
    stated = {key: black_out(value, phrases) for key, value in raw.stated.items()}
    if (text, where, stated) == (raw.text, raw.where, dict(raw.stated)):
        return raw
    content = text.encode(SHOWN_ENCODING, "replace")
    return replace(raw, text=text, content=content, encoding=SHOWN_ENCODING, where=where, stated=stated)
