"""Blacking words out of every text of a cable, also of later ones; what came is sealed, or purged for good.

Texts are the one thing that an edit changes here, and only so. A text's checksum stays that of what came, by which it
is known again.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from cables import archive_version, archive_vocabulary
from cables.editing.base import Refused, editing, held
from cables.editing.secure_delete import scrub, zeroing
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.events import name_without, record, signed
from cables.ingest.heeding import blacked_out
from cables.ingest.parsing import checksum
from cables.ingest.reparsing import raw_cable
from cables.ingest.rewriting import read_as, rewrite
from cables.models import (
    Correction,
    Event,
    ImportRun,
    JobOutcome,
    Redaction,
    Revision,
    SealedPhrase,
    SealedText,
    Withdrawal,
    WithdrawnText,
)
from cables.models.revision import Text
from cables.sources import RawCable
from cables.telegram import overrides
from cables.telegram.redaction import black_out, spans
from cables.verification.editorial import texts

SHORTEST, LONGEST = 2, 500  # signs of a phrase


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where phrases stand in the text of one revision: spans in its characters, and the text."""

    revision: Text
    text: str
    spans: list[tuple[int, int]]


def occurrences(mrn: str, phrases: Sequence[str]) -> list[Occurrences]:
    """Where the phrases stand in each text of a cable, held or withdrawn: however they are written, as whole words.

    Raises Refused where there is no such cable or a phrase cannot be blacked out.
    """
    wanted = checked(phrases)
    if not Withdrawal.objects.filter(mrn=mrn).exists():
        held(mrn)
    return [Occurrences(text, text.text, spans(text.text, wanted)) for text in texts(mrn)]


def redact(mrn: str, phrases: Sequence[str], reason: str, editor: AbstractBaseUser | None = None) -> Redaction:
    """Black the phrases out of every text of a cable, held or withdrawn, and of what else is kept about it.

    `reason` is public, so that it must not hold them. Raises Refused where they stand nowhere, or the text could not be
    read without them.
    """
    wanted = checked(phrases)
    with editing(reason, mrn) as reason, zeroing():
        withdrawal = Withdrawal.objects.filter(mrn=mrn).first()
        if black_out(reason, wanted) != reason:
            raise Refused("The reason holds the words that are to be blacked out: it is shown to readers.")
        found = [len(each.spans) for each in occurrences(mrn, wanted)]
        if not any(found):
            raise Refused(f"Nothing of this stands in a text of {mrn}.")
        redaction = Redaction.objects.create(mrn=mrn, **signed(reason, editor))
        SealedPhrase.objects.bulk_create(SealedPhrase(redaction=redaction, phrase=phrase) for phrase in wanted)
        apply(mrn)
        if withdrawal:
            check(withdrawal)
        else:
            rewrite(held(mrn), mrn)
        record(
            Event.Kind.REDACTED,
            mrn,
            reason,
            editor,
            detail={"places": sum(found), "revisions": sum(1 for each in found if each)},
        )
    return redaction


def purge(redaction: Redaction, reason: str, editor: AbstractBaseUser | None = None) -> None:
    """Delete what a redaction blacked out for good: its phrases, and the sealed texts of its cable as they came.

    The cable takes no further texts then, since nobody knows what to black out. `reason` is public. Raises Refused
    where it is purged already.
    """
    with editing(reason, redaction.mrn) as reason, zeroing():
        if not Redaction.objects.filter(pk=redaction.pk, purged_at=None).update(purged_at=timezone.now()):
            raise Refused("This redaction is purged already.")
        mrn = Redaction.objects.values_list("mrn", flat=True).get(pk=redaction.pk)
        SealedPhrase.objects.filter(redaction=redaction).delete()
        SealedText.objects.filter(mrn=mrn).delete()
        record(Event.Kind.PURGED, mrn, reason, editor, detail={"redaction": redaction.pk})
        transaction.on_commit(scrub)


