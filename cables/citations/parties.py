"""Senders and recipients as notes name them: `AmEmbassy Santiago`, `the Embassy in Bolivia`, `US-Botschaft Berlin`.

A country stands for its embassy, and a city has its name in other languages too (`city_names.csv`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from enum import Enum, auto
from pathlib import Path
from typing import NamedTuple

from cables.citations.words import AGENCIES, AT, EMBASSIES, FOREIGN, FROM, GENERAL, NATIONAL, folded
from cables.telegram.posts import despaced, recognise
from cables.telegram.vocabulary import Vocabulary, derived

DEPARTMENT = "STATE"
CITY_NAMES = Path(__file__).with_name("city_names.csv")
_LONGEST_NAME = 5  # words: Port of Spain, Bandar Seri Begawan, USMISSION TO THE UN ROME
_BETWEEN = NATIONAL | AT | FROM | GENERAL  # words between what an office is and its place
_SERIES = frozenset({"TOSEC", "SECTO", "PARTO"})


class PartyKind(Enum):
    """What a note names: a place alone, an embassy or other post, the Department, many posts, or others' offices."""

    PLACE = auto()
    POST = auto()
    OWN = auto()  # `the Embassy`, whichever that is
    DEPARTMENT = auto()
    POSTS = auto()
    FOREIGN = auto()


class Party(NamedTuple):
    """A party with the code of its post, None where it has none, its name as printed, and where it stands."""

    kind: PartyKind
    post: str | None
    name: str
    start: int
    end: int


class NameWord(NamedTuple):
    """A word of the text; `key` is how it is compared."""

    text: str
    key: str
    start: int
    end: int


# Letters with apostrophes, points and hyphens within; a zero or one that scanned print has for a letter.
_LETTER = r"(?:[^\W\d_]|0(?![0-9])|1(?=[a-z]))"
WORD = re.compile(rf"[^\W\d_]{_LETTER}*+(?:(?:['’]|\.(?=[^\W\d_]\b))[^\W\d_]{_LETTER}*+)*+")
_GAP = re.compile(r"[.]?(?:-\n|[\s-]){0,3}")
_PAGE_BREAK = re.compile(
    r"\s*\n[ \t]*\n(?:[ \t]*[0-9]{1,4}[ \t]{2,}[^\n]{1,80}|[^\n]{1,80}[ \t]{2,}[0-9]{1,4})\n[ \t]*\n\s*"
)
_POSSESSIVE = re.compile(r"['’]s\Z")
_DEPARTMENT = re.compile(
    r"(?:the\s+)?(?:U\.?\s?S\.?\s+)?(?:Dep(?:artmen|['’])?t\.?\s+of\s+State|State\s+Dep(?:artmen|['’])?t\b\.?|"
    r"Sec(?:retar|['’])?y\.?\s+of\s+State|Sec\.?\s?State\b|SecState(?:\s+Wash(?:ington\s)?DC)?|"
    r"D[ée]partement\s+d['’][ÉE]tat|Departamento\s+de\s+Estado|Dipartimento\s+di\s+Stato|"
    r"Au(?:ß|ss)enministerium\s+der\s+USA|State(?=[\s.,;:0-9)/]|\Z))",
    re.IGNORECASE,
)
_THE_DEPARTMENT = re.compile(r"(?:[Tt]he\s+)?(?:Department|Washington)\b")
_MANY_POSTS = re.compile(r"all\s+(?:[A-Za-z]+\s+){0,5}posts\b", re.IGNORECASE)


