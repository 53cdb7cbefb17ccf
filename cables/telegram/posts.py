"""Recognition of a post by the spellings of its name.

A name is compared upper-case and despaced, as in MRNs. What is recognised is never turned into another post:
KIEV stays KIEV, and KYIV is only another post to look under (`linked`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from cables.telegram.vocabulary import Vocabulary, cached, derived

EXACT, NORMALISED, AMBIGUOUS = "exact", "normalised", "ambiguous"


@dataclass(frozen=True, slots=True)
class PostReading:
    """A post's name as parsed. An ambiguous one stays as spelt, with all the posts it may mean in `candidates`."""

    post: str
    known: bool
    confidence: str
    candidates: tuple[str, ...] = ()


_NOT_A_NAME = re.compile(r"[^A-Z0-9]+")
_ZERO_IN_WORD = re.compile(r"(?<=[A-Z])0|0(?=[A-Z])")
# Words in front of a post's name that are no part of it, where the whole is not itself a name (REOBASRAH is).
_PREFIX = re.compile(
    r"(?:REFTELS?|REFS?|UNCLAS(?:S|SIFIED)?|EFTO|SBU|AMEMBASSY|AMEMB|AMCONSUL|AMCONGEN|USEMBASSY|EMBASSY|CONSULATE|"
    r"CONGEN|CONSUL|USMISSION|MISSION|USDEL|USOFFICE|USINT|USLO|REO|APP)(?=[A-Z0-9]{3})"
)
# Of these, words that begin no post's name.
_ADDRESS_WORD = re.compile(
    r"(?:AMEMBASSY|AMEMB|AMCONSUL|AMCONGEN|USEMBASSY|EMBASSY|CONSULATE|CONGEN|USMISSION)(?=[A-Z]{3})"
)
_SUFFIX = re.compile(r"(?<=[A-Z]{3})(?:CABLES?|TELEGRAMS?|MESSAGES?|WASHINGTONDC|WASHDC|WASHINGTON)$")
# `SECTION 02 OF 02` run into a post, with letters lost or changed: SETION02OF02BAKU, SECTIOQ1OF06HARARE.
_SECTION = re.compile(r"^.*[0-9](?:OF)?(?=[A-Z]{3})")
_LONGEST_DAMAGED = 60


@lru_cache(maxsize=8192)
def despaced(name: str) -> str:
    """Return a name as MRNs have it: upper case, letters and digits only, accents off (`São Paulo` is SAOPAULO)."""
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
    return _NOT_A_NAME.sub("", name.upper())


@cached(8192)
def recognise(name: str, vocabulary: Vocabulary, year: int | None = None) -> PostReading:
    """Return the post that a despaced name stands for; an unknown name comes back as it is.

    `year` is the year of the cable: from 1973 to 1979 ids cut the post's name to six characters (NEWDE, PORTA).
    """
    return (
        _listed(name, vocabulary, year)
        or _unwrapped(name, vocabulary, year)
        or PostReading(name, known=False, confidence=EXACT)
    )


@cached(8192)
def recognise_damaged(name: str, vocabulary: Vocabulary, year: int | None = None) -> PostReading:
    """Recognise the damaged post of an id: the one post a single letter away, else a known post inside.

    The single letter comes first: SEUBRUSSELS is USEUBRUSSELS, not the shorter post within it. Several posts at that
    distance and none inside leave the name as it is, ambiguous.
    """
    reading = recognise(name, vocabulary, year)
    if reading.known or reading.candidates or len(name) > _LONGEST_DAMAGED:
        return reading
    bare = _SECTION.sub("", name)
    if bare != name and (stripped := recognise(bare, vocabulary, year)).known:
        return _as_normalised(stripped)
    unprefixed = _PREFIX.sub("", bare, count=1) if _PREFIX.match(bare) else bare
    near = _nearest(bare, vocabulary) or _nearest(unprefixed, vocabulary)
    if len(near) == 1:
        return PostReading(near[0], known=True, confidence=NORMALISED)
    if inside := _inside(bare, vocabulary):
        return PostReading(inside, known=True, confidence=NORMALISED)
    if near:
        return PostReading(name, known=False, confidence=AMBIGUOUS, candidates=near)
    return reading


