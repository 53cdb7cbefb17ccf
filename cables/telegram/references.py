"""REF block: the references of a cable, entry by entry, whatever they are.

An entry begins at a label or where a cable's number does. Nothing is dropped: an entry that cites no cable remains
with the kind that its words give, at last `other`.

Forms of labels: `A.` (seen in 235 cables), `A)` 58, `(A)` 26, the label twice (`A. A)`, `A. (A)`, `A. A.`, `A. A:`) 33,
lower case 4, a pilcrow before it 231; further `A:`, `A.)`, `A -`, `REF A`, a letter alone, and numbers: `(1)`, `1.`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from cables.telegram import cable_numbers
from cables.telegram.cable_numbers import OFFICES_WITH_SERIES, CitedNumber, CitingCable
from cables.telegram.cited_date import date_at, find_date
from cables.telegram.mrn import LARGEST_SERIAL, digits, full_year
from cables.telegram.parts import Reference
from cables.telegram.posts import EXACT, PostReading, despaced, recognise
from cables.telegram.vocabulary import Vocabulary

OTHER = "other"

_NOTHING = re.compile(r"[\W_]*+(?:NONE|N/?A|NIL|NO REFS?)?[\W_]*+", re.IGNORECASE)
# The kind is that of the first such word; a Defense or CIA report number decides it wherever it stands.
_REPORT_NUMBER = re.compile(r"\bIIR\b|\bTDX?\b[ -]{0,2}[0-9]|\b[0-9]{3}/[0-9]{5}-[0-9]{2}\b|\bFBIS\b", re.IGNORECASE)
_KIND = re.compile(
    r"(?P<email>\bE-?\s?MAILS?\b|@)"
    r"|(?P<telephone>\b(?:TEL|TELE|PHONE?|FONE|VIDEO)-?CON(?:S|F|FERENCES?|VERSATIONS?)?\b|\b(?:TELE)?PHONE\b|\bCALLS?\b)"
    r"|(?P<dtg>\bDTG\b|(?<![0-9])[0-9]{6}Z)"
    r"|(?P<report>\b(?:SIT|SPOT)?REP(?:ORT)?(?:S|ING)?\b|\bSTUDY\b|\bINTSUM\b)"
    r"|(?P<letter>\bLETTERS?\b|\bLTRS?\b|\bDIP(?:LOMATIC)?\s?NOTES?\b|\bNOTES? VERBALES?\b)"
    r"|(?P<meeting>\bMEETINGS?\b|\bMTGS?\b|\bMEMCONS?\b|\b(?:CONVERSATION|DISCUSSION|CONSULTATION)S?\b)",
    re.IGNORECASE,
)
_NOTES = (
    ("NOTAL", re.compile(r"\bNOTAL\b", re.IGNORECASE)),
    ("AND PREVIOUS", re.compile(r"\b(?:AND|&|ET)\s+(?:ALL\s+)?PREV(?:IOUS)?\b", re.IGNORECASE)),
)

_SERIAL_FIRST = re.compile(
    r"\W*(?P<serial>(?!(?:19|20)[0-9]{2}\s)[0-9]{3,6})\s+(?P<post>[A-Z][A-Z .'’-]{2,40})\W*", re.IGNORECASE
)
_YEAR = r"[(\[]?\s?['’]?((?:19|20)[0-9]{2}|[0-9O][0-9])\s?[)\]]?"
# The number of a sender that no list has, perhaps with a zero for an O: only where an entry consists of it.
_UNLISTED = re.compile(
    rf"\s*(?:{_YEAR}\s*)?(?P<post>(?:0(?=[A-Z]{{3}}))?[A-Z](?:[A-Z.'’-]|0(?=[A-Z]|\s+[0-9]))+(?:\s+[A-Z][A-Z.'’-]*){{0,3}}?)"
    r"(?:[\s:#-]*|,\s|\s?[([](?:['’]?((?:19|20)?[0-9]{2})|U|C|S|SBU|LOU|TS)[)\]]\s?)"
    r"(?P<serial>O?[0-9]{1,6})(?![0-9A-Z])",
    re.IGNORECASE,
)
_YEAR_AFTER = re.compile(r"\s*(?:[(\[]\s?['’]?((?:19|20)?[0-9]{2})\s?[)\]]|[-/]([0-9]{2}))(?![0-9/])")
_AFTER_UNLISTED = re.compile(r"[\s.,;]*(?:\(?(?:NOTAL|EXDIS|NODIS)\)?|AND PREV(?:IOUS)?)?[\s.,;]*", re.IGNORECASE)
# Airgrams were numbered by themselves, at each post, from 1 each year; the Department's circulars are CA. 233 of 443
# numbers that were cited and never found in 362 cables of 1973-79 were theirs or those of page banners.
_AIRGRAM = re.compile(
    r"(?<![\w.-])(?P<series>C?A)(?:\s?-\s?(?=[0-9])|(?=[0-9]{2}))(?P<number>[0-9]{1,5})(?![\w])", re.IGNORECASE
)
# The same with a blank for the hyphen, right behind the whole name of a post: STRELSAU A 226. Not where the A belongs
# to the name: PORT A 76 is a telegram of Port-au-Prince.
_BLANK_AIRGRAM = re.compile(
    r"(?<=[A-Z])[ \t]{1,3}(?P<series>A)[ \t]{1,2}(?P<number>[1-9][0-9]{0,3})(?![\w/])", re.IGNORECASE
)
_NAME_BEFORE = re.compile(r"(?:[A-Z][A-Z.'’]*[ \t]{1,3}){0,3}[A-Z][A-Z.'’]*\Z", re.IGNORECASE)
_LONGEST_NAME = 40  # characters before an airgram's A in which the post's name is looked for
_NO_SENDER = re.compile(
    r"\b(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|"
    r"(?:NOV|DEC)(?:EMBER)?|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY|UNSCR|UNGA|RES(?:OLUTION)?|P?L(?:AW)?|E\.?O\.?|"
    r"FA[MH]|CFR|USC|SECTION|PARA(?:GRAPH)?S?|PAGES?|PART|ARTICLE|ANNEX|TAB|ITEM|VOL(?:UME)?|NO|NUMBER|VERSION|"
    r"MEMO(?:RANDUM)?|NOTE|CIRC(?:ULAR)?S?|(?:DEP)?CIRTELS?|CASP|[CF]Y|CONTRACT|CASE|FAX|OF|FROM|ON|DATED|THE|FOR|AT|IN|BY|AND|OR|TO)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(rf"\b(?:{'|'.join(sorted(OFFICES_WITH_SERIES))})\b", re.IGNORECASE)
_ENDS_IN_LETTER = re.compile(r"(?<![A-Z])[A-Z][\s-]?\Z", re.IGNORECASE)  # a series of documents: EI U-0047
_REDACTED = re.compile(r"X{5,}", re.IGNORECASE)
_SEPARATOR = re.compile(r"\([^()]*+\)|(?P<hard>[;\n])|(?P<soft>,|\bAND\b|&|\s-\s)", re.IGNORECASE)
_KEYWORD = re.compile(r"\W*REF(?:TEL)?S?\W*", re.IGNORECASE)
_EDGES = " \t\n\r,;:¶-–"
_JOINT = re.compile(r"\A(?:AND|&)\s+|(?<!\s)\s*(?:\s(?:AND|OR)|[&/])\Z|[&/]\Z", re.IGNORECASE)
_GLUE = re.compile(
    r"(?:\s|[^\w\s]|\b(?:AND|SEE|ALSO|REFS?|REFTELS?|EMBASSY|CABLES?|IN|PREVIOUS|E\.?G)\b)*", re.IGNORECASE
)
_SIGNS = r"[ \t]?[.:)](?![A-Z]\.)[):]?"
_LABEL = re.compile(
    rf"(?<![A-Za-z_'’./&])(?P<mark>¶[ \t]?)?(?P<ref>REF(?:TEL)?[ \t]{{1,2}})?"
    rf"(?:\([ \t]?(?P<paren>[A-Z]|[0-9]{{1,2}})[ \t]?\)[.:]?"
    rf"|(?P<bare>[A-Z]|(?<![0-9])[0-9]{{1,2}})(?P<end>{_SIGNS}|[ \t]{{1,2}}[-–](?=[ \t])|(?=\s)))\s*",
    re.IGNORECASE,
)
# The drafter's own label after the one that the software put: `A. A) KYIV 02080`, `A. REF A STATE 122`.
_AGAIN = re.compile(
    rf"(?:\(([A-Z])\)[.:]?|([A-Z]){_SIGNS}|REF(?:TEL)?[ \t]{{1,2}}([A-Z])(?:{_SIGNS}|(?=[ \t])))\s*", re.IGNORECASE
)
# What begins like an entry for a cable: perhaps a year, the words of a name, a number or its redaction.
_NUMBER_AHEAD = re.compile(
    r"[\s¶]*(?:(?:[(\[]?['’]?(?:[0-9O][0-9]|(?:19|20)[0-9]{2})[)\]]?)[ \t]{0,2})?"
    r"[A-Z][A-Z'’][A-Z.'’]*+(?:[ \t\n-]{1,8}(?![A-Z][.):])[A-Z][A-Z.'’]*+){0,4}[\s:#-]{0,8}(?:O?[0-9]|X{4})",
    re.IGNORECASE,
)
_PORTION_MARKS = frozenset("CSU")
_LONGEST_DATED = 160  # what is longer is prose, and its first date not that of a document


class Label(NamedTuple):
    """A label in capitals, its span, and whether a punctuation mark or REF sets it off from the text."""

    name: str
    start: int
    end: int
    strong: bool


def parse_references(block: str, citing: CitingCable, vocabulary: Vocabulary) -> tuple[Reference, ...]:
    """Return the entries of a REF block, the text after the keyword up to the next field.

    An entry with several numbers gives as many references, with its label each. NONE and N/A are no entries. Years
    that the block does not give are those of the `citing` cable.
    """
    if _NOTHING.fullmatch(block):
        return ()
    entries = split_entries(block.lstrip(" \t\n:"))
    return tuple(reference for label, entry in entries for reference in _parse_entry(label, entry, citing, vocabulary))


def split_entries(block: str) -> Iterator[tuple[str | None, str]]:
    """Yield the entries of a block, each with its label; what stands before the first label has None."""
    name, start = None, 0
    for label in _labels(block):
        if name or any(character.isalnum() for character in block[start : label.start]):
            yield name, block[start : label.start]
        name, start = label.name, label.end
    yield name, block[start:]


def _labels(block: str) -> Iterator[Label]:
    """Yield the labels in sequence, and others where an entry clearly begins."""
    last, last_end, at = "", 0, 0
    while match := _LABEL.search(block, at):
        mark, ref, paren, bare, punctuation = match.groups()
        label = Label((paren or bare).upper(), match.start(), match.end(), bool(mark or ref or paren or punctuation))
        if not _begins_entry(block, label, last, last_end):
            at = match.start("paren" if paren else "bare") + 1
            continue
        last, last_end = label.name, label.end
        while (again := _AGAIN.match(block, last_end)) and (again[1] or again[2] or again[3]).upper() == last:
            last_end = again.end()
        yield label._replace(end=last_end)
        at = last_end


def _begins_entry(block: str, label: Label, last: str, last_end: int) -> bool:
    name = label.name
    if last and label.start == last_end:
        return False  # a portion marking after the label: B. (C) LIMA 55
    if name.isdecimal():
        expected = str(int(last) + 1) if last.isdecimal() else "" if last else "1"
    elif last.isdecimal():
        return False
    else:
        expected = chr(ord(last) + 1) if last else "A"
    before = block[max(last_end, label.start - 40) : label.start].rstrip(" \t-¶")
    starts_line = not before or before.endswith("\n")
    if name == expected and label.strong and starts_line:
        return True
    number_ahead = _NUMBER_AHEAD.match(block, label.end, label.end + 120) is not None
    if name == expected:
        ends_entry = _ends_entry(block, last_end, label.start)
        return (number_ahead or (last != "" and ends_entry)) if label.strong else (number_ahead and ends_entry)
    if not label.strong or name.isdecimal():
        return False
    if starts_line:
        return name not in _PORTION_MARKS if not last else name >= last or (number_ahead and name == "A")
    return last != "" and number_ahead and last <= name <= chr(ord(last) + 4)


def _ends_entry(block: str, start: int, end: int) -> bool:
    """Return whether the text before a label looks like a whole entry: with a number, or a stop or a gap at its end."""
    before = block[max(start, end - 200) : end]
    stripped = before.rstrip()
    return (
        stripped == ""
        or stripped[-1] in ",;.)"
        or before.endswith(("  ", "\n"))
        or any(character.isdecimal() for character in before)
        or _REDACTED.search(before) is not None
    )


def _parse_entry(label: str | None, entry: str, citing: CitingCable, vocabulary: Vocabulary) -> Iterator[Reference]:
    """Yield the references of one entry: an airgram or a cable for each number, and what else it names."""
    start = 0
    airgrams = [*_AIRGRAM.finditer(entry), *_airgrams_with_blank(entry, citing, vocabulary)]
    airgrams.sort(key=lambda found: found.start())
    for airgram, following in zip_longest(airgrams, airgrams[1:]):
        own = _start_of_airgram(entry, start, airgram.start(), citing, vocabulary)
        if any(character.isalnum() for character in entry[start:own]):
            yield from _parse_numbers(label, entry[start:own], citing, vocabulary)
        dated = date_at(entry, airgram.end(), citing.year)
        after = dated.end if dated else airgram.end()
        start = _end_of_airgram(entry, after, following.start() if following else len(entry), citing, vocabulary)
        yield Reference(
            label=label,
            raw=_stripped(entry[own:start]),
            kind="airgram",
            number=f"{airgram['series'].upper()}-{int(airgram['number'])}",
            date=citing.day_of(dated) if dated else None,
            note=_known_notes(entry[own:start]) or _note(entry[after:start]),
        )
    if start == 0 or not _GLUE.fullmatch(entry, start):
        yield from _parse_numbers(label, entry[start:], citing, vocabulary)


def _airgrams_with_blank(entry: str, citing: CitingCable, vocabulary: Vocabulary) -> Iterator[re.Match[str]]:
    """Yield where an airgram's number has a blank for its hyphen and follows the name of a post."""
    for found in _BLANK_AIRGRAM.finditer(entry):
        before = _NAME_BEFORE.search(entry, max(0, found.start() - _LONGEST_NAME), found.start())
        words = before[0].split() if before else []
        names = (despaced(" ".join(words[first:])) for first in range(len(words)))
        if any(
            recognise(name, vocabulary, citing.year) == PostReading(name, known=True, confidence=EXACT)
            and not recognise(f"{name}A", vocabulary, citing.year).known
            for name in names
        ):
            yield found


