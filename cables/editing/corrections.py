"""Correcting what the archive says of a cable, while its text stays as it came.

A correction stands until it is undone or another of the same field takes its place. What values look like and when
they cannot stand is told in `cables.telegram.overrides`.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F
from django.utils import timezone

from cables import archive_vocabulary
from cables.editing import renumbering
from cables.editing.base import Refused, editing, held, keep_out
from cables.ingest import events
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.parsing import telegram_of
from cables.ingest.reparsing import raw_cable
from cables.ingest.rewriting import rewrite
from cables.models import Cable, Correction, Event, Revision
from cables.telegram import overrides
from cables.telegram.overrides import FIELDS, Overrides, clean
from cables.telegram.overrides import problem as problems
from cables.telegram.parts import Telegram

__all__ = ["FIELDS", "clean", "correct", "problems", "said", "undo"]

MRN = Correction.Field.MRN.value


def correct(mrn: str, values: Overrides, reason: str, editor: AbstractBaseUser | None = None) -> list[Correction]:
    """Let these values, by field, stand for a held cable; returns the corrections.

    With another number its page is under that, and the former one leads there. `reason` is public. Raises Refused
    where a value cannot stand or is what the cable says already, or the number is another cable's.
    """
    given = checked(values)
    with editing(reason, mrn) as reason:
        cable = held(mrn)
        for value in given.values():
            keep_out(mrn, value)
        text = shown_text(cable)
        raw, vocabulary = raw_cable(text), archive_vocabulary.current()
        present = telegram_of(raw, vocabulary, Decisions.on([mrn]).overrides(mrn))
        own = telegram_of(raw, vocabulary)
        changed = {field: value for field, value in given.items() if value != said(present, field)}
        if not changed:
            raise Refused(f"{mrn} says all of this already: nothing is to be corrected.")
        number = changed.get(MRN) or mrn
        if number != mrn:
            renumbering.check(cable, number)
            renumbering.move(mrn, number)
            renumbering.retire(mrn, number)
        standing = {field: (value, said(own, field)) for field, value in changed.items()}
        made = events.stand(number, standing, reason, editor)
        rewrite(cable, number)
    return made


def undo(correction: Correction, reason: str, editor: AbstractBaseUser | None = None) -> None:
    """Let the cable say again what its text does in the field of a correction that stands.

    `reason` is public. Raises Refused where it stands no more, or the text's own number is another cable's.
    """
    with editing(reason, correction.mrn) as reason:
        standing = Correction.objects.filter(pk=correction.pk, undone_at=None).first()
        if standing is None:
            raise Refused(f"This correction of {correction.mrn} stands no more.")
        mrn, field = standing.mrn, standing.field
        cable = held(mrn)
        Correction.objects.filter(pk=standing.pk).update(undone_at=timezone.now())
        value = said(telegram_of(raw_cable(shown_text(cable)), archive_vocabulary.current()), field)
        number = mrn
        if field == MRN:
            if value is None:
                raise Refused("Without this correction the text would have no reference number.")
            number = value
            renumbering.check(cable, number)
            renumbering.move(mrn, number)
        rewrite(cable, number)
        events.record(
            Event.Kind.UNDONE, number, reason, editor, detail={"field": field, "before": standing.value, "value": value}
        )


def said(telegram: Telegram, field: str) -> str | None:
    """What a telegram says in a field, in the form of a value."""
    return overrides.said(telegram, field)


def checked(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """The values as they are kept; Refused where one cannot stand."""
    given = {field: clean(field, value) for field, value in values.items()}
    for field, value in given.items():
        if complaint := problems(field, value, archive_vocabulary.current()):
            raise Refused(complaint)
    if not given:
        raise Refused("No correction was given.")
    return given


def shown_text(cable: Cable) -> Revision:
    """The text that a held cable shows."""
    return Revision.objects.get(cable=cable, number=F("cable__revision_number"))
