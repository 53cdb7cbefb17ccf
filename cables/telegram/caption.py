"""Caption block, between the classification line and the first keyword.

Captions (SIPDIS, NOFORN, SENSITIVE), attention lines (`DEPT FOR INL, INR`; `STATE PASS USTR`), and the note of a
corrected copy. SIPDIS stands twice in one cable of five: each caption counts once.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cables.telegram import keywords
from cables.telegram.vocabulary import Vocabulary, derived


class Captions(NamedTuple):
    """Contents of the caption block; `corrected_copy` is the note of a corrected copy, or its bare words."""

    captions: tuple[str, ...]
    attention: tuple[str, ...]
    corrected_copy: str | None


_NOT_CAPTIONS = frozenset({"CORRECTED COPY", "LIMITED OFFICIAL USE", "ECONOMIC", "AGRICULTURE", "COMMERCE"})
_MORE_CAPTIONS = (
    "NOT FOR INTERNET DISTRIBUTION",
    "FOR OFFICIAL USE ONLY",
    "NOCONTRACT",
    "PROPIN",
    "REL TO [A-Z, ]{3,60}",
)
_WITH_NUMBER = frozenset({"TOSEC", "SECTO", "PARTO"})
_CORRECTED = re.compile(r"C ?O ?R ?R ?E ?C ?T ?E ?D {0,4}(?:C ?O ?P ?Y|CABLE)\b[ \t:;.,-]*")
_ATTENTION = re.compile(r"[^\n]{0,80}?\b(?:FOR|PASS|ALSO|PLEASE)\b|[^\n]{2,60}:")
# An attention line below the header's fields, in capitals: `FOR THE AMBASSADOR FROM THE ACTING SECRETARY`.
_OFFICES = r"(?:DEPT|DEPARTMENT|STATE|WHITE HOUSE|NSC|TREASURY|USTR|DOD|AID|USAID|USDA|COMMERCE|AMEMBASSY|EMBASSY)"
_OFFICERS = (
    r"(?:AMB(?:ASSADORS?)?|CHARGES?|CHIEFS? OF|CG|COM|CONSULS?|DCM|MINISTER|PRINCIPAL OFFICERS?"
    r"|(?:(?:ASSISTANT|DEPUTY|UNDER) )?SECRETARY|[A-Z]{1,5}/[A-Z]{1,6})\b"
)
_LATE_ATTENTION = re.compile(
    rf"[ \t]*(?:(?:{_OFFICES}[A-Z/, ]{{0,40}} )?FOR [^\n]{{2,60}} FROM [^\n]{{2,60}}"
    rf"|{_OFFICES}[A-Z/, ]{{0,40}} (?:FOR|PASS)\b[^\n]{{2,80}}"
    rf"|(?:(?:EYES ONLY |PERSONAL )?FOR|FROM|(?:PLEASE )?PASS(?: TO)?) (?:THE )?(?:ACTING )?{_OFFICERS}[^\n]{{0,80}})"
    r"(?<![.:;?!])[ \t]*(?=\n|\Z)"
)
_FILLED_LINE = re.compile(r"[^\s][^\n]*")
_LONGEST_ATTENTION = 100  # where no keyword ends the block
_LONGEST_JOINED = 1000
_SEPARATORS = re.compile(r"[\s,;/.-]*")


def find_end(upper: str, start: int, limit: int, vocabulary: Vocabulary) -> int:
    """Return where a caption block from `start` on ends that no keyword ends: before the first other line."""
    end = start
    for found in _FILLED_LINE.finditer(upper, start, limit):
        line = found[0].rstrip()
        captions, rest = _leading_captions(line, vocabulary)
        if rest and (
            (not captions and keywords.OPENING_LINE.match(upper, found.start(), limit))
            or not (_CORRECTED.match(rest) or (len(line) < _LONGEST_ATTENTION and _ATTENTION.match(line)))
        ):
            break
        end = found.end()
    return end


def is_caption_line(line: str, vocabulary: Vocabulary) -> bool:
    """Return whether a line in capitals has captions and nothing else."""
    captions, rest = _leading_captions(line, vocabulary)
    return bool(captions) and not rest


def find_attention_end(text: str, start: int, limit: int) -> int:
    """Return where attention lines below the header's fields end, before the first paragraph's number at `limit`.

    `start` where none stands there. They are whole lines in capitals and no sentences.
    """
    end = start
    for found in _FILLED_LINE.finditer(text, start, limit):
        if not _LATE_ATTENTION.match(text, found.start(), limit) or not found[0].isupper():
            break
        end = found.end()
    return end


def parse_captions(text: str, vocabulary: Vocabulary, caveats: tuple[str, ...] = ()) -> Captions:
    """Return the captions, each once, after the `caveats` of the classification line, and the attention lines."""
    captions = dict.fromkeys(caveats)
    attention: list[str] = []
    corrected_copy = None
    goes_on = False
    for line in text.split("\n"):
        words = " ".join(line.split())
        if not words:
            goes_on = bool(attention) and attention[-1][-1] == ","
            continue
        if corrected := _CORRECTED.search(words.upper()):
            note = words[corrected.end() :].strip(" ()-:.*")
            corrected_copy = note or "CORRECTED COPY"
            words = words[: corrected.start()].strip(" -*(")
        found, rest = _leading_captions(words.upper(), vocabulary)
        captions.update(dict.fromkeys(found))
        words = words[len(words) - len(rest) :]
        if not words:
            goes_on = False
        elif (
            goes_on
            and len(attention[-1]) < _LONGEST_JOINED
            and (attention[-1][-1] in ",;/" or not _ATTENTION.match(words.upper()))
        ):
            attention[-1] += " " + words
        else:
            attention.append(words)
            goes_on = True
    return Captions(tuple(captions), tuple(attention), corrected_copy)


def corrected_in_subject(subject: str) -> str | None:
    """Return the note of a corrected copy on the SUBJECT line (4 cables): `CORRECTED COPY: ...`."""
    found = _CORRECTED.search(subject.upper())
    if found is None:
        return None
    note = subject[found.end() :].strip(" ()") if found.start() else ""
    return note or "CORRECTED COPY"


def _leading_captions(upper: str, vocabulary: Vocabulary) -> tuple[list[str], str]:
    """Return the captions that a line begins with, and the rest of it."""
    found: list[str] = []
    position = 0
    caption = _caption(vocabulary)
    while match := caption.match(upper, position):
        found.append(" ".join(match[0].split()))
        position = _SEPARATORS.match(upper, match.end()).end()  # type: ignore[union-attr]  # matches the empty string
    return found, upper[position:]


@derived
def _caption(vocabulary: Vocabulary) -> re.Pattern[str]:
    words = [caption for caption in vocabulary.captions if caption not in _NOT_CAPTIONS]
    patterns = [re.escape(word) + (r"\s?\d{1,8}" if word in _WITH_NUMBER else "") for word in words]
    patterns += _MORE_CAPTIONS
    longest_first = "|".join(sorted(patterns, key=len, reverse=True))
    return re.compile(rf"(?:{longest_first})(?!\w|/(?!/)| FOR\b| PASS\b)")
