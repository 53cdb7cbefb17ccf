"""Parser of telegrams, in the standard library alone: `parse(text) -> Telegram`."""

from __future__ import annotations

from cables.telegram.json import to_json
from cables.telegram.parser import parse
from cables.telegram.parts import Telegram
from cables.telegram.vocabulary import DEFAULT, Vocabulary

# Incremented with every change by which a text is parsed differently: rows have the version that derived them.
PARSER_VERSION = 2

__all__ = ["DEFAULT", "PARSER_VERSION", "Telegram", "Vocabulary", "parse", "to_json"]
