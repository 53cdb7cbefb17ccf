"""What to do with each text, given what is in the archive: store, revise, leave, or report a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import OuterRef, Subquery

from cables.db.lookups import in_batches
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.parsing import Read
from cables.models import Cable, Revision

# A cable can show an earlier revision than its latest.
LATEST = Revision.objects.filter(cable=OuterRef("pk")).order_by("-number").values("number")[:1]


class Status(StrEnum):
    """The status of a text after an import."""

    STORED = "stored"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one text; `reason` is a sentence where it was not stored."""

    where: str
    status: Status
    mrn: str | None = None
    reason: str | None = None
    problems: tuple[dict[str, object], ...] = ()


@dataclass(slots=True)
class KnownCables:
    """The cables of a batch that are in the archive, with what editors decided about them.

    `owners` are MRNs by the checksum of a stored text.
    """

    decisions: Decisions = field(default_factory=Decisions)
    owners: dict[str, str] = field(default_factory=dict)
    cables: dict[str, tuple[int, int]] = field(default_factory=dict)  # MRN -> id, number of the latest revision

    def load(self, reads: Iterable[Read]) -> None:
        """Add what the database has of these texts and their cables."""
        wanted = list(reads)
        for batch in in_batches(read.checksum for read in wanted):
            self.owners.update(
                Revision.objects.filter(checksum__in=batch).values_list("checksum", "cable__mrn").order_by()
            )
        for batch in in_batches({read.mrn for read in wanted}):
            self.cables.update(
                (mrn, (pk, number))
                for mrn, pk, number in Cable.objects.filter(mrn__in=batch)
                .order_by()
                .values_list("mrn", "pk", Subquery(LATEST))
            )

    def judge(self, read: Read) -> Outcome:
        """Return the outcome of one text.

        A text that is in the archive already, byte for byte, is unchanged. A different text of a stored cable revises
        it, unless its own lines say that it is another cable's, or that it is a later section alone. Nothing of a
        withdrawn cable is stored, and no further text of one whose redacted words nobody knows any more.
        """
        owner = self.owners.get(read.checksum)
        if owner is not None and (owner == read.mrn or owner in self.decisions.numbered):
            return Outcome(read.where, Status.UNCHANGED, owner)
        if reason := self.decisions.withdrawn.get(read.mrn):
            return self.conflict(read, f"{read.mrn} is withdrawn: {reason}")
        if withdrawn := self.decisions.withdrawn_texts.get(read.checksum):
            return self.conflict(read, f"This very text is held as {withdrawn}, which is withdrawn.")
        if owner is not None:
            return self.conflict(read, f"This very text is held as {owner}.")
        if read.mrn not in self.cables:
            return Outcome(read.where, Status.STORED, read.mrn, problems=problems_of(read))
        if read.mrn in self.decisions.purged:
            return self.conflict(
                read, f"{read.mrn} is redacted for good: a further text might show what was blacked out."
            )
        if self.is_anothers(read):
            return self.conflict(read, f"By its own lines the text is {read.text_mrn}, and {read.mrn} is held already.")
        if read.section is not None and read.section > 1:
            return self.conflict(
                read, f"The text is section {read.section} of a cable alone, and {read.mrn} is held already."
            )
        return Outcome(read.where, Status.REVISED, read.mrn, problems=problems_of(read))

    def is_anothers(self, read: Read) -> bool:
        """Return whether a text says by its own lines that it is another cable's, and no editor knows better."""
        own = self.decisions.retired.get(read.text_mrn or "", read.text_mrn)
        return own not in (None, read.mrn) and "mrn" not in read.corrections

    @staticmethod
    def conflict(read: Read, reason: str) -> Outcome:
        """Return the outcome of a text that is not stored, with the reason."""
        return Outcome(read.where, Status.CONFLICT, read.mrn, reason, problems_of(read))


def problems_of(read: Read) -> tuple[dict[str, object], ...]:
    """Return the parser's problems as the report prints them."""
    return tuple({"code": p.code, "line": p.line, "message": p.message} for p in read.problems)
