"""Texts that attack the parser, each of any length: the same thing again and again, where it hurts most.

A shape is a name and a function that makes about so many characters of it. The time in which it is divided, parsed and
fingerprinted is to grow with the length and no faster on every one of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import islice

from bench.corpus import Corpus
from cables.telegram.sections import MOST, SEPARATOR

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
_FORM = """UNCLASSIFIED
SBU

MRN:            12 LIMA 3229
Date/DTG:       Mar 05, 2012 / 051530Z MAR 12
From:           AMEMBASSY LIMA
"""
_FORM_FIELDS = """E.O.:           13526
TAGS:           PGOV, SNAR, PE
Subject:        A Cable of One Kind
"""
_FORM_END = """
Signature:      PENHALLOW

Drafted By:     LIMA:Penhallow, Cornelia
Dissemination Rule: Archive Copy
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


def _joined(section: str, ending: str, length: int) -> str:
    """Return as many sections as a text can be joined of, each with the ending repeated until it is as long."""
    own = length // (MOST - 1)
    return SEPARATOR.join([section + ending * ((own - len(section)) // len(ending))] * (MOST - 1))


def _stretched(before: str, unit: str, after: str, length: int) -> str:
    return before + unit * (length // len(unit)) + after


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
    "page banners": "PAGE 02        LIMA  03229  241326Z\n",
    "page banners that disagree": "PAGE 02  LIMA  03229  241326Z\nPAGE 03  BOGOTA  05112  241326Z\n",
    "page banners in one line": "word PAGE 02  LIMA  03229  241326Z ",
    "page banners over two lines": "CONFIDENTIAL\n\nPAGE 02\n\nLIMA  03229  241326Z\n\n",
    "page banners of later sections": "PAGE 01  LIMA  03229  02 OF 03  241326Z\n\nword\n",
    "later sections in one line": "PAGE 01  LIMA  03229  02 OF 03  241326Z SECTION ",
    "feet of pages": "CONFIDENTIAL \n",
    "half page banners over lines": "PAGE 02\n\n\n\n",
    "stamps": "Declassified/Released US Department of State EO Systematic Review 30 JUN 2005\n",
    "stamps over lines": "Cornelia Penhallow\nDeclassified/Released\nUS Department of State\n30 JUN 2005\n",
    "stamps between sentences": "a word\nDeclassified/Released US Department of State\n\nand another\n",
    "form feeds": "\f\n",
    "backslashes": "\\ ",
    "titles of records": "Message Text\n",
    "records": "Message Text\n\nMessage Attributes\nDraft Date: 01 JAN 1976\nFrom: LIMA\n",
    "attribute titles": "Message Attributes\n",
    "headings of telegrams": "P 241326Z SEP 07\nFM AMEMBASSY LIMA\nUNCLAS LIMA 3229\n",
    "office blocks": "ACTION ARA-15\nINFO OCT-01 ISO-00\n",
    "drafters": "DRAFTED BY ARA:CPENHALLOW\nAPPROVED BY ARA:CPENHALLOW\n",
    "section separators": "\x1d",
    "misspelt classifications": "CONFIDNETIAL LIMA 3229\n",
    "levels in words": "LIMITED OFFICIAL USE ",
    "sections in words": "UNCLAS SECTION ONE OF THREE LIMA 3229\n",
    "unordered marks": "\u0301\u0316",
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
    "precedences alone": "PRIORITY\n",
    "excluded posts": "XMT AMEMBASSY LA PAZ\nAMEMBASSY QUITO\n",
}

_CAPTIONS = {
    "captions": "SIPDIS\n",
    "captions in one line": "SIPDIS NOFORN ",
    "corrected copies": "CORRECTED COPY ",
    "attention lines in capitals": "FOR THE AMBASSADOR FROM THE SECRETARY\n",
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
    "REF labels": "REF: (A) (B) ",
    "labels again": "A. A) REF A ",
    "dates in a row": "DECEMBER 4, 2006 ",
    "dates of references": "LIMA 909 OF DECEMBER 4, 2006, ",
    "date-time groups cited": "DTD 211400Z OCT 77 ",
    "dates in brackets": "LIMA 909 (NOTAL) (DEC 06)\n",
    "airgrams": "LA PAZ A-87, ",
    "airgrams without end": "A-87 (",
    "redactions in a row": "XXXXX ",
    "blank lines between entries": "A. LIMA\n\n909\n\n",
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
    "attributes": "Message Attributes\nDraft Date: 01 JAN 1976\nFrom: LIMA\nSubject: A SPECIMEN\n",
    "keys without values": "Subject:\n",
    "captions on lines in the body": "word\nSIPDIS\nword\n",
    "captions on one line in the body": "word\nSIPDIS NOFORN word",
    "SIPDIS before sentences": "a word\nSIPDIS and another",
    "SIPDIS before blanks": "a word\nSIPDIS" + " " * 80,
    "pilcrows in a row": "¶ ¶ ",
    "pilcrows before letters": "¶A. ¶B. ",
    "pilcrows a line": "¶ 2006 word\n",
    "second headings": "\nVZCZCXYZ0001\nFM AMEMBASSY LIMA\n",
    "quoted headings": "QUOTE:\nP 241326Z SEP 07\nFM AMEMBASSY BOGOTA\nUNCLAS BOGOTA 5112\n",
    "headings in title case": "A Few Words Alone\n\n",
    "headings right below sentences": "A word or two of text.\nA HEADING\n",
    "framed headings": "//A HEADING//\n",
    "dashed headings": "--A Heading--\n\n",
    "headings with rules beside": "A HEADING ---- ",
    "lists above a rule": "-- a point\nA HEADING\n-------\n",
    "marks alone": "\n\n(B)\nText",
    "names in title case at the end": "Cornelia Penhallow\n",
    "names in one line at the end": "PENHALLOW ",
    "names with titles at the end": "AMBASSADOR PENHALLOW, JR.\n",
    "classification words at the end": "UNCLASSIFIED CONFIDENTIAL\n",
    "stamps at the end": "Cornelia Penhallow\nDeclassified/Released US Department of State\n",
    "stamps of a release": (
        "word\nUNCLASSIFIED U.S. Department of State Case No. F-2012-00000 Doc No. C00000000 Date: 01/01/2013\n"
    ),
    "stamps of a release in one line": "U.S. Department of State Case No. F-2012-00000 Doc No. C00000000 word ",
    "stamps torn": "UNCLASSIFIED\nU.S. Department of State\nCase No.\n",
    "release lines": "\nRELEASE IN PART\nB1, 1.4(D)\n",
    "release lines in one line": "RELEASE IN PART B6 ",
    "numbers of a release": "word\nDoc No. C00000000\nword\nC00000000\n",
    "reviewers": "REVIEW AUTHORITY: Cornelia Penhallow, Senior\n",
    "reviewers in one line": "REVIEW AUTHORITY: Cornelia ",
    "days of declassification": "Case No. F-2012-00000\n\nDeclassify on: 01/01/2025\n",
    "classifiers of a release": "Case No. F-2012-00000\n\nClassified by DAS on 07/30/2015 - Class: SECRET\n",
    "struck classifications": "~~SECRET~~ ",
    "notes below a signature": "PENHALLOW\nNOTE BY OC: word\n",
    "mailers' lines": "Penhallow 07/30/2008 11:05:12 AM From DB/Inbox: CABLES\n",
}

# Units within the form of a SMART telegram: among its fields, in its text and below it.
_IN_FORM = {
    "labels": "MRN:\n",
    "labels of all kinds": "Action:\nTAGS:\nReference:\n",
    "labels that nobody knows": "Another Label:  word\n",
    "labels without values": "Another Label:\n",
    "labels below the text": "Drafted By:\n",
    "all labels below the text": "Signature: word\nCleared By: word\nInfo: word\n",
    "subjects": "Subject: word\n",
    "columns": "MRN:\nFrom:\nAction:\nInfo:\n12 LIMA 3229\nAMEMBASSY LIMA\nBOGOTA, AMEMBASSY ROUTINE\n",
    "columns without values": "Tags:\nAnother Label:\nFrom:\nAction:\n",
    "columns of many values": "Drafted By:\nCleared By:\nInfo:\n" + "BOGOTA, AMEMBASSY ROUTINE\n" * 200,
    "subjects over lines": "Subject: word\n  word\n  word\n",
    "places": "BOGOTA, AMEMBASSY ROUTINE\n",
    "places in one line": "BOGOTA, AMEMBASSY ROUTINE; ",
    "places without precedence": "BOGOTA, AMEMBASSY\n",
    "lists below blank lines": "Info:\n\nBOGOTA, AMEMBASSY ROUTINE\n\nword\n",
    "pages": "UNCLASSIFIED\nSBU\n  Page 1 of 2\n\fUNCLASSIFIED\nSBU\n",
    "numbers of pages": "Page 1 of 2\n",
    "captions of pages": "SENSITIVE, SIPDIS, NOFORN\n",
    "levels": "UNCLASSIFIED\n",
    "levels with words": "a sentence goes\nUNCLASSIFIED\non\n",
    "clearances": "Cleared By:     POL:Penhallow, Cornelia\n                ECON:Penhallow\n",
    "blanks before words": " " * 70 + "word\n",
    "words": "word ",
    "colons": ": ",
}

_WITHHELD = {
    "codes": "B6 ",
    "codes a line": "B6\n",
    "codes with commas": "B1, 1.4(D), ",
    "codes below blank lines": "word\n\nB6\n\n",
    "codes in the margin": "a word" + " " * 60 + "B6\n",
    "codes of the Act": "(b)(7)(C) ",
    "codes of the Act unclosed": "(b)(7 ",
    "blanks with codes": "word [          ] B6 ",
    "blanks with codes below": "word [          ]\n   B6\n",
    "blanks unclosed": "[          ",
    "marks with codes": "XXXXXXXXXXXX B6 ",
    "codes before visas": "B1/B2 visas ",
    "codes behind words": "section B6\n",
    "codes between stamps": "word\n\nB6\n\nCase No. F-2012-00000\n\n",
    "blanks": " ",
    "empty lines": "\n",
}

_RISING = {
    "forms, all different": "MRN: 12 LIMA {}\nDate/DTG: 051530Z MAR 12\nFrom: AMEMBASSY LIMA\n",
    "numbers of forms, all different": "MRN: 12 LIMA {}\n",
    "paragraphs that rise": "{}. (SBU) A word or two of text.\n\n",
    "paragraphs with headings": "A HEADING\n\n{}. (SBU) A word or two of text.\n\n",
    "cables named, all different": "as told in LIMA {} and ",
    "letters and numbers": "A. {}. text\n",
    "page banners, all different": "PAGE 02  LIMA  {:05}  241326Z\n",
    "sections, all different": "LIMA {:08}  002 OF 003\n",
    "classification lines above fields, all different": "UNCLAS LIMA {}\nSUBJECT: A FERRY\n\n",
    "classification lines, all different": "UNCLAS LIMA {}\n",
    "dated classification lines, all different": "P 241326Z SEP 07\nTO SECSTATE WASHDC\nUNCLAS LIMA {}\n",
    "headings of other posts, all different": "FM AMEMBASSY QUITO\nUNCLAS LIMA {}\n",
    "quotations that end, all different": "UNCLAS LIMA {}\nSUBJECT: A FERRY\nUNQUOTE\n",
    "headings, all different": "\nP 241326Z SEP 07\nFM AMEMBASSY LIMA\nUNCLAS LIMA {}\n",
    "telegrams, all different": "NNNN\nP 241326Z SEP 07\nFM AMEMBASSY LIMA\nUNCLAS LIMA {}\n",
    "capitalised numbers": "NO {} \n",
}

_BODY_OF_ONE = _HEADING + _FIELDS + _REFERENCES + _BODY
# What stands before a gap of blanks or of empty lines, after which a word follows.
_BEFORE_GAP = {
    "the sender": _HEADING.partition("AMEMBASSY")[0],
    "an addressee": _HEADING.rstrip(),
    "a level": _HEADING + "\nCONFIDENTIAL",
    "a section": _HEADING + "\nCONFIDENTIAL SECTION 01 OF",
    "a caption": _HEADING + "\nUNCLAS LIMA 003229\n\nSIPDIS",
    "the order": _HEADING + "\nUNCLAS LIMA 003229\n\nE.O. 12958:",
    "the tags": _HEADING + "\nUNCLAS LIMA 003229\n\nTAGS:",
    "the subject": _HEADING + _FIELDS.rstrip(),
    "a field": _HEADING + _FIELDS,
    "the references": _HEADING + _FIELDS + "REF:",
    "a label": _HEADING + _FIELDS + _REFERENCES + "C.",
    "a citation": _HEADING + _FIELDS + _REFERENCES.rstrip(),
    "the classifier": _HEADING + _FIELDS + "Classified By:",
    "a number": _BODY_OF_ONE + "\n2.",
    "a portion marking": _BODY_OF_ONE + "\n2. (C)",
    "a pilcrow": _BODY_OF_ONE + "\n¶",
    "a line": _BODY_OF_ONE + "\n2. (C) Text\n",
    "a page": _BODY_OF_ONE + "\nPAGE 02",
    "a stamp": _BODY_OF_ONE + "\nDeclassified/Released",
    "attributes": _BODY_OF_ONE + "\nMessage Attributes",
    "a rule": _BODY_OF_ONE + "\n-----",
    "a heading": _BODY_OF_ONE + "\nA HEADING",
    "a label in the text": _BODY_OF_ONE + "\nas told in ref",
    "a cable in the text": _BODY_OF_ONE + "\nas told in LIMA 1053",
    "a signature": _BODY_OF_ONE + "\nPENHALLOW",
    "the number of a form": _FORM.partition("12 LIMA")[0],
    "the fields of a form": _FORM,
    "the addressees of a form": _FORM + "Action:         BOGOTA, AMEMBASSY",
    "the title of a form": _FORM + _FORM_FIELDS.rstrip(),
    "the text of a form": _FORM + _FORM_FIELDS + _BODY + "word",
    "the end of a form": _FORM + _FORM_FIELDS + _BODY + _FORM_END.rstrip(),
    "the page of a form": _FORM + _FORM_FIELDS + _BODY + "\nUNCLASSIFIED\nSBU",
}


def shapes() -> dict[str, Shape]:
    """Return all shapes by name: alone, and within a cable as addressees, captions, references, text and after them."""
    within = {
        "addressees": (_HEADING + "INFO ", _FIELDS + _REFERENCES + _BODY + _END),
        "captions": (_HEADING + "\nUNCLAS LIMA 003229\n\nSIPDIS\nTAGS: ", "\nSUBJECT: ONE\n" + _BODY + _END),
        "references": (_HEADING + _FIELDS + "\nREF: ", "\n" + _BODY + _END),
        "text": (_HEADING + _FIELDS + _REFERENCES + _BODY, _END),
        "release": ("RELEASE IN PART B6\n" + _HEADING + _FIELDS + _REFERENCES + _BODY, "\nB6\n" + _END + "\nB6\n"),
        "header of a release": ("RELEASE IN PART B6\n" + _HEADING + _FIELDS, "\nB6\n" + _REFERENCES + _BODY + _END),
    }
    made: dict[str, Shape] = {"ordinary paragraphs": _ordinary, "many cables in one": _many_cables}
    made |= {f"{name}, alone": partial(_repeated, unit) for name, unit in _ALONE.items()}
    made["nested brackets, alone"] = partial(_nested, "[", "]")
    made["nested links, alone"] = partial(_nested, "[", "](#)")
    made["nested parentheses, alone"] = partial(_nested, "(", ")")
    heading = _HEADING + _FIELDS
    made["sections of blanks"] = partial(_joined, heading, " ")
    made["sections of words"] = partial(_joined, heading, "word\n")
    made["a section of blanks"] = partial(_stretched, heading + SEPARATOR + heading, " ", "")
    made["a section of lines"] = partial(_stretched, heading + SEPARATOR + heading, "\n", "")
    made["a level below blanks"] = partial(_stretched, heading + SEPARATOR + heading, " ", "CONFIDENTIAL")
    made["captions of a level"] = partial(_stretched, _HEADING + "\nCONFIDENTIAL", " NOFORN", " word\n")
    made["levels before blanks"] = partial(_stretched, _HEADING, "\nCONFIDENTIAL" + " " * 2000, "word\n")
    made["a banner among blanks"] = partial(_stretched, heading + "word", " ", "PAGE 02  LIMA  03229  241326Z word")
    made["a record without end"] = partial(
        _stretched, heading + "\nMessage Attributes\nFrom: LIMA\nSubject: ", "word ", "\nTo: BOGOTA\n"
    )
    for zone, units in (
        ("addressees", _ADDRESSEES),
        ("captions", _CAPTIONS),
        ("references", _CITED),
        ("text", _TEXTS),
        ("text", _WITHHELD),
        ("release", _WITHHELD),
        ("header of a release", _WITHHELD),
    ):
        before, after = within[zone]
        for name, unit in units.items():
            made[f"{name}, {zone}"] = partial(_between, before, after, partial(_repeated, unit))
    for name, unit in _IN_FORM.items():
        made[f"{name}, form"] = partial(_between, _FORM, _FORM_FIELDS + _BODY + _FORM_END, partial(_repeated, unit))
        before = _FORM + _FORM_FIELDS + _BODY
        made[f"{name}, text of a form"] = partial(_between, before, _FORM_END, partial(_repeated, unit))
        made[f"{name}, end of a form"] = partial(_between, before + _FORM_END, "", partial(_repeated, unit))
    for name, before in _BEFORE_GAP.items():
        made[f"blanks after {name}"] = partial(_stretched, before, " ", "word\n")
        made[f"empty lines after {name}"] = partial(_stretched, before, "\n", "word\n")
    for name, form in _RISING.items():
        made[f"{name}, text"] = partial(_between, *within["text"], partial(_numbered, form))
    for name in ("forms, all different", "numbers of forms, all different"):
        made[f"{name}, alone"] = partial(_between, _FORM, "", partial(_numbered, _RISING[name]))
    return made
