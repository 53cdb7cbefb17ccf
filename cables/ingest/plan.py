"""What is to be done with each text, given what the archive holds: store, revise, leave, or report a conflict."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from cables.ingest.lookup import in_portions
from cables.ingest.reading import Read
from cables.models import Cable, Revision


class Fate(StrEnum):
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
    fate: Fate
    mrn: str | None = None
    reason: str | None = None
    problems: tuple[dict[str, object], ...] = ()


@dataclass(slots=True)
class Holdings:
    """What the archive holds of the texts at hand: owners of checksums, and cables by MRN with their revision."""

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
                .values_list("mrn", "pk", "revision_number")
                .order_by()
            )

    def judge(self, read: Read) -> Outcome:
        """The fate of one text.

        A text that is held already, byte for byte, is unchanged. A different text of a held cable revises it, unless
        its own lines say that it is another cable's, or that it is a later section alone.
        """
        owner = self.owners.get(read.checksum)
        if owner == read.mrn:
            return Outcome(read.where, Fate.UNCHANGED, read.mrn)
        if owner is not None:
            return self.conflict(read, f"This very text is held as {owner}.")
        if read.mrn not in self.cables:
            return Outcome(read.where, Fate.STORED, read.mrn, problems=problems_of(read))
        if read.text_mrn not in (None, read.mrn):
            return self.conflict(read, f"By its own lines the text is {read.text_mrn}, and {read.mrn} is held already.")
        if read.section is not None and read.section > 1:
            return self.conflict(
                read, f"The text is section {read.section} of a cable alone, and {read.mrn} is held already."
            )
        return Outcome(read.where, Fate.REVISED, read.mrn, problems=problems_of(read))

    @staticmethod
    def conflict(read: Read, reason: str) -> Outcome:
        """A text that is not taken, with the reason."""
        return Outcome(read.where, Fate.CONFLICT, read.mrn, reason, problems_of(read))


def problems_of(read: Read) -> tuple[dict[str, object], ...]:
    """The parser's problems as the report prints them."""
    return tuple({"code": p.code, "line": p.line, "message": p.message} for p in read.problems)