def _start_of_airgram(entry: str, start: int, end: int, citing: CitingCable, vocabulary: Vocabulary) -> int:
    """Return where between `start` and `end` the entry for an airgram begins: after the last cable's number there.

    Its sender's name stands before the number, and may have a comma: `LA PAZ 1234 (NOTAL), LA PAZ A-87`.
    """
    before = entry[start:end]
    found = cable_numbers.find_citations(before, vocabulary, citing.year)
    floor = found[-1].end if found else 0
    separators = (match for match in _SEPARATOR.finditer(before, floor) if match.lastgroup)
    ends = [match.end() for match in separators if found or match["hard"] == ";"]
    return start + (ends[-1] if ends else floor)


def _end_of_airgram(entry: str, start: int, end: int, citing: CitingCable, vocabulary: Vocabulary) -> int:
    """Return where between `start` and `end` what is said of an airgram ends: at a separator or a cable's number."""
    separators = (match.start() for match in _SEPARATOR.finditer(entry, start, end) if match.lastgroup)
    end = next(separators, end)
    found = cable_numbers.find_citations(entry[start:end], vocabulary, citing.year)
    return start + found[0].start if found else end


def _parse_numbers(label: str | None, entry: str, citing: CitingCable, vocabulary: Vocabulary) -> Iterator[Reference]:
    """Yield the references of an entry without airgrams: a cable for each number, and what else it names."""
    found = cable_numbers.find_citations(entry, vocabulary, citing.year)
    if len(found) == 1 and _is_year_like(found[0]) and not _GLUE.fullmatch(entry, 0, found[0].start):
        found = []
    if not found:
        for piece in _split(entry) if label is None else [entry]:
            yield from _without_listed_number(label, piece, citing, vocabulary)
        return
    start = 0
    lead = entry[: found[0].start]
    if not _GLUE.fullmatch(lead) and (_kind(lead) != OTHER or lead.rstrip()[-1:] in {";", ","} or "\n" in lead.strip()):
        yield from _without_listed_number(label, lead, citing, vocabulary)
        start = found[0].start
    elif _KEYWORD.fullmatch(lead):
        start = found[0].start
    for citation, following in zip_longest(found, found[1:]):
        end = following.start if following else len(entry)
        tail = entry[citation.end : end].rstrip(_EDGES)
        own = _own_length(tail, listed=label is None)
        yield _cable(label, entry[start : citation.end + own], tail[:own], citation, citing, vocabulary)
        if own < len(tail):
            for piece in _split(tail[own:]):
                yield from _without_listed_number(label, piece, citing, vocabulary)
        start = end


