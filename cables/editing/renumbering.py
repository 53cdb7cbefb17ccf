"""Renumbering of cables: everything that is stored by number follows, and the former number leads to the new one."""

from __future__ import annotations

from cables.editing.base import EditRefused
from cables.models import Alias, Cable, Correction, DividedNumber, Redaction, Reversion, SealedText, Withdrawal


def check_number(cable: Cable, mrn: str) -> None:
    """Raise EditRefused where the cable cannot have the number because another cable has it."""
    if Cable.objects.filter(mrn=mrn).exclude(pk=cable.pk).exists():
        raise EditRefused(f"{mrn} is held already: where both are one cable, merge them.")
    if Withdrawal.objects.filter(mrn=mrn).exists():
        raise EditRefused(f"{mrn} is a withdrawn cable.")
    former = Alias.objects.filter(mrn=mrn, is_provisional=False).exclude(target_mrn=cable.mrn)
    if other := former.values_list("target_mrn", flat=True).first():
        raise EditRefused(f"{mrn} is a former number of {other}.")


def is_free(cable: Cable, mrn: str) -> bool:
    """Return whether the cable can have the number."""
    try:
        check_number(cable, mrn)
    except EditRefused:
        return False
    return True


def move(former: str, mrn: str) -> None:
    """Move everything that is stored under the number `former` to `mrn`, which is no longer an alias."""
    Alias.objects.filter(mrn=mrn).delete()
    Alias.objects.filter(target_mrn=former).update(target_mrn=mrn)
    DividedNumber.objects.filter(target_mrn=former).update(target_mrn=mrn)
    for model in (Correction, Redaction, Reversion, SealedText):
        model._default_manager.filter(mrn=former).update(mrn=mrn)


def retire(former: str, mrn: str) -> None:
    """Make `former` an alias, so that its URL and the references to it lead to `mrn`."""
    Alias.objects.create(mrn=former, target_mrn=mrn)
