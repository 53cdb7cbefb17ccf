"""Citations in the running text: `refs C and D`, `reftel`, `paragraph four`, `paras 2-3 of ref B`, `septel`.

A citation may stand at the words ref, para and septel, and where a number follows a word; all paragraphs are searched
at once for these clues, by plain search, since most of them cite nothing. A post with a number counts as a cable only
where the text gives a reason, since `Copenhagen 2009` and `in Kabul 500 people` are none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, takewhile
from string import ascii_uppercase
from typing import NamedTuple

from cables.telegram import cable_numbers
from cables.telegram.cable_numbers import CitedNumber, CitingCable
from cables.telegram.parts import Mention, Paragraph, Reference
from cables.telegram.posts import EXACT, is_last_word
from cables.telegram.vocabulary import Vocabulary

_AND = r"(?:\s?[,/&]\s?(?:(?:and|or)\s)?|\s(?:and|or)\s)"
_TO = r"(?:\s?[-–]\s?|\s(?:to|thru|through)\s)"
_LETTER = r"(?:\([A-Z]\)|[A-Z])(?!\w)"
_REF = re.compile(
    rf"(?P<word>ref(?:[ -]?(?:tel(?:egram)?|cable))?s?\.?)"
    rf"(?P<labels>[\s-]{{0,2}}(?:(?<!ref)|(?=\())(?:{_LETTER}|\([A-Z](?!\w))(?:(?:{_AND}|{_TO}){_LETTER})*)?",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?<!\w)[A-Z](?!\w)", re.IGNORECASE)
_RANGE = re.compile(rf"{_TO}\(?\Z", re.IGNORECASE)
_WORDS = {
    word: number
    for number, word in enumerate(
        ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), 1
    )
}
_A_NUMBER = rf"(?:[0-9]{{1,3}}|{'|'.join(sorted(_WORDS, key=len, reverse=True))})"
_NUMBERS = rf"{_A_NUMBER}(?:(?:{_AND}|{_TO}){_A_NUMBER}(?!\w|\.[0-9]))*"
_NUMBER = re.compile(rf"[0-9]+|{'|'.join(sorted(_WORDS, key=len, reverse=True))}", re.IGNORECASE)
_PARAGRAPH = re.compile(
    rf"para(?:graph)?(?:s\.?\s{{1,2}}(?P<several>{_NUMBERS})|\.?\s{{1,2}}(?P<one>{_A_NUMBER}(?:{_TO}{_A_NUMBER})?))"
    r"(?!\w|[.,/][0-9])",
    re.IGNORECASE,
)
_PARAGRAPH_AFTER = re.compile(r",?\s{1,2}(?:at\s)?\(?(?=para)", re.IGNORECASE)
_REF_AFTER = re.compile(r",?\s{1,2}(?:(?:of|in|from)\s)?\(?(?:the\s)?(?=ref)", re.IGNORECASE)
# Paragraphs of something else: a resolution, a treaty, a draft text. But points in para 3 are given to a ministry.
_TEXT = (
    r"(?:UNSC|UNGA|res(?:olution)?s?\b|[A-Z]/RES/|draft|text|treaty|convention|agreement|protocol|declaration|communique|"
    r"charter|constitution|statute|statement|annex|appendix|article|chapter|section|part\b|report|document|letter|note\b|"
    r"paper|non-?paper|mo[ua]\b|memorandum|law\b|act\b|bill\b|decree|order\b|decision|code\b|contract|cable|telegram)"
)
_OF_SOMETHING = re.compile(
    r"(?:\([a-z0-9]{1,3}\))*\s(?:of\s(?!this\b|above\b|below\b|ref)|"
    rf"(?:in|to)\s(?:(?!(?:this|of|on|by|at|for|and)\b)[\w’'-]{{1,20}}\s){{0,3}}?{_TEXT})",
    re.IGNORECASE,
)
_OF_RESOLUTION = re.compile(
    r"\b(?:operative|preambular|preamble|O\.?P\.?|P\.?P\.?|"
    r"(?:UN[SG][CA]R?s?|res(?:olution)?|articles?|art\.|annex|chapter|section|title|protocol|decision|directive|"
    r"regulation|convention|law|decree|act|code|[A-Z]/RES)[\s/]{1,2}(?:no\.?\s)?[0-9IVX][\w./-]{0,12}"
    r"(?:\([\w\s]{1,6}\)|\s\([0-9]{4}\))?(?:['’]s)?,?)\s\Z",
    re.IGNORECASE,
)
# A bare `ref` is the one reference where it is cited like one; `the ref blew his whistle` is not.
_CITED_REF = re.compile(
    r"\b(?:in|per|see|from|by|under|via|with|of|than|at|(?:reply|replies|respon[ds]\w{1,5}|pursuant|further|answer)\sto|"
    r"reported|requested|instructed|noted|described|outlined|discussed|proposed|cited|mentioned)\s\Z",
    re.IGNORECASE,
)
_REF_NOUN = re.compile(
    r"\s(?:talking\s)?(?:points?|cables?|messages?|telegrams?|instructions?|requests?|demarches?|non-?papers?|guidance|"
    r"questions?|taskings?|actions?|items?|documents?|reports?|reporting|letters?|visits?|meetings?|paras?(?:graphs?)?|"
    r"conversations?|proposals?|issues?|subject|incident|case)\b",
    re.IGNORECASE,
)
_NO_REF = re.compile(r"\s(?:to|no|nr|number)\b", re.IGNORECASE)
# What stands before `ref a` where that is no article: `the ref a demarche`.
_LABEL_A = re.compile(r"\b(?:the|our|their|his|per|see)\s\Z", re.IGNORECASE)
_SEPTEL = re.compile(r"septels?(?!\w)", re.IGNORECASE)
_CUE = re.compile(
    r"\b(?:ref(?:tel)?s?|see(?:\s+also)?|cf\.?|cables?|telegrams?|messages?|per|via|as\s+in|(?:repl(?:y|ies)|respon[ds]\w*|"
    r"follow-?up|further|pursuant)\s+to|(?:report|describ|not|discuss|detail|outlin|convey|contain|transmit|provid|request|"
    r"review|cit|referenc|mention|list|forward|rais|summariz)\w*\s+(?:in|by|via|from))[\s:.,(]{1,3}(?:our\s|the\s|embassy\s)?\Z",
    re.IGNORECASE,
)
_CUE_AFTER = re.compile(r"\s?\(?(?:notal|cable|telegram|refers|et\s?seq)\b", re.IGNORECASE)
_JOINT = re.compile(r"\s?(?:,|;|/|&|and|or|, and|and previous,?)\s{1,2}", re.IGNORECASE)
_QUANTITY = re.compile(
    r"\s?(?:%|percent|per\s?cent|people|persons?|men|women|troops|soldiers|police|million|billion|k?ms?\b|kilomet|mile|"
    r"tons?\b|dollars?|years?|months?|days?|hours?|degrees)",
    re.IGNORECASE,
)
_MONTH = re.compile(r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?\s\Z", re.IGNORECASE)
_BANNER_TIME = re.compile(r"\s{1,12}(?:[0-9]{2} OF [0-9]{2}\s{1,12})?[0-9]{6}Z", re.IGNORECASE)
_DATING_WORD = re.compile(r"\b(?:OF|DATED?|DTD|DTG)\b")
_DAY_OF_A_YEAR = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME_OF_DAY = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9]")
_CLOSING = tuple(")],.;:")
_KEYWORDS = ("ref", "para", "septel")
_BETWEEN = "\0"  # no part of a keyword, neither a letter nor white space

# A text's shape, a byte a character: letters a, digits 0, white space a blank, the rest a dot.
_SHAPES = bytes(
    ord("0" if chr(k).isdecimal() else " " if chr(k).isspace() else "a" if chr(k).isalpha() else ".")
    for k in range(256)
)
_BLANK = ord(" ")
_NUMBER_SHAPE = re.compile(rb"00(?:(?<=a00)|(?<=a 00)|(?<=a  00))")  # it begins with a literal


class Clues(NamedTuple):
    """Clues in one paragraph: keywords with their offsets, and numbers as the word's end and the number's start."""

    keywords: list[tuple[str, int]]
    numbers: list[tuple[int, int]]


def find_mentions(
    paragraphs: Sequence[Paragraph], references: Sequence[Reference], citing: CitingCable, vocabulary: Vocabulary
) -> tuple[Mention, ...]:
    """Return the citations in the paragraphs, in order; spans count characters of the paragraph's text.

    `references` give the labels that there are and the year of a number of the REF block, `citing` the year of others.
    """
    by_paragraph = find_clues([paragraph.text for paragraph in paragraphs])
    if not by_paragraph:
        return ()
    labels = frozenset(reference.label for reference in references if reference.label)
    labels = labels or frozenset(ascii_uppercase[: len(references)])  # those of a list without any, by position
    listed = {reference.mrn[2:]: reference.mrn for reference in references if reference.mrn}
    return tuple(
        mention
        for k in sorted(by_paragraph)
        for mention in _in_paragraph(k + 1, paragraphs[k].text, by_paragraph[k], labels, listed, citing, vocabulary)
    )


def find_clues(texts: Sequence[str]) -> Mapping[int, Clues]:
    """Return the clues of the texts that have any, by the text's index."""
    joined = _BETWEEN.join(texts)
    starts = [0, *accumulate(len(text) + 1 for text in texts)]
    found: dict[int, Clues] = defaultdict(lambda: Clues([], []))
    encoded = joined.encode("latin-1", "replace")  # a byte a character
    for keyword, at in _keyword_offsets(joined, encoded):
        position = bisect_right(starts, at) - 1
        found[position].keywords.append((keyword, at - starts[position]))
    for word_end, number in _number_offsets(encoded):
        position = bisect_right(starts, number) - 1
        found[position].numbers.append((word_end - starts[position], number - starts[position]))
    return found