def _split(text: str) -> Iterator[str]:
    """Yield the text cut at semicolons outside parentheses."""
    start = 0
    for match in _SEPARATOR.finditer(text):
        if match["hard"] == ";":
            yield text[start : match.start()]
            start = match.end()
    yield text[start:]


def _own_length(tail: str, *, listed: bool) -> int:
    """Return how much of the text after a number is its own: all but a further entry (`AND SMITH-JONES E-MAIL 3/4`)."""
    if not tail:
        return 0
    separators = [match for match in _SEPARATOR.finditer(tail) if match.lastgroup]
    for match, following in zip_longest(separators, separators[1:]):
        piece = tail[match.end() : following.start() if following else len(tail)]
        if _GLUE.fullmatch(piece) or any(note.search(match[0] + piece) for _, note in _NOTES):
            continue
        if _kind(piece) != OTHER or (listed and match["hard"]):
            return match.start()
    return len(tail)


def _cable(
    label: str | None, raw: str, tail: str, citation: CitedNumber, citing: CitingCable, vocabulary: Vocabulary
) -> Reference:
    mrn, others = citation.resolved(citing, vocabulary)
    return Reference(
        label=label,
        raw=_stripped(raw),
        kind="cable",
        mrn=mrn,
        year_inferred=mrn is not None and citation.stated_year is None,
        confidence=citation.post.confidence,
        candidates=others,
        date=citing.day_of(citation.date, citation.year) if citation.date else None,
        note=_known_notes(raw) or _note(tail),
    )


