"""Words that no cable has any more once a text has gone: they are deleted from the known words."""

from __future__ import annotations

from collections.abc import Mapping

from cables.models import Word
from cables.search import backends
from cables.search.index.document import documents

DELETED_AT_ONCE = 1_000  # words
FIRST_AT_ONCE, MOST_AT_ONCE = 4, 256  # cables read at once: most words stand in one of the first few


def delete_orphans(words: Mapping[str, str], most: int | None = None) -> None:
    """Delete those of the words, given with their stems, that no cable in the index has.

    A rare form of a common word takes long to look for: with `most` it stays where so many cables have others of its
    stem, which does no harm but that a search for its beginning looks for that stem too.
    """
    gone = sorted(orphans(words, most))
    for start in range(0, len(gone), DELETED_AT_ONCE):
        Word.objects.filter(word__in=gone[start : start + DELETED_AT_ONCE]).delete()


def orphans(words: Mapping[str, str], most: int | None) -> set[str]:
    """Return those of the words that no cable has. Each cable is read once at most, whichever word led to it."""
    backend = backends.writer()
    pending = set(words)
    read: set[int] = set()
    for word, stem in sorted(words.items()):
        after, at_once, looked_at = 0, FIRST_AT_ONCE, 0
        while word in pending and (cables := backend.ids_after(stem, after, at_once)):
            unread = [cable for cable in cables if cable not in read]
            read.update(unread)
            for _, document in documents(unread):
                pending.difference_update(document.words)
            after, at_once, looked_at = cables[-1], min(2 * at_once, MOST_AT_ONCE), looked_at + len(cables)
            if most and looked_at >= most:
                pending.discard(word)
    return pending
