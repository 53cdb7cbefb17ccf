"""Words that a text leaves behind when it goes: forgotten where no cable has them any more."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from cables.models import Word
from cables.search import index

FORGOTTEN = 1_000  # words deleted at once
AT_ONCE = 50  # cables read at once to find one that has the word
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
    gone = [word for word, stem in sorted(words.items()) if not is_held(word, stem, most)]
    for start in range(0, len(gone), FORGOTTEN):
        Word.objects.filter(word__in=gone[start : start + FORGOTTEN]).delete()


def is_held(word: str, stem: str, most: int | None) -> bool:
    """Whether a cable has the word itself, and not only others of its stem; or at least `most` have these."""
    after, looked_at = 0, 0
    while cables := bearers(stem, after):
        looked_at += len(cables)
        if any(word in made.words for _, made in index.documents(cables)) or (most and looked_at >= most):
            return True
        after = cables[-1]
    return False


def bearers(stem: str, after: int) -> list[int]:
    """The next cables, by id, that have a word of the stem."""
    question, mark = (TSVECTOR, "'") if connection.vendor == "postgresql" else (FTS5, '"')
    with connection.cursor() as cursor:
        cursor.execute(question, [f"{mark}{stem}{mark}", after, AT_ONCE])
        return [cable for (cable,) in cursor.fetchall()]
