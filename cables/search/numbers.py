"""A message reference number alone in the search box, which leads to its cable."""

from __future__ import annotations

from cables import archive_vocabulary
from cables.models import MissingCable, Post
from cables.search.query import parse
from cables.telegram.mrn import Mrn, normalise


def number_alone(typed: str) -> str | None:
    """The message reference number that the whole text is, in any spelling; None where it is a query.

    A number of a post that neither the vocabulary nor the archive knows is one where a held cable cites it; else it
    is a word: `90days30`. At most two queries, none where the vocabulary knows the post.
    """
    number = parse.mrn_alone(typed)
    if number is None or normalise(number, archive_vocabulary.current()).known_post:
        return number
    held = Post.objects.filter(code=Mrn.parse(number).post).exists()
    return number if held or MissingCable.objects.filter(mrn=number).exists() else None
