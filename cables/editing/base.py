"""Base of every edit: its reason, its transaction, and the cable that it changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cables.db import bulk
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.rewriting import Unreadable
from cables.models import Alias, Cable, Withdrawal
from cables.telegram.redaction import black_out

LONGEST_REASON = 2_000


class EditRefused(Exception):  # noqa: N818 - no fault of the program, but a result
    """An edit that is not possible; the message is the reason in a sentence. Nothing was changed."""


@contextmanager
def edit_transaction(reason: str, *mrns: str) -> Iterator[str]:
    """Hold the transaction and the write lock for an edit of these cables; yield the reason as it is recorded.

    Raises EditRefused where there is no reason, or it has words that are redacted in one of the cables.
    """
    reason = " ".join(reason.replace("\0", " ").split())
    if not reason:
        raise EditRefused("Give a reason: it is shown to readers and stays on record.")
    if len(reason) > LONGEST_REASON:
        raise EditRefused(f"The reason is too long: say it in at most {LONGEST_REASON} characters.")
    try:
        with bulk.writing():
            for mrn in mrns:
                refuse_redacted(mrn, reason)
            yield reason
    except Unreadable as error:
        raise EditRefused(f"The text could not be read any more: {error}") from error


def refuse_redacted(mrn: str, text: str | None) -> None:
    """Raise EditRefused where a text that is to be shown with a cable has words that are redacted in it."""
    phrases = Decisions.on([mrn]).phrases.get(mrn, [])
    if text and black_out(text, phrases) != text:
        raise EditRefused(f"This holds words that are blacked out of {mrn}: say it without them.")


def get_cable(mrn: str) -> Cable:
    """Return the cable of that number. Raises EditRefused where the archive has none, with what became of it."""
    cable: Cable | None = Cable.objects.filter(mrn=mrn).first()
    if cable:
        return cable
    if Withdrawal.objects.filter(mrn=mrn).exists():
        raise EditRefused(f"{mrn} is withdrawn: restore it first.")
    if target := Alias.objects.filter(mrn=mrn).values_list("target_mrn", flat=True).first():
        raise EditRefused(f"{mrn} is held as {target} now.")
    raise EditRefused(f"{mrn} is not held.")
