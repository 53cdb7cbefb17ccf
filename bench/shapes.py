"""Texts that attack the parser, each of any length: the same thing again and again, where it hurts most.

A shape is a name and a function that makes about so many characters of it. The parser's time is to grow with the
length and no faster on every one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice

from bench.corpus import Corpus

Shape = Callable[[int], str]

_HEADING = """VZCZCXYZ0001
PP RUEHWEB

DE RUEHPE #3229/01 2671326
ZNR UUUUU ZZH
P 241326Z SEP 07
FM AMEMBASSY LIMA
TO RUEHC/SECSTATE WASHDC PRIORITY 6934
"""
_FIELDS = """
UNCLAS LIMA 003229

SIPDIS

E.O. 12958: N/A
TAGS: PGOV SNAR PE
SUBJECT: A CABLE OF ONE KIND
"""
_REFERENCES = "\nREF: A. LIMA 909\nB. LIMA 1053\n"
_BODY = "\n1. (U) Summary: A first paragraph. End Summary.\n\n"
_END = "\n\n9. (U) A last paragraph.\nPENHALLOW\n"


def _repeated(unit: str, length: int) -> str:
    return unit * (length // len(unit))


def _numbered(form: str, length: int) -> str:
    """Return the unit again and again with a number that rises."""
    return "".join(form.format(number) for number in range(1, 1 + length // len(form.format(1000))))


def _between(before: str, after: str, made: Shape, length: int) -> str:
    return before + made(length) + after


def _nested(opening: str, closing: str, length: int) -> str:
    depth = length // (len(opening) + len(closing))
    return opening * depth + closing * depth


def _ordinary(length: int) -> str:
    """Return one cable with the paragraphs of many, numbered through, and lines as in the corpus."""
    corpus = Corpus(20_000)
    texts, size = [], 0
    for cable in map(corpus.cable, islice(corpus.numbers(), 9_000, None)):
        paragraphs = [part for part in cable.message.split("\n\n")[5:] if len(part) > 200]
        texts += paragraphs
        size += sum(map(len, paragraphs))
        if size > length:
            break
    return _HEADING + _FIELDS + _REFERENCES + _BODY + "\n\n".join(texts) + _END


def _many_cables(length: int) -> str:
    """Return a file into which many cables were poured."""
    corpus = Corpus(20_000)
    texts, size = [], 0
    for cable in map(corpus.cable, islice(corpus.numbers(), 9_000, None)):
        texts.append(cable.text)
        size += len(cable.text)
        if size > length:
            break
    return "\n\n".join(texts)


_ALONE = {
    "empty lines": "\n",
    "empty lines CRLF": "\r\n",
    "carriage returns": "\r",
    "spaces": " ",
    "tabs": "\t",
    "lines of spaces": "          \n",
    "NUL": "\0",
    "line separators": "\u2028\x0b\x0c\x85",
    "letters": "a",
    "capitals": "A",
    "digits": "7",
    "X": "X",
    "pilcrows": "¶",
    "dots": ".",
    "dashes": "-",
    "slashes": "/",
    "opening brackets": "[",
    "opening parentheses": "(",
    "closing parentheses": ")",
    "hashes": "#",
    "quotes": '"',
    "wide letters": "語",
    "combining marks": "e\u0301",
    "right-to-left marks": "\u202eא",
    "single letters": "A ",
    "letters a line": "A\n",
    "spaced capitals": "C O N F ",
    "digits and spaces": "7 ",
    "words in one line": "word and another ",
    "long lines": "word " * 400 + "\n",
    "Markdown links": "[1](#)",
    "Markdown links of words": "[PGOV](#) ",
    "unclosed Markdown links": "[a](#",
    "half Markdown links": "[a](",
    "Markdown labels alone": "[a]",
    "HTML tags": "<a ",
    "entities": "&amp;&#8217;",
    "marks in parentheses": "(C) ",
    "unclosed marks": "(C ",
    "pages": "PAGE 02        LIMA    003229  241326Z\n",
    "half pages": "PAGE 02        LIMA    003229\n",
    "section breaks": "LIMA 00003229  002 OF 003\n",
    "section breaks in one line": "word LIMA 00003229  002 OF 003 word ",
    "half section breaks": "LIMA 00003229  002 OF ",
    "post and serial": "LIMA 00003229 ",
    "transmission lines": "VZCZCXYZ0001\n",
    "routing lines": "PP RUEHWEB RUEHLP RUEHBO\n",
    "routing in one line": "RUEHWEB ",
    "DE lines": "DE RUEHPE #3229/01 2671326\n",
    "date-time groups": "P 241326Z SEP 07\n",
    "FM lines": "FM AMEMBASSY LIMA\n",
    "TO lines": "TO RUEHC/SECSTATE WASHDC PRIORITY 6934\n",
    "classification lines": "UNCLAS LIMA 003229\n",
    "spaced classification": "C O N F I D E N T I A L ",
    "classifications in one line": "UNCLAS SECTION 01 OF ",
    "weekday dates": "Wednesday, 29 November 2000, 13:59\n",
    "E.O. keywords": "E.O. 12958: DECL: ",
    "E.O. lines": "E.O. 12958: DECL: 09/24/2017\n",
    "TAGS keywords": "TAGS: ",
    "SUBJECT keywords": "SUBJECT: ",
    "SUBJECT lines": "SUBJECT: A CABLE OF ONE KIND\n",
    "REF keywords": "REF: ",
    "REF lines": "REF: LIMA 909\n",
    "Classified By keywords": "Classified By: ",
    "reasons": "Reason: 1.4 (b) and (d) ",
    "all keywords": "E.O. 12958: TAGS: SUBJECT: REF: Classified By: ",
    "paragraph numbers": "1. ",
    "signatures": "PENHALLOW\n",
    "BT": "BT\n",
    "NNNN": "NNNN\n",
}

_ADDRESSEES = {
    "addressees": "RUEHBO/AMEMBASSY BOGOTA PRIORITY 5112\n",
    "addressees in one line": "RUEHBO/AMEMBASSY BOGOTA PRIORITY 5112 ",
    "addressees without a route": "AMEMBASSY LA PAZ SEP 4529\n",
    "offices": "RHMFISS/CDR USSOUTHCOM//SCJ2//POLAD//\n",
    "slashes of offices": "//J2",
    "spaced address": "AMEMBASSY" + " " * 60,
    "distribution": "INFO  LOG-00   EEB-00   AID-00   AMAD-00\n",
}

_CAPTIONS = {
    "captions": "SIPDIS\n",
    "attention lines": "DEPT FOR INL, INR, WHA/AND\n",
    "attention without end": "FOR INL, ",
    "tags": "PGOV ",
    "glued tags": "PGOVPREL",
    "tags with commas": "PGOV, ",
    "tags over lines": "PGOV SNAR\n",
    "persons": "OVIP (PENHALLOW, CORNELIA) ",
    "unclosed persons": "OVIP (PENHALLOW, ",
    "words as tags": "COUNTRY CLEARANCE ",
    "linked tags": "[PGOV](#) ",
}

_CITED = {
    "references, a line each": "A. LIMA 909\n",
    "references in one line": "A. LIMA 909 ",
    "references with Markdown marks": "[1](#)B. LIMA 1053\n",
    "references with years": "(08) 07 LIMA 1053 (09) 2006 ",
    "carried serials": "LIMA 909, 1053 AND 1101/",
    "serials alone": "909 ",
    "labels alone": "A. ",
    "labels in parentheses": "(A) ",
    "doubled labels": "A. (A) A) ",
    "posts alone": "LIMA ",
    "first words of posts": "LA ",
    "long posts": "SAN SANTO PORT NEW ",
    "years alone": "2007 ",
    "apostrophes": "'07 ",
    "notes": "(NOTAL) AND PREVIOUS ",
    "conjunctions": "AND ",
    "e-mails": "PENHALLOW-KRASZ E-MAIL OF 9/24/07 ",
    "reports": "IIR 6 854 0025 07 ",
    "unclosed notes": "LIMA 909 (NOTAL ",
    "redacted references": "LIMA XXXXXXXXXXXX ",
}

_TEXTS = {
    "paragraphs": "2. (SBU) A word or two of text.\n\n",
    "paragraphs with a pilcrow": "¶2. (C) A word or two of text.\n\n",
    "paragraph numbers a line": "2.\n",
    "numbers in one line": "2. (C) 3. (C) ",
    "lettered paragraphs": "A. A word or two of text.\n",
    "marks before numbers": "(C) 2. Text\n",
    "unclosed portion marks": "2. (C text\n",
    "marks without numbers": "(C) Text\n\n",
    "headings": "A HEADING\n\n",
    "headings without blank lines": "A HEADING\n",
    "ruled headings": "A HEADING\n---------\n",
    "rules": "-- --- ----\n",
    "bullets": "-- a point\n",
    "columns": "one     two     three\n",
    "summaries": "Summary: ",
    "ends of summaries": "End Summary. ",
    "comments": "Comment: text. End Comment.\n",
    "labels": "(ref A) ",
    "many labels": "refs A, B, C and ",
    "ref words": "ref ",
    "reftels": "reftels ",
    "septels": "septel ",
    "paragraph mentions": "para 6 ",
    "many paragraph mentions": "paras 1, 2, 3 and ",
    "para words": "para ",
    "cables named": "LIMA 1053 ",
    "cables named with years": "07 LIMA 1053, ",
    "many cables named": "LIMA 1053, 1054, 1055 and ",
    "posts without serials": "La Paz San Salvador ",
    "redactions": "XXXXXXXXXXXX ",
    "removed names": "[NAME REMOVED] ",
    "unclosed removals": "[NAME ",
    "accidents": "Karzai,s &word8 ",
    "capital words": "MANY CAPITAL WORDS ",
    "surnames at the end": "PENHALLOW\n",
    "blank lines in the body": "word\n\n\n\n\n\n\n\n",
    "trailing spaces": "word" + " " * 80 + "\n",
    "sections in sentences": "a sentence LIMA 00003229 002.2 OF 003 goes on\n",
    "attributes of 1973": "Message Attributes\nAutomatic Decaptioning: X\n",
}

_RISING = {
    "paragraphs that rise": "{}. (SBU) A word or two of text.\n\n",
    "paragraphs with headings": "A HEADING\n\n{}. (SBU) A word or two of text.\n\n",
    "cables named, all different": "as told in LIMA {} and ",
    "letters and numbers": "A. {}. text\n",
    "capitalised numbers": "NO {} \n",
}


def shapes() -> dict[str, Shape]:
    """Return all shapes by name: alone, and within a cable as addressees, captions, references, text and after them."""
    within = {
        "addressees": (_HEADING + "INFO ", _FIELDS + _REFERENCES + _BODY + _END),
        "captions": (_HEADING + "\nUNCLAS LIMA 003229\n\nSIPDIS\nTAGS: ", "\nSUBJECT: ONE\n" + _BODY + _END),
        "references": (_HEADING + _FIELDS + "\nREF: ", "\n" + _BODY + _END),
        "text": (_HEADING + _FIELDS + _REFERENCES + _BODY, _END),
    }
    made: dict[str, Shape] = {"ordinary paragraphs": _ordinary, "many cables in one": _many_cables}
    made |= {f"{name}, alone": partial(_repeated, unit) for name, unit in _ALONE.items()}
    made["nested brackets, alone"] = partial(_nested, "[", "]")
    made["nested links, alone"] = partial(_nested, "[", "](#)")
    made["nested parentheses, alone"] = partial(_nested, "(", ")")
    for zone, units in (
        ("addressees", _ADDRESSEES),
        ("captions", _CAPTIONS),
        ("references", _CITED),
        ("text", _TEXTS),
    ):
        before, after = within[zone]
        for name, unit in units.items():
            made[f"{name}, {zone}"] = partial(_between, before, after, partial(_repeated, unit))
    for name, form in _RISING.items():
        made[f"{name}, text"] = partial(_between, *within["text"], partial(_numbered, form))
    return made