def _without_listed_number(
    label: str | None, text: str, citing: CitingCable, vocabulary: Vocabulary
) -> Iterator[Reference]:
    """Yield the reference of an entry in which no known post's number stands."""
    raw = _stripped(text)
    if not any(character.isalnum() for character in raw):
        return
    kind = _kind(raw)
    if kind == OTHER and (citation := _unlisted(text, citing, vocabulary)):
        yield _cable(label, text, text[citation.end :], citation, citing, vocabulary)
        return
    if kind == OTHER and _REDACTED.search(raw) and _is_redacted_number(raw, vocabulary):
        kind = "cable"
    dated = find_date(raw, citing.year) if len(raw) <= _LONGEST_DATED else None
    yield Reference(label=label, raw=raw, kind=kind, date=dated.iso if dated else None)


def _unlisted(text: str, citing: CitingCable, vocabulary: Vocabulary) -> CitedNumber | None:
    """Return the citation that is a whole entry, with the serial first or a sender that no list has."""
    if len(text) > 200:
        return None
    match = _SERIAL_FIRST.fullmatch(text)
    if match and (post := recognise(despaced(match["post"]), vocabulary, citing.year)).known:
        return CitedNumber(match.start(), match.end(), None, post, int(match["serial"]), match["serial"])
    match = _UNLISTED.match(text)
    if match is None or any(each.search(match["post"]) for each in (_NO_SENDER, _OFFICE, _REDACTED, _ENDS_IN_LETTER)):
        return None
    captions = (vocabulary.captions.get(word.upper()) for word in match["post"].split())
    if any(caption and caption.kind != "routing" for caption in captions):
        return None  # a channel or handling, and the number of something else: AIDAC 1234
    name, serial = despaced(match["post"]).replace("0", "O"), digits(match["serial"])
    after = _YEAR_AFTER.match(text, match.end())
    year = match[1] or match[3] or (after and (after[1] or after[2]))
    end = after.end() if after else match.end()
    dated = date_at(text, end, citing.year)
    if not _AFTER_UNLISTED.fullmatch(text, dated.end if dated else end):
        return None
    if len(name) < 3 or not name.isalpha() or not 0 < serial <= LARGEST_SERIAL:
        return None
    full = full_year(digits(year), citing.year) if year else None
    post = PostReading(name, known=False, confidence=EXACT)
    end = dated.end if dated else match.end("serial")
    citation = CitedNumber(match.start(), end, full, post, serial, match["serial"], dated)
    return None if _is_year_like(citation) else citation


