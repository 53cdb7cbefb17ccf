"""Words that recur as those of real cables do, and the sentences made of them.

The word of rank r is drawn with a probability proportional to 1 / (r + 0.8) up to rank 3,200 and to r to the power of
-1.8 beyond (Zipf's law of two parts), so that the vocabulary goes on growing (Heaps' law); and of the words of a text
27 % are ones that it had before. The constants are fitted to the text of 49 published cables, 61,933 words: see
bench/README.md. The first words are the function words of English (function_words.txt, the most frequent first), the
others are invented and can be pronounced.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from struct import unpack
from sys import intern

FUNCTION_WORDS = Path(__file__).with_name("function_words.txt")
VOCABULARY_SIZE = 50_000  # words that have a slot of their own; 1.6 % of a text are rarer ones
WORD_LENGTH = 6.3  # characters of a word in running text on average, with its space and its share of the punctuation

SHIFT, BEND, RARE_EXPONENT = 0.8, 3_200, 1.8  # of the probability of a rank
REPEATED = 0.27  # of the words of a text are drawn from those before them
RAREST = 15_000_000  # rank: of more words none is made

_DRAWS = 22  # bits of a draw: 4 million slots, of which the rarest word in them has one
_SLOTS = 2**_DRAWS
_REPEATED_DRAWS = round(REPEATED * 2 ** (32 - _DRAWS))
_ONSETS = (*"bcdfghjklmnprstvwz", "br", "dr", "gr", "kr", "pl", "pr", "st", "tr", "ch", "sh", "th")
_VOWELS = "aeiou"
_CODAS = ["", "n", "r", "s", "l", "t", "k", "m"]
_SCATTER = 1_000_003  # a prime beyond the number of syllables: neighbours in rank look unlike


def _invented(number: int, syllables: int) -> str:
    """Return the word of this number among those of so many syllables; each number gives another word."""
    numbers = len(_ONSETS) * len(_VOWELS)
    number = number * _SCATTER % (numbers**syllables * len(_CODAS))
    number, coda = divmod(number, len(_CODAS))
    parts = []
    for _ in range(syllables):
        number, syllable = divmod(number, numbers)
        parts.append(_ONSETS[syllable // len(_VOWELS)] + _VOWELS[syllable % len(_VOWELS)])
    return "".join(parts) + _CODAS[coda]


def _word(rank: int) -> str:
    """Return the invented word of this rank: frequent ones are shorter, and one in nine is a name with a capital."""
    # Real words are 6.2 letters long on average from rank 150 to 500, 6.6 to 1,500, 7.1 to 3,000, and 7.5 beyond.
    is_long = rank >= VOCABULARY_SIZE or rank % 10 < min(8, 2 + rank // 500)
    word = _invented(rank, 3 if is_long else 2)
    return word.capitalize() if rank % 9 == 4 else word


@cache
def vocabulary() -> tuple[str, ...]:
    """Return the words that have slots, by rank, the most frequent first."""
    words = dict.fromkeys(FUNCTION_WORDS.read_text(encoding="utf-8").split())
    rank = len(words)
    while len(words) < VOCABULARY_SIZE:
        words[_word(rank)] = None
        rank += 1
    return tuple(words)


def _weight(rank: int) -> float:
    """Return the probability of a rank, times a constant."""
    if rank <= BEND:
        return 1 / (rank + SHIFT)
    return float(_weight(BEND) * (BEND / rank) ** RARE_EXPONENT)


@cache
def _slots() -> list[str]:
    """Return each word as often as it comes in 2**_DRAWS draws, and none for rarer ones; one slot in 17 has a comma."""
    words = vocabulary()
    rarer = _weight(len(words)) * len(words) / (RARE_EXPONENT - 1)
    total = sum(map(_weight, range(1, len(words) + 1))) + rarer
    slots: list[str] = []
    mass = 0.0
    for rank, word in enumerate(words, 1):
        mass += _weight(rank)
        slots += [word] * (round(mass / total * _SLOTS) - len(slots))
    for slot in range(0, len(slots), 17):
        slots[slot] = intern(f"{slots[slot]},")
    return slots


def draw(rng: Random, count: int) -> list[str]:
    """Return so many words of one running text, some followed by a comma."""
    return list(_drawn(rng, count))


def _drawn(rng: Random, count: int) -> Iterator[str]:
    slots = _slots()
    words: list[str] = []
    # Each 32 bits of one large number, a slot in the lower ones: a tenth of the time of drawing them one by one.
    for number, bits in enumerate(unpack(f"<{count}I", rng.randbytes(4 * count))):
        slot = bits % _SLOTS
        if number and bits >> _DRAWS < _REPEATED_DRAWS:
            word = words[slot % number]
        elif slot < len(slots):
            word = slots[slot]
        else:
            word = _word(min(RAREST, int(VOCABULARY_SIZE * (1 - rng.random()) ** (-1 / (RARE_EXPONENT - 1)))))
        words.append(word)
        yield word


def sentences(rng: Random, length: int) -> list[str]:
    """Return sentences of 6 to 29 words, about `length` characters together, each with its full stop."""
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
    """Return so many words in capitals, as in a subject or heading."""
    return " ".join(draw(rng, count)).replace(",", "").upper()


@cache
def surnames() -> tuple[str, ...]:
    """Return invented surnames of signers and officers, in capitals."""
    return tuple(_invented(number, 2).upper() + ("VARN", "QUORST", "")[number % 3] for number in range(7_000, 8_500))


@cache
def given_names() -> tuple[str, ...]:
    """Return invented given names."""
    return tuple(_invented(number, 2).capitalize() for number in range(9_000, 9_150))
