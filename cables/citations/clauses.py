"""Division of a text into notes and clauses: what stands in one clause speaks of the same telegram."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cables.citations import tokens as t
from cables.citations.parties import Party
from cables.citations.tokens import Token, tokenise
from cables.citations.words import folded
from cables.telegram.vocabulary import Vocabulary

# A line that goes on in the next: behind these, or before a word in lower case.
_GOES_ON = frozenset({t.TO, t.FROM, t.AND, t.TELEGRAM, t.NUMBER_WORD, ",", "-", "("})
_WRAPPED = 60  # characters of a line from which its end is the page's doing
_NOTE_NUMBER = re.compile(r"(?:\(?[0-9]{1,4}[.)\]]?|\[[0-9]{1,4}\]|[ivxlc]{1,7}[.)]?|[¹²³⁰⁴-⁹]{1,4}|[*†•–-])\s")


_NOTE_IN_LINE = re.compile(r"N{1,2}\.(?!\Z)")
_BROKEN_NUMBER = re.compile(r"[T#]NnN[,(;]")  # tel. 1⏎190, June 9


@dataclass(frozen=True, slots=True)
class Clauses:
    """A text with its tokens, their kinds as a string, and the tokens with which clauses and notes begin."""

    text: str
    tokens: Sequence[Token]
    kinds: str
    clauses: Sequence[int]
    notes: Sequence[int]

    def clause(self, k: int) -> tuple[int, int]:
        """Return the tokens of the clause that token `k` is in: the first, and the one behind the last."""
        return self._part(self.clauses, k)

    def note(self, k: int) -> tuple[int, int]:
        """Return the tokens of the note that token `k` is in: the first, and the one behind the last."""
        return self._part(self.notes, k)

    def word(self, k: int) -> str:
        """Return the word at token `k` as words are compared."""
        token = self.tokens[k]
        return folded(self.text[token.start : token.end])

    def party(self, k: int) -> Party | None:
        """Return the party at token `k`, None where a name without an office stands there."""
        value = self.tokens[k].value
        return value if isinstance(value, Party) else None

    def _part(self, starts: Sequence[int], k: int) -> tuple[int, int]:
        index = bisect_right(starts, k)
        return starts[index - 1], starts[index] if index < len(starts) else len(self.tokens)


def divided(text: str, vocabulary: Vocabulary) -> Clauses:
    """Return the text in its clauses: they end at semicolons, with sentences, and where lines stand by themselves."""
    tokens = tokenise(text, vocabulary)
    kinds = "".join(token.kind for token in tokens)
    clauses, notes = [0], [0]
    for k, token in enumerate(tokens):
        if token.kind == t.STOP and _begins_note(kinds, k):
            notes.append(k + 1)
            clauses.append(k + 1)
        elif token.kind in {";", t.STOP, t.BLANK} or (token.kind == t.LINE and _ends(text, tokens, kinds, k)):
            clauses.append(k + 1)
            if token.kind in {t.BLANK, t.LINE} and _NOTE_NUMBER.match(text, token.end):
                notes.append(k + 1)
    return Clauses(text, tokens, kinds, clauses, notes)


def _begins_note(kinds: str, k: int) -> bool:
    """Return whether behind a sentence the number of a note stands in the line: `Ibid. 23. Cairo 10442`."""
    return bool(_NOTE_IN_LINE.match(kinds, k + 1))


def _ends(text: str, tokens: Sequence[Token], kinds: str, k: int) -> bool:
    """Return whether the line ends there: what follows is no continuation of what stands before."""
    token = tokens[k]
    if k and (kinds[k - 1] in _GOES_ON or _BROKEN_NUMBER.match(kinds, max(0, k - 2))):
        return False
    following = text[token.end : token.end + 1]
    if following.islower() and not _NOTE_NUMBER.match(text, token.end):
        return False
    line = token.start - (text.rfind("\n", 0, token.start) + 1)
    return line < _WRAPPED or bool(_NOTE_NUMBER.match(text, token.end)) or text[token.start - 1] in ".;:"
