"""Signature: the surname that closes a cable, and the end of its body.

It is the last line of the text but for banners, or the end of that line where line ends were lost
(`... periodically. HEARNE`). It is in capitals, or in title case where what stands before it is complete, seldom in
lower case; one word, or two (`LA LIME`, `TIMKEN JR`); sometimes printed twice, the second time in other letters.
`END COMMENT`, `XXXXXXXXXXXX` and the rest of a sentence are none. About one cable in ten has none, most of them
extracts. What newspapers, mailers and databases left below it (5 cables) does not hide it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from cables.telegram.vocabulary import Vocabulary, derived


class Signature(NamedTuple):
    """The signer, None where nobody signed, and the end of the body: before the signature and what follows it."""

    signer: str | None
    end: int


_AFTERWORD_LINES = 14  # below a signature, at most
_WINDOW = 2000  # characters before a line in which the line before it is looked for
_NAME_LENGTH = 40
_PROSE = 40  # characters: a longer line is no item of a list
_LAST_LENGTH = 160  # of a last line, what is looked at for a name at its end
_REMAINS_LINES = 3  # lines that something else left below a signature, at most

_WORD = r"[^\W\d_](?:['’.-]?[^\W\d_])++\.?|[^\W\d_]\."
_NAME = re.compile(rf"(?:(?:{_WORD})[ \t]{{1,3}}){{0,4}}(?:{_WORD})")
_LAST_WORD = re.compile(rf"(?:\A|(?<=[ \t]))(?:{_WORD})\Z")
_STOP_WITHIN = re.compile(r"[.!?][\"”)]?.")
# A name that a blank lacks before: `restructuring.SAPT`, `restructuring. .SAPT`, `(End comment.)SAPT`.
_GLUED_NAME = re.compile(
    r"(?:(?<=[ \t])\.(?=[^\W\d_]{3})|(?<=[^\W\d_]{4}[.!?])|(?<=[.!?][\"”)]))[^\W\d_]['’]?[^\W\d_]{2,30}\Z"
)
_SUFFIX_AT_END = re.compile(r"\b(?:JR|SR|Jr|Sr)\.\Z")
_COMMA_BEFORE_SUFFIX = re.compile(r",(?=\s{0,3}(?:JR|SR|Jr|Sr|II|III|IV)\.?\Z)")
_DECORATION = "#*.,;:-=<>()[]\"'_ \t"
_DECORATION_OF_LINES = "-=_* \t\n"
_TITLES = (
    r"(?:SIGNED|ACTING|AMBASSADOR|AMB|CHARGE(?: D['’]?AFFAIRES)?|CDA|DEPUTY CHIEF OF MISSION|A?/?DCM|CONSUL GENERAL|CG"
    r"|PRINCIPAL OFFICER)"
)
_TITLE_BEFORE = re.compile(rf"(?:{_TITLES}[ .:,]{{1,3}})+", re.IGNORECASE)
_TITLE_ALONE = re.compile(rf"{_TITLES}(?:[ .:,]{{1,3}}{_TITLES}){{0,2}}", re.IGNORECASE)
_BANNER_AT_END = re.compile(r"(?<=[A-Z#])\s{1,9}(?:N{4}|BT|UNCLASSIFIED|CONFIDENTIAL|SECRET)\Z")
_REDACTED = re.compile(r"[\W_]*(?:X{3,}|x{3,}|\[[^\]\n]{0,60}(?:REMOVED|removed)[^\]\n]{0,20}\])[\W_]*")
_SENTENCE_END = frozenset(".!?:\"”’')]>*#-")
_CLOSING_WORDS = re.compile(
    r"(?:\b(?:END|BEGIN)\s(?:OF\s)?[\w ]{2,30}|\bCONSIDERED|\bUNQUOTE|\bX{5,}|\b(?:GP|GROUP)[- ]?[1-5]"
    r"|(?:https?:|www\.)\S{1,120}(?:\s\S{1,60}){0,2})\Z",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|Gov|Prof|Capt|Maj|Pres|Adm)\.\Z", re.IGNORECASE)
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Gen|Col|Lt|Sen|Rep|Amb|St|Gov|Prof|Capt|Maj|Pres|Adm|Min|No|[A-Z])\.\Z", re.IGNORECASE
)


_CLOSED = re.compile(r"\bEND (?:OF )?(?:COMMENT|MESSAGE|NOTES?|POINTS|QUOTE|SUMMARY|TEXT)\Z", re.IGNORECASE)
_CAMEL = re.compile(r"(?:Fitz|Mac|Mc|De|Di|Du|La|Le|O['’]|Van|Von)[A-Z][a-z]+(?:-[A-Z][a-z]+)?")
_WEB_ADDRESS = re.compile(r"(?:https?:|www\.)", re.IGNORECASE)
_FILE_NAME = re.compile(r"\.(?:aspx?|cfm|html?|jsp|pdf|php|shtml)\Z", re.IGNORECASE)
_REDACTED_WORD = re.compile(r"X{3,}", re.IGNORECASE)
_DATE = r"(?:\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}/(?:\d{4}|\d\d)|\d{1,2}[ -](?:[A-Z]{3}|[A-Z][a-z]{2})[ -]\d{2,4})"
_DATE_AT_END = re.compile(rf"(?<=[^\W\d_])[ \t,;-]{{1,4}}{_DATE}\Z")


# Lines after the signature that are no text. Seen there: `NNNN` (9 cables), `End Cable Text` (6), `##`, the
# classification again, a note of the message centre, the stamps and the `Message Attributes` of the National Archives,
# the marks of newspapers.
_ATTRIBUTES = "\nMessage Attributes"
_STAMP = "DECLASSIFIED/RELEASED"
_STAMP_LENGTH = len(_STAMP)
# Who set the stamp, on the line before it.
_OFFICIAL = re.compile(r"[A-Z][a-z]{1,20} (?:[A-Z]\. )?[A-Z][A-Za-z'-]{1,20}")

# Lines that are classification, caption or prosign, their letters alone.
_BANNER_LETTERS = re.compile(
    r"(?:UNCLAS(?:SIFIED)?|CONFIDENTIAL|(?:TOP)?SECRET|LIMITEDOFFICIALUSE(?:ONLY)?|FOROFFICIALUSEONLY|FOUO|SBU|SENSITIVE"
    r"|NOFORN|NODIS|EXDIS|LIMDIS|STADIS|SIPDIS|BT|N{2,4}){1,6}"
)
_BANNER_BEGINS = re.compile(
    r"[\W_]*(?:U[\W_]*N|C[\W_]*O|T[\W_]*O|S[\W_]*[EBI]|L[\W_]*I|F[\W_]*O|N[\W_]*[NO]|E[\W_]*X|S[\W_]*T|B[\W_]*T)",
    re.IGNORECASE,
)
_NO_LETTER = re.compile(r"[^A-Z]+")
_BANNER_LINE = re.compile(
    r"""
      [\W_]*                                                      # rules, hashes, asterisks
    | \#\d{1,6}                                                   # the number after BT
    | N{2,}[A-Z]{0,12}                                            # NNNNMAFVVZCZ
    | <<\s?\d{4,7}\s?>> | ID:?\s+\d+                             # the number of a web site
    | =*\s*CABLE\s+ENDS?\s*=*
    | <{0,2}\s*END\s+OF\s+(?:DOCUMENT|MESSAGE|CABLE|TELEGRAM)\s*>{0,2}
    | END\s+(?:CABLE|MESSAGE|TELEGRAM)(?:\s+TEXT)?\W*
    | PAGE\s+\d{1,2}\b.*
    | (?:19|20)\d\d[A-Z]{2,6}\d{4,6}\s*-.*                        # 2004CARACA01540 - UNCLASSIFIED
    | .*\bDECLASSIFIED/RELEASED\b.* | .*\bSYSTEMATIC\s+REVIEW\b.* | REVIEW\s+\d{1,2}\s+[A-Z]{3}\s+\d{4}
    | TRACK\s+IMPRESI.N:.*
    | UNQUOTE\W* | (?:SECRET|CONFIDENTIAL|UNCLAS\w*)\W+SECTION\b.*
    """,
    re.VERBOSE | re.IGNORECASE,
)
# A mailer's line of sender and time: `Name 07/30/2008 11:05:12 AM From DB/Inbox: CABLES`.
_MAILER_LINE = re.compile(
    r".{0,60}\b\d{1,2}/\d{1,2}/\d{2,4}\s+\d{1,2}:\d\d(?::\d\d)?(?:\s?[AP]M)?\s+(?:FROM|TO|CC|DB/|INBOX)\b.*",
    re.IGNORECASE,
)
_AFTERWORD = re.compile(
    r"""
      \W*(?:NOTE\b | DRAFTED\b | CLEARED\b | APPROVED\b | PREPARED\s+BY\b | DECL\b | DERIVED\s+FROM\b)
    | \W*(?:PLEASE\s+)?VISIT\b | HTTPS?: | WWW\. | TRACK\b | FOR\s+MORE\s+(?:INFORMATION|REPORTING)\b
    | \W*(?:CHARGE|AMBASSADOR|CONSUL|DEPUTY\s+CHIEF|PRINCIPAL\s+OFFICER|ACTING)\b [^.\n]{0,40} \Z
    | (?:GP|GROUP)[- ]?[1-5]\b | (?:FROM|SENT|CC|BCC)\s?:
    | \W*CORRECTION\b | \W*COPY\b | \W*THIS\s+(?:CABLE|MESSAGE|REPORT)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What something else left below a signature: a newspaper's mark, code, a headline cut short, a date or time.
