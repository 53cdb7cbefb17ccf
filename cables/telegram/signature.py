"""Signature: the surname that closes a cable, and the end of its body.

It is the last line of the text but for banners (see endings), or the end of that line where line ends were lost
(`... periodically. HEARNE`). It is in capitals, or in title case where what stands before it is complete; one word, or
two (`LA LIME`, `TIMKEN JR`); sometimes printed twice. `END COMMENT`, `XXXXXXXXXXXX` and the rest of a
sentence are none. About one cable in ten has none, most of them extracts.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cables.telegram import closing
from cables.telegram.vocabulary import Vocabulary, derived


class Signature(NamedTuple):
    """The signer, None where nobody signed, and the end of the body: before the signature and what follows it."""

    signer: str | None
    end: int


_AFTERWORD_LINES = 14  # below a signature, at most
_WINDOW = 2000  # characters before a line in which the line before it is looked for
_NAME_LENGTH = 40
_PROSE = 40  # characters: a longer line is no item of a list
_LAST_LENGTH = 160  # of a last line, what is looked at for a name at its end

_WORD = r"[^\W\d_](?:['’.-]?[^\W\d_])++\.?|[^\W\d_]\."
_NAME = re.compile(rf"(?:(?:{_WORD})[ \t]{{1,3}}){{0,4}}(?:{_WORD})")
_LAST_WORD = re.compile(rf"(?:\A|(?<=[ \t]))(?:{_WORD})\Z")
_SUFFIX_AT_END = re.compile(r"\b(?:JR|SR|Jr|Sr)\.\Z")
_COMMA_BEFORE_SUFFIX = re.compile(r",(?=\s{0,3}(?:JR|SR|Jr|Sr|II|III|IV)\.?\Z)")
_DECORATION = "#*.,;:-=<>()[]\"'_ \t"
_DECORATION_OF_LINES = "-=_* \t\n"
_TITLES = (
    r"(?:SIGNED|ACTING|AMBASSADOR|AMB|CHARGE(?: D['’]?AFFAIRES)?|CDA|DEPUTY CHIEF OF MISSION|A?/?DCM|CONSUL GENERAL|CG"
    r"|PRINCIPAL OFFICER)"
)
_TITLE_BEFORE = re.compile(rf"(?:{_TITLES}[ .:,]{{1,3}})+", re.IGNORECASE)
_TITLE_ALONE = re.compile(rf"{_TITLES}(?:[ .:,]{{1,3}}{_TITLES}){{0,2}}", re.IGNORECASE)
_BANNER_AT_END = re.compile(r"(?<=[A-Z#])\s{1,9}(?:N{4}|BT|UNCLASSIFIED|CONFIDENTIAL|SECRET)\Z")
_REDACTED = re.compile(r"[\W_]*(?:X{3,}|x{3,}|\[[^\]\n]{0,60}(?:REMOVED|removed)[^\]\n]{0,20}\])[\W_]*")
_SENTENCE_END = frozenset(".!?:\"”’')]>*#-")
_CLOSING_WORDS = re.compile(
    r"(?:\b(?:END|BEGIN)\s(?:OF\s)?[\w ]{2,30}|\bCONSIDERED|\bUNQUOTE|\bX{5,}"
    r"|(?:https?:|www\.)\S{1,120}(?:\s\S{1,60}){0,2})\Z",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|Amb|St|Gov|Prof|Capt|Maj|Pres|Adm|Min|No|[A-Z])\.\Z", re.IGNORECASE
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTICLES = _words("LA LE DE DEL DER DI DA DU VAN VON ST MC MAC EL AL O TEN TER")
_SUFFIXES = _words("JR SR II III IV")
_NO_NAMES = _words("""
    END COMMENT COMMENTS TEXT SUMMARY NOTE NOTES UNDER QUOTE UNQUOTE BT NNNN SIPDIS NOFORN SENSITIVE SECRET
    CONFIDENTIAL UNCLASSIFIED UNCLAS SBU FOUO CLASSIFIED DECLASSIFIED PARAGRAPH PARA ATTACHMENT ATTACHMENTS ENCLOSURE
    ANNEX APPENDIX POINTS TALKING DRAFT LIST CONTINUED INFO ACTION ORIGIN DISTRIBUTION NONE NA REDACTED REMOVED
    DELETED MESSAGE CABLE PART SECTION PAGE BACKGROUND INTRODUCTION CONCLUSION OVERVIEW OUTLOOK BIOGRAPHICAL BIO
    BIODATA PARTICIPANTS DELEGATION SIGNED SIGNATURE EMBASSY CONSULATE MISSION DEPARTMENT GOVERNMENT MINIMIZE
    CONSIDERED REGARDS THANKS REFTEL SEPTEL NOTAL SUBJECT REF TAGS AND THE OF TO IN FOR ON WITH BY AT FROM THIS THAT
    THESE THOSE OVER AS IS WAS WERE ARE BE BEEN NOT IT ITS OR AN A HIS HER THEIR OUR WILL WOULD HAS HAVE HAD BUT IF SO
    NO YES ALL ANY WHO WHICH WE THEY HE SHE JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER
    DECEMBER MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY STEPS CHARGE
