"""Division of a text into the tokens of citations: numbers, dates, parties, words for telegrams, and what divides them.

Each token has a kind of one letter, so that the form of a citation is a regular expression over kinds. All other words
are tokens too, of a kind that no form has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from cables.citations import words
from cables.citations.dates import dates_at
from cables.citations.parties import WORD, PartyKind, party_at
from cables.citations.words import folded
from cables.telegram.mrn import LARGEST_SERIAL, Mrn, normalise
from cables.telegram.vocabulary import Vocabulary

ID = "I"  # a number with its year: 07LIMA3229; value: Mrn
NUMBER = "N"  # value: int
TELEGRAM = "T"  # a word for telegrams
NUMBER_WORD = "#"  # no., nos.
EMBTEL, DEPTEL = "E", "G"
PARTY = "P"  # value: Party
FOREIGN = "X"  # an office of others; value: Party
DATE = "D"  # value: a tuple of days
YEAR = "Y"  # a number that can be a year as well; value: int
SUBJECT = "S"  # quoted words; value: str
LOCATOR = "L"  # paragraphs; value: str
FILM = "F"  # value: str
AIRGRAM = "A"  # value: str
IBIDEM = "B"
SAME = "M"  # the same telegram, reftel
TO, FROM, AND, BOTH, INFORMATION = "t", "f", "a", "b", "i"
LINE, BLANK = "n", "k"  # ends of a line, and of a paragraph
STOP = "."  # the end of a sentence
NAME = "W"  # another word with a capital; value: str
OTHER = "w"  # another word or character

OPENING_QUOTES = "“\"‘'«„"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text with its kind and what it means."""

    kind: str
    start: int
    end: int
    value: Any = None


