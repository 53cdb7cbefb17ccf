"""The vocabulary as an archive's editors have it: what they changed, laid over the files in the process at hand."""

from __future__ import annotations

from cables.models import VocabularyEntry
from cables.telegram import vocabulary
from cables.telegram.vocabulary import Overlay

_followed: list[int | None] = [None]


def stored() -> Overlay:
    """What editors changed. One query."""
    found: dict[str, dict[str, dict[str, str] | None]] = {kind: {} for kind in VocabularyEntry.Kind.values}
    for kind, code, value in VocabularyEntry.objects.order_by("pk").values_list("kind", "code", "value"):
        found[kind][code] = value
    return Overlay(posts=found["post"], tags=found["tag"], aliases=found["alias"])


def refresh() -> None:
    """Lay over the files what editors changed, if that is not what lies there already."""
    overlay = stored()
    if overlay != vocabulary.overlay():
        vocabulary.lay_over(overlay)


def follow(event: int | None) -> None:
    """Refresh where `event`, the last by which the vocabulary changed, is another than when this was last asked."""
    if event != _followed[0]:
        refresh()
        _followed[0] = event
