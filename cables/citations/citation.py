"""A telegram cited in a text: where it stands, which number it names, and what the note states of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from cables.telegram.mrn import Mrn

TELEGRAM, AIRGRAM = "telegram", "airgram"
FIRST_YEAR = 1966  # of numbers with two digits for the year: 00-65 are 20xx


@dataclass(slots=True)
class Citation:
    """A citation of `text`, which is `text[start:end]` of what was searched, in code points.

    `post` and `serial` may be known where the year is not. `date` is a day (2006-02-03) or a month (2006-02), `sender`
    and `recipient` are the note's words, `film` is of the National Archives (D790129-0576), `locator` the paragraphs.
    `hinted` says that the year is the reader's hint or another citation's, and not stated of this one.
    """

    start: int
    end: int
    text: str
    kind: str = TELEGRAM
    post: str | None = None
    serial: int | None = None
    year: int | None = None
    date: str | None = None
    sender: str | None = None
    recipient: str | None = None
    film: str | None = None
    subject: str | None = None
    signer: str | None = None
    locator: str | None = None
    hinted: bool = False

    @property
    def mrn(self) -> str | None:
        """Return the canonical number; None without year, post or serial, or where the year has no such numbers."""
        if self.kind != TELEGRAM or not self.post or not self.serial or not self.year or self.year < FIRST_YEAR:
            return None
        return str(Mrn(self.year, self.post, self.serial))

    def as_json(self) -> dict[str, Any]:
        """Return the citation as the JSON object that `find_citations` prints."""
        members = asdict(self)
        span = {name: members.pop(name) for name in ("start", "end", "text", "kind")}
        return {**span, "mrn": self.mrn, **members}
