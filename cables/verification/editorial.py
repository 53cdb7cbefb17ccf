"""Verification of edits: withdrawn and sealed texts, redactions, corrections, former numbers.

Whether the rows of cables follow them is verified with the rows. Nothing of it can be derived from anything else.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from cables import archive_vocabulary
from cables.ingest.editorial_decisions import blacked_out
from cables.ingest.parsing import checksum
from cables.ingest.reparsing import raw_cable
from cables.models import (
    Alias,
    Cable,
    Correction,
    DividedNumber,
    Redaction,
    Reversion,
    Revision,
    SealedPhrase,
    SealedText,
    Withdrawal,
    WithdrawnText,
)
from cables.models.revision import Text
from cables.telegram import overrides
from cables.telegram.redaction import black_out
from cables.verification.difference import Difference, DifferenceKind
from cables.verification.texts import fault, text_faults


def differences() -> Iterator[Difference]:
    """Yield every difference from what edits leave."""
    yield from withdrawals()
    yield from redactions()
    yield from seals()
    yield from corrections()
    yield from numbers()


def known(mrn: str) -> Q:
    """Return whether there is a cable of the number in that column, stored or withdrawn."""
    return Q(Exists(Cable.objects.filter(mrn=OuterRef(mrn)))) | Q(Exists(Withdrawal.objects.filter(mrn=OuterRef(mrn))))


def withdrawals() -> Iterator[Difference]:
    """Yield withdrawn cables whose texts are not as they should be, or that are stored all the same."""
    for withdrawal in Withdrawal.objects.order_by("mrn"):
        yield from text_faults(withdrawal.mrn, list(withdrawal.texts.order_by("number")), 0)
    for mrn in Cable.objects.filter(mrn__in=Withdrawal.objects.values("mrn")).values_list("mrn", flat=True):
        yield Difference(DifferenceKind.WITHDRAWAL, f"{mrn} is held, and withdrawn as well.", mrn, derivable=False)


def redactions() -> Iterator[Difference]:
    """Yield texts that have words which a redaction blacks out, and texts that are blacked out without one."""
    phrases: dict[str, list[str]] = {}
    for mrn, phrase in SealedPhrase.objects.order_by("pk").values_list("redaction__mrn", "phrase"):
        phrases.setdefault(mrn, []).append(phrase)
    for mrn, words in sorted(phrases.items()):
        for text in texts(mrn):
            if not fault(text) and black_out(text.text, words) != text.text:
                sentence = f"{mrn}: the text of revision {text.number} holds words that are blacked out."
                yield Difference(DifferenceKind.REDACTION, sentence, mrn, derivable=False)
    for rows, mrn in ((Revision.objects, "cable__mrn"), (WithdrawnText.objects, "withdrawal__mrn")):
        bare = rows.exclude(shown_checksum=None).exclude(Exists(Redaction.objects.filter(mrn=OuterRef(mrn))))
        for named, number in bare.order_by(mrn, "number").values_list(mrn, "number"):
            sentence = f"{named}: the text of revision {number} is blacked out, and no redaction says so."
            yield Difference(DifferenceKind.REDACTION, sentence, named, derivable=False)


def seals() -> Iterator[Difference]:
    """Yield sealed texts that are not as received, or of which something else is shown than redactions leave."""
    for sealed in SealedText.objects.order_by("mrn", "checksum").iterator(chunk_size=100):
        shown = next((text for text in texts(sealed.mrn) if text.checksum == sealed.checksum), None)
        number = f"revision {shown.number}" if shown else "a revision that is not held"
        name = f"{sealed.mrn}: the sealed text of {number}"
        original = Revision(content=sealed.content, encoding=sealed.encoding, checksum=sealed.checksum)
        original.where, original.stated = sealed.where, sealed.stated
        if wrong := fault(original):
            yield Difference(DifferenceKind.REDACTION, f"{name} {wrong}.", sealed.mrn, derivable=False)
        elif shown and not fault(shown) and remaining(original, sealed.mrn) != shown.raw_checksum:
            sentence = f"{name} is shown otherwise than its redactions leave it."
            yield Difference(DifferenceKind.REDACTION, sentence, sealed.mrn, derivable=False)
        elif shown is None:
            yield Difference(DifferenceKind.REDACTION, f"{name} is left over.", sealed.mrn, derivable=False)


def remaining(original: Revision, mrn: str) -> str:
    """Return the checksum of what the redactions of its cable leave of a text."""
    phrases = SealedPhrase.objects.filter(redaction__mrn=mrn).order_by("pk").values_list("phrase", flat=True)
    return checksum(blacked_out(raw_cable(original), list(phrases)).content)


def texts(mrn: str) -> list[Text]:
    """Return the texts of a cable, stored or withdrawn."""
    stored: QuerySet[Any] = Revision.objects.filter(cable__mrn=mrn)
    return [*stored.order_by("number"), *WithdrawnText.objects.filter(withdrawal__mrn=mrn).order_by("number")]


def corrections() -> Iterator[Difference]:
    """Yield corrections of no cable, and corrections with an impossible value."""
    for correction in Correction.objects.filter(undone_at=None).annotate(known=known("mrn")).order_by("mrn", "field"):
        name = f"{correction.mrn}: the correction of its {correction.field}"
        # The number of a cable that was read otherwise before may be one that nobody could give now.
        stays = correction.field == Correction.Field.MRN and correction.value == correction.mrn
        problem = None if stays else overrides.problem(correction.field, correction.value, archive_vocabulary.current())
        if not correction.known:
            sentence = f"{name} stands, and there is no such cable."
        elif problem:
            sentence = f"{name} cannot stand: {problem}"
        else:
            continue
        yield Difference(DifferenceKind.CORRECTION, sentence, correction.mrn, derivable=False)


def numbers() -> Iterator[Difference]:
    """Yield former numbers that lead nowhere or are a cable's own, and reversions to texts that are not there."""
    for alias in Alias.objects.annotate(own=known("mrn"), known=known("target_mrn")).order_by("mrn"):
        if alias.own:
            sentence = f"{alias.mrn} is a cable's own number, and a former one of {alias.target_mrn}."
            yield Difference(DifferenceKind.NUMBER, sentence, alias.mrn, derivable=False)
        if not alias.known:
            sentence = f"{alias.mrn} leads to {alias.target_mrn}, and there is no such cable."
            yield Difference(DifferenceKind.NUMBER, sentence, alias.mrn, derivable=False)
    for divided in DividedNumber.objects.annotate(known=known("target_mrn")).order_by("mrn", "number"):
        if not divided.known:
            sentence = f"{divided.mrn} leads to {divided.target_mrn}, and there is no such cable."
            yield Difference(DifferenceKind.NUMBER, sentence, divided.mrn, derivable=False)
    for reversion in Reversion.objects.annotate(known=known("mrn")).order_by("mrn"):
        there = {text.number for text in texts(reversion.mrn)}
        if not reversion.known or not {reversion.number, reversion.latest} <= there:
            sentence = f"{reversion.mrn} is to show revision {reversion.number}, which is not held."
            yield Difference(DifferenceKind.REVISION, sentence, reversion.mrn, derivable=False)
