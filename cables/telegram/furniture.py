"""Furniture around the words of a telegram: what one copy of it has and another has not, and none of which it says.

Stamps and page banners, `Message Text` and message attributes (see `cables.telegram.clean`), the lines of its
transmission and the blocks of offices above its classification line, end marks, the zeros before its own serial. The
National Archives give a telegram with them as a PDF and without most of them elsewhere; by their letters such copies
are different texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cables.telegram.fingerprint import fingerprint, folded
from cables.telegram.layout import find_layout
from cables.telegram.message_heading import is_of_transmission
from cables.telegram.parts import Telegram
from cables.telegram.sections import clean_sections
from cables.telegram.vocabulary import Vocabulary
from cables.telegram.word_order import WordOrder, compare

# Above the classification line stand fields; all else is compared by its letters.
_VALUES = ("text_mrn", "dtg", "precedence", "info_precedence", "sender", "to", "info", "classification", "is_partial")
_SETS = ("captions", "attention", "tags", "exemptions", "sections")
_END = re.compile(r"(?:\s+(?:BT|#{1,5}\d{0,4}|N{3,5}|<<[ ]?END OF DOCUMENT[ ]?>>))*\s*\Z")
_LONGEST_END = 200
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of a copy of a telegram: from the classification line on, without furniture (None where there are none,
    or they stand in the fields of a form), and those of its heading."""

    words: str | None
    heading: frozenset[str]

    def adds_no_words_to(self, held: Copy) -> bool:
        """Return whether a held copy has the same words, in this or another order, and all of the heading."""
        return (
            self.heading <= held.heading
            and self.words is not None
            and held.words is not None
            and (
                fingerprint(self.words) == fingerprint(held.words) or compare(self.words, held.words) is WordOrder.SAME
            )
        )


def states_no_more(own: Telegram, held: Telegram) -> bool:
    """Return whether a held copy gives in its fields, and states, all that another one does."""
    return (
        all(_is_given(getattr(own, name), getattr(held, name)) for name in _VALUES)
        and all(set(getattr(own, name)) <= set(getattr(held, name)) for name in _SETS)
        and own.stated.items() <= held.stated.items()
    )


def copy_of(text: str, vocabulary: Vocabulary) -> Copy:
    """Return the words of a text as a copy of its telegram. It is cleaned and not parsed."""
    cleaned = clean_sections(text, vocabulary).text
    layout = find_layout(cleaned, vocabulary)
    words = cleaned[layout.heading_end :]
    if layout.form or not words.strip():
        return Copy(None, frozenset())
    if end := _END.search(words, max(0, len(words) - _LONGEST_END)):
        words = words[: end.start()]
    if layout.classification and layout.classification.serial is not None:
        words = re.sub(rf"(?<!\d)0+(?={layout.classification.serial}(?!\d))", "", words, count=1)
    lines = (" ".join(line.split()) for line in folded(cleaned[: layout.heading_end]).splitlines())
    heading = frozenset(word for line in lines if not is_of_transmission(line) for word in _WORD.findall(line))
    return Copy(words, heading)


def _is_given(value: object, held: object) -> bool:
    return not value or value == held