def checked(phrases: Sequence[str]) -> list[str]:
    """The phrases as they are kept; Refused where one cannot be blacked out."""
    wanted = list(dict.fromkeys(" ".join(normalize("NFC", phrase).split()) for phrase in phrases if phrase.split()))
    if not wanted:
        raise Refused("Name the words to be blacked out.")
    for phrase in wanted:
        if len(phrase) < SHORTEST:
            raise Refused(f"{phrase} is too short: a single sign stands in too many places.")
        if len(phrase) > LONGEST:
            raise Refused(f"{phrase[:40]}… is too long: name parts of at most {LONGEST} signs.")
    return wanted


def apply(mrn: str) -> None:
    """Black out in all that is kept of a cable what its redactions say. Its rows are for the caller to rewrite."""
    phrases = Decisions.on([mrn]).phrases.get(mrn, [])
    if not phrases:
        return
    sealed = SealedText.objects.filter(mrn=mrn).in_bulk()
    for revision in texts(mrn):
        came = as_it_came(revision, sealed.get(revision.checksum))
        raw = blacked_out(came, phrases)
        if raw is came:
            continue
        if revision.shown_checksum is None:
            seal(revision, mrn)
        revision.content = zlib.compress(raw.content, 6)
        revision.shown_checksum, revision.size = checksum(raw.content), len(raw.content)
        revision.encoding, revision.where, revision.stated = raw.encoding, raw.where, dict(raw.stated)
        revision.save(update_fields=["content", "shown_checksum", "size", "encoding", "where", "stated"])
    black_out_records(mrn, phrases)


def check(withdrawal: Withdrawal) -> None:
    """Raise Unreadable where a withdrawn cable could not be restored from its texts as they are."""
    decisions = Decisions.on([withdrawal.mrn])
    shown = decisions.shown(withdrawal.mrn, withdrawal.texts.latest("number").number)
    read_as(withdrawal.mrn, withdrawal.texts.get(number=shown), decisions)


def as_it_came(revision: Text, sealed: SealedText | None) -> RawCable:
    """A text as its source yielded it, or, where that is purged, as it is shown."""
    if sealed:
        revision = Revision(
            content=sealed.content,
            encoding=sealed.encoding,
            where=sealed.where,
            stated=sealed.stated,
            format=revision.format,
            published_id=revision.published_id,
            hint=revision.hint,
        )
    return raw_cable(revision)


def seal(revision: Text, mrn: str) -> None:
    """Keep a text as it came, for administrators."""
    SealedText.objects.create(
        checksum=revision.checksum,
        mrn=mrn,
        content=revision.content,
        encoding=revision.encoding,
        size=revision.size,
        where=revision.where,
        stated=revision.stated,
    )


def black_out_records(mrn: str, phrases: Sequence[str]) -> None:
    """Black out in what editors said of the cable, and in the names of files and batches that its texts came with."""
    for correction in Correction.objects.filter(mrn=mrn):
        correction.value, correction.before = bare(correction.value, phrases), bare(correction.before, phrases)
        correction.reason = black_out(correction.reason, phrases)
        if overrides.problem(correction.field, correction.value, archive_vocabulary.current()):
            correction.undone_at = correction.undone_at or timezone.now()
        correction.save()
    for event in Event.objects.of(mrn):
        event.reason, event.detail = black_out(event.reason, phrases), bare(event.detail, phrases)
        event.save(update_fields=["reason", "detail"])
        archive_version.invalidate()
    for withdrawal in Withdrawal.objects.filter(mrn=mrn):
        withdrawal.reason = black_out(withdrawal.reason, phrases)
        withdrawal.save(update_fields=["reason"])
    came_with = {
        *Revision.objects.filter(cable__mrn=mrn).values_list("import_run", flat=True),
        *WithdrawnText.objects.filter(withdrawal__mrn=mrn).values_list("import_run", flat=True),
    }
    for batch in ImportRun.objects.filter(pk__in=came_with):
        name_without(batch, phrases)
    for outcome in JobOutcome.objects.filter(mrn=mrn):
        outcome.where = black_out(outcome.where, phrases, name=True)
        outcome.reason = black_out(outcome.reason, phrases)
        outcome.save(update_fields=["where", "reason"])


def bare(value: Any, phrases: Sequence[str]) -> Any:
    """A value of JSON with the phrases blacked out in its strings."""
    if isinstance(value, str):
        return black_out(value, phrases)
    if isinstance(value, dict):
        return {key: bare(each, phrases) for key, each in value.items()}
    return value