_LONGEST_TEXT_OF_SUBJECT = 200
# What stands between tokens: blanks, and marks of notes.
_BETWEEN = re.compile(r"(?:[^\S\n]|[¹²³⁰⁴-⁹])+")
_LINES = re.compile(r"\s*\n\s*")
_PAGE_BREAK = re.compile(
    r"\s*\n[ \t]*\n(?:[ \t]*[0-9]{1,4}[ \t]{2,}[^\n]{1,80}|[^\n]{1,80}[ \t]{2,}[0-9]{1,4})\n[ \t]*\n\s*"
)
_ADDRESS = re.compile(
    r"https?://[^\s<>|\"”’)\]]{1,400}|(?<![\w/])/?(?:plusd/)?cables?/[0-9A-Za-z/_.#-]{5,120}", re.IGNORECASE
)
_FILM = re.compile(r"([DPN])\s?([0-9]{6})\s?[-–—]\s?([0-9]{4})(?![0-9])")
_AIRGRAM = re.compile(r"(?:CA|A)\s?[-–—]\s?0{0,3}([1-9][0-9]{0,4})(?![0-9A-Za-z/])")
_LOCATOR = re.compile(
    r"(?:¶{1,2}|§{1,2}|\bp[aá]r(?:as?|rs?|agraphs?|agraphes?|agrafos?|ágrafos?|r)?\.?|\bAbs(?:atz|\.)|\bpunto)\s{0,2}"
    r"([0-9]{1,3}(?:\s?(?:[-–—]|,|and|&|to)\s?[0-9]{1,3}(?![0-9]))*)(?![0-9])",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    rf"“([^“”\n]{{1,{_LONGEST_TEXT_OF_SUBJECT}}})”|\"([^\"\n]{{1,{_LONGEST_TEXT_OF_SUBJECT}}})\"|"
    rf"‘([^‘\n]{{1,{_LONGEST_TEXT_OF_SUBJECT}}}?)[,.]?’(?![\w])|(?<!\w)'([^'\n]{{1,{_LONGEST_TEXT_OF_SUBJECT}}}?)[,.]?'(?!\w)|"
    rf"«\s?([^«»\n]{{1,{_LONGEST_TEXT_OF_SUBJECT}}}?)\s?»|„([^„“”\n]{{1,{_LONGEST_TEXT_OF_SUBJECT}}})[“”]"
)
# A number with its year, run together or with blanks, zeros and ones as letters too: 09STATE15113, l978STATE0O4117.
_ID = re.compile(
    r"(?<![\w.,/-])(?P<year>(?:[1lI]9|20)[0-9OolI]{2}|['’]?[0-9OolI]{2})(?P<gap>[\s_-]?)"
    r"(?P<post>[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ.'’ -]{1,40}?)"
    r"(?P<gap2>[\s_]?)(?P<serial>[0-9][0-9OolI]{0,6})(?:_[a-z][0-9]?)?(?![0-9A-Za-z_])"
)
# Marks of notes that run into an id before and after it: wet509MUSCAT4126and.
_MARKED_ID = re.compile(r"(?<=[a-z])(?P<mark>[1-9][0-9]?)(?P<id>[0-9]{2}[A-Z]{3,20}[0-9]{2,8})(?=[a-z\s])")
_SPACED = re.compile(r"(?<!\w)(?:[A-Z] ){3,20}(?:[0-9O] ){1,6}[0-9O](?!\w)")
_NUMBER = re.compile(r"(?:[0-9]{1,3},[0-9]{3}(?![0-9,])|[OoIl]?[0-9][0-9OoIl]*+)(?![A-Za-z])")
_GLUED_MARK = re.compile(r"[.,][0-9]{1,2}(?![0-9])|(?<=[.,])[0-9]{1,2}(?![0-9])|[¹²³⁰⁴-⁹]+")
_NO_SERIAL = re.compile(
    r"(?:[-–][A-Za-z0-9]{1,6}){2,9}|[-–][A-Za-z]|[.:][0-9]{2}(?![0-9])|\s?(?:%|€|km\b|m\b|ft\b|p\.m|a\.m)"
)
_SENTENCE_END = re.compile(r"\.(?:[”’\")\]]{0,2}[0-9¹²³⁰⁴-⁹]{0,3})?(?:\s|\Z)")
_SAME = re.compile(r"(?:(?:the\s)?same\s(?:telegram|cable|message)|reftel(?:egram)?s?)\b", re.IGNORECASE)
_CITED_YEARS = range(1900, 2031)
_ZEROS_AND_ONES = str.maketrans("OoIl", "0011")
_NUMBERS = frozenset({ID, NUMBER, YEAR})
_KINDS = {
    **dict.fromkeys(words.AND, AND),
    **dict.fromkeys(words.BOTH, BOTH),
    **dict.fromkeys(words.TELEGRAMS, TELEGRAM),
    **dict.fromkeys(words.NUMBERS, NUMBER_WORD),
    **dict.fromkeys(words.EMBTELS, EMBTEL),
    **dict.fromkeys(words.DEPTELS, DEPTEL),
    **dict.fromkeys(words.IBIDEM, IBIDEM),
    **dict.fromkeys(words.INFORMATION, INFORMATION),
}
_WITH_POINT = frozenset({TELEGRAM, NUMBER_WORD, IBIDEM})  # kinds of words that are shortened: tel., no., ibid.
_ONLY_WITH_POINT = frozenset(map(folded, ("id", "n", "doc")))
_ELIDED = re.compile(r"([ldLD]|dell|dall|nell|all)['’](?=[^\W\d_])")
_POINT = re.compile(r"\.?[°º]|\.")


def tokenise(text: str, vocabulary: Vocabulary) -> list[Token]:
    """Return the tokens of a text, in order. Takes time in proportion to its length."""
    tokens: list[Token] = []
    position = 0
    while position < len(text):
        if between := _BETWEEN.match(text, position):
            position = between.end()
            continue
        found = _tokens_at(text, position, vocabulary)
        tokens += found
        position = max(found[-1].end, position + 1)
        if found[-1].kind in _NUMBERS and (mark := _GLUED_MARK.match(text, position)):
            position = mark.end()
    return tokens


