"""What every edit begins with: a reason, the write lock, and a cable that is held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cables.db import bulk
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.rewriting import Unreadable
from cables.models import Alias, Cable, Withdrawal
from cables.telegram.redaction import black_out

LONGEST_REASON = 2_000


class Refused(Exception):  # noqa: N818 - no fault of the program, but an answer
    """Says in a sentence why an edit cannot be made; nothing was changed."""


@contextmanager
def editing(reason: str, *mrns: str) -> Iterator[str]:
    """The transaction of an edit of these cables, as the archive's only writer; gives the reason as it goes on record.

    Raises Refused where there is none, or it holds words that are blacked out of one of the cables.
    """
    reason = " ".join(reason.replace("\0", " ").split())
    if not reason:
        raise Refused("Give a reason: it is shown to readers and stays on record.")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"The reason is too long: say it in at most {LONGEST_REASON} characters.")
    try:
        with bulk.writing():
            for mrn in mrns:
                keep_out(mrn, reason)
            yield reason
    except Unreadable as error:
        raise Refused(f"The text could not be read any more: {error}") from error


def keep_out(mrn: str, text: str | None) -> None:
    """Raise Refused where a text that is to be shown with a cable holds words that are blacked out of it."""
    phrases = Decisions.on([mrn]).phrases.get(mrn, [])
    if text and black_out(text, phrases) != text:
        raise Refused(f"This holds words that are blacked out of {mrn}: say it without them.")


def held(mrn: str) -> Cable:
    """The held cable of that number; Refused where there is none, with what became of it."""
    cable: Cable | None = Cable.objects.filter(mrn=mrn).first()
    if cable:
        return cable
    if Withdrawal.objects.filter(mrn=mrn).exists():
        raise Refused(f"{mrn} is withdrawn: restore it first.")
    if target := Alias.objects.filter(mrn=mrn).values_list("target_mrn", flat=True).first():
        raise Refused(f"{mrn} is held as {target} now.")
    raise Refused(f"{mrn} is not held.")