def _keyword_offsets(text: str, encoded: bytes) -> Iterator[tuple[str, int]]:
    """Yield the keywords that begin a word, one keyword after the other, each with its offset."""
    lower = encoded.lower()  # of ASCII alone, at a tenth of what `str.lower` takes
    for keyword in _KEYWORDS:
        sought = keyword.encode()
        at = lower.find(sought)
        while at >= 0:
            if not at or not (text[at - 1].isalnum() or text[at - 1] == "_"):
                yield keyword, at
            at = lower.find(sought, at + len(sought))


def _number_offsets(encoded: bytes) -> Iterator[tuple[int, int]]:
    """Yield the end of a word and the start of a number of two digits or more, at most two blanks after it."""
    shape = encoded.translate(_SHAPES)
    for found in _NUMBER_SHAPE.finditer(shape):
        number = word_end = found.start()
        while shape[word_end - 1] == _BLANK:
            word_end -= 1
        yield word_end, number


def _in_paragraph(
    position: int,
    text: str,
    given: Clues,
    labels: frozenset[str],
    listed: Mapping[str, str],
    citing: CitingCable,
    vocabulary: Vocabulary,
) -> list[Mention]:
    found = [
        *_by_keyword(position, text, given.keywords, labels),
        *_by_number(position, text, given.numbers, listed, citing, vocabulary),
    ]
    if len(found) < 2:
        return found
    found.sort(key=lambda mention: (mention.start, -mention.end))
    result: list[Mention] = []
    for mention in found:
        if not result or mention.start >= result[-1].end:
            result.append(mention)
    return result


