"""Orphans: names and words that no row has any more after others were deleted, and that no search should find."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import chain
from operator import or_
from typing import Self

from django.db.models import Exists, OuterRef, Q

from cables import archive_vocabulary
from cables.db.lookups import in_batches
from cables.models import Address, Addressee, Cable, CableTag, Post, Tag, Word
from cables.search import backends
from cables.search.index.document import documents
from cables.search.index.normalise import unlike_stem, words_of

DELETED_AT_ONCE = 1_000  # words
FIRST_AT_ONCE, MOST_AT_ONCE = 4, 256  # cables read at once: most words stand in one of the first few


@dataclass(frozen=True, slots=True)
class Names:
    """The names in rows: words that differ from their stem, with it; tags, addresses and posts, these by their ids."""

    words: dict[str, str] = field(default_factory=dict)
    tags: frozenset[int] = frozenset()
    addresses: frozenset[int] = frozenset()
    posts: frozenset[int] = frozenset()

    @classmethod
    def of(cls, cables: Sequence[int]) -> Self:
        """Return what the rows of these cables name."""
        if not cables:
            return cls()
        return cls(
            words={word: stem for _, document in documents(cables) for word, stem in document.words.items()},
            tags=frozenset(CableTag.objects.filter(cable__in=cables).order_by().values_list("tag", flat=True)),
            addresses=frozenset(
                Addressee.objects.filter(cable__in=cables).order_by().values_list("address", flat=True)
            ),
            posts=frozenset(Cable.objects.filter(pk__in=cables).order_by().values_list("post", flat=True)),
        )

    @classmethod
    def like(cls, phrases: Iterable[str]) -> Self:
        """Return what is named by the phrases, or by more than these."""
        texts = [" ".join(phrase.split()) for phrase in phrases]
        tags = reduce(or_, (Q(code__icontains=text) for text in texts), Q(pk=None))
        addresses = reduce(or_, (Q(name__icontains=text) for text in texts), Q(pk=None))
        return cls(
            words=unlike_stem(chain.from_iterable(map(words_of, texts))),
            tags=frozenset(Tag.objects.filter(tags).order_by().values_list("pk", flat=True)),
            addresses=frozenset(Address.objects.filter(addresses).order_by().values_list("pk", flat=True)),
        )


def delete_unused(before: Names, words: Container[str] = (), most: int | None = None) -> None:
    """Delete what rows named before and none does now, but for `words` that are known to be there still, and for posts
    and tags that the vocabulary has. `most` bounds how long words are looked for (see `delete_orphan_words`)."""
    delete_orphan_words({word: stem for word, stem in before.words.items() if word not in words}, most)
    for batch in in_batches(before.addresses):
        unnamed = ~Exists(Addressee.objects.filter(address=OuterRef("pk")))
        Address.objects.filter(unnamed, pk__in=batch).delete()
    Post.objects.filter(~Exists(Cable.objects.filter(post=OuterRef("pk"))), pk__in=before.posts, known=False).delete()
    for tag in Tag.objects.filter(~Exists(CableTag.objects.filter(tag=OuterRef("pk"))), pk__in=before.tags):
        if tag.code not in archive_vocabulary.current().tags:
            tag.delete()


def delete_orphan_words(words: Mapping[str, str], most: int | None = None) -> None:
    """Delete those of the words, given with their stems, that no cable in the index has.

    A rare form of a common word takes long to look for: with `most` it stays where so many cables have others of its
    stem, which does no harm but that a search for its beginning looks for that stem too.
    """
    orphaned = sorted(orphan_words(words, most))
    for start in range(0, len(orphaned), DELETED_AT_ONCE):
        Word.objects.filter(word__in=orphaned[start : start + DELETED_AT_ONCE]).delete()


def orphan_words(words: Mapping[str, str], most: int | None) -> set[str]:
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