@cached(2048)
def linked(post: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the other posts under whose name the same cable may be stored (TAIPEI and AITTAIPEI share one series)."""
    return tuple(other for other in vocabulary.linked_posts.get(post, ()) if other in vocabulary.posts)


@derived
def _last_words(vocabulary: Vocabulary) -> frozenset[str]:
    names = {*vocabulary.spellings, *vocabulary.ambiguous_spellings}
    for post in vocabulary.posts.values():
        names |= {post.code, post.city, post.plad}
    return frozenset(despaced(re.split(r"[\s-]", name)[-1]) for name in names if name and "," not in name)


def is_last_word(word: str, vocabulary: Vocabulary) -> bool:
    """Return whether a post's name, as spoken or addressed, ends with `word`: `Aires` ends Buenos Aires."""
    return despaced(word) in _last_words(vocabulary)


def without_address(name: str) -> str:
    """Return the despaced name of a post that nobody knows without the words of an address: AMEMBASSYZUFF is ZUFF."""
    while prefix := _ADDRESS_WORD.match(name):
        name = name[prefix.end() :]
    return name


@cached(2048)
def recognise_cut(name: str, vocabulary: Vocabulary, year: int | None = None) -> PostReading | None:
    """Return the post that a document number of 1973-79 cuts to five or six letters; None where there is none.

    Where no code of the vocabulary says otherwise, it is the one whose name begins so.
    """
    if year is None or not 1973 <= year <= 1979 or not 5 <= len(name) <= 6:
        return None
    if (reading := recognise(name, vocabulary, year)).known or reading.candidates:
        return reading
    spellings = [*((post, post) for post in vocabulary.posts), *vocabulary.spellings.items()]
    found = tuple(dict.fromkeys(post for spelling, post in spellings if spelling.startswith(name)))
    return _one_of(name, found) if found else None


def _listed(name: str, vocabulary: Vocabulary, year: int | None) -> PostReading | None:
    if name in vocabulary.posts:
        return PostReading(name, known=True, confidence=EXACT)
    coded = vocabulary.codes_1973.get(name, ())
    if coded and year is not None and 1973 <= year <= 1979:
        return _one_of(name, coded)
    if shared := vocabulary.ambiguous_spellings.get(name):
        return _one_of(name, shared)
    if post := vocabulary.spellings.get(name):
        return PostReading(post, known=True, confidence=NORMALISED)
    return _one_of(name, coded) if coded else None


def _one_of(name: str, found: tuple[str, ...]) -> PostReading:
    if len(found) == 1:
        return PostReading(found[0], known=True, confidence=NORMALISED)
    return PostReading(name, known=False, confidence=AMBIGUOUS, candidates=found)


def _unwrapped(name: str, vocabulary: Vocabulary, year: int | None) -> PostReading | None:
    """Return the post without what is run into it: AMEMBASSYHANOI, COLOMBOCABLES, SANTIAG0, MADRIDSP."""
    bare = _ZERO_IN_WORD.sub("O", name)
    for _ in range(3):
        shorter = _PREFIX.sub("", bare, count=1) if _PREFIX.match(bare) else _SUFFIX.sub("", bare)
        if found := _listed(bare, vocabulary, year) if bare != name else None:
            return _as_normalised(found)
        if shorter == bare:
            break
        bare = shorter
    if found := _listed(bare, vocabulary, year) if bare != name else None:
        return _as_normalised(found)
    post = vocabulary.posts.get(bare[:-2])
    if post and bare[-2:] in vocabulary.country_tags.get(post.iso2, ()):
        return PostReading(post.code, known=True, confidence=NORMALISED)
    return None


def _as_normalised(reading: PostReading) -> PostReading:
    if reading.confidence == EXACT:
        return PostReading(reading.post, known=True, confidence=NORMALISED)
    return reading


def _inside(name: str, vocabulary: Vocabulary) -> str | None:
    """Return the longest known post that a name contains, at its end rather than elsewhere."""
    known = vocabulary.posts
    for start in range(len(name) - 3):
        if name[start:] in known:
            return name[start:]
    return max((post for post in known if post in name), key=len, default=None)


def _nearest(name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return the posts a single letter away: those that lost a letter, as damaged ids do, else all others."""
    close = [post for post in vocabulary.posts if is_one_edit_away(name, post)]
    return tuple(post for post in close if len(post) > len(name)) or tuple(close)


def is_one_edit_away(name: str, post: str) -> bool:
    """Return whether one letter added, lost or changed, or two neighbours swapped, lead from `name` to `post`."""
    if abs(len(name) - len(post)) > 1:
        return False
    start = 0
    while start < min(len(name), len(post)) and name[start] == post[start]:
        start += 1
    rest, rest_of_post = name[start:], post[start:]
    return (
        rest[1:] == rest_of_post[1:]
        or rest[1:] == rest_of_post
        or rest == rest_of_post[1:]
        or (rest[:2] == rest_of_post[:2][::-1] and rest[2:] == rest_of_post[2:])
    )
