"""Corrections: what an editor says of a cable in place of its text, which stays as received.

A correction is in force until it is undone or replaced by another of the same field. `cables.telegram.overrides` says
what values look like, and which are refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F
from django.utils import timezone

from cables import archive_vocabulary
from cables.editing import renumbering
from cables.editing.base import EditRefused, edit_transaction, get_cable, refuse_redacted
from cables.ingest import events
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.parsing import ParsedText, telegram_of
from cables.ingest.reparsing import raw_cable
from cables.ingest.rewriting import rewrite
from cables.models import Cable, Correction, Event, Revision
from cables.telegram import overrides
from cables.telegram.overrides import Overrides

MRN = Correction.Field.MRN.value


def correct(mrn: str, values: Overrides, reason: str, editor: AbstractBaseUser | None = None) -> list[Correction]:
    """Correct fields of a cable to these values, and return the corrections.

    With another number its page moves to that, and the former number leads there. `reason` is public. Raises
    EditRefused where a value is invalid, all are what the cable says already, or the number is another cable's.
    """
    given = validated(values)
    with edit_transaction(reason, mrn) as reason:
        cable = get_cable(mrn)
        for value in given.values():
            refuse_redacted(mrn, value)
        text = ParsedText(raw_cable(current_text(cable)), archive_vocabulary.current())
        present, own = text.telegram(Decisions.on([mrn]).overrides(mrn)), text.telegram()
        changed = {field: value for field, value in given.items() if value != overrides.value_of(present, field)}
        if not changed:
            raise EditRefused(f"{mrn} says all of this already: nothing is to be corrected.")
        number = changed.get(MRN) or mrn
        if number != mrn:
            renumbering.check_number(cable, number)
            renumbering.move(mrn, number)
            renumbering.retire(mrn, number)
        standing = {field: (value, overrides.value_of(own, field)) for field, value in changed.items()}
        corrections = events.record_corrections(number, standing, reason, editor)
        rewrite(cable, number)
    return corrections


def undo(correction: Correction, reason: str, editor: AbstractBaseUser | None = None) -> None:
    """Undo a correction: its field is again what the text says.

    `reason` is public. Raises EditRefused where it was undone already, or the text's own number is another cable's.
    """
    with edit_transaction(reason, correction.mrn) as reason:
        standing = Correction.objects.filter(pk=correction.pk, undone_at=None).first()
        if standing is None:
            raise EditRefused(f"This correction of {correction.mrn} stands no more.")
        mrn, field = standing.mrn, standing.field
        cable = get_cable(mrn)
        Correction.objects.filter(pk=standing.pk).update(undone_at=timezone.now())
        value = overrides.value_of(telegram_of(raw_cable(current_text(cable)), archive_vocabulary.current()), field)
        number = mrn
        if field == MRN:
            if value is None:
                raise EditRefused("Without this correction the text would have no reference number.")
            number = value
            renumbering.check_number(cable, number)
            renumbering.move(mrn, number)
        rewrite(cable, number)
        events.record(
            Event.Kind.UNDONE, number, reason, editor, detail={"field": field, "before": standing.value, "value": value}
        )


def validated(values: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the values as they are stored. Raises EditRefused where one is invalid, or there is none."""
    given = {field: overrides.normalise_value(field, value) for field, value in values.items()}
    for field, value in given.items():
        if sentence := overrides.problem(field, value, archive_vocabulary.current()):
            raise EditRefused(sentence)
    if not given:
        raise EditRefused("No correction was given.")
    return given


def current_text(cable: Cable) -> Revision:
    """Return the current text of a cable."""
    return Revision.objects.get(cable=cable, number=F("cable__revision_number"))