def _by_keyword(position: int, text: str, keywords: list[tuple[str, int]], labels: frozenset[str]) -> Iterator[Mention]:
    last, end = "", 0
    for keyword, at in keywords:
        if keyword == last and at < end:
            continue
        mention = _READERS[keyword](position, text, at, labels)
        if mention is not None:
            yield mention
            last, end = keyword, mention.end


def _ref(position: int, text: str, at: int, labels: frozenset[str]) -> Mention | None:
    match = _REF.match(text, at)
    if match is None:
        return None
    names, end = _labels(text, match, labels)
    if not names:
        end = match.end("word")
        bare = match["word"].rstrip(".sS").lower() == "ref"
        if text[end : end + 1].isalnum() or (bare and not _is_cited(text, at, end, labels)):
            return None
        end -= text[end - 1] == "."
    numbers: tuple[int, ...] = ()
    after = _PARAGRAPH_AFTER.match(text, end)
    if after and (paragraph := _PARAGRAPH.match(text, after.end())):
        numbers, end = _paragraph_numbers(paragraph), paragraph.end()
        if text[after.end() - 1] == "(" and text[end : end + 1] == ")":
            end += 1
    return Mention(position, at, end, text[at:end], "label", labels=names, paragraphs=numbers)


def _labels(text: str, match: re.Match[str], known: frozenset[str]) -> tuple[tuple[str, ...], int]:
    """Return the labels that a mention names and where it ends: `refs A-C` names three, `ref A and a half` one."""
    if not match["labels"]:
        return (), match.end()
    names: list[str] = []
    start, end = match.span("labels")
    first = ""
    for letter in _LABEL.finditer(text, start, end):
        name = letter[0].upper()
        if names and (letter[0].isupper() != first.isupper() or (known and name not in known)):
            break
        if names and _RANGE.search(text, start, letter.start()) and names[-1] < name:
            names += (chr(code) for code in range(ord(names[-1]) + 1, ord(name)))
        names.append(name)
        first = first or letter[0]
        start = letter.end() + (text[letter.end() : letter.end() + 1] == ")" and text[letter.start() - 1] == "(")
    labels = text[match.start("labels") : start]
    if labels.count("(") > labels.count(")"):
        if text[start : start + 1] != ")":
            return (), match.end("word")
        start += 1  # the whole stands in parentheses: `refs (A and B)`
    if names == ["A"] and first == "a" and text[start : start + 1] == " " and text[start + 1 : start + 2].islower():
        before = text[max(0, match.start() - 8) : match.start()]
        if not ("A" in known and _LABEL_A.search(before)):
            return (), match.end()  # the article: `ref a meeting`
    return tuple(dict.fromkeys(names)), start


