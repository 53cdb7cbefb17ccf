"""What is to be done with each text, given what the archive holds: store, revise, leave, or report a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import OuterRef, Subquery

from cables.db.lookups import in_portions
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.parsing import Read
from cables.models import Cable, Revision

# A cable can show an earlier revision than its latest.
LATEST = Revision.objects.filter(cable=OuterRef("pk")).order_by("-number").values("number")[:1]


class Status(StrEnum):
    """How a text ended."""

    STORED = "stored"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text; `reason` is a sentence where it was not taken."""

    where: str
    status: Status
    mrn: str | None = None
    reason: str | None = None
    problems: tuple[dict[str, object], ...] = ()


@dataclass(slots=True)
class Holdings:
    """What the archive holds of the texts at hand: owners of checksums, and cables by MRN with their latest revision;
    and what editors decided about them."""

    decisions: Decisions = field(default_factory=Decisions)
    owners: dict[str, str] = field(default_factory=dict)
    cables: dict[str, tuple[int, int]] = field(default_factory=dict)  # MRN -> id, number of the latest revision

    def learn(self, reads: Iterable[Read]) -> None:
        """Ask the database about the texts."""
        wanted = list(reads)
        for portion in in_portions(read.checksum for read in wanted):
            self.owners.update(
                Revision.objects.filter(checksum__in=portion).values_list("checksum", "cable__mrn").order_by()
            )
        for portion in in_portions({read.mrn for read in wanted}):
            self.cables.update(
                (mrn, (pk, number))
                for mrn, pk, number in Cable.objects.filter(mrn__in=portion)
                .order_by()
                .values_list("mrn", "pk", Subquery(LATEST))
            )

    def judge(self, read: Read) -> Outcome:
        """The fate of one text.

        A text that is held already, byte for byte, is unchanged. A different text of a held cable revises it, unless
        its own lines say that it is another cable's, or that it is a later section alone. Nothing of a withdrawn
        cable is taken, and no further text of one whose redacted words nobody knows any more.
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
        """Whether a text says by its own lines that it is another cable's, and no editor knows better."""
        own = self.decisions.retired.get(read.text_mrn or "", read.text_mrn)
        return own not in (None, read.mrn) and "mrn" not in read.corrections

    @staticmethod
    def conflict(read: Read, reason: str) -> Outcome:
        """A text that is not taken, with the reason."""
        return Outcome(read.where, Status.CONFLICT, read.mrn, reason, problems_of(read))


def problems_of(read: Read) -> tuple[dict[str, object], ...]:
    """The parser's problems as the report prints them."""
    return tuple({"code": p.code, "line": p.line, "message": p.message} for p in read.problems)