""")


class _FoundName(NamedTuple):
    name: str
    start: int


def find_signature(text: str, start: int, vocabulary: Vocabulary) -> Signature:
    """Return the signature of the body that begins at `start` of a cleaned text, its end as an offset into that."""
    end = closing.text_end(text, start)
    found = _at_end(text, start, end, vocabulary) or _above_afterword(text, start, end, vocabulary)
    if found is None:
        return Signature(None, end)
    # A signature printed twice, on two lines.
    before = text[max(start, found.start - _WINDOW) : found.start].rstrip()
    if before.endswith("\n" + found.name):
        return Signature(found.name, found.start - _WINDOW + len(before) - len(found.name))
    return Signature(found.name, found.start)


def _at_end(text: str, start: int, end: int, vocabulary: Vocabulary) -> _FoundName | None:
    """Return the signature that is the text's last line, or the end of it."""
    line = max(start, text.rfind("\n", start, end) + 1)
    begin = max(line, end - _LAST_LENGTH)
    last = text[begin:end].rstrip()
    while banner := _BANNER_AT_END.search(last):
        last = last[: banner.start()]
    if _REDACTED.fullmatch(last):
        return None
    found = _alone(text, start, line, last, vocabulary) if begin == line else None
    return found or _closing(text, start, begin, last, vocabulary)


def _above_afterword(text: str, start: int, end: int, vocabulary: Vocabulary) -> _FoundName | None:
    """Return the signature on a line of its own above a note, an address or the like."""
    below = ""
    for _ in range(_AFTERWORD_LINES):
        line = max(start, text.rfind("\n", start, end) + 1)
        current = text[line:end].rstrip()
        follows = below and (closing.is_afterword(below) or _REDACTED.fullmatch(below))
        if follows and len(current) <= _NAME_LENGTH:
            found = _alone(text, start, line, current, vocabulary)
            if found:
                return found
        below = current.strip() or below
        end = line - 1
        if end <= start:
            break
    return None


def _alone(text: str, start: int, line: int, last: str, vocabulary: Vocabulary) -> _FoundName | None:
    """Return the name that is the whole line `last`, which begins at `line`."""
    name = last.strip(_DECORATION)
    if len(name) > _NAME_LENGTH or _TITLE_ALONE.fullmatch(name):
        return None
    name = _COMMA_BEFORE_SUFFIX.sub("", _TITLE_BEFORE.sub("", name, count=1))
    if not _NAME.fullmatch(name):
        return None
    words = _once(name.split())
    if not _NO_NAMES.isdisjoint(word.upper().rstrip(".") for word in words):
        return None
    before = text[max(start, line - _WINDOW) : line]
    previous = before.rstrip(_DECORATION_OF_LINES)
    complete = not previous or _is_complete(previous)
    apart = before.count("\n", len(previous)) > 1
    name = " ".join(words)
    if not complete and (last.rstrip().endswith(".") or _is_no_name(name, vocabulary)):
        return None
    surname = _is_surname(words)
    if surname and all(map(_is_capital, words)):
        unlike_text = not previous[-_LAST_LENGTH:].isupper() and text.count(name, start) == 1
        accepted = complete or apart or unlike_text
    elif len(words) > 1 and (not complete or _is_place(name, vocabulary) or not _is_short(words)):
        accepted = False
    elif all(map(_is_titled, words)):
        ends_prose = len(previous) - previous.rfind("\n") > _PROSE or "@" in previous[-_PROSE:]
        accepted = complete or (apart and ends_prose)
    else:
        accepted = complete and apart and len(words) == 1
    return _FoundName(name, line) if accepted else None


