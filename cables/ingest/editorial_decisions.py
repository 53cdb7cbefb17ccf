"""What editors decided about cables, as far as ingest must heed it. One query where they decided nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Self

from django.db import connection
from django.db.models import Q

from cables.db.lookups import in_portions
from cables.models import Alias, Correction, Redaction, Reversion, SealedPhrase, Withdrawal, WithdrawnText

ANY = """
    SELECT EXISTS (SELECT 1 FROM cables_correction WHERE undone_at IS NULL), EXISTS (SELECT 1 FROM cables_alias),
        EXISTS (SELECT 1 FROM cables_redaction), EXISTS (SELECT 1 FROM cables_withdrawal),
        EXISTS (SELECT 1 FROM cables_reversion)
"""


@dataclass(slots=True)
class Decisions:
    """What stands for the cables at hand, by MRN.

    `corrections` holds values by field, `numbered` are the cables whose number an editor gave, `retired` leads from
    numbers that cables bore before to the present ones, `yielding` from those that only their texts give, `phrases` are
    blacked out, of `purged` cables nobody knows any more what is; `withdrawn` holds reasons, `withdrawn_texts` the
    owners of checksums, `reversions` the revision that is shown as long as another is the latest.
    """

    corrections: dict[str, dict[str, str | None]] = field(default_factory=dict)
    numbered: set[str] = field(default_factory=set)
    retired: dict[str, str] = field(default_factory=dict)
    yielding: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, list[str]] = field(default_factory=dict)
    purged: set[str] = field(default_factory=set)
    withdrawn: dict[str, str] = field(default_factory=dict)
    withdrawn_texts: dict[str, str] = field(default_factory=dict)
    reversions: dict[str, tuple[int, int]] = field(default_factory=dict)

    @classmethod
    def on(cls, mrns: Iterable[str], checksums: Iterable[str] = ()) -> Self:
        """What stands for these cables and texts."""
        with connection.cursor() as cursor:
            cursor.execute(ANY)
            corrected, renamed, redacted, withdrawn, reverted = cursor.fetchone()
        found = cls()
        wanted = set(mrns)
        if renamed:
            aliases = Alias.objects.order_by().values_list("mrn", "target_mrn", "is_provisional")
            for mrn, target, is_provisional in aliases:
                (found.yielding if is_provisional else found.retired)[mrn] = target
            wanted |= {found.retired[mrn] for mrn in wanted & found.retired.keys()}
        for portion in in_portions(sorted(wanted)):
            if corrected:
                found._correct(portion)
            if redacted:
                found._redact(portion)
            if withdrawn:
                found.withdrawn.update(Withdrawal.objects.filter(mrn__in=portion).values_list("mrn", "reason"))
            if reverted:
                for mrn, number, latest in Reversion.objects.filter(mrn__in=portion).values_list(
                    "mrn", "number", "latest"
                ):
                    found.reversions[mrn] = number, latest
        for portion in in_portions(checksums) if withdrawn else ():
            texts = WithdrawnText.objects.filter(checksum__in=portion)
            found.withdrawn_texts.update(texts.order_by().values_list("checksum", "withdrawal__mrn"))
        return found

    def overrides(self, mrn: str) -> dict[str, str | None]:
        """What is laid over the texts of a cable. One that bore other numbers has texts that name these."""
        given = dict(self.corrections.get(mrn, {}))
        if mrn in self.retired.values():
            given["mrn"] = mrn
        return given

    def shown(self, mrn: str, latest: int) -> int:
        """The number of the revision that a cable shows, given that of its latest."""
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
