"""Verification of the search index against the rows: which cables it does not have as it should, and known words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from cables.models import Word
from cables.search import backends
from cables.search.index.document import Document, documents
from cables.search.index.normalise import normal, stem

AT_ONCE = 1_000  # words read at once


class IndexVerification:
    """Comparison of the index with the rows of cables, given in batches by rising ids, and at last with all of them."""

    def __init__(self) -> None:
        self.differing: list[int] = []  # ids, also of cables that are in the index alone
        self.unknown_words: set[str] = set()  # words that should be known with their stem
        self._comparison = backends.writer().comparison()
        self._last = 0

    def batch(self, cables: Sequence[int]) -> None:
        """Compare the next cables; all ids from after those of the last batch up to the last of these are compared."""
        indexed = documents(cables)
        self._look_for_words([document for _, document in indexed])
        self.differing += self._comparison.compare(indexed, self._last)
        self._last = cables[-1]

    def finish(self) -> None:
        """Compare what the batches left: cables that are in the index alone, and all of an index by word."""
        self.differing += self._comparison.finish(self._last)

    def _look_for_words(self, indexed: Iterable[Document]) -> None:
        wanted = {word for document in indexed for word in document.words} - self.unknown_words
        for words in (sorted(wanted)[start : start + AT_ONCE] for start in range(0, len(wanted), AT_ONCE)):
            self.unknown_words |= set(words) - set(Word.objects.filter(word__in=words).values_list("word", flat=True))


def misstemmed(report: Callable[[Word], object]) -> None:
    """Report each known word that has another stem than the one by which it is compared."""
    last = ""
    while words := list(Word.objects.filter(word__gt=last).order_by("word")[:AT_ONCE]):
        for word in words:
            if word.word != normal(word.word) or word.stem != stem(word.word):
                report(word)
        last = words[-1].word
