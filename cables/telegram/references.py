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
from cables.telegram.cable_numbers import CitedNumber, CitingCable
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
_YEAR = r"\(?\s?['’]?((?:19|20)[0-9]{2}|[0-9O][0-9])\s?\)?"
# The number of a sender that no list has: only where an entry consists of it.
_UNLISTED = re.compile(
    rf"\s*(?:{_YEAR}\s*)?(?P<post>[A-Z][A-Z.'’-]+(?:\s+[A-Z][A-Z.'’-]*){{0,3}}?)[\s:#-]*"
    rf"(?P<serial>O?[0-9]{{1,6}})(?:\s*(?:\(\s?['’]?((?:19|20)?[0-9]{{2}})\s?\)|[-/]([0-9]{{2}})))?[\s.,;]*"
    r"(?:\(?(?:NOTAL|EXDIS|NODIS)\)?|AND PREV(?:IOUS)?)?[\s.,;]*",
    re.IGNORECASE,
)
_NO_SENDER = re.compile(
    r"\b(?:JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?|OCT(?:OBER)?|"
    r"(?:NOV|DEC)(?:EMBER)?|(?:MON|TUES|WEDNES|THURS|FRI|SATUR|SUN)DAY|UNSCR|UNGA|RES(?:OLUTION)?|P?L(?:AW)?|E\.?O\.?|"
    r"FA[MH]|CFR|USC|SECTION|PARA(?:GRAPH)?S?|PAGES?|PART|ARTICLE|ANNEX|TAB|ITEM|VOL(?:UME)?|NO|NUMBER|VERSION|"
    r"MEMO(?:RANDUM)?|NOTE|CONTRACT|CASE|FAX|OF|FROM|ON|DATED|THE|FOR|AT|IN|BY|AND|OR|TO)\b",
    re.IGNORECASE,
)
_REDACTED = re.compile(r"X{5,}", re.IGNORECASE)
_SEPARATOR = re.compile(r"\([^()]*+\)|(?P<hard>[;\n])|(?P<soft>,|\bAND\b|&|\s-\s)", re.IGNORECASE)
_KEYWORD = re.compile(r"\W*REF(?:TEL)?S?\W*", re.IGNORECASE)
_EDGES = " \t\n\r,;:¶-–"
_JOINT = re.compile(r"\A(?:AND|&)\s+|\s*(?:\s(?:AND|OR)|[&/])\Z", re.IGNORECASE)
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
    r"[\s¶]*(?:(?:\(?['’]?(?:[0-9O][0-9]|(?:19|20)[0-9]{2})\)?)[ \t]{0,2})?"
    r"[A-Z][A-Z'’][A-Z.'’]*+(?:[ \t\n-]{1,8}(?![A-Z][.):])[A-Z][A-Z.'’]*+){0,4}[\s:#-]{0,8}(?:O?[0-9]|X{4})",
    re.IGNORECASE,
)
_PORTION_MARKS = frozenset("CSU")


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
    """Yield the references of one entry: a cable for each number, and what else it names."""
    found = cable_numbers.find_citations(entry, vocabulary, citing.year)
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
        year_inferred=mrn is not None and citation.year is None,
        confidence=citation.post.confidence,
        candidates=others,
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
    yield Reference(label=label, raw=raw, kind=kind)


def _unlisted(text: str, citing: CitingCable, vocabulary: Vocabulary) -> CitedNumber | None:
    """Return the citation that is a whole entry, with the serial first or a sender that no list has."""
    if len(text) > 200:
        return None
    match = _SERIAL_FIRST.fullmatch(text)
    if match and (post := recognise(despaced(match["post"]), vocabulary, citing.year)).known:
        return CitedNumber(match.start(), match.end(), None, post, int(match["serial"]), match["serial"])
    match = _UNLISTED.fullmatch(text)
    if match is None or _NO_SENDER.search(match["post"]) or _REDACTED.search(match["post"]):
        return None
    name, serial = despaced(match["post"]), digits(match["serial"])
    year = match[1] or match[4] or match[5]
    if len(name) < 3 or not name.isalpha() or not 0 < serial <= LARGEST_SERIAL:
        return None
    full = full_year(digits(year), citing.year) if year else None
    post = PostReading(name, known=False, confidence=EXACT)
    return CitedNumber(match.start(), match.end("serial"), full, post, serial, match["serial"])


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
