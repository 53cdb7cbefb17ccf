"""Near forms: what search takes for the words of a redaction, and a blackout of the words leaves.

Search compares words without accents, in any width, and by their stems, and what divides them does not count: for
`Jane Roe` it finds `Jane Roé`, `JANE ROE` in full width, and `Jane (Roes)`. Readers moreover take words for the same
that search does not: with signs in them that show nothing, or divided at the end of a line. An occurrence of either
kind that the blackout does not match is one of a near form.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from cables.search.index.normalise import Token, stems, tokens
from cables.telegram.clean import CleanText
from cables.telegram.parts import SourceMap
from cables.telegram.redaction import HYPHENS, JOINTS, MARK, SIGN, find_phrases

LONGEST = 500  # characters of a phrase that can be blacked out
MOST_FORMS = 50  # listed at once: a text made for it has any number, and the ticked boxes fit REQUEST_SIZE
MOST_OCCURRENCES = 20  # shown of one form
CONTEXT = 60  # characters shown on either side of an occurrence
INVISIBLE = ("Cc", "Cf", "Mn", "Me")  # categories of Unicode whose characters show nothing, or on another character
FILLERS = "\u115f\u1160\u3164\uffa0"  # letters that show nothing
_DIVIDED = rf"(?<=[^\W_])[{HYPHENS}][^\S\r\n]*[\r\n]\s*(?=[^\W_])"  # a word's hyphen at the end of a line
_SIGN = re.compile(SIGN)
_JOINTS = re.compile(rf"[{JOINTS}]+")

Span = tuple[int, int]
ToSource = Callable[[int], int]  # from an offset in a reading to that in the text
Sequences = dict[str, list[tuple[str, ...]]]  # the stems of words in order, by the last of them


@dataclass(frozen=True, slots=True)
class ComparedText:
    """A text as it is compared, and the offset in the text of each of its characters."""

    text: str
    to_source: ToSource


@dataclass(frozen=True)
class PlacedText:
    """A text of a cable: its name, as of a place, and the names of its parts by the offset where each begins, in order.

    `is_name` is for the name of a file or an upload, in which more ends a word. `clean` removes what the parser does.
    """

    place: str
    text: str
    is_name: bool = False
    parts: Callable[[], list[tuple[int, str]]] = list
    clean: Callable[[str], CleanText] | None = None

    @property
    def is_revision(self) -> bool:
        """Return whether it is a text as received, and not what is said about one."""
        return self.clean is not None

    def blacked_out(self, phrases: Iterable[str]) -> str:
        """Return the text with marks in place of phrases, one for each character, so that offsets stay."""
        pieces, last = [], 0
        for start, end in find_phrases(self.text, phrases, name=self.is_name):
            pieces += [self.text[last:start], MARK[0] * (end - start)]
            last = end
        return "".join([*pieces, self.text[last:]])

    def part(self, offset: int) -> str:
        """Return the name of the part of the text that an offset is in."""
        parts = self.parts()
        index = bisect_right([start for start, _ in parts], offset) - 1
        return f"{self.place}, {parts[index][1]}" if index >= 0 else self.place

    def occurrence(self, span: Span, blacked: str) -> FormOccurrence:
        """Return the place of an occurrence, with the text around it as it stands in `blacked`."""
        start, end = span
        around = (blacked[max(0, start - CONTEXT) : start], blacked[start:end], blacked[end : end + CONTEXT])
        return FormOccurrence(self.part(start), *(re.sub(rf"{MARK[0]}+", MARK, piece) for piece in around))


@dataclass(frozen=True, slots=True)
class FormOccurrence:
    """An occurrence with its place in the texts of a cable, and the text around it."""

    place: str
    before: str
    text: str
    after: str


@dataclass(slots=True)
class NearForm:
    """A near form, as the phrase by which it is blacked out, how often it occurs, and the first of the occurrences."""

    phrase: str
    count: int = 0
    occurrences: list[FormOccurrence] = field(default_factory=list)

    @property
    def further(self) -> int:
        """Return how many occurrences are not shown."""
        return self.count - len(self.occurrences)

    @property
    def key(self) -> str:
        """Return the name of the form in a request."""
        return sha256(identity(self.phrase).encode()).hexdigest()[:16]

    @property
    def is_too_long(self) -> bool:
        """Return whether it cannot be blacked out as one."""
        return len(self.phrase) > LONGEST

    @property
    def unseen(self) -> list[str]:
        """Return the names of the characters in it that show nothing, or on another character."""
        return [
            f"U+{ord(char):04X} {unicodedata.name(char, 'control character')}"
            for char in dict.fromkeys(self.phrase)
            if is_invisible(char)
        ]


@dataclass(frozen=True, slots=True)
class NearForms:
    """The near forms of some phrases in the texts of a cable; `more` where there are others beyond MOST_FORMS."""

    forms: list[NearForm]
    more: bool

    @classmethod
    def of(cls, phrases: Iterable[str], texts: Iterable[PlacedText], standing: Iterable[str] = ()) -> NearForms:
        """Return the near forms in the texts, in the order of their first occurrences.

        What `standing` redactions black out is no occurrence. Where blacking out all forms would leave words beside
        each other that make up a phrase, what lies between them is one of the forms.
        """
        phrases, texts = list(phrases), list(texts)
        wanted = sequences(phrases)
        forms: dict[str, NearForm] = {}
        last, more = -1, False
        while len(forms) > last:
            last = len(forms)
            known = set(forms)
            blacking = [*standing, *phrases, *(form.phrase for form in forms.values() if not form.is_too_long)]
            for text in texts:
                blacked = text.blacked_out(blacking)
                for span in find(text.text, wanted, blacked, text.clean):
                    form = NearForm(phrase_of(text.text[slice(*span)]))
                    if form.key in known:
                        continue
                    if form.key not in forms and len(forms) == MOST_FORMS:
                        more = True
                        continue
                    form = forms.setdefault(form.key, form)
                    form.count += 1
                    if len(form.occurrences) < MOST_OCCURRENCES:
                        form.occurrences.append(text.occurrence(span, blacked))
        return cls(list(forms.values()), more)


def has_forms(text: str, phrases: Iterable[str]) -> bool:
    """Return whether a text has one of the phrases, or a near form of it."""
    return any(find(text, sequences(phrases), text))


def sequences(phrases: Iterable[str]) -> Sequences:
    """Return the stems of the words of phrases, in every reading of these."""
    found: Sequences = {}
    for phrase in phrases:
        for reading in readings(phrase):
            if words := tuple(stems(reading.text)):
                of_last = found.setdefault(words[-1], [])
                if words not in of_last:
                    of_last.append(words)
    return found


def find(text: str, wanted: Sequences, blacked: str, clean: Callable[[str], CleanText] | None = None) -> Iterator[Span]:
    """Yield the spans in a text of the words whose stems are wanted, by every reading of `blacked`: that is the text
    with marks in place of what is blacked out of it."""
    found = set()
    for reading in readings(blacked, clean):
        reached = 0  # what lies before is in a span of this reading, which may be long: none is measured twice
        for start, end in _sequences_in(reading.text, wanted):
            first, last = reading.to_source(start), reading.to_source(end - 1) + 1
            if last <= reached:
                continue
            span = _widened(text, first, last)
            reached = span[1]
            if span not in found:
                found.add(span)
                yield span


def _sequences_in(text: str, wanted: Sequences) -> Iterator[Span]:
    """Yield the spans of the wanted words; those around a span that make up wanted words without it follow."""
    left: list[Token] = []
    for token in tokens(text):
        left.append(token)
        for words in wanted.get(token.stem, ()):
            last = left[-len(words) :]
            if tuple(each.stem for each in last) == words:
                yield last[0].start, token.end
                del left[-len(words) :]
                break


def readings(text: str, clean: Callable[[str], CleanText] | None = None) -> Iterator[ComparedText]:
    """Yield the text as it stands and, where that differs, without what shows nothing and without hyphens at the ends
    of lines; the same of the text as the parser cleans it."""
    plain = ComparedText(text, lambda offset: offset)
    yield plain
    yield from _joined(plain)
    if clean and (cleaned := clean(text)).text != text:
        parsed = ComparedText(cleaned.text, cleaned.source_map.to_source)
        yield parsed
        yield from _joined(parsed)


def _joined(reading: ComparedText) -> Iterator[ComparedText]:
    """Yield the reading without what shows nothing and without hyphens at the ends of lines, where it has any."""
    invisible = "".join(re.escape(char) for char in set(reading.text) if is_invisible(char))
    pattern = re.compile(f"[{invisible}]|{_DIVIDED}" if invisible else _DIVIDED)
    clean, source = [0], [0]
    removed = 0
    for match in pattern.finditer(reading.text):
        removed += match.end() - match.start()
        clean.append(match.end() - removed)
        source.append(match.end())
    if removed:
        joined = SourceMap(tuple(clean), tuple(source))
        yield ComparedText(pattern.sub("", reading.text), lambda offset: reading.to_source(joined.to_source(offset)))


def is_invisible(char: str) -> bool:
    """Return whether a character shows nothing, or on the one before it, and is no space."""
    return char in FILLERS or (not char.isspace() and unicodedata.category(char) in INVISIBLE)


def _widened(text: str, start: int, end: int) -> Span:
    """Return the span widened to whole words with all their accents, as a blackout takes them."""
    first, last = max(0, start - LONGEST), min(len(text), end + LONGEST)  # beyond is no form that can be blacked out
    while start > first and _belongs(unicodedata.normalize("NFD", text[start - 1])[-1]):
        start -= 1
    while end < last and _belongs(unicodedata.normalize("NFD", text[end])[0]):
        end += 1
    return start, end


def _belongs(char: str) -> bool:
    return unicodedata.combining(char) > 0 or _SIGN.match(char) is not None


def phrase_of(text: str) -> str:
    """Return the phrase by which a piece of a text is blacked out."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def identity(phrase: str) -> str:
    """Return what phrases have in common that a blackout takes for the same."""
    return " ".join(_JOINTS.split(unicodedata.normalize("NFD", phrase))).lower()