def _tokens_at(text: str, start: int, vocabulary: Vocabulary) -> list[Token]:
    """Return the token that begins at a place, or the two that are run into one another there."""
    character = text[start]
    if character == "\n":
        return [_line(text, start)]
    if character in "hH/cCpP" and (address := _ADDRESS.match(text, start)):
        return [_of_address(address, vocabulary)]
    if character in OPENING_QUOTES:
        return [_quoted(text, start, vocabulary)]
    if character in "DPN" and (film := _FILM.match(text, start)):
        return [Token(FILM, start, film.end(), f"{film[1]}{film[2]}-{film[3]}")]
    if character in "AC" and (airgram := _AIRGRAM.match(text, start)):
        return [Token(AIRGRAM, start, airgram.end(), airgram[1])]
    if character in "¶§pPA" and (locator := _LOCATOR.match(text, start)):
        return [Token(LOCATOR, start, locator.end(), _paragraphs(locator[1]))]
    if (character.isdigit() or character in "OoIl’") and (numbers := _numbers_at(text, start, vocabulary)):
        return numbers
    if character.isalnum():
        return _words_at(text, start, vocabulary)
    if character == ".":
        return [Token(STOP if _SENTENCE_END.match(text, start) else OTHER, start, start + 1)]
    kind = {"–": "-", "—": "-", "[": "(", "]": ")", "&": AND}.get(character, character)
    return [Token(kind if kind in "-,;:()/|=a" else OTHER, start, start + 1)]


def _line(text: str, start: int) -> Token:
    """Return the end of a line or paragraph; a page's running title between two is no more than a blank."""
    if page_break := _PAGE_BREAK.match(text, start):
        return Token(LINE, start, page_break.end())
    lines = _LINES.match(text, start)
    end = lines.end() if lines else start + 1
    return Token(BLANK if text.count("\n", start, end) > 1 else LINE, start, end)


def _of_address(address: re.Match[str], vocabulary: Vocabulary) -> Token:
    """Return the number of the cable that an address of a published page names; other addresses name none."""
    start, end = address.start(), address.end()
    while end > start and text_ends(address.string, end):
        end -= 1
    named = address.string[start:end]
    reading = normalise(named if "://" in named else f"/{named.lstrip('/')}", vocabulary)
    if reading.mrn and reading.known_post:
        return Token(ID, start, end, Mrn.parse(reading.mrn))
    return Token(OTHER, start, end if "://" in address[0] else start + 1)


def text_ends(text: str, end: int) -> bool:
    """Return whether the character before `end` is punctuation that follows an address."""
    return text[end - 1] in ".,;:!?"


def _quoted(text: str, start: int, vocabulary: Vocabulary) -> Token:
    """Return quoted words as a subject; not where a number is among them: “Lima 3229”."""
    quoted = _QUOTED.match(text, start)
    if quoted is None:
        return Token(OTHER, start, start + 1)
    words_quoted = next(filter(None, quoted.groups()))
    if any(map(str.isdigit, words_quoted)):
        kinds = "".join(token.kind for token in tokenise(words_quoted, vocabulary))
        if ID in kinds or PARTY + NUMBER in kinds:
            return Token(OTHER, start, start + 1)
    return Token(SUBJECT, start, quoted.end(), " ".join(words_quoted.split()).strip(" ,."))


def _paragraphs(numbers: str) -> str:
    """Return the numbers of paragraphs as `2-4` or `3, 9`."""
    return re.sub(r"\s?(?:,|and|&)\s?", ", ", re.sub(r"\s?(?:[-–—]|to)\s?", "-", numbers))


