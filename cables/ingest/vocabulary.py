"""Posts and tags as rows: those of the vocabulary files, and those that only the cables know."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from cables.models import Post, Tag
from cables.telegram import vocabulary
from cables.telegram.parts import Tag as TelegramTag

FREE_KINDS = {Tag.Kind.PERSON, Tag.Kind.TOPIC}


def slug_of(code: str, kind: str) -> str:
    """A tag's address: codes as they are (`PGOV`), persons and topics in small letters behind their kind."""
    plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode()
    if kind not in FREE_KINDS and plain == code and re.fullmatch(r"[A-Z0-9]+", code):
        return code
    return f"{kind}-{'-'.join(re.findall('[a-z0-9]+', plain.lower()))}".rstrip("-")


def load() -> None:
    """Add what the vocabulary files hold and the tables lack. Rows that are there stay as they are: editors own them.

    Fictional posts and tags of the specimens are left out; they come with the specimens that bear them.
    """
    Post.objects.bulk_create(
        [post_row(code) for code, post in vocabulary.posts().items() if not post.specimen], ignore_conflicts=True
    )
    Tag.objects.bulk_create(
        [tag_row(entry.code, entry.kind) for entry in vocabulary.tags().values() if not entry.specimen],
        ignore_conflicts=True,
    )
