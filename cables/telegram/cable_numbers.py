"""Cables cited by number in free text: `06 STATE 80908`, `QUITO 4525-91`, `BRASILIA 2799 AND 2764`.

`find_citations` finds the numbers that follow the name of a known post, with the year or the date before or after them,
and further serials joined to them. Which year an unmarked one means depends on the cable that cites (`CitingCable`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from cables.telegram.cited_date import CitedDate, date_at, dated_before
from cables.telegram.mrn import LARGEST_SERIAL, Mrn, candidates, digits, full_year
from cables.telegram.posts import NORMALISED, PostReading, despaced, recognise
from cables.telegram.sent_date import day_of_year
from cables.telegram.vocabulary import Vocabulary

# Serials that a sender can have used up in a day of the year, more than in any year that is known: the Department's
# are near 900 a day in 1979 (STATE 313541 on 5 December), those of the largest embassies near 100. Of the 79 citations
# in 98 telegrams of 1974-79 and 33 in 49 published pages of 2004-10 this changes 2, six-digit serials of the Department
# that are cited in January.
_NUMBERS_A_DAY = {"STATE": 1_200}
_POST_NUMBERS_A_DAY = 120
_DAYS_OF_GRACE = 7  # by which a series may be ahead of that
_LONGEST_YEAR = 366
# Senders whose serials do not begin again each year, or run in series within one another.
_OTHER_SERIES = frozenset({"Series", "Agency"})


class CitingCable(NamedTuple):
    """The cable in which a citation stands, as far as it is known; `date` is the day on which it was sent."""

    year: int | None = None
    post: str | None = None
    serial: int | None = None
    date: datetime.date | None = None

    def year_of(self, post: str, serial: int, vocabulary: Vocabulary) -> int | None:
        """Return the year of an unmarked citation: this cable's, or the year before where it would be later than that.

        A post that cites a serial of its own above the cable's own means the year before (31 right, 3 wrong), and so
        does whoever cites a serial that its post cannot have reached by the day of this cable.
        """
        if self.year is None:
            return None
        if post == self.post and self.serial is not None:
            return self.year - (serial > self.serial)
        return self.year - self._is_unreached(post, serial, vocabulary)

    def _is_unreached(self, post: str, serial: int, vocabulary: Vocabulary) -> bool:
        """Return whether the post cannot have sent so many telegrams by this day, but can have in a whole year."""
        entry = vocabulary.posts.get(post)
        if self.date is None or self.date.year != self.year or entry is None or entry.type in _OTHER_SERIES:
            return False
        a_day = _NUMBERS_A_DAY.get(post, _POST_NUMBERS_A_DAY)
        return day_of_year(self.date) + _DAYS_OF_GRACE < serial / a_day <= _LONGEST_YEAR

    def day_of(self, cited: CitedDate, year: int | None = None) -> str | None:
        """Return the date of a citation as ISO; one without a year has that of its number, or the last that fits."""
        if cited.year is not None:
            return cited.iso
        citing = year or self.date or self.year
        return dated_before(cited.iso, citing) if citing else None


class CitedNumber(NamedTuple):
    """A number cited, with its span; `year` is the one in the text, None where it gives none.

    `digits` is the serial as spelt, `date` the day or month that the text gives of the cable cited.
    """

    start: int
    end: int
    year: int | None
    post: PostReading
    serial: int
    digits: str
    date: CitedDate | None = None

    @property
    def stated_year(self) -> int | None:
        """Return the year that the text gives, by itself or in the date."""
        return self.year or (self.date.year if self.date else None)

    def resolved(self, citing: CitingCable, vocabulary: Vocabulary) -> tuple[str | None, tuple[str, ...]]:
        """Return the canonical number with its year, and other numbers to try; (None, ()) where no year is known.

        An EMBTEL is the citing embassy's; what it is to any other post or the Department is not known.
        """
        post = self.post
        if post.post == _OWN_EMBASSY:
            entry = vocabulary.posts.get(citing.post or "")
            if entry is None or entry.type != "Embassy":
                return None, ()
            post = replace(post, post=entry.code)
        year = self.stated_year
        if year is None and self.date and (day := citing.day_of(self.date)):
            year = int(day[:4])
        year = year or citing.year_of(post.post, self.serial, vocabulary)
        if year is None:
            return None, ()
        return str(Mrn(year, post.post, self.serial)), candidates(year, post, self.serial, vocabulary)


# What most entries consist of, parsed without a look at the neighbours: `2006 LIMA 3823`.
_PLAIN = re.compile(
    r"(?:([0-9]{2}|(?:19|20)[0-9]{2})\s)?([A-Z]{3,20}|(?!REF)[A-Z]{2,8} [A-Z]{3,12})\s([0-9]{1,7})\s*",
    re.IGNORECASE | re.ASCII,
)
# Numbers with the letter O for a zero (O1512), words with a zero for an O (SANTIAG0, 0SLO), and single characters.
_TOKEN = re.compile(
    r"(?<![^\W_])(?P<zero>0)[^\W\d_]{3,}+|[Oo]?[0-9][0-9Oo]*+(?![A-Za-z])|[0-9]++|[^\W\d_](?:[^\W\d_]|['’.]|0(?=[A-Za-z]|\s+[0-9O]))*+|[^\s]"
)
_MONTH = re.compile(r"(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)", re.IGNORECASE)
_CONNECTORS = frozenset(":#=-–—")
_CONNECTING_WORDS = frozenset({"NO", "NO.", "NUMBER", "CABLE", "CABLES", "TEL", "TELS", "TELEGRAM", "TELEGRAMS"})
_JOINTS = frozenset({",", ";", "/", "&", "-", "–", "AND", "OR", "THRU", "THROUGH", "TO"})
_AFTER_SERIAL = frozenset({"AND", "OR", "ET", "NOTAL", "EXDIS", "NODIS", "PARA", "PARAS", "REF", "THRU", "THROUGH"})
_BRACKETS = {")": "(", "]": "["}
_APOSTROPHES = frozenset("'’‘")
_PORTION_MARKS = frozenset({"U", "C", "S", "SBU", "LOU", "TS"})
# Attachés, military groups and agencies of which a post's name says only where they are: their telegrams have series of
# their own, and `DAO LIMA 1234` is not the embassy's 1234.
OFFICES_WITH_SERIES = frozenset(
    {
        "USDAO",
        "DAO",
        "DATT",
        "USDA",
        "FBIS",
        "USIS",
        "LEGATT",
        "LEGAT",
        "MAAG",
        "JUSMAG",
        "MILGP",
        "USMILGP",
        "MILGROUP",
    }
)
# Senders by direction: the Department's telegrams, and those of the embassy that cites, whose name `resolved` puts in.
_DEPTELS = frozenset({"DEPTEL", "DEPTELS"})
_EMBTELS = frozenset({"EMBTEL", "EMBTELS"})
_OWN_EMBASSY = "EMBTEL"
_GENITIVE = re.compile(r"(?<=[A-Za-z])['’‘][Ss]\Z")
_KEYWORDS = frozenset({"REF", "REFS", "REFTEL", "REFTELS"})
_NOTES = frozenset({"NOTAL", "EXDIS", "NODIS"})
_LONGEST_NAME = 6  # words: AMEMBASSY BANDAR SERI BEGAWAN, USMISSION TO THE UN ROME
_LONGEST_SERIAL = 7
_YEARS_BEFORE_A_STROKE = 10
_LOOK_BACK, _LOOK_AHEAD = 60, 40  # characters around a number: BANDAR SERI BEGAWAN and a year before, a year after


class _Tokens:
    """Words, numbers and other characters of a text, and what can be parsed at each of them."""

    def __init__(
        self, text: str, vocabulary: Vocabulary, citing_year: int | None, start: int = 0, end: int | None = None
    ) -> None:
        self.matches: Sequence[re.Match[str]] = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
        self.words = [("O" + match[0][1:] if match["zero"] else match[0]).upper() for match in self.matches]
        self.citing_year = citing_year
        self.vocabulary = vocabulary
        self.text = text

    def is_number(self, k: int) -> bool:
        return 0 <= k < len(self.words) and (self.words[k][0].isdecimal() or self.words[k][1:2].isdecimal())

    def is_word(self, k: int) -> bool:
        return 0 <= k < len(self.words) and self.words[k][0].isalpha() and not self.is_number(k)

    def at(self, k: int) -> str:
        return self.words[k] if 0 <= k < len(self.words) else ""

    def glued(self, k: int) -> bool:
        """Return whether token `k` follows the one before without a blank."""
        return 0 < k < len(self.matches) and self.matches[k].start() == self.matches[k - 1].end()

    def year(self, k: int, *, past: bool = False) -> int | None:
        """Return the year that the number at `k` can be: two digits, or 19xx or 20xx; `past`: not a coming one."""
        if not self.is_number(k):
            return None
        text = self.words[k]
        if len(text) == 2:
            year = full_year(digits(text), self.citing_year)
        elif len(text) == 4 and text.startswith(("19", "20")) and "O" not in text:
            year = int(text)
        else:
            return None
        if past and self.citing_year is not None and year > self.citing_year:
            return None
        return year

    def serial(self, k: int, *, has_year: bool = False) -> int | None:
        """Return the serial that the number at `k` can be.

        None for dates, times, decimals and numbers run into letters.
        """
        text = self.words[k]
        if len(text) > _LONGEST_SERIAL or not 0 < digits(text) <= LARGEST_SERIAL:
            return None
        if self.glued(k + 1):
            following = self.at(k + 1)
            if following[0].isalpha() and not self.is_number(k + 1):
                return None
            if following in {":", "."} and self.glued(k + 2) and self.is_number(k + 2):
                return None
            if following == "/" and self.is_number(k + 2) and self._is_date(k, has_year=has_year):
                return None
        if (
            len(text) <= 2
            and _MONTH.match(self.at(k + 1))
            and not recognise(despaced(self.at(k + 1)), self.vocabulary).known
        ):
            return None
        if (
            len(text) == 4
            and 1950 <= digits(text) <= 2050
            and self.is_word(k + 1)
            and self.at(k + 1) not in _AFTER_SERIAL
            and not self.post_ahead(k + 1)
            and not self.date_after(k)
        ):
            return None  # a year of something: STATE 2008 HUMAN RIGHTS REPORT
        return digits(text)

    def _is_date(self, k: int, *, has_year: bool) -> bool:
        month, day = self.words[k], self.words[k + 2]
        if len(month) > 2 or len(day) > 2 or digits(month) > 12 or digits(day) > 31:
            return False
        return not has_year or (self.at(k + 3) == "/" and self.year(k + 4) is not None)

    def post_before(self, k: int, floor: int) -> tuple[PostReading, int] | None:
        """Return the known post that the words before token `k` name, and the token at which its name begins."""
        k -= 1
        while k > floor and (self.at(k) in _CONNECTORS or (self.at(k) in _CONNECTING_WORDS and self.is_word(k - 1))):
            k -= 1
        starts: list[int] = []
        j = k
        while j > floor and len(starts) < _LONGEST_NAME:
            if self.is_word(j) and self.at(j) not in _KEYWORDS:
                starts.append(j)
            elif self.at(j) not in {"-", "."} or not starts:
                break
            j -= 1
        if not starts:
            return None
        end = self.matches[k].end()
        for start in reversed(starts):
            reading = self._recognised(self.text[self.matches[start].start() : end])
            if reading.known or reading.candidates:
                return reading, start
        return self._by_direction(starts[0])

    def _recognised(self, name: str) -> PostReading:
        """Return the post of a name, which may be in the genitive: `STATE'S 4567`."""
        reading = recognise(despaced(name), self.vocabulary, self.citing_year)
        if reading.known or reading.candidates or (bare := _GENITIVE.sub("", name)) == name:
            return reading
        return recognise(despaced(bare), self.vocabulary, self.citing_year)

    def _by_direction(self, k: int) -> tuple[PostReading, int] | None:
        """Return the sender that the word at `k` means by where it is seen from: DEPTEL, DEPT, EMBTEL.

        DEPT behind another word is not the Department of State: `COMMERCE DEPT 1234`.
        """
        word = self.at(k)
        if word in _DEPTELS or (word == "DEPT" and not self.is_word(k - 1)):
            return PostReading("STATE", known=True, confidence=NORMALISED), k
        if word in _EMBTELS:
            return PostReading(_OWN_EMBASSY, known=True, confidence=NORMALISED), k
        return None

    def post_ahead(self, k: int) -> bool:
        """Return whether the words from token `k` on are the name of a post with a number after it."""
        j = k
        while self.is_word(j) and j < k + _LONGEST_NAME:
            j += 1
        if not self.is_number(j):
            return False
        found = self.post_before(j, k - 1)
        return found is not None and found[1] == k

    def enclosed_before(self, k: int, floor: int) -> tuple[int | None, int]:
        """Return the year between a name and the serial at `k` (`STATE (07) 188014`), and the token after the name.

        A portion marking there (`LIMA (C) 0345`) or a comma before a number that cannot be a year is passed over.
        """
        if self.at(k - 1) in _BRACKETS and k - 4 > floor:
            number = k - 2
            start = number - 1 - (self.at(number - 1) in _APOSTROPHES)
            if self.at(start) == _BRACKETS[self.at(k - 1)]:
                year = self.year(number)
                if year or self.at(number) in _PORTION_MARKS:
                    return year, start
        if self.at(k - 1) == "," and len(self.words[k]) > 1 and self.year(k) is None:
            return None, k - 1
        return None, k

    def is_of_an_office(self, start: int) -> bool:
        """Return whether an office with a series of its own stands before the name at token `start`."""
        return self.at(start - 1) in OFFICES_WITH_SERIES

    def is_banner(self, start: int) -> bool:
        """Return whether the name at token `start` is that of a page banner: `PAGE 02  LA PAZ 08894  191500Z`."""
        return self.at(start - 1 - self.is_number(start - 1)) == "PAGE"

    def date_after(self, k: int) -> CitedDate | None:
        """Return the date after the token `k`: `OF DECEMBER 4, 2006`, `(DEC 06)`."""
        return date_at(self.text, self.matches[k].end(), self.citing_year)

    def last_before(self, k: int, end: int) -> int:
        """Return the last token from `k` on that begins before the offset `end`."""
        while k + 1 < len(self.matches) and self.matches[k + 1].start() < end:
            k += 1
        return k

    def year_before(self, k: int, floor: int) -> tuple[int | None, int]:
        """Return the year before token `k` and where it begins: `06`, `'06`, `(06)`, `[06]`, `2006`, `06-`."""
        opening = _BRACKETS.get(self.at(k - 1))
        closed = opening is not None
        joined = self.at(k - 1) == "-" and self.glued(k) and self.glued(k - 1) and not self.glued(k - 2)
        number = k - 2 if closed or joined else k - 1
        year = self.year(number) if number > floor else None
        if year is None:
            return None, k
        start = number - 1 if number - 1 > floor and self.at(number - 1) in _APOSTROPHES else number
        if closed:
            if start - 1 <= floor or self.at(start - 1) != opening:
                return None, k
            start -= 1
        return year, start

    def year_within(self, k: int) -> tuple[int | None, int]:
        """Return the year that the number at token `k` is, if the serial stands behind it, and the serial's token.

        `LIMA 2006 03823`, and with a stroke `STATE 76/12345`: two digits that are a year of the last ten, and a serial
        of three or more. `LIMA 909/10` and `LIMA 31/1303` are two serials.
        """
        if self.is_number(k + 1) and not self.glued(k + 1) and len(self.at(k + 1)) > 2:
            year = self.year(k, past=True)
            return year, k + (year is not None)
        stroke = self.at(k + 1) == "/" and self.glued(k + 1) and self.glued(k + 2) and self.is_number(k + 2)
        if stroke and len(self.at(k)) == 2 and len(self.at(k + 2)) > 2 and self.citing_year is not None:
            year = self.year(k, past=True)
            if year is not None and self.citing_year - year <= _YEARS_BEFORE_A_STROKE:
                return year, k + 2
        return None, k

    def year_after(self, k: int, *, has_year: bool) -> tuple[int | None, int]:
        """Return the year after the serial at token `k` and its last token: `(06)`, `-91`, `/91`, ` 99`, `of 2006`."""
        following = self.at(k + 1)
        if following in _BRACKETS.values():
            number = k + 3 if self.at(k + 2) in _APOSTROPHES else k + 2
            year = self.year(number)
            if (
                year is None
                or _BRACKETS.get(self.at(number + 1)) != following
                or (has_year and self.post_ahead(number + 2))
            ):
                return None, k
            return year, number + 1
        if following in {"-", "–"} and len(self.at(k + 2)) == 2 and (year := self.year(k + 2, past=True)):
            return year, k + 2
        if following == "/" and len(self.at(k + 2)) == 2 and len(self.words[k]) > 2:
            year = self.year(k + 2, past=True)
            return (year, k + 2) if year else (None, k)
        number = k + 2 if following in {"OF", "FROM", "IN"} else k + 1
        number += self.at(number) in _APOSTROPHES
        if number > k + 1 and following in {"OF", "FROM", "IN"} and len(self.at(number)) != 4:
            return None, k
        year = self.year(number, past=True)
        if year is None or (self.is_word(number + 1) and self.at(number + 1) not in _AFTER_SERIAL):
            return None, k
        return year, number


def find_citations(text: str, vocabulary: Vocabulary, citing_year: int | None = None) -> list[CitedNumber]:
    """Return the cables that `text` cites by the number of a known post, in order.

    `citing_year` distinguishes years from serials.
    """
    plain = _PLAIN.fullmatch(text)
    if plain and (post := recognise(despaced(plain[2]), vocabulary, citing_year)).known:
        year = full_year(int(plain[1]), citing_year) if plain[1] else None
        if 0 < (serial := int(plain[3])) <= LARGEST_SERIAL:
            return [CitedNumber(0, plain.end(3), year, post, serial, plain[3])]
    tokens = _Tokens(text, vocabulary, citing_year)
    found: list[CitedNumber] = []
    last = -1  # the last token that the citations found so far consist of
    for k in range(len(tokens.words)):
        if k <= last or not tokens.is_number(k):
            continue
        read = _joined(tokens, k, last, found[-1]) if found else None
        read = read or _first(tokens, k, last, listed=True)
        if read is not None:
            citation, last = read
            found.append(citation)
    return found


def find_citations_at(
    text: str, at: int, start: int, vocabulary: Vocabulary, citing_year: int | None = None
) -> list[CitedNumber]:
    """Return the citation whose serial stands at offset `at` and the serials joined to it.

    None that begins before `start`.
    """
    start = max(start, at - _LOOK_BACK)
    tokens = _Tokens(text, vocabulary, citing_year, start, at + _LOOK_AHEAD)
    k = next((k for k, match in enumerate(tokens.matches) if match.end() > at), len(tokens.matches))
    read = _first(tokens, k, -1) if tokens.is_number(k) else None
    found: list[CitedNumber] = []
    while read:
        citation, last = read
        found.append(citation)
        following = next((k for k in range(last + 1, last + 7) if tokens.is_number(k)), None)
        read = _joined(tokens, following, last, citation) if following else None
    return found


def _first(tokens: _Tokens, k: int, floor: int, *, listed: bool = False) -> tuple[CitedNumber, int] | None:
    """Return the citation of which the number at token `k` is the serial, and the index of its last token.

    `listed`: the text is an entry of a REF block, in which a year, a portion marking or a comma may come between.
    """
    enclosed, name_end = tokens.enclosed_before(k, floor) if listed else (None, k)
    if not (named := tokens.post_before(name_end, floor)):
        return None
    post, start = named
    if tokens.is_banner(start) or tokens.is_of_an_office(start):
        return None
    year, start = tokens.year_before(start, floor)
    if tokens.is_of_an_office(start):
        return None
    year = year or enclosed
    if year is None:
        year, k = tokens.year_within(k)
    serial = tokens.serial(k, has_year=year is not None)
    if serial is None:
        return None
    begin = tokens.matches[start].start()
    if dated := tokens.date_after(k):
        return CitedNumber(begin, dated.end, year, post, serial, tokens.words[k], dated), tokens.last_before(
            k, dated.end
        )
    after, last = tokens.year_after(k, has_year=year is not None)
    return CitedNumber(begin, tokens.matches[last].end(), after or year, post, serial, tokens.words[k]), last


def _joined(tokens: _Tokens, k: int, last: int, before: CitedNumber) -> tuple[CitedNumber, int] | None:
    """Return the further serial at token `k` of the citation that ends at token `last`: `/1303`, `AND 2764`."""
    if tokens.at(last + 1) == "(" and tokens.at(last + 2) in _NOTES and tokens.at(last + 3) == ")":
        last += 3
    joints = tokens.words[last + 1 : k]
    if not 1 <= len(joints) <= 2 or not _JOINTS.issuperset(joints):
        return None
    if tokens.year(k) is not None and tokens.post_ahead(k + 1):
        return None
    serial, following = tokens.serial(k), tokens.at(k + 1)
    if serial is None or (tokens.is_word(k + 1) and following not in _AFTER_SERIAL and len(following) > 2):
        return None
    if joints[0] in {"/", "-", "–"} and len(tokens.words[k]) <= 2 and serial < before.serial:
        serial = int(f"{before.serial}"[: -len(tokens.words[k])] + tokens.words[k].replace("O", "0"))  # 909/10
    begin = tokens.matches[k].start()
    if dated := tokens.date_after(k):
        cited = CitedNumber(begin, dated.end, None, before.post, serial, tokens.words[k], dated)
        return cited, tokens.last_before(k, dated.end)
    year, end = tokens.year_after(k, has_year=before.year is not None)
    stop = tokens.matches[end].end()
    return CitedNumber(begin, stop, year or before.year, before.post, serial, tokens.words[k]), end
