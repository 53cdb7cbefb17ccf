"""Parser of telegrams, in the standard library alone: `parse(text) -> Telegram`."""

from __future__ import annotations

from collections.abc import Mapping

from cables.telegram import collector, parser
from cables.telegram.json import to_json
from cables.telegram.parts import Telegram
from cables.telegram.vocabulary import DEFAULT, Vocabulary

# Raised with every change that makes the parser read a text differently: rows know the version they came from.
PARSER_VERSION = 1

__all__ = ["DEFAULT", "PARSER_VERSION", "Telegram", "Vocabulary", "parse", "to_json"]


def parse(
    text: str,
    mrn: str | None = None,
    *,
    published_id: str | None = None,
    stated: Mapping[str, str] | None = None,
    vocabulary: Vocabulary = DEFAULT,
) -> Telegram:
    """Parse one cable, or a fragment of one; never raises on any text, and leaves nothing behind.

    `mrn` is a hint: it gives the year of unmarked references, and the id where the text carries none. `published_id`
    is what the source calls the cable: it stays the cable's id, and where the text's own lines say another, that is a
    problem. `stated` holds what the source says beside the text: classification, origin, created, released.
    `vocabulary` is what posts, TAGS and captions are recognised by; the same text gives the same telegram by it.
    What is not understood becomes a problem with the source's line and stays in the text.
    """
    with collector.at_rest(len(text)):
        return parser.read(text, mrn, published_id, stated or {}, vocabulary)
