"""Words after Zipf's law and the sentences made of them.

The vocabulary has 200,000 words: the function words of English (function_words.txt, the most frequent first), then
invented ones that can be pronounced. The word of rank r is drawn with a probability proportional to 1 / r, so that a
full-text index sees what it sees in real language: a few words in every cable, half of the vocabulary in next to none.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random
from struct import unpack
from sys import intern

FUNCTION_WORDS = Path(__file__).with_name("function_words.txt")
VOCABULARY_SIZE = 200_000
WORD_LENGTH = 6.4  # characters of a word in running text on average, with its space and its share of the punctuation

_DRAWS = 22  # bits of a draw: 4 million slots, of which the rarest word has one
_SLOT_MASK = (2**_DRAWS - 1).to_bytes(4, "little")
_ONSETS = (*"bcdfghjklmnprstvwz", "br", "dr", "gr", "kr", "pl", "pr", "st", "tr", "ch", "sh", "th")
_VOWELS = "aeiou"
_CODAS = ["", "n", "r", "s", "l", "t", "k", "m"]
_SCATTER = 1_000_003  # a prime beyond the number of syllables: neighbours in rank look unlike


def _invented(number: int, syllables: int) -> str:
    """Return the word of this number among those of so many syllables; each number gives another word."""
    choices = len(_ONSETS) * len(_VOWELS)
    number = number * _SCATTER % (choices**syllables * len(_CODAS))
    number, coda = divmod(number, len(_CODAS))
    parts = []
    for _ in range(syllables):
        number, syllable = divmod(number, choices)
        parts.append(_ONSETS[syllable // len(_VOWELS)] + _VOWELS[syllable % len(_VOWELS)])
    return "".join(parts) + _CODAS[coda]


@cache
def vocabulary() -> tuple[str, ...]:
    """Return all words by rank, the most frequent first; one invented word in nine is a name with a capital."""
    words = dict.fromkeys(FUNCTION_WORDS.read_text(encoding="utf-8").split())
    number = 0
    while len(words) < VOCABULARY_SIZE:
        word = _invented(number, 2 if number < 6_000 else 3)
        words[word.capitalize() if number % 9 == 4 else word] = None
        number += 1
    return tuple(words)


@cache
def _slots() -> list[str]:
    """Return each word as often as Zipf's law has it in 2**_DRAWS draws; one slot in seventeen has a comma."""
    words = vocabulary()
    total = sum(1 / rank for rank in range(1, len(words) + 1))
    slots: list[str] = []
    mass = 0.0
    for rank, word in enumerate(words, 1):
        mass += 1 / rank
        slots += [word] * (round(mass / total * 2**_DRAWS) - len(slots))
    for slot in range(0, len(slots), 17):
        slots[slot] = intern(f"{slots[slot]},")
    return slots


def draw(rng: Random, count: int) -> list[str]:
    """So many words of running text, some followed by a comma."""
    # Each 32 bits of one large number, cut down to a slot: a tenth of the time of drawing them one by one.
    drawn = rng.getrandbits(32 * count) & int.from_bytes(_SLOT_MASK * count, "little")
    return list(map(_slots().__getitem__, unpack(f"<{count}I", drawn.to_bytes(4 * count, "little"))))


def sentences(rng: Random, length: int) -> list[str]:
    """Sentences of 6 to 29 words, about `length` characters together, each with its full stop."""
    words = draw(rng, max(6, int(length / WORD_LENGTH)))
    made = []
    start = 0
    for number in rng.randbytes(len(words) // 6):
        end = start + 6 + number % 24
        chosen = words[start:end]
        chosen[0] = chosen[0].capitalize()
        made.append(" ".join(chosen).rstrip(",") + ".")
        start = end
        if start >= len(words):
            break
    return made


def title(rng: Random, count: int) -> str:
    """So many words in capitals, as in a subject or heading."""
    return " ".join(draw(rng, count)).replace(",", "").upper()


@cache
def surnames() -> tuple[str, ...]:
    """Invented surnames of signers and officers, in capitals."""
    return tuple(_invented(number, 2).upper() + ("VARN", "QUORST", "")[number % 3] for number in range(7_000, 8_500))


@cache
def given_names() -> tuple[str, ...]:
    """Invented given names."""
    return tuple(_invented(number, 2).capitalize() for number in range(9_000, 9_150))