def _is_cited(text: str, start: int, end: int, labels: frozenset[str]) -> bool:
    """Return whether a bare `ref` stands for the cable's reference: alone in parentheses, or as what is cited."""
    if text[start - 1 : start] == "(" and text.startswith(_CLOSING, end):
        return True
    if not labels or _NO_REF.match(text, end):
        return False
    return bool(_CITED_REF.search(text, max(0, start - 16), start) or _REF_NOUN.match(text, end))


def _paragraph(position: int, text: str, at: int, labels: frozenset[str]) -> Mention | None:
    match = _PARAGRAPH.match(text, at)
    if match is None:
        return None
    numbers, end = _paragraph_numbers(match), match.end()
    after = _REF_AFTER.match(text, end)
    if after and (ref := _ref(position, text, after.end(), labels)):
        return Mention(position, at, ref.end, text[at : ref.end], "label", labels=ref.labels, paragraphs=numbers)
    if _OF_SOMETHING.match(text, end):
        return None
    if _OF_RESOLUTION.search(text, max(0, at - 40), at):
        return None
    return Mention(position, at, end, text[at:end], "paragraph", paragraphs=numbers)


def _paragraph_numbers(match: re.Match[str]) -> tuple[int, ...]:
    text = match["several"] or match["one"]
    numbers: list[int] = []
    last_end = 0
    for number in _NUMBER.finditer(text):
        value = _WORDS.get(number[0].lower()) or int(number[0])
        if numbers and _RANGE.search(text, last_end, number.start()) and numbers[-1] < value <= numbers[-1] + 30:
            numbers += range(numbers[-1] + 1, value)
        numbers.append(value)
        last_end = number.end()
    return tuple(dict.fromkeys(numbers))


def _septel(position: int, text: str, at: int, labels: frozenset[str]) -> Mention | None:
    match = _SEPTEL.match(text, at)
    return Mention(position, at, match.end(), match[0], "septel") if match else None


_READERS = {"ref": _ref, "para": _paragraph, "septel": _septel}


def _by_number(
    position: int,
    text: str,
    numbers: list[tuple[int, int]],
    listed: Mapping[str, str],
    citing: CitingCable,
    vocabulary: Vocabulary,
) -> Iterator[Mention]:
    end = 0
    mixed = bool(numbers) and not text.isupper()
    for name_end, number in numbers:
        if number < end or not _may_end_a_name(text, name_end, vocabulary):
            continue
        found = cable_numbers.find_citations_at(text, number, end, vocabulary, citing.year)
        if not found or _is_own_banner(text, found[0], citing):
            continue
        if not _is_cable(text, found[0], end, listed, mixed=mixed):
            continue
        cited = [found[0], *takewhile(_is_further, found[1:])]
        read = [_numbered(citation, listed, citing, vocabulary) for citation in cited]
        if mrns := tuple(mrn for mrn, _ in read if mrn):
            start, end = cited[0].start, cited[-1].end
            inferred = any(inferred for _, inferred in read)
            yield Mention(position, start, end, text[start:end], "mrn", mrns=mrns, year_inferred=inferred)


