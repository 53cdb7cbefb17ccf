"""Redaction: words are blacked out in every text of a cable, also in later ones; the originals are sealed or purged.

This is the only edit that changes texts. A text's checksum stays that of the original, by which it is recognised when
it is imported again.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from cables import archive_version, archive_vocabulary
from cables.editing import cable_texts
from cables.editing.base import EditRefused, edit_transaction, get_cable
from cables.editing.near_forms import LONGEST, NearForm, NearForms, has_forms, phrase_of
from cables.editing.secure_delete import secure_delete, vacuum
from cables.ingest import records, source_files
from cables.ingest.editorial_decisions import Decisions, blacked_out
from cables.ingest.events import record, redact_label, signed
from cables.ingest.parsing import checksum
from cables.ingest.rewriting import read_as, rewrite
from cables.models import (
    Alias,
    Correction,
    Event,
    ImportRun,
    JobOutcome,
    Redaction,
    SealedPhrase,
    SealedText,
    Withdrawal,
)
from cables.models.revision import Text
from cables.telegram import overrides
from cables.telegram.redaction import black_out, find_phrases
from cables.verification.editorial import texts

SHORTEST = 2  # characters of a phrase


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Spans of phrases in the text of one revision, by its characters, and that text."""

    revision: Text
    text: str
    spans: list[tuple[int, int]]


def occurrences(mrn: str, phrases: Sequence[str]) -> list[Occurrences]:
    """Return the occurrences of the phrases in each text of a cable, in the archive or withdrawn.

    They match as whole words, in any case and over line ends. Raises EditRefused where there is no such cable or a
    phrase is invalid.
    """
    wanted = validated(phrases)
    require(mrn)
    return [Occurrences(text, text.text, find_phrases(text.text, wanted)) for text in texts(mrn)]


def require(mrn: str) -> None:
    """Raise EditRefused where there is no cable of that number, in the archive or withdrawn."""
    if not Withdrawal.objects.filter(mrn=mrn).exists():
        get_cable(mrn)


def near_forms(mrn: str, phrases: Sequence[str]) -> NearForms:
    """Return the near forms of the phrases in all texts of a cable: what search finds for them, and a redaction of them
    alone would leave. Raises EditRefused where a phrase is invalid."""
    return NearForms.of(validated(phrases), cable_texts.of_cable(mrn), Decisions.on([mrn]).phrases.get(mrn, []))


def redact(
    mrn: str,
    phrases: Sequence[str],
    reason: str,
    editor: AbstractBaseUser | None = None,
    forms: Iterable[NearForm] = (),
) -> Redaction:
    """Black the phrases out in every text of a cable, in the archive or withdrawn, and in all records about it; with
    them those of their near forms that are given, which are stored as phrases of their own. Records without text of
    its numbers are deleted for good.

    `reason` is public, so it must not have them. Raises EditRefused where they occur nowhere, or the text could not be
    parsed without them.
    """
    given = validated(phrases)
    wanted = list(dict.fromkeys([*given, *(form.phrase for form in forms if not form.is_too_long)]))
    with edit_transaction(reason, mrn) as reason, secure_delete():
        withdrawal = Withdrawal.objects.filter(mrn=mrn).first()
        if black_out(reason, wanted) != reason or has_forms(reason, given):
            raise EditRefused("The reason holds the words that are to be blacked out: it is shown to readers.")
        require(mrn)
        places, revisions = count_places(mrn, wanted)
        if not places:
            raise EditRefused(f"Nothing of this stands in a text of {mrn}.")
        redaction = Redaction.objects.create(mrn=mrn, **signed(reason, editor))
        SealedPhrase.objects.bulk_create(SealedPhrase(redaction=redaction, phrase=phrase) for phrase in wanted)
        apply(mrn)
        former = Alias.objects.filter(target_mrn=mrn).order_by().values_list("mrn", flat=True)
        records.delete([mrn, *former])
        if withdrawal:
            check_restorable(withdrawal)
        else:
            rewrite(get_cable(mrn), mrn)
        record(
            Event.Kind.REDACTED,
            mrn,
            reason,
            editor,
            detail={"places": places, "revisions": revisions},
        )
    return redaction


def count_places(mrn: str, phrases: Sequence[str]) -> tuple[int, int]:
    """Return in how many places the phrases stand that are not blacked out yet, and in how many revisions."""
    standing = Decisions.on([mrn]).phrases.get(mrn, [])
    places, revisions = 0, 0
    for text in cable_texts.of_cable(mrn):
        blacked = text.blacked_out(standing)
        found = find_phrases(text.text, phrases, name=text.is_name)
        left = sum(any(char.isalnum() for char in blacked[start:end]) for start, end in found)
        places, revisions = places + left, revisions + (text.is_revision and left > 0)
    return places, revisions


