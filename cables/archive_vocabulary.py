"""The archive's vocabulary: the entries of the files with what editors changed, as this process last loaded it."""

from __future__ import annotations

from cables.models import VocabularyEntry
from cables.telegram.vocabulary import DEFAULT, Changes, Vocabulary

_current: list[Vocabulary] = [DEFAULT]
_followed: list[int | None] = [None]


def current() -> Vocabulary:
    """Return the archive's vocabulary as this process last loaded it. No query."""
    return _current[0]


def stored() -> Changes:
    """Return what editors changed. One query."""
    found: dict[str, dict[str, dict[str, str] | None]] = {kind: {} for kind in VocabularyEntry.Kind.values}
    for kind, code, value in VocabularyEntry.objects.order_by("pk").values_list("kind", "code", "value"):
        found[kind][code] = value
    return Changes(posts=found["post"], tags=found["tag"], aliases=found["alias"])


def refresh() -> Vocabulary:
    """Load what editors changed and return the vocabulary, the same instance where nothing did. One query."""
    changes = stored()
    if changes != current().changes:
        _current[0] = Vocabulary(changes)
    return current()


def follow(event: int | None) -> None:
    """Refresh where `event`, the last that changed the vocabulary, is another than at the last call."""
    if event != _followed[0]:
        refresh()
        _followed[0] = event
