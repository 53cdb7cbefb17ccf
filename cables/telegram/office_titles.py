"""Words of office titles, which distinguish the title of a classifier from the name."""

from __future__ import annotations

import re

from cables.telegram.posts import despaced, is_one_edit_away, recognise
from cables.telegram.vocabulary import Vocabulary, cached, derived

# Pieces that abbreviated titles are put together from: PolMinCouns, EconOff, RefCoord.
_COMPOUND = re.compile(
    r"(?:A|AMB|ACT|CHIEF|CHF|CONS?|COORD?|COUNS?|D|DEP|DIR|ECON?|ENV|EST|FIN|LAB|MGT|MIL|MIN|OFFS?|PAS?|PD|POL|PROT|REF|SCI|"
    r"SEC|STAT){2,5}"
)
# The pieces that come first where a whole title word ends the compound, as in PolCounselor, or MC does (minister
# counselor), as in PolMC: together with whole words the short ones above would be names.
_BEFORE_TITLE = re.compile(
    r"(?:COMM?|CONS|ECO?N?|ECPOL|LABOR|MGMT|MGT|POL|POLEC|POLECON|POLMIL|PUB|SCI)(?=MC\Z|MIN\Z|[A-Z]{5})"
)
_AFFAIRES = re.compile(r"(?:CHARGE)?DE?A{1,2}F{1,2}A?[EIR]{1,4}E?S?")
# Shorter words do not match with a letter wrong, for too many given names are that near (MARIE, MARINE), but for these.
_SHORT_BUT_MISSPELT = frozenset({"ACTING", "CHARGE", "CHIEF", "CONSUL", "DEPUTY", "OFFICE"})
_SURNAMES_TOO = frozenset(
    {"BRANCH", "CENTER", "CHAIR", "EAST", "FIELD", "GUARD", "HEAD", "JUSTICE", "LAW", "MARINE", "NORTH", "POLICE"}
    | {"PRESS", "SOUTH", "WEST"}
)


@cached(4096)
def is_title(word: str, vocabulary: Vocabulary, *, misspelt: bool = True) -> bool:
    """Return whether a word belongs to a title: a title word, one `misspelt` by a letter, or anything with a stroke."""
    upper = word.upper().replace("0", "O")
    if any(character in upper for character in "/&_@#+") or any(letter.isdigit() for letter in word):
        return True
    bare = upper.strip(".,;:'’`\"()-").replace("'", "").replace("’", "")
    if len(bare) < 2:
        return not bare
    if "." in bare:  # initials (`A.F.`), but for the abbreviations that are none
        return bare.replace(".", "") in ("AI", "AD", "US", "UN", "DCM", "CDA")
    if bare in _known(vocabulary) or bare.startswith(("DAFF", "DEAFF")) or _AFFAIRES.fullmatch(bare):
        return True
    if "-" in bare:
        return all(is_title(part, vocabulary) for part in bare.split("-") if part)
    if _COMPOUND.fullmatch(bare):
        return True
    if (first := _BEFORE_TITLE.match(bare)) and (
        bare[first.end() :] in ("MC", "MIN") or is_title(bare[first.end() :], vocabulary, misspelt=misspelt)
    ):
        return True
    return misspelt and len(bare) > 3 and any(is_one_edit_away(bare, near) for near in _near(bare, vocabulary))


def may_be_surname(word: str) -> bool:
    """Return whether a title word is a surname as well: West, Law."""
    return word.upper() in _SURNAMES_TOO


@cached(4096)
def is_place(words: str, vocabulary: Vocabulary) -> bool:
    """Return whether words name a post or a country, which may stand between title and name, or after the name."""
    return words.upper() in _countries(vocabulary) or recognise(despaced(words), vocabulary).known


@derived
def _known(vocabulary: Vocabulary) -> frozenset[str]:
    terms = (
        term.term.upper() for term in vocabulary.glossary.values() if term.kind in ("title", "office", "diplomacy")
    )
    return vocabulary.office_title_words | {term for term in terms if term.isalpha()}


def _near(word: str, vocabulary: Vocabulary) -> set[str]:
    """Return the title words with the first letter of `word` that share with it what is left without one letter."""
    shortened = _shortened(vocabulary)
    return {near for short in _without_a_letter(word) for near in shortened.get(short, ()) if near[0] == word[0]}


@derived
def _shortened(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for word in vocabulary.office_title_words:
        for short in _without_a_letter(word) if len(word) > 6 or word in _SHORT_BUT_MISSPELT else ():
            found[short] = (*found.get(short, ()), word)
    return found


def _without_a_letter(word: str) -> set[str]:
    return {word} | {word[:k] + word[k + 1 :] for k in range(len(word))}


@derived
def _countries(vocabulary: Vocabulary) -> frozenset[str]:
    entries = (entry for group in vocabulary.tags.values() for entry in group if entry.iso2)
    return frozenset(entry.name.upper() for entry in entries)