def _closing(text: str, start: int, begin: int, last: str, vocabulary: Vocabulary) -> _FoundName | None:
    """Return the name that ends the line of which `last`, from `begin` on, is the end."""
    head = last.rstrip("#* \t")
    if head.endswith(".") and not _SUFFIX_AT_END.search(head):
        return None
    words: list[str] = []
    starts: list[int] = []
    while len(words) < 4 and (match := _LAST_WORD.search(head)):
        if not _is_capital(match[0]) or match[0].rstrip(".") in _NO_NAMES:
            break
        words.insert(0, match[0])
        starts.insert(0, begin + match.start())
        head = head[: match.start()].rstrip()
    if not words:
        return _closing_in_title_case(begin, head, vocabulary)
    if not head:
        return None
    if _is_complete(head):
        name = " ".join(once := _once(words))
        return _FoundName(name, starts[0]) if len(once) <= 3 and not _is_no_name(name, vocabulary) else None
    if head.isupper():
        return None
    # The sentence before lacks its stop: the shortest name, and one that the text does not use as a word.
    first = len(words) - 1
    if first and words[first].rstrip(".") in _SUFFIXES:
        first -= 1
    while first and words[first - 1] in _PARTICLES:
        first -= 1
    name = " ".join(words[first:])
    if len(name) < 4 or _is_no_name(name, vocabulary) or text.count(name, start) > 1:
        return None
    return _FoundName(name, starts[first])


def _closing_in_title_case(begin: int, last: str, vocabulary: Vocabulary) -> _FoundName | None:
    match = _LAST_WORD.search(last)
    if match is None or not match[0].istitle():
        return None
    if match[0].upper() in _NO_NAMES or _is_place(match[0], vocabulary):
        return None
    head = last[: match.start()].rstrip()
    if head[-1:] not in (".", "!", "?") or _ABBREVIATION.search(head):
        return None
    return _FoundName(match[0], begin + match.start())


def _is_complete(text: str) -> bool:
    return text[-1:] in _SENTENCE_END or bool(_CLOSING_WORDS.search(text[-_LAST_LENGTH:]))


def _is_capital(word: str) -> bool:
    return word.isupper() or (word.startswith(("Mc", "Mac", "De", "Le", "Van")) and word[3:].isupper())


def _is_titled(word: str) -> bool:
    return word[0].isupper() or word.upper() in _PARTICLES or word.upper() in _SUFFIXES


def _is_surname(words: list[str]) -> bool:
    """Return whether the words are one surname: with particles before it or a suffix after it."""
    *particles, last = words
    if last.rstrip(".").upper() in _SUFFIXES and particles:
        last = particles.pop()
    return len(last) > 1 and all(particle.rstrip(".").upper() in _PARTICLES for particle in particles)


def _is_short(words: list[str]) -> bool:
    """Return whether the words are three at most, initials and what belongs to the surname apart."""
    return sum(len(word) > 2 and word.upper() not in _PARTICLES | _SUFFIXES for word in words) <= 3


def _once(words: list[str]) -> list[str]:
    """Return the words, one half of them where the other is the same: `SHANNON SHANNON`."""
    half = len(words) // 2
    return words[:half] if words[:half] == words[half:] else words


def _is_no_name(name: str, vocabulary: Vocabulary) -> bool:
    """Return whether the name means something else: a country, an organisation, an abbreviation."""
    return _is_place(name, vocabulary) or name in vocabulary.tags or name in vocabulary.glossary


def _is_place(name: str, vocabulary: Vocabulary) -> bool:
    return name.upper() in _places(vocabulary) or vocabulary.is_post_name(name.upper())


@derived
def _places(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(
        entry.name.upper() for entries in vocabulary.tags.values() for entry in entries if entry.kind == "geographic"
    )