def _is_year_like(citation: CitedNumber) -> bool:
    """Return whether the serial may as well be the year of a report: `TOLL SURVEY ZENDA 2006`."""
    return citation.stated_year is None and len(citation.digits) == 4 and 1950 <= citation.serial <= 2050


def _is_redacted_number(raw: str, vocabulary: Vocabulary) -> bool:
    rest = _REDACTED.sub(" ", raw)
    return (
        rest.strip(_EDGES).isdecimal()
        or recognise(despaced(rest), vocabulary).known
        or bool(re.search(r"[0-9]\s*$", rest))
    )


def _kind(text: str) -> str:
    if _REPORT_NUMBER.search(text):
        return "report"
    match = _KIND.search(text)
    return match.lastgroup or OTHER if match else OTHER


def _known_notes(text: str) -> str | None:
    return ", ".join(name for name, pattern in _NOTES if pattern.search(text)) or None


def _note(tail: str) -> str | None:
    text = " ".join(tail.split()).strip(" .,;:-–¶&")
    if text.startswith("(") and text.find(")") == len(text) - 1:
        text = text[1:-1].strip()
    return None if _GLUE.fullmatch(text) else text


def _stripped(text: str) -> str:
    return _JOINT.sub("", text.strip(_EDGES)).strip(_EDGES)