@derived
def _places(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the codes of posts by every name of theirs, despaced: code, city, spelling, name in another language."""
    found = dict(vocabulary.spellings)
    found |= {spelling: posts[0] for spelling, posts in vocabulary.ambiguous_spellings.items() if len(spelling) > 4}
    with CITY_NAMES.open(encoding="utf-8", newline="") as lines:
        names = [(row["name"], row["post"]) for row in csv.DictReader(lines)]
    found |= {despaced(name): post for name, post in names}
    for post in vocabulary.posts.values():
        if post.type == "Embassy" and post.city:
            found.setdefault(despaced(post.city), post.code)
    found |= {code: code for code in vocabulary.posts}
    found |= {spelling: spelling for spelling in vocabulary.linked_posts if spelling not in found}
    return found


@derived
def _countries(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the embassy of each country by its name, where it has one alone."""
    embassies: dict[str, list[str]] = {}
    for post in vocabulary.posts.values():
        if post.type == "Embassy":
            embassies.setdefault(despaced(post.country.partition(",")[0]), []).append(post.code)
    return {country: posts[0] for country, posts in embassies.items() if len(posts) == 1}


@derived
def _first_words(vocabulary: Vocabulary) -> frozenset[str]:
    """Return how the names begin, up to three letters, by which most words are known to be none."""
    names = (*_places(vocabulary), *_countries(vocabulary))
    return frozenset(name[:length] for name in names for length in (1, 2, 3))


def words_at(text: str, start: int, most: int) -> list[NameWord]:
    """Return the words from `start` on, at most so many, as far as nothing but blanks and hyphens stands between."""
    found: list[NameWord] = []
    while len(found) < most and (match := WORD.match(text, start)):
        found.append(NameWord(match[0], folded(_POSSESSIVE.sub("", match[0])), match.start(), match.end()))
        gap = _PAGE_BREAK.match(text, match.end()) or _GAP.match(text, match.end())
        start = gap.end() if gap else match.end()
    return found


def place_at(words: Sequence[NameWord], vocabulary: Vocabulary, *, country: bool = False) -> tuple[str, int] | None:
    """Return the post that the words begin with the name of, and the number of words; the longest name counts.

    A word that a hyphen at a line's end divides is one with the next (`Kath-⏎mandu`).
    """
    if not words or not words[0].text[0].isupper():
        return None
    places, countries = _places(vocabulary), _countries(vocabulary)
    if despaced(words[0].text)[:3].replace("0", "O") not in _first_words(vocabulary):
        return None
    for count in range(min(_LONGEST_NAME, len(words)), 0, -1):
        name = despaced("".join(_POSSESSIVE.sub("", word.text) for word in words[:count]))
        for spelling in (name, name.replace("0", "O")):
            if post := places.get(spelling) or (countries.get(spelling) if country else None):
                return post, count
    return None


def party_at(text: str, start: int, vocabulary: Vocabulary) -> Party | None:
    """Return the party that is named at `start` of `text`, None where none is."""
    if many := _MANY_POSTS.match(text, start):
        return Party(PartyKind.POSTS, None, many[0], start, many.end())
    if (department := _DEPARTMENT.match(text, start)) and department[0] != "state":
        return Party(PartyKind.DEPARTMENT, DEPARTMENT, _printed(department[0]), start, department.end())
    words = words_at(text, start, 14)
    if not words:
        return None
    if institution := _institution(text, words, vocabulary):
        return institution
    if found := place_at(words, vocabulary):
        post, count = found
        end = words[count - 1].end
        kind = PartyKind.DEPARTMENT if post == DEPARTMENT else PartyKind.PLACE
        return Party(kind, post, _printed(text[start:end]), start, end)
    if named := _THE_DEPARTMENT.match(text, start):
        return Party(PartyKind.DEPARTMENT, DEPARTMENT, _printed(named[0]), start, named.end())
    if words[0].key in AGENCIES and words[0].text[0].isupper():
        return Party(PartyKind.FOREIGN, None, words[0].text, start, words[0].end)
    return None


def post_named(name: str, vocabulary: Vocabulary) -> str | None:
    """Return the post that a sender's or addressee's name is of, None where it names none: `AMEMBASSY LIMA` is LIMA."""
    party = party_at(name, 0, vocabulary)
    if party and party.post:
        return party.post
    reading = recognise(despaced(name), vocabulary)
    return reading.post if reading.known else None


def _institution(text: str, words: Sequence[NameWord], vocabulary: Vocabulary) -> Party | None:
    """Return an embassy or other post named by what it is: `U.S. Embassy in Dhaka`, `US-Botschaft Berlin`."""
    k, foreign = 0, False
    if words[0].text.casefold() == "the":
        k = 1
    while k < len(words) and (words[k].key in NATIONAL or words[k].key in FOREIGN) and k < 3:
        foreign |= words[k].key in FOREIGN
        k += 1
    if k >= len(words) or words[k].key not in EMBASSIES:
        return None
    what = k
    k += 1
    while k < len(words) and k < what + 9:
        if words[k].key in FOREIGN and words[k].text[0].isupper():
            foreign = True
        elif words[k].key not in _BETWEEN or place_at(words[k:], vocabulary, country=True):
            break
        k += 1
    rest: Sequence[NameWord] = words[k:]
    if k == what + 1 and text[words[what].end : words[what].end + 2] in {", ", " ("}:  # U.S. Embassy, Guatemala City
        rest = words_at(text, words[what].end + 2, _LONGEST_NAME)
    found = place_at(rest, vocabulary, country=True)
    start = words[0].start
    if foreign:
        end = rest[found[1] - 1].end if found else words[what].end
        return Party(PartyKind.FOREIGN, None, _printed(text[start:end]), start, end)
    if found:
        post, count = found
        end = rest[count - 1].end + (rest[0].start > words[-1].end and text[rest[count - 1].end] == ")")
        return Party(PartyKind.POST, post, _printed(text[start:end]), start, end)
    if not words[what].text[0].isupper() and words[0].text.casefold() != "the":
        return None
    return Party(PartyKind.OWN, None, _printed(text[start : words[what].end]), start, words[what].end)


def _printed(name: str) -> str:
    """Return a name on one line, without its article and the genitive."""
    name = _PAGE_BREAK.sub(" ", name)
    name = " ".join(name.replace("-\n", "").split())
    return _POSSESSIVE.sub("", re.sub(r"^[Tt]he ", "", name))


def is_series(post: str | None) -> bool:
    """Return whether a post stands for the traffic of the travelling Secretary, whose telegrams have two numbers."""
    return post in _SERIES
