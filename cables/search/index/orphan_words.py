"""Words that a text leaves behind when it goes: forgotten where no cable has them any more."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from cables.models import Word
from cables.search.index import maintenance

FORGOTTEN = 1_000  # words deleted at once
FIRST_AT_ONCE, MOST_AT_ONCE = 4, 256  # cables read at once: most words stand in one of the first few
FTS5 = "SELECT rowid FROM cables_search WHERE cables_search MATCH %s AND rowid > %s ORDER BY rowid LIMIT %s"
TSVECTOR = (
    "SELECT cable_id FROM cables_search WHERE slice = 0 AND words @@ %s::tsquery AND cable_id > %s "
    "ORDER BY cable_id LIMIT %s"
)


def forget(words: Mapping[str, str], most: int | None = None) -> None:
    """Forget those of the words, given with their stems, that no cable in the index has.

    A rare form of a common word takes long to look for: with `most` it is kept where so many cables have others of its
    stem, which does no harm but that a search for its beginning looks for that stem too.
    """
    gone = sorted(unheld(words, most))
    for start in range(0, len(gone), FORGOTTEN):
        Word.objects.filter(word__in=gone[start : start + FORGOTTEN]).delete()


def unheld(words: Mapping[str, str], most: int | None) -> set[str]:
    """Those of the words that no cable has. Each cable is read once at most, whichever of its words led to it."""
    pending = set(words)
    read: set[int] = set()
    for word, stem in sorted(words.items()):
        after, at_once, looked_at = 0, FIRST_AT_ONCE, 0
        while word in pending and (cables := bearers(stem, after, at_once)):
            fresh = [cable for cable in cables if cable not in read]
            read.update(fresh)
            for _, made in maintenance.documents(fresh):
                pending.difference_update(made.words)
            after, at_once, looked_at = cables[-1], min(2 * at_once, MOST_AT_ONCE), looked_at + len(cables)
            if most and looked_at >= most:
                pending.discard(word)
    return pending


def bearers(stem: str, after: int, most: int) -> list[int]:
    """The next cables, by id, that have a word of the stem."""
    question, mark = (TSVECTOR, "'") if connection.vendor == "postgresql" else (FTS5, '"')
    with connection.cursor() as cursor:
        cursor.execute(question, [f"{mark}{stem}{mark}", after, most])
        return [cable for (cable,) in cursor.fetchall()]
