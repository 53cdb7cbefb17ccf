"""Giving a cable another number: everything that is kept by number follows, and the former one leads to it."""

from __future__ import annotations

from cables.editing.base import Refused
from cables.models import Alias, Cable, Correction, Redaction, Reversion, SealedText, Withdrawal


def check(cable: Cable, mrn: str) -> None:
    """Raise Refused where the cable cannot have the number because another has it."""
    if Cable.objects.filter(mrn=mrn).exclude(pk=cable.pk).exists():
        raise Refused(f"{mrn} is held already: where both are one cable, merge them.")
    if Withdrawal.objects.filter(mrn=mrn).exists():
        raise Refused(f"{mrn} is a withdrawn cable.")
    former = Alias.objects.filter(mrn=mrn, is_provisional=False).exclude(target_mrn=cable.mrn)
    if other := former.values_list("target_mrn", flat=True).first():
        raise Refused(f"{mrn} is a former number of {other}.")


def is_free(cable: Cable, mrn: str) -> bool:
    """Whether the cable can have the number."""
    try:
        check(cable, mrn)
    except Refused:
        return False
    return True


def move(former: str, mrn: str) -> None:
    """Let everything that is kept under the number `former` be kept under `mrn`, which is no longer a former one."""
    Alias.objects.filter(mrn=mrn).delete()
    Alias.objects.filter(target_mrn=former).update(target_mrn=mrn)
    for model in (Correction, Redaction, Reversion, SealedText):
        model._default_manager.filter(mrn=former).update(mrn=mrn)


def retire(former: str, mrn: str) -> None:
    """Let the address and the references of the number `former` lead to `mrn`."""
    Alias.objects.create(mrn=former, target_mrn=mrn)
