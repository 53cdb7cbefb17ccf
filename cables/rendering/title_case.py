"""Title case for subjects that were typed in capitals, with their abbreviations in capitals.

Display only. The subject as sent stays in the database and in the cable's text.
"""

from __future__ import annotations

import re

from cables import archive_vocabulary
from cables.telegram.vocabulary import Vocabulary, cached, derived

NO_SUBJECT = "No subject"
TAG_KINDS = ("subject", "organization", "program")


def words(text: str) -> frozenset[str]:
    """Return the words of a list that is written as one text."""
    return frozenset(text.split())


# Lower case inside a title, as the usual style guides have it; the second line is of names.
SMALL = words("""
    A AN AND AS AT BUT BY FOR FROM IF IN INTO NOR OF OFF ON ONTO OR OVER PER THAN THE TO UP UPON VIA VS WITH
    DA DE DEL DER DI DU E VAN VON Y
""")

# In the vocabulary, but far more often the ordinary word, or usually written like one.
ORDINARY = words("""
    ACTION AEROFLOT AEROLINEAS AEROPERU AID AL ALIA ALITALIA AMAX AMB AMCIT AMCITS AMCONGEN AMCONSUL AMEMB AMEMBASSY
    ARDE ARENA ARGENTINAS ARIANA AVIANCA BENDIX BIO BIT BOS BUNDESBANK CARE CDR CHANNEL CHARGE CITIBANK COIN COLOMBO
    COM CONGEN CONOFF CONTRIB COPY CORRECTED DEMARCHE DEPT DOC DOT ECON ECONOFF ED ELF EMBOFF EMBOFFS EST ESTOFF
    EUROCONTROL EXIM FINNAIR FLASH FONMIN FONOFF GENERAL GREENS HIM HOG ICE IMMED IMMEDIATE INT INTELSAT INTERAGENCY
    INTERPOL JUS LAB LEGATT LINGUS LOC LOT MAS MASS MEMCON MIR MOTORS MR MSG NON NONPAPER NOTE PAL PAN PAPER PARA PARTY
    PAS PERMREP PETROBRAS PHALANGE PIA PLAN POL POLAD POLCHIEF POLCOUNS POLECON POLMIL POLOFF PRIORITY QANTAS READOUT
    REFTEL REFTELS REL REQUEST RES ROGER ROUTINE SAG SAS SCENESETTER SECGEN SELA SENSITIVE SEPTEL SEPTELS SLUG STAT
    SUBJ TAPLINE TELCON TRIPS USDEL VARIG VERBALE WHO
""")

# Whose plural is far more often the ordinary word: DOES, GOES, LESS.
NO_PLURALS = words("DOE GOE HOM LES TIP")

# Abbreviations of everyday headlines that a vocabulary of cables has no need to explain.
EVERYDAY = words("AIDS CEO ETA EU FY HIV ID IMF IPCC IRA KGB OPEC SARS TV UAE UK UN US USA USS USSR")

# Forms that no rule gives.
FIXED = {
    "SECDEF": "SecDef",
    "GIROA": "GIRoA",
    "D'ETAT": "d'Etat",
    "D'IVOIRE": "d'Ivoire",
    "D'AFFAIRES": "d'Affaires",
}

VOWELS = frozenset("AEIOUYÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÒÓÔÕÖØŒÙÚÛÜÝ")
VOWELLESS = words("DR MR MRS MS ST JR SR MT FT NR VS")  # without a vowel, and yet no initials

# `GOTG`, "Government of ...": two letters of the country after GO. Three (GOP) are in the vocabulary.
GOVERNMENT = re.compile(r"GO[BCDFGHJKLMNPQRSTVWXZ]{2}")
GOVERNMENT_LOOKALIKES = words("GOBS GODS GOLD GOLF GOSH GOTH")

# What stands alone in brackets at the end of many subjects, and abbreviates nothing.
IN_BRACKETS = words("TEXT NOTE COPY PART UPDATE REPORT REVISED CORRECTED FINAL DRAFT SUMMARY TRANSLATION")
LONGEST_ACRONYM = 10  # letters

WORD = re.compile(r"(?:[A-Z]\.)+(?:[A-Z]\b)?|[^\W_]+(?:['’][^\W_]+)*")
APOSTROPHE = re.compile("['’]")
ROMAN = re.compile(r"(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})")
ORDINAL = re.compile(r"(\d+)(ST|ND|RD|TH|S)")  # 14TH, 1990S, and the 16S of F-16S
OPENING = re.compile(r"[:;?!.—–\"“(]|--|\s-\s")  # a word after one of these starts again
PORTION = re.compile(r"\([A-Z/ -]{1,24}\)\s*")  # a portion marking in front: (C), (S//NF)
JOINTS = ("-", "/", "&")
CAPITALS_SHARE = 0.7


