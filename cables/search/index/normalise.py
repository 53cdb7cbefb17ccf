"""The one normaliser of words. It feeds the index of either database and every query, since the databases' own
tokenisers disagree on `wha/and`, `a.b/c` or `-5`.

A word is a run of letters and digits of any script; everything else divides. It is compared in small letters,
without accents, and by its stem, as the Snowball algorithm for English takes it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_letters, digits

from Stemmer import Stemmer

LONGEST = 60  # characters of a word that count; what is longer is no word but a run of signs
REMEMBERED = 500_000  # words whose stems are kept at hand

_RUN = re.compile(r"[^\W_]+")
_ENGLISH = Stemmer("english", 0)  # it need not remember words: that is done here
_DIVIDING = {code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)}


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands in a text: its span there, and its stem."""

    start: int
    end: int
    stem: str


class _Stems(dict[str, str]):
    """The stems of words as they are written, worked out once each."""

    def __missing__(self, run: str) -> str:
        if len(self) >= REMEMBERED:
            self.clear()
        plain = normal(run)
        stem = _ENGLISH.stemWord(plain) if plain.isalpha() and plain.isascii() else plain
        self[run] = stem
        return stem


_STEMS = _Stems()


def normal(word: str) -> str:
    """A run of letters and digits in small letters, without accents, cut where it is absurdly long."""
    if word.isascii():
        return word.lower()[:LONGEST]
    word = word.casefold()
    if not word.isascii():
        word = "".join(sign for sign in unicodedata.normalize("NFKD", word) if sign.isalnum()).casefold()
    return word[:LONGEST]


def stem(word: str) -> str:
    """The stem under which a run of letters and digits is compared: `Growers` is `grower`, `São` is `sao`."""
    return _STEMS[word]


def tokens(text: str) -> Iterator[Token]:
    """The words of a text in order."""
    for run in _RUN.finditer(text):
        found = _STEMS[run[0]]
        if found:
            yield Token(run.start(), run.end(), found)


def written(text: str) -> list[str]:
    """The words of a text in order, those of ASCII in small letters. Signs that are letters in name only are none."""
    if text.isascii():  # four times as fast as the regular expression
        return text.translate(_DIVIDING).split()
    return [run.lower() if run.isascii() else run for run in _RUN.findall(text) if run.isascii() or _STEMS[run]]


def stems(text: str) -> list[str]:
    """The stems of a text's words in order."""
    return stems_of(written(text))


def stems_of(words: Iterable[str]) -> list[str]:
    """The stems of words as they are written."""
    return [*map(_STEMS.__getitem__, words)]


@lru_cache(maxsize=256)
def beginning(letters: frozenset[str]) -> re.Pattern[str]:
    """A pattern for the words that begin with one of these signs of ASCII, in small letters or capitals, or beyond it.

    A word begins like its stem, so that no others need be looked at for one (beyond ASCII it may not: `É` is `e`). The
    look behind stands second: that lets the machine run to the next such sign, four times as fast.
    """
    wanted = letters | set("".join(letters).upper())
    others = "".join(sign for sign in ascii_letters + digits if sign not in wanted)
    return re.compile(rf"[^\W_{others}](?<![^\W_].)[^\W_]*", re.DOTALL)


def behind(text: str, place: int) -> Iterator[re.Match[str]]:
    """The words of a text from a place on, in order."""
    return (run for run in _RUN.finditer(text, place) if _STEMS[run[0]])


def odd(words: Iterable[str]) -> dict[str, str]:
    """Those of the words, as `written` gives them, that differ from their stem: plain, with it.

    A search for the beginning of a word needs them: the index holds stems alone.
    """
    return odd_of((word, _STEMS[word]) for word in words)


def odd_of(stems: Iterable[tuple[str, str]]) -> dict[str, str]:
    """As `odd`, of words that are given with their stems."""
    return {
        plain: stem
        for word, stem in stems
        if word != stem and (plain := word[:LONGEST] if word.isascii() else normal(word)) != stem
    }