def purge(redaction: Redaction, reason: str, editor: AbstractBaseUser | None = None) -> None:
    """Delete the phrases of a redaction and the sealed originals of its cable for good.

    The cable takes no further texts then, since nobody knows what to black out. `reason` is public. Raises EditRefused
    where it is purged already.
    """
    with edit_transaction(reason, redaction.mrn) as reason, secure_delete():
        if not Redaction.objects.filter(pk=redaction.pk, purged_at=None).update(purged_at=timezone.now()):
            raise EditRefused("This redaction is purged already.")
        mrn = Redaction.objects.values_list("mrn", flat=True).get(pk=redaction.pk)
        SealedPhrase.objects.filter(redaction=redaction).delete()
        SealedText.objects.filter(mrn=mrn).delete()
        source_files.delete_sealed(texts(mrn))
        record(Event.Kind.PURGED, mrn, reason, editor, detail={"redaction": redaction.pk})
        transaction.on_commit(vacuum)


def validated(phrases: Sequence[str]) -> list[str]:
    """Return the phrases as they are stored. Raises EditRefused where one is too short or too long."""
    wanted = list(dict.fromkeys(phrase_of(phrase) for phrase in phrases if phrase.split()))
    if not wanted:
        raise EditRefused("Name the words to be blacked out.")
    for phrase in wanted:
        if len(phrase) < SHORTEST:
            raise EditRefused(f"{phrase} is too short: a single sign stands in too many places.")
        if len(phrase) > LONGEST:
            raise EditRefused(f"{phrase[:40]}… is too long: name parts of at most {LONGEST} signs.")
    return wanted


def apply(mrn: str) -> None:
    """Apply the redactions of a cable to its texts and records. The caller rewrites its rows."""
    phrases = Decisions.on([mrn]).phrases.get(mrn, [])
    if not phrases:
        return
    sealed = SealedText.objects.filter(mrn=mrn).in_bulk()
    held = texts(mrn)
    source_files.seal(held)
    for revision in held:
        source = cable_texts.original(revision, sealed.get(revision.checksum))
        raw = blacked_out(source, phrases)
        if revision.further_sources:
            blacked = [black_out_source(further, phrases) for further in revision.further_sources]
            if blacked != revision.further_sources:
                revision.further_sources = blacked
                revision.save(update_fields=["further_sources"])
        if raw is source:
            continue
        if revision.shown_checksum is None:
            seal(revision, mrn)
        revision.content = zlib.compress(raw.content, 6)
        revision.shown_checksum, revision.size = checksum(raw.content), len(raw.content)
        revision.encoding, revision.where, revision.stated = raw.encoding, raw.where, dict(raw.stated)
        revision.save(update_fields=["content", "shown_checksum", "size", "encoding", "where", "stated"])
    black_out_records(mrn, phrases)


def black_out_source(source: dict[str, Any], phrases: Sequence[str]) -> dict[str, Any]:
    """Return a further source of a text with the phrases blacked out of its name and of what is stated there."""
    return {
        **source,
        "where": black_out(source["where"], phrases, name=True),
        "stated": black_out_json(source["stated"], phrases),
    }


def check_restorable(withdrawal: Withdrawal) -> None:
    """Raise Unreadable where a withdrawn cable could not be restored from its texts as they are now."""
    decisions = Decisions.on([withdrawal.mrn])
    shown = decisions.shown(withdrawal.mrn, withdrawal.texts.latest("number").number)
    read_as(withdrawal.mrn, withdrawal.texts.get(number=shown), decisions)


def seal(revision: Text, mrn: str) -> None:
    """Store the original of a text for administrators."""
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
    """Black out phrases in what editors wrote about the cable, and in the names of files and batches of its texts."""
    for correction in Correction.objects.filter(mrn=mrn):
        correction.value, correction.before = (
            black_out_json(correction.value, phrases),
            black_out_json(correction.before, phrases),
        )
        correction.reason = black_out(correction.reason, phrases)
        if overrides.problem(correction.field, correction.value, archive_vocabulary.current()):
            correction.undone_at = correction.undone_at or timezone.now()
        correction.save()
    for event in Event.objects.of(mrn):
        event.reason, event.detail = black_out(event.reason, phrases), black_out_json(event.detail, phrases)
        event.save(update_fields=["reason", "detail"])
        archive_version.invalidate()
    for edit in (*Withdrawal.objects.filter(mrn=mrn), *Redaction.objects.filter(mrn=mrn)):
        edit.reason = black_out(edit.reason, phrases)
        edit.save(update_fields=["reason"])
    for batch in ImportRun.objects.filter(pk__in=cable_texts.came_with(mrn)):
        redact_label(batch, phrases)
    for outcome in JobOutcome.objects.filter(mrn=mrn):
        outcome.where = black_out(outcome.where, phrases, name=True)
        outcome.reason = black_out(outcome.reason, phrases)
        outcome.save(update_fields=["where", "reason"])


def black_out_json(value: Any, phrases: Sequence[str]) -> Any:
    """Return a JSON value with the phrases blacked out in its strings."""
    if isinstance(value, str):
        return black_out(value, phrases)
    if isinstance(value, dict):
        return {key: black_out_json(each, phrases) for key, each in value.items()}
    if isinstance(value, list):
        return [black_out_json(each, phrases) for each in value]
    return value