@derived
def abbreviations(vocabulary: Vocabulary) -> frozenset[str]:
    """Return words that stay in capitals: the glossary's terms and TAGS except of countries, less ordinary words."""
    codes = {code for code, entries in vocabulary.tags.items() if entries[0].kind in TAG_KINDS}
    terms = codes | vocabulary.glossary.keys()
    return frozenset(term for term in terms if term.isalnum() and term.isupper()) - ORDINARY | EVERYDAY


def is_initials(word: str) -> bool:
    """Return whether a word that the vocabulary lacks consists of initials, or is a Roman numeral."""
    if ROMAN.fullmatch(word) or (GOVERNMENT.fullmatch(word) and word not in GOVERNMENT_LOOKALIKES):
        return True
    return VOWELS.isdisjoint(word) and word not in VOWELLESS


@cached(16_384)
def cased(word: str, vocabulary: Vocabulary) -> str:
    """Return one word of capitals as it stands at the start of a title."""
    if word in FIXED:
        return FIXED[word]
    if "." in word or word in abbreviations(vocabulary):
        return word
    stem, apostrophe, ending = word.replace("’", "'").partition("'")
    if apostrophe:
        character = word[len(stem)]
        if len(stem) == 1 and stem not in "AI":  # O'Brien, D'Alema, N'Djamena
            return stem + character + cased(ending, vocabulary)
        return cased(stem, vocabulary) + character + ending.lower()
    if ordinal := ORDINAL.fullmatch(word):
        return ordinal[1] + ordinal[2].lower()
    if len(word) > 2 and word.endswith("S") and word[:-1] in abbreviations(vocabulary) and word[:-1] not in NO_PLURALS:
        return word[:-1] + "s"  # NGOs, PRTs, MPs
    if is_initials(word) or any(map(str.isdigit, word)):
        return word
    if word.startswith("MC") and len(word) > 4:
        return "Mc" + word[2:].capitalize()
    return word.capitalize()


def is_acronym_of(word: str, before: list[str]) -> bool:
    """Return whether a word in brackets abbreviates the words `before` it: `NATIONAL FERRY COOPERATIVE (CONAFE)`.

    It begins with the initial of one of them, and has those of the last two (not counting OF, THE and the like).
    """
    if not 3 <= len(word) <= LONGEST_ACRONYM or not word.isalpha() or word in IN_BRACKETS:
        return False
    initials = [each[0] for each in before if each not in SMALL][-len(word) :]
    return len(initials) > 1 and word[0] in initials and all(initial in word for initial in initials[-2:])


def _without_ending(word: str) -> str:
    """Return a word without what an apostrophe divides from it: `SALTCO'S` is SALTCO."""
    return APOSTROPHE.split(word, maxsplit=1)[0]


def display_subject(subject: str | None, own_capitals: frozenset[str] = frozenset()) -> str:
    """Return the subject for a page: in title case where it was typed in capitals, else as it is.

    Lines are joined. A cable without a subject gives "No subject". Abbreviations are those of the archive's vocabulary,
    and the words of the subject that its cable itself writes in capitals alone: `own_capitals`.
    """
    own = own_capitals.intersection(map(_without_ending, WORD.findall(subject or ""))) if own_capitals else own_capitals
    return in_title_case(subject, archive_vocabulary.current(), own)


@cached(4096)  # a page names a subject several times, and the same subjects stand on many
def in_title_case(subject: str | None, vocabulary: Vocabulary, own_capitals: frozenset[str] = frozenset()) -> str:
    """Return the subject for a page, with the abbreviations of a vocabulary and of its cable."""
    text = " ".join((subject or "").split())
    if not text:
        return NO_SUBJECT
    letters = [*filter(str.isalpha, text)]
    if sum(map(str.isupper, letters)) <= CAPITALS_SHARE * len(letters):
        return text
    portion = PORTION.match(text)
    end = portion.end() if portion else 0
    parts = [text[:end]]
    words = list(WORD.finditer(text, end))
    for index, match in enumerate(words):
        word, between = match[0], text[end : match.start()]
        end = match.end()
        after = text[end : end + 1]
        parts.append(between)
        starts = match in (words[0], words[-1]) or OPENING.search(between)
        in_compound = (between[-1:] in JOINTS) != (after in JOINTS)  # its first or last part
        if not word.isupper() or (word == "A" and (in_compound or after in (")", ".", ":"))):
            parts.append(word)
        elif own_capitals and (stem := _without_ending(word)) in own_capitals:
            parts.append(stem + word[len(stem) :].lower())
        elif between[-1:] == "(" and after == ")" and is_acronym_of(word, [each[0] for each in words[:index]]):
            parts.append(word)
        elif word in SMALL and not starts and not in_compound:
            parts.append(word.lower())
        else:
            parts.append(cased(word, vocabulary))
    return "".join(parts) + text[end:]
