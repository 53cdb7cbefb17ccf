"""Words by which citations are recognised, in the languages of those who cite, compared as folded.

English, French, Spanish, Portuguese, Italian, German and Dutch: what theses, articles and encyclopedias are written in.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NO_LETTER = re.compile(r"[^a-z0-9]+")
# Characters that scanned print confuses, each with the one it is compared as: Te1egram, frorn, Aprii.
_CONFUSED = str.maketrans({"i": "l", "1": "l", "0": "o"})


@lru_cache(maxsize=8192)
def folded(word: str) -> str:
    """Return a word as words are compared: no accents, case or points, and as scanned print would confuse it."""
    if not word.isascii():
        word = "".join(
            character for character in unicodedata.normalize("NFKD", word) if not unicodedata.combining(character)
        )
    return _NO_LETTER.sub("", word.lower()).replace("rn", "m").translate(_CONFUSED)


def folded_words(words: str) -> frozenset[str]:
    """Return the words of a list, divided by blanks, as words are compared."""
    return frozenset(map(folded, words.split()))


TELEGRAMS = folded_words(
    "telegram telegrams tel tels telegr cable cables cablegram message messages dispatch telegramme telegrammes "
    "télégramme télégrammes câble câbles dépêche telegrama telegramas cablegrama despacho telegramma telegrammi "
    "cablogramma "
    "telegramm telegramme depesche telegrammen"
)
NUMBERS = folded_words("no nos nr nrs n° nº num number numbers numéro número numero nummer nn")
EMBTELS = folded_words("embtel embtels")
DEPTELS = folded_words("deptel deptels")
TO = folded_words("to à au aux al ao an aan para alla voor")
FROM = folded_words("from of de du des dos das da do de la von vom der van del degli dei delle della by out")
AT = folded_words("in at at to à en em a te zu des der of the la el il")
AND = folded_words("and or & et y e und en ed plus")
BOTH = folded_words("both all each beide ambos tous toutes")
IBIDEM = folded_words("ibid ibidem id")
SAME = folded_words("same")
INFORMATION = folded_words("info")

NATIONAL = folded_words(
    "us usa united states american am america américaine américain americana americano estadounidense amerikanische "
    "amerikanischen amerikaanse amerikaans statunitense étatsunis états unis "
    "eeuu eua estados unidos stati uniti "
    "vereinigten staaten"
)
# Senders of other governments, whose telegrams are numbered by themselves.
FOREIGN = folded_words(
    "uk british britain britannique británica french france française francesa german germany soviet ussr "
    "canadian canada australian indian chinese israeli japanese italian spanish dutch belgian swiss mexican "
    "brazilian polish turkish"
)
# Offices whose telegrams have numbers of their own.
AGENCIES = folded_words("fco cia dia jcs nsa cincpac tdcs iir telno")
EMBASSIES = folded_words(
    "embassy embassies emb amembassy amemb usembassy consulate consulates consul congen amconsul amcongen "
    "consulgeneral mission usmission usdel delegation legation ambassade embajada embaixada ambasciata botschaft "
    "usbotschaft generalkonsulat konsulat consulat consulado consolato consulaat usint uslo"
)
GENERAL = folded_words("general gen generaal général générale geral generale")

MONTHS: dict[str, int] = {}
for _month, _names in enumerate(
    (
        "january jan janvier janv enero ene janeiro gennaio gen januar jänner januari",
        "february feb février févr fév febrero fevereiro fev febbraio februar februari",
        "march mar mars marzo março märz maart mrt",
        "april apr avril avr abril abr aprile",
        "may mai mayo maio maggio mag mei",
        "june jun juin junio junho giugno giu juni",
        "july jul juillet juil julio julho luglio lug juli",
        "august aug août aout agosto ago augustus",
        "september sep sept septembre septiembre setiembre setembro set settembre",
        "october oct octobre octubre outubro out ottobre ott oktober okt",
        "november nov novembre noviembre novembro",
        "december dec décembre déc diciembre dic dezembro dez dicembre dezember",
    ),
    1,
):
    MONTHS.update(dict.fromkeys(map(folded, _names.split()), _month))
ROMAN_MONTHS = {
    numeral: month
    for month, numeral in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"), 1)
}