_REMAINS = re.compile(
    rf"""
      [\w ]{{2,40}}\s@\s.* | \w.*\s(?:=|\*|\|)\s.*
    | (?:SELECT|INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s\S.* | </?[a-z].*
    | .*\w\s?(?:\.\.\.|…) | {_DATE}(?:\W.*)? | .*\b\d{{1,2}}:\d\d:\d\d\b.*
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The message centre's note below a signature: nothing of the text stands between, and it is signed by nobody.
_SERVICE_NOTE = re.compile(r"\W*NOTE BY (?:OC|THE)\b")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTICLES = _words("LA LE DE DEL DER DI DA DU VAN VON ST MC MAC EL AL O TEN TER")
_SUFFIXES = _words("JR SR II III IV")
_NO_NAMES = _words("""
    END COMMENT COMMENTS TEXT SUMMARY NOTE NOTES UNDER QUOTE UNQUOTE BT NNNN SIPDIS NOFORN SENSITIVE SECRET
    CONFIDENTIAL UNCLASSIFIED UNCLAS SBU FOUO CLASSIFIED DECLASSIFIED PARAGRAPH PARA ATTACHMENT ATTACHMENTS ENCLOSURE
    ANNEX APPENDIX POINTS TALKING DRAFT LIST CONTINUED INFO ACTION ORIGIN DISTRIBUTION NONE NA REDACTED REMOVED
    DELETED MESSAGE CABLE PART SECTION PAGE BACKGROUND INTRODUCTION CONCLUSION OVERVIEW OUTLOOK BIOGRAPHICAL BIO
    BIODATA PARTICIPANTS DELEGATION SIGNED SIGNATURE EMBASSY CONSULATE MISSION DEPARTMENT GOVERNMENT MINIMIZE
    CONSIDERED REGARDS THANKS REFTEL SEPTEL NOTAL SUBJECT REF TAGS AND THE OF TO IN FOR ON WITH BY AT FROM THIS THAT
    THESE THOSE OVER AS IS WAS WERE ARE BE BEEN NOT IT ITS OR AN A HIS HER THEIR OUR WILL WOULD HAS HAVE HAD BUT IF SO
    NO YES ALL ANY WHO WHICH WE THEY HE SHE JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER
    DECEMBER MONDAY TUESDAY WEDNESDAY THURSDAY FRIDAY SATURDAY SUNDAY STEPS CHARGE
""")


class _FoundName(NamedTuple):
    name: str
    start: int


def find_signature(text: str, start: int, vocabulary: Vocabulary) -> Signature:
    """Return the signature of the body that begins at `start` of a cleaned text, its end as an offset into that."""
    end = _text_end(text, start)
    once = _without_second(text, start, end)
    found = _at_end(text, start, once, vocabulary) if once < end else None
    found = found or _at_end(text, start, end, vocabulary) or _above_afterword(text, start, end, vocabulary)
    return Signature(found.name, found.start) if found else Signature(None, end)


def _without_second(text: str, start: int, end: int) -> int:
    """Return `end`, or where the line before ends if the last line repeats the name that ends it: `Sapt` `SAPT`."""
    line = max(start, text.rfind("\n", start, end) + 1)
    last = text[line : min(end, line + _LAST_LENGTH)].strip(_DECORATION)
    before = text[max(start, line - _WINDOW) : line].rstrip()
    cut = len(before) - len(last)
    repeated = last and before[cut:].casefold() == last.casefold() and before[cut - 1 : cut].isspace()
    if not repeated or len(last) > _NAME_LENGTH:
        return end
    return max(start, line - _WINDOW) + len(before)


def find_afterword(text: str, signature: Signature) -> tuple[int, int]:
    """Return where the text below a signature begins and ends: a note, an address (11 cables of 1,295); banners apart.

    Both are the same where there is none.
    """
    at = signature.end
    if signature.signer is None or text[at:].strip() == signature.signer:  # as in most cables
        return at, at
    end = _text_end(text, at)
    signed = 0
    while at < end:
        line_end = text.find("\n", at, end)
        line_end = end if line_end < 0 else line_end
        line = text[at:line_end]
        if not _is_banner(line):
            if signed and (len(line) > _NAME_LENGTH or signature.signer.split()[-1] not in line):
                break
            signed += 1
        at = line_end + 1
    return min(at, end), end


def _at_end(text: str, start: int, end: int, vocabulary: Vocabulary) -> _FoundName | None:
    """Return the signature that is the text's last line, or the end of it."""
    line = max(start, text.rfind("\n", start, end) + 1)
    begin = max(line, end - _LAST_LENGTH)
    last = text[begin:end].rstrip()
    while banner := _BANNER_AT_END.search(last):
        last = last[: banner.start()]
    dated = _DATE_AT_END.search(last) if last[-1:].isdigit() else None
    if dated:
        last = last[: dated.start()]
    if _REDACTED.fullmatch(last) or _SERVICE_NOTE.match(last):
        return None
    found = _alone(text, start, line, last, vocabulary) if begin == line else None
    return found or _closing(text, start, begin, last, vocabulary, only_complete=dated is not None)


def _above_afterword(text: str, start: int, end: int, vocabulary: Vocabulary) -> _FoundName | None:
    """Return the signature on a line of its own above a note, an address, or what something else left there."""
    below = ""
    lines_below = 0
    in_capitals = text[max(start, end - _WINDOW) : end].isupper()
    for _ in range(_AFTERWORD_LINES):
        line = max(start, text.rfind("\n", start, end) + 1)
        current = text[line:end].rstrip()
        if below and len(current) <= _NAME_LENGTH:
            afterword = _is_afterword(below) or _REDACTED.fullmatch(below)
            remains = lines_below <= _REMAINS_LINES and _is_remains(below, in_capitals=in_capitals)
            if afterword or remains:
                certain = _SERVICE_NOTE.match(below) is not None
                found = _alone(text, start, line, current, vocabulary, certain=certain)
                if found and (afterword or not _may_be_heading(text, start, found, vocabulary)):
                    return found
        if not _is_banner(current):
            below = current.strip()
            lines_below += 1
        end = line - 1
        if end <= start:
            break
    return None


def _is_remains(line: str, *, in_capitals: bool) -> bool:
    """Return whether something else left a line below the signature: a headline is in capitals, unlike the text."""
    headline = not in_capitals and line.isupper() and " " in line and line[-1] not in ".:?!"
    return headline or bool(_REMAINS.fullmatch(line))


def _may_be_heading(text: str, start: int, found: _FoundName, vocabulary: Vocabulary) -> bool:
    """Return whether a name above such lines can be a heading: it follows no sentence, or has another meaning."""
    before = text[max(start, found.start - _WINDOW) : found.start].rstrip(_DECORATION_OF_LINES)
    return not _ends_sentence(before) or _is_no_name(found.name, vocabulary)


def _alone(
    text: str, start: int, line: int, last: str, vocabulary: Vocabulary, *, certain: bool = False
) -> _FoundName | None:
    """Return the name that is the whole line `last`, which begins at `line`; `certain`: where a signature must be."""
    name = last.strip(_DECORATION)
    if len(name) > _NAME_LENGTH or _TITLE_ALONE.fullmatch(name):
        return None
    name = _COMMA_BEFORE_SUFFIX.sub("", _TITLE_BEFORE.sub("", name, count=1))
    if not _NAME.fullmatch(name):
        return None
    words = _once(_unredacted(name.split()))
    if not words or not _NO_NAMES.isdisjoint(word.upper().rstrip(".") for word in words):
        return None
    before = text[max(start, line - _WINDOW) : line]
    previous = before.rstrip(_DECORATION_OF_LINES)
    complete = not previous or _is_complete(previous)
    apart = before.count("\n", len(previous)) > 1
    name = " ".join(words)
    if not complete and not certain and (last.rstrip().endswith(".") or _is_no_name(name, vocabulary)):
        return None
    surname = _is_surname(words)
    if surname and all(map(_is_capital, words)):
        unlike_text = not previous[-_LAST_LENGTH:].isupper() and text.count(name, start) == 1
        accepted = complete or apart or unlike_text or (certain and text.count(name, start) == 1)
    elif len(words) > 1 and (not complete or _is_place(name, vocabulary) or not _is_short(words)):
        accepted = False
    elif name.islower():
        accepted = surname and len(name) > 2 and _ends_sentence(previous) and text.count(name, start) == 1
    elif all(map(_is_titled, words)):
        ends_prose = len(previous) - previous.rfind("\n") > _PROSE or "@" in previous[-_PROSE:]
        accepted = complete or (apart and ends_prose)
    else:
        accepted = complete and apart and len(words) == 1
    return _FoundName(name, line) if accepted else None


def _closing(
    text: str, start: int, begin: int, last: str, vocabulary: Vocabulary, *, only_complete: bool = False
) -> _FoundName | None:
    """Return the name that ends the line of which `last`, from `begin` on, is the end; see `_shortest`.

    With `only_complete`, only one that follows a complete sentence.
    """
    head = last.rstrip("#* \t")
    if head.endswith(".") and not _SUFFIX_AT_END.search(head):
        return None
    words: list[str] = []
    starts: list[int] = []
    glued = _GLUED_NAME.search(head) if _STOP_WITHIN.search(head[-_NAME_LENGTH:].rpartition(" ")[2]) else None
    if glued:
        name = glued[0].lstrip(".")
        if not (_is_capital(name) or (glued[0][0] == "." and _is_in_title_case(name))):
            return None
        words, starts = [name], [begin + glued.end() - len(name)]
        head = head[: glued.start()].rstrip()
    while len(words) < 4 and not glued and (match := _LAST_WORD.search(head)):
        if not _is_capital(match[0]) or match[0].rstrip(".") in _NO_NAMES or (words and _ends_sentence(match[0])):
            break
        words.insert(0, match[0])
        starts.insert(0, begin + match.start())
        head = head[: match.start()].rstrip()
    if not words:
        return _closing_in_title_case(begin, head, vocabulary)
    if not head:
        return None
    abbreviated = head[-1] == "." and _ABBREVIATION.search(head[-_NAME_LENGTH:])
    if abbreviated and _HONORIFIC.search(head[-_NAME_LENGTH:]):
        return None
    if _is_complete(head) and not abbreviated:
        name = " ".join(once := _once(_unredacted(words)))
        return _FoundName(name, starts[0]) if 0 < len(once) <= 3 and not _is_no_name(name, vocabulary) else None
    return None if only_complete or head.isupper() else _shortest(text, start, words, starts, vocabulary)


def _shortest(text: str, start: int, words: list[str], starts: list[int], vocabulary: Vocabulary) -> _FoundName | None:
    """Return the shortest name that `words` end with, after a sentence without its stop.

    None where the text uses it as a word.
    """
    first = len(words) - 1
    if first and words[first].rstrip(".") in _SUFFIXES:
        first -= 1
    while first and words[first - 1] in _PARTICLES:
        first -= 1
    name = " ".join(words[first:])
    if len(name) < 4 or _is_no_name(name, vocabulary) or text.count(name, start) > 1:
        return None
    return _FoundName(name, starts[first])


def _closing_in_title_case(begin: int, last: str, vocabulary: Vocabulary) -> _FoundName | None:
    match = _LAST_WORD.search(last)
    if match is None or not _is_in_title_case(match[0]):
        return None
    if match[0].upper() in _NO_NAMES or _is_place(match[0], vocabulary):
        return None
    start = match.start()
    while (particle := _LAST_WORD.search(last[:start].rstrip())) and particle[0].upper() in _PARTICLES:
        start = particle.start()
    head = last[:start].rstrip()
    if not (_ends_sentence(head) or _CLOSED.search(head) or _ends_in_address(head)):
        return None
    return _FoundName(last[start:], begin + start)


def _ends_sentence(text: str) -> bool:
    """Return whether a text ends with the stop of a sentence, in quotation marks or brackets too, or says its end."""
    words = text[-_NAME_LENGTH:].rstrip("\"”’')]* ")
    if words[-1:] in (".", "!", "?"):
        return not _ABBREVIATION.search(words)
    return bool(_CLOSED.search(words))


def _ends_in_address(text: str) -> bool:
    """Return whether a text ends with a web address, which line ends may have divided in three."""
    tail = text[-_LAST_LENGTH:]
    addresses = list(_WEB_ADDRESS.finditer(tail))
    if not addresses:
        return False
    first, *rest = tail[addresses[-1].start() :].split()
    own_line = not tail[: addresses[-1].start()].strip()
    joined = first
    for piece in rest:
        joined += piece
        if not (_FILE_NAME.search(joined) or any(sign in piece for sign in "/_=?&%")):
            return own_line and len(rest) == 1 and piece.upper() not in _NO_NAMES
    return len(rest) < 3


def _is_complete(text: str) -> bool:
    return text[-1:] in _SENTENCE_END or bool(_CLOSING_WORDS.search(text[-_LAST_LENGTH:]))


def _is_capital(word: str) -> bool:
    return word.isupper() or (word.startswith(("Mc", "Mac", "De", "Le", "Van")) and word[3:].isupper())


def _is_titled(word: str) -> bool:
    return word[0].isupper() or word.upper() in _PARTICLES or word.upper() in _SUFFIXES


def _is_in_title_case(word: str) -> bool:
    return word.istitle() or bool(_CAMEL.fullmatch(word))


def _is_surname(words: list[str]) -> bool:
    """Return whether the words are one surname: with particles before it or a suffix after it."""
    *particles, last = words
    if last.rstrip(".").upper() in _SUFFIXES and particles:
        last = particles.pop()
    return len(last) > 1 and all(particle.rstrip(".").upper() in _PARTICLES for particle in particles)


def _is_short(words: list[str]) -> bool:
    """Return whether the words are three at most, initials and what belongs to the surname apart."""
    return sum(len(word) > 2 and word.upper() not in _PARTICLES | _SUFFIXES for word in words) <= 3


def _once(words: list[str]) -> list[str]:
    """Return the words, one half of them where the other is the same in any letters: `SHANNON Shannon`."""
    half = len(words) // 2
    same = [word.casefold() for word in words[:half]] == [word.casefold() for word in words[half:]]
    return words[:half] if same else words


def _unredacted(words: list[str]) -> list[str]:
    """Return the words without what is blacked out before or after the name: `XXXXXXXXXXXX SHANNON`."""
    return [word for word in words if not _REDACTED_WORD.fullmatch(word)]


def _is_no_name(name: str, vocabulary: Vocabulary) -> bool:
    """Return whether the name means something else: a country, an organisation, an abbreviation."""
    return _is_place(name, vocabulary) or name in vocabulary.tags or name in vocabulary.glossary


def _is_place(name: str, vocabulary: Vocabulary) -> bool:
    return name.upper() in _places(vocabulary) or vocabulary.is_post_name(name.upper())


@derived
def _places(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(
        entry.name.upper() for entries in vocabulary.tags.values() for entry in entries if entry.kind == "geographic"
    )


def _is_banner(line: str) -> bool:
    """Return whether a line is no part of the text wherever it stands at the end of a cable, as blank lines are."""
    if len(line) > 200:
        return False
    line = line.strip()
    if not line or _BANNER_LINE.fullmatch(line) or (":" in line and "/" in line and _MAILER_LINE.fullmatch(line)):
        return True
    # By its first letters first: five lines of six have others, and most of these lines are a name.
    letters = _BANNER_BEGINS.match(line) and _NO_LETTER.sub("", line.upper())
    return bool(letters and _BANNER_LETTERS.fullmatch(letters)) and not any(map(str.isdigit, line))


def _is_afterword(line: str) -> bool:
    """Return whether a line begins what may follow a signature but can be text as well: a note, a web address."""
    return bool(_AFTERWORD.match(line))


def _text_end(text: str, start: int) -> int:
    """Return where the text ends: before `Message Attributes`, the banners, and stamps with the official's name."""
    found = text.find(_ATTRIBUTES, start)
    end = len(text) if found < 0 else found
    stamped = False
    while end > start:
        line = max(start, text.rfind("\n", start, end) + 1)
        content = text[line:end]
        if not _is_banner(content) and not (stamped and _OFFICIAL.fullmatch(content.strip())):
            break
        stamped = content.lstrip()[:_STAMP_LENGTH].upper().startswith(_STAMP)
        end = line - 1
    return max(start, end)
