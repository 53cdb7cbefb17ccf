"""Parser of telegrams, in the standard library alone: `parse(text) -> Telegram`."""

from __future__ import annotations

from cables.telegram.json import to_json
from cables.telegram.parser import parse
from cables.telegram.parts import Telegram
from cables.telegram.vocabulary import DEFAULT, Vocabulary

# Raised with every change that makes the parser read a text differently: rows know the version they came from.
PARSER_VERSION = 1

__all__ = ["DEFAULT", "PARSER_VERSION", "Telegram", "Vocabulary", "parse", "to_json"]