def _may_end_a_name(text: str, end: int, vocabulary: Vocabulary) -> bool:
    start = end
    while start > end - 20 and start and (text[start - 1].isalpha() or text[start - 1] in ".'’"):
        start -= 1
    return text[start : start + 1].isupper() and is_last_word(text[start:end], vocabulary)


def _numbered(
    citation: CitedNumber, listed: Mapping[str, str], citing: CitingCable, vocabulary: Vocabulary
) -> tuple[str | None, bool]:
    """Return the number with its year, and whether that was inferred; one of the REF block has its year there."""
    if citation.stated_year is not None:
        return citation.resolved(citing, vocabulary)[0], False
    mrn = listed.get(f"{citation.post.post}{citation.serial}")
    return mrn or citation.resolved(citing, vocabulary)[0], mrn is None


def _is_own_banner(text: str, citation: CitedNumber, citing: CitingCable) -> bool:
    """Return whether the cable's own number is that of a page banner: `LA PAZ 08894  01 OF 02  191500Z`."""
    own = (citation.post.post, citation.serial) == (citing.post, citing.serial)
    return own and citation.date is None and _BANNER_TIME.match(text, citation.end) is not None


def _is_year_like(citation: CitedNumber) -> bool:
    return len(citation.digits) == 4 and 1900 <= citation.serial <= 2100


def _is_further(citation: CitedNumber) -> bool:
    return len(citation.digits) > 2 and not _is_year_like(citation)


def _is_dated(citation: CitedNumber, written: str) -> bool:
    """Return whether a day of a year, set off by a word or brackets, says that the number is a telegram's.

    `BOGOTA 4411 OF JUNE 3, 1978`, `DTG 031200Z JUN 78`, `(JUNE 3, 1978)`; but in brackets behind a time of day it may
    be that of an arrival: `HE ARRIVED BOGOTA 1430 (JUNE 3, 1978)`.
    """
    if not (citation.date and citation.date.year and _DAY_OF_A_YEAR.fullmatch(citation.date.iso)):
        return False
    if not citation.post.known or len(citation.digits) < 3 or _is_year_like(citation):
        return False
    after = written.upper().partition(citation.digits)[2]
    if _DATING_WORD.search(after):
        return True
    return after.lstrip().startswith(("(", "[")) and not _TIME_OF_DAY.fullmatch(citation.digits)


def _is_cable(text: str, citation: CitedNumber, last_end: int, listed: Mapping[str, str], *, mixed: bool) -> bool:
    """Return whether the text gives a reason to take a post and a number for a cable.

    A cue before or after (`see`, `reported in`, NOTAL), an explicit year or a full date is one. So are, for a number
    that is neither like a year nor followed by what it counts: capitals in a text that is not all capitals,
    parentheses, five digits or a zero in front, the REF block, and a cable cited just before.
    """
    start, end = citation.start, citation.end
    written, before = text[start:end], text[max(0, start - 40) : start]
    capitals = mixed and written.isupper()
    if _CUE.search(before) or _CUE_AFTER.match(text, end):
        return True
    if citation.year is not None:
        year_first = written[0].isdecimal()
        return capitals or not year_first or not (written[:4].isdecimal() or _MONTH.search(before))
    if _is_dated(citation, written):
        return True
    if _is_year_like(citation):
        return f"{citation.post.post}{citation.serial}" in listed
    if _QUANTITY.match(text, end):
        return False
    if last_end and _JOINT.fullmatch(text, last_end, start):
        return True
    return len(citation.digits) > 2 and (
        f"{citation.post.post}{citation.serial}" in listed
        or (capitals and citation.post.confidence == EXACT)
        or (before.endswith("(") and text.startswith(_CLOSING, end))
        or (len(citation.digits) > 4 and citation.post.confidence == EXACT)
        or citation.digits.startswith("0")
    )
