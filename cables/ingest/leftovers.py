"""Names and words that rows leave behind when they go: nobody should find a name that no cable bears any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

from django.db.models import Exists, OuterRef

from cables.models import Address, Addressee, Cable, CableTag, Post, Tag
from cables.search import forgetting, index
from cables.telegram import vocabulary


@dataclass(frozen=True, slots=True)
class Names:
    """What a cable's rows name: words that differ from their stem, tags, addresses and posts, these by their ids."""

    words: dict[str, str] = field(default_factory=dict)
    tags: frozenset[int] = frozenset()
    addresses: frozenset[int] = frozenset()
    posts: frozenset[int] = frozenset()

    @classmethod
    def of(cls, cable: int) -> Self:
        """What a held cable's rows name."""
        [(_, made)] = index.documents([cable])
        return cls(
            words=dict(made.words),
            tags=frozenset(CableTag.objects.filter(cable=cable).order_by().values_list("tag", flat=True)),
            addresses=frozenset(Addressee.objects.filter(cable=cable).order_by().values_list("address", flat=True)),
            posts=frozenset(Cable.objects.filter(pk=cable).order_by().values_list("post", flat=True)),
        )


def sweep(before: Names) -> None:
    """Delete what rows named before and none does now, but for posts and tags that the vocabulary has."""
    forgetting.forget(before.words)
    Address.objects.filter(~Exists(Addressee.objects.filter(address=OuterRef("pk"))), pk__in=before.addresses).delete()
    Post.objects.filter(~Exists(Cable.objects.filter(post=OuterRef("pk"))), pk__in=before.posts, known=False).delete()
    unborne = Tag.objects.filter(~Exists(CableTag.objects.filter(tag=OuterRef("pk"))), pk__in=before.tags)
    unborne.exclude(code__in=vocabulary.tags()).delete()