def _numbers_at(text: str, start: int, vocabulary: Vocabulary) -> list[Token]:
    """Return the number or date at a place; empty where a word begins there."""
    if (marked := _MARKED_ID.match(text, start)) and (token := _marked_id(marked, vocabulary)):
        return [token]
    if (match := _ID.match(text, start)) and (token := _spelt_id(match, vocabulary)):
        return [token]
    if text[start].isdigit() and (dates := dates_at(text, start)):
        return [Token(DATE, start, dates.end, dates.days)]
    number = _NUMBER.match(text, start)
    if number is None or not any(map(str.isdigit, number[0])):
        return []
    if phone := _NO_SERIAL.match(text, number.end()):
        return [Token(OTHER, start, phone.end())]
    figures = number[0].replace(",", "").translate(_ZEROS_AND_ONES)
    value = int(figures[:9])
    if value == 0 or value > LARGEST_SERIAL:
        return [Token(OTHER, start, number.end())]
    is_year = len(figures) == 4 and value in _CITED_YEARS
    return [Token(YEAR if is_year else NUMBER, start, number.end(), value)]


def _marked_id(marked: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """Return the number without the mark of a note that is run into its front, and the next mark into its end."""
    following = str(int(marked["mark"]) + 1)
    if not marked["id"].endswith(following):
        return None
    token = _id(marked["id"].removesuffix(following), marked, "id", vocabulary)
    return replace(token, end=marked.end()) if token else None


def _spelt_id(match: re.Match[str], vocabulary: Vocabulary) -> Token | None:
    """Return a number with its year, where the name between is a known post's as written."""
    if match["gap"] and not (match["gap2"] and match["post"][0].isupper()):
        return None  # 10 Belgrade3402: the number of a note
    year = match["year"].strip("'’").translate(_ZEROS_AND_ONES)
    serial = match["serial"].translate(_ZEROS_AND_ONES)
    return _id(f"{year}{match['post']}{serial}", match, 0, vocabulary)


def _id(spelt: str, match: re.Match[str], group: str | int, vocabulary: Vocabulary) -> Token | None:
    reading = normalise(spelt, vocabulary)
    if reading.mrn is None or not reading.known_post:
        return None
    return Token(ID, match.start(group), match.end(group), Mrn.parse(reading.mrn))


def _words_at(text: str, start: int, vocabulary: Vocabulary) -> list[Token]:
    """Return what a word, or the several of a name, says."""
    if text[start].isupper() and (spaced := _SPACED.match(text, start)):
        return _spaced(spaced, vocabulary)
    word = WORD.match(text, start)
    if word is None:
        return [Token(OTHER, start, start + 1)]
    if elided := _ELIDED.match(text, start):
        return [Token(FROM, start, elided.end())]
    if (dates := dates_at(text, start)) is not None:
        return [Token(DATE, start, dates.end, dates.days)]
    if same := _SAME.match(text, start):
        return [Token(SAME, start, same.end())]
    party = party_at(text, start, vocabulary)
    if party and (party.end > word.end() or folded(word[0]) not in _KINDS):
        return [Token(FOREIGN if party.kind is PartyKind.FOREIGN else PARTY, start, party.end, party)]
    key, point = folded(word[0]), _POINT.match(text, word.end())
    if (kind := _KINDS.get(key)) and (point or key not in _ONLY_WITH_POINT):
        return [Token(kind, start, point.end() if point and kind in _WITH_POINT else word.end())]
    if key in words.TO or key in words.FROM:
        return [Token(TO if key in words.TO else FROM, start, word.end())]
    return [Token(NAME if word[0][0].isupper() else OTHER, start, word.end(), word[0])]


def _spaced(spaced: re.Match[str], vocabulary: Vocabulary) -> list[Token]:
    """Return the post and the number that are set with a blank behind each character: L I M A 0 3 2 2 9."""
    letters = re.match(r"(?:[A-Z] )+(?=[0-9])", spaced[0])
    if letters is None:
        return [Token(OTHER, spaced.start(), spaced.start() + 1)]
    middle = spaced.start() + letters.end()
    party = party_at(letters[0].replace(" ", ""), 0, vocabulary)
    if party is None:
        return [Token(OTHER, spaced.start(), middle)]
    party = party._replace(start=spaced.start(), end=middle)
    serial = int(spaced[0][letters.end() :].replace(" ", "").translate(_ZEROS_AND_ONES))
    return [Token(PARTY, spaced.start(), middle, party), Token(NUMBER, middle, spaced.end(), serial)]
